"""What a project is made of: dates, money, risks, documents and benefits; what refuses, and who is reminded."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from sqlalchemy import func, insert, select

from lms.kit.clock import at, now, today
from lms.kit.db import db
from lms.kit.uploads import FileRefused
from lms.notices.models import Letter
from lms.people.models import Role
from lms.projects.jobs import remind_of_projects
from lms.projects.models.projects import Benefit, BudgetLine, ProjectMilestone, ProjectMove, ProjectState, Risk, Spending
from lms.projects.queries import parts, portfolio
from lms.projects.service import benefits, budget, documents, milestones, moving, refusals, risks
from tests.factories.looking import kinds
from tests.factories.people import make_person
from tests.factories.projects import LATER, do, make_project, plan, project_of, running


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
    with pytest.raises(refusals.AmountRefused):
        do(benefits.note_finding, project_of(slug), benefit, benefits.Found(today(), "Log", D(10**12)), by=owner)
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


def test_the_database_itself_refuses_what_may_never_be(pair):
    owner, sponsor = pair
    slug = running(owner, sponsor)
    line = parts.lines_of(project_of(slug).id)[0].line
    assert db.session.get_one(BudgetLine, line.id)
    for broken in ({"planned": D(-1)}, {"forecast": D(-1)}):
        with pytest.raises(Exception, match=r"(?i)check"), db.session.begin_nested():
            db.session.query(BudgetLine).filter_by(id=line.id).update(broken)
