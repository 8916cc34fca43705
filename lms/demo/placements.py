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
from lms.people.models import Person, Post
from lms.placements import jobs
from lms.placements.models import Leaning, Opening, OpeningGap, Placement, PlacementState
from lms.placements.queries import openings as queries
from lms.placements.queries import runs
from lms.placements.queries.openings import opening_at_hand
from lms.placements.queries.placements import placement_at_hand
from lms.placements.service import leaning, matching, openings, placing
from lms.placements.service.openings import OpeningText
from lms.placements.service.placing import Said

OFFICE, MARCO = (f"{name}@{DOMAIN}" for name in ("nora.lindgren", "marco.bianchi"))


@dataclass(frozen=True, slots=True)
class _Wanted:
    title: str
    kind: str
    slug: str
    """Of the initiative or project that offers it."""
    summary: str
    must: dict[str, int]
    hours: int
    team: int
    begins: int
    days: int
    may: tuple[tuple[str, int], ...] = ()


OPENINGS = (
    _Wanted(
        "Data steward for the parking data", "project", "parking-data-for-all-apps",
        "Describe 40 datasets, clean them with the operators, publish them every night.",
        {"1.3": 5, "1.2": 4}, 4, 2, -14, 200, (("4.2", 4),),
    ),
    _Wanted(
        "Guide for the counters", "initiative", "permit-desk",
        "Stand beside colleagues at the counter for their first weeks with the new forms.",
        {"2.1": 4, "5.4": 4}, 3, 2, 5, 120,
    ),
    _Wanted(
        "Writer of plain letters", "initiative", "permit-desk",
        "Rewrite the thirty letters that citizens ask about most, and test them with readers.",
        {"2.5": 5, "3.1": 4}, 2, 1, 10, 150,
    ),
    _Wanted(
        "Tester of accessible forms", "initiative", "permit-desk",
        "Try every form with a screen reader and the keyboard; report what fails.",
        {"2.3": 4, "3.1": 3}, 2, 2, 0, 100,
    ),
    _Wanted(
        "Engineer of data exchange", "project", "one-register-of-addresses",
        "Build the interfaces between the registers, with tests that run each night.",
        {"3.4": 7, "1.3": 6}, 6, 1, 15, 270,
    ),
    _Wanted(
        "Keeper of the sensor register", "initiative", "park-sensors",
        "Keep the register of sensors true and answer what citizens ask about it.",
        {"4.2": 5, "1.3": 4}, 3, 1, -20, 240,
    ),
    _Wanted(
        "Trainer for safe passwords", "initiative", "champions",
        "Visit each department once, show the password store, stay until it works.",
        {"4.1": 5, "5.4": 4}, 2, 2, 20, 180,
    ),
    _Wanted(
        "Facilitator of citizens’ workshops", "initiative", "park-sensors",
        "Lead six evenings in the libraries on what the city should measure.",
        {"2.2": 4, "2.4": 4}, 3, 2, 25, 160, (("5.3", 4),),
    ),
    _Wanted(
        "Reader of usage figures", "initiative", "permit-desk",
        "Say each month from the figures which service to mend first.",
        {"1.2": 5, "5.3": 4}, 2, 1, 30, 200,
    ),
    _Wanted(
        "Friend of the libraries", "initiative", "digital-companions",
        "Help three libraries to open a corner for digital questions.",
        {"2.1": 3, "5.4": 3}, 2, 3, 12, 130,
    ),
    _Wanted(
        "Keeper of licences", "project", "tree-register-as-open-data",
        "Check under which licence each dataset may go out.",
        {"3.3": 4}, 2, 1, 8, 120, (("1.3", 4),),
    ),
    _Wanted(
        "Scout for simple automation", "initiative", "champions",
        "Find ten tasks that a rule can do, and build two of them.",
        {"3.4": 4, "5.2": 4}, 4, 1, 40, 220,
    ),
    _Wanted(
        "Guardian of the archive", "initiative", "restore-drills",
        "Decide with the archive what stays and what goes when a system ends.",
        {"1.3": 4, "4.2": 4}, 2, 1, 50, 180,
    ),
    _Wanted(
        "Host of the open-data evening", "initiative", "open-mobility-data",
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

def place() -> Counter[str]:
    """Openings, a run, and answers."""
    _champions()
    with at(now() - timedelta(days=12)):
        written = [_write(wanted) for wanted in OPENINGS]
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


def _write(wanted: _Wanted) -> UUID:
    with transaction():
        ids = competence_ids("digcomp", (*wanted.must, *(code for code, _level in wanted.may)))
        needs = {ids[code]: (level, True) for code, level in wanted.must.items()} | {ids[code]: (level, False) for code, level in wanted.may}
        begins = today() + timedelta(days=12 + wanted.begins)  # we write it twelve days ago
        text = OpeningText(
            wanted.title, wanted.summary, Decimal(wanted.hours), wanted.team, begins, begins + timedelta(days=wanted.days), needs
        )
        found = queries.offering(wanted.kind, wanted.slug)
        return openings.make_opening(found, text, by=person(OFFICE)).id


def _open(written: Sequence[UUID]) -> None:
    with at(now() - timedelta(days=11)):
        for opening_id in written:
            with transaction():
                openings.move_opening(opening_at_hand(opening_id), "open", by=person(OFFICE))


def _say(written: Sequence[UUID]) -> None:
    """Some would like something, two have an interest: Marco runs the project himself."""
    with transaction():
        champions = _active()
        for champion, number in zip(champions[1:6], (1, 3, 6, 7, 8), strict=False):
            leaning.lean(champion, db.session.get_one(Opening, written[number]), Leaning.WISH, by=champion.person)
        own = "I run this project: I would decide on myself."
        for champion in champions:
            if champion.person.email == MARCO:
                leaning.declare_conflict(champion, db.session.get_one(Opening, written[0]), own, by=champion.person)
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
        owner = db.session.get_one(Person, at_hand.owner_id) if at_hand.owner_id else person(OFFICE)
        by = at_hand.person if deed in ("accept", "decline") else owner
        placing.move(at_hand, deed, Said(reason), by=by)


def _lose_a_level() -> None:
    """What somebody showed does not count any more in the middle of their placement: nobody is taken off, and the opening shows the gap."""
    going = select(Placement).where(Placement.state == PlacementState.CONFIRMED, Placement.starts_on < today())
    marco = person(MARCO).id
    for row in db.session.scalars(going.options(joinedload(Placement.champion)).order_by(Placement.starts_on, Placement.id)).all():
        sources = _sources(row)
        if row.champion.person_id != marco and sources:
            db.session.rollback()
            with at(now() - timedelta(days=1)), transaction():
                for source in sources:
                    withdraw_evidence(EvidenceKind.PRIOR_LEARNING, source)
            if db.session.scalar(select(OpeningGap.id).limit(1)):  # else something else still shows it
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
    """Why Marco is not the engineer, found out already."""
    with transaction():
        champion = db.session.scalars(select(Champion).where(Champion.person_id == person(MARCO).id, Champion.state == ChampionState.ACTIVE)).first()
        if champion is not None:
            matching.ask_why(runs.run_at_hand(run_id), champion.id, written[4])
    jobs.answer_questions()
