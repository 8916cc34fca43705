"""Forms of pilots."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from lms.kit.forms import Form, SelectChoice
from lms.kit.i18n import lazy_gettext as _

LONG = _("This is too long.")
DAY = _("Choose a day.")
AMENDED: Mapping[str, Any] = {"hypothesis": _("the hypothesis"), "measure": _("the measure"), "ends_on": _("the last day")}
OUTCOMES: Mapping[str, Any] = {
    "adopt": _("Adopt: it becomes routine"),
    "initiative": _("Hand over: it becomes an initiative of the strategy"),
    "project": _("Hand over: it becomes a project"),
    "adapt": _("Adapt: change it and try once more"),
    "stop": _("Stop: we learnt that it does not work like this"),
}


class PlanForm(Form):
    """What is tried."""

    hypothesis = TextAreaField(
        _("Hypothesis"),
        validators=[DataRequired(_("Write what you expect.")), Length(max=4000, message=LONG)],
        description=_("We believe that (this) leads to (that) for (whom)."),
    )
    measure = TextAreaField(
        _("Measure"),
        validators=[DataRequired(_("Write how you will know.")), Length(max=4000, message=LONG)],
        description=_("What is measured, how, and from which value on the hypothesis holds."),
    )
    starts_on = DateField(_("First day"), validators=[InputRequired(DAY)])
    ends_on = DateField(_("Last day"), validators=[InputRequired(DAY)])


class AmendForm(Form):
    """A change of a pilot that runs."""

    what = SelectField(_("What changes?"), choices=[SelectChoice(key, words) for key, words in AMENDED.items()])
    after = TextAreaField(
        _("What shall it be?"),
        validators=[DataRequired(_("Write what it shall be.")), Length(max=4000, message=LONG)],
        description=_("For the last day write year, month and day: 2026-11-22."),
    )
    why = TextAreaField(_("Why does it change?"), validators=[DataRequired(_("Say why.")), Length(max=2000, message=LONG)])


class ResultForm(Form):
    """Something that was measured."""

    on = DateField(_("Day"), validators=[InputRequired(DAY)])
    value = StringField(_("Value"), validators=[DataRequired(_("Write what was measured.")), Length(max=100, message=LONG)])
    note = StringField(_("Note"), validators=[Length(max=1000, message=LONG)])


def _as_id(value: str | UUID | None) -> UUID | None:
    return UUID(str(value)) if value else None


class DecisionForm(Form):
    """What becomes of the idea."""

    what = RadioField(_("What becomes of it?"), validators=[InputRequired(_("Choose what becomes of it."))])
    department = SelectField(_("Department of the initiative"), coerce=_as_id, description=_("Needed when it becomes an initiative."))
    learning = TextAreaField(
        _("What did you learn?"),
        validators=[DataRequired(_("Write what you learnt: it counts as much as a success, and others read it.")), Length(max=2000, message=LONG)],
    )

    def offer(self, outcomes: Sequence[str], departments: Sequence[Any]) -> None:
        """Fill the choices."""
        self.what.choices = [SelectChoice(key, OUTCOMES[key]) for key in outcomes]
        self.department.choices = [SelectChoice("", _("none")), *(SelectChoice(one.department.id, one.department.name) for one in departments)]
