"""Meetings, agenda, interests, votes, decisions, minutes."""

from datetime import timedelta
from uuid import uuid4

import pytest
from icalendar import Calendar
from sqlalchemy import func, select

from lms.kit.clock import at, now, today
from lms.kit.db import db, transaction
from lms.leadership import jobs
from lms.leadership.events import DecisionMade
from lms.leadership.models import AgendaItem, Choice, Decision, DecisionsStand, Mandate, Meeting, MeetingState, Result, SubjectKind, Vote
from lms.leadership.queries import decisions
from lms.leadership.queries import meetings as queries
from lms.leadership.service import agenda, deciding, meetings, minutes
from lms.leadership.service.deciding import Wording
from lms.leadership.service.meetings import When
from lms.leadership.service.refusals import (
    AlreadyDecided,
    DeclaredAlready,
    MayNotVote,
    MinutesStand,
    NeedsOwner,
    NeedsReason,
    NoMandate,
    NoQuorum,
    NoSuchStep,
    NotInOffice,
    NotLater,
    OnTheAgenda,
    ReplacedAlready,
)
from lms.leadership.views.words import state_of
from lms.notices.models import Letter, Notice
from lms.people.models import Person
from tests.conftest import make_app
from tests.factories.leadership import Team, again, meeting_of
from tests.factories.people import make_person
from tests.factories.races import race


@pytest.fixture
def team(session):
    return Team()


def _item(meeting_id):
    return db.session.scalars(select(AgendaItem).where(AgendaItem.meeting_id == meeting_id).order_by(AgendaItem.position)).first()


def _present(team, meeting_id, *people):
    with transaction():
        deciding.note_presence(meeting_of(meeting_id), [person.id for person in people], by=again(team.office))


def _decide(team, meeting_id, votes=None, *, item=None, **wording):
    with transaction():
        item = again(item) if item is not None else _item(meeting_id)
        meeting = meeting_of(meeting_id)
        if votes is None:
            votes = dict.fromkeys(deciding.voters_on(item, meeting), Choice.FOR)
        facts = {"text": "We do it.", "owner_id": team.office.id, "due_on": today() + timedelta(days=60), **wording}
        return deciding.decide(item, meeting, Wording(**facts), votes, by=again(team.office))


def test_the_first_decision_of_a_year_has_number_one(team):
    meeting_id = team.meeting(items=("Money", "People"))
    _present(team, meeting_id, *team.members)
    one = _decide(team, meeting_id)
    items = db.session.scalars(select(AgendaItem).order_by(AgendaItem.position)).all()
    two = _decide(team, meeting_id, item=items[1])
    year = now().year
    assert (one.number, two.number) == (f"{year}-001", f"{year}-002")
    assert (one.result, one.votes_for) == (Result.APPROVED, 2)
    assert db.session.scalar(select(func.count()).select_from(Vote)) == 4


def test_numbers_go_on_beyond_a_thousand(team):
    meeting_id = team.meeting()
    _present(team, meeting_id, *team.members)
    one = _decide(team, meeting_id)
    db.session.execute(Decision.__table__.update().values(number=f"{now().year}-999"))
    db.session.commit()
    other = team.meeting(title="Second")
    _present(team, other, *team.members)
    assert _decide(team, other).number == f"{now().year}-1000"
    third = team.meeting(title="Third")
    _present(team, third, *team.members)
    assert _decide(team, third).number == f"{now().year}-1001"
    assert one.id


