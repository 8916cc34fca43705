"""Projects for tests, with what they come from: only what matters is said."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from typing import Any

from lms.ideas.models.pitches import Idea, IdeaAuthor, IdeaFollow, IdeaState
from lms.ideas.models.sponsoring import Sponsorship, SponsorshipState
from lms.kit.clock import now
from lms.kit.db import db, transaction
from lms.people.models import Person, Role
from lms.projects.models.projects import GateOutcome, Project, ProjectKind
from lms.projects.queries.origins import Origin
from lms.projects.queries.projects import gate_at_hand
from lms.projects.service import budget, gates, milestones, moving, opening
from lms.strategy.models.initiatives import Initiative, InitiativeState
from lms.strategy.models.strategies import Indicator, Objective, Strategy, StrategyState
from tests.factories.people import make_department, make_person

_numbers = count(1)
LATER = date(2099, 6, 1)


def again(person: Person) -> Person:
    """The person in the session of just now."""
    return db.session.get_one(Person, person.id)


def do(work: Callable[..., Any], *args: Any, by: Person, **facts: Any) -> Any:
    """What ``work`` gives, done by that person in a transaction of its own."""
    with transaction():
        return work(*args, **facts, by=again(by))


def owner_and_sponsor():
    """Two officers, one of them a manager with a budget."""
    return make_person("Olga Owner"), make_person("Sven Sponsor", Role.SPONSOR)


def make_project(owner, sponsor, *, origin=None, by=None, title=None, kind=ProjectKind.DATA):
    """A proposed project; its slug."""
    number = next(_numbers)
    with transaction():
        facts = opening.Facts(
            kind=kind,
            title=title or f"Project {number}",
            summary="Counters that tell when parks are full.",
            department_id=make_department(f"Department {number}").id,
            owner=again(owner) if owner else None,
            sponsor=again(sponsor) if sponsor else None,
        )
        made = opening.open_project(facts, origin or Origin(), "It proved itself.", by=again(by or owner))
        slug = made.slug
    return slug


def project_of(slug):
    """The row of just now."""
    return db.session.query(Project).filter_by(slug=slug).one()


def plan(slug, *, by, planned="1000", gates_due=(LATER,)):
    """Give the project a milestone, a budget line and gates, and plan it."""
    with transaction():
        project, person = project_of(slug), again(by)
        milestones.plan_milestone(project, "The first counter counts", LATER, None, by=person)
        budget.plan_line(project, 2026, "Counters", budget.Decimal(planned), by=person)
        for number, due in enumerate(gates_due, 1):
            gates.plan_gate(project, f"Gate {number}", "An offer is there.", due, by=person)
        moving.move(project, "plan", by=person)
    return [gate.id for gate in db.session.query(gates.Gate).filter_by(project_id=project_of(slug).id).order_by(gates.Gate.position)]


def decide(slug, gate_id, outcome, *, by, reason="All is there.", again_on=None):
    """Decide at a gate."""
    with transaction():
        gates.decide(gate_at_hand(slug, gate_id), GateOutcome(outcome), reason, again_on, by=again(by))


def running(owner, sponsor, **facts):
    """A project whose first gate said go; its slug."""
    slug = make_project(owner, sponsor, **facts)
    (gate_id,) = plan(slug, by=owner)
    decide(slug, gate_id, "go", by=sponsor)
    return slug


def make_indicator(**facts):
    """An indicator of an objective of the strategy in force."""
    number = next(_numbers)
    strategy = db.session.query(Strategy).filter_by(state=StrategyState.IN_FORCE).one_or_none()
    if strategy is None:
        span = {"starts_on": date(2026, 1, 1), "ends_on": date(2030, 12, 31)}
        strategy = Strategy(slug=f"strategy-{number}", title="Digital strategy", vision="A city that answers.", state=StrategyState.IN_FORCE, **span)
        db.session.add(strategy)
        db.session.flush()
    objective = Objective(strategy_id=strategy.id, code=f"O{number}", title=f"Objective {number}")
    db.session.add(objective)
    db.session.flush()
    given = {"unit": "%", "baseline": 10, "target": 60, "source": "Counter log", **facts}
    made = Indicator(objective_id=objective.id, title=f"Indicator {number}", baseline_on=date(2026, 1, 1), due_on=date(2030, 1, 1), **given)
    db.session.add(made)
    db.session.commit()
    return made


def make_initiative(owner=None, *, objective_id=None, state=InitiativeState.RUNNING, title=None):
    """An initiative."""
    number = next(_numbers)
    made = Initiative(
        slug=f"carried-{number}",
        title=title or f"Initiative {number}",
        summary="Parks that tell.",
        state=state,
        objective_id=objective_id,
        department_id=make_department(f"Office {number}").id,
        owner_id=owner.id if owner else None,
    )
    db.session.add(made)
    db.session.commit()
    return made


def make_idea(author, *, sponsor=None, follower=None, state=IdeaState.SPONSORED):
    """An idea with an author, and perhaps a sponsor and a follower."""
    number = 100_000 + next(_numbers)
    made = Idea(number=number, state=state, title=f"Idea {number}", problem="Full parks.", solution="Count.", moved_at=now() - timedelta(days=1))
    db.session.add(made)
    db.session.flush()
    db.session.add(IdeaAuthor(idea_id=made.id, person_id=author.id, first=True, agreed_at=now()))
    if sponsor is not None:
        db.session.add(Sponsorship(idea_id=made.id, sponsor_id=sponsor.id, state=SponsorshipState.ACTIVE, outcome="Parks tell."))
    if follower is not None:
        db.session.add(IdeaFollow(idea_id=made.id, person_id=follower.id))
    db.session.commit()
    return made
