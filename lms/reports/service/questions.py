"""Count who is in each question, and how they stand, as far as no difference of two months then tells of a few."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, cast
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, delete, func, insert, select, update

from lms.kit.db import db
from lms.kit.i18n import local_day
from lms.reports.disclosure.asking import may_answer, never_of, told_of
from lms.reports.disclosure.grouping import Entry, Tree
from lms.reports.disclosure.waiting import Counted, Move, Place
from lms.reports.models.questions import ON_DUTY, OTHERWISE, VALUES, CountedAnswer, QuestionEntry
from lms.reports.queries.questions import Answer, Asked, answers_now, known_answers, questions
from lms.reports.queries.recount import counted_tree

AT_ONCE = 500
REMEMBERED = timedelta(days=730)
"""So long it is known of those who left with whom they did."""
BLIND = {"synchronize_session": False}  # no row of these tables is held as an object


def count_questions(moment: datetime) -> None:
    """Count every question anew, one after the other: no more than the people of one are in memory at a time."""
    db.session.execute(delete(CountedAnswer).where(CountedAnswer.left_on < local_day(moment) - REMEMBERED), execution_options=BLIND)
    tree = counted_tree()
    for asked in questions():
        _count(asked, tree, moment)


def questions_told_of(department_id: UUID) -> list[Asked]:
    """The questions in which anybody is counted in that department or below. One statement."""
    rows = db.session.execute(select(QuestionEntry.question, QuestionEntry.about).where(QuestionEntry.department_id == department_id).distinct())
    return [Asked(row.question, row.about) for row in rows]


def regroup_questions(changed: Iterable[Asked], *, held: Sequence[UUID] = ()) -> None:
    """Find which figures of those questions may be told from now on; none of the departments in ``held``."""
    tree = counted_tree()
    for asked in changed:
        before = _published_before(asked, tree)
        kinds = {None} | {entry.kind for entry in before}
        _regroup(asked, tree, {**before, **{Entry(node, kind): False for node in held for kind in kinds}})


def _count(asked: Asked, tree: Tree, moment: datetime) -> None:
    known, found = known_answers(asked), answers_now(asked, moment)
    moves = _moves(known, found)
    before = _published_before(asked, tree)
    ready = may_answer(moves, Counter((row.company, _place(row)) for row in known), tree, before)
    _refresh(known, found)
    _write(asked, ready, found, local_day(moment))
    _regroup(asked, tree, before)


def _place(row: Any) -> Place:
    return row.department_id, row.kind


def _moves(known: Sequence[Any], found: Mapping[UUID, Answer]) -> list[Move]:
    """Who is to be counted otherwise. They are named by their row, and those who come for the first time by who they are.

    Who comes back is like somebody who moves: in the company of those who left together, and alike.
    """
    moves = []
    for row in known:
        after = _place(found[row.person_id]) if row.person_id in found else None
        if after != (_place(row) if row.left_on is None else None):
            moves.append(Move(row.id, _place(row), after, row.company))
    coming = found.keys() - {row.person_id for row in known}
    return moves + [Move(person_id, None, _place(found[person_id])) for person_id in coming]


def _values(values: Sequence[int]) -> dict[str, int]:
    return dict(zip(VALUES, values, strict=True))


def _refresh(known: Sequence[Any], found: Mapping[UUID, Answer]) -> None:
    """Let all whom the question still concerns stand as they do today."""
    rows = []
    for row in known:
        before = tuple(getattr(row, name) for name in VALUES)
        if row.person_id in found and (after := _after(row.kind, before, found[row.person_id])) != before:
            rows.append({"id": row.id, **_values(after)})
    in_portions(update(CountedAnswer), rows)


def _after(kind: str, before: tuple[int, ...], today: Answer) -> tuple[int, ...]:
    """How they stand today. Who is not on duty any more keeps how they did what was, as long as they are counted with those who are."""
    ended = kind == ON_DUTY and today.kind == OTHERWISE
    return (*today.values[:2], *before[2:]) if ended else today.values


def _write(asked: Asked, ready: Mapping[Move, object], found: Mapping[UUID, Answer], day: date) -> None:
    """Those who came together, left the same company, or moved alike, keep company."""
    companies: dict[object, UUID] = defaultdict(uuid4)
    changed, come = [], []
    for move, together in ready.items():
        if move.after is None:
            changed.append({"id": move.person, **_at(move.before), "company": companies["left", move.layer], "left_on": day})
        elif move.before is not None:
            changed.append({"id": move.person, **_at(move.after), "company": companies[together], "left_on": None})
        else:
            person_id = cast(UUID, move.person)
            fresh = {"id": uuid4(), **asked._asdict(), "person_id": person_id, "company": companies[together]}
            come.append({**fresh, **_at(move.after), **_values(found[person_id].values)})
    in_portions(update(CountedAnswer), changed)
    in_portions(insert(CountedAnswer), come)


def _at(place: Place | None) -> dict[str, Any]:
    return dict(zip(("department_id", "kind"), place or (), strict=False))


def in_portions(statement: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write many rows."""
    for start in range(0, len(rows), AT_ONCE):
        db.session.execute(statement, rows[start : start + AT_ONCE])


# ── what may be told ──


def _is(model: type[CountedAnswer] | type[QuestionEntry], asked: Asked) -> tuple[ColumnElement[bool], ...]:
    return model.question == asked.question, model.about == asked.about


def _published_before(asked: Asked, tree: Tree) -> dict[Entry, bool]:
    """Each figure that had people, and whether it was published."""
    rows = db.session.execute(select(QuestionEntry.department_id, QuestionEntry.kind, QuestionEntry.published).where(*_is(QuestionEntry, asked)))
    never = never_of(OTHERWISE, tree) if asked.question.of_a_course else {}
    return never | {Entry(row.department_id, row.kind): row.published for row in rows}


def _counted(asked: Asked) -> Counted:
    keys = (CountedAnswer.company, CountedAnswer.department_id, CountedAnswer.kind)
    rows = db.session.execute(select(*keys, func.count()).where(*_is(CountedAnswer, asked), CountedAnswer.left_on.is_(None)).group_by(*keys))
    return {(row[0], (row[1], row[2])): row[3] for row in rows}


def _regroup(asked: Asked, tree: Tree, before: Mapping[Entry, bool]) -> None:
    of_a_course = asked.question.of_a_course
    told = told_of(tree, _counted(asked), before, dear=ON_DUTY if of_a_course else None)
    db.session.execute(delete(QuestionEntry).where(*_is(QuestionEntry, asked)), execution_options=BLIND)
    rows = [
        {
            "id": uuid4(),
            **asked._asdict(),
            "department_id": entry.department,
            "kind": entry.kind,
            "published": entry in told.published,
            "visible": told.shows(entry),
        }
        for entry in told.people
        if not (of_a_course and entry.kind == OTHERWISE)
    ]
    in_portions(insert(QuestionEntry), rows)
