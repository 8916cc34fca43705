"""HR asks more of a post after seeing what it means; the officer sees the gap, plans what closes it; the manager agrees; both hold a PDF."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.acting import follow, go, press
from tests.e2e.seeing import faults_in_each_look

pytestmark = pytest.mark.browser


def _ask_more_of_the_post(visit):
    with visit("paul.dubois") as page:
        page.goto("/role-profiles")
        follow(page, "Case officer")
        follow(page, "Edit")
        page.get_by_label("5.3 Identifying creative solutions using digital technologies").select_option("2")
        page.locator("main textarea[name=note]").fill("Case officers test new services.")
        press(page, "Show what it means for people")
        expect(page.locator("main")).to_contain_text("would meet everything afterwards")
        expect(page.get_by_role("table", name="Competence by competence")).to_contain_text("5.3")
        assert page.locator("main h1").inner_text() == "What the change means for people"
        press(page, "Save as a new version")
        expect(page.locator("main")).to_contain_text("is in force from now on")


def _plan_what_closes_the_gap(visit):
    with visit("lena.fischer") as page:
        page.goto("/me/gap")
        expect(page.get_by_role("table")).to_contain_text("5.3 Identifying creative solutions")
        expect(page.locator("main")).to_contain_text("What closes the gap in the fewest hours")
        follow(page, "Put it into my plan")
        press(page, "Change the plan")
        press(page, "Take over what closes my gap")
        expect(page.locator("main")).to_contain_text("new in your draft")
        while page.locator("section.goal", has_text="Say what you will do for this goal.").count():
            empty = page.locator("section.goal", has_text="Say what you will do for this goal.").first
            go(empty.get_by_role("button", name=re.compile("Take the goal out")))
        assert not faults_in_each_look(page, page.url)
        follow(page, "Look it over and propose it")
        press(page, "Sign and propose")
        expect(page.locator("main")).to_contain_text("Your manager is asked to agree")
        return page.url


def _agree(visit, address):
    with visit("sofia.marchetti") as page:
        page.goto("/")
        go(page.get_by_role("navigation", name="Main", exact=True).get_by_role("link", name="My team"))
        page.wait_for_url("**/my-team")
        go(page.locator("main li", has_text="Lena Fischer proposes a development plan").get_by_role("link"))
        page.wait_for_url(address)
        press(page, "Agree and sign")
        expect(page.locator("main")).to_contain_text("You agreed")
        assert not faults_in_each_look(page, page.url)


def test_from_a_requirement_to_a_plan_that_both_signed(visit):
    _ask_more_of_the_post(visit)
    address = _plan_what_closes_the_gap(visit)
    _agree(visit, address)
    with visit("lena.fischer") as page:
        page.goto("/me/plan")
        expect(page.locator("main")).to_contain_text("signed by you on")
        paper = page.context.request.get(page.get_by_role("link", name="Download as PDF").get_attribute("href"))
        assert paper.status == 200
        assert paper.body().startswith(b"%PDF")
        page.goto("/inbox")
        expect(page.locator("main")).to_contain_text("Sofia Marchetti agreed to your development plan")
