"""Forms of learners, of the curator who publishes, and of HR who makes a course a duty."""

from collections.abc import Sequence
from uuid import UUID

from wtforms import BooleanField, DateField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from lms.catalogue.events import Learners
from lms.kit.forms import Form, IntegerField, SelectChoice
from lms.kit.i18n import lazy_gettext as _
from lms.people.models import Post
from lms.people.queries.directory import Branch


class NoteForm(Form):
    """A note beside a lesson; ``revision`` is that of the note it is typed over."""

    text = TextAreaField(_("Your note"))
    revision = HiddenField(default="0")

    @property
    def base(self) -> int:
        """The revision as a number; what is no number was made up, and is taken for an old window."""
        given = str(self.revision.data or "")
        return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0


class PlanForm(Form):
    """The day by which somebody wants to be done."""

    due_on = DateField(_("Finish by"), validators=[Optional()])


class PublishForm(Form):
    """What changed, and what it means for those who are learning."""

    note = TextAreaField(
        _("What changed"),
        description=_("Those who learned from the version before will read this."),
        validators=[Length(max=4000)],
    )
    learners = RadioField(
        _("Who is in progress"),
        choices=[
            SelectChoice(Learners.PIN.value, _("finishes the version they started")),
            SelectChoice(Learners.MIGRATE_WITH_CREDIT.value, _("moves to the new version; what they did stays done where the step is still there")),
            SelectChoice(Learners.MIGRATE.value, _("moves to the new version; steps with a changed text must be done again")),
        ],
        default=Learners.PIN.value,
        validators=[InputRequired(_("Choose what happens to people who are learning this course now."))],
    )


def _as_id(value: str | UUID | None) -> UUID | None:
    return UUID(str(value)) if value else None


class DutyForm(Form):
    """A course that a post or department must complete."""

    course = SelectField(_("Course"), coerce=_as_id, validators=[InputRequired(_("Choose a course."))])
    post = SelectField(_("For the post"), coerce=_as_id)
    department = SelectField(_("In the department, with those below"), coerce=_as_id)
    within_days = IntegerField(
        _("Days to finish it"), default=60, validators=[NumberRange(1, 730, message=_("Write a number of days from 1 to 730."))]
    )
    renewed = BooleanField(_("It begins again when the certificate of the course runs out"), default=True)
    reason = StringField(
        _("Why"), validators=[Length(max=300, message=_("This is too long."))], description=_("By which law or decision; officers read it.")
    )

    def offer(self, courses: Sequence[tuple[UUID, str, int | None]], posts: Sequence[Post], tree: Sequence[Branch]) -> None:
        """Fill the menus."""
        self.course.choices = [SelectChoice(course_id, title) for course_id, title, _months in courses]
        self.post.choices = [SelectChoice("", _("every post")), *(SelectChoice(post.id, post.title) for post in posts)]
        indented = (SelectChoice(branch.department.id, "\u2003" * branch.depth + branch.department.name) for branch in tree)
        self.department.choices = [SelectChoice("", _("every department")), *indented]
