"""Checks of realism: asked for, taken in hand by one worker at a time, kept with plan, seed and runs; owners are told of what became unlikely."""

from dataclasses import dataclass
from decimal import Decimal
from secrets import randbelow
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, update

from lms.audit.service import record
from lms.kit.clock import now
from lms.kit.db import db, one_at_a_time
from lms.kit.i18n import gettext as _
from lms.notices.service import tell
from lms.people.models import Person
from lms.strategy.models.initiatives import Initiative
from lms.strategy.models.road_map import CheckState, DurationShape, PlanCheck
from lms.strategy.network.shapes import Plan
from lms.strategy.queries.checks import SILENCE, last_verdicts
from lms.strategy.service.plan_refusals import CheckWaits, NothingToCheck, WrongFigures

MOST_TRIES = 3
MOST_RUNS = 50_000


@dataclass(frozen=True, slots=True)
class Setting:
    """How a check is to be run. No seed: one is drawn."""

    runs: int = 10_000
    correlation: Decimal = Decimal("0.30")
    shape: DurationShape = DurationShape.PERT
    seed: int | None = None


def ask(setting: Setting, *, by: Person) -> PlanCheck:
    """Ask for a check of the plan as it stands when a worker takes it in hand.

    :raises CheckWaits: one is under way already. :raises WrongFigures: too few or too many runs, or no correlation that can be.
    """
    if not 100 <= setting.runs <= MOST_RUNS or not 0 <= setting.correlation < 1:
        raise WrongFigures(_("A check has from 100 to 50,000 runs, and a correlation from 0 to below 1."))
    seed = randbelow(2**31) if setting.seed is None else setting.seed
    return _asked(PlanCheck(seed=seed, runs=setting.runs, correlation=setting.correlation, shape=setting.shape, asked_by_id=by.id), by)


def ask_again(check: PlanCheck, plan: dict[str, Any], *, by: Person) -> PlanCheck:
    """Ask for the same once more: the same plan, seed and runs, so the same figures.

    :raises NothingToCheck: when that check never got as far as a plan. :raises CheckWaits: one is under way already.
    """
    if not plan:
        raise NothingToCheck(_("This check has no plan that could be run again."))
    same = {"seed": check.seed, "runs": check.runs, "correlation": check.correlation, "shape": check.shape, "fingerprint": check.fingerprint}
    return _asked(PlanCheck(plan=plan, again_of_id=check.id, asked_by_id=by.id, **same), by)


def _asked(made: PlanCheck, by: Person) -> PlanCheck:
    one_at_a_time("plan-check")
    if db.session.scalar(select(PlanCheck.id).where(PlanCheck.state.in_((CheckState.ASKED, CheckState.RUNNING))).limit(1)):
        raise CheckWaits(_("A check is under way already. Wait for its result: it may be what you want to know."))
    db.session.add(made)
    db.session.flush()
    record("asked-for-check", "plan-check", made.id, by=by.id, runs=made.runs, seed=made.seed)
    return made


def claim(check_id: UUID) -> int | None:
    """Take a check in hand, unless somebody else just did; one whose worker was killed is begun again. Return which try it is."""
    silent = (PlanCheck.state == CheckState.RUNNING) & (PlanCheck.claimed_at < now() - SILENCE)
    waiting = or_(PlanCheck.state == CheckState.ASKED, silent)
    taken = {"state": CheckState.RUNNING, "claimed_at": now(), "progress": 0, "tries": PlanCheck.tries + 1}
    done = db.session.execute(update(PlanCheck).where(PlanCheck.id == check_id, waiting).values(**taken).returning(PlanCheck.tries))
    return done.scalar()


def keep_plan(check_id: UUID, plan: Plan) -> None:
    """Keep the plan that is simulated, unless the check has one already: of a try before, or of the check that it repeats."""
    check = db.session.get_one(PlanCheck, check_id, populate_existing=True)
    if not check.plan:
        check.plan, check.fingerprint = plan.model_dump(mode="json"), plan.fingerprint()
    db.session.flush()


def say(check_id: UUID, turn: int, progress: int) -> bool:
    """Note how far a check is, which also says that its worker lives. Return whether the check is still this worker's."""
    return _written(check_id, turn, progress=progress, claimed_at=now())


def finish(check_id: UUID, turn: int, result: dict[str, Any]) -> bool:
    """Keep the result, unless another worker has the check by now; tell who asked, and the owners of what became unlikely."""
    before = last_verdicts()
    if not _written(check_id, turn, progress=100, state=CheckState.DONE, done_at=now(), result=result):
        return False
    check = db.session.get_one(PlanCheck, check_id, populate_existing=True)
    if check.asked_by_id:
        tell(check.asked_by_id, "plan-check-done", about=str(check.id), href=f"/strategy/road-map/checks/{check.id}")
    if check.again_of_id is None:
        _tell_owners(check, result, before)
    record("checked", "plan-check", check.id, by=None, runs=check.runs)
    return True


def _tell_owners(check: PlanCheck, result: dict[str, Any], before: dict[str, str]) -> None:
    fallen = [one for one in result["promises"] if one["verdict"] == "unlikely" and before.get(one["id"]) != "unlikely"]
    rows = select(Initiative.slug, Initiative.title, Initiative.owner_id).where(Initiative.slug.in_({one["initiative"] for one in fallen}))
    owners = {row.slug: row for row in db.session.execute(rows)}
    for one in fallen:
        row = owners.get(one["initiative"])
        if row and row.owner_id:
            percent = round(100 * one["probability"])
            about, href = f"{check.id}:{one['id']}", f"/strategy/road-map/checks/{check.id}#promise-{one['id']}"
            tell(row.owner_id, "promise-unlikely", about=about, href=href, initiative=row.title, promise=one["title"], percent=percent)


def give_up(check_id: UUID, turn: int) -> bool:
    """Note that a try failed. Return whether there will be another one."""
    again = turn < MOST_TRIES
    why = "" if again else _("The simulation broke off three times. Ask again with fewer runs; if that fails too, tell your administrator.")
    state = CheckState.ASKED if again else CheckState.FAILED
    return _written(check_id, turn, state=state, why_failed=why) and again


def _written(check_id: UUID, turn: int, **values: Any) -> bool:
    mine = (PlanCheck.id == check_id, PlanCheck.tries == turn, PlanCheck.state == CheckState.RUNNING)
    done: Any = db.session.execute(update(PlanCheck).where(*mine).values(**values), execution_options={"synchronize_session": False})
    return bool(done.rowcount)
