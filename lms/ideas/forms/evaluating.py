"""Forms of evaluations."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from wtforms import FieldList, FormField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms import Form as Part
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from lms.ideas.scoring import ANCHORED, HIGHEST, LOWEST, Criterion
from lms.kit.forms import DecimalField, Form, IntegerField, SelectChoice
from lms.kit.i18n import lazy_gettext as _

LONG = _("This is too long.")
MOST_CRITERIA = 8


class ScoreForm(Form):
    """Scores of an idea, one radio group per criterion; made by ``score_form``."""

    comment = TextAreaField(_("What would you tell the authors?"), validators=[Length(max=4000, message=LONG)])

    @property
    def fields_of_scores(self) -> list[Any]:
        """The radio groups, in the order of the criteria."""
        return [field for field in self if field.name.startswith("score_")]

    @property
    def scores(self) -> dict[str, int]:
        """Criterion's key -> score."""
        return {field.name.removeprefix("score_"): int(field.data) for field in self.fields_of_scores if field.data not in (None, "")}


def score_form(criteria: Sequence[Criterion], given: Mapping[str, int], comment: str) -> ScoreForm:
    """A form for these criteria, filled with what was given."""
    fields = {f"score_{one.key}": _choices(one) for one in criteria}
    made: type[ScoreForm] = type("ScoreForm", (ScoreForm,), fields)
    return made(data={"comment": comment, **{f"score_{key}": str(score) for key, score in given.items()}})


def _choices(criterion: Criterion) -> RadioField:
    choices = [SelectChoice(str(score), _label(criterion, score)) for score in range(LOWEST, HIGHEST + 1)]
    return RadioField(criterion.title, choices=choices, validators=[InputRequired(_("Choose a score from 0 to 5."))])


def _label(criterion: Criterion, score: int) -> str:
    words = criterion.anchors.get(score, "")
    return f"{score}: {words}" if words else str(score)


class WhyForm(Form):
    """Why somebody else should do it."""

    why = TextAreaField(_("Why can you not judge this idea?"), validators=[Length(max=4000, message=LONG)])


class OutcomeForm(Form):
    """What evaluators agreed on."""

    outcome = TextAreaField(
        _("What did you agree on?"),
        validators=[DataRequired(_("Write what you agreed on: the authors read it with the result.")), Length(max=4000, message=LONG)],
        description=_("Why you saw it differently, and what you think together now."),
    )


def _as_id(value: str | UUID | None) -> UUID | None:
    return UUID(str(value)) if value else None


class AppointForm(Form):
    """Ask somebody by hand."""

    person = SelectField(_("Evaluator"), coerce=_as_id, validators=[InputRequired(_("Choose somebody."))])


class CriterionPart(Part):
    """One criterion; without a title it is left out."""

    key = HiddenField()
    title = StringField(_("Criterion"), validators=[Length(max=120, message=LONG)])
    weight = IntegerField(_("Weight"), validators=[Optional(), NumberRange(1, 10, message=_("Write a whole number from 1 to 10."))])
    anchor_0 = StringField(_("What 0 means"), validators=[Length(max=300, message=LONG)])
    anchor_3 = StringField(_("What 3 means"), validators=[Length(max=300, message=LONG)])
    anchor_5 = StringField(_("What 5 means"), validators=[Length(max=300, message=LONG)])


class CriteriaForm(Form):
    """What ideas are scored on."""

    based_on = HiddenField()
    pass_mark = DecimalField(
        _("An idea passes from a mean of"), validators=[InputRequired(), NumberRange(0, 5, message=_("Write a number from 0 to 5."))], places=2
    )
    most_disagreement = DecimalField(
        _("Evaluators talk above a disagreement of"),
        validators=[InputRequired(), NumberRange(0.1, 2.5, message=_("Write a number from 0.1 to 2.5."))],
        places=2,
    )
    why = TextAreaField(_("Why do you change them?"), validators=[DataRequired(_("Say why.")), Length(max=2000, message=LONG)])
    criteria = FieldList(FormField(CriterionPart), max_entries=MOST_CRITERIA)

    @property
    def made(self) -> tuple[Criterion, ...]:
        """The criteria that were written."""
        return tuple(_made(entry.form) for entry in self.criteria if (entry.form.title.data or "").strip())


def _made(part: CriterionPart) -> Criterion:
    anchors = {score: str(getattr(part, f"anchor_{score}").data or "").strip() for score in ANCHORED}
    return Criterion(part.key.data or f"c{uuid4().hex[:8]}", str(part.title.data).strip(), part.weight.data or 1, anchors)


def filled(criteria: Sequence[Criterion]) -> list[dict[str, Any]]:
    """The criteria as the form takes them, with an empty one at the end while there is room."""
    rows: list[dict[str, Any]] = [
        {"key": one.key, "title": one.title, "weight": one.weight, **{f"anchor_{score}": one.anchors.get(score, "") for score in ANCHORED}}
        for one in criteria
    ]
    return [*rows, {}][:MOST_CRITERIA]
