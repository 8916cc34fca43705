"""A boot camp from the page of its call to a place, and a waiting list that moves when somebody gives a place up."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from lms.kit.clock import today
from tests.e2e.acting import follow, go, press
from tests.e2e.seeing import faults_in_each_look

pytestmark = pytest.mark.browser

NAME = "A small camp for the browser"


def _plan(page, slug):
    """The trainer plans a camp with one seat and opens its call."""
    first = today() + timedelta(days=60)
    page.goto("/cohorts/new")
    page.get_by_label("Programme").select_option(label="Digital champions: a start in four weeks, version 1")
    page.get_by_label("Name", exact=True).fill(NAME)
    page.get_by_label("Address").fill(slug)
    page.get_by_label("First day").fill(first.isoformat())
    page.get_by_label("Seats").fill("1")
    page.get_by_label("Applications until").fill(f"{(first - timedelta(days=20)).isoformat()}T12:00")
    page.get_by_label("Host department").select_option(index=3)
    page.get_by_label("Place").fill("Town hall")
    press(page, "Plan it")
    page.wait_for_url(f"**/cohorts/{slug}")
    press(page, "Open the call")
    expect(page.locator("main")).to_contain_text("Call open")


def _apply(page, slug):
    page.goto("/boot-camps")
    follow(page, NAME)
    follow(page, "Apply")
    page.get_by_label("Why do you want to take part?").fill("My team has nobody to ask, and I like to explain things.")
    press(page, "Hand in the application")
    expect(page.locator("h1")).to_contain_text("Your application")
    return re.search(r"/cohorts/applications/[0-9a-f-]{36}", page.url)[0]


def _agree(page, application):
    page.goto(application)
    press(page, "I agree")
    expect(page.locator("main")).to_contain_text("You agreed.")


def _screen(page, application):
    page.goto(application)
    for met in page.get_by_label("Met", exact=True).all():
        met.check()
    press(page, "Suitable")
    expect(page.locator("main")).to_contain_text("The application is on the list.")


def _make_sofia_the_manager_of(page, name):
    """HR changes the manager, and the new one is asked."""
    page.goto(f"/people?q={name.replace(' ', '+')}")
    go(page.locator("main").get_by_role("link", name=name).first)
    follow(page, "Edit")
    page.get_by_label("Address of the manager").fill("sofia.marchetti@exampleville.example")
    press(page, "Save")


def _state(page, application):
    page.goto(application)
    return page.locator("main")


def test_from_the_call_to_a_place_and_then_the_next_on_the_list(visit):
    slug = "camp-of-the-browser"
    with visit("maria.kowalska") as trainer, visit("lena.fischer") as lena, visit("jonas.weber") as jonas, visit("sofia.marchetti") as manager:
        _plan(trainer, slug)
        first, second = _apply(lena, slug), _apply(jonas, slug)
        with visit("paul.dubois") as hr:
            _make_sofia_the_manager_of(hr, "Jonas Weber")
        for application in (first, second):
            _agree(manager, application)
        for application in (first, second):
            _screen(trainer, application)
        assert not faults_in_each_look(lena, first)
        lena.goto(first)
        press(lena, "Take the seat")
        expect(lena.locator("main")).to_contain_text("Next sessions")
        expect(_state(jonas, second)).to_contain_text("Place 1 of 1.")
        follow(lena, "Give up my place")
        press(lena, "Give up my place")
        expect(lena.locator("main")).to_contain_text("Apply again")
        expect(_state(jonas, second)).to_contain_text("You are offered a seat")
        press(jonas, "Take the seat")
        expect(jonas.locator("main")).to_contain_text("Next sessions")
        expect(_state(trainer, f"/cohorts/{slug}")).to_contain_text("1 of 1")


def test_pages_of_the_staff_are_accessible(visit):
    with visit("maria.kowalska") as page:
        page.goto("/cohorts/champions-2027-january/people")
        go(page.locator("main").get_by_role("link", name=re.compile("End the place")).first)
        assert not faults_in_each_look(page, page.url)
