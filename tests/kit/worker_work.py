"""Work for the worker's tests: well-behaved and not."""

import os
import time

from lms.kit.errors import DomainError


class TooPink(DomainError):
    """A refusal of the work itself."""


def work(what: str, value: object = None) -> object:
    match what:
        case "echo":
            return value
        case "pid":
            return os.getpid()
        case "parent":
            return os.getppid()
        case "sleep":
            time.sleep(30)
        case "spin":
            while True:
                pass
        case "eat":
            return len(bytearray(4_000_000_000))
        case "crash":
            os._exit(3)
        case "refuse":
            raise TooPink("That is too pink.")
        case "bug":
            raise KeyError(what)
        case "dive":
            return work("dive", value)
    return None
