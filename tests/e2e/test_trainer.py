"""A trainer writes a course in the browser; a curator publishes it and sees what that means for those who learn."""

import io
import re
import zipfile

import pytest
from playwright.sync_api import expect

from tests.e2e.acting import go, press
from tests.e2e.bicycle_course import LESSON, QUIZ, SECOND, publish
from tests.e2e.seeing import assert_accessible, faults_in_each_look
from tests.factories.courses import course_files

pytestmark = pytest.mark.browser

CHANGE = "Count in the rain, too."


def _zipped(files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(f"course/{name}", content)
    return packed.getvalue()


def _new_course(page, title):
    page.goto("/teach/new")
    page.get_by_label("Title").fill(title)
    press(page, "Create the course")
    page.wait_for_url(re.compile(r"/teach/[a-z0-9-]+"))


def _write_the_first_lesson(page):
    go(page.locator("main").get_by_role("link", name="01-start.md").first)
    page.wait_for_url(re.compile("/files/01-start.md$"))  # with its script, which hears what is typed
    return page.locator("main textarea[name=text]")


def test_a_mistake_is_shown_with_its_line_while_the_trainer_writes(visit):
    with visit("maria.kowalska") as page:
        _new_course(page, "Trees of the city")
        text = _write_the_first_lesson(page)
        text.fill("# Trees\n\n## Planting\n\nOaks drink **a lot**.\n\n![](media/gone.png)\n")
        expect(page.locator("main strong", has_text="a lot").first).to_be_visible()
        expect(page.locator("#problems")).to_contain_text("7")
        expect(page.locator("#problems")).to_contain_text("gone.png")
        assert_accessible(page)
        text.fill("# Trees\n\n## Planting\n\nOaks drink a lot.\n")
        expect(page.locator("#problems")).not_to_contain_text("gone.png")
        press(page, "Save")
        expect(page.locator("main textarea[name=text]")).to_have_value(re.compile("Oaks drink a lot"))


def test_a_text_that_could_not_be_saved_is_offered_again(visit):
    with visit("maria.kowalska") as page:
        _new_course(page, "Benches of the city")
        text = _write_the_first_lesson(page)
        text.fill("# Benches\n\nAn hour of work.\n")
        page.once("dialog", lambda dialog: dialog.accept())
        page.reload()
        expect(text).not_to_have_value(re.compile("An hour of work"))
        assert_accessible(page)
        page.get_by_role("button", name="Put it back").click()  # by script, on the same page
        expect(text).to_have_value("# Benches\n\nAn hour of work.\n")
        press(page, "Save")
        expect(page.get_by_role("button", name="Put it back")).to_be_hidden()
        assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('kept.'))") == []


def test_the_preview_and_the_problems_come_without_script_too(visit):
    with visit("maria.kowalska", script=False) as page:
        _new_course(page, "Parks of the city")
        go(page.locator("main").get_by_role("link", name="01-start.md").first)
        page.locator("main textarea[name=text]").fill("# Parks\n\n## Benches\n\n**Sit** here.\n\n![](media/gone.png)\n")
        press(page, "Preview")
        expect(page.locator("main strong", has_text="Sit").first).to_be_visible()
        expect(page.locator("#problems")).to_contain_text("gone.png")


def test_a_new_version_reaches_newcomers_while_learners_keep_theirs(house, visit, tmp_path):
    publish(house, tmp_path, "counting")
    with visit("amina.rahimi") as page:
        page.goto("/courses/counting")
        press(page, "Enrol")
        press(page, "Mark as read and continue")
    _write_the_next_version(visit)
    _publish(visit)
    with visit("amina.rahimi") as page:
        page.goto("/learn/counting/01-why")
        expect(page.locator("main .prose").first).not_to_contain_text(CHANGE)
    with visit("tomas.novak") as page:
        page.goto("/courses/counting")
        press(page, "Enrol")
        expect(page.locator("main .prose").first).to_contain_text(CHANGE)


def _write_the_next_version(visit):
    files = {"01-why.md": LESSON + f"\n{CHANGE}\n", "02-where.md": SECOND, "03-quiz.quiz.toml": QUIZ}
    facts = {"title": "Counting bicycles (counting)", "topic": "innovation", "owner": "maria.kowalska@exampleville.example"}
    outcomes = [{"key": "count", "text": "Count bicycles so that the numbers mean something"}]
    whole = course_files(files, certificate={"valid_months": 24}, outcomes=outcomes, **facts)
    broken = {**whole, "01-why.md": b"# Why\n\n## First\n\n![](media/gone.png)\n"}
    with visit("maria.kowalska") as page:
        page.goto("/teach/counting")
        press(page, "Begin the next version")
        for content, errors in ((broken, True), (whole, False)):
            page.goto("/teach/counting/versions/2/replace")
            page.locator("main input[type=file]").set_input_files({"name": "course.zip", "mimeType": "application/zip", "buffer": _zipped(content)})
            press(page, "Replace the files")
            page.wait_for_url("**/versions/2")
            problems = page.locator("main section", has=page.locator("#problems-title"))
            assert ("gone.png" in problems.inner_text()) is errors
            assert page.get_by_role("button", name="Submit for review").count() == (0 if errors else 1)
        press(page, "Submit for review")
        expect(page.locator("main")).to_contain_text("This version waits for its review")


def _publish(visit):
    with visit("ingrid.larsen") as page:
        page.goto("/teach/counting/versions/2/review")
        assert not faults_in_each_look(page, "/teach/counting/versions/2/review")
        assert not faults_in_each_look(page, "/teach/counting/versions/2/publish")
        expect(page.locator("main")).to_contain_text("person is in progress")
        page.locator("main textarea[name=note]").fill("Counting in the rain is described.")
        press(page, "Publish this version")
        page.goto("/teach/counting/versions/2")
        expect(page.locator("main")).to_contain_text("Counting bicycles")
        assert page.get_by_role("link", name="Review", exact=True).count() == 0
