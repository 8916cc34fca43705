"""How far somebody is in a course: which steps are done, open or locked, what comes next, whether it is complete.

Functions over plain values: no database, no clock.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Standing(StrEnum):
    """Where a step stands for one learner."""

    DONE = "done"
    OPEN = "open"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class Stage:
    """What progress needs to know of a step, in the order of the course. ``text`` is the hash of the step's source."""

    key: str
    optional: bool = False
    requires: tuple[str, ...] = ()
    text: str = ""


Done = tuple[str, str]
"""Key of a step, and the hash of the text that was done."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one learner is."""

    standing: Mapping[str, Standing]
    waits_for: Mapping[str, tuple[str, ...]]
    """For each locked step the steps that must be done first."""
    done: int
    """Steps that count and are done."""
    total: int
    """Steps that count."""
    following: str | None
    """The step to go on with, from where the learner read last; nothing when none is left."""

    @property
    def complete(self) -> bool:
        """Whether every step that counts is done. A course without steps is never complete."""
        return self.total > 0 and self.done == self.total

    @property
    def percent(self) -> int:
        """Whole per cent; 100 only when complete."""
        return 100 * self.done // self.total if self.total else 0


def counting(stages: Sequence[Stage]) -> list[Stage]:
    """The steps that count for completion: those that are not optional; in a course of optional steps only, all."""
    return [stage for stage in stages if not stage.optional] or list(stages)


def progress(stages: Sequence[Stage], done: Collection[Done], *, in_sequence: bool, read_last: str | None = None) -> Progress:
    """How far somebody is who has done ``done``, and read the step ``read_last`` last.

    In sequence, a step opens when every step before it that counts is done; ``requires`` holds in either order.
    A step that was done stays done even where its conditions came later.
    """
    finished = {stage.key for stage in stages if (stage.key, stage.text) in done}
    count = [stage.key for stage in counting(stages)]
    known = {stage.key for stage in stages}
    standing: dict[str, Standing] = {}
    waits_for: dict[str, tuple[str, ...]] = {}
    before: list[str] = []
    for stage in stages:
        first = {key for key in stage.requires if key in known} | (set(before) if in_sequence else set())
        missing = tuple(other.key for other in stages if other.key in first - finished)
        if stage.key in finished:
            standing[stage.key] = Standing.DONE
        elif missing:
            standing[stage.key], waits_for[stage.key] = Standing.LOCKED, missing
        else:
            standing[stage.key] = Standing.OPEN
        if stage.key in count:
            before.append(stage.key)
    return Progress(
        standing=standing,
        waits_for=waits_for,
        done=len(finished.intersection(count)),
        total=len(count),
        following=_following([stage.key for stage in stages], standing, count, read_last or ""),
    )


def _following(keys: list[str], standing: Mapping[str, Standing], count: Collection[str], read_last: str) -> str | None:
    """The step read last while it is open; once it is done, the next open one after it, and after the last step from the first again."""
    if standing.get(read_last) is Standing.OPEN:
        return read_last
    begin = keys.index(read_last) + 1 if standing.get(read_last) is Standing.DONE else 0
    ahead = [key for key in keys[begin:] + keys[:begin] if standing[key] is Standing.OPEN]
    return next((key for key in ahead if key in count), ahead[0] if ahead else None)


def credits(stages: Sequence[Stage], done: Collection[Done], *, changed_texts_count: bool) -> list[Done]:
    """What somebody who moves to ``stages`` is credited with, beside what is done there already.

    A step whose text was done under another key always counts (files are renumbered). With ``changed_texts_count``
    a step counts too when its key was done in another text.
    """
    texts = {text for _key, text in done if text}
    keys = {key for key, _text in done}
    return [
        (stage.key, stage.text)
        for stage in stages
        if (stage.key, stage.text) not in done and (stage.text in texts or (changed_texts_count and stage.key in keys))
    ]


def renumbered(old: Sequence[Stage], new: Sequence[Stage]) -> dict[str, str]:
    """For the keys of ``old`` whose text stands under another key in ``new``: that key."""
    kept = {(stage.key, stage.text) for stage in new}
    places = {stage.text: stage.key for stage in reversed(new) if stage.text}
    return {stage.key: places[stage.text] for stage in old if stage.text in places and (stage.key, stage.text) not in kept}


def lost(old: Sequence[Stage], new: Sequence[Stage], done: Collection[Done], *, changed_texts_count: bool) -> list[str]:
    """The keys of ``old`` that are done and would not count any more in ``new``."""
    after = set(done) | set(credits(new, done, changed_texts_count=changed_texts_count))
    kept_keys = {stage.key for stage in new if (stage.key, stage.text) in after}
    kept_texts = {stage.text for stage in new if stage.text and (stage.key, stage.text) in after}
    return [stage.key for stage in old if (stage.key, stage.text) in done and stage.key not in kept_keys and stage.text not in kept_texts]


def renewable_from(expires_at: datetime, renewal_days: int) -> datetime:
    """When the window opens in which something that expires may be renewed."""
    return expires_at - timedelta(days=renewal_days)
