"""When questions are due, whom they reach, and what has to be shown."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from lms.cohorts.follow_up import Graduate, closing, due_day, may_ask_manager, needs_evidence

ENDED = date(2026, 6, 30)
ME, BOSS, NEW = uuid4(), uuid4(), uuid4()


@pytest.mark.parametrize(
    ("after", "due"), [(0, None), (29, None), (30, 30), (59, 30), (60, 60), (89, 60), (90, 90), (120, 90), (121, None), (500, None)]
)
def test_the_last_day_that_has_come_is_due_unless_it_is_long_ago(after, due):
    assert due_day((30, 60, 90), ENDED, ENDED + timedelta(days=after)) == due


def test_without_days_nothing_is_due():
    assert due_day((), ENDED, ENDED + timedelta(days=40)) is None


@pytest.mark.parametrize(
    ("role", "asked", "asked_active", "graduate", "reason"),
    [
        ("officer", ME, True, Graduate(True, BOSS, True), None),
        ("officer", ME, False, Graduate(False, BOSS, True), "graduate_left"),
        ("manager", BOSS, True, Graduate(True, BOSS, True), None),
        ("manager", BOSS, True, Graduate(False, BOSS, True), "graduate_left"),
        ("manager", BOSS, False, Graduate(True, NEW, True), "manager_left"),
        ("manager", BOSS, False, Graduate(True, BOSS, False), "manager_left"),
        ("manager", BOSS, True, Graduate(True, NEW, True), "moved"),
        ("manager", BOSS, True, Graduate(True, None, False), "moved"),
    ],
)
def test_questions_to_people_who_left_are_taken_back(role, asked, asked_active, graduate, reason):
    assert closing(role, asked, asked_active, graduate) == reason


@pytest.mark.parametrize(
    ("graduate", "former", "may"),
    [
        (Graduate(True, BOSS, True), None, True),
        (Graduate(True, NEW, True), "manager_left", True),
        (Graduate(True, NEW, True), "moved", False),
        (Graduate(False, BOSS, True), None, False),
        (Graduate(True, BOSS, False), "manager_left", False),
        (Graduate(True, None, False), None, False),
    ],
)
def test_whether_a_manager_is_asked(graduate, former, may):
    assert may_ask_manager(graduate, former) is may


@pytest.mark.parametrize(
    ("kind", "value", "needed", "expected"),
    [
        ("yes_no", "yes", True, True),
        ("yes_no", "no", True, False),
        ("yes_no", "yes", False, False),
        ("scale", "4", True, True),
        ("scale", "1", True, False),
        ("text", "", True, False),
    ],
)
def test_what_has_to_be_shown(kind, value, needed, expected):
    assert needs_evidence(kind, value, needed) is expected
