"""Forms of champions."""

from collections.abc import Iterable

from wtforms import BooleanField, DateField, FieldList, FormField, SelectField, StringField, TextAreaField
from wtforms import Form as PlainForm
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from lms.champions.eligibility import MOST_BREADTH, MOST_MONTHS, Key, Need, Rules
from lms.champions.models import OutreachKind
from lms.competency.queries.role_profiles import Offered
from lms.kit.forms import CheckboxesField, DecimalField, Form, IntegerField, SelectChoice
from lms.kit.i18n import lazy_gettext as _

LONG = _("This is too long.")
NUMBER = _("Write a whole number.")
LEVEL = _("A level is a number from 1 to 8.")
ROWS = 6
"""Competences that the page offers to name."""
KINDS = {
    OutreachKind.TALK: _("a talk"),
    OutreachKind.HELP: _("help for colleagues"),
    OutreachKind.WORKSHOP: _("a workshop"),
}


class NominateForm(Form):
    """A name is put forward."""

    motivation = TextAreaField(_("Why?"), validators=[Length(max=2000, message=LONG)])


class MoveForm(Form):
    """A step, and what is said with it."""

    hours = DecimalField(_("Hours a week"), places=1, validators=[Optional()])
    reason = TextAreaField(_("Why?"), validators=[Length(max=1000, message=LONG)])


class OfferForm(Form):
    """What colleagues find in the directory."""

    offers = TextAreaField(
        _("What may colleagues ask you for?"),
        validators=[Length(max=1000, message=LONG)],
        description=_("In your own words, for instance: spreadsheets that have grown too large, open licences, a first look at a dataset."),
    )
    languages = CheckboxesField(
        _("Languages in which you help"),
        validators=[InputRequired(_("Choose at least one language."))],
    )


class OutreachForm(Form):
    """Something that was done for others."""

    kind = SelectField(_("What was it?"), choices=[SelectChoice(kind.value, words) for kind, words in KINDS.items()])
    on_day = DateField(_("Day"), validators=[InputRequired(_("Choose the day."))])
    title = StringField(
        _("What was it about?"),
        validators=[DataRequired(_("Say in a few words what it was about.")), Length(max=200, message=LONG)],
        description=_("Without the names of those whom you helped."),
    )
    reached = IntegerField(_("People reached"), validators=[InputRequired(NUMBER), NumberRange(0, 5000, message=NUMBER)])
    minutes = IntegerField(_("Minutes"), validators=[InputRequired(NUMBER), NumberRange(1, 1440, message=_("From one minute to a day."))])


class HelpForm(Form):
    """A question to a champion."""

    subject = StringField(
        _("What is it about?"), validators=[DataRequired(_("Say in a few words what it is about.")), Length(max=120, message=LONG)]
    )
    text = TextAreaField(_("Your question"), validators=[DataRequired(_("Write your question.")), Length(max=2000, message=LONG)])


class SettleForm(Form):
    """A question was answered."""

    minutes = IntegerField(_("Minutes"), validators=[Optional(), NumberRange(1, 1440, message=_("From one minute to a day."))])


def _key(value: str) -> Key:
    framework, _space, code = value.partition(" ")
    return framework, code


class NeedForm(PlainForm):
    """A competence that every champion shows."""

    competence = SelectField(_("Competence"), default="")
    level = IntegerField(_("Level"), validators=[Optional(), NumberRange(1, 8, message=LEVEL)])


class RulesForm(Form):
    """What a champion has to show, and why it changes."""

    needs = FieldList(FormField(NeedForm), min_entries=ROWS, max_entries=ROWS)
    breadth = IntegerField(_("How many competences in all?"), validators=[InputRequired(NUMBER), NumberRange(0, MOST_BREADTH, message=NUMBER)])
    breadth_level = IntegerField(_("At which level, or higher?"), validators=[InputRequired(NUMBER), NumberRange(1, 8, message=LEVEL)])
    duties_done = BooleanField(_("No mandatory course may be overdue"))
    months = IntegerField(_("Months in service"), validators=[InputRequired(NUMBER), NumberRange(0, MOST_MONTHS, message=NUMBER)])
    reason = TextAreaField(_("Why do the rules change?"), validators=[Length(max=1000, message=LONG)])

    @classmethod
    def showing(cls, rules: Rules) -> "RulesForm":
        """The form as these rules fill it."""
        needs = [{"competence": " ".join(need.key), "level": need.level} for need in rules.needs]
        return cls(
            data={
                "needs": [*needs, *[{"competence": "", "level": None}] * (ROWS - len(needs))],
                "breadth": rules.breadth,
                "breadth_level": rules.breadth_level,
                "duties_done": rules.duties_done,
                "months": rules.months,
            }
        )

    def offer(self, offered: Iterable[Offered]) -> None:
        """Fill the menus."""
        competences = [
            SelectChoice(f"{one.framework.slug} {competence.code}", f"{competence.code} {competence.title}", optgroup=one.framework.title)
            for one in offered
            for _area, listed in one.areas
            for competence in listed
        ]
        for need in self.needs:
            need.form.competence.choices = [SelectChoice("", _("none")), *competences]

    def rules(self) -> Rules:
        """What was written, as rules."""
        rows = [need.form for need in self.needs if need.form.competence.data]
        needs = tuple(Need(*_key(row.competence.data), row.level.data or 1) for row in rows)
        return Rules(needs, self.breadth.data or 0, self.breadth_level.data or 1, bool(self.duties_done.data), self.months.data or 0)
