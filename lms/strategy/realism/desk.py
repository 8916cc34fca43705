"""Where the job's worker process is asked: plain values in, plain values out. Nothing else of this package is called from outside."""

from collections.abc import Callable
from typing import Any

from lms.strategy.realism import judging, runs
from lms.strategy.realism.runs import Lever, Tally


def answer(deed: str, plan: str, *asked: Any) -> Any:
    """Do ``deed`` with the plan that is written in ``plan`` (JSON).

    ``sizes`` runs; ``simulate`` seed, number, runs; ``levers`` tallies; ``try`` seed, runs, lever or None; ``conclude`` tallies, planned, trials.
    """
    return _DEEDS[deed](plan, *asked)


def _sizes(_plan: str, whole: int) -> list[int]:
    return runs.sizes(whole)


def _simulate(plan: str, seed: int, number: int, size: int) -> dict[str, Any]:
    return runs.tally(plan, seed, number, size).model_dump()


def _whole(tallies: list[dict[str, Any]]) -> Tally:
    return runs.added(Tally.model_validate(one) for one in tallies)


def _levers(plan: str, tallies: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one.model_dump() for one in judging.candidates(plan, _whole(tallies))]


def _try(plan: str, seed: int, size: int, lever: dict[str, Any] | None) -> dict[str, int]:
    return runs.tried(plan, seed, size, Lever.model_validate(lever) if lever else None)


def _conclude(
    plan: str, tallies: list[dict[str, Any]], planned: dict[str, int], trials: list[tuple[dict[str, Any], dict[str, int]]]
) -> dict[str, Any]:
    whole = _whole(tallies)
    pulled = [(Lever.model_validate(lever), kept) for lever, kept in trials]
    return judging.conclude(plan, whole, planned, pulled, min(whole.runs, runs.TRIED))


_DEEDS: dict[str, Callable[..., Any]] = {"sizes": _sizes, "simulate": _simulate, "levers": _levers, "try": _try, "conclude": _conclude}
