"""Forms of initiatives."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from wtforms import DateField, EmailField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from lms.competency.queries.role_profiles import Offered
from lms.kit.forms import DecimalField, Form, IntegerField, SelectChoice
from lms.kit.i18n import lazy_gettext as _
from lms.people.queries.directory import Branch
from lms.strategy.forms.strategies import LONG, NUMBER, SLUG
from lms.strategy.models.strategies import Objective, Strategy


def _as_id(value: str | UUID | None) -> UUID | None:
    return UUID(str(value)) if value else None


class InitiativeForm(Form):
    """An initiative."""

    seen = HiddenField()
    title = StringField(_("Title"), validators=[DataRequired(_("Write the title.")), Length(max=200, message=LONG)])
    summary = TextAreaField(
        _("What is done, and what changes for citizens"), validators=[DataRequired(_("Write a few sentences.")), Length(max=4000, message=LONG)]
    )
    objective = SelectField(_("Objective that it serves"), coerce=_as_id, validators=[Optional()])
    department = SelectField(_("Department that carries it"), coerce=_as_id, validators=[InputRequired(_("Choose a department."))])
    owner = EmailField(_("Owner"), validators=[Length(max=254, message=LONG)], description=_("E-mail address of the colleague who answers for it."))
    sponsor = EmailField(
        _("Sponsor"), validators=[Length(max=254, message=LONG)], description=_("E-mail address of the manager who stands behind it.")
    )
    budget = DecimalField(
        _("Budget"), places=None, validators=[InputRequired(NUMBER), NumberRange(0, 10**11, message=_("Write an amount of nothing or more."))]
    )
    funded_from = StringField(_("Paid from"), validators=[Length(max=200, message=LONG)], description=_("Budget line, fund or programme."))
    starts_on = DateField(_("Begins on"), validators=[Optional()])
    ends_on = DateField(_("Ends on"), validators=[Optional()])

    def offer(self, objectives: Iterable[tuple[Strategy, Sequence[Objective]]], departments: Iterable[Branch]) -> None:
        """Fill the menus."""
        listed = [SelectChoice(one.id, f"{one.code} {one.title}", optgroup=strategy.title) for strategy, found in objectives for one in found]
        self.objective.choices = [SelectChoice("", _("none yet")), *listed]
        branches = (SelectChoice(one.department.id, "\u2003" * one.depth + one.department.name) for one in departments)
        self.department.choices = [SelectChoice("", _("Choose")), *branches]


class NewInitiativeForm(InitiativeForm):
    """An initiative to propose."""

    slug = StringField(
        _("Short name in the web address"),
        validators=[DataRequired(_("Write a short name.")), Length(max=80, message=LONG), SLUG],
        description=_("Such as open-permits."),
    )


class NeedForm(Form):
    """A competence that an initiative needs."""

    competence = SelectField(_("Competence"), coerce=_as_id, validators=[InputRequired(_("Choose a competence."))])
    level = IntegerField(_("Level"), validators=[InputRequired(NUMBER), NumberRange(1, 8, message=_("Write a number from 1 to 8."))])
    hours_per_week = DecimalField(
        _("Hours a week"), places=None, validators=[InputRequired(NUMBER), NumberRange(0, 9999, message=_("Write how many hours a week."))]
    )

    def offer(self, offered: Sequence[Offered]) -> None:
        """Fill the menu."""
        listed = (
            SelectChoice(one.id, f"{one.code} {one.title}", optgroup=framework.framework.title)
            for framework in offered
            for _area, found in framework.areas
            for one in found
        )
        self.competence.choices = [SelectChoice("", _("Choose")), *listed]


class ReportForm(Form):
    """How far an initiative is."""

    on_day = DateField(_("Day"), validators=[InputRequired(_("Write a date."))])
    percent = IntegerField(
        _("How much of the work is done"), validators=[InputRequired(NUMBER), NumberRange(0, 100, message=_("Write a number from 0 to 100."))]
    )
    text = TextAreaField(
        _("What was done, and what is in the way"), validators=[DataRequired(_("Write a sentence or two.")), Length(max=4000, message=LONG)]
    )
