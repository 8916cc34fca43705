"""Take the roll: count people where they work and what is asked of them, as far as no difference of two months then tells of a few."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import delete, func, insert, select, update

from lms.audit import service as audit
from lms.competency.service.standing import TURN
from lms.kit.clock import now, today
from lms.kit.db import db, one_at_a_time
from lms.people.models import Person
from lms.people.queries.officers import WORKS_HERE
from lms.reports.disclosure.grouping import Groups
from lms.reports.disclosure.waiting import Move, Scope, may_count, opened_by
from lms.reports.models.heat import CountedPlace, CountedRequirement, Roll
from lms.reports.queries.recount import IS_COUNTED, counted_tree
from lms.reports.queries.requirements import posts_that_changed
from lms.reports.service.grouping import count_departments, counted_people, published_before, regroup_competences, requirements_since, told_before
from lms.reports.service.heat import bring_in_line, follow_requirements
from lms.reports.service.questions import BLIND, REMEMBERED, count_questions, in_portions


def take_roll() -> Roll | None:
    """Count anew, once a month; return the roll, or None when this month's is taken."""
    one_at_a_time(TURN)
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
    for forgotten in (CountedPlace.left_on, CountedRequirement.dropped_on):
        db.session.execute(delete(forgotten.class_).where(forgotten < day - REMEMBERED), execution_options=BLIND)
    moves = _moves()
    ready = _ready(moves)
    _count(ready, day)
    _forget_erased()
    bring_in_line()
    regroup_competences()
    counted = db.session.scalar(select(func.count()).select_from(CountedPlace).where(IS_COUNTED)) or 0
    roll = Roll(taken_on=day, counted=counted, waiting=len(moves) - len(ready))
    db.session.add(roll)
    db.session.flush()
    audit.record("roll-taken", "report-roll", roll.id, by=None, counted=counted, waiting=roll.waiting)
    return roll


def _moves() -> list[Move]:
    """Everybody who works elsewhere than they are counted. Those without a department or post are counted nowhere.

    They are named by their row, and those who come for the first time by who they are. Who comes back is like somebody who moves: in the
    company of those who left together, and alike.
    """
    rows = db.session.execute(
        select(
            Person.id,
            WORKS_HERE.label("active"),
            Person.department_id,
            Person.post_id,
            CountedPlace.id.label("counted"),
            CountedPlace.department_id.label("counted_department"),
            CountedPlace.post_id.label("counted_post"),
            CountedPlace.company,
            CountedPlace.left_on,
        ).outerjoin(CountedPlace, CountedPlace.person_id == Person.id)
    )
    moves = []
    for row in rows:
        before = (row.counted_department, row.counted_post) if row.counted else None
        after = (row.department_id, row.post_id) if row.active and row.department_id and row.post_id else None
        if after != (before if row.left_on is None else None):
            moves.append(Move(row.counted or row.id, before, after, row.company))
    return moves


def _ready(moves: list[Move]) -> dict[Move, object]:
    counted = counted_people(with_those_who_left=True)
    if not counted:
        return dict.fromkeys(moves)  # the first roll: there is nothing to take a difference from
    tree, since = counted_tree(), requirements_since(with_those_dropped=True)
    before, told = published_before(), told_before()
    scopes: dict[object, Scope] = {}
    for competence_id, posts in since.items():
        entries, known = before.get(competence_id, {}), told.get(competence_id, set())
        alike = frozenset(posts.items()), frozenset(entries), frozenset(known)
        if alike not in scopes:
            scopes[alike] = Scope(Groups(tree, known | opened_by(moves, tree, entries)), posts)
    return may_count(moves, counted, list(scopes.values()))


def _count(ready: Mapping[Move, object], day: date) -> None:
    """Write where people count from now on. Those who came together, left the same company, or moved alike, keep company."""
    companies: dict[object, UUID] = defaultdict(uuid4)
    changed, come = [], []
    for move, together in ready.items():
        if move.after is None:
            changed.append({"id": move.person, "company": companies["left", move.layer], "left_on": day})
            continue
        place = {**dict(zip(("department_id", "post_id"), move.after, strict=True)), "company": companies[together], "since": day, "left_on": None}
        if move.before is None:
            come.append({"id": uuid4(), "person_id": move.person, **place})
        else:
            changed.append({"id": move.person, **place})
    in_portions(update(CountedPlace), changed)
    in_portions(insert(CountedPlace), come)


def _forget_erased() -> None:
    """Let the places of erased people who count no more name nobody."""
    erased = select(Person.id).where(Person.erased_at.is_not(None))
    nobody = update(CountedPlace).where(CountedPlace.left_on.is_not(None), CountedPlace.person_id.in_(erased)).values(person_id=None)
    db.session.execute(nobody, execution_options=BLIND)
