"""A trainer shows the code on the wall, an officer enters it on a phone, the grid shows it; and a calendar subscribes to the timetable."""

import json
import subprocess
import sys
import urllib.error
import urllib.request
from types import SimpleNamespace

import pytest
from icalendar import Calendar
from playwright.sync_api import expect

from tests.cohorts.rfc5545 import faults
from tests.e2e.acting import go, press
from tests.e2e.conftest import ROOT

pytestmark = pytest.mark.browser

MAKE = """
import json
from datetime import timedelta
from uuid import UUID
from sqlalchemy import select
from lms.app import create_app
from lms.cohorts.models.cohorts import CohortState
from lms.kit.clock import now
from lms.kit.db import db, transaction
from lms.cohorts.service.attendance.noting import close
from lms.people.models import Person
from tests.factories.cohorts import make_cohort, seat
from tests.factories.timetables import make_session, past_session, running_session
with create_app().app_context():
    officers = select(Person).where(Person.staff_number.is_not(None)).order_by(Person.staff_number)
    people = {p.email.split("@")[0]: p for p in db.session.scalars(officers.limit(12))}
    trainer = people.pop("maria.kowalska")
    cohort = make_cohort(trainer=trainer, begins_in=-10, seats=40, state=CohortState.RUNNING, name="Camp of the browser")
    seat(cohort, list(people.values()))
    at_nine = (now() + timedelta(days=7)).replace(hour=9, minute=0) - now()  # whatever the hour of this run: it ends on its day
    coming = make_session(cohort, "Final day", begins_in=at_nine)
    ids = {"past": past_session(cohort, "Kick-off"), "now": running_session(cohort, "Half-way"), "coming": coming}
    ids = {name: str(session.id) for name, session in ids.items()}
    with transaction():
        close(UUID(ids["past"]), by=None)
    print(json.dumps({"slug": cohort.slug, **ids}))
"""


@pytest.fixture(scope="module")
def camp(house):
    """A boot camp of Maria's: one session is over, one goes on, one is to come."""
    environment = {**house.environment, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", MAKE], env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return SimpleNamespace(**json.loads(done.stdout.splitlines()[-1]))


def test_a_code_on_the_wall_is_entered_on_a_phone_and_stands_in_the_grid(visit, camp):
    with visit("maria.kowalska") as wall, visit("lena.fischer", screen="narrow") as phone:
        wall.goto(f"/cohorts/{camp.slug}/timetable")
        go(wall.locator("main li", has_text="Half-way").get_by_role("link", name="Attendance"))
        go(wall.get_by_role("link", name="Show the code"))
        code = wall.locator(".code-letters")
        expect(code).to_be_visible()
        phone.goto("/attend")
        phone.get_by_label("Code").fill("BBBBBB")
        press(phone, "I am here")
        expect(phone.locator("main")).to_contain_text("This is not the code that is shown now.")
        phone.get_by_label("Code").fill(code.inner_text().lower())
        press(phone, "I am here")
        expect(phone.locator("main")).to_contain_text("You are noted as present at “Half-way”.")
        shown = code.inner_text()
        expect(code).not_to_have_text(shown, timeout=35_000)  # the next code comes by itself
        expect(wall.locator(".code-count")).to_have_text("1 of 11 are noted")
        go(wall.get_by_role("link", name="Back to attendance"))
        assert wall.get_by_role("radiogroup", name="Lena Fischer").get_by_label("Present").is_checked()
        press(wall, "Note all others as present")
        wall.get_by_role("radiogroup", name="Tomas Novak").get_by_label("Late").check()
        press(wall, "Save attendance")
        expect(wall.locator("main")).to_contain_text("Attendance is saved: 1 entry changed.")
        wall.goto(f"/cohorts/{camp.slug}/attendance")
        row = wall.locator("tbody tr", has_text="Lena Fischer")
        expect(row.locator("td[data-presence=present]")).to_have_count(1)
        expect(wall.locator("tbody tr", has_text="Tomas Novak").locator("td[data-presence=late]")).to_have_count(1)


def test_a_calendar_subscribes_and_follows_a_change(visit, house, camp):
    with visit("sofia.marchetti") as page:
        page.goto("/me/sessions")
        press(page, "Create my calendar link")
        address = page.get_by_label("Address to subscribe to").input_value()
        assert page.get_by_role("link", name="Open in my calendar").get_attribute("href") == address.replace("http:", "webcal:")
    before = urllib.request.urlopen(address)
    text = before.read().decode()
    assert not faults(text)
    assert {str(event["UID"]) for event in Calendar.from_ical(text).walk("VEVENT")} >= {camp.past, camp.now, camp.coming}
    with visit("maria.kowalska", script=False) as page:
        page.goto(f"/cohorts/{camp.slug}/sessions/{camp.coming}/edit")
        page.get_by_label("Place").fill("City library")
        press(page, "Save")
        expect(page.locator("main")).to_contain_text("Participants are told within minutes")
    changed = urllib.request.Request(address, headers={"If-None-Match": before.headers["ETag"]})
    (event,) = (one for one in Calendar.from_ical(urllib.request.urlopen(changed).read()).walk("VEVENT") if one["UID"] == camp.coming)
    assert (event["LOCATION"], event["SEQUENCE"]) == ("City library", 1)
    with visit("sofia.marchetti") as page:
        page.goto("/me/sessions")
        press(page, "Create a new link")
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(address)
