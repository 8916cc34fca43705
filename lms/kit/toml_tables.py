"""Reads one TOML table key by key, and reports what is missing, mistyped or unknown with its line."""

import math
import re
from datetime import date, datetime, time
from typing import Any

from lms.kit.problems import Findings, write_nearest
from lms.kit.toml_lines import Path, TomlDocument
from lms.kit.words import gettext as _

_DURATION = re.compile(r"(?:(?P<hours>\d{1,4})\s*h)?\s*(?:(?P<minutes>\d{1,5})\s*min)?")
_CLOCK = re.compile(r"(?P<hour>[01]\d|2[0-3]):(?P<minute>[0-5]\d)")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?", re.ASCII)
_MISSING = object()


def minutes_of(text: str) -> int | None:
    """Minutes of ``45 min``, ``2 h`` or ``2 h 30 min``; None when it is no such text."""
    found = _DURATION.fullmatch(text.strip())
    if found is None or not any(found.groups()):
        return None
    return int(found["hours"] or 0) * 60 + int(found["minutes"] or 0)


class Table:
    """One table of a TOML file. Each method asks for one key; ``finish`` reports those that nobody asked for."""

    def __init__(self, file: str, document: TomlDocument, path: Path, values: dict[str, Any], findings: Findings) -> None:
        self.file = file
        self.document = document
        self.path = path
        self.values = values
        self.findings = findings
        self.asked: set[str] = set()

    @classmethod
    def top(cls, file: str, document: TomlDocument, findings: Findings) -> "Table":
        """The file itself."""
        return cls(file, document, (), document.values, findings)

    @property
    def line(self) -> int:
        """Where the table begins."""
        return self.document.line(*self.path)

    def line_of(self, *keys: str | int) -> int:
        """Where a key of the table stands."""
        return self.document.line(*self.path, *keys)

    def error(self, what: str, instead: str, *keys: str | int) -> None:
        """Report a mistake at a key of the table, or at the table itself."""
        self.findings.error(self.file, self.line_of(*keys), what, instead)

    def advice(self, what: str, instead: str, *keys: str | int) -> None:
        """Report what may stay."""
        self.findings.advice(self.file, self.line_of(*keys), what, instead)

    def has(self, key: str) -> bool:
        """True when the key is written."""
        return key in self.values

    def _take(self, key: str, required: bool, example: str) -> Any:
        self.asked.add(key)
        value = self.values.get(key, _MISSING)
        if value is _MISSING and required and not self.document.broken:
            self.error(_("`%(key)s` is missing", key=key), _("write `%(key)s = %(example)s`", key=key, example=example))
        return value

    def _wrong(self, key: str, example: str) -> None:
        self.error(_("`%(key)s` has the wrong kind of value", key=key), _("write `%(key)s = %(example)s`", key=key, example=example), key)

    def text(self, key: str, *, required: bool = False, example: str = '"text"') -> str:
        """A text; empty when it is missing or wrong. A required text may not be empty."""
        value = self._take(key, required, example)
        if value is _MISSING:
            return ""
        if not isinstance(value, str):
            self._wrong(key, example)
            return ""
        if required and not value.strip():
            self.error(_("`%(key)s` is empty", key=key), _("write `%(key)s = %(example)s`", key=key, example=example), key)
        return value

    def number(self, key: str, default: float, *, low: float = -math.inf, high: float = math.inf, example: str = "1") -> float:
        """A number between ``low`` and ``high``."""
        value = self._take(key, False, example)
        if value is _MISSING:
            return default
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(_as_float(value)):
            self._wrong(key, example)
            return default
        if not low <= value <= high:
            self._out_of_range(key, low, high)
            return default
        return float(value)

    def whole(self, key: str, *, low: int, high: int, required: bool = False, example: str = "1") -> int | None:
        """A whole number between ``low`` and ``high``; None when it is missing or wrong."""
        value = self._take(key, required, example)
        if value is _MISSING:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            self._wrong(key, example)
            return None
        if not low <= value <= high:
            self._out_of_range(key, low, high)
            return None
        return value

    def _out_of_range(self, key: str, low: float, high: float) -> None:
        instead = _("write %(low)g or more", low=low) if math.isinf(high) else _("write a number from %(low)g to %(high)g", low=low, high=high)
        self.error(_("`%(key)s` is out of range", key=key), instead, key)

    def flag(self, key: str, default: bool = False, *, required: bool = False) -> bool:
        """True or false."""
        value = self._take(key, required, "true")
        if value is _MISSING:
            return default
        if not isinstance(value, bool):
            self._wrong(key, "true")
            return default
        return value

    def choice(self, key: str, choices: tuple[str, ...], *, default: str = "", required: bool = False) -> str:
        """One of ``choices``."""
        value = self._take(key, required, f'"{choices[0]}"')
        if value is _MISSING:
            return default
        if not isinstance(value, str):
            self._wrong(key, f'"{choices[0]}"')
            return default
        if value not in choices:
            self.error(_("`%(value)s` is no `%(key)s`", value=value, key=key), write_nearest(value, choices), key)
            return default
        return value

    def minutes(self, key: str, *, required: bool = False, example: str = '"45 min"') -> int | None:
        """A duration as minutes; None when it is missing or wrong."""
        value = self._take(key, required, example)
        if value is _MISSING:
            return None
        found = minutes_of(value) if isinstance(value, str) else None
        if not found:
            what = _("`%(key)s` is no duration", key=key)
            self.error(what, _('write `%(key)s = "45 min"`, `"2 h"` or `"2 h 30 min"`', key=key), key)
            return None
        return found

    def clock(self, key: str, default: time | None = None) -> time | None:
        """A time of day such as ``"09:30"``; required where there is no default, None when it is missing or wrong."""
        value = self._take(key, default is None, '"09:30"')
        if value is _MISSING:
            return default
        found = _CLOCK.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            self.error(_("`%(key)s` is no time of day", key=key), _('write hours and minutes in quotation marks: `%(key)s = "09:30"`', key=key), key)
            return None
        return time(int(found["hour"]), int(found["minute"]))

    def day(self, key: str) -> date | None:
        """A date; None when it is missing or wrong."""
        value = self._take(key, False, "2027-11-01")
        if value is _MISSING:
            return None
        if isinstance(value, datetime) or not isinstance(value, date):
            self.error(_("`%(key)s` is no date", key=key), _("write `%(key)s = 2027-11-01`, without quotation marks", key=key), key)
            return None
        return value

    def local_moment(self, key: str) -> datetime | None:
        """A day with its hour on the city's clock, as TOML writes it or in quotation marks; None when it is missing or wrong."""
        value = self._take(key, False, "2027-11-01T09:00:00")
        if value is _MISSING:
            return None
        found = _as_moment(value)
        if found is None:
            what = _("`%(key)s` is no day with an hour", key=key)
            self.error(what, _('write the city\'s time in quotation marks: `%(key)s = "2027-11-01 09:00"`', key=key), key)
        return found

    def texts(self, key: str, *, required: bool = False, example: str = '["first", "second"]') -> tuple[str, ...]:
        """A list of texts; what is no text is reported and left out."""
        value = self._take(key, required, example)
        if value is _MISSING:
            return ()
        if not isinstance(value, list):
            self._wrong(key, example)
            return ()
        for index, element in enumerate(value):
            if not isinstance(element, str) or not element.strip():
                what = _("number %(number)d of `%(key)s` is no text", number=index + 1, key=key)
                self.error(what, _("write it in quotation marks"), key, index)
        return tuple(element for element in value if isinstance(element, str) and element.strip())

    def wholes(self, key: str, *, low: int, high: int, example: str = "[30, 60, 90]") -> tuple[int, ...]:
        """A list of whole numbers between ``low`` and ``high``; what is none is reported and left out."""
        value = self._take(key, False, example)
        if value is _MISSING:
            return ()
        if not isinstance(value, list):
            self._wrong(key, example)
            return ()
        good = [isinstance(element, int) and not isinstance(element, bool) and low <= element <= high for element in value]
        for index, is_good in enumerate(good):
            if not is_good:
                what = _("number %(number)d of `%(key)s` is no whole number that fits", number=index + 1, key=key)
                self.error(what, _("write a number from %(low)g to %(high)g", low=low, high=high), key, index)
        return tuple(element for element, is_good in zip(value, good, strict=True) if is_good)

    def table(self, key: str) -> "Table | None":
        """A table within this one; None when it is missing or wrong."""
        value = self._take(key, False, "")
        if value is _MISSING:
            return None
        if not isinstance(value, dict):
            self.error(_("`%(key)s` must be a table", key=key), _("write `[%(key)s]` on a line of its own", key=key), key)
            return None
        return Table(self.file, self.document, (*self.path, key), value, self.findings)

    def tables(self, key: str, *, required: bool = False, example: str = "[{ … }]") -> list["Table"]:
        """A list of tables; what is no table is reported and left out."""
        value = self._take(key, required, example)
        if value is _MISSING:
            return []
        if not isinstance(value, list):
            self._wrong(key, example)
            return []
        rows = []
        for index, element in enumerate(value):
            if isinstance(element, dict):
                rows.append(Table(self.file, self.document, (*self.path, key, index), element, self.findings))
            else:
                what = _("number %(number)d of `%(key)s` must be a table", number=index + 1, key=key)
                self.error(what, _("write it in curly brackets: `{ key = value }`"), key, index)
        return rows

    def finish(self) -> None:
        """Report the keys that nobody asked for."""
        for key in self.values:
            if key not in self.asked:
                self.error(_("`%(key)s` is not known here", key=key), write_nearest(key, self.asked), key)


def _as_moment(value: object) -> datetime | None:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip()) if _MOMENT.fullmatch(value.strip()) else None
        except ValueError:  # the 31st of November
            return None
    # Of no zone: it is the city's. And of a year that any zone has.
    return value if isinstance(value, datetime) and value.tzinfo is None and 2000 <= value.year < 3000 else None


def _as_float(value: int | float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf
