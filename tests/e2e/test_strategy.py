"""A strategy is adopted only when all departments spoke: the office writes and asks, departments answer, the team decides."""

import re
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import ROOT
from tests.e2e.seeing import assert_accessible, faults_in_each_look

pytestmark = pytest.mark.browser

PAPER = "/strategy/papers/city-2040"
ASKED = ("Planning and permits", "Human resources")


def _press(page, name):
    page.locator("main").get_by_role("button", name=name, exact=True).first.click()


def _fill(page, **fields):
    for name, value in fields.items():
        page.locator(f"main [name={name}]").first.fill(value)


def _write_and_ask(visit):
    with visit("nora.lindgren") as page:
        page.goto("/strategy/papers/new")
        _fill(page, title="City 2040", slug="city-2040", vision="Nobody waits.", starts_on="2036-01-01", ends_on="2040-12-31")
        assert not faults_in_each_look(page, "/strategy/papers/new")
        _fill(page, title="City 2040", slug="city-2040", vision="Nobody waits.", starts_on="2036-01-01", ends_on="2040-12-31")
        _press(page, "Begin the strategy")
        page.goto(f"{PAPER}/objectives/new")
        _fill(page, code="O1", title="Nobody waits")
        _press(page, "Add the objective")
        _fill(page, title="Days of waiting", unit="days", baseline="30", baseline_on="2026-01-01", target="3", due_on="2040-12-31")
        _fill(page, source="Counters", owner="lena.fischer@exampleville.example")
        assert_accessible(page)
        _press(page, "Add the indicator")
        page.goto(f"{PAPER}/consultation/open")
        for box in page.locator("main input[name=departments]").all():
            box.set_checked(False)
        for name in ASKED:
            page.get_by_label(re.compile(f"^(– )*{name} ")).check()
        assert_accessible(page)
        _press(page, "Ask them")
        expect(page.locator("main")).to_contain_text("The departments are asked")


def _contribute(visit):
    with visit("sofia.marchetti") as page:
        page.goto("/strategy")
        page.locator("main li", has_text="“City 2040” waits for Planning and permits").get_by_role("link").click()
        _fill(page, text="Count the builders, too.")
        assert_accessible(page)
        _press(page, "Contribute")
        expect(page.locator("main")).to_contain_text("You are told what became of it")


def _consolidate_and_be_refused(visit):
    with visit("nora.lindgren") as page:
        page.goto(f"{PAPER}/consultation")
        page.locator("main").get_by_role("link", name=re.compile("^Answer")).click()
        page.get_by_label("taken", exact=True).check()
        _fill(page, line="They are counted.")
        assert_accessible(page)
        _press(page, "Give the answer")
        page.goto(PAPER)
        _press(page, "Consolidate the text")
        expect(page.locator("main")).to_contain_text("One department is silent: Human resources.")
        _press(page, "Adopt the strategy")
        expect(page.get_by_role("alert")).to_contain_text("One department is silent: Human resources.")
        assert_accessible(page)


def _sign(visit):
    with visit("paul.dubois") as page:
        page.goto("/strategy")
        page.locator("main li", has_text="“City 2040” waits for Human resources").get_by_role("link").click()
        _fill(page, reason="Our posts are not touched by it.")
        _press(page, "Sign that there is nothing to add")
        expect(page.locator("main")).to_contain_text("You signed for your department")


MINUTES = """
from lms.app import create_app
from lms.kit.clock import now, today
from lms.kit.db import db, transaction
from lms.leadership.models import AgendaItem, Decision, Meeting, SubjectKind
from lms.strategy.queries.strategies import strategy_at_hand
with create_app().app_context(), transaction():
    about = {"subject_kind": SubjectKind.STRATEGY, "subject_id": strategy_at_hand("city-2040").id}
    meeting = Meeting(title="Meeting", starts_at=now(), state="minuted")
    db.session.add(meeting)
    db.session.flush()
    item = AgendaItem(meeting_id=meeting.id, position=1, title="City 2040", **about)
    db.session.add(item)
    db.session.flush()
    db.session.add(Decision(number="2026-901", item_id=item.id, text="Approved.", result="approved", votes_for=8, decided_on=today(), **about))
"""


def _decide(house):
    """The leadership team's minutes are written elsewhere; here stands their result."""
    done = subprocess.run([sys.executable, "-c", MINUTES], env=house.environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_strategy_is_adopted_only_when_all_departments_spoke(house, visit):
    _write_and_ask(visit)
    _contribute(visit)
    _consolidate_and_be_refused(visit)
    _sign(visit)
    _decide(house)
    with visit("nora.lindgren") as page:
        page.goto(PAPER)
        _press(page, "Adopt the strategy")
        expect(page.locator("main")).to_contain_text("The strategy is adopted.")
        expect(page.locator("main")).to_contain_text("Decision 2026-901 of the leadership team")
        assert not faults_in_each_look(page, PAPER)
        assert not faults_in_each_look(page, f"{PAPER}/versions")
        assert not faults_in_each_look(page, f"{PAPER}/coverage")
    with visit("sofia.marchetti") as page:
        page.goto("/inbox")
        expect(page.locator("main")).to_contain_text("Your contribution to “City 2040” was taken: They are counted.")
