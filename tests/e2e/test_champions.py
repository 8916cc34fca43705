"""A certificate makes a champion (asked, yes, hours, appointed, found), who is placed on a data project; and who keeps contact with whom."""

import re
import subprocess
import sys
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from lms.kit.clock import today
from tests.e2e.acting import go, press
from tests.e2e.conftest import ROOT
from tests.e2e.seeing import faults_in_each_look

pytestmark = pytest.mark.browser

LEARN = """
from datetime import timedelta
from lms.app import create_app
from lms.demo.history import Plan, _learn
from lms.kit.clock import now
with create_app().app_context():
    print(_learn(Plan("jonas.weber@exampleville.example", "open-data", now() - timedelta(days=120), 1.0, 1.0)))
"""


def _finish_the_course(house):
    """Jonas does all of “Open data” by the services that the pages use; the essay is left to its trainer as ever."""
    done = subprocess.run([sys.executable, "-c", LEARN], env=house.environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def _say_yes(visit):
    with visit("jonas.weber") as page:
        page.goto("/inbox")
        page.locator("main").get_by_text("Would you like to become one").first.wait_for()
        page.goto("/me/champion")
        expect(page.get_by_role("list", name="What a champion shows")).to_contain_text("1.3")
        press(page, "Yes, I want to")
        asked = page.get_by_text("is asked how many hours")
        expect(asked).to_be_visible()
        return asked.inner_text().strip().partition(" is asked")[0].lower().replace(" ", ".")


def _agree(visit, manager):
    with visit(manager) as page:
        page.goto("/my-team")
        row = page.locator("main li", has_text="Jonas Weber wants to become a digital champion")
        go(row.get_by_role("link", name="Answer about the hours"))
        assert not faults_in_each_look(page, page.url)
        press(page, "Agree to these hours")
        expect(page.locator("main")).to_contain_text("waits for the appointment")


def _appoint(visit):
    with visit("nora.lindgren") as page:
        page.goto("/champions/desk")
        go(page.locator("tr", has_text="Jonas Weber").get_by_role("button", name="Appoint"))
        expect(page.locator("main")).to_contain_text("Appointed for twelve months.")
        assert not faults_in_each_look(page, page.url)


def _find(visit):
    with visit("lena.fischer") as page:
        page.goto("/champions")
        page.get_by_label("Competence").select_option(label="1.3 Managing information")
        page.get_by_label("At level, or higher").select_option("4")
        go(page.get_by_role("button", name="Show", exact=True))
        expect(page.get_by_role("list", name="Champions")).to_contain_text("Jonas Weber")
        go(page.get_by_role("link", name="Ask Jonas Weber for help"))
        page.get_by_label("What is it about?").fill("A list that counts twice")
        page.get_by_label("Your question").fill("Could you have a look with me?")
        press(page, "Send the question")
        expect(page.locator("main")).to_contain_text("Your question is on its way to Jonas Weber.")


def _open_an_opening(visit):
    """Eva owns a data project, and asks for what the course teaches."""
    with visit("eva.horvat") as page:
        page.goto("/projects/tree-register-as-open-data/openings/new")
        page.get_by_label("Title").fill("Describer of the tree register")
        page.get_by_label("What does one do?").fill("Describe a dataset a week.")
        page.get_by_label("Hours a week, of each member").fill("0.5")
        page.get_by_label("People on the team").fill("3")
        page.get_by_label("First day").fill(today().isoformat())
        page.get_by_label("Last day").fill((today() + timedelta(days=120)).isoformat())
        page.locator("select").first.select_option(label="1.3 Managing information")
        page.get_by_label("Level").first.fill("4")
        assert page.locator("main h1").inner_text() == "New opening"
        press(page, "Save as a draft")
        press(page, "Open it for champions")
        expect(page.locator("main")).to_contain_text("The opening is open")


def _wish(visit):
    with visit("jonas.weber") as page:
        page.goto("/openings")
        go(page.get_by_role("link", name="Describer of the tree register"))
        press(page, "I would like this")
        expect(page.locator("main")).to_contain_text("You would like it")


def _match(visit, house):
    with visit("nora.lindgren") as page:
        page.goto("/matching")
        press(page, "Run the matching")
        expect(page.locator("main")).to_contain_text("Waits for its turn")
        house.lms("run-job", "run-matching")
        expect(page.locator("main")).to_contain_text("How good this plan is", timeout=20_000)
        proposed = page.get_by_role("table", name="Proposals of this run").locator("tr", has_text="Jonas Weber")
        expect(proposed).to_contain_text("Describer of the tree register")
        assert not faults_in_each_look(page, page.url)
        press(page, "Ask these champions")
        expect(page.locator("main")).to_contain_text("The proposals were sent on")


def _accept(visit):
    with visit("jonas.weber", screen="narrow") as page:
        page.goto("/placements")
        asked = page.locator("main li, main tr").filter(has_text="Describer of the tree register")
        go(asked.get_by_role("link", name=re.compile("^Answer")).first)
        address = page.url
        assert not faults_in_each_look(page, address)
        press(page, "Accept")
        expect(page.locator("main")).to_contain_text("You accepted")
        return address


def test_a_certificate_makes_a_champion_who_is_placed_on_a_data_project(house, visit):
    _finish_the_course(house)
    _agree(visit, _say_yes(visit))
    _appoint(visit)
    _find(visit)
    _open_an_opening(visit)
    _wish(visit)
    _match(visit, house)
    address = _accept(visit)
    with visit("eva.horvat") as page:
        page.goto(address)
        press(page, "Confirm")
        expect(page.locator("main")).to_contain_text("The place is confirmed")
    with visit("nora.lindgren") as page:
        page.goto("/placements/load")
        expect(page.get_by_role("table", name=re.compile("by champion"))).to_contain_text("Jonas Weber")


def test_a_contact_is_logged_and_shown_in_public(visit):
    with visit("nora.lindgren") as page:
        page.goto("/relations")
        go(page.get_by_role("link", name="Harbour Robotics"))
        go(page.get_by_role("link", name="Log a contact"))
        page.get_by_label("What was it about?").fill("Robots that inspect the quay")
        page.get_by_label("Show it on the public page of meetings").check()
        press(page, "Log it")
        assert not faults_in_each_look(page, page.url)
    with visit() as page:
        page.goto("/relations/meetings")
        expect(page.locator("main")).to_contain_text("Robots that inspect the quay")
        assert "Nora Lindgren" not in page.locator("main").inner_text()
