"""Forms of what hangs on a project."""

from collections.abc import Sequence
from uuid import UUID

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, DateField, EmailField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from lms.kit.forms import DecimalField, Form, IntegerField, SelectChoice
from lms.kit.i18n import lazy_gettext as _
from lms.projects.forms.fields import LONG, NEEDED, EuroField, as_id, given
from lms.projects.models.projects import GateOutcome

OUTCOMES = {
    GateOutcome.GO: _("Go: the work begins or goes on"),
    GateOutcome.HOLD: _("Hold: the work waits, and the question comes up again"),
    GateOutcome.STOP: _("Stop: the project ends here"),
}
LIKELIHOODS = {1: _("1 hardly"), 2: _("2 unlikely"), 3: _("3 possible"), 4: _("4 likely"), 5: _("5 nearly certain")}
IMPACTS = {1: _("1 slight"), 2: _("2 noticeable"), 3: _("3 serious"), 4: _("4 grave"), 5: _("5 the project fails")}
MILESTONE = _("What is there then, such as: the northern half is dug.")


class _Indicated(Form):
    indicator = SelectField(_("Indicator that it is meant to move"), coerce=as_id)

    def offer(self, indicators: Sequence[tuple[UUID, str]]) -> None:
        """Fill the menu."""
        self.indicator.choices = [SelectChoice("", _("none")), *(SelectChoice(key, title) for key, title in indicators)]


class MilestoneForm(_Indicated):
    """A new milestone."""

    title = StringField(_("Milestone"), validators=[DataRequired(NEEDED), Length(max=200, message=LONG)], description=MILESTONE)
    due_on = DateField(_("Due on"), validators=[DataRequired(NEEDED)])


class MilestoneWordsForm(_Indicated):
    """What a milestone is called, and what it moves."""

    title = StringField(_("Milestone"), validators=[DataRequired(NEEDED), Length(max=200, message=LONG)], description=MILESTONE)


class MoveDateForm(Form):
    """Another date for a milestone."""

    due_on = DateField(_("New date"), validators=[DataRequired(NEEDED)])
    reason = TextAreaField(_("Why the date moves"), validators=[Length(max=2000, message=LONG)])


class ReachForm(Form):
    """A milestone was reached."""

    on_day = DateField(_("Reached on"), validators=[DataRequired(NEEDED)])
    proof = TextAreaField(_("What shows that"), validators=[Length(max=2000, message=LONG)], description=_("A document, a figure, an address."))


class LineForm(Form):
    """A new budget line."""

    year = IntegerField(_("Year"), validators=[InputRequired(NEEDED), NumberRange(2000, 2100, message=_("Write a year, such as 2027."))])
    title = StringField(_("For what"), validators=[DataRequired(NEEDED), Length(max=200, message=LONG)])
    planned = EuroField(_("Planned"), validators=[given])


class ForecastForm(Form):
    """What a line is expected to cost in the end."""

    expected = EuroField(_("Expected in the end"), description=_("Leave it empty if it is what was planned."))


class SpendingForm(Form):
    """What was paid, or taken back."""

    on_day = DateField(_("Day of the voucher"), validators=[DataRequired(NEEDED)])
    amount = EuroField(
        _("Amount"), validators=[given], description=_("To correct a mistake, take it back with a minus and book the right amount anew.")
    )
    voucher = StringField(
        _("Voucher"), validators=[DataRequired(NEEDED), Length(max=200, message=LONG)], description=_("Its number in the city’s books.")
    )
    note = StringField(_("What was wrong"), validators=[Length(max=300, message=LONG)], description=_("For a correction only."))


def _scale(words: dict[int, str]) -> list[SelectChoice]:
    return [SelectChoice(str(number), label) for number, label in words.items()]


class RiskForm(Form):
    """A risk."""

    title = StringField(_("What may go wrong"), validators=[DataRequired(NEEDED), Length(max=200, message=LONG)])
    likelihood = SelectField(_("How likely"), coerce=int, choices=_scale(LIKELIHOODS), default=3)
    impact = SelectField(_("How bad"), coerce=int, choices=_scale(IMPACTS), default=3)
    answer = TextAreaField(_("What is done about it"), validators=[Length(max=4000, message=LONG)])
    owner = EmailField(_("E-mail address of who looks after it"), validators=[Length(max=254, message=LONG)])


class DocumentForm(Form):
    """A paper of the project."""

    title = StringField(_("Title"), validators=[Length(max=200, message=LONG)], description=_("Without one the name of the file is shown."))
    file = FileField(_("File"), validators=[FileRequired(_("Choose a file."))])


class GateForm(Form):
    """A gate."""

    title = StringField(
        _("Question"), validators=[DataRequired(NEEDED), Length(max=200, message=LONG)], description=_("Such as: May the build begin?")
    )
    criteria = TextAreaField(
        _("What must be there for a go"), validators=[DataRequired(NEEDED), Length(max=4000, message=LONG)], description=_("One criterion a line.")
    )
    due_on = DateField(_("To be decided by"), validators=[DataRequired(NEEDED)])


class DecisionForm(Form):
    """A decision at a gate."""

    outcome = RadioField(
        _("Decision"),
        choices=[SelectChoice(one.value, words) for one, words in OUTCOMES.items()],
        validators=[InputRequired(_("Choose a decision."))],
    )
    reason = TextAreaField(_("Why"), validators=[Length(max=2000, message=LONG)], description=_("Everybody who follows the project reads it."))
    again_on = DateField(_("Look at it again on"), validators=[Optional()], description=_("For a hold only."))
    sure = BooleanField(_("I looked at the criteria above"), validators=[InputRequired(_("Look at the criteria, and tick this."))])


class BenefitForm(_Indicated):
    """What the project is to bring."""

    title = StringField(_("What it brings"), validators=[DataRequired(NEEDED), Length(max=200, message=LONG)])
    per_year = EuroField(_("Euros a year"), description=_("Leave it empty if it shows in an indicator only."))
    due_on = DateField(_("Looked at first on"), validators=[DataRequired(NEEDED)])
    owner = EmailField(_("E-mail address of who looks after it"), validators=[Length(max=254, message=LONG)])


class FindingForm(Form):
    """What was found of a benefit."""

    on_day = DateField(_("Day"), validators=[DataRequired(NEEDED)])
    per_year = EuroField(_("Euros a year"))
    value = DecimalField(_("Value of the indicator"), validators=[Optional()], places=None)
    source = StringField(_("Source"), validators=[Length(max=300, message=LONG)], description=_("Where somebody else can look the figure up."))
