"""Forms, and the way a domain's "no" finds its field."""

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache

import wtforms
from flask_wtf import FlaskForm
from wtforms import Field
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are behind the library
from wtforms.i18n import messages_path
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from lms.kit.db import savepoint
from lms.kit.errors import DomainError
from lms.kit.i18n import gettext as _
from lms.kit.i18n import language


@cache
def _words_of_library(code: str) -> gettext.NullTranslations:
    return gettext.translation("wtforms", messages_path(), [code], fallback=True)


class _Words:
    """WTForms' own sentences. Flask-WTF reads their file anew in each request; here once in each process."""

    def gettext(self, message: str) -> str:
        return _words_of_library(language()).gettext(message)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return _words_of_library(language()).ngettext(singular, plural, number)

__all__ = ["CheckboxesField", "DecimalField", "Form", "IntegerField", "SelectChoice", "refusals_onto"]

LARGEST, LARGEST_AMOUNT = 2**31 - 1, 10**12 - 1
"""No column of ours holds a larger whole number, or a larger decimal one."""

YEARS = 1900, 2199


class CheckboxesField(wtforms.SelectMultipleField):
    """Several of a list, each with a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class DecimalField(wtforms.DecimalField):
    """A number that a column can hold. "NaN" and "Infinity", which Python reads as some, are none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        super().process_formdata(valuelist)
        if self.data is not None and not (self.data.is_finite() and abs(self.data) <= LARGEST_AMOUNT):
            super().process_formdata(["no number"])  # refuses in the library's own words

    def _value(self) -> str:
        """What the field shows: ``15000`` and ``2.5``, not ``15000.00``; what was typed, as it was typed."""
        shown = str(super()._value())  # type: ignore[misc]  # the stubs do not know it
        whole, _point, places = shown.partition(".")
        return shown if self.raw_data or places.strip("0") else whole


class IntegerField(wtforms.IntegerField):
    """A whole number that a column can hold."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        super().process_formdata(valuelist)
        if self.data is not None and abs(self.data) > LARGEST:
            super().process_formdata(["no number"])  # refuses in the library's own words


class Form(FlaskForm):  # type: ignore[misc]
    """Base of every form: errors that the page's summary can list."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Texts are stripped at both ends, days are such as calendars of offices hold, and what nobody asked for is left out.

        ``CSRFProtect`` asks every POST for its token before any view runs, so no form asks a second time; pages write it with ``hidden``.
        """

        csrf = False

        def bind_field(self, form, unbound_field, options):  # type: ignore[no-untyped-def]
            kind, filters = unbound_field.field_class.__name__, list(unbound_field.kwargs.get("filters", []))
            if kind in {"StringField", "TextAreaField", "EmailField", "SearchField"}:
                filters.append(_stripped)
            field = unbound_field.bind(form=form, filters=filters, **options)
            if kind in {"DateField", "DateTimeLocalField"}:
                field.validators = [*field.validators, _in_our_years]
            return field

        def get_translations(self, form):  # type: ignore[no-untyped-def]
            return _Words()


def _stripped(value: object) -> object:
    return value.replace("\0", "").strip() if isinstance(value, str) else value  # what is sent as JSON may hold zero bytes


def _in_our_years(form: Form, field: Field) -> None:
    """Days far off are typing mistakes, and nothing can be counted on from the last one that Python knows."""
    if isinstance(field.data, date) and not YEARS[0] <= field.data.year <= YEARS[1]:
        raise ValidationError(_("Choose a day between the years %(first)d and %(last)d.", first=YEARS[0], last=YEARS[1]))


@contextmanager
def refusals_onto(field: Field) -> Iterator[None]:
    """Run a command; if the domain refuses, undo it and say why beside ``field``."""
    try:
        with savepoint():
            yield
    except DomainError as error:
        field.errors = [*field.errors, str(error)]
