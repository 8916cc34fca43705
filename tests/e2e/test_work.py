"""Work in a boot camp: handed in, marked by rubric, tried again, passed, the next phase opens; a team's work with points of one's own."""

import re
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.e2e.acting import go, press
from tests.e2e.conftest import ROOT
from tests.e2e.seeing import assert_accessible, axe_faults, faults_in_each_look
from tests.e2e.work_camp import PAST, SLUG

pytestmark = pytest.mark.browser

CAMP = f"/cohorts/{SLUG}"
LENA, PAUL, MARIA = "lena.fischer", "paul.dubois", "maria.kowalska"


@pytest.fixture(scope="module", autouse=True)
def camp(house):
    """The camps of ``work_camp.py`` in the house; made once."""
    done = subprocess.run([sys.executable, "-m", "tests.e2e.work_camp"], env=house.environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def hand_in(page, key, text, file=None):
    """Write, wait until the draft is kept, choose a file, hand in; returns the address of the try."""
    page.goto(f"{CAMP}/tasks/{key}")
    page.get_by_label("Your text").fill(text)
    expect(page.locator("#draft-state")).to_contain_text("Draft saved")
    if file:
        page.locator("main input[type=file]").set_input_files(file)
    assert_accessible(page)
    press(page, "Hand in")
    page.wait_for_url(re.compile(r"/tries/"))
    return page.url


def mark(visit, address, steps, comment="", adjust=None):
    """Maria marks with the step of each criterion that is named."""
    with visit(MARIA) as page:
        page.goto(address)
        for step in steps:
            page.get_by_label(re.compile(step)).check()
        page.get_by_label("Comment for the authors").fill(comment)
        for name, (points, reason) in (adjust or {}).items():
            page.get_by_label(name, exact=True).fill(points)
            page.get_by_label(f"Reason {name}").fill(reason)
        assert_accessible(page)
        press(page, "Give this mark")
        expect(page.locator("main")).to_contain_text("Marked by Maria Kowalska")


def test_a_phase_is_handed_in_marked_tried_again_and_opens_the_next(visit):
    csv = {"name": "анкета.csv", "mimeType": "text/csv", "buffer": b"day,people\n1,14\n"}
    with visit(LENA) as page:
        page.goto(f"{CAMP}/tasks/final")
        expect(page.locator("main")).to_contain_text("Opens when the phase before is passed")
        first = hand_in(page, "draft", "We watched **three** people.", csv)
        expect(page.locator("main strong", has_text="three")).to_be_visible()
        expect(page.locator("main")).to_contain_text("анкета.csv")
    mark(visit, first, ["Not named", "None"], "Say who suffers.")
    with visit(LENA) as page:
        page.goto(first)
        expect(page.locator("main")).to_contain_text("Say who suffers.")
        second = hand_in(page, "draft", "We watched three people; residents wait 25 minutes.")
        assert second != first
    mark(visit, second, ["Named, with who suffers", "Steps, dates and risks"])
    with visit(LENA) as page:
        page.goto(f"{CAMP}/tasks/final")
        expect(page.locator("main").get_by_role("button", name="Hand in")).to_be_visible()


def test_a_team_hands_in_and_a_member_gets_points_of_their_own(visit):
    with visit(PAUL) as page:
        address = hand_in(page, "service", "The map of our service.")
    mark(visit, address, ["Named, with who suffers", "Steps, dates and risks"], adjust={"Paul Dubois": ("-2", "Joined late.")})
    with visit(PAUL) as page:
        page.goto(address)
        expect(page.locator("main")).to_contain_text("Your own points: 8")
    with visit(LENA) as page:
        page.goto(address)
        expect(page.locator("main")).to_contain_text("10 of 10 points")
        expect(page.locator("main")).not_to_contain_text("Joined late.")


def test_the_board_of_teams_by_keyboard_only(visit):
    with visit(MARIA) as page:
        page.goto(f"{CAMP}/teams")
        seat = page.locator(".seat", has_text="Lena Fischer")
        box = seat.get_by_label("Move Lena Fischer to")
        box.focus()
        page.keyboard.press("T")  # the first other team by its letter
        page.keyboard.press("Tab")
        expect(seat.get_by_role("button")).to_be_focused()
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("#seat-"))
        expect(page.locator("section.team", has=page.locator("h2", has_text="Team 2"))).to_contain_text("Lena Fischer")
        assert not axe_faults(page)


def test_feedback_of_peers_is_given_without_names(visit):
    with visit(LENA) as page:
        page.goto(f"/cohorts/{PAST}/peers")
        go(page.locator("main").get_by_role("link").filter(has_text="work 1"))
        page.wait_for_url(re.compile(r"/peers/[0-9a-f-]{36}"))
        expect(page.locator("main")).not_to_contain_text("Paul Dubois")
        assert not faults_in_each_look(page, page.url)
        page.get_by_label(re.compile("Named, with who suffers")).check()
        page.get_by_label(re.compile("Steps and dates")).check()
        page.get_by_label("What is good, and what would make it better").fill("Clear. Say who pays.")
        press(page, "Give this feedback")
        expect(page.locator("main")).to_contain_text("Given")
