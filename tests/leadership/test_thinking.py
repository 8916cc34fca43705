"""Who votes, what the votes say, the way of a meeting, and its calendar object; without a database."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from icalendar import Calendar

from lms.leadership import workflow
from lms.leadership.invitations import Invitation, Party, calendar_text
from lms.leadership.models import MeetingState
from lms.leadership.voting import Taken, Voter, tally, voters, without_vote

A, B, C, ALT, S1, S2, S3 = (UUID(int=number) for number in range(1, 8))
SEATS = [Taken(S1, A, ALT), Taken(S2, B, None), Taken(S3, None, C)]


@pytest.mark.parametrize(
    ("present", "declared", "expected"),
    [
        ({A, B}, set(), {S1: Voter(A, False), S2: Voter(B, False)}),
        ({A, ALT}, set(), {S1: Voter(A, False)}),
        ({ALT}, set(), {S1: Voter(ALT, True)}),
        ({A, ALT}, {A}, {}),
        ({ALT}, {ALT}, {}),
        ({C}, set(), {S3: Voter(C, True)}),
        (set(), set(), {}),
        ({A, B, C}, {B}, {S1: Voter(A, False), S3: Voter(C, True)}),
    ],
)
def test_who_votes(present, declared, expected):
    assert voters(SEATS, present=present, declared=declared) == expected


def test_nobody_votes_twice():
    twice = [Taken(S1, A, None), Taken(S2, None, A)]
    assert voters(twice, present={A}, declared=set()) == {S1: Voter(A, False)}


@pytest.mark.parametrize(("votes", "approved"), [("ffa", True), ("fa", False), ("fx", True), ("xxx", False), ("", False)])
def test_a_tie_is_a_no(votes, approved):
    words = {"f": "for", "a": "against", "x": "abstained"}
    counted = tally(words[vote] for vote in votes)
    assert counted.approved is approved
    assert counted.votes_for + counted.against + counted.abstained == len(votes)


def test_votes_of_seats_without_one_are_named():
    assert without_vote({S1: Voter(A, False)}, {S1, S2}) == {S2}


@pytest.mark.parametrize("step", workflow.STEPS, ids=lambda step: step.deed)
def test_a_meeting_takes_a_step_from_its_states_and_no_other(step):
    for state in MeetingState:
        assert (workflow.step_of(step.deed, state.value) is not None) == (state.value in step.before)


def _text(**changed):
    moment = datetime(2026, 12, 1, 13, 0, tzinfo=UTC)
    given = {"uid": "x@city.test", "sequence": 2, "title": "Winter\r\nmeeting", "begins_at": moment, "ends_at": moment.replace(hour=15)}
    shown = Invitation(**{**given, "place": "Room 1", "page": "http://city.test/x", "cancelled": False, **changed})
    return calendar_text(shown, Party("City", "house@city.test"), Party('Ana "x"\r\nBCC: y', "ana@x.example"), product="Campus", at=moment)


def test_the_calendar_object_reads_back():
    calendar = Calendar.from_ical(_text())
    (event,) = calendar.walk("VEVENT")
    assert (calendar["METHOD"], event["SEQUENCE"], str(event["SUMMARY"])) == ("REQUEST", 2, "Winter meeting")
    assert event.decoded("dtstart") == datetime(2026, 12, 1, 13, 0, tzinfo=UTC)
    assert "\r\nBCC" not in _text()


def test_a_cancelled_one_takes_itself_out():
    calendar = Calendar.from_ical(_text(cancelled=True))
    assert (calendar["METHOD"], calendar.walk("VEVENT")[0]["STATUS"]) == ("CANCEL", "CANCELLED")
