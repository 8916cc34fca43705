"""An officer finds a course, learns, sits the quiz, and holds a certificate that anybody can check."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.acting import go, press
from tests.e2e.bicycle_course import WORD, publish
from tests.e2e.seeing import faults_in_each_look

pytestmark = pytest.mark.browser


@pytest.fixture
def course(house, tmp_path, request):
    """The address of a small course that nobody has learned yet."""
    slug = re.sub(r"[^a-z]+", "-", request.node.name.removeprefix("test_")).strip("-")[:40].strip("-")
    publish(house, tmp_path, slug)
    return slug


def _find(page, slug):
    page.goto("/")
    page.get_by_role("searchbox", name="Search courses and lessons").fill(WORD)
    page.keyboard.press("Enter")
    hits = page.locator("main")
    expect(hits.get_by_role("link", name="Why count bicycles").first).to_be_visible()
    assert hits.locator("mark", has_text=WORD).count()
    page.goto("/courses?topic=innovation")
    go(page.locator("main").get_by_role("link", name=f"Counting bicycles ({slug})").first)
    page.wait_for_url(f"**/courses/{slug}")


def _read_lessons(page, note=True):
    press(page, "Enrol")
    expect(page.locator("h1")).to_have_text("Why count bicycles")
    if note:
        page.get_by_label("Your note").last.fill("Ask the cycling office for its counters.")
        press(page, "Save the note")
        expect(page.locator("#note-state")).to_contain_text("Saved")
    press(page, "Mark as read and continue")
    expect(page.locator("h1")).to_have_text("Where to count")
    press(page, "Mark as read and continue")
    go(page.locator("main").get_by_role("link", name="Go to the quiz"))
    press(page, "Start")
    page.wait_for_url("**/attempts/*")


def _hold_the_certificate(page, visit, slug):
    expect(page.locator("main")).to_contain_text("Passed")
    expect(page.locator("main")).to_contain_text("100%")
    page.goto("/inbox")
    row = page.locator("main li", has_text=f"Counting bicycles ({slug})").first
    go(row.get_by_role("button", name="Open"))
    page.wait_for_url(re.compile(r"/certificates/[0-9a-f-]{36}"))
    paper = page.context.request.get(page.get_by_role("link", name="Download as PDF").get_attribute("href"))
    assert paper.status == 200
    assert paper.body().startswith(b"%PDF")
    public = page.get_by_role("link", name="Open the public page").get_attribute("href")
    with visit() as stranger:
        stranger.goto(public)
        expect(stranger.locator("main")).to_contain_text("This certificate is valid")
        expect(stranger.locator("main")).to_contain_text(f"Counting bicycles ({slug})")


def test_from_a_word_to_a_certificate(visit, course):
    with visit("lena.fischer") as page:
        _find(page, course)
        _read_lessons(page)
        page.get_by_label("On three ordinary days").check()
        expect(page.locator("[data-question=days] [data-saved]")).to_contain_text("Saved")
        page.locator("[data-question=where] input[type=text]").fill("ends")
        expect(page.locator("[data-question=where] [data-saved]")).to_contain_text("Saved")
        attempt = page.url
        page.reload()
        expect(page.get_by_label("On three ordinary days")).to_be_checked()
        expect(page.locator("[data-question=where] input[type=text]")).to_have_value("ends")
        assert not faults_in_each_look(page, attempt)
        page.set_viewport_size({"width": 1280, "height": 900})
        press(page, "Review and hand in")
        page.wait_for_url("**/review")
        assert not faults_in_each_look(page, page.url)
        expect(page.locator("main")).to_contain_text("All questions are answered")
        press(page, "Hand in")
        assert not faults_in_each_look(page, page.url)
        _hold_the_certificate(page, visit, course)


def test_the_same_without_script(visit, course):
    with visit("sofia.marchetti", script=False) as page:
        _find(page, course)
        _read_lessons(page)
        page.get_by_label("On three ordinary days").check()
        page.locator("[data-question=where] input[type=text]").fill("ends")
        press(page, "Save")
        expect(page.locator("[data-question=days] [data-saved]")).to_contain_text("Saved")
        press(page, "Review and hand in")
        press(page, "Hand in")
        _hold_the_certificate(page, visit, course)


def test_a_lesson_that_is_read_is_where_one_goes_on(visit, course):
    with visit("amina.rahimi") as page:
        page.goto(f"/courses/{course}")
        press(page, "Enrol")
        page.goto(f"/learn/{course}/02-where")
        expect(page.locator("main")).to_contain_text("“Continue” leads to this step now.")
    with visit("amina.rahimi") as page:
        page.goto(f"/courses/{course}")
        page.locator("main").get_by_role("link", name="Continue with “Where to count”").click()
        expect(page.locator("h1")).to_have_text("Where to count")


def _tab_to(page, selector):
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            outline = page.evaluate("(() => { const s = getComputedStyle(document.activeElement); return s.outlineStyle + s.boxShadow; })()")
            assert outline != "nonenone", f"{selector} has the focus and does not show it"
            return
    pytest.fail(f"the Tab key does not lead to {selector}")


def test_a_quiz_by_keyboard_alone(visit, course):
    with visit("jonas.weber") as page:
        page.goto(f"/courses/{course}")
        _read_lessons(page, note=False)
        _tab_to(page, "[data-question=days] input")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowUp")
        expect(page.get_by_label("On three ordinary days")).to_be_checked()
        _tab_to(page, "[data-question=where] input")
        page.keyboard.type("ends")
        expect(page.locator("[data-question=where] [data-saved]")).to_contain_text("Saved")
        _tab_to(page, "button[value=review]")
        page.keyboard.press("Enter")
        page.wait_for_url("**/review")
        _tab_to(page, "main form[action$=hand-in] button")
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_contain_text("Passed")
