"""Forms of the workshop."""

from flask_wtf.file import FileAllowed, FileField, FileRequired, MultipleFileField
from wtforms import BooleanField, EmailField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from lms.kit.forms import Form, SelectChoice
from lms.kit.i18n import lazy_gettext as _

ADDRESS = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"
_ZIP = FileAllowed(["zip"], _("Choose a zip file."))


class SourceField(TextAreaField):
    """A file's text: nothing is stripped from it."""


class NewCourseForm(Form):
    """A course from nothing, or from a zip."""

    title = StringField(_("Title"), [InputRequired(_("Give the course a title.")), Length(max=200)])
    slug = StringField(
        _("Address"),
        [Optional(), Length(max=80), Regexp(ADDRESS, message=_("Use small letters a to z, digits and hyphens, such as open-data."))],
    )
    archive = FileField(_("Zip of a course folder"), [_ZIP])


class SourceForm(Form):
    """The text of a file; ``seen`` is the hash of the file when it was opened."""

    text = SourceField(_("Text"))
    seen = HiddenField()


class NewFileForm(Form):
    """A new lesson, quiz or pool of questions."""

    kind = RadioField(
        _("What to add"),
        [InputRequired(_("Choose what to add."))],
        choices=[
            SelectChoice("lesson", _("Lesson")),
            SelectChoice("quiz", _("Quiz")),
            SelectChoice("pool", _("Questions to place inside lessons")),
        ],
        default="lesson",
    )
    title = StringField(_("Title"), [InputRequired(_("Give it a title.")), Length(max=120)])


class RenameForm(Form):
    """Another name for a file."""

    name = StringField(_("New name"), [InputRequired(_("Write the new name.")), Length(max=200)])


class MediaForm(Form):
    """Pictures, videos and downloads."""

    files = MultipleFileField(_("Files"), [InputRequired(_("Choose at least one file."))])
    replace = BooleanField(_("Replace files of the same name"))


class ArchiveForm(Form):
    """A zip that takes the place of all files; ``seen`` is the draft's content that may go."""

    archive = FileField(_("Zip of the course folder"), [FileRequired(_("Choose a zip file.")), _ZIP])
    seen = HiddenField()


class ReasonForm(Form):
    """Why something is sent back or taken away."""

    reason = TextAreaField(_("Reason"), [InputRequired(_("Say why in a sentence or two: others have to act on it.")), Length(max=2000)])


class AuthorForm(Form):
    """Another author."""

    email = EmailField(_("E-mail address"), [InputRequired(_("Write the address.")), Length(max=254)])
