"""Meetings from invitation to minutes: their agenda, their calendar, and their pages."""

from datetime import timedelta
from uuid import uuid4

import pytest
from icalendar import Calendar
from sqlalchemy import select

from lms.kit.clock import at, now
from lms.kit.db import db, transaction
from lms.leadership.models import Meeting, MeetingState, SubjectKind
from lms.leadership.queries import meetings as queries
from lms.leadership.service import agenda, meetings, minutes
from lms.leadership.service.meetings import When
from lms.leadership.service.refusals import MinutesStand, NeedsReason, NoSuchStep, NotLater, OnTheAgenda
from lms.leadership.views.words import state_of
from lms.notices.models import Letter
from tests.factories.leadership import again, item_of, meeting_of


def test_a_thing_stands_on_the_agenda_once(team):
    thing, meeting_id = uuid4(), team.meeting(held=False, days=3)
    with transaction():
        first = agenda.put_on_agenda(SubjectKind.BOTTLENECK, thing, "x" * 300, by=again(team.office))
        again_ = agenda.put_on_agenda(SubjectKind.BOTTLENECK, thing, "Other", by=None)
    assert first.id == again_.id
    assert (first.meeting_id, len(first.title)) == (meeting_id, 200)


def test_a_cancelled_meeting_hands_its_items_on(team):
    first, second = team.meeting(held=False, days=3), team.meeting(held=False, days=9, title="Second", items=())
    with transaction():
        meetings.invite(meeting_of(first), by=again(team.office))
    with pytest.raises(NeedsReason), transaction():
        meetings.cancel(meeting_of(first), " ", by=again(team.office))
    with transaction():
        assert meetings.cancel(meeting_of(first), "Snow.", by=again(team.office)) == 4
    assert [item.title for item in queries.items_of(second)] == ["Money"]
    letter = db.session.scalars(select(Letter).where(Letter.key.startswith("leadership-cancelled"))).first()
    assert letter.calendar_method == "CANCEL"


def test_members_are_invited_in_the_inbox_and_by_a_letter_for_the_calendar(team):
    meeting_id = team.meeting(held=False, days=3)
    with transaction():
        assert meetings.invite(meeting_of(meeting_id), by=again(team.office)) == 4
    letters = db.session.scalars(select(Letter).where(Letter.key.startswith("leadership-invitation"))).all()
    assert {letter.address for letter in letters} >= {"ester@chamber.example"}
    (event,) = Calendar.from_ical(letters[0].calendar).walk("VEVENT")
    uid, sequence = event["UID"], event["SEQUENCE"]
    with transaction():
        when = When("First meeting", now() + timedelta(days=4), 60, "Room 2")
        assert meetings.move_meeting(meeting_of(meeting_id), when, by=again(team.office)) == 4
    moved = db.session.scalars(select(Letter).where(Letter.key.startswith("leadership-moved"))).first()
    (event,) = Calendar.from_ical(moved.calendar).walk("VEVENT")
    assert (event["UID"], event["SEQUENCE"]) == (uid, sequence + 1)
    assert str(event["LOCATION"]) == "Room 2"
    with pytest.raises(NoSuchStep), transaction():
        meetings.invite(meeting_of(meeting_id), by=again(team.office))


def test_items_change_places_and_go(team):
    meeting_id = team.meeting(held=False, days=3, items=("A", "B"))
    with transaction():
        agenda.put_on_agenda("idea", uuid4(), "C", by=again(team.office))

    def titles():
        db.session.expire_all()
        return [item.title for item in queries.items_of(meeting_id)]

    by_title = {item.title: item for item in queries.items_of(meeting_id)}
    with transaction():
        agenda.move_up(again(by_title["C"]), meeting_of(meeting_id), by=again(team.office))
        agenda.move_up(again(by_title["A"]), meeting_of(meeting_id), by=again(team.office))
    assert titles() == ["A", "C", "B"]
    with transaction():
        agenda.take_off(again(by_title["C"]), meeting_of(meeting_id), by=again(team.office))
        agenda.take_off(again(by_title["A"]), meeting_of(meeting_id), by=again(team.office))
    assert titles() == ["B"]
    assert [item.title for item in queries.waiting_items()] == ["C"]
    with transaction():
        meetings.hold(meeting_of(meeting_id), by=again(team.office))
    with pytest.raises(OnTheAgenda), transaction():
        agenda.take_off(again(by_title["B"]), meeting_of(meeting_id), by=again(team.office))


