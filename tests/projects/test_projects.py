"""Projects: opened from what they come from, planned, decided at gates, paid, ended, tracked; and what refuses."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from sqlalchemy import func, insert, select

from lms.ideas.models.pitches import Idea, IdeaState
from lms.ideas.models.sponsoring import PilotDecision
from lms.ideas.queries import piloting
from lms.ideas.queries.sponsoring import charter_at_hand, idea_at_hand
from lms.ideas.service import handing_over
from lms.ideas.service.sponsoring_refusals import NotThere, WordsMissing
from lms.kit.clock import at, now, today
from lms.kit.db import db, transaction
from lms.kit.uploads import FileRefused
from lms.notices.models import Letter, Notice
from lms.people.models import Department, Role
from lms.people.queries.merging import merger
from lms.people.service import merging
from lms.people.service.people import deactivate
from lms.projects import workflow
from lms.projects.jobs import remind_of_projects
from lms.projects.models.projects import (
    Benefit,
    BudgetLine,
    Gate,
    GateOutcome,
    ProjectKind,
    ProjectMilestone,
    ProjectMove,
    ProjectState,
    Risk,
    Spending,
)
from lms.projects.queries import parts, portfolio, stored
from lms.projects.queries.origins import Origin, origin
from lms.projects.queries.projects import gate_at_hand
from lms.projects.service import benefits, budget, documents, gates, milestones, moving, opening, people, refusals, risks
from tests.factories.people import make_department, make_person
from tests.factories.projects import (
    LATER,
    again,
    decide,
    make_idea,
    make_indicator,
    make_initiative,
    make_project,
    owner_and_sponsor,
    plan,
    project_of,
    running,
)
from tests.factories.sponsoring import piloted, sponsored


@pytest.fixture
def pair(session):
    return owner_and_sponsor()


def kinds(person):
    return sorted(db.session.scalars(select(Notice.kind).where(Notice.person_id == person.id)))


def do(work, *args, by, **facts):
    with transaction():
        return work(*args, **facts, by=again(by))


def test_a_project_from_an_idea_hands_it_over_and_tells_its_people(pair):
    owner, sponsor = pair
    author, follower = make_person("Anna Author"), make_person("Fred Follower")
    idea = make_idea(author, sponsor=sponsor, follower=follower)
    slug = make_project(owner, sponsor, origin=origin(None, idea.number), by=sponsor)
    assert db.session.get_one(Idea, idea.id).state is IdeaState.HANDED_OVER
    assert project_of(slug).idea_id == idea.id
    assert all("project-opened" in kinds(person) for person in (author, follower, owner))
    with pytest.raises(refusals.CameOfIt):
        make_project(owner, sponsor, origin=origin(None, idea.number), by=sponsor)
    plan(slug, by=owner)
    assert "project-planned" in kinds(author)
    assert "project-planned" in kinds(follower)


def test_an_idea_that_was_handed_over_waits_for_its_project_and_gets_one(pair):
    owner, _sponsor = pair
    desk, other = make_person("Otto Office", Role.PROGRAMME_OFFICE), make_person("Olaf Other", Role.SPONSOR)
    charter = sponsored()
    number, sponsor = charter_at_hand(charter.id).idea.number, charter_at_hand(charter.id).sponsorship.sponsor
    do(handing_over.hand_to_project, idea_at_hand(number), learning="It saves a visit.", by=sponsor)
    assert "idea-wants-project" in kinds(desk)
    assert origin(None, number).opener_ids == {sponsor.id}
    slug = make_project(owner, other, origin=origin(None, number), by=desk)
    assert project_of(slug).idea_id == idea_at_hand(number).idea.id
    with pytest.raises(refusals.CameOfIt):
        make_project(owner, other, origin=origin(None, number), by=desk)


def test_a_project_of_an_idea_that_became_an_initiative_comes_from_the_initiative(pair):
    owner, other = pair
    charter = sponsored()
    found = charter_at_hand(charter.id)
    by = found.sponsorship.sponsor
    do(handing_over.hand_to_initiative, found.found, department_id=make_department("IT").id, learning="It is larger than a pilot.", by=by)
    with pytest.raises(refusals.CameOfIt):
        make_project(owner, other, origin=origin(None, found.idea.number), by=by)


def test_a_project_from_a_pilot_that_runs_decides_it_with_the_learning(pair):
    owner, other = pair
    desk = make_person("Otto Office", Role.PROGRAMME_OFFICE)
    number = piloted(sponsored(), results=False)
    with pytest.raises(NotThere, match="Nothing was measured"):
        make_project(owner, other, origin=origin(None, number), by=desk)
    number = piloted(sponsored(sponsor=make_person("Sue Sponsor", Role.SPONSOR)))
    with pytest.raises(WordsMissing):
        do(opening.open_project, opening.Facts(ProjectKind.DATA, "Parks", "", other.id, None, None), origin(None, number), "", by=desk)
    make_project(owner, other, origin=origin(None, number), by=desk)
    pilot = piloting.pilots_of(idea_at_hand(number).idea.id)[-1]
    assert (pilot.decision, pilot.learning) == (PilotDecision.ADOPT, "It proved itself.")
    assert idea_at_hand(number).idea.learning == "It proved itself."
    assert "idea-wants-project" not in kinds(desk)


def test_a_project_from_an_initiative_tells_its_owner(pair):
    owner, sponsor = pair
    boss = make_person("Ina Initiative")
    slug = make_project(owner, sponsor, origin=origin(make_initiative(boss).slug, None))
    assert "project-opened" in kinds(boss)
    assert project_of(slug).initiative_id


def test_two_projects_of_one_name_have_two_addresses(pair):
    slugs = {make_project(*pair, title="Open Daten für Bäume") for _ in range(3)}
    assert slugs == {"open-daten-fur-baume", "open-daten-fur-baume-2", "open-daten-fur-baume-3"}
    assert make_project(*pair, title="New") == "new-2"
    assert make_project(*pair, title="東京") == "project"


def test_owner_and_sponsor_are_two_people_who_can(session):
    sponsor = make_person("Sven", Role.SPONSOR)
    with pytest.raises(refusals.WrongPerson, match="two people"):
        make_project(sponsor, sponsor)
    with pytest.raises(refusals.WrongPerson, match="budget"):
        make_project(make_person("A"), make_person("B"))
    with pytest.raises(refusals.WrongPerson, match="only officers"):
        make_project(make_person("C", external=True), sponsor)


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


def test_a_moved_date_keeps_the_baseline_and_its_reason(pair):
    owner, sponsor = pair
    slug = running(owner, sponsor)
    milestone = parts.milestones_of(project_of(slug).id)[0].milestone
    with pytest.raises(refusals.NeedsReason):
        do(milestones.move_date, project_of(slug), milestone, date(2099, 9, 1), "", by=owner)
    with pytest.raises(refusals.DateRefused):
        do(milestones.move_date, project_of(slug), milestone, LATER, "No.", by=owner)
    do(milestones.move_date, project_of(slug), milestone, date(2099, 9, 1), "The sensors came late.", by=owner)
    (told,) = parts.milestones_of(project_of(slug).id)
    assert (told.milestone.due_on, told.milestone.baseline_on) == (date(2099, 9, 1), LATER)
    assert [(move.before_on, move.after_on, move.reason) for move in told.moves] == [(LATER, date(2099, 9, 1), "The sensors came late.")]
    assert "project-milestone-moved" in kinds(sponsor)


def test_a_milestone_is_reached_once_with_proof_and_not_tomorrow(pair):
    owner, sponsor = pair
    slug = running(owner, sponsor)
    milestone, day = parts.milestones_of(project_of(slug).id)[0].milestone, today()
    with pytest.raises(refusals.NeedsReason):
        do(milestones.reach, project_of(slug), milestone, day, "", by=owner)
    with pytest.raises(refusals.DateRefused):
        do(milestones.reach, project_of(slug), milestone, day + timedelta(days=1), "Log", by=owner)
    do(milestones.reach, project_of(slug), milestone, day, "The log of counter 1", by=owner)
    with pytest.raises(refusals.Reached):
        do(milestones.reach, project_of(slug), milestone, day, "Again", by=owner)
    with pytest.raises(refusals.Reached):
        do(milestones.move_date, project_of(slug), milestone, LATER + timedelta(days=1), "Why", by=owner)


@pytest.mark.parametrize("amount", ["-1", "0.001", "NaN", "Infinity", "1e12"])
def test_no_such_amount_is_planned(pair, amount):
    owner, sponsor = pair
    with pytest.raises(refusals.AmountRefused):
        do(budget.plan_line, project_of(make_project(owner, sponsor)), 2026, "Line", D(amount), by=owner)


def _voucher(amount, note=""):
    return budget.Voucher(today(), D(amount), "R-1", note)


def test_a_correction_is_a_negative_row_that_says_why_and_takes_back_no_more_than_was_booked(pair):
    owner, sponsor = pair
    slug = running(owner, sponsor)
    line = parts.lines_of(project_of(slug).id)[0].line
    do(budget.spend, project_of(slug), line, _voucher("300.50"), by=owner)
    with pytest.raises(refusals.NeedsReason):
        do(budget.spend, project_of(slug), line, _voucher("-100"), by=owner)
    with pytest.raises(refusals.AmountRefused, match="more than was booked"):
        do(budget.spend, project_of(slug), line, _voucher("-300.51", "Twice"), by=owner)
    with pytest.raises(refusals.AmountRefused):
        do(budget.spend, project_of(slug), line, _voucher("0"), by=owner)
    do(budget.spend, project_of(slug), line, _voucher("-100.25", "Booked twice"), by=owner)
    (told,) = parts.lines_of(project_of(slug).id)
    assert (told.figures.spent, told.vouchers) == (D("200.25"), 2)


def test_a_voucher_of_tomorrow_or_of_a_proposal_is_refused(pair):
    owner, sponsor = pair
    slug = make_project(owner, sponsor)
    line = do(budget.plan_line, project_of(slug), 2026, "Line", D(10), by=owner)
    with pytest.raises(refusals.ProjectOver):
        do(budget.spend, project_of(slug), line, _voucher("1"), by=owner)
    slug = running(owner, sponsor)
    line = parts.lines_of(project_of(slug).id)[0].line
    with pytest.raises(refusals.DateRefused):
        do(budget.spend, project_of(slug), line, budget.Voucher(today() + timedelta(days=1), D(1), "R"), by=owner)


def test_what_will_cost_more_than_planned_is_told_once(pair):
    owner, sponsor = pair
    slug = running(owner, sponsor)
    line = parts.lines_of(project_of(slug).id)[0].line
    do(budget.forecast, project_of(slug), line, D(1200), by=owner)
    do(budget.spend, project_of(slug), line, _voucher("5"), by=owner)
    assert kinds(sponsor).count("project-over-budget") == 1


def test_ten_thousand_vouchers_cost_as_many_statements_as_two(pair, statements):
    owner, sponsor = pair
    slug = running(owner, sponsor)
    project = project_of(slug)
    line = parts.lines_of(project.id)[0].line

    def asked():
        with statements() as seen:
            parts.lines_of(project.id)
            parts.spendings_of(project.id, 1)
            portfolio.portfolio(portfolio.Wanted(), today())
        return len(seen)

    rows = [{"line_id": line.id, "on_day": date(2026, 1, 1), "amount": D("0.10"), "voucher": f"R{n}", "note": "", "at": now()} for n in range(10_000)]
    db.session.execute(insert(Spending), rows[:2])
    few = asked()
    db.session.execute(insert(Spending), rows[2:])
    assert asked() == few
    assert parts.lines_of(project.id)[0].figures.spent == D("1000.00")


def test_the_portfolio_costs_the_same_for_twenty_projects_as_for_two(pair, statements):
    owner, sponsor = pair

    def asked():
        db.session.expire_all()
        with statements() as seen:
            rows = portfolio.portfolio(portfolio.Wanted(), today())
            assert all(row.project.department.name and row.project.owner.name for row in rows)
        return len(seen), len(rows)

    for _ in range(2):
        running(owner, sponsor)
    few, _count = asked()
    for _ in range(18):
        running(owner, sponsor)
    assert asked() == (few, 20)


def test_the_portfolio_finds_what_is_asked_for(pair):
    owner, sponsor = pair
    mine, other = running(owner, sponsor, title="Tree register"), make_project(make_person("Otto"), sponsor, title="Fibre ring")
    project = project_of(mine)
    do(risks.note_risk, project, risks.Weighing("The list is old", 4, 5, ""), by=owner)
    do(risks.note_risk, project, risks.Weighing("Rain", 2, 2, ""), by=owner)
    db.session.get_one(ProjectMilestone, parts.milestones_of(project.id)[0].milestone.id).due_on = date(2026, 1, 1)
    db.session.commit()
    today = date(2026, 6, 1)

    def found(**wanted):
        return {row.project.slug for row in portfolio.portfolio(portfolio.Wanted(**wanted), today)}

    assert found() == {mine, other}
    assert found(words="tree REG") == {mine}
    assert found(person_id=owner.id) == {mine}
    assert found(late=True) == {mine}
    assert found(state="proposed") == {other}
    assert found(departments=frozenset({project_of(other).department_id})) == {other}
    assert found(standing="over") == set()
    (row,) = portfolio.portfolio(portfolio.Wanted(words="tree"), today)
    assert (row.risk.title, row.late_milestones) == ("The list is old", 1)


def test_a_risk_is_closed_when_something_was_done_about_it(pair):
    owner, sponsor = pair
    slug, keeper = running(owner, sponsor), make_person("Kim Keeper")
    risk = do(risks.note_risk, project_of(slug), risks.Weighing("Rain", 2, 2, "", keeper), by=owner)
    assert "project-risk-yours" in kinds(keeper)
    with pytest.raises(refusals.NeedsReason):
        do(risks.close_risk, project_of(slug), risk, by=owner)
    do(risks.weigh, project_of(slug), risk, risks.Weighing("Rain", 1, 2, "A roof"), by=owner)
    do(risks.close_risk, project_of(slug), risk, by=owner)
    assert db.session.get_one(Risk, risk.id).closed_at


@pytest.mark.parametrize(("name", "content"), [("a.svg", b"<svg onload=alert(1)>"), ("a.pdf", b"<html>"), ("a.html", b"<html>"), ("a.pdf", b"")])
def test_a_document_that_a_browser_would_run_is_refused(pair, name, content):
    owner, sponsor = pair
    with pytest.raises(FileRefused):
        do(documents.add_document, project_of(running(owner, sponsor)), "", name, content, by=owner)


def test_the_end_needs_all_milestones_and_the_close_a_finding_for_each_benefit(pair):
    owner, sponsor = pair
    office = make_person("Olaf Office", Role.PROGRAMME_OFFICE)
    slug = running(owner, sponsor)
    benefit = do(benefits.expect, project_of(slug), benefits.Expected("Less idle driving", date(2026, 3, 1), None, D(9000)), by=owner)
    with pytest.raises(refusals.NotReady, match="first counter"):
        do(moving.move, project_of(slug), "end", "Done.", by=owner)
    milestone = parts.milestones_of(project_of(slug).id)[0].milestone
    do(milestones.reach, project_of(slug), milestone, today(), "Log", by=owner)
    with pytest.raises(refusals.NeedsReason):
        do(moving.move, project_of(slug), "end", by=owner)
    do(moving.move, project_of(slug), "end", "Twelve counters count.", by=owner)
    with pytest.raises(refusals.NotReady, match="idle driving"):
        do(moving.move, project_of(slug), "close", "Bye.", by=office)
    with pytest.raises(refusals.AmountRefused):
        do(benefits.note_finding, project_of(slug), benefit, benefits.Found(today(), "Log"), by=owner)
    with pytest.raises(refusals.NeedsReason):
        do(benefits.note_finding, project_of(slug), benefit, benefits.Found(today(), " ", D(1)), by=owner)
    do(benefits.note_finding, project_of(slug), benefit, benefits.Found(today(), "Log", D("-20.5")), by=owner)
    with pytest.raises(refusals.NoSuchStep):
        do(moving.move, project_of(slug), "close", "Bye.", by=owner)
    do(moving.move, project_of(slug), "close", "It brought less than nothing; we know now.", by=office)
    assert project_of(slug).state is ProjectState.CLOSED
    with pytest.raises(refusals.ProjectOver):
        do(milestones.plan_milestone, project_of(slug), "More", LATER, None, by=owner)
    states = db.session.scalars(select(ProjectMove.after).where(ProjectMove.project_id == project_of(slug).id).order_by(ProjectMove.at)).all()
    assert [state.value for state in states] == ["proposed", "planned", "running", "ended", "closed"]


def test_nothing_is_found_before_the_work_begins(pair):
    owner, sponsor = pair
    slug = make_project(owner, sponsor)
    benefit = do(benefits.expect, project_of(slug), benefits.Expected("Time", date(2026, 3, 1)), by=owner)
    with pytest.raises(refusals.TooEarly):
        do(benefits.note_finding, project_of(slug), benefit, benefits.Found(today(), "Log", D(1)), by=owner)


def test_reminders_come_once_for_each_date(pair):
    owner, sponsor = pair
    office, day = make_person("Olaf Office", Role.PROGRAMME_OFFICE), today()
    slug = make_project(owner, sponsor)
    plan(slug, by=owner, gates_due=(day + timedelta(days=3),))
    db.session.query(ProjectMilestone).update({"due_on": day - timedelta(days=1)})
    db.session.commit()
    for _ in range(2):
        remind_of_projects()
    assert kinds(sponsor).count("gate-due") == 1
    assert kinds(owner).count("project-milestone-late") == 1
    assert db.session.scalar(select(func.count()).select_from(Letter).where(Letter.person_id == sponsor.id)) == 1
    with at(now() + timedelta(days=5)):
        for _ in range(2):
            remind_of_projects()
    assert [kinds(person).count("gate-late") for person in (sponsor, owner, office)] == [1, 1, 1]


def test_a_benefit_is_asked_for_each_year_until_somebody_looks(pair):
    owner, sponsor = pair
    slug = running(owner, sponsor)
    project, day = project_of(slug), today()
    benefit = do(benefits.expect, project, benefits.Expected("Time", day - timedelta(days=10)), by=owner)
    remind_of_projects()
    assert "project-benefit-due" not in kinds(owner)
    project_of(slug).state = ProjectState.ENDED
    db.session.commit()
    remind_of_projects()
    with at(now() + timedelta(days=30)):
        remind_of_projects()
    assert kinds(owner).count("project-benefit-due") == 1
    do(benefits.note_finding, project_of(slug), db.session.get_one(Benefit, benefit.id), benefits.Found(day, "Log", D(1)), by=owner)
    with at(now() + timedelta(days=400)):
        remind_of_projects()
    assert kinds(owner).count("project-benefit-due") == 2


def test_the_office_is_told_when_an_owner_leaves(pair):
    owner, sponsor = pair
    office = make_person("Olaf Office", Role.PROGRAMME_OFFICE)
    slug, other = running(owner, sponsor), make_person("Nina New")
    with transaction():
        deactivate(again(owner), by=again(office))
    assert "project-lost-owner" in kinds(office)
    assert stored.open_duties(owner.id)
    do(people.name_people, project_of(slug), again(other), again(sponsor), by=office)
    assert "project-people" in kinds(other)
    assert not stored.open_duties(owner.id)


def test_projects_follow_a_merged_department(pair):
    owner, sponsor = pair
    slug = running(owner, sponsor)
    department, other = project_of(slug).department_id, make_department("Bigger")
    clerk = make_person("Hanna", Role.HR)
    with transaction():
        row, into = db.session.get_one(Department, department), db.session.get_one(Department, other.id)
        merging.merge(row, into, seen=merger(row, into).fingerprint, by=again(clerk))
    assert project_of(slug).department_id == other.id


def test_a_gate_belongs_to_its_project(pair):
    owner, sponsor = pair
    one, two = make_project(owner, sponsor), make_project(owner, sponsor)
    (gate,) = plan(one, by=owner)
    with pytest.raises(refusals.DomainError):
        gate_at_hand(two, gate)


def test_the_database_itself_refuses_what_may_never_be(pair):
    owner, sponsor = pair
    slug = running(owner, sponsor)
    line = parts.lines_of(project_of(slug).id)[0].line
    assert db.session.get_one(BudgetLine, line.id)
    for broken in ({"planned": D(-1)}, {"forecast": D(-1)}):
        with pytest.raises(Exception, match=r"(?i)check"), db.session.begin_nested():
            db.session.query(BudgetLine).filter_by(id=line.id).update(broken)


def test_an_indicator_of_the_strategy_in_force_can_be_chosen(session):
    made = make_indicator()
    assert made.id in dict(parts.indicators())
    assert opening.RESERVED
    assert Origin().opener_ids == frozenset()
