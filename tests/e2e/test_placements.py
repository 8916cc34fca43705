"""A champion is placed on a data project: the owner writes an opening, the matching is run, a champion is asked, accepts, is confirmed."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from lms.kit.clock import today
from tests.e2e.seeing import faults_in_each_look

pytestmark = pytest.mark.browser


def _press(page, name):
    page.locator("main").get_by_role("button", name=name, exact=True).first.click()


def _open_an_opening(visit):
    """Eva owns a data project; nobody has the level yet."""
    with visit("eva.horvat") as page:
        page.goto("/projects/tree-register-as-open-data/openings/new")
        page.get_by_label("Title").fill("Describer of the parking datasets")
        page.get_by_label("What does one do?").fill("Describe a dataset a week.")
        page.get_by_label("Hours a week, of each member").fill("0.5")
        page.get_by_label("People on the team").fill("1")
        page.get_by_label("First day").fill(today().isoformat())
        page.get_by_label("Last day").fill((today() + timedelta(days=120)).isoformat())
        page.locator("select").first.select_option(index=1)
        page.get_by_label("Level").first.fill("8")
        assert page.locator("main h1").inner_text() == "New opening"
        _press(page, "Save as a draft")
        _press(page, "Open it for champions")
        expect(page.locator("main")).to_contain_text("The opening is open")


def _run_the_matching(visit, house):
    with visit("nora.lindgren") as page:
        page.goto("/matching")
        assert not faults_in_each_look(page, "/matching")
        _press(page, "Run the matching")
        expect(page.locator("main")).to_contain_text("Waits for its turn")
        house.lms("run-job", "run-matching")
        expect(page.locator("main")).to_contain_text("How good this plan is", timeout=20_000)
        expect(page.locator("main")).to_contain_text("Describer of the parking datasets")
        assert not faults_in_each_look(page, page.url)


def _accept(visit):
    with visit("marco.bianchi", screen="narrow") as page:
        page.goto("/placements")
        assert not faults_in_each_look(page, "/placements")
        asked = page.locator("main li, main tr").filter(has_text="Keeper of licences")
        asked.get_by_role("link", name=re.compile("^Answer")).first.click()
        address = page.url
        assert not faults_in_each_look(page, address)
        _press(page, "Accept")
        expect(page.locator("main")).to_contain_text("You accepted")
        return address


def test_a_champion_is_placed_on_a_data_project(visit, house):
    _open_an_opening(visit)
    _run_the_matching(visit, house)
    address = _accept(visit)
    with visit("maria.kowalska") as page:  # she owns the initiative that offers it
        page.goto(address)
        _press(page, "Confirm")
        expect(page.locator("main")).to_contain_text("The place is confirmed")
    with visit("nora.lindgren") as page:
        page.goto("/placements/load")
        expect(page.get_by_role("table", name=re.compile("by champion"))).to_contain_text("Marco Bianchi")
        assert not faults_in_each_look(page, "/placements/load")