def test_minutes_are_approved_at_the_next_meeting_and_stand_then(team):
    first = team.meeting()
    second = team.meeting(title="Second", days=5, held=False)
    with pytest.raises(NeedsReason), transaction():
        minutes.approve(meeting_of(first), meeting_of(second), by=again(team.office))
    with transaction():
        minutes.write(meeting_of(first), "We met.", by=again(team.office))
    with pytest.raises(NotLater), transaction():
        minutes.approve(meeting_of(first), meeting_of(second), by=again(team.office))
    with transaction():
        meetings.hold(meeting_of(second), by=again(team.office))
    with pytest.raises(NotLater), transaction():
        minutes.approve(meeting_of(first), meeting_of(first), by=again(team.office))
    with transaction():
        minutes.approve(meeting_of(first), meeting_of(second), by=again(team.office))
    assert meeting_of(first).state is MeetingState.MINUTED
    with pytest.raises(MinutesStand), transaction():
        minutes.write(meeting_of(first), "Other.", by=again(team.office))


def test_a_meeting_costs_the_same_however_long_its_agenda(team, client, statements):
    client.sign_in(team.office)
    short, long = team.meeting(items=("A",)), team.meeting(title="Long", items=tuple("ABCDEFGH"))
    counts = []
    for meeting_id in (short, long):
        client.get(f"/leadership/meetings/{meeting_id}")
        with statements() as seen:
            client.get(f"/leadership/meetings/{meeting_id}")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_the_secretary_records_a_meeting_from_its_pages(team, client, told_undrawn):
    client.sign_in(team.office)
    answer = client.send("/leadership/meetings/new", title="Spring", starts="2027-03-01T14:00", lasts_minutes="90", place="Room")
    page = answer.headers["Location"]
    meeting = db.session.scalars(select(Meeting)).one()
    assert client.send(page, f"{page}/items", title="Money", text="How much?").status_code == 303
    assert client.send(page, f"{page}/invite").status_code == 303
    assert client.send(page, f"{page}/hold").status_code == 303
    shown = client.get(page).text
    assert "The meeting was opened" in shown
    assert "minutes not approved yet" not in shown
    for minute, word in ((89, "open"), (90, "held, minutes not approved yet")):
        with at(meeting_of(meeting.id).starts_at + timedelta(minutes=minute)):
            assert state_of(meeting_of(meeting.id))[0] == word
    assert client.send(f"{page}/presence", present=[str(person.id) for person in team.members]).status_code == 303
    item = item_of(meeting.id)
    voted = {f"vote_{seat.id.hex}": "for" for seat in team.seats[:2]}
    form = client.get(f"{page}/items/{item.id}")
    assert "Chair: Mia Member" in form.text
    assert client.send(f"{page}/items/{item.id}", text="").status_code == 422
    assert client.send(f"{page}/items/{item.id}", text="We pay.", due_on="2027-05-01", owner=team.members[0].email, **voted).status_code == 303
    assert client.get("/leadership/decisions/2027-001").status_code == 200
    assert client.send(f"{page}/minutes", minutes="We met.").status_code == 303
    assert f"{page}/minutes" in told_undrawn(client, f"{page}/minutes.pdf")
    for path in ("", "/meetings", "/seats", "/mandate", "/decisions", "/decisions.csv", "/decisions.xlsx", "/seats/new", "/mandate/new"):
        assert client.get(f"/leadership{path}").status_code == 200, path
    assert "2027-001" in client.get("/leadership/decisions.csv").text


def test_the_office_makes_a_seat_by_its_form(team, client):
    client.sign_in(team.office)
    assert client.send("/leadership/seats/new", title="Voice of the districts", sector="research").status_code == 303
    assert "Voice of the districts" in client.get("/leadership/seats").text


def test_a_member_from_outside_declares_and_decides_nothing(team, client):
    meeting_id = team.meeting(held=False, days=2)
    item = item_of(meeting_id)
    with transaction():
        meetings.invite(meeting_of(meeting_id), by=again(team.office))
    client.sign_in(team.external)
    start = client.get("/")
    assert "First meeting" in start.text
    page = f"/leadership/meetings/{meeting_id}"
    assert client.send(page, f"{page}/items/{item.id}/interest", interest="We sell it.").status_code == 303
    assert "We sell it." in client.get(page).text
    assert client.send(page, f"{page}/hold").status_code == 403
    assert client.send(page, f"{page}/items/{item.id}", text="x").status_code == 403
    assert client.get(f"{page}/minutes").status_code == 200
    assert client.get("/leadership/seats/new").status_code == 403


def test_texts_of_the_agenda_run_no_script(team, client):
    meeting_id = team.meeting(held=False, days=2)
    client.sign_in(team.office)
    page = f"/leadership/meetings/{meeting_id}"
    attack = '<script>alert(1)</script><img src=x onerror=alert(1)>[x](javascript:alert(1))'
    client.send(page, f"{page}/items", title=attack, text=attack)
    text = client.get(page).text.lower()
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert 'href="javascript' not in text
