"""Interests, votes and decisions: who may vote, how many are enough, and what stands afterwards."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from lms.kit.clock import at, now, today
from lms.kit.db import db, transaction
from lms.leadership import jobs
from lms.leadership.events import DecisionMade
from lms.leadership.models import AgendaItem, Choice, Decision, DecisionsStand, Mandate, Result, SubjectKind, Vote
from lms.leadership.queries import decisions
from lms.leadership.queries import meetings as queries
from lms.leadership.service import agenda, deciding, minutes
from lms.leadership.service.deciding import Wording
from lms.leadership.service.refusals import (
    AlreadyDecided,
    DeclaredAlready,
    MayNotVote,
    NeedsOwner,
    NeedsReason,
    NoMandate,
    NoQuorum,
    NoSuchStep,
    NotInOffice,
    ReplacedAlready,
)
from lms.notices.models import Notice
from lms.people.models import Person
from tests.conftest import make_app
from tests.factories.leadership import Team, again, item_of, meeting_of
from tests.factories.people import make_person
from tests.factories.races import race


def _present(team, meeting_id, *people):
    with transaction():
        deciding.note_presence(meeting_of(meeting_id), [person.id for person in people], by=again(team.office))


def _decide(team, meeting_id, votes=None, *, item=None, **wording):
    with transaction():
        item = again(item) if item is not None else item_of(meeting_id)
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
        deciding.declare(item_of(meeting_id), meeting_of(meeting_id), again(team.members[0]), "My brother sells it.", by=again(team.members[0]))
    with pytest.raises(DeclaredAlready), transaction():
        deciding.declare(item_of(meeting_id), meeting_of(meeting_id), again(team.members[0]), "Again.", by=again(team.members[0]))
    with pytest.raises(MayNotVote):
        _decide(team, meeting_id, {team.seats[0].id: Choice.FOR})
    made = _decide(team, meeting_id)
    assert made.votes_for == 2
    assert "Mia Member declared an interest" in minutes.draft(queries.at_hand(meeting_of(meeting_id)))
    with pytest.raises(AlreadyDecided), transaction():
        deciding.declare(item_of(meeting_id), meeting_of(meeting_id), again(team.members[1]), "Too late.", by=again(team.members[1]))


def test_only_members_declare_and_with_words(team):
    meeting_id = team.meeting()
    with pytest.raises(NotInOffice), transaction():
        deciding.declare(item_of(meeting_id), meeting_of(meeting_id), make_person(), "x", by=again(team.office))
    with pytest.raises(NeedsReason), transaction():
        deciding.declare(item_of(meeting_id), meeting_of(meeting_id), again(team.members[0]), "  ", by=again(team.office))


def test_the_alternate_votes_when_the_member_is_absent(team):
    meeting_id = team.meeting()
    _present(team, meeting_id, *team.members, team.alternate)
    voters = deciding.voters_on(item_of(meeting_id), meeting_of(meeting_id))
    assert voters[team.seats[0].id].person_id == team.members[0].id
    _present(team, meeting_id, team.members[1], team.alternate)
    voters = deciding.voters_on(item_of(meeting_id), meeting_of(meeting_id))
    assert voters[team.seats[0].id].person_id == team.alternate.id


def test_without_a_quorum_nothing_is_decided_but_noted(team):
    meeting_id = team.meeting()
    _present(team, meeting_id, team.members[0])
    with pytest.raises(NoQuorum):
        _decide(team, meeting_id)
    with transaction():
        made = deciding.note(item_of(meeting_id), meeting_of(meeting_id), Wording("We heard it."), by=again(team.office))
    assert (made.result, made.votes_for) == (Result.NOTED, 0)


def test_an_interest_can_cost_the_quorum(team):
    meeting_id = team.meeting()
    _present(team, meeting_id, *team.members)
    with transaction():
        deciding.declare(item_of(meeting_id), meeting_of(meeting_id), again(team.members[0]), "Mine.", by=again(team.office))
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
            item = item_of(meeting_id)
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
