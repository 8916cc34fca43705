"""Forms of openings, placements and the matching."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from wtforms import BooleanField, DateField, FieldList, FormField, SelectField, StringField, TextAreaField
from wtforms import Form as PlainForm
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from lms.competency.queries.role_profiles import Offered
from lms.kit.forms import CheckboxesField, DecimalField, Form, IntegerField, SelectChoice
from lms.kit.i18n import lazy_gettext as _
from lms.people.models import Person

LONG = _("This is too long.")
ROWS = 6
"""Lines for competences; who needs more saves and comes back."""


def _as_id(value: str | UUID | None) -> UUID | None:
    return UUID(str(value)) if value else None


class NeedForm(PlainForm):
    """A competence, a level, and whether it must be there. It is part of a form, whose token counts for it."""

    competence = SelectField(_("Competence"), coerce=_as_id, validate_choice=False)
    level = IntegerField(_("Level"), validators=[Optional(), NumberRange(1, 8, message=_("Write a number from 1 to 8."))])
    may = BooleanField(_("Good to have only"))


class OpeningForm(Form):
    """What an opening offers."""

    title = StringField(_("Title"), validators=[DataRequired(_("Give it a title.")), Length(max=200, message=LONG)])
    summary = TextAreaField(
        _("What does one do?"),
        validators=[DataRequired(_("Say in some sentences what one does.")), Length(max=4000, message=LONG)],
        description=_("Colleagues decide by this whether they would like it."),
    )
    hours_per_week = DecimalField(
        _("Hours a week, of each member"),
        places=1,
        validators=[InputRequired(_("Say how many hours.")), NumberRange(Decimal("0.5"), 40, message=_("Between half an hour and 40 hours."))],
    )
    team_size = IntegerField(
        _("People on the team"), validators=[InputRequired(_("Say how many people.")), NumberRange(1, 20, message=_("Between 1 and 20 people."))]
    )
    starts_on = DateField(_("First day"), validators=[InputRequired(_("Choose the first day."))])
    ends_on = DateField(_("Last day"), validators=[InputRequired(_("Choose the last day."))])
    needs = FieldList(FormField(NeedForm), min_entries=ROWS, max_entries=12)

    def offer(self, offered: Sequence[Offered]) -> None:
        """Fill the menus."""
        competences = [
            SelectChoice(one.id, f"{one.code} {one.title}", optgroup=framework.framework.title)
            for framework in offered
            for _area, listed in framework.areas
            for one in listed
        ]
        for entry in self.needs:
            entry.form.competence.choices = [SelectChoice("", _("none")), *competences]


class ReasonForm(Form):
    """A step, and what is said with it."""

    reason = TextAreaField(_("Why?"), validators=[Length(max=2000, message=LONG)])


class EndForm(ReasonForm):
    """An early end."""

    last_day = DateField(_("Last day"), validators=[Optional()])


class ConflictForm(Form):
    """A conflict of interest."""

    interest = TextAreaField(
        _("What is the interest?"), validators=[DataRequired(_("Say in a sentence what it is.")), Length(max=2000, message=LONG)]
    )


class ChampionChoiceForm(Form):
    """A champion out of a list."""

    champion = SelectField(_("Champion"), coerce=_as_id, validators=[InputRequired(_("Choose a champion."))])
    interest = TextAreaField(_("What is the interest?"), validators=[Length(max=2000, message=LONG)])

    def offer(self, champions: Sequence[tuple[UUID, Person]]) -> None:
        """Fill the menu."""
        self.champion.choices = [SelectChoice("", _("choose")), *(SelectChoice(key, person.name) for key, person in champions)]


class GrowthForm(Form):
    """Competences that somebody would like to practise."""

    competences = CheckboxesField(_("Competences that I would like to practise"), coerce=_as_id)


class RunForm(Form):
    """A run of the matching."""

    parallel = IntegerField(
        _("On how many openings may a champion be at once?"),
        default=2,
        validators=[InputRequired(_("Write a number.")), NumberRange(1, 9, message=_("Write a number from 1 to 9."))],
    )
