"""Openings of the demo city, a run of the matching, and what champions and owners said to its proposals."""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.champions.models import Champion, ChampionState, Nominator
from lms.competency.models import Evidence, EvidenceKind
from lms.competency.queries.frameworks import competence_ids
from lms.competency.service.evidence import NewEvidence, add_evidence, withdraw_evidence
from lms.demo.citizens import DOMAIN
from lms.demo.founding import person
from lms.kit.clock import at, now, today
from lms.kit.db import db, transaction
from lms.kit.errors import DomainError
from lms.people.models import Department, Person, Post
from lms.placements import jobs
from lms.placements.models import Leaning, Opening, Placement, PlacementState
from lms.placements.queries import openings as queries
from lms.placements.queries import runs
from lms.placements.queries.openings import Offering, opening_at_hand
from lms.placements.queries.placements import placement_at_hand
from lms.placements.service import leaning, matching, openings, placing
from lms.placements.service.openings import OpeningText
from lms.placements.service.placing import Said
from lms.projects.models.projects import Project, ProjectKind, ProjectMilestone, ProjectState
from lms.strategy.models.initiatives import Initiative, InitiativeState, Milestone

OFFICE, OWNER, MARCO = (f"{name}@{DOMAIN}" for name in ("nora.lindgren", "sofia.marchetti", "marco.bianchi"))


@dataclass(frozen=True, slots=True)
class _Wanted:
    title: str
    summary: str
    must: dict[str, int]
    hours: int
    team: int
    begins: int
    days: int
    may: tuple[tuple[str, int], ...] = ()


OPENINGS = (
    _Wanted(
        "Data steward for the parking data",
        "Describe 40 datasets, clean them with the operators, publish them every night.",
        {"1.3": 5, "1.2": 4}, 4, 2, -14, 200, (("4.2", 4),),
    ),
    _Wanted(
        "Guide for the counters",
        "Stand beside colleagues at the counter for their first weeks with the new forms.",
        {"2.1": 4, "5.4": 4}, 3, 2, 5, 120,
    ),
    _Wanted(
        "Writer of plain letters",
        "Rewrite the thirty letters that citizens ask about most, and test them with readers.",
        {"2.5": 5, "3.1": 4}, 2, 1, 10, 150,
    ),
    _Wanted(
        "Tester of accessible forms",
        "Try every form with a screen reader and the keyboard; report what fails.",
        {"2.3": 4, "3.1": 3}, 2, 2, 0, 100,
    ),
    _Wanted(
        "Engineer of data exchange",
        "Build the interfaces between the registers, with tests that run each night.",
        {"3.4": 7, "1.3": 6}, 6, 1, 15, 270,
    ),
    _Wanted(
        "Keeper of the sensor register",
        "Keep the register of sensors true and answer what citizens ask about it.",
        {"4.2": 5, "1.3": 4}, 3, 1, -20, 240,
    ),
    _Wanted(
        "Trainer for safe passwords",
        "Visit each department once, show the password store, stay until it works.",
        {"4.1": 5, "5.4": 4}, 2, 2, 20, 180,
    ),
    _Wanted(
        "Facilitator of citizens’ workshops",
        "Lead six evenings in the libraries on what the city should measure.",
        {"2.2": 4, "2.4": 4}, 3, 2, 25, 160, (("5.3", 4),),
    ),
    _Wanted(
        "Reader of usage figures",
        "Say each month from the figures which service to mend first.",
        {"1.2": 5, "5.3": 4}, 2, 1, 30, 200,
    ),
    _Wanted(
        "Friend of the libraries",
        "Help three libraries to open a corner for digital questions.",
        {"2.1": 3, "5.4": 3}, 2, 3, 12, 130,
    ),
    _Wanted(
        "Keeper of licences",
        "Check under which licence each dataset may go out.",
        {"3.3": 4}, 2, 1, 8, 120, (("1.3", 4),),
    ),
    _Wanted(
        "Scout for simple automation",
        "Find ten tasks that a rule can do, and build two of them.",
        {"3.4": 4, "5.2": 4}, 4, 1, 40, 220,
    ),
    _Wanted(
        "Guardian of the archive",
        "Decide with the archive what stays and what goes when a system ends.",
        {"1.3": 4, "4.2": 4}, 2, 1, 50, 180,
    ),
    _Wanted(
        "Host of the open-data evening",
        "Prepare one evening a month with developers from the town.",
        {"2.4": 4, "2.2": 4}, 2, 1, 60, 200,
    ),
)

