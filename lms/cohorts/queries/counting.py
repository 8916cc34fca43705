"""A boot camp as it is shown to those who do not run it: what became of it, counted once at its end, and no figure of fewer than ten people.

While a camp runs, its figures change with each person who comes, leaves or is rated, so whoever reads them on two days reads of one person.
Those who run it see everybody anyway (``reporting``).
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select

from lms.cohorts.models.calls import Application
from lms.cohorts.models.cohorts import Cohort, CohortState, Place, PlaceState
from lms.cohorts.models.ending import CampFigures
from lms.cohorts.participation import NEEDS_ATTENTION
from lms.cohorts.queries.cohorts import CohortAtHand
from lms.cohorts.queries.records import Record, records
from lms.cohorts.queries.reporting import attendance_of, title_of_work
from lms.kit import bands
from lms.kit.clock import now
from lms.kit.db import db
from lms.kit.i18n import format_day, local_day
from lms.kit.i18n import gettext as _
from lms.kit.plain_json import from_plain
from lms.kit.small_groups import LEAST, large_enough, printable
from lms.kit.tables import HELD, Column, Table
from lms.people.models import Department


@dataclass(frozen=True, slots=True)
class DepartmentCount:
    """The people of one department, by its name then: those who applied or had a place, and of them those who kept it, attended, graduated."""

    name: str
    people: int
    placed: int
    attended: int
    graduated: int


@dataclass(frozen=True, slots=True)
class SessionCount:
    """A mandatory session, and how many of the participants were there, late or in time."""

    title: str
    day: date
    there: int


@dataclass(frozen=True, slots=True)
class WorkCount:
    """A piece of work: how many of the participants handed in and how many passed."""

    title: str
    handed_in: int
    passed: int


@dataclass(frozen=True, slots=True)
class RatingCount:
    """A dimension of participation: how many people were rated, and how many of them needed attention at least once."""

    title: str
    people: int
    needed_attention: int


@dataclass(frozen=True, slots=True)
class Counts:
    """A boot camp in plain counts of people. What of them may be told is decided by ``tables_of``."""

    participants: int
    departments: tuple[DepartmentCount, ...] = ()
    sessions: tuple[SessionCount, ...] = ()
    work: tuple[WorkCount, ...] = ()
    ratings: tuple[RatingCount, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """The counts of a camp, and when they were taken."""

    taken_at: datetime
    counts: Counts


def uncounted() -> list[str]:
    """The addresses of camps that have ended, where everybody is decided, and that were not counted yet. One statement."""
    undecided = exists().where(Place.cohort_id == Cohort.id, Place.state == PlaceState.HELD)
    counted = exists().where(CampFigures.cohort_id == Cohort.id)
    return list(db.session.scalars(select(Cohort.slug).where(Cohort.state == CohortState.ENDED, ~undecided, ~counted).order_by(Cohort.ends_on)))


def kept_figures(cohort_id: UUID) -> Kept | None:
    """What was counted at the end of a camp; none before. One statement."""
    row = db.session.scalar(select(CampFigures).where(CampFigures.cohort_id == cohort_id))
    return Kept(row.taken_at, from_plain(Counts, row.counts)) if row is not None else None


# ── counting ───────────────────────────────────────────────


def count(found: CohortAtHand) -> Counts:
    """Count a camp as it stands. The same number of statements for every camp."""
    people = records(found, now())
    return Counts(
        participants=len(people),
        departments=_departments(found, people),
        sessions=_sessions(people),
        work=_work(people),
        ratings=_ratings(found, people),
    )


def _departments(found: CohortAtHand, people: Sequence[Record]) -> tuple[DepartmentCount, ...]:
    """Each person once: where they worked when they took their seat, else when they applied."""
    where: dict[UUID, UUID | None] = {}
    for model in (Application, Place):
        for row in db.session.execute(select(model.person_id, model.department_id).where(model.cohort_id == found.cohort.id)):
            where[row.person_id] = row.department_id
    seen = attendance_of(found)
    all_of = Counter(where.values())
    placed = Counter(where[one.person.id] for one in people)
    attended = Counter(where[one.person.id] for one in people if any(seen[one.person.id]))
    graduated = Counter(where[one.person.id] for one in people if one.place.state is PlaceState.GRADUATED)
    names: dict[UUID | None, str] = {row.id: row.name for row in db.session.execute(select(Department.id, Department.name))}
    return tuple(
        DepartmentCount(names.get(one, ""), all_of[one], placed[one], attended[one], graduated[one])
        for one in sorted(all_of, key=lambda one: names.get(one, ""))
    )


def _sessions(people: Sequence[Record]) -> tuple[SessionCount, ...]:
    there: dict[tuple[datetime, str], int] = defaultdict(int)
    for one in people:
        for session in one.sessions:
            there[session.begins_at, session.title] += session.there
    return tuple(SessionCount(title, local_day(begins_at), number) for (begins_at, title), number in sorted(there.items()))


def _work(people: Sequence[Record]) -> tuple[WorkCount, ...]:
    titles = {work.key: title_of_work(work) for one in people for work in one.work}
    handed_in, passed = Counter[str](), Counter[str]()
    for one in people:
        for work in one.work:
            handed_in[work.key] += work.handed_in
            passed[work.key] += bool(work.passed)
    return tuple(WorkCount(title, handed_in[key], passed[key]) for key, title in titles.items())


def _ratings(found: CohortAtHand, people: Sequence[Record]) -> tuple[RatingCount, ...]:
    def of(dimension: str) -> tuple[int, int]:
        rated = [[rating.rating for rating in one.ratings if rating.dimension == dimension] for one in people]
        return sum(map(bool, rated)), sum(NEEDS_ATTENTION in ratings for ratings in rated)

    return tuple(RatingCount(one.title, *of(one.key)) for one in found.plan.dimensions)


# ── telling ────────────────────────────────────────────────


def tables_of(found: CohortAtHand, kept: Kept) -> list[Table]:
    """What may be told of the counts: nothing of fewer than ten people, and of a share near none or all only that."""
    counts, day = kept.counts, local_day(kept.taken_at)
    tables = [_table(_("From application to graduation"), day, _outcome_columns(), _outcomes(counts), found)]
    if large_enough(counts.participants):
        tables += _of_participants(counts, day)
    return tables


def _outcome_columns() -> list[Column]:
    return [
        Column(_("Department")),
        *(Column(label, number=True) for label in (_("Applied"), _("Had a place"), _("Attended"), _("Graduated"))),
    ]


def _outcomes(counts: Counts) -> list[list[Any]]:
    every = counts.departments
    shown = printable({number: one.people for number, one in enumerate(every)})
    sums = [sum(getattr(one, name) for one in every) for name in ("people", "placed", "attended", "graduated")]
    total = DepartmentCount(_("Everybody"), *sums)
    rows = [(total, large_enough(total.people)), *((one, number in shown) for number, one in enumerate(every))]
    return [[one.name or _("No department"), *_told(one, may)] for one, may in rows]


def _told(one: DepartmentCount, shown: bool) -> list[Any]:
    if not shown:
        return [HELD] * 4
    return [one.people, *(bands.share(part, one.people) for part in (one.placed, one.attended, one.graduated))]


def _of_participants(counts: Counts, day: date) -> list[Table]:
    whole = counts.participants
    sessions = [[one.title, format_day(one.day), bands.share(one.there, whole)] for one in counts.sessions]
    work = [[one.title, bands.share(one.handed_in, whole), bands.share(one.passed, whole)] for one in counts.work]
    ratings = [[one.title, bands.share(one.needed_attention, one.people) if large_enough(one.people) else HELD] for one in counts.ratings]
    return [
        _table(_("Attendance"), day, [Column(_("Session")), Column(_("When")), Column(_("There"), number=True)], sessions),
        _table(_("Work"), day, [Column(_("Work")), Column(_("Handed in"), number=True), Column(_("Passed"), number=True)], work),
        _table(_("Participation"), day, [Column(_("Dimension")), Column(_("Needed attention"), number=True)], ratings),
    ]


def _table(title: str, day: date, columns: Sequence[Column], rows: Sequence[Sequence[Any]], found: CohortAtHand | None = None) -> Table:
    if found is None:
        return Table(title, columns, rows, day)
    note = _("Counted once, when the boot camp had ended and everybody was decided. These figures do not change any more.")
    return Table(title, columns, rows, day, _facts(found), definitions(), [note])


def _facts(found: CohortAtHand) -> list[tuple[str, str]]:
    cohort = found.cohort
    dates = _("%(first)s to %(last)s", first=format_day(cohort.starts_on), last=format_day(cohort.ends_on))
    return [(_("Programme"), found.plan.title), (_("Dates"), dates), (_("Host"), cohort.host.name)]


def definitions() -> list[tuple[str, str]]:
    """What the figures mean."""
    return [
        (_("Applied"), _("People who applied or had a place, each once, by the department where they worked then.")),
        (_("Had a place"), _("The share of them who took a seat and did not give it up: the participants.")),
        (_("Attended"), _("The share of them who were at a session at least once, late or in time.")),
        (_("Graduated"), _("The share of them who met the graduation rule, or whose exception two people decided.")),
        (
            _("There, handed in, passed"),
            _("The share of the participants. At 10 per cent or less, and at 90 or more, only that is said."),
        ),
        (_("Needed attention"), _("The share of those who were rated whose participation needed attention at least once.")),
        (
            _("Held back"),
            _("The figure would tell of fewer than %(least)s people, by itself or together with others.", least=LEAST),
        ),
    ]
