"""Forms of those who apply, agree and screen."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from lms.cohorts.service.applying import LONGEST_MOTIVATION
from lms.cohorts.service.screening import LONGEST_NOTE, Verdict
from lms.kit.forms import Form, SelectChoice
from lms.kit.i18n import lazy_gettext as _

TOO_LONG = _("This is too long.")


class ApplyForm(Form):
    """Why somebody wants to take part."""

    motivation = TextAreaField(
        _("Why do you want to take part?"),
        validators=[DataRequired(_("Say why you want to take part.")), Length(max=LONGEST_MOTIVATION, message=TOO_LONG)],
    )


class RefuseForm(Form):
    """Why a manager does not agree."""

    reason = TextAreaField(_("Why not?"), validators=[DataRequired(_("Say why in a sentence or two.")), Length(max=2000, message=TOO_LONG)])


class ScreeningForm(Form):
    """A verdict for each criterion; the fields are made by ``screening_form``."""

    reason = TextAreaField(_("Reason, where it is not suitable"), validators=[Length(max=2000, message=TOO_LONG)])

    keys: tuple[str, ...] = ()

    def pairs(self) -> list[tuple[Any, Any]]:
        """The fields of each criterion: met or not, and the note."""
        return [(self[f"met-{key}"], self[f"note-{key}"]) for key in self.keys]

    def verdicts(self) -> Mapping[str, Verdict]:
        """What was judged."""
        return {key: Verdict(met.data == "yes", str(note.data or "")) for key, (met, note) in zip(self.keys, self.pairs(), strict=True)}


def screening_form(criteria: Sequence[tuple[str, str]]) -> ScreeningForm:
    """The form for those criteria (key and text)."""
    fields: dict[str, Any] = {"keys": tuple(key for key, _text in criteria)}
    for key, text in criteria:
        choices = [SelectChoice("yes", _("Met")), SelectChoice("no", _("Not met"))]
        fields[f"met-{key}"] = RadioField(text, choices=choices, validators=[InputRequired(_("Judge each criterion."))])
        fields[f"note-{key}"] = StringField(_("Note"), validators=[Length(max=LONGEST_NOTE, message=TOO_LONG)])
    made: ScreeningForm = type("CriteriaForm", (ScreeningForm,), fields)()
    return made
