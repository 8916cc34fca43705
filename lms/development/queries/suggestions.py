"""Which courses and boot camps close somebody's gaps in the fewest hours, and why these."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from lms.development.cover import Cover, Option, alternatives, smallest_cover
from lms.development.queries.candidates import Candidate, candidates
from lms.development.queries.gaps import GapLine, Gaps


@dataclass(frozen=True, slots=True)
class Instead:
    """What else would close some of the same gaps, and how many minutes longer the whole would take with it."""

    candidate: Candidate
    more: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to take, the gaps that it closes, and what was not chosen for them."""

    candidate: Candidate
    closes: tuple[GapLine, ...]
    instead: tuple[Instead, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A gap that nothing closes, and what comes nearest to it."""

    line: GapLine
    nearest: Candidate | None
    level: int


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What to take, in all the fewest minutes; and what nothing closes."""

    suggestions: tuple[Suggestion, ...]
    minutes: int
    at_least: int
    """No choice takes less than that; the same as ``minutes`` where that is proven."""
    never: tuple[Step, ...]
    under_way: tuple[Suggestion, ...] = ()
    """Boot camps in which the person has a place, and what they will close: nothing else is suggested for that."""

    @property
    def is_smallest(self) -> bool:
        """Whether it is proven that nothing takes less."""
        return self.minutes == self.at_least


def suggestions_for(gaps: Gaps, person_id: UUID) -> Suggestions:
    """Suggest what closes the open gaps. Eight statements."""
    return suggest(gaps.open, candidates(person_id))


def suggest(lines: Sequence[GapLine], could_take: Sequence[Candidate]) -> Suggestions:
    """The smallest cover of the gaps by what is offered, each with what has to come before it, in words of courses and boot camps.

    What a place that the person has will close is taken off before.
    """
    under_way = tuple(_will_close(one, lines) for one in could_take if one.held)
    coming = {line.gap.competence for one in under_way for line in one.closes}
    offered = [one for one in could_take if not one.held]
    by_id = {line.gap.competence: line for line in lines if line.gap.competence not in coming}
    by_key = {one.key: one for one in offered}
    own = {one.key: _closed_by(one, by_id) for one in offered}
    options = [
        Option(
            one.key,
            one.minutes,
            own[one.key].union(*(own.get(first.key, frozenset()) for first in one.before)),
            tuple((first.key, first.minutes) for first in one.before),
        )
        for one in offered
    ]
    cover = smallest_cover(list(by_id), options)
    chosen = tuple(
        Suggestion(
            by_key[option.key],
            tuple(line for need, line in by_id.items() if need in option.closes),
            _instead(by_id, options, cover, option, by_key),
        )
        for option in cover.chosen
    )
    never = tuple(_nearest(by_id[need], could_take) for need in by_id if need in cover.never)
    return Suggestions(chosen, cover.minutes, cover.at_least, never, tuple(one for one in under_way if one.closes))


def _will_close(one: Candidate, lines: Sequence[GapLine]) -> Suggestion:
    closed = _closed_by(one, {line.gap.competence: line for line in lines})
    return Suggestion(one, tuple(line for line in lines if line.gap.competence in closed), ())


def _closed_by(one: Candidate, needs: Mapping[UUID, GapLine]) -> frozenset[UUID]:
    """What is required at a level that the certificate shows."""
    return frozenset(need for need, line in needs.items() if one.levels.get(need, 0) >= line.gap.required)


def _instead(
    needs: dict[UUID, GapLine], options: Sequence[Option[UUID]], cover: Cover[UUID], option: Option[UUID], by_key: dict[str, Candidate]
) -> tuple[Instead, ...]:
    return tuple(Instead(by_key[one.option.key], one.more) for one in alternatives(list(needs), options, cover, option))


def _nearest(line: GapLine, offered: Sequence[Candidate]) -> Step:
    """What brings the person further than they are, the furthest and then the shortest first."""
    need = line.gap.competence
    useful = sorted((one for one in offered if one.levels.get(need, 0) > line.gap.shown), key=lambda one: (-one.levels[need], one.minutes))
    return Step(line, useful[0] if useful else None, useful[0].levels[need] if useful else 0)
