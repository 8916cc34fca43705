"""Who may need help: each reason for itself, in a sentence."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lms.cohorts.risk import CourseSeen, SessionSeen, Signs, WorkSeen, kind_words, risks

AT = datetime(2026, 10, 1, tzinfo=UTC)
PAST, AHEAD = AT - timedelta(days=1), AT + timedelta(days=1)
CALM = Signs(at=AT, needed_percent=50)


def sessions(*presences):
    return tuple(SessionSeen(f"Session {number}", presence) for number, presence in enumerate(presences, start=1))


def work(**facts):
    given = {"title": "A note", "due_at": PAST, "handed_in": True, "late": False, "passed": None, "percent": None}
    return (WorkSeen(**{**given, **facts}),)


@pytest.mark.parametrize(
    ("change", "kinds"),
    [
        ({}, []),
        ({"sessions": sessions("present", "absent")}, []),
        ({"sessions": sessions("present", "present", "absent", "absent")}, ["absent_in_a_row"]),
        ({"sessions": sessions("absent", "absent", "present", "present")}, []),
        ({"sessions": sessions("present", "present", "absent", "excused", "absent")}, ["absent_in_a_row"]),  # excused interrupts nothing
        ({"sessions": sessions("present", "absent", None, "absent", "present")}, []),
        ({"sessions": sessions("absent", "absent")}, ["absent_in_a_row", "attendance"]),
        ({"sessions": sessions("absent", "late", "absent")}, ["attendance"]),
        ({"sessions": sessions("excused", "excused")}, []),
        ({"sessions": sessions(None, None)}, []),
        ({"work": work(handed_in=False)}, ["missing"]),
        ({"work": work(handed_in=False, due_at=AHEAD)}, []),
        ({"work": work(late=True)}, ["late"]),
        ({"work": work(late=True, passed=True, percent=90)}, []),
        ({"work": work(passed=False, percent=40)}, ["low_marks"]),
        ({"work": work(passed=True, percent=59)}, ["low_marks"]),
        ({"work": work(passed=True, percent=60)}, []),
        ({"courses": (CourseSeen("Open data", PAST, False),)}, ["courses"]),
        ({"courses": (CourseSeen("Open data", AHEAD, False), CourseSeen("Basics", PAST, True))}, []),
        ({"check_in_since": "1 October 2026"}, ["check_in"]),
    ],
)
def test_each_reason(app, session, change, kinds):
    assert [one.kind for one in risks(replace(CALM, **change))] == kinds


def test_reasons_are_sentences_with_what_they_are_about(app, session):
    signs = replace(
        CALM, sessions=sessions("absent", "absent"), work=work(handed_in=False), courses=(CourseSeen("A", PAST, False), CourseSeen("B", PAST, False))
    )
    assert [one.sentence for one in risks(signs)] == [
        "Absent twice in a row: Session 1, Session 2.",
        "Attended 0 of 2 sessions; the graduation rule asks for 50%.",
        "Not handed in, and the date has passed: A note.",
        "2 courses are overdue: A, B.",
    ]


def test_every_reason_has_one_action_and_kind_words(app, session):
    signs = Signs(
        AT, 90, sessions("absent", "absent"), (*work(handed_in=False), *work(late=True), *work(passed=False, percent=10)),
        (CourseSeen("A", PAST, False),), "1 October 2026",
    )  # fmt: skip
    found = risks(signs)
    assert len(found) == 7
    assert {one.action for one in found} == {"write", "check_in"}
    assert all(kind_words(one).endswith(".") for one in found)
    assert [one.titles for one in found if one.titles] == ["A note", "A note", "A note", "A"]
    assert all(one.titles in kind_words(one) for one in found)
    assert not any("absent" in kind_words(one).lower() or "low" in kind_words(one).lower() for one in found)
