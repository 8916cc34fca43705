"""The rules of levels as a form: weights and ages by kind, needs by level."""

import re
from typing import Any

from wtforms import BooleanField, FieldList, FormField, StringField, TextAreaField
from wtforms import Form as PlainForm
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from lms.competency.levels.rules import KINDS, Rules
from lms.kit.forms import Form, IntegerField
from lms.kit.i18n import gettext as _
from lms.kit.i18n import lazy_gettext

_STEP = re.compile(r"(\d{1,3}):(\d{1,3})")
_NUMBER = lazy_gettext("Write a whole number.")


class KindForm(PlainForm):
    """What a kind of evidence weighs, and how it fades."""

    weight = IntegerField(lazy_gettext("Weight when new"), validators=[InputRequired(_NUMBER)])
    fades = StringField(lazy_gettext("Fades"), validators=[Length(max=100)])
    items_for_full = IntegerField(lazy_gettext("Observations for the full weight"), validators=[InputRequired(_NUMBER)])
    alone = BooleanField(lazy_gettext("One piece is enough"))

    def validate_fades(self, field: StringField) -> None:
        """Steps are written as ``24:80 48:60``."""
        if any(not _STEP.fullmatch(step) for step in (field.data or "").split()):
            raise ValidationError(_("Write steps such as 24:80 48:60: after 24 months 80 per cent, after 48 months 60 per cent."))


class NeedForm(PlainForm):
    """What a level asks for."""

    weight = IntegerField(lazy_gettext("Weight"), validators=[InputRequired(_NUMBER)])
    pieces = IntegerField(lazy_gettext("Pieces"), validators=[InputRequired(_NUMBER)])


class SureForm(PlainForm):
    """From when a level is that sure."""

    weight = IntegerField(lazy_gettext("Weight"), validators=[InputRequired(_NUMBER)])
    kinds = IntegerField(lazy_gettext("Kinds of evidence"), validators=[InputRequired(_NUMBER)])


class RulesForm(Form):
    """All rules, and why they change."""

    kinds = FieldList(FormField(KindForm), min_entries=len(KINDS), max_entries=len(KINDS))
    levels = FieldList(FormField(NeedForm), min_entries=8, max_entries=8)
    ratings_alone_up_to = IntegerField(lazy_gettext("Highest level from ratings alone"), validators=[InputRequired(_NUMBER)])
    medium = FormField(SureForm)
    high = FormField(SureForm)
    reason = TextAreaField(lazy_gettext("Why do the rules change?"), validators=[DataRequired(lazy_gettext("Write a reason.")), Length(max=1000)])

    @classmethod
    def showing(cls, rules: Rules) -> "RulesForm":
        """The form as these rules fill it."""
        plain = rules.plain()
        kinds = [
            {**plain["kinds"][name], "fades": " ".join(f"{months}:{percent}" for months, percent in plain["kinds"][name]["fades"])} for name in KINDS
        ]
        return cls(data={**plain, "kinds": kinds, **plain["confidence"]})

    def plain(self) -> dict[str, Any]:
        """What was written, as ``rules_from`` reads it."""
        return {
            "kinds": {name: _kind(entry.data) for name, entry in zip(KINDS, self.kinds, strict=True)},
            "levels": [{"weight": entry.data["weight"], "pieces": entry.data["pieces"]} for entry in self.levels],
            "ratings_alone_up_to": self.ratings_alone_up_to.data,
            "confidence": {name: {"weight": self[name].data["weight"], "kinds": self[name].data["kinds"]} for name in ("medium", "high")},
        }


def _kind(written: dict[str, Any]) -> dict[str, Any]:
    steps = [[int(part) for part in step.split(":")] for step in (written["fades"] or "").split()]
    return {"weight": written["weight"], "fades": steps, "alone": written["alone"], "items_for_full": written["items_for_full"]}
