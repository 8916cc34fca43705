"""An officer looks at herself, her manager says what she sees, a certificate shows it, and the why page tells from what."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.acting import go, press
from tests.e2e.bicycle_course import publish
from tests.e2e.seeing import assert_accessible

pytestmark = pytest.mark.browser

CODE = "4.4"
TITLE = "Environmental impacts of digital technologies"
WHY = f"/me/competences/digcomp/{CODE}"


def _look_at_oneself(page):
    page.goto("/me/competences/self-assessment/digcomp/4")
    question = page.locator("fieldset", has_text=TITLE)
    question.get_by_label(re.compile("^4:")).check()
    assert_accessible(page)
    press(page, "Keep and go on")
    page.wait_for_url("**/digcomp/5")
    page.goto("/me/competences/self-assessment/digcomp")
    expect(page.locator("main")).to_contain_text("1 of 21 questions answered")
    press(page, "Finish and compare")
    page.wait_for_url("**/comparison")
    row = page.locator("tr", has_text=TITLE)
    expect(row).to_contain_text("There is no evidence to compare with yet.")
    page.goto(WHY)
    expect(page.locator("main")).to_contain_text("not enough yet to say a level")
    assert_accessible(page)


def _ask_the_manager(page):
    go(page.get_by_role("link", name="Ask for a rating"))
    page.get_by_label("Whom do you ask?").select_option(label="Sofia Marchetti")
    page.get_by_label(re.compile("What should they think of")).fill("The printers that we gave up.")
    press(page, "Ask")
    expect(page.locator("body")).to_contain_text("Sofia Marchetti is asked.")


def _rate(page):
    page.goto("/ratings")
    go(page.locator("main li", has_text="The printers that we gave up.").get_by_role("link", name="Rate"))
    page.get_by_label(re.compile("^2:")).check()
    page.get_by_label(re.compile("What do you base it on")).fill("Half of the printers are gone.")
    assert_accessible(page)
    press(page, "Keep the rating")
    expect(page.locator("body")).to_contain_text("Your rating is kept.")


def _earn_the_certificate(page, slug):
    page.goto(f"/courses/{slug}")
    press(page, "Enrol")
    press(page, "Mark as read and continue")
    press(page, "Mark as read and continue")
    go(page.locator("main").get_by_role("link", name="Go to the quiz"))
    press(page, "Start")
    page.get_by_label("On three ordinary days").check()
    page.locator("[data-question=where] input[type=text]").fill("ends")
    expect(page.locator("[data-question=where] [data-saved]")).to_contain_text("Saved")
    press(page, "Review and hand in")
    page.wait_for_url("**/review")
    press(page, "Hand in")
    expect(page.locator("main")).to_contain_text("Passed")


def test_from_the_own_view_to_a_level_that_says_why(house, tmp_path, visit):
    slug = "competence-of-bicycles"
    publish(house, tmp_path, slug, competences=[{"code": CODE, "level": 5}])
    with visit("lena.fischer") as page:
        _look_at_oneself(page)
        _ask_the_manager(page)
    with visit("sofia.marchetti") as page:
        _rate(page)
    with visit("lena.fischer") as page:
        page.goto(WHY)
        expect(page.locator("main")).to_contain_text("Basic (2), from one manager's rating and an own rating")
        expect(page.locator("tr", has_text="Half of the printers are gone.")).to_contain_text("Sofia Marchetti")
        _earn_the_certificate(page, slug)
        page.goto(WHY)
        expect(page.locator("main")).to_contain_text("Advanced (5), from one certificate")
        expect(page.get_by_role("link", name=f"Counting bicycles ({slug})")).to_be_visible()
        assert_accessible(page)
        page.goto("/me/competences/history")
        expect(page.locator("main li", has_text=TITLE).first).to_contain_text("From level 2 to level 5")
