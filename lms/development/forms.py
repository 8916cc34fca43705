"""Forms of gaps and development plans."""

from collections.abc import Sequence
from uuid import UUID

from wtforms import DateField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from lms.competency.queries.role_profiles import Offered
from lms.development.models import ActionKind
from lms.kit.forms import Form, IntegerField, SelectChoice
from lms.kit.i18n import lazy_gettext as _

LONG = _("This is too long.")
KINDS = {
    ActionKind.COURSE: _("a course"),
    ActionKind.BOOT_CAMP: _("a boot camp"),
    ActionKind.OBSERVED: _("a task at work that somebody watches"),
    ActionKind.FREE: _("something else"),
}


def _as_id(value: str | UUID | None) -> UUID | None:
    return UUID(str(value)) if value else None


class WishForm(Form):
    """The post that somebody would like."""

    post = SelectField(_("A post that you would like"), coerce=_as_id, validators=[InputRequired(_("Choose a post."))])


class HeadForm(Form):
    """What the plan is for."""

    intention = TextAreaField(
        _("What do you want to reach?"), validators=[Length(max=2000, message=LONG)], description=_("In your own words; your manager reads it.")
    )
    review_on = DateField(_("Look at it again on"), validators=[Optional()], description=_("You are both reminded on that day."))


class GoalForm(Form):
    """One goal."""

    text = StringField(_("Goal"), validators=[DataRequired(_("Write the goal.")), Length(max=400, message=LONG)])
    competence = SelectField(_("Competence"), coerce=_as_id)
    target_level = IntegerField(_("Level to reach"), validators=[Optional(), NumberRange(1, 8, message=_("Write a number from 1 to 8."))])
    due_on = DateField(_("By when"), validators=[Optional()])

    def offer(self, offered: Sequence[Offered]) -> None:
        """Fill the menu."""
        competences = (
            SelectChoice(one.id, f"{one.code} {one.title}", optgroup=framework.framework.title)
            for framework in offered
            for _area, listed in framework.areas
            for one in listed
        )
        self.competence.choices = [SelectChoice("", _("none in particular")), *competences]


class ActionForm(Form):
    """Something to do for a goal."""

    kind = RadioField(
        _("What is it?"),
        choices=[SelectChoice(kind.value, words) for kind, words in KINDS.items()],
        default=ActionKind.COURSE.value,
        validators=[InputRequired(_("Choose what it is."))],
    )
    course = SelectField(_("Course"), coerce=_as_id)
    cohort = SelectField(_("Boot camp"), coerce=_as_id)
    title = StringField(_("What you will do"), validators=[Length(max=300, message=LONG)], description=_("For a task at work, or something else."))
    due_on = DateField(_("By when"), validators=[Optional()])

    def offer(self, courses: Sequence[tuple[UUID, str]], cohorts: Sequence[tuple[UUID, str]]) -> None:
        """Fill the menus."""
        self.course.choices = [SelectChoice("", _("none")), *(SelectChoice(key, title) for key, title in courses)]
        self.cohort.choices = [SelectChoice("", _("none")), *(SelectChoice(key, title) for key, title in cohorts)]


class MoveForm(Form):
    """A move of the plan, and what is said with it."""

    seen = HiddenField()
    reason = TextAreaField(_("What do you want to say?"), validators=[Length(max=2000, message=LONG)])
