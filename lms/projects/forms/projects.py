"""Forms of a project itself: opening, words, people, steps, the threshold."""

from collections.abc import Sequence
from uuid import UUID

from wtforms import DateField, EmailField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from lms.kit.forms import Form, SelectChoice
from lms.kit.i18n import lazy_gettext as _
from lms.people.models import Person
from lms.people.queries.directory import Branch
from lms.projects.forms.fields import LONG, NEEDED, EuroField, as_id, given
from lms.projects.models.projects import ProjectKind

KINDS = {
    ProjectKind.DATA: _("Data"),
    ProjectKind.INFRASTRUCTURE: _("Infrastructure"),
    ProjectKind.TEST_BED: _("Test bed"),
}


class WordsForm(Form):
    """What a project says of itself."""

    title = StringField(_("Title"), validators=[DataRequired(NEEDED), Length(max=200, message=LONG)])
    summary = TextAreaField(_("What it will have changed, for whom"), validators=[DataRequired(NEEDED), Length(max=4000, message=LONG)])
    starts_on = DateField(_("Begins on"), validators=[Optional()])
    ends_on = DateField(_("Ends on"), validators=[Optional()])


class PeopleForm(Form):
    """Who runs it, and who stands for it."""

    owner = EmailField(
        _("E-mail address of the owner"),
        validators=[Length(max=254, message=LONG)],
        description=_("Who runs the project day by day. They decide at none of its gates."),
    )
    sponsor = SelectField(_("Sponsor"), coerce=as_id, description=_("A manager with a budget, who stands for the project and decides at its gates."))

    def offer(self, sponsors: Sequence[Person]) -> None:
        """Fill the menu."""
        self.sponsor.choices = [SelectChoice("", _("nobody yet")), *(SelectChoice(one.id, one.name) for one in sponsors)]


class OpenForm(WordsForm, PeopleForm):
    """A new project."""

    kind = SelectField(
        _("Kind"), choices=[SelectChoice(kind.value, words) for kind, words in KINDS.items()], validators=[InputRequired(NEEDED)]
    )
    department = SelectField(_("Department"), coerce=as_id, validators=[InputRequired(NEEDED)])
    reason = TextAreaField(
        _("What was learnt, and why the idea becomes a project"),
        validators=[Length(max=2000, message=LONG)],
        description=_("The authors and everybody who follows the idea read it."),
    )

    def offer_departments(self, tree: Sequence[Branch], chosen: UUID | None) -> None:
        """Fill the menu of departments."""
        self.department.choices = [SelectChoice(branch.department.id, "\u2003" * branch.depth + branch.department.name) for branch in tree]
        if self.department.data is None:
            self.department.data = chosen


class StepForm(Form):
    """A step of the project, and what is said with it."""

    deed = HiddenField()
    reason = TextAreaField(_("Why"), validators=[Length(max=2000, message=LONG)], description=_("Everybody who follows the project reads it."))


class ThresholdForm(Form):
    """From which amount on the city manager decides."""

    amount = EuroField(_("Planned amount"), validators=[given])
