"""Two people who do the same at one moment: one outcome, and a sentence for the other."""

from decimal import Decimal

from sqlalchemy import func, select

from lms.kit.clock import today
from lms.kit.db import db, transaction
from lms.people.models import Role
from lms.projects.models.projects import GateOutcome, ProjectMove, Spending
from lms.projects.queries.parts import lines_of
from lms.projects.queries.projects import gate_at_hand, line_at_hand
from lms.projects.service import budget, gates, refusals
from tests.factories.people import make_person
from tests.factories.projects import again, make_project, owner_and_sponsor, plan, project_of, running
from tests.factories.races import race


def test_two_decisions_on_one_gate_are_one(house):
    with house.app_context():
        chiefs = [make_person(f"Chief {n}", Role.CITY_MANAGER) for n in range(2)]
        owner, sponsor = owner_and_sponsor()
        slug = make_project(owner, sponsor)
        (gate,) = plan(slug, by=owner)
        with transaction():
            budget.set_threshold(Decimal(0), by=again(chiefs[0]))
        ids = [chief.id for chief in chiefs]
        kind = type(owner)
        db.session.remove()

    def deciding(place, outcome):
        def work():
            return gates.decide(gate_at_hand(slug, gate), outcome, "So be it.", by=db.session.get_one(kind, ids[place])).outcome

        return work

    results = race(house, [deciding(0, GateOutcome.GO), deciding(1, GateOutcome.STOP)])
    assert sum(isinstance(result, refusals.DecidedBefore | refusals.NoSuchStep) for result in results) == 1
    with house.app_context():
        project = project_of(slug)
        moves = db.session.scalar(select(func.count()).select_from(ProjectMove).where(ProjectMove.project_id == project.id))
        assert moves == 3
        decided = gate_at_hand(slug, gate).gate.outcome
        assert project.state.value == {"go": "running", "stop": "stopped"}[decided.value]


def test_a_voucher_is_taken_back_once(house):
    with house.app_context():
        with transaction():
            budget.set_threshold(Decimal(10**6), by=make_person("Chief", Role.CITY_MANAGER))
        owner, sponsor = owner_and_sponsor()
        slug = running(owner, sponsor)
        line_id, day = lines_of(project_of(slug).id)[0].line.id, today()
        with transaction():
            found = line_at_hand(slug, line_id)
            budget.spend(found.project, found.line, budget.Voucher(day, Decimal(50), "R-1"), by=again(owner))
        owner_id, kind = owner.id, type(owner)
        db.session.remove()

    def back():
        found = line_at_hand(slug, line_id)
        paid = budget.Voucher(day, Decimal(-50), "R-1", "Booked wrongly")
        return budget.spend(found.project, found.line, paid, by=db.session.get_one(kind, owner_id)).amount

    results = race(house, [back, back, back])
    assert sum(isinstance(result, refusals.AmountRefused) for result in results) == 2
    with house.app_context():
        assert db.session.scalar(select(func.sum(Spending.amount)).where(Spending.line_id == line_id)) == 0
