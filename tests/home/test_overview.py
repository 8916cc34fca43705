"""The city manager's start page: what waits, what is at risk, how ideas fare, what is scarce; each figure leads to its evidence."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from lms.audit.models import ReportView
from lms.city.models import Holiday
from lms.home import queries
from lms.ideas.models.pitches import IdeaState
from lms.kit.clock import now, today
from lms.kit.db import db, transaction
from lms.leadership.models import AgendaItem, Decision, Meeting, Result, SubjectKind
from lms.people.models import Role
from lms.projects.service import budget
from lms.reports.foresight import AtMost
from lms.reports.service.rolls import take_roll
from lms.strategy.models.initiatives import InitiativeNeed, InitiativeState, Milestone
from lms.strategy.models.road_map import CheckState, PlanCheck
from tests.factories.people import make_department, make_people, make_person, make_post
from tests.factories.projects import again, make_idea, make_initiative, make_project, owner_and_sponsor, plan
from tests.factories.standings import make_competences, stand

TODAY = date(2026, 11, 26)


@pytest.fixture
def chief(session):
    return make_person("Mia Manager", Role.CITY_MANAGER)


def _decision(due_on, done_on=None, owner=None):
    meeting = Meeting(title="November", starts_at=now())
    db.session.add(meeting)
    db.session.flush()
    item = AgendaItem(meeting_id=meeting.id, position=1, title="Roads")
    db.session.add(item)
    db.session.flush()
    days = {"decided_on": due_on, "due_on": due_on, "done_on": done_on}
    facts = {"subject_kind": SubjectKind.NOTHING, "result": Result.APPROVED, "owner_id": owner and owner.id, **days}
    db.session.add(Decision(number=f"2026-{due_on.month:03}{due_on.day}", item_id=item.id, text="Open the roads.", **facts))
    db.session.commit()


def test_gates_of_large_projects_wait_for_the_city_manager(chief):
    owner, sponsor = owner_and_sponsor()
    for planned, days in (("900", 3), ("100", 3), ("900", 60)):
        plan(make_project(owner, sponsor), by=owner, planned=planned, gates_due=(TODAY + timedelta(days=days),))
    with transaction():
        budget.set_threshold(Decimal(500), by=again(chief))
    assert [(one.title, one.late) for one in queries.gates_for_city_manager(TODAY)] == [("Gate 1", False)]
    assert [one.late for one in queries.gates_for_city_manager(TODAY + timedelta(days=4))] == [True]


def test_decisions_that_nobody_carried_out_in_time_are_named(chief):
    _decision(TODAY - timedelta(days=1))
    _decision(TODAY)
    _decision(TODAY - timedelta(days=9), TODAY)
    _decision(TODAY - timedelta(days=40), owner=chief)
    mine, others = TODAY - timedelta(days=40), TODAY - timedelta(days=1)
    assert [one.day for one in queries.overdue_decisions(TODAY)] == [mine, others]
    assert [one.day for one in queries.overdue_decisions(TODAY, chief.id)] == [mine]
    assert " · " in queries.overdue_decisions(TODAY, chief.id)[0].title, "by number and title, as everywhere"
    assert [one.day for one in queries.overdue_decisions(TODAY, chief.id, others=True)] == [others]


@pytest.mark.parametrize(("holiday", "late"), [(None, 1), (TODAY - timedelta(days=1), 0)])
def test_ideas_over_their_term_count_working_days(chief, holiday, late):
    idea = make_idea(make_person("Anna"), state=IdeaState.SUBMITTED)
    moved = TODAY - timedelta(days=8)  # a Wednesday: five working days later is Wednesday again
    idea.moved_at = now().replace(year=moved.year, month=moved.month, day=moved.day, hour=12)
    if holiday:
        db.session.add(Holiday(day=holiday, name="Day of the city"))
    db.session.commit()
    assert len(queries.ideas_over_term(TODAY)) == late


def _milestone(initiative, day):
    made = Milestone(initiative_id=initiative.id, title=f"By {day}", promised_on=day, baseline_on=day)
    db.session.add(made)
    db.session.commit()
    return made


def test_promises_are_at_risk_when_late_or_unlikely(chief):
    running, candidate = make_initiative(), make_initiative(state=InitiativeState.CANDIDATE)
    late = _milestone(running, TODAY - timedelta(days=1))
    unlikely, open_ = _milestone(running, TODAY + timedelta(days=50)), _milestone(running, TODAY + timedelta(days=60))
    _milestone(candidate, TODAY - timedelta(days=5))
    moved = _milestone(running, TODAY + timedelta(days=300))  # it was unlikely when it was checked, for another day
    days = {"p50": (TODAY + timedelta(days=55)).isoformat(), "p80": (TODAY + timedelta(days=60)).isoformat()}
    promises = [{"id": str(one.id), "verdict": word, **days} for one, word in ((unlikely, "unlikely"), (open_, "likely"), (moved, "unlikely"))]
    promises[0] |= {"probability": 0.347, "promised_on": unlikely.promised_on.isoformat()}
    db.session.add(PlanCheck(state=CheckState.DONE, seed=1, runs=10, result={"promises": promises}, done_at=now()))
    db.session.commit()
    assert [(one.title, one.late) for one in queries.promises_at_risk(TODAY)] == [(late.title, True), (unlikely.title, False)]
    assert [(one.unlikely, one.percent) for one in queries.promises_at_risk(TODAY)] == [(False, None), (True, 35)]
    assert [one.title for one in queries.initiatives_to_approve()] == [candidate.title]


def test_the_funnel_counts_stopped_ideas_as_learning(chief):
    for state in (IdeaState.STOPPED, IdeaState.ADOPTED, IdeaState.HANDED_OVER, IdeaState.DRAFT):
        make_idea(make_person("Anna"), state=state)
    assert {stage: number for stage, number in queries.funnel() if number} == {"implemented": 2, "learnt": 1}


def test_scarce_competences_come_from_the_report_and_tell_of_nobody_who_came_since(chief):
    scarce, plenty = make_competences(2)
    for title in ("Night buses", "Open data"):
        initiative = make_initiative(title=title)
        for competence in (scarce, plenty):
            db.session.add(InitiativeNeed(initiative_id=initiative.id, competence_id=competence.id, level=4, hours_per_week=Decimal(8)))
    office, post = make_department("Office"), make_post("Clerk")
    people = make_people(("Ada Ademola",) * 12, department=office, post_id=post.id)
    for person in people:
        stand(person, plenty, 5)
    db.session.commit()
    with transaction():
        take_roll()
    told = [(scarce.id, AtMost(2), AtMost(2))]
    assert [(one.competence.id, one.now, one.ahead[-1]) for one in queries.talent_gap(TODAY)] == told
    stand(make_person(department=office, post_id=post.id), scarce, 5)
    assert [(one.competence.id, one.now, one.ahead[-1]) for one in queries.talent_gap(TODAY)] == told


def test_that_the_talent_gap_was_shown_is_noted(chief, client, session):
    client.sign_in(chief)
    for address in ("/", "/overview"):
        client.get(address)
    assert [(one.person_id, one.report) for one in session.scalars(select(ReportView))] == [(chief.id, "overview")] * 2


def test_it_is_the_city_managers_start_page_and_the_auditors_to_read(chief, client):
    make_initiative(state=InitiativeState.CANDIDATE, title="Night buses")
    _decision(today() - timedelta(days=1))
    client.sign_in(chief)
    for address in ("/", "/overview"):
        page = client.get(address).text
        assert all(words in page for words in ("Night buses", "Yours to decide", "Stuck with others", "Promises at risk", "Talent gap"))
    client.sign_in(make_person("Axel Auditor", Role.AUDITOR))
    page = client.get("/overview")
    assert (page.status_code, 'method="post"' in page.text.partition("<main")[2]) == (200, False)
    assert "The city manager's to decide" in page.text
    assert "Stuck with others" not in client.get("/").text
    client.sign_in(make_person("Otto"))
    assert client.get("/overview").status_code == 403


def test_the_page_costs_the_same_for_many_as_for_few(chief, statements):
    def asked():
        with statements() as seen:
            for read in (queries.gates_for_city_manager, queries.overdue_decisions, queries.ideas_over_term, queries.promises_at_risk):
                read(TODAY)
            queries.initiatives_to_approve()
            queries.funnel()
            queries.talent_gap(TODAY)
        return len(seen)

    _milestone(make_initiative(state=InitiativeState.RUNNING), TODAY - timedelta(days=2))
    few = asked()
    for _ in range(5):
        _milestone(make_initiative(state=InitiativeState.RUNNING), TODAY - timedelta(days=2))
        make_idea(make_person("Anna"), state=IdeaState.SUBMITTED)
    assert asked() == few
