"""The tables of moves: each line, and that nothing else moves."""

from datetime import UTC, date, datetime, timedelta

import pytest

from lms.cohorts.models.calls import ApplicationState
from lms.cohorts.models.cohorts import CohortState
from lms.cohorts.workflow import (
    APPLICATION_STEPS,
    COHORT_STEPS,
    LIVE,
    SETTLING,
    UNSETTLED,
    Dates,
    application_step,
    cohort_step,
    due_deed,
    steps_for_trainers,
)
from lms.kit.paths import bundled
from lms.notices.sentences import SENTENCES

COHORT_WAYS = {
    ("planned", "open-call"): "call_open",
    ("call_open", "close-call"): "call_closed",
    ("call_open", "start"): "running",
    ("call_closed", "start"): "running",
    ("running", "end"): "ended",
    ("planned", "cancel"): "cancelled",
    ("call_open", "cancel"): "cancelled",
    ("call_closed", "cancel"): "cancelled",
    ("running", "cancel"): "cancelled",
}

APPLICATION_WAYS = {
    (None, "submit"): "submitted",
    ("submitted", "agree"): "agreed",
    ("submitted", "refuse"): "refused",
    ("agreed", "find-suitable"): "waiting",
    ("agreed", "find-unsuitable"): "unsuitable",
    ("waiting", "offer"): "offered",
    ("offered", "accept"): "accepted",
    ("offered", "decline"): "declined",
    ("offered", "lapse"): "lapsed",
    ("accepted", "give-up"): "withdrawn",
    **{(state, "withdraw"): "withdrawn" for state in ("submitted", "agreed", "waiting", "offered")},
    **{(state, "leave"): "withdrawn" for state in ("submitted", "agreed", "waiting", "offered")},
    ("withdrawn", "return"): "accepted",
    ("waiting", "settle"): "lapsed",
    ("submitted", "settle-unanswered"): "lapsed",
    ("agreed", "settle-unscreened"): "lapsed",
}


def test_a_cohort_goes_these_ways_and_no_others():
    every = {(state.value, step.deed): cohort_step(step.deed, state.value) for state in CohortState for step in COHORT_STEPS}
    assert {pair: step.after for pair, step in every.items() if step} == COHORT_WAYS


def test_an_application_goes_these_ways_and_no_others():
    states = [None, *(state.value for state in ApplicationState)]
    every = {(state, step.deed): application_step(step.deed, state) for state in states for step in APPLICATION_STEPS}
    assert {pair: step.after for pair, step in every.items() if step} == APPLICATION_WAYS


def test_nothing_leads_out_of_what_is_decided_but_for_who_works_here_again():
    ends = {"refused", "declined", "lapsed", "unsuitable", "withdrawn"}
    assert [step.deed for step in APPLICATION_STEPS if ends & set(step.before)] == ["return"]
    assert ends | set(LIVE) == {state.value for state in ApplicationState}


def test_everything_undecided_ends_when_the_cohort_begins():
    assert {state: application_step(deed, state).after for state, deed in SETTLING.items()} == dict.fromkeys(UNSETTLED, "lapsed")


def test_trainers_do_not_start_or_end_a_cohort():
    assert {step.deed for state in CohortState for step in steps_for_trainers(state)} == {"open-call", "close-call", "cancel"}


@pytest.mark.parametrize("step", [*COHORT_STEPS, *APPLICATION_STEPS], ids=lambda step: step.deed)
def test_what_is_told_can_be_said(step):
    told = step.told not in ("nobody", ())
    assert not told or step.notice in SENTENCES or step.told == ("manager",)
    letter = getattr(step, "letter", step.notice)
    assert not letter or (bundled("templates") / "mail" / letter / "body.html").is_file()


NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DATES = Dates(apply_until=NOON, starts_on=date(2026, 3, 10), ends_on=date(2026, 4, 10))
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("state", "moment", "today", "deed"),
    [
        ("call_open", NOON - MINUTE, date(2026, 3, 1), None),
        ("call_open", NOON, date(2026, 3, 1), "close-call"),
        ("call_closed", NOON, date(2026, 3, 9), None),
        ("call_closed", NOON, date(2026, 3, 10), "start"),
        ("call_open", NOON, date(2026, 3, 10), "start"),
        ("running", NOON, date(2026, 4, 10), None),
        ("running", NOON, date(2026, 4, 11), "end"),
        ("planned", NOON, date(2026, 5, 1), None),
        ("cancelled", NOON, date(2026, 5, 1), None),
        ("ended", NOON, date(2026, 5, 1), None),
    ],
)
def test_the_house_moves_a_cohort_on_its_days(state, moment, today, deed):
    assert due_deed(state, DATES, moment, today) == deed
