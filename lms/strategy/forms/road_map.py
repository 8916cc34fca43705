"""Forms of the road map, the capacity of teams and the checks of realism."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from wtforms import BooleanField, DateField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from lms.kit.forms import DecimalField, Form, IntegerField, SelectChoice
from lms.kit.i18n import lazy_gettext as _
from lms.strategy.models.road_map import DurationShape

LONG = _("This is too long.")
DAYS = _("Say how many working days, from 0 to 2,500.")
HOURS = _("Say how many hours, from 0 to 100,000.")


def _as_id(value: str | UUID | None) -> UUID | None:
    return UUID(str(value)) if value else None


class ActivityForm(Form):
    """An activity of an initiative."""

    title = StringField(_("What is done"), validators=[DataRequired(_("Say what is done.")), Length(max=200, message=LONG)])
    shortest_days = IntegerField(_("Shortest, in working days"), validators=[InputRequired(DAYS), NumberRange(0, 2500, DAYS)])
    likely_days = IntegerField(_("Most likely, in working days"), validators=[InputRequired(DAYS), NumberRange(0, 2500, DAYS)])
    longest_days = IntegerField(_("Longest, in working days"), validators=[InputRequired(DAYS), NumberRange(0, 2500, DAYS)])
    not_before = DateField(_("Not before"), validators=[Optional()])
    team_id = SelectField(_("Department that does it"), coerce=_as_id, validators=[Optional()])
    hours_per_month = DecimalField(
        _("Hours a month of the department"), places=1, default=Decimal(0), validators=[Optional(), NumberRange(0, 100_000, HOURS)]
    )
    champion_hours_per_month = DecimalField(
        _("Hours a month of digital champions"), places=1, default=Decimal(0), validators=[Optional(), NumberRange(0, 100_000, HOURS)]
    )
    milestone_id = SelectField(_("Milestone that it leads to"), coerce=_as_id, validators=[Optional()])
    started_on = DateField(_("Began on"), validators=[Optional()])
    ended_on = DateField(_("Ended on"), validators=[Optional()])
    seen = HiddenField()

    def offer(self, departments: Sequence[tuple[UUID, str]], milestones: Sequence[tuple[UUID, str]]) -> None:
        """Say which departments and milestones there are."""
        self.team_id.choices = [SelectChoice("", _("nobody yet")), *(SelectChoice(str(key), name) for key, name in departments)]
        self.milestone_id.choices = [SelectChoice("", _("none directly")), *(SelectChoice(str(key), title) for key, title in milestones)]


class DependencyForm(Form):
    """Another activity that has to end first."""

    before_id = SelectField(_("Activity that has to end first"), coerce=_as_id, validators=[InputRequired(_("Choose an activity."))])

    def offer(self, activities: Sequence[tuple[UUID, str]]) -> None:
        """Say which activities there are."""
        self.before_id.choices = [SelectChoice(str(key), title) for key, title in activities]


class MilestoneForm(Form):
    """A promise that is given, or described anew."""

    title = StringField(_("What is promised"), validators=[DataRequired(_("Say what is promised.")), Length(max=200, message=LONG)])
    promised_on = DateField(_("Promised for"), validators=[InputRequired(_("Say for which day."))])
    is_public = BooleanField(_("Show it to everybody in the promise tracker"), default=True)
    indicator_id = SelectField(_("Indicator that it is meant to move"), coerce=_as_id, validators=[Optional()])

    def offer(self, indicators: Sequence[tuple[UUID, str]]) -> None:
        """Say which indicators there are."""
        self.indicator_id.choices = [SelectChoice("", _("none")), *(SelectChoice(str(key), title) for key, title in indicators)]


class MoveDateForm(Form):
    """A promised date that moves."""

    promised_on = DateField(_("New date"), validators=[InputRequired(_("Say the new date."))])
    reason = TextAreaField(
        _("Why it moves"), validators=[DataRequired(_("Say why the date moves: everybody reads it.")), Length(max=2000, message=LONG)]
    )
    seen = HiddenField()


class ReachForm(Form):
    """A promise that is kept."""

    reached_on = DateField(_("Reached on"), validators=[InputRequired(_("Say on which day."))])
    proof = TextAreaField(_("What shows it"), validators=[DataRequired(_("Say what shows that it was reached.")), Length(max=2000, message=LONG)])


class WithdrawForm(Form):
    """A promise that is taken back."""

    reason = TextAreaField(
        _("Why it is taken back"), validators=[DataRequired(_("Say why it is taken back: everybody reads it.")), Length(max=2000, message=LONG)]
    )


class AcceptForm(Form):
    """An owner accepts the dates that were read."""

    seen = HiddenField()


class BaselineForm(Form):
    """The plan is agreed."""

    reason = TextAreaField(_("Why the plan is made anew"), validators=[Length(max=2000, message=LONG)])


class CheckForm(Form):
    """A check of realism."""

    runs = IntegerField(
        _("Runs"), default=10_000, validators=[InputRequired(), NumberRange(100, 50_000, _("From 100 to 50,000 runs."))]
    )
    correlation = SelectField(
        _("How far durations move together"),
        choices=[SelectChoice("0", _("Not at all")), SelectChoice("0.3", _("Somewhat (0.3)")), SelectChoice("0.6", _("Strongly (0.6)"))],
        default="0.3",
        coerce=str,
    )
    shape = SelectField(
        _("What three points stand for"),
        choices=[
            SelectChoice(DurationShape.PERT.value, _("PERT: the likely one counts most")),
            SelectChoice(DurationShape.TRIANGULAR.value, _("Triangle: more weight on the ends")),
        ],
        default=DurationShape.PERT.value,
    )
    seed = IntegerField(_("Seed"), validators=[Optional(), NumberRange(0, 2**31 - 1, _("A whole number from 0 on."))])


class CopyHoursForm(Form):
    """Hours of a month, copied to later months."""

    month = SelectField(_("From"), validators=[InputRequired()])
    until = SelectField(_("Up to and with"), validators=[InputRequired()])

    def offer(self, months: Sequence[tuple[str, str]]) -> None:
        """Say which months there are."""
        self.month.choices = self.until.choices = [SelectChoice(value, name) for value, name in months]