def test_who_declared_an_interest_has_no_vote_and_the_minutes_say_so(team):
    meeting_id = team.meeting()
    _present(team, meeting_id, *team.members, team.external)
    with transaction():
        deciding.declare(_item(meeting_id), meeting_of(meeting_id), again(team.members[0]), "My brother sells it.", by=again(team.members[0]))
    with pytest.raises(DeclaredAlready), transaction():
        deciding.declare(_item(meeting_id), meeting_of(meeting_id), again(team.members[0]), "Again.", by=again(team.members[0]))
    with pytest.raises(MayNotVote):
        _decide(team, meeting_id, {team.seats[0].id: Choice.FOR})
    made = _decide(team, meeting_id)
    assert made.votes_for == 2
    assert "Mia Member declared an interest" in minutes.draft(queries.at_hand(meeting_of(meeting_id)))
    with pytest.raises(AlreadyDecided), transaction():
        deciding.declare(_item(meeting_id), meeting_of(meeting_id), again(team.members[1]), "Too late.", by=again(team.members[1]))


def test_only_members_declare_and_with_words(team):
    meeting_id = team.meeting()
    with pytest.raises(NotInOffice), transaction():
        deciding.declare(_item(meeting_id), meeting_of(meeting_id), make_person(), "x", by=again(team.office))
    with pytest.raises(NeedsReason), transaction():
        deciding.declare(_item(meeting_id), meeting_of(meeting_id), again(team.members[0]), "  ", by=again(team.office))


def test_the_alternate_votes_when_the_member_is_absent(team):
    meeting_id = team.meeting()
    _present(team, meeting_id, *team.members, team.alternate)
    voters = deciding.voters_on(_item(meeting_id), meeting_of(meeting_id))
    assert voters[team.seats[0].id].person_id == team.members[0].id
    _present(team, meeting_id, team.members[1], team.alternate)
    voters = deciding.voters_on(_item(meeting_id), meeting_of(meeting_id))
    assert voters[team.seats[0].id].person_id == team.alternate.id


def test_without_a_quorum_nothing_is_decided_but_noted(team):
    meeting_id = team.meeting()
    _present(team, meeting_id, team.members[0])
    with pytest.raises(NoQuorum):
        _decide(team, meeting_id)
    with transaction():
        made = deciding.note(_item(meeting_id), meeting_of(meeting_id), Wording("We heard it."), by=again(team.office))
    assert (made.result, made.votes_for) == (Result.NOTED, 0)


def test_an_interest_can_cost_the_quorum(team):
    meeting_id = team.meeting()
    _present(team, meeting_id, *team.members)
    with transaction():
        deciding.declare(_item(meeting_id), meeting_of(meeting_id), again(team.members[0]), "Mine.", by=again(team.office))
    with pytest.raises(NoQuorum):
        _decide(team, meeting_id)


def test_without_a_mandate_nobody_knows_how_many_are_enough(team):
    meeting_id = team.meeting()
    _present(team, meeting_id, *team.members)
    db.session.execute(Mandate.__table__.delete())
    db.session.commit()
    with pytest.raises(NoMandate):
        _decide(team, meeting_id)


def test_a_tie_is_rejected_and_needs_nobody_to_carry_it_out(team):
    meeting_id = team.meeting()
    _present(team, meeting_id, *team.members)
    made = _decide(team, meeting_id, {team.seats[0].id: Choice.FOR, team.seats[1].id: Choice.AGAINST}, owner_id=None, due_on=None)
    assert made.result is Result.REJECTED


@pytest.mark.parametrize("lacking", ["owner_id", "due_on"])
def test_what_is_approved_is_carried_out_by_somebody_by_a_day(team, lacking):
    meeting_id = team.meeting()
    _present(team, meeting_id, *team.members)
    with pytest.raises(NeedsOwner):
        _decide(team, meeting_id, **{lacking: None})
    assert not db.session.scalars(select(Vote)).all()


def test_decisions_are_made_while_the_meeting_is_held(team):
    meeting_id = team.meeting(held=False)
    with pytest.raises(NoSuchStep):
        _decide(team, meeting_id, {})
    with pytest.raises(NoSuchStep):
        _present(team, meeting_id, team.members[0])


