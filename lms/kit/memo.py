"""Remember an answer for as long as a request lasts."""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from flask import g, has_request_context

T = TypeVar("T")


def once_a_request(key: Hashable, make: Callable[[], T]) -> T:
    """What ``make`` gave for ``key`` the first time in this request. Outside of requests, where work goes on for long, it is made anew."""
    if not has_request_context():
        return make()
    kept: dict[Any, Any] = g.setdefault("lms_memo", {})
    if key not in kept:
        kept[key] = make()
    answer: T = kept[key]
    return answer
