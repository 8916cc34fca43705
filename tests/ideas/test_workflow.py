"""The way of an idea: its table, its terms, and who is told."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import func, select

from lms.ideas import workflow
from lms.ideas.jobs.terms import remind_of_terms, unpark_ideas
from lms.ideas.models.pitches import Idea, IdeaMove, IdeaState
from lms.ideas.service import screening, talking
from lms.ideas.service.moving import move
from lms.ideas.service.refusals import NeedsReason, NoSuchStep
from lms.kit.clock import at, now, today
from lms.kit.db import db, transaction
from lms.kit.i18n import local_day
from lms.notices.models import Letter, Notice
from lms.notices.sentences import SENTENCES
from lms.people.models import Grant, Role
from tests.factories.ideas import WAY, at_hand, make_idea, office, person, take
from tests.factories.people import make_department, make_person

MONDAY = date(2026, 11, 23)
STATES = [state.value for state in IdeaState]


@pytest.mark.parametrize("step", workflow.STEPS, ids=lambda step: step.deed)
def test_every_step_tells_with_a_sentence_and_leads_somewhere(step):
    assert step.notice in SENTENCES
    assert set(step.before) <= set(STATES)
    assert step.after in STATES or step.after == workflow.BACK
    assert step.who


@pytest.mark.parametrize(
    ("since", "today_is", "holidays", "left", "stage"),
    [
        (MONDAY, MONDAY, (), 5, ""),
        (MONDAY, date(2026, 11, 25), (), 3, ""),
        (MONDAY, date(2026, 11, 26), (), 2, "half"),
        (MONDAY, date(2026, 11, 30), (), 0, "due"),
        (MONDAY, date(2026, 12, 1), (), -1, "due"),
        (MONDAY, date(2026, 12, 2), (), -2, "escalated"),
        (MONDAY, date(2026, 11, 30), (date(2026, 11, 25), date(2026, 11, 30)), 2, "half"),
        (date(2026, 11, 28), date(2026, 11, 29), (), 5, ""),  # submitted on a Saturday
        (date(2026, 12, 23), date(2027, 1, 4), (date(2026, 12, 24), date(2026, 12, 25), date(2027, 1, 1)), 0, "due"),
    ],
)
def test_terms_count_working_days(since, today_is, holidays, left, stage):
    term = workflow.term_of("submitted", since, today_is, holidays)
    assert term.left == left
    assert workflow.stage_of(term, today_is) == stage
    assert term.is_over == (left < 0)


def test_where_nobody_is_waited_for_no_term_runs():
    assert workflow.term_of("parked", MONDAY, MONDAY) is None


@pytest.mark.parametrize("state", [state for state in WAY if state != "draft"])
def test_every_move_tells_authors_and_followers_with_the_reason(session, state):
    author, follower, desk = make_person("Ira Idea"), make_person("Fay Follower"), office()
    idea = make_idea("submitted", [author])
    with transaction():
        talking.follow(at_hand(idea), by=person(follower))
    for deed in WAY[state][1:]:
        with transaction():
            take(idea, deed, by=desk)
    for who in (author, follower):
        kinds = session.scalars(select(Notice.kind).where(Notice.person_id == who.id).order_by(Notice.created_at)).all()
        told = [workflow.BY_DEED[deed].notice for deed in WAY[state][1:]]
        assert [kind for kind in kinds if kind != "idea-submitted"] == told
    for notice in session.scalars(select(Notice).where(Notice.person_id == follower.id)):
        step = next(step for step in workflow.STEPS if step.notice == notice.kind)
        assert ("For good reason." in str(SENTENCES[notice.kind]) % notice.facts) == step.reason


def test_authors_get_one_mail_per_idea_and_day(session):
    author, desk = make_person("Ira Idea"), office()
    idea = make_idea("submitted", [author])
    assert session.scalar(select(func.count()).select_from(Letter).where(Letter.person_id == author.id)) == 0  # their own step
    for deed in ("park", "unpark", "admit"):
        with transaction():
            take(idea, deed, by=desk)
    with at(now() + timedelta(days=1)), transaction():
        take(idea, "pass")
    letters = session.scalars(select(Letter).where(Letter.person_id == author.id).order_by(Letter.created_at)).all()
    assert len(letters) == 2
    assert "For good reason." in letters[0].text_body
    assert f"/ideas/{idea.number}" in letters[0].text_body


def test_a_step_that_asks_for_a_reason_is_refused_without_one(session):
    idea, desk = make_idea("submitted"), office()
    with pytest.raises(NeedsReason), transaction():
        move(at_hand(idea).idea, "decline", "  ", by=person(desk))
    assert session.get_one(Idea, idea.id).state is IdeaState.SUBMITTED


def test_the_second_decision_meets_a_sentence(session):
    idea, desk = make_idea("submitted"), office()
    with transaction():
        screening.decide(at_hand(idea), "admit", by=person(desk))
    with pytest.raises(NoSuchStep, match="somebody may have been faster"), transaction():
        screening.decide(at_hand(idea), "return", "More detail, please.", by=person(desk))


def test_the_first_answer_of_a_person_is_noted_once(session):
    idea, desk = make_idea("submitted"), office()
    assert at_hand(idea).idea.first_answer_at is None
    with transaction():
        screening.decide(at_hand(idea), "return", "More detail, please.", by=person(desk))
    first = at_hand(idea).idea.first_answer_at
    assert first is not None
    with at(now() + timedelta(days=2)):
        with transaction():
            take(idea, "submit")
        with transaction():
            screening.decide(at_hand(idea), "admit", by=person(desk))
    assert at_hand(idea).idea.first_answer_at == first


def _told(kind):
    return sorted(db.session.scalars(select(Notice.person_id).where(Notice.kind == kind)).all())


def test_a_term_reminds_tells_and_escalates_once_each(session):
    digital = make_department("Digital")
    keeper, deputy = office("Kim Keeper"), office("Dee Deputy")
    head, other_head = make_person("Hedi Head"), make_person("Omar Other")
    keeper.department_id = digital.id
    session.add(Grant(person_id=head.id, role=Role.DEPARTMENT_HEAD, department_id=digital.id))
    session.add(Grant(person_id=other_head.id, role=Role.DEPARTMENT_HEAD, department_id=make_department("Parks").id))
    session.commit()
    idea = make_idea("submitted")
    with transaction():
        screening.take_on(at_hand(idea), by=person(keeper))
    assert remind_of_terms() == 0
    since = local_day(at_hand(idea).idea.moved_at)
    term = workflow.term_of("submitted", since, since)
    noon = datetime.combine(since, time(12), UTC)
    for day, kind, people in (
        (term.half_on, "idea-term-half", [keeper.id]),
        (term.due_on, "idea-term-due", sorted([keeper.id, deputy.id])),
        (term.escalate_on, "idea-term-escalated", [head.id]),
    ):
        with at(noon + timedelta(days=(day - noon.date()).days)):
            assert [remind_of_terms(), remind_of_terms()] == [1, 0]
        assert _told(kind) == people
    assert session.scalar(select(func.count()).select_from(Letter).where(Letter.key.startswith("idea-term:"))) == 4


def test_a_new_stay_has_a_new_term(session):
    desk = office()
    idea = make_idea("submitted")
    later = now() + timedelta(days=30)
    with at(later):
        assert remind_of_terms() == 1
        for deed in ("return", "submit"):
            with transaction():
                take(idea, deed, by=desk)
        assert remind_of_terms() == 0
    with at(later + timedelta(days=30)):
        assert remind_of_terms() == 1


def test_without_a_head_the_city_manager_hears_of_it(session):
    office()
    manager = make_person("Marta Manager", Role.CITY_MANAGER)
    make_idea("submitted")
    with at(now() + timedelta(days=60)):
        remind_of_terms()
    assert _told("idea-term-escalated") == [manager.id]


def test_a_parked_idea_comes_back_on_its_day(session):
    idea, desk = make_idea("submitted"), office()
    with transaction():
        screening.park(at_hand(idea), today() + timedelta(days=10), "After the budget.", by=person(desk))
    assert unpark_ideas() == 0
    with at(now() + timedelta(days=11)):
        assert [unpark_ideas(), unpark_ideas()] == [1, 0]
    assert at_hand(idea).idea.state is IdeaState.SUBMITTED
    assert session.scalars(select(IdeaMove.by_id).where(IdeaMove.deed == "unpark")).all() == [None]
