"""Graduate many at once: a run that is worked off in batches, can be left, and goes on where it stopped."""

from uuid import UUID

from sqlalchemy import func, select

from lms.audit.service import record
from lms.cohorts.models.cohorts import Cohort
from lms.cohorts.models.ending import GraduationRun, GraduationRunItem, ItemState
from lms.cohorts.queries.cohorts import CohortAtHand, cohort_at_hand
from lms.cohorts.queries.ending import candidates, run_going_on
from lms.cohorts.service import graduating
from lms.kit.clock import now
from lms.kit.db import db, one_at_a_time
from lms.kit.errors import DomainError
from lms.kit.i18n import gettext as _
from lms.notices.service import tell
from lms.people.models import Person

AT_ONCE = 50
"""Places that one transaction graduates at most, so that others can write in between."""


class RunGoesOn(DomainError):
    """Somebody began one just now."""


class NobodyMeets(DomainError):
    """There is nobody to graduate."""


def begin(found: CohortAtHand, *, by: Person) -> GraduationRun:
    """Begin to graduate everybody who meets the rule and was not decided on.

    :raises TooEarly: the boot camp has not ended.
    :raises RunGoesOn: a run goes on.
    :raises NobodyMeets: nobody is left who meets the rule.
    """
    graduating.refuse_too_early(found)
    one_at_a_time(f"graduation:{found.cohort.id}")
    if run_going_on(found.cohort.id) is not None:
        raise RunGoesOn(_("Somebody began to graduate this boot camp just now. Its page shows how far it is."))
    place_ids = [one.record.place.id for one in candidates(found) if one.open and one.meets and one.record.person.id != by.id]
    if not place_ids:
        raise NobodyMeets(_("Nobody is left who meets the rule. For others, propose an exception with a reason."))
    run = GraduationRun(cohort_id=found.cohort.id, begun_by_id=by.id, begun_at=now(), total=len(place_ids))
    db.session.add(run)
    db.session.flush()
    db.session.add_all(GraduationRunItem(run_id=run.id, place_id=place_id) for place_id in place_ids)
    db.session.flush()
    record("begun", "graduation-run", run.id, by=by.id, total=run.total)
    return run


def go_on(run_id: UUID, *, at_most: int = AT_ONCE) -> bool:
    """Graduate the next places of a run, at most so many; return whether some are left. Whoever comes at the same time waits."""
    run = db.session.scalars(
        select(GraduationRun).where(GraduationRun.id == run_id).with_for_update().execution_options(populate_existing=True)
    ).one()
    if run.finished_at is not None:
        return False
    items = _waiting(run, at_most)
    found = cohort_at_hand(db.session.scalars(select(Cohort.slug).where(Cohort.id == run.cohort_id)).one())
    by = db.session.get_one(Person, run.begun_by_id)
    ready = {one.record.place.id: one for one in candidates(found, only=[item.place_id for item in items])}
    refused = graduating.graduate_class(found, list(ready.values()), by=by)
    for item in items:
        _settle(item, str(refused.get(item.place_id, "")) if item.place_id in ready else _("The place was given up meanwhile."))
    return not _finish(run, found)


def give_up(run_id: UUID, sentence: str) -> None:
    """Note that the next place of a run cannot be graduated, and why, so that the others go on."""
    run = db.session.scalars(select(GraduationRun).where(GraduationRun.id == run_id).with_for_update()).one()
    for item in _waiting(run, 1):
        _settle(item, sentence)
    _finish(run, cohort_at_hand(db.session.scalars(select(Cohort.slug).where(Cohort.id == run.cohort_id)).one()))


def _waiting(run: GraduationRun, at_most: int) -> list[GraduationRunItem]:
    statement = select(GraduationRunItem).where(GraduationRunItem.run_id == run.id, GraduationRunItem.state == ItemState.WAITING)
    return list(db.session.scalars(statement.order_by(GraduationRunItem.id).limit(at_most)))


def _settle(item: GraduationRunItem, fault: str) -> None:
    item.state, item.fault = (ItemState.FAILED if fault else ItemState.DONE), fault


def _finish(run: GraduationRun, found: CohortAtHand) -> bool:
    """Count, and close the run when nothing waits; its result lies in the inbox of whoever began it. Returns whether it is over."""
    db.session.flush()
    counted = select(GraduationRunItem.state, func.count()).where(GraduationRunItem.run_id == run.id).group_by(GraduationRunItem.state)
    counts = {row[0]: row[1] for row in db.session.execute(counted)}
    run.done, run.failed = counts.get(ItemState.DONE, 0), counts.get(ItemState.FAILED, 0)
    if counts.get(ItemState.WAITING, 0):
        db.session.flush()
        return False
    run.finished_at = now()
    db.session.flush()
    href = f"/cohorts/{found.cohort.slug}/graduation/runs/{run.id}"
    tell(run.begun_by_id, "graduation-run-done", about=str(run.id), href=href, camp=found.cohort.name, done=run.done, total=run.total)
    return True
