"""An officer pitches an idea: it is saved while they write, similar ones appear with what they share marked, and the office answers."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.acting import go, press
from tests.e2e.seeing import faults_in_each_look

pytestmark = pytest.mark.browser

PROBLEM = "A resident's parking permit takes three weeks, since the form is typed twice: once at the counter, once in Parking."


def _pitch(visit):
    with visit("marco.bianchi") as page:
        page.goto("/ideas")
        press(page, "Pitch an idea")
        page.get_by_label("What is the problem?").fill(PROBLEM)
        similar = page.locator("#similar")
        expect(similar).to_contain_text("Parking permits in a minute")
        expect(similar.locator("mark").first).to_be_visible()
        expect(page.locator("#saved")).to_contain_text("Saved")
        page.get_by_label("Who suffers from it?").fill("Residents")
        page.get_by_label("How often?").fill("Every day")
        page.get_by_label("Title of the idea").fill("Permits printed at the counter")
        page.get_by_label("What do you propose?").fill("Print it at once.")
        with page.expect_response(re.compile("/autosave$")):
            page.get_by_label("It costs at least").fill("1000")
        address = page.url
        assert not faults_in_each_look(page, address)
        assert page.get_by_label("What do you propose?").input_value() == "Print it at once.", "it was saved while they wrote"
        press(page, "Go on to submit")
        expect(page.locator("main")).to_contain_text("Parking permits in a minute")
        assert not faults_in_each_look(page, page.url)
        page.get_by_label("Mine differs because").fill("It needs no register.")
        press(page, "Submit the idea")
        expect(page.locator("main")).to_contain_text("Your idea is submitted")
        assert not faults_in_each_look(page, page.url)
        return page.url


def _talk(visit, address):
    with visit("lena.fischer") as page:
        page.goto(address)
        press(page, "Support this idea")
        page.get_by_label("For", exact=True).check()
        page.get_by_label("Your comment").fill("We would try it. @Nora Lindgren, what do you say?")
        press(page, "Comment")
        expect(page.locator(".idea-comments")).to_contain_text("We would try it.")


def _answer(visit, address):
    with visit("nora.lindgren") as page:
        page.goto("/inbox")
        expect(page.locator("main")).to_contain_text("mentioned you in a comment on “Permits printed at the counter”")
        page.goto("/ideas/desk")
        go(page.locator("main").get_by_role("link", name=re.compile("Permits printed at the counter")))
        assert not faults_in_each_look(page, page.url)
        page.get_by_label("Admit it: at least three evaluators read it next").check()
        press(page, "Decide")
        expect(page.locator("main")).to_contain_text("The authors and followers are told")
    with visit("marco.bianchi") as page:
        page.goto("/inbox")
        expect(page.locator("main")).to_contain_text("passed screening")
        page.goto(address)
        expect(page.locator(".timeline")).to_contain_text("It passed screening")


def test_an_idea_is_pitched_beside_its_like_and_answered(visit):
    address = _pitch(visit)
    _talk(visit, address)
    _answer(visit, address)
