"""Forms of charters, grants and funds."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from wtforms import DateField, FieldList, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from lms.kit.forms import DecimalField, Form, IntegerField, SelectChoice
from lms.kit.i18n import lazy_gettext as _

LONG = _("This is too long.")
EURO = _("Write an amount in euro, 0 or more.")
MOST_EURO = 10_000_000
REVIEWS = 6


class CharterForm(Form):
    """The terms of a charter."""

    outcome = TextAreaField(
        _("What do you both want to have reached?"),
        validators=[DataRequired(_("Say what both of you want to have reached.")), Length(max=4000, message=LONG)],
    )
    money = DecimalField(
        _("Money you stand for"),
        validators=[InputRequired(EURO), NumberRange(0, MOST_EURO, message=EURO)],
        places=2,
        default=Decimal(0),
        description=_("A promise out of your own budget. Nothing is booked by it; money of a fund is asked for once both have signed."),
    )
    protected_hours = DecimalField(
        _("Hours a week that the author keeps for it"),
        validators=[InputRequired(), NumberRange(0, 40, message=_("Write a number of hours from 0 to 40."))],
        places=1,
        default=Decimal(4),
    )
    obstacles = TextAreaField(
        _("Obstacles that you remove"),
        validators=[Length(max=4000, message=LONG)],
        description=_("One on each line: permissions, access, other work."),
    )
    reviews = FieldList(DateField(_("Day of review"), validators=[Optional()]), min_entries=REVIEWS, max_entries=REVIEWS)

    @property
    def days(self) -> tuple[date, ...]:
        """The days of review that were filled in."""
        return tuple(field.data for field in self.reviews if field.data)


class SignForm(Form):
    """A signature under what was read."""

    seen = HiddenField()


class ReasonForm(Form):
    """Why."""

    reason = TextAreaField(_("Why?"), validators=[DataRequired(_("Say why in a sentence or two.")), Length(max=2000, message=LONG)])


class NoteForm(Form):
    """What was seen on a day of review."""

    note = TextAreaField(
        _("What did you see, and what comes next?"),
        validators=[DataRequired(_("Write what you saw together.")), Length(max=4000, message=LONG)],
    )


def _as_id(value: str | UUID | None) -> UUID | None:
    return UUID(str(value)) if value else None


class GrantForm(Form):
    """Money for an idea."""

    fund = SelectField(_("From which fund?"), coerce=_as_id, validators=[InputRequired(_("Choose a fund."))])
    amount = DecimalField(
        _("How much?"), validators=[InputRequired(EURO), NumberRange(1, MOST_EURO, message=_("Write an amount of 1 € or more."))], places=2
    )
    purpose = TextAreaField(_("What for?"), validators=[DataRequired(_("Say what the money is for.")), Length(max=2000, message=LONG)])
    use_by = DateField(
        _("Used by"), validators=[InputRequired(_("Choose a day."))], description=_("What is not used by then goes back to the fund by itself.")
    )

    def offer(self, funds: Sequence[Any]) -> None:
        """Fill the menu."""
        self.fund.choices = [SelectChoice("", _("choose")), *(SelectChoice(one.id, f"{one.title} {one.year}") for one in funds)]


class UseForm(Form):
    """What was spent of a grant."""

    used = DecimalField(_("Spent so far"), validators=[InputRequired(EURO), NumberRange(0, MOST_EURO, message=EURO)], places=2)


class RefuseForm(Form):
    """Why money is not booked."""

    why = TextAreaField(_("Why is it not booked?"), validators=[DataRequired(_("Say why in a sentence.")), Length(max=2000, message=LONG)])


class FundForm(Form):
    """A fund's money and limits."""

    amount = DecimalField(_("Money in the fund"), validators=[InputRequired(EURO), NumberRange(0, MOST_EURO, message=EURO)], places=2)
    most_before_pilot = DecimalField(
        _("The most for one idea before its pilot"), validators=[Optional(), NumberRange(0, MOST_EURO, message=EURO)], places=2
    )
    most_in_pilot = DecimalField(_("The most for one idea with a pilot"), validators=[Optional(), NumberRange(0, MOST_EURO, message=EURO)], places=2)


class NewFundForm(FundForm):
    """A new fund."""

    title = StringField(_("Name"), validators=[DataRequired(_("Give it a name.")), Length(max=200, message=LONG)])
    year = IntegerField(_("Year"), validators=[InputRequired(), NumberRange(2020, 2100, message=_("Write a year."))])
    department = SelectField(
        _("Department"), coerce=_as_id, description=_("It pays for ideas that come from there or from below, and for those that answer its calls.")
    )

    def offer(self, departments: Sequence[Any]) -> None:
        """Fill the menu."""
        self.department.choices = [SelectChoice("", _("whole city")), *(SelectChoice(one.department.id, one.department.name) for one in departments)]
