"""Decide again which figures of the heat map may be shown, when people or requirements are counted anew."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import cast
from uuid import UUID, uuid4

from sqlalchemy import delete, insert, or_, select, true, union, update

from lms.kit.db import db
from lms.people.queries.directory import departments
from lms.reports.disclosure.grouping import Entry, Grouping
from lms.reports.disclosure.waiting import Counted, held_without, regroup
from lms.reports.models.heat import CountedDepartment, CountedPlace, CountedRequirement, HeatEntry
from lms.reports.models.questions import CountedAnswer
from lms.reports.queries.recount import IN_FORCE, IS_COUNTED, EntryKey, counted_tree, kept_cells, kept_entries, summed_entries


def count_departments() -> None:
    """Count new departments where they hang, and those that moved where nobody in or below them is counted."""
    tree, busy = counted_tree(), set[object]()
    answer = select(CountedAnswer.department_id).where(CountedAnswer.left_on.is_(None))
    for department in db.session.scalars(union(select(CountedPlace.department_id).where(IS_COUNTED), answer)):
        busy |= set(tree.way_up(department))
    known = {row.department_id: row for row in db.session.scalars(select(CountedDepartment))}
    for branch in departments():
        one = branch.department
        if one.id not in known:
            db.session.add(CountedDepartment(department_id=one.id, parent_id=one.parent_id))
        elif one.id not in busy:
            known[one.id].parent_id = one.parent_id
    db.session.flush()


def counted_people(*, with_those_who_left: bool = False) -> Counted:
    """How many people are counted in each place, by the company they came with; on demand those who left as well, by the one they left with."""
    wanted = true() if with_those_who_left else IS_COUNTED
    rows = db.session.execute(select(CountedPlace.company, CountedPlace.department_id, CountedPlace.post_id).where(wanted))
    return Counter((row.company, (row.department_id, row.post_id)) for row in rows)


def requirements_since(*, with_those_dropped: bool = False) -> dict[UUID, dict[UUID, object]]:
    """Competence -> the posts that require it (on demand also those that did), and since when."""
    since: dict[UUID, dict[UUID, object]] = defaultdict(dict)
    columns = CountedRequirement.competence_id, CountedRequirement.post_id, CountedRequirement.since
    for row in db.session.execute(select(*columns).where(true() if with_those_dropped else IN_FORCE)):
        since[row.competence_id][row.post_id] = row.since.isoformat()
    return dict(since)


def published_before() -> dict[UUID, dict[Entry, bool]]:
    """Competence -> each entry that had people, and whether it was published."""
    before: dict[UUID, dict[Entry, bool]] = defaultdict(dict)
    columns = HeatEntry.competence_id, HeatEntry.department_id, HeatEntry.post_id, HeatEntry.published
    for row in db.session.execute(select(*columns).where(or_(HeatEntry.people > 0, ~HeatEntry.told))):
        before[row.competence_id][Entry(row.department_id, row.post_id)] = row.published
    return dict(before)


def told_before() -> dict[UUID, set[Entry]]:
    """Competence -> each entry that was published at some time."""
    told: dict[UUID, set[Entry]] = defaultdict(set)
    for row in db.session.execute(select(HeatEntry.competence_id, HeatEntry.department_id, HeatEntry.post_id).where(HeatEntry.told)):
        told[row.competence_id].add(Entry(row.department_id, row.post_id))
    return dict(told)


def held_without_post(post_id: UUID, competence_ids: Iterable[UUID]) -> dict[UUID, set[Entry]]:
    """What is to be held back of competences that the post requires no more, as long as figures are those of before."""
    going = select(CountedPlace.department_id).where(IS_COUNTED, CountedPlace.post_id == post_id).distinct()
    places = [(department_id, post_id) for department_id in db.session.scalars(going)]
    shown: dict[UUID, set[Entry]] = {one: set() for one in competence_ids}
    visible = select(HeatEntry.competence_id, HeatEntry.department_id, HeatEntry.post_id).where(HeatEntry.visible)
    for row in db.session.execute(visible.where(HeatEntry.competence_id.in_(shown))):
        shown[row.competence_id].add(Entry(row.department_id, row.post_id))
    tree = counted_tree()
    return {one: held_without(places, tree, entries) for one, entries in shown.items()}


def regroup_competences(competence_ids: Iterable[UUID] | None = None, held: Mapping[UUID, set[Entry]] | None = None) -> None:
    """Find which figures of those competences (or all) may be shown from now on, none of those that are ``held``, and sum them up."""
    tree, counted, since, before, told = counted_tree(), counted_people(), requirements_since(), published_before(), told_before()
    held = held or {}
    sums = summed_entries(kept_cells(), tree)
    known: dict[object, Grouping] = {}
    for competence_id in since.keys() | before.keys() if competence_ids is None else set(competence_ids):
        posts, entries = since.get(competence_id, {}), before.get(competence_id, {}) | dict.fromkeys(held.get(competence_id, ()), False)
        alike = frozenset(posts.items()), frozenset(entries.items())  # many competences are required of the same posts
        if alike not in known:
            known[alike] = regroup(tree, counted, posts, entries)
        _write(competence_id, known[alike], told.get(competence_id, set()), sums)


def _write(competence_id: UUID, grouping: Grouping, before: set[Entry], sums: Mapping[EntryKey, tuple[int, int, int]]) -> None:
    db.session.execute(delete(HeatEntry).where(HeatEntry.competence_id == competence_id), execution_options={"synchronize_session": False})
    rows = []
    for entry in grouping.people.keys() | before:
        department_id, post_id = cast(UUID | None, entry.department), cast(UUID | None, entry.kind)
        people, at_level, gap = sums.get((competence_id, department_id, post_id), (0, 0, 0))
        figures = {"people": people, "at_level": at_level, "gap_sum": gap}
        published = entry in grouping.published
        told = {"published": published, "told": published or entry in before, "visible": grouping.shows(entry)}
        rows.append({"id": uuid4(), "competence_id": competence_id, "department_id": department_id, "post_id": post_id, **figures, **told})
    if rows:
        db.session.execute(insert(HeatEntry), rows)


def refill_entries() -> int:
    """Write the sums of all figures anew where they differ from their cells; return how many did."""
    sums, kept, found = summed_entries(kept_cells(), counted_tree()), kept_entries(), 0
    for key in kept:
        if sums.get(key, (0, 0, 0)) != kept[key]:
            competence_id, department_id, post_id = key
            people, at_level, gap = sums.get(key, (0, 0, 0))
            here = (HeatEntry.competence_id == competence_id, HeatEntry.department_id == department_id, HeatEntry.post_id == post_id)
            changed = update(HeatEntry).where(*here).values(people=people, at_level=at_level, gap_sum=gap)
            db.session.execute(changed, execution_options={"synchronize_session": False})
            found += 1
    return found
