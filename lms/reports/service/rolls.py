"""Take the roll: count people where they work and what is asked of them, as far as no difference of two months then tells of a few."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import cast
from uuid import UUID, uuid4

from sqlalchemy import delete, func, insert, select

from lms.audit import service as audit
from lms.kit.clock import now, today
from lms.kit.db import db, one_at_a_time
from lms.people.models import Person
from lms.people.queries.officers import WORKS_HERE
from lms.reports.disclosure.grouping import Groups
from lms.reports.disclosure.waiting import Move, Scope, may_count, opened_by
from lms.reports.models.heat import CountedPlace, Roll
from lms.reports.queries.recount import counted_tree
from lms.reports.queries.requirements import posts_that_changed
from lms.reports.service.grouping import count_departments, counted_people, published_before, regroup_competences, requirements_since
from lms.reports.service.heat import GATE, bring_in_line, follow_requirements
from lms.reports.service.questions import count_questions

AT_ONCE = 500


def take_roll() -> Roll | None:
    """Count anew, once a month; return the roll, or None when this month's is taken."""
    one_at_a_time(GATE)
    day = today()
    roll = db.session.scalar(select(Roll).where(Roll.taken_on >= day.replace(day=1)))
    if roll is not None and roll.answered_on is not None:
        return None
    count_departments()
    if roll is None:
        roll = _count_places(day)
    count_questions(now())
    roll.answered_on = day
    return roll


def _count_places(day: date) -> Roll:
    """Count who works where."""
    for fact in posts_that_changed():  # requirements from before there were reports
        follow_requirements(fact)
    moves = _moves()
    ready = _ready(moves)
    _count(ready)
    bring_in_line()
    regroup_competences()
    counted = db.session.scalar(select(func.count()).select_from(CountedPlace)) or 0
    roll = Roll(taken_on=day, counted=counted, waiting=len(moves) - len(ready))
    db.session.add(roll)
    db.session.flush()
    audit.record("roll-taken", "report-roll", roll.id, by=None, counted=counted, waiting=roll.waiting)
    return roll


def _moves() -> list[Move]:
    """Everybody who works elsewhere than they are counted. Those without a department or post are counted nowhere."""
    rows = db.session.execute(
        select(
            Person.id,
            WORKS_HERE.label("active"),
            Person.department_id,
            Person.post_id,
            CountedPlace.department_id.label("counted_department"),
            CountedPlace.post_id.label("counted_post"),
            CountedPlace.company,
        ).outerjoin(CountedPlace, CountedPlace.person_id == Person.id)
    )
    moves = []
    for row in rows:
        before = (row.counted_department, row.counted_post) if row.counted_department else None
        after = (row.department_id, row.post_id) if row.active and row.department_id and row.post_id else None
        if before != after:
            moves.append(Move(row.id, before, after, row.company))
    return moves


def _ready(moves: list[Move]) -> dict[Move, object]:
    counted = counted_people()
    if not counted:
        return dict.fromkeys(moves)  # the first roll: there is nothing to take a difference from
    tree, since, before = counted_tree(), requirements_since(), published_before()
    scopes: dict[object, Scope] = {}
    for competence_id, posts in since.items():
        entries = before.get(competence_id, {})
        alike = frozenset(posts.items()), frozenset(entries.items())
        if alike not in scopes:
            shown = {entry for entry, published in entries.items() if published}
            scopes[alike] = Scope(Groups(tree, shown | opened_by(moves, tree, entries)), posts)
    return may_count(moves, counted, list(scopes.values()))


def _count(ready: Mapping[Move, object]) -> None:
    """Write where people count from now on. Those who came together, or moved alike, keep company."""
    companies: dict[object, UUID] = defaultdict(uuid4)
    gone = [cast(UUID, move.person) for move in ready if move.before is not None]
    for start in range(0, len(gone), AT_ONCE):
        db.session.execute(delete(CountedPlace).where(CountedPlace.person_id.in_(gone[start : start + AT_ONCE])))
    rows = [
        {"id": uuid4(), "person_id": move.person, **dict(zip(("department_id", "post_id"), move.after, strict=True)), "company": companies[together]}
        for move, together in ready.items()
        if move.after is not None
    ]
    if rows:
        db.session.execute(insert(CountedPlace), [{**row, "since": today()} for row in rows])
