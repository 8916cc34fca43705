"""The steps of a project: the table of them, the gates that decide, who decides there, and what refuses."""

from datetime import date
from decimal import Decimal as D

import pytest
from sqlalchemy import select

from lms.kit.clock import now
from lms.kit.db import db
from lms.people.models import Role
from lms.projects import workflow
from lms.projects.models.projects import Gate, GateOutcome, ProjectMilestone, ProjectMove, ProjectState
from lms.projects.queries import parts
from lms.projects.queries.projects import gate_at_hand
from lms.projects.service import budget, gates, moving, refusals
from tests.factories.looking import kinds
from tests.factories.people import make_person
from tests.factories.projects import LATER, decide, do, make_project, plan, project_of


def test_a_plan_needs_a_milestone_and_a_gate(pair):
    owner, sponsor = pair
    slug = make_project(owner, sponsor)
    with pytest.raises(refusals.NotReady, match=r"milestone.*gate"):
        do(moving.move, project_of(slug), "plan", by=owner)
    plan(slug, by=owner)
    assert project_of(slug).state is ProjectState.PLANNED


ROWS = [(one, before, who) for one in workflow.STEPS for before in one.before for who in one.who]


def take(slug, deed, by, gate):
    """The step as pages take it: at the gate, or by hand."""
    if deed in list(GateOutcome):
        decide(slug, gate, deed, by=by, again_on=LATER)
    else:
        do(moving.move, project_of(slug), deed, "Because of this", by=by)


@pytest.mark.parametrize(("row", "before", "who"), ROWS, ids=lambda one: getattr(one, "deed", one))
def test_each_row_of_the_table_leads_where_it_says_and_tells(pair, row, before, who):
    owner, sponsor = pair
    slug = make_project(owner, sponsor)
    (gate,) = plan(slug, by=owner)
    project_of(slug).state = ProjectState(before)
    if row.deed == "end":  # the work is done
        db.session.query(ProjectMilestone).update({"reached_on": date(2026, 1, 1)})
        db.session.query(Gate).update({"outcome": GateOutcome.GO, "decided_at": now(), "reason": "All is there.", "decided_by_id": sponsor.id})
    db.session.commit()
    by = {"owner": owner, "office": make_person("Olaf Office", Role.PROGRAMME_OFFICE), "gate": sponsor}[who]
    take(slug, row.deed, by, gate)
    assert project_of(slug).state == row.after
    of_it = select(ProjectMove).where(ProjectMove.project_id == project_of(slug).id)
    last = db.session.scalars(of_it.order_by(ProjectMove.at.desc(), ProjectMove.id.desc()).limit(1)).one()
    assert (last.before, last.after, last.by_id) == (before, row.after, by.id)
    assert row.notice in kinds(sponsor if by is owner else owner)


@pytest.mark.parametrize("state", list(ProjectState))
def test_nothing_else_can_be_done(pair, state):
    owner, sponsor = pair
    slug = make_project(owner, sponsor)
    (gate,) = plan(slug, by=owner)
    project_of(slug).state = state
    db.session.commit()
    office = make_person("Olaf Office", Role.PROGRAMME_OFFICE)
    for row in workflow.STEPS:
        for who, by in (("owner", owner), ("office", office)):
            if "gate" not in row.who and (state not in row.before or who not in row.who):
                with pytest.raises(refusals.NoSuchStep):
                    take(slug, row.deed, by, gate)
        if "gate" in row.who and state not in row.before:
            with pytest.raises((refusals.NoSuchStep, refusals.ProjectOver)):
                take(slug, row.deed, sponsor, gate)
    assert project_of(slug).state is state


