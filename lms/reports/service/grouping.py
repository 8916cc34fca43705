"""Decide again which figures of the heat map may be shown, when people or requirements are counted anew."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import cast
from uuid import UUID, uuid4

from sqlalchemy import delete, insert, select

from lms.kit.db import db
from lms.people.queries.directory import departments
from lms.reports.disclosure.grouping import Entry, Grouping, Tree
from lms.reports.disclosure.waiting import Counted, regroup
from lms.reports.models.heat import CountedPlace, CountedRequirement, HeatEntry


def tree_of_departments() -> Tree:
    """All departments, each with the one above."""
    return Tree({branch.department.id: branch.department.parent_id for branch in departments()})


def counted_people() -> Counted:
    """How many people are counted in each place, by the company they came with."""
    rows = db.session.execute(select(CountedPlace.company, CountedPlace.department_id, CountedPlace.post_id))
    return Counter((row.company, (row.department_id, row.post_id)) for row in rows)


def requirements_since() -> dict[UUID, dict[UUID, object]]:
    """Competence -> the posts that require it, and since when."""
    since: dict[UUID, dict[UUID, object]] = defaultdict(dict)
    for row in db.session.execute(select(CountedRequirement.competence_id, CountedRequirement.post_id, CountedRequirement.since)):
        since[row.competence_id][row.post_id] = row.since.isoformat()
    return dict(since)


def published_before() -> dict[UUID, dict[Entry, bool]]:
    """Competence -> each entry that had people, and whether it was published."""
    before: dict[UUID, dict[Entry, bool]] = defaultdict(dict)
    for row in db.session.execute(select(HeatEntry.competence_id, HeatEntry.department_id, HeatEntry.post_id, HeatEntry.published)):
        before[row.competence_id][Entry(row.department_id, row.post_id)] = row.published
    return dict(before)


def regroup_competences(competence_ids: Iterable[UUID] | None = None) -> None:
    """Find which figures of those competences (or all) may be shown from now on."""
    tree, counted, since, before = tree_of_departments(), counted_people(), requirements_since(), published_before()
    known: dict[object, Grouping] = {}
    for competence_id in since.keys() | before.keys() if competence_ids is None else set(competence_ids):
        posts, entries = since.get(competence_id, {}), before.get(competence_id, {})
        alike = frozenset(posts.items()), frozenset(entries.items())  # many competences are required of the same posts
        if alike not in known:
            known[alike] = regroup(tree, counted, posts, entries)
        _write(competence_id, known[alike])


def _write(competence_id: UUID, grouping: Grouping) -> None:
    db.session.execute(delete(HeatEntry).where(HeatEntry.competence_id == competence_id), execution_options={"synchronize_session": False})
    rows = [
        {
            "id": uuid4(),
            "competence_id": competence_id,
            "department_id": cast(UUID | None, entry.department),
            "post_id": cast(UUID | None, entry.kind),
            "people": people,
            "published": entry in grouping.published,
            "visible": grouping.shows(entry),
        }
        for entry, people in grouping.people.items()
    ]
    if rows:
        db.session.execute(insert(HeatEntry), rows)
