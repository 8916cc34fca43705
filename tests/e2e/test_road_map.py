"""An owner plans, moves a promised date with the reason, asks for a check, and reads what would help; everybody sees the promise."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from lms.kit.clock import today
from tests.e2e.acting import follow, go, press
from tests.e2e.seeing import assert_accessible, faults_in_each_look

pytestmark = pytest.mark.browser

MAP = "/strategy/road-map"


def _no_faults(page):
    faults = faults_in_each_look(page, page.url)
    assert not faults, "\n".join(faults)


def _plan_of_the_permit_desk(page):
    page.goto(MAP)
    expect(page.get_by_role("img", name="Road map as a picture")).to_be_visible()
    _no_faults(page)
    page.goto(f"{MAP}/initiatives/permit-desk")


def _add_work(page):
    follow(page, "Add an activity")
    assert_accessible(page)
    page.get_by_label("What is done").fill("Translate the pages")
    for label, days in (("Shortest, in working days", "5"), ("Most likely, in working days", "8"), ("Longest, in working days", "20")):
        page.get_by_label(label).fill(days)
    press(page, "Add it")
    expect(page.locator("main")).to_contain_text("The activity is in the plan")
    follow(page, "Add what it waits for")
    assert_accessible(page)
    page.get_by_label("Activity that has to end first").select_option(index=0)
    press(page, "It waits for this one")
    expect(page.locator("main")).to_contain_text("It waits for that one from now on")
    assert_accessible(page)


def _move_a_date(page):
    go(page.locator("main").get_by_role("link", name="Move the date").first)
    press(page, "Move it")
    expect(page.locator("main").get_by_role("alert")).to_contain_text("Say why the date moves")
    page.get_by_label("New date").fill((today() + timedelta(days=500)).isoformat())
    page.get_by_label("Why it moves").fill("The council postponed the budget by a month.")
    assert_accessible(page)
    press(page, "Move it")
    expect(page.locator("main")).to_contain_text("The date is moved")


def _check(page, house):
    page.goto(f"{MAP}/checks")
    assert_accessible(page)
    page.get_by_text("Settings: they are good as they are").click()
    page.get_by_label("Runs").fill("500")
    press(page, "Check the plan")
    expect(page.locator("main")).to_contain_text("waits for its turn")
    assert_accessible(page)
    house.lms("run-job", "check-plans")
    expect(page.locator("main")).to_contain_text("How likely the promises are", timeout=20_000)  # the page asks by itself
    expect(page.locator("main")).to_contain_text("What would help most")
    _no_faults(page)


def test_from_a_plan_to_what_is_likely(visit, house):
    with visit("nora.lindgren") as page:
        _plan_of_the_permit_desk(page)
        plan = page.url
        _add_work(page)
        page.goto(plan)
        _move_a_date(page)
        _check(page, house)
    with visit(None, script=False) as page:
        page.goto("/promises")
        expect(page.locator("main")).to_contain_text("The council postponed the budget by a month.")