def test_only_a_gate_begins_the_work_and_never_the_owner(pair):
    owner, sponsor = pair
    slug = make_project(owner, sponsor)
    (gate,) = plan(slug, by=owner)
    with pytest.raises(refusals.NoSuchStep):
        do(moving.move, project_of(slug), "go", "Now.", by=owner)
    for wrong in (owner, make_person("Olaf Office", Role.PROGRAMME_OFFICE), make_person("Mia Manager", Role.CITY_MANAGER)):
        with pytest.raises(refusals.NotTheirs):
            decide(slug, gate, "go", by=wrong)
    decide(slug, gate, "go", by=sponsor)
    assert project_of(slug).state is ProjectState.RUNNING
    assert "project-goes" in kinds(owner)


def test_above_the_threshold_the_city_manager_decides(pair):
    owner, sponsor = pair
    chief = make_person("Mia Manager", Role.CITY_MANAGER)
    slug = make_project(owner, sponsor)
    (gate,) = plan(slug, by=owner, planned="50000")
    do(budget.set_threshold, D(50000), by=chief)
    with pytest.raises(refusals.NotTheirs, match="city manager"):
        decide(slug, gate, "go", by=sponsor)
    decide(slug, gate, "stop", by=chief, reason="Too dear.")
    assert project_of(slug).state is ProjectState.STOPPED


def test_a_city_manager_who_runs_the_project_decides_nothing_about_it(session):
    chief, sponsor = make_person("Mia", Role.CITY_MANAGER), make_person("Sven", Role.SPONSOR)
    do(budget.set_threshold, D(0), by=chief)
    slug = make_project(chief, sponsor)
    (gate,) = plan(slug, by=chief)
    for person in (chief, sponsor):
        with pytest.raises(refusals.NotTheirs):
            decide(slug, gate, "go", by=person)


def test_a_hold_brings_the_question_up_again_before_the_next_gate(pair):
    owner, sponsor = pair
    slug = make_project(owner, sponsor)
    first, second = plan(slug, by=owner, gates_due=(LATER, LATER))
    with pytest.raises(refusals.DateRefused):
        decide(slug, first, "hold", by=sponsor)
    decide(slug, first, "hold", by=sponsor, again_on=LATER)
    assert project_of(slug).state is ProjectState.ON_HOLD
    told = [one.gate for one in parts.gates_of(project_of(slug).id)]
    assert [(gate.position, gate.title, gate.outcome) for gate in told] == [(1, "Gate 1", GateOutcome.HOLD), (2, "Gate 1", None), (3, "Gate 2", None)]
    assert told[1].follows_id == first
    with pytest.raises(refusals.GateWaits):
        decide(slug, second, "go", by=sponsor)
    decide(slug, told[1].id, "go", by=sponsor)
    assert project_of(slug).state is ProjectState.RUNNING


def test_a_decision_is_made_once_with_a_reason_and_stands(pair):
    owner, sponsor = pair
    slug = make_project(owner, sponsor)
    (gate,) = plan(slug, by=owner)
    with pytest.raises(refusals.NeedsReason):
        decide(slug, gate, "go", by=sponsor, reason=" ")
    decide(slug, gate, "go", by=sponsor)
    with pytest.raises(refusals.DecidedBefore):
        decide(slug, gate, "stop", by=sponsor)
    with pytest.raises(refusals.DecidedBefore):
        do(gates.change_gate, project_of(slug), db.session.get_one(Gate, gate), "Other", "", LATER, by=owner)


def test_a_gate_of_a_proposal_waits_for_the_plan(pair):
    owner, sponsor = pair
    slug = make_project(owner, sponsor)
    gate = do(gates.plan_gate, project_of(slug), "Begin?", "All.", LATER, by=owner)
    with pytest.raises(refusals.NoSuchStep):
        decide(slug, gate.id, "go", by=sponsor)
    assert db.session.get_one(Gate, gate.id).outcome is None


def test_a_gate_belongs_to_its_project(pair):
    owner, sponsor = pair
    one, two = make_project(owner, sponsor), make_project(owner, sponsor)
    (gate,) = plan(one, by=owner)
    with pytest.raises(refusals.DomainError):
        gate_at_hand(two, gate)
