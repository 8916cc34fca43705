"""What openings and initiatives need of people, less what people show, month by month: for the city as a whole."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID

from sqlalchemy import case, func, select

from lms.competency.models import Competence, Standing
from lms.kit.db import db
from lms.placements.queries.needs import needed
from lms.reports.disclosure.grouping import THRESHOLD
from lms.reports.foresight import AtMost, Need, missing_for, months_ahead
from lms.reports.models.heat import CountedPlace
from lms.reports.queries.frame import competences_of
from lms.reports.queries.recount import IS_COUNTED
from lms.reports.queries.talent import month_of


@dataclass(frozen=True, slots=True)
class Lack:
    """A competence that openings or initiatives need: how many people, and how many of them are missing this month and in those ahead."""

    competence: Competence
    asked: int
    now: int | AtMost
    ahead: Sequence[int | AtMost]


def lacking(today: date, area: UUID | None = None) -> list[Lack]:
    """A line for each competence (of the area) that is needed, also where no post requires it. Four statements."""
    needs: dict[UUID, list[Need]] = defaultdict(list)
    for one in needed(today):
        needs[one.competence_id].append(Need(one.level, one.starts_on, one.ends_on))
    having, months = _having(needs, today), [today.replace(day=1), *months_ahead(today)]
    lacks = []
    for competence in competences_of(area):
        if own := needs.get(competence.id):
            now, *ahead = (missing_for(own, having[competence.id][place], month, least=THRESHOLD) for place, month in enumerate(months))
            lacks.append(Lack(competence, len(own), now, ahead))
    return lacks


def _having(needs: Mapping[UUID, Sequence[Need]], today: date) -> dict[UUID, list[dict[int, int]]]:
    """Competence -> for this month and those ahead, how many who are counted show each needed level or more, when nobody learns anything new."""
    months = months_ahead(today)
    soon = Standing.falls_at < datetime.combine(months[-1], time(), UTC)
    ahead = case((soon, Standing.falls_at)).label("soon_at"), case((soon, Standing.falls_to)).label("soon_to")
    rows = db.session.execute(
        select(Standing.competence_id, Standing.level, *ahead, func.count())
        .join(CountedPlace, CountedPlace.person_id == Standing.person_id)
        .where(IS_COUNTED, Standing.competence_id.in_(list(needs)), Standing.level > 0)
        .group_by(Standing.competence_id, Standing.level, "soon_at", "soon_to")
    )
    having: dict[UUID, list[dict[int, int]]] = {one: [defaultdict(int) for _month in range(len(months) + 1)] for one in needs}
    for competence_id, level, falls_at, falls_to, people in rows:
        falls = month_of(falls_at, months)
        for need in {need.level for need in needs[competence_id]}:
            for place in range(len(months) + 1):
                stands = level if falls is None or place <= falls else falls_to
                having[competence_id][place][need] += people * (stands >= need)
    return having
