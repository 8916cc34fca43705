"""A strategy is adopted only when all departments spoke: the office writes and asks, departments answer, the team decides."""

import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.e2e.acting import go, press
from tests.e2e.conftest import ROOT
from tests.e2e.seeing import assert_accessible

pytestmark = pytest.mark.browser

PAPER = "/strategy/papers/city-2040"


def _fill(page, **fields):
    for name, value in fields.items():
        page.locator(f"main [name={name}]").first.fill(value)


def _write_and_ask(visit):
    with visit("nora.lindgren") as page:
        page.goto("/strategy/papers/new")
        _fill(page, title="City 2040", slug="city-2040", vision="Nobody waits.", starts_on="2036-01-01", ends_on="2040-12-31")
        press(page, "Begin the strategy")
        page.goto(f"{PAPER}/objectives/new")
        _fill(page, code="O1", title="Nobody waits")
        press(page, "Add the objective")
        _fill(page, title="Days of waiting", unit="days", baseline="30", baseline_on="2026-01-01", target="3", due_on="2040-12-31")
        _fill(page, source="Counters", owner="lena.fischer@exampleville.example")
        assert_accessible(page)
        press(page, "Add the indicator")
        page.goto(f"{PAPER}/consultation/open")
        assert_accessible(page)
        box = page.get_by_label(re.compile(r"^\s*Mobility "))
        box.uncheck()
        press(page, "Ask them")
        expect(page.get_by_role("alert")).to_contain_text("One department is not asked: Mobility.")
        box.check()
        press(page, "Ask them")
        expect(page.locator("main")).to_contain_text("The departments are asked")


def _contribute(visit):
    with visit("sofia.marchetti") as page:
        page.goto("/strategy")
        go(page.locator("main li", has_text="“City 2040” waits for Planning and permits").get_by_role("link"))
        _fill(page, text="Count the builders, too.")
        assert_accessible(page)
        press(page, "Contribute")
        expect(page.locator("main")).to_contain_text("You are told what became of it")


def _consolidate_and_be_refused(visit):
    with visit("nora.lindgren") as page:
        page.goto(f"{PAPER}/consultation")
        go(page.locator("main").get_by_role("link", name=re.compile("^Answer")))
        page.get_by_label("taken", exact=True).check()
        _fill(page, line="They are counted.")
        assert_accessible(page)
        press(page, "Give the answer")
        page.goto(PAPER)
        press(page, "Consolidate the text")
        expect(page.locator("main")).to_contain_text("One department is silent: Human resources.")
        press(page, "Adopt the strategy")
        expect(page.get_by_role("alert")).to_contain_text("One department is silent: Human resources.")
        assert_accessible(page)


def _sign(visit):
    with visit("paul.dubois") as page:
        page.goto("/strategy")
        go(page.locator("main li", has_text="“City 2040” waits for Human resources").get_by_role("link"))
        _fill(page, reason="Our posts are not touched by it.")
        press(page, "Sign that there is nothing to add")
        expect(page.locator("main")).to_contain_text("You signed for your department")


SIGNATURES = """
from lms.app import create_app
from lms.kit.db import transaction
from lms.strategy.queries.consultation import consultation_of, voice_at_hand
from lms.strategy.queries.strategies import strategy_at_hand
from lms.strategy.service.consulting import sign_nothing_to_add
with create_app().app_context(), transaction():
    for voice in consultation_of(strategy_at_hand("city-2040")).silent:
        if voice.row.department.name not in ("Planning and permits", "Human resources"):
            sign_nothing_to_add(voice_at_hand("city-2040", voice.row.department_id), "Nothing of ours.", by=voice.heads[0])
"""


def _let_the_others_sign(house):
    """Eight more departments sign as the two of this journey do on the pages: by the same command."""
    done = subprocess.run([sys.executable, "-c", SIGNATURES], env=house.environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def _decide(visit):
    """The leadership team meets: the strategy is on its agenda, seats are present and vote, and the decision has an owner and a day."""
    with visit("nora.lindgren") as page:
        page.goto("/leadership/meetings/new")
        soon = datetime.now(UTC) + timedelta(hours=3)
        _fill(page, title="Adoption of City 2040", starts=soon.strftime("%Y-%m-%dT%H:%M"), lasts_minutes="60", place="Town hall")
        press(page, "Plan the meeting")
        meeting = page.url
        page.goto(PAPER)
        press(page, "Put on the leadership team's agenda")
        page.goto(meeting)
        expect(page.locator("main")).to_contain_text("Adoption of “City 2040”")
        press(page, "Open the meeting")
        for box in page.locator("main input[name=present]").all():
            box.check()
        press(page, "Save")
        go(page.locator("main").get_by_role("link", name="Notes, votes and decision").first)
        for vote in page.locator("main input[type=radio][value=for]").all():
            vote.check()
        assert_accessible(page)
        _fill(page, text="The strategy is approved.")
        press(page, "Record votes and decision")
        expect(page.get_by_role("alert")).to_contain_text("Name who carries out what was approved")
        _fill(page, owner="nora.lindgren@exampleville.example", due_on="2036-01-01")
        press(page, "Record votes and decision")
        expect(page.locator("main")).to_contain_text("version 2")


def test_a_strategy_is_adopted_only_when_all_departments_spoke(house, visit):
    _write_and_ask(visit)
    _let_the_others_sign(house)
    _contribute(visit)
    _consolidate_and_be_refused(visit)
    _sign(visit)
    _decide(visit)
    with visit("nora.lindgren") as page:
        page.goto(PAPER)
        press(page, "Adopt the strategy")
        expect(page.locator("main")).to_contain_text("The strategy is adopted.")
        expect(page.locator("main")).to_contain_text(re.compile(r"Decision \d{4}-\d{3} of the leadership team"))
    with visit("sofia.marchetti") as page:
        page.goto("/inbox")
        expect(page.locator("main")).to_contain_text("Your contribution to “City 2040” was taken: They are counted.")
