"""HR brings people in after looking at what would happen; the administrator gives the city its colours; the auditor sees both."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.acting import go, press
from tests.e2e.seeing import faults_in_each_look

pytestmark = pytest.mark.browser

PEOPLE = """email;name;department
wilma.winter@exampleville.example;Wilma Winter;ENV
no address at all;Nobody;ENV
walter.sommer@exampleville.example;Walter Sommer;NO-SUCH-CODE
"""
VIOLET = "#6a1b9a"


def _upload(page, text):
    page.goto("/people/import")
    page.locator("main input[type=file]").set_input_files({"name": "people.csv", "mimeType": "text/csv", "buffer": text.encode()})
    press(page, "Look through the file")
    page.wait_for_url(re.compile(r"/people/import/[0-9a-f]+"))


def test_an_import_is_looked_through_before_anything_happens(visit):
    with visit("paul.dubois") as page:
        _upload(page, PEOPLE)
        faults = page.get_by_role("table", name="Bad rows")
        expect(faults).to_contain_text("3")
        expect(faults).to_contain_text("NO-SUCH-CODE")
        assert not faults_in_each_look(page, page.url)
        page.goto("/people?q=Wilma")
        expect(page.locator("main")).not_to_contain_text("wilma.winter@exampleville.example")
        _upload(page, PEOPLE)
        page.get_by_label("Import the good rows only").check()
        press(page, "Carry out")
        page.wait_for_url("**/people")
        expect(page.locator("main")).to_contain_text("Imported: 1 new, 0 changed")
        page.goto("/people?q=Wilma")
        expect(page.locator("main")).to_contain_text("Wilma Winter")
    with visit("jonas.weber") as page:
        page.goto("/audit")
        expect(page.locator("main table")).to_contain_text("imported")


def _colour_of_the_button(page):
    return page.evaluate("getComputedStyle(document.querySelector('main .ds-button[data-variant=primary]')).backgroundColor")


def test_new_colours_are_seen_at_once_in_light_and_dark(visit):
    with visit("lena.fischer") as reader, visit("amina.rahimi") as page:
        reader.goto("/courses")
        before = _colour_of_the_button(reader)
        page.goto("/settings")
        old = page.locator("input[name=primary]").input_value()
        page.locator("input[name=primary]").fill(VIOLET)
        press(page, "Preview")
        expect(page.locator("main")).to_contain_text("These colours are not saved yet")
        reader.reload()
        assert _colour_of_the_button(reader) == before
        press(page, "Save")
        expect(page.locator("main")).to_contain_text("Saved")
        reader.reload()
        assert _colour_of_the_button(reader) == "rgb(106, 27, 154)"
        reader.emulate_media(color_scheme="dark")
        reader.reload()
        assert _colour_of_the_button(reader) != before
        assert not faults_in_each_look(reader, "/courses")
        assert not faults_in_each_look(page, "/settings")
        page.goto("/settings")
        page.locator("input[name=primary]").fill(old)
        press(page, "Save")
    with visit("jonas.weber") as page:
        page.goto("/audit")
        go(page.locator("main table a").first)
        expect(page.locator("main")).to_contain_text("primary")
        assert not faults_in_each_look(page, page.url)


def test_the_chain_of_the_trail_is_whole_after_all_that(visit):
    with visit("jonas.weber") as page:
        page.goto("/audit")
        go(page.get_by_role("link", name="Check the chain"))
        page.wait_for_url("**/audit/check")
        expect(page.locator("main")).to_contain_text(re.compile("whole|unbroken|intact|nothing was changed", re.I))