LEVELS: tuple[dict[str, int], ...] = (
    {"1.3": 6, "1.2": 5, "4.2": 4, "3.3": 4},
    {"2.5": 6, "3.1": 5, "2.3": 4},
    {"2.1": 5, "5.4": 5, "2.2": 4},
    {"4.1": 6, "4.2": 5, "5.4": 4, "1.3": 4},
    {"3.4": 5, "5.2": 5, "1.3": 5},
    {"2.2": 5, "2.4": 5, "5.3": 4},
    {"1.2": 5, "5.3": 5, "1.3": 4},
    {"2.1": 4, "5.4": 4, "2.3": 4, "3.1": 4},
    {"3.3": 5, "4.2": 5, "1.2": 4},
    {"2.4": 4, "2.2": 4, "2.1": 4},
    {"4.2": 6, "1.3": 5, "4.1": 4},
    {"2.5": 5, "2.1": 5, "5.4": 3},
)
"""What the champions show, one after the other."""
HOURS = (6, 4, 4, 6, 8, 4, 4, 6, 4, 4, 6, 4)

INITIATIVES = (
    ("open-parking-data", "Open parking data", "Everybody sees where a place is free.", "MOB"),
    ("letters-people-understand", "Letters that people understand", "No letter that needs a second letter.", "CIT"),
    ("libraries-as-digital-places", "Libraries as digital places", "Help is where people are.", "CUL"),
)


def place() -> Counter[str]:
    """Openings, a run, and answers."""
    _champions()
    offerings = _offerings()
    with at(now() - timedelta(days=12)):
        written = [_write(wanted, offerings[number % len(offerings)]) for number, wanted in enumerate(OPENINGS)]
    _open(written[:-1])
    with at(now() - timedelta(days=9)):
        _say(written)
    with at(now() - timedelta(days=7)):
        run_id = _match()
    counts = Counter({"openings": len(written)})
    counts["placements"] = _answer()
    _lose_a_level()
    _ask_why(run_id, written)
    return counts


def _champions() -> None:
    """Appoint some where nobody was appointed yet, and let them show what they can."""
    levels = {code: level for some in LEVELS for code, level in some.items()}
    with transaction():
        found = _active() or _appoint()
        found.sort(key=lambda one: one.person.email != MARCO)  # he knows most of data, and is asked for the data project
        ids = competence_ids("digcomp", levels)
        for champion, some in zip(found, LEVELS, strict=False):
            shown_at, label = now() - timedelta(days=60), "Work in the champions’ circle, reviewed by HR"
            add_evidence(
                NewEvidence(champion.person_id, ids[code], level, EvidenceKind.PRIOR_LEARNING, uuid4(), label, shown_at=shown_at)
                for code, level in some.items()
            )


def _appoint() -> list[Champion]:
    heads = select(Person.id).join(Person.post).where(Post.code == "HEAD")
    others = db.session.scalars(
        select(Person)
        .where(Person.id.not_in(heads), Person.email != MARCO, Person.active, Person.manager_id.is_not(None))
        .order_by(Person.staff_number.desc())
        .limit(len(LEVELS) - 1)
    ).all()
    made = []
    for number, one in enumerate((person(MARCO), *others)):
        days = 40 + 9 * number
        champion = Champion(
            person=one,
            state=ChampionState.ACTIVE,
            nominated_by=Nominator.MANAGER,
            hours_per_week=Decimal(HOURS[number]),
            agreed_by_id=one.manager_id,
            appointed_on=today() - timedelta(days=days),
            until=today() + timedelta(days=365 - days),
            languages=["en", "de"] if number % 3 else ["en", "it"],
            offers="A question over coffee, or an hour beside you at your desk.",
        )
        db.session.add(champion)
        made.append(champion)
    db.session.flush()
    return made


def _offerings() -> list[Offering]:
    """A project and some initiatives; those that are there already, where there are any."""
    with transaction():
        departments = {one.code: one.id for one in db.session.scalars(select(Department))}
        owner = person(OWNER)
        if not db.session.scalar(select(Initiative.id).limit(1)):
            for slug, title, summary, code in INITIATIVES:
                facts = {"slug": slug, "title": title, "summary": summary, "state": InitiativeState.RUNNING}
                row = Initiative(**facts, department_id=departments[code], owner_id=owner.id)
                db.session.add(row)
                db.session.flush()
                due = today() + timedelta(days=100)
                db.session.add(Milestone(initiative_id=row.id, title=f"First results of “{title}” are public", promised_on=due, baseline_on=due))
        if not db.session.scalar(select(Project.id).limit(1)):
            project = Project(
                slug="parking-data-portal",
                kind=ProjectKind.DATA,
                title="Parking data portal",
                summary="One place for all data on parking, renewed every night.",
                state=ProjectState.RUNNING,
                department_id=departments["MOB"],
                owner_id=owner.id,
            )
            db.session.add(project)
            db.session.flush()
            due = today() + timedelta(days=75)
            db.session.add(ProjectMilestone(project_id=project.id, title="The first 40 datasets are described", due_on=due, baseline_on=due))
    found = [one for one in queries.offerings_of(None) if one.owner_id]
    keys = [(one.kind, one.thing.slug) for one in sorted(found, key=lambda one: (one.kind != "project", one.thing.title))]
    projects = [key for key in keys if key[0] == "project"][:1]
    chosen = [*projects, *[key for key in keys if key[0] == "initiative"][:3]]
    return [queries.offering(*key) for key in chosen]


