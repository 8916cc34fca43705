"""Forms of the programme office, and of whoever calls for ideas."""

from collections.abc import Sequence

from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from lms.ideas import workflow
from lms.ideas.service.challenging import Call
from lms.kit.forms import Form, IntegerField, SelectChoice
from lms.kit.i18n import lazy_gettext as _
from lms.people.models import Department

LONG = _("This is too long: at most %(max)d characters.")
DEEDS = {
    "admit": _("Admit it: at least three evaluators read it next"),
    "return": _("Return it for more detail"),
    "park": _("Park it for now"),
    "unpark": _("Take it up again"),
    "decline": _("Decline it"),
}
"""What the desk decides, in the order in which it is offered."""


class DecisionForm(Form):
    """What becomes of the idea."""

    deed = RadioField(_("Decision"), validators=[InputRequired(_("Choose what becomes of the idea."))])
    until = DateField(_("Parked until"), validators=[Optional()])
    reason = TextAreaField(_("Reason"), validators=[Length(max=2000, message=LONG)])

    def offer(self, state: str) -> None:
        """Offer the steps that the office may take from ``state``."""
        steps = (workflow.step_of(deed, state) for deed in DEEDS)
        self.deed.choices = [SelectChoice(step.deed, str(DEEDS[step.deed])) for step in steps if step is not None and "office" in step.who]


class MergeForm(Form):
    """Which idea the other one lives on in."""

    into = IntegerField(
        _("Number of the idea that it lives on in"),
        validators=[InputRequired(_("Write the number of the other idea.")), NumberRange(min=1, max=2_000_000_000)],
    )
    why = TextAreaField(_("Why"), validators=[InputRequired(_("Say why in a sentence or two.")), Length(max=2000, message=LONG)])


class UndoForm(Form):
    """Why a merger is undone."""

    reason = TextAreaField(
        _("Why is it undone?"), validators=[InputRequired(_("Say why in a sentence or two.")), Length(max=2000, message=LONG)]
    )


class ChallengeForm(Form):
    """A call for ideas."""

    title = StringField(_("Title"), validators=[DataRequired(_("Give it a title.")), Length(max=200, message=LONG)])
    department = SelectField(_("Department"), validators=[InputRequired(_("Choose a department."))])
    problem = TextAreaField(_("The problem"), validators=[DataRequired(_("Describe the problem.")), Length(max=8000, message=LONG)])
    criteria = TextAreaField(_("What a good idea fulfils"), validators=[Length(max=4000, message=LONG)])
    reward = StringField(_("Reward"), validators=[Length(max=300, message=LONG)])
    opens_on = DateField(_("Opens on"), validators=[InputRequired(_("Choose the first day."))])
    closes_on = DateField(_("Closes on"), validators=[InputRequired(_("Choose the last day."))])

    def offer(self, departments: Sequence[Department]) -> None:
        """Offer the departments for which one may call."""
        self.department.choices = [SelectChoice(str(one.id), one.name) for one in departments]

    def call(self) -> Call:
        """What the form holds."""
        return Call(
            title=" ".join(str(self.title.data).split()),
            problem=str(self.problem.data).replace("\r\n", "\n"),
            criteria=(self.criteria.data or "").replace("\r\n", "\n"),
            reward=self.reward.data or "",
            opens_on=self.opens_on.data,  # type: ignore[arg-type]  # required
            closes_on=self.closes_on.data,  # type: ignore[arg-type]
        )


class OutcomeForm(Form):
    """What became of a challenge."""

    outcome = TextAreaField(
        _("What becomes of the ideas"),
        validators=[InputRequired(_("Say in a few sentences what becomes of the ideas.")), Length(max=4000, message=LONG)],
    )