def test_an_item_is_decided_once_and_a_decision_never_changes(team):
    meeting_id = team.meeting()
    _present(team, meeting_id, *team.members)
    made = _decide(team, meeting_id)
    with pytest.raises(AlreadyDecided):
        _decide(team, meeting_id)
    for name, value in (("text", "Other"), ("result", Result.REJECTED), ("number", "2026-777"), ("votes_for", 9)):
        row = again(made)
        setattr(row, name, value)
        with pytest.raises(DecisionsStand):
            db.session.flush()
        db.session.rollback()


def test_a_later_decision_replaces_an_earlier_one_once(team):
    meeting_id = team.meeting(items=("A", "B", "C"))
    _present(team, meeting_id, *team.members)
    items = db.session.scalars(select(AgendaItem).order_by(AgendaItem.position)).all()
    old = _decide(team, meeting_id, item=items[0])
    new = _decide(team, meeting_id, item=items[1], replaces=again(old))
    assert decisions.decision(old.number).replaced_by == new.number
    with pytest.raises(ReplacedAlready):
        _decide(team, meeting_id, item=items[2], replaces=again(old))


def test_a_decision_has_an_owner_a_day_and_an_end(team):
    meeting_id, owner = team.meeting(), make_person("Omar Owner")
    _present(team, meeting_id, *team.members)
    made = _decide(team, meeting_id, owner_id=owner.id, due_on=(now() + timedelta(days=10)).date())
    assert [line.decision.id for line in decisions.decisions(only="open")] == [made.id]
    assert not decisions.overdue()
    with at(now() + timedelta(days=12)):
        assert len(decisions.overdue()) == 1
        assert (jobs.remind_of_decisions(), jobs.remind_of_decisions()) == (1, 0)
    with pytest.raises(NeedsReason), transaction():
        deciding.carry_out(again(made), " ", by=again(owner))
    with transaction():
        deciding.carry_out(again(made), "It is built.", by=again(owner))
    with pytest.raises(NoSuchStep), transaction():
        deciding.carry_out(again(made), "Twice.", by=again(owner))
    assert not decisions.decisions(only="open")
    assert {"decision-owned", "decision-overdue"} <= set(db.session.scalars(select(Notice.kind).where(Notice.person_id == owner.id)))


def test_others_are_told_of_a_decision_on_their_thing(team, app, monkeypatch):
    told, thing = [], uuid4()
    monkeypatch.setitem(app.extensions["lms.teller"]._reactions, DecisionMade, [told.append])
    with transaction():
        item = agenda.put_on_agenda("initiative", thing, "Our initiative", path="/x", by=again(team.office))
    meeting_id = team.meeting(items=())
    assert again(item).meeting_id == meeting_id, "what waited came on the agenda of the meeting"
    _present(team, meeting_id, *team.members)
    made = _decide(team, meeting_id)
    assert [(fact.number, fact.subject_kind, fact.subject_id, fact.result) for fact in told] == [(made.number, "initiative", thing, "approved")]
    assert decisions.decisions_about(SubjectKind.INITIATIVE, thing)[0].id == made.id


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


def test_two_secretaries_record_one_decision_with_one_outcome(tmp_path):
    house = make_app(tmp_path)
    with house.app_context():
        team = Team()
        meeting_id = team.meeting()
        _present(team, meeting_id, *team.members)
        office_id = team.office.id
        db.session.remove()

    def record(text):
        def work():
            meeting = meeting_of(meeting_id)
            item = _item(meeting_id)
            votes = dict.fromkeys(deciding.voters_on(item, meeting), Choice.FOR)
            return deciding.decide(item, meeting, Wording(text, office_id, today()), votes, by=db.session.get_one(Person, office_id)).number

        return work

    answers = race(house, [record(f"Text {number}") for number in range(4)])
    assert sum(isinstance(answer, str) for answer in answers) == 1
    assert sum(isinstance(answer, AlreadyDecided) for answer in answers) == 3
    with house.app_context():
        assert db.session.scalar(select(func.count()).select_from(Decision)) == 1
        db.session.remove()
        db.engine.dispose()


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
    item = _item(meeting.id)
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
    item = _item(meeting_id)
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
