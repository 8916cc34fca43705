"""Strategies, consultations, decisions and initiatives: only what matters is said."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from uuid import UUID

from lms.kit.clock import now, today
from lms.kit.db import db, transaction
from lms.leadership.models import AgendaItem, Decision, Meeting, MeetingState, Result, SubjectKind
from lms.people.models import Department, Grant, Person, Role
from lms.strategy.models.initiatives import Initiative
from lms.strategy.models.strategies import ContributionOutcome, Indicator, Objective, Strategy
from lms.strategy.queries.consultation import askable, consultation_of, contribution_at_hand, voice_at_hand
from lms.strategy.queries.indicators import indicator_at_hand
from lms.strategy.queries.initiatives import initiative_at_hand
from lms.strategy.queries.strategies import last_number, strategy_at_hand, strategy_by_id
from lms.strategy.service import consulting, drafting, indicators, initiatives, moving, moving_initiatives
from lms.strategy.service.indicators import IndicatorText
from lms.strategy.service.initiatives import InitiativeText, Need
from tests.factories.people import make_department, make_person

_numbers = count(1)


def fresh(person: Person) -> Person:
    """The person as the database has them now."""
    return db.session.get_one(Person, person.id)


def office(name: str = "Nora Office") -> Person:
    """Somebody of the programme office."""
    return make_person(name, Role.PROGRAMME_OFFICE)


def head_of(department: Department, name: str = "Hera Head") -> Person:
    """Somebody who speaks for a department."""
    head = make_person(name, department=department)
    db.session.add(Grant(person_id=head.id, role=Role.DEPARTMENT_HEAD, department_id=department.id))
    db.session.commit()
    return head


def headed(name: str = "Parks") -> tuple[Department, Person]:
    """A department, and who speaks for it."""
    department = make_department(name)
    return department, head_of(department, f"Head of {name}")


def text(title: str = "Permits decided online", owner: str = "", **facts: object) -> IndicatorText:
    """What is written of an indicator."""
    given = {"unit": "%", "baseline": Decimal(10), "baseline_on": date(2026, 1, 1), "target": Decimal(90), "due_on": date(2030, 12, 31)}
    return IndicatorText(title=title, **{**given, "source": "Register of permits", "owner": owner, **facts})


def drafted(by: Person, *, title: str = "City digital", slug: str | None = None, owner: Person | None = None, measurable: bool = True) -> Strategy:
    """A draft with one objective, which has a complete indicator unless it shall not be measurable."""
    slug = slug or f"strategy-{next(_numbers)}"
    with transaction():
        made = drafting.begin_strategy(
            slug=slug, title=title, vision="A city that answers in a day.", starts_on=date(2026, 1, 1), ends_on=date(2030, 12, 31), by=fresh(by)
        )
    with transaction():
        drafting.add_objective(strategy_at_hand(slug), code="O1", title="Services that work", why="People wait.", by=fresh(by))
    if measurable:
        owner = owner or make_person("Olga Owner")
        with transaction():
            objective = strategy_at_hand(slug).objectives[0]
            indicators.add_indicator(objective, text(owner=owner.email), by=fresh(by))
    return strategy_by_id(made.id)


def objective_of(strategy: Strategy, code: str = "O1") -> Objective:
    """An objective by its code."""
    return next(one for one in strategy_by_id(strategy.id).objectives if one.code == code)


def indicator_of(strategy: Strategy) -> Indicator:
    """The first indicator of the first objective."""
    return indicator_at_hand(strategy_by_id(strategy.id).objectives[0].indicators[0].id).indicator


def consulted(by: Person, *departments: Department, days: int = 30, **facts: object) -> Strategy:
    """A strategy on which those departments are consulted, and all others that must be."""
    return consult(drafted(by, **facts), by, *departments, days=days)  # type: ignore[arg-type]


def consult(strategy: Strategy, by: Person, *departments: Department, days: int = 30) -> Strategy:
    """Ask those departments about a draft, and all others that must be."""
    asked = {one.id for one in departments} | {one.branch.department.id for one in askable() if one.by_default}
    with transaction():
        consulting.open_consultation(strategy_by_id(strategy.id), list(asked), today() + timedelta(days=days), by=fresh(by))
    return strategy_by_id(strategy.id)


def sign_for_all(strategy: Strategy, by: Person) -> None:
    """Let each department that is silent sign."""
    for voice in consultation_of(strategy_by_id(strategy.id)).silent:
        sign(strategy, voice.row.department, by)


def contribute(strategy: Strategy, department: Department, head: Person, words: str = "Think of the parks.", objective: UUID | None = None) -> UUID:
    """Let a department say something."""
    with transaction():
        made = consulting.contribute(voice_at_hand(strategy.slug, department.id), words, objective, by=fresh(head))
    return made.id


def sign(strategy: Strategy, department: Department, head: Person, reason: str = "All we need stands in it.") -> None:
    """Let a department sign that it has nothing to add."""
    with transaction():
        consulting.sign_nothing_to_add(voice_at_hand(strategy.slug, department.id), reason, by=fresh(head))


def answer(strategy: Strategy, contribution_id: UUID, by: Person, outcome: ContributionOutcome = ContributionOutcome.TAKEN) -> None:
    """Say what became of a contribution."""
    with transaction():
        consulting.answer(contribution_at_hand(strategy.slug, contribution_id), outcome, "It stands in O1 now.", by=fresh(by))


def move(strategy: Strategy, deed: str, by: Person, reason: str = "") -> None:
    """Take a step with a strategy."""
    with transaction():
        moving.move(strategy_by_id(strategy.id), deed, reason, by=fresh(by))


def decided(strategy: Strategy, result: Result = Result.APPROVED, on: date | None = None) -> Decision:
    """A decision of the leadership team on a strategy, on its newest version if nothing else is said."""
    number = next(_numbers)
    meeting = Meeting(title="Meeting", starts_at=now(), state=MeetingState.MINUTED)
    db.session.add(meeting)
    db.session.flush()
    about = {"subject_kind": SubjectKind.STRATEGY, "subject_id": strategy.id}
    item = AgendaItem(meeting_id=meeting.id, position=1, title=strategy.title, subject_version=last_number(strategy.id), **about)
    db.session.add(item)
    db.session.flush()
    facts = {"text": "The strategy is approved.", "votes_for": 7, "votes_against": 1, "abstained": 1}
    made = Decision(number=f"2026-{number:04}", item_id=item.id, result=result, decided_on=on or today(), **about, **facts)
    db.session.add(made)
    db.session.commit()
    return made


def adopted(by: Person, **facts: object) -> Strategy:
    """A strategy that went its whole way to the adoption."""
    department, head = headed(f"Department {next(_numbers)}")
    strategy = consulted(by, department, **facts)  # type: ignore[arg-type]
    sign_for_all(strategy, head)
    move(strategy, "consolidate", by)
    decided(strategy)
    move(strategy, "adopt", by)
    return strategy_by_id(strategy.id)


def in_force(by: Person, **facts: object) -> Strategy:
    """A strategy that is in force."""
    strategy = adopted(by, **facts)
    move(strategy, "put-in-force", by)
    return strategy_by_id(strategy.id)


def proposed(by: Person, department: Department | None = None, **facts: object) -> Initiative:
    """A candidate among the initiatives."""
    department = department or make_department()
    slug = str(facts.pop("slug", f"initiative-{next(_numbers)}"))
    given = {"title": "Open permits", "summary": "Everybody sees where a permit stands.", **facts}
    with transaction():
        initiatives.propose(slug, InitiativeText(department_id=department.id, **given), by=fresh(by))  # type: ignore[arg-type]
    return initiative_at_hand(slug)


def ready(by: Person, strategy: Strategy, **facts: object) -> Initiative:
    """A candidate with everything that an approval asks for."""
    people = {"owner": make_person("Ines Initiative").email, "sponsor": make_person("Stan Sponsor").email}
    dates = {"starts_on": date(2026, 3, 1), "ends_on": date(2027, 3, 1)}
    return proposed(by, **{"objective_id": objective_of(strategy).id, "funded_from": "Digital budget", **people, **dates, **facts})


def need(initiative: Initiative, competence_id: UUID, by: Person, level: int = 4) -> None:
    """Let an initiative need a competence."""
    with transaction():
        initiatives.set_need(initiative_at_hand(initiative.slug), competence_id, Need(level, Decimal(6)), by=fresh(by))


def step(initiative: Initiative, deed: str, by: Person, reason: str = "", *, office: bool = True) -> None:
    """Take a step with an initiative."""
    with transaction():
        row, person = initiative_at_hand(initiative.slug), fresh(by)
        moving_initiatives.move(row, deed, reason, who=moving_initiatives.who_is(row, person, office=office), by=person)


def silent_names(strategy: Strategy) -> list[str]:
    """Who has not spoken."""
    return [voice.row.department.name for voice in consultation_of(strategy_by_id(strategy.id)).silent]
