"""Work for the worker's tests: well-behaved and not."""

import os
import time

from lms.kit.errors import DomainError


class TooPink(DomainError):
    """A refusal of the work itself."""


def _spin(_value: object) -> None:
    while True:
        pass


def _refuse(_value: object) -> None:
    raise TooPink("That is too pink.")


def _bug(value: object) -> None:
    raise KeyError(value)


def _dive(value: object) -> object:
    return _dive(value)


_WORKS = {
    "echo": lambda value: value,
    "pid": lambda _value: os.getpid(),
    "sleep": lambda _value: time.sleep(30),
    "spin": _spin,
    "eat": lambda _value: len(bytearray(4_000_000_000)),
    "crash": lambda _value: os._exit(3),
    "refuse": _refuse,
    "bug": _bug,
    "dive": _dive,
}


def work(what: str, value: object = None) -> object:
    return _WORKS[what](value)