def _write(wanted: _Wanted, offering: Offering) -> UUID:
    with transaction():
        ids = competence_ids("digcomp", (*wanted.must, *(code for code, _level in wanted.may)))
        needs = {ids[code]: (level, True) for code, level in wanted.must.items()} | {ids[code]: (level, False) for code, level in wanted.may}
        begins = today() + timedelta(days=12 + wanted.begins)  # we write it twelve days ago
        text = OpeningText(
            wanted.title, wanted.summary, Decimal(wanted.hours), wanted.team, begins, begins + timedelta(days=wanted.days), needs
        )
        found = queries.offering(offering.kind, offering.thing.slug)
        return openings.make_opening(found, text, by=person(OFFICE)).id


def _open(written: Sequence[UUID]) -> None:
    with at(now() - timedelta(days=11)):
        for opening_id in written:
            with transaction():
                openings.move_opening(opening_at_hand(opening_id), "open", by=person(OFFICE))


def _say(written: Sequence[UUID]) -> None:
    """Some would like something, one has an interest."""
    with transaction():
        champions = _active()
        for champion, number in zip(champions[1:6], (1, 3, 6, 7, 8), strict=False):
            leaning.lean(champion, db.session.get_one(Opening, written[number]), Leaning.WISH, by=champion.person)
        if len(champions) > 8:
            interest = "My partner works for the firm that supplies the sensors."
            leaning.declare_conflict(champions[8], db.session.get_one(Opening, written[5]), interest, by=champions[8].person)


def _active() -> list[Champion]:
    statement = select(Champion).where(Champion.state == ChampionState.ACTIVE).options(joinedload(Champion.person))
    return list(db.session.scalars(statement.order_by(Champion.appointed_on.desc(), Champion.id)))


def _match() -> UUID:
    with transaction():
        run_id = matching.ask_run(2, by=person(OFFICE)).id
    jobs.run_matching()
    with transaction():
        matching.send_proposals(runs.run_at_hand(run_id), by=person(OFFICE))
    return run_id


def _answer() -> int:
    """Marco and two others have not answered; one declined; the rest accepted, and most are confirmed."""
    marco = select(Champion.id).where(Champion.person_id == person(MARCO).id)
    proposed = select(Placement.id).where(Placement.state == PlacementState.PROPOSED, Placement.champion_id.not_in(marco))
    rows = db.session.scalars(proposed.order_by(Placement.starts_on, Placement.id)).all()
    db.session.rollback()
    for number, placement_id in enumerate(rows[: max(0, len(rows) - 2)]):
        with at(now() - timedelta(days=5)):
            _take(placement_id, "decline" if number == 3 else "accept", "The evenings do not go with my shifts." if number == 3 else "")
        if number != 3 and number % 5 != 2:
            with at(now() - timedelta(days=3)):
                _take(placement_id, "confirm")
    return len(rows)


def _take(placement_id: UUID, deed: str, reason: str = "") -> None:
    with suppress(DomainError), transaction():  # whoever took on more than their hours in between stays where they are
        at_hand = placement_at_hand(placement_id)
        by = at_hand.person if deed in ("accept", "decline") else db.session.get_one(Person, at_hand.owner_id)
        placing.move(at_hand, deed, Said(reason), by=by)


def _lose_a_level() -> None:
    """What one of those who are placed showed does not count any more: nobody is taken off, and the opening shows the gap."""
    from_evidence = select(Placement).where(Placement.state == PlacementState.CONFIRMED).options(joinedload(Placement.champion))
    marco = person(MARCO).id
    for row in db.session.scalars(from_evidence.order_by(Placement.starts_on, Placement.id)).all():
        sources = _sources(row)
        if row.champion.person_id != marco and sources:
            db.session.rollback()
            with at(now() - timedelta(days=1)), transaction():
                for source in sources:
                    withdraw_evidence(EvidenceKind.PRIOR_LEARNING, source)
            return


def _sources(row: Placement) -> list[UUID]:
    """What shows the first competence that the opening must have and the champion has."""
    for need in opening_at_hand(row.opening_id).musts:
        statement = select(Evidence.source_id).where(
            Evidence.person_id == row.champion.person_id,
            Evidence.competence_id == need.competence_id,
            Evidence.kind == EvidenceKind.PRIOR_LEARNING,
            Evidence.level >= need.level,
        )
        if found := list(db.session.scalars(statement)):
            return found
    return []


def _ask_why(run_id: UUID, written: Sequence[UUID]) -> None:
    """Why Marco is not the data steward, found out already."""
    with transaction():
        champion = db.session.scalars(select(Champion).where(Champion.person_id == person(MARCO).id, Champion.state == ChampionState.ACTIVE)).first()
        if champion is not None:
            matching.ask_why(runs.run_at_hand(run_id), champion.id, written[0])
    jobs.answer_questions()
