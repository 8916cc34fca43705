"""Forms of learners, and of the curator who publishes."""

from wtforms import DateField, HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from lms.catalogue.events import Learners
from lms.kit.forms import Form, SelectChoice
from lms.kit.i18n import lazy_gettext as _


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
