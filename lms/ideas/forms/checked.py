"""What a field holds once its form was found right."""

from typing import TypeVar

T = TypeVar("T")


def given(value: T | None) -> T:
    """The value of a field that must not be empty, of a form that was validated."""
    if value is None:
        raise ValueError("the form was not validated")
    return value
