"""Forms of the consultation."""

from collections.abc import Sequence
from uuid import UUID

from wtforms import DateField, RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from lms.kit.forms import CheckboxesField, Form, SelectChoice
from lms.kit.i18n import lazy_gettext as _
from lms.strategy.models.strategies import ContributionOutcome, Objective
from lms.strategy.queries.consultation import Askable

LONG = _("This is too long.")
OUTCOMES = {
    ContributionOutcome.TAKEN: _("taken"),
    ContributionOutcome.PARTLY: _("taken in part"),
    ContributionOutcome.NOT_TAKEN: _("not taken"),
}


def _as_id(value: str | UUID | None) -> UUID | None:
    return UUID(str(value)) if value else None


def _set_in(one: Askable) -> str:
    return "\u2003" * one.branch.depth + one.branch.department.name


class OpenForm(Form):
    """Whom to ask, and until when."""

    until = DateField(_("Departments may speak until"), validators=[InputRequired(_("Write a date."))])
    departments = CheckboxesField(
        _("Departments to ask"),
        coerce=_as_id,
        validators=[DataRequired(_("Choose at least one department."))],
    )

    def offer(self, found: Sequence[Askable]) -> None:
        """Fill the list; those below others are set in."""
        self.departments.choices = [
            SelectChoice(one.branch.department.id, f"{_set_in(one)} ({one.people})") for one in found
        ]


class ExtendForm(Form):
    """Another day until which departments may speak."""

    until = DateField(_("Departments may speak until"), validators=[InputRequired(_("Write a date."))])


class AnotherForm(Form):
    """One more department to ask."""

    department = SelectField(_("Department"), coerce=_as_id, validators=[InputRequired(_("Choose a department."))])

    def offer(self, found: Sequence[Askable]) -> None:
        """Fill the menu."""
        self.department.choices = [SelectChoice(one.branch.department.id, _set_in(one)) for one in found]


class ContributionForm(Form):
    """What a department has to say."""

    objective = SelectField(_("What is it about?"), coerce=_as_id)
    text = TextAreaField(
        _("What your department has to say"), validators=[DataRequired(_("Write what your department has to say.")), Length(max=8000, message=LONG)]
    )

    def offer(self, objectives: Sequence[Objective]) -> None:
        """Fill the menu."""
        live = (one for one in objectives if not one.retired_at)
        self.objective.choices = [SelectChoice("", _("the strategy in general")), *(SelectChoice(one.id, f"{one.code} {one.title}") for one in live)]


class NothingForm(Form):
    """That a department has nothing to add, and why."""

    reason = TextAreaField(
        _("Why does your department have nothing to add?"),
        validators=[DataRequired(_("Say in a sentence why the department has nothing to add.")), Length(max=2000, message=LONG)],
    )


class AnswerForm(Form):
    """What became of a contribution."""

    outcome = RadioField(
        _("What became of it?"),
        choices=[SelectChoice(outcome.value, words) for outcome, words in OUTCOMES.items()],
        validators=[InputRequired(_("Choose what became of it."))],
    )
    line = TextAreaField(
        _("A line for the department"), validators=[DataRequired(_("Write a line on what became of it.")), Length(max=2000, message=LONG)]
    )
