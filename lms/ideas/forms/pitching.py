"""The form of a pitch: the problem before the solution."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from lms.ideas.models.pitches import Challenge
from lms.ideas.service.pitching import Pitch
from lms.kit.forms import DecimalField, Form, SelectChoice
from lms.kit.i18n import lazy_gettext as _
from lms.strategy.models.strategies import Objective

LONG = _("This is too long: at most %(max)d characters.")
_MONEY = [Optional(), NumberRange(min=0, max=999_999_999, message=_("Write an amount in euro, without signs."))]


class NeededToSubmit:
    """Says that a field is asked for, though a draft may lack it."""

    field_flags = {"required": True}  # noqa: RUF012  (WTForms reads it so)

    def __call__(self, form: object, field: object) -> None:
        """Whether it is there is asked when the idea is submitted."""


def _as_id(value: str | UUID | None) -> UUID | None:
    return UUID(str(value)) if value else None


class PitchForm(Form):
    """What somebody writes down about an idea. While it is a draft, anything may still be missing."""

    revision = HiddenField(default="0")
    problem = TextAreaField(_("What is the problem?"), validators=[NeededToSubmit(), Length(max=8000, message=LONG)])
    sufferers = StringField(_("Who suffers from it?"), validators=[NeededToSubmit(), Length(max=300, message=LONG)])
    frequency = StringField(_("How often?"), validators=[NeededToSubmit(), Length(max=300, message=LONG)])
    cost_from = DecimalField(_("It costs at least"), validators=_MONEY)
    cost_until = DecimalField(_("and at most"), validators=_MONEY)
    title = StringField(_("Title of the idea"), validators=[NeededToSubmit(), Length(max=200, message=LONG)])
    solution = TextAreaField(_("What do you propose?"), validators=[NeededToSubmit(), Length(max=8000, message=LONG)])
    objective = SelectField(_("Objective that it serves"), coerce=_as_id)
    challenge = SelectField(_("Challenge that it answers"), coerce=_as_id)
    files = MultipleFileField(_("Evidence"))
    anonymous = BooleanField(_("Stay unnamed until screening"))

    def offer(self, objectives: Sequence[Objective], challenges: Sequence[Challenge]) -> None:
        """Offer the objectives of the strategy in force and the open challenges."""
        self.objective.choices = [SelectChoice("", str(_("None"))), *(SelectChoice(str(one.id), f"{one.code} {one.title}") for one in objectives)]
        self.challenge.choices = [SelectChoice("", str(_("None"))), *(SelectChoice(str(one.id), one.title) for one in challenges)]

    def validate_cost_until(self, field: DecimalField) -> None:
        """A range has its smaller end first."""
        if field.data is not None and self.cost_from.data is not None and field.data < self.cost_from.data:
            raise ValidationError(str(_("The second amount must not be smaller than the first.")))

    def pitch(self) -> Pitch:
        """What the form holds."""
        return Pitch(
            title=" ".join((self.title.data or "").split()),
            problem=_lines(self.problem.data),
            sufferers=self.sufferers.data or "",
            frequency=self.frequency.data or "",
            solution=_lines(self.solution.data),
            cost_from=self.cost_from.data,
            cost_until=self.cost_until.data,
            anonymous=bool(self.anonymous.data),
            objective_id=self.objective.data,
            challenge_id=self.challenge.data,
        )

    def seen(self) -> int:
        """The revision that the writer saw."""
        text = str(self.revision.data or "")
        return int(text) if text.isdecimal() and len(text) < 10 else -1


def _lines(value: Any) -> str:
    return str(value or "").replace("\r\n", "\n")


class SubmitForm(Form):
    """The last step before the programme office has the idea."""

    differs = TextAreaField(_("Mine differs because"), validators=[Length(max=2000, message=LONG)])


class JoinForm(Form):
    """Why somebody wants to join an idea."""

    text = TextAreaField(_("What would you bring?"), validators=[Length(max=2000, message=LONG)])


class CoAuthorForm(Form):
    """Whom to ask."""

    who = StringField(
        _("Name or address at work"), validators=[InputRequired(_("Write whom you want to ask.")), Length(max=254, message=LONG)]
    )


class WithdrawForm(Form):
    """Why an idea is taken back."""

    reason = TextAreaField(_("Why, if you like to say"), validators=[Length(max=2000, message=LONG)])
