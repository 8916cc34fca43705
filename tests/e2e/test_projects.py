"""The portfolio, a decision at a gate by whoever may, and the thread walked from a project and a course; each page looked at by axe."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.acting import go, press
from tests.e2e.seeing import assert_accessible, faults_in_each_look

pytestmark = pytest.mark.browser

TREES, FIBRE = "/projects/tree-register-as-open-data", "/projects/fibre-ring-for-public-buildings"


def _decide(page, outcome, reason, again=None):
    go(page.locator("main").get_by_role("link", name="Decide").first)
    assert_accessible(page)
    page.get_by_label(outcome).check()
    page.get_by_label("Why").fill(reason)
    if again:
        page.get_by_label("Look at it again on").fill(again)
    press(page, "Decide")
    expect(page.locator("main")).to_contain_text("Look at the criteria, and tick this.")
    assert_accessible(page)
    page.get_by_label("I looked at the criteria above").check()
    press(page, "Decide")
    expect(page.locator("main")).to_contain_text("Your decision is noted")


def test_a_gate_is_decided_by_the_sponsor_or_above_the_threshold_by_the_city_manager(visit):
    with visit("sofia.marchetti") as page:
        page.goto("/projects")
        page.get_by_label("Kind").select_option("data")
        press(page, "Show")
        expect(page.get_by_role("table", name="Projects")).to_contain_text("Tree register as open data")
        page.goto(f"{FIBRE}/gates")
        expect(page.locator("main")).not_to_contain_text("Decide:")
        assert page.locator("main").get_by_role("link", name="Decide").count() == 0
        page.goto(f"{TREES}/gates")
        _decide(page, "Go: the work begins or goes on", "Nine of ten trees are in it.")
    with visit("marta.oliveira") as page:
        page.goto("/")
        go(page.get_by_role("link", name="May the digging be put out to tender?"))
        _decide(page, "Hold: the work waits, and the question comes up again", "Prices are asked again.", again="2099-03-01")
        expect(page.locator("main")).to_contain_text("2. May the digging be put out to tender?")
    with visit("eva.horvat") as page:
        page.goto("/inbox")
        expect(page.locator("main")).to_contain_text("“Tree register as open data” goes on: Nine of ten trees are in it.")


def test_the_thread_is_walked_from_a_project_and_a_course(visit):
    with visit("nora.lindgren") as page:
        page.goto(TREES)
        page.locator(".thread-box").scroll_into_view_if_needed()
        expect(page.locator(".thread-box")).to_contain_text("What this leads to")
        assert_accessible(page)
        go(page.get_by_role("link", name="Walk the whole thread"))
        page.wait_for_url(re.compile("/thread/project/"))
        expect(page.locator("main")).to_contain_text("which promise these milestones")
        faults = faults_in_each_look(page, page.url)
        page.goto("/courses/open-data")
        page.locator(".thread-box").scroll_into_view_if_needed()
        go(page.get_by_role("link", name="Walk the whole thread"))
        page.wait_for_url(re.compile("/thread/course/"))
        expect(page.locator("main")).to_contain_text("These courses teach")
        faults += faults_in_each_look(page, page.url)
    assert not faults, "\n".join(faults)
