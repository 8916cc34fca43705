"""Lists of the strategy as CSV and XLSX files."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from flask import Response, current_app

from lms.kit.clock import today
from lms.kit.csv_files import csv_file
from lms.kit.errors import NotFound
from lms.kit.i18n import format_day
from lms.kit.i18n import gettext as _
from lms.kit.workbooks import Sheet, workbook_file


class Shown(Protocol):
    """Something of a strategy, which every officer may read from its consultation on."""

    @property
    def is_shown(self) -> bool: ...


T = TypeVar("T", bound=Shown)


@dataclass(frozen=True, slots=True)
class AndForm(Generic[T]):
    """A thing, and the form of the file that is asked for."""

    thing: T
    form: str

    @property
    def is_shown(self) -> bool:
        """Whether every officer may read it."""
        return self.thing.is_shown


def list_file(form: str, name: str, title: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """Answer with ``rows`` as ``name.csv`` or ``name.xlsx``; ``title`` names the sheet.

    :raises NotFound: for any other form.
    """
    if form == "csv":
        return csv_file(f"{name}.csv", header, rows)
    if form != "xlsx":
        raise NotFound(_("There is no such file."))
    zone = current_app.config["TIME_ZONE"]
    return workbook_file(f"{name}.xlsx", [Sheet(title, header, rows, above=[[title, format_day(today())], []], widths=(32,), zone=zone)])
