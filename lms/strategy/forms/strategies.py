"""Forms of strategies, objectives and indicators."""

from wtforms import DateField, EmailField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp

from lms.kit.forms import DecimalField, Form, IntegerField, SelectChoice
from lms.kit.i18n import lazy_gettext as _
from lms.strategy.models.strategies import Strategy

LONG = _("This is too long.")
NUMBER = _("Write a number.")
DAY = _("Write a date.")
MOST = 10**13
"""Larger figures do not fit into a column."""
SLUG = Regexp(r"(?!new$)[a-z0-9]+(-[a-z0-9]+)*$", message=_("Use small letters, digits and hyphens, such as digital-2030."))
"""An address; ``new`` is that of a form."""


class HeadForm(Form):
    """The head of a strategy."""

    seen = HiddenField()
    title = StringField(_("Title"), validators=[DataRequired(_("Write the title.")), Length(max=200, message=LONG)])
    vision = TextAreaField(
        _("Vision"),
        validators=[DataRequired(_("Write the vision.")), Length(max=4000, message=LONG)],
        description=_("What the city will be like, in words that everybody understands."),
    )
    starts_on = DateField(_("Begins on"), validators=[InputRequired(DAY)])
    ends_on = DateField(_("Ends on"), validators=[InputRequired(DAY)])


class NewStrategyForm(HeadForm):
    """A strategy to begin."""

    slug = StringField(
        _("Short name in the web address"),
        validators=[DataRequired(_("Write a short name.")), Length(max=80, message=LONG), SLUG],
        description=_("Such as digital-2030."),
    )
    follows = SelectField(
        _("Begin with the objectives of"),
        validators=[Optional()],
        description=_("Objectives and indicators are copied; initiatives move along when the new strategy is in force."),
    )

    def offer(self, strategies: list[Strategy]) -> None:
        """Fill the menu."""
        self.follows.choices = [SelectChoice("", _("none: an empty draft")), *(SelectChoice(one.slug, one.title) for one in strategies)]


class MoveForm(Form):
    """A step of a strategy or of an initiative, and why."""

    reason = TextAreaField(_("Why"), validators=[Length(max=2000, message=LONG)])


class ObjectiveForm(Form):
    """An objective."""

    seen = HiddenField()
    code = StringField(_("Code"), validators=[DataRequired(_("Write a code, such as O1.")), Length(max=20, message=LONG)])
    title = StringField(_("Objective"), validators=[DataRequired(_("Write the objective.")), Length(max=200, message=LONG)])
    why = TextAreaField(_("Why it matters"), validators=[Length(max=4000, message=LONG)])


class IndicatorForm(Form):
    """An indicator."""

    seen = HiddenField()
    title = StringField(_("What is measured"), validators=[DataRequired(_("Write what is measured.")), Length(max=200, message=LONG)])
    unit = StringField(
        _("Unit"), validators=[DataRequired(_("Write the unit.")), Length(max=40, message=LONG)], description=_("Such as per cent, days, services.")
    )
    baseline = DecimalField(_("Baseline"), places=None, validators=[InputRequired(NUMBER), NumberRange(-MOST, MOST, message=NUMBER)])
    baseline_on = DateField(_("Day of the baseline"), validators=[InputRequired(DAY)])
    target = DecimalField(_("Target"), places=None, validators=[InputRequired(NUMBER), NumberRange(-MOST, MOST, message=NUMBER)])
    due_on = DateField(_("To be reached by"), validators=[InputRequired(DAY)])
    source = StringField(
        _("Source"), validators=[Length(max=300, message=LONG)], description=_("Where the figure comes from, so that somebody else could look it up.")
    )
    owner = EmailField(_("Owner"), validators=[Length(max=254, message=LONG)], description=_("E-mail address of the colleague who measures it."))
    every_months = IntegerField(
        _("Measured every how many months"), default=3, validators=[InputRequired(NUMBER), NumberRange(1, 60, message=_("From 1 to 60."))]
    )
    euro_per_unit = DecimalField(
        _("Euro per unit and year"),
        places=None,
        validators=[Optional(), NumberRange(-(10**11), 10**11, message=NUMBER)],
        description=_("What one unit of change is worth in a year, if somebody worked it out."),
    )
    euro_source = StringField(_("Where the euro figure comes from"), validators=[Length(max=300, message=LONG)])


class OwnerForm(Form):
    """Who measures an indicator from now on."""

    owner = EmailField(_("Owner"), validators=[Length(max=254, message=LONG)], description=_("E-mail address of the colleague who measures it."))


class MeasurementForm(Form):
    """What was measured on a day."""

    on_day = DateField(_("Day"), validators=[InputRequired(DAY)])
    value = DecimalField(_("Value"), places=None, validators=[InputRequired(NUMBER), NumberRange(-MOST, MOST, message=NUMBER)])
    source = StringField(_("Source"), validators=[DataRequired(_("Write where the value comes from.")), Length(max=300, message=LONG)])
    note = TextAreaField(_("Note"), validators=[Length(max=2000, message=LONG)])
