"""What all workers of a run share: made by the first that asks, while the others wait for it."""

import fcntl
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

Made = TypeVar("Made")


def once(place: Path, make: Callable[[], Made]) -> Made:
    """What ``make`` gave to the first who asked for ``place``."""
    with place.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            place.write_bytes(pickle.dumps(make()))
        made: Made = pickle.loads(place.read_bytes())
    return made
