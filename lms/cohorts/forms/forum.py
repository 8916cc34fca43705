"""Forms of the forum and of announcements."""

from collections.abc import Mapping
from uuid import UUID

from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from lms.cohorts.models.forum import Rhythm
from lms.kit.forms import CheckboxesField, Form, SelectChoice
from lms.kit.i18n import lazy_gettext

LONGEST_TITLE = 160

_TITLE = [
    InputRequired(lazy_gettext("Give it a title.")),
    Length(max=LONGEST_TITLE, message=lazy_gettext("Shorten the title to %(max)d characters.")),
]
_TEXT = [InputRequired(lazy_gettext("Write something first."))]


class AnnouncementForm(Form):
    """What all participants are told."""

    title = StringField(lazy_gettext("Title"), validators=_TITLE)
    text = TextAreaField(lazy_gettext("Text"), validators=_TEXT)


class PostForm(Form):
    """A post, and who is mentioned in it."""

    text = TextAreaField(lazy_gettext("Your post"), validators=_TEXT)
    parent = HiddenField()
    mention = CheckboxesField(lazy_gettext("Mention"), coerce=UUID, choices=[])

    def offer(self, people: Mapping[UUID, str], reader_id: UUID) -> None:
        """Let ``people`` be chosen, but for the reader."""
        self.mention.choices = [SelectChoice(str(person_id), name) for person_id, name in people.items() if person_id != reader_id]


class TopicForm(PostForm):
    """A new topic with its first post."""

    title = StringField(lazy_gettext("Title"), validators=_TITLE)


class EditForm(Form):
    """Another text for a post."""

    text = TextAreaField(lazy_gettext("Your post"), validators=_TEXT)


class RhythmForm(Form):
    """How often the forum's news come by mail."""

    rhythm = RadioField(
        lazy_gettext("News of the forum by mail"),
        coerce=Rhythm,
        choices=[
            SelectChoice(Rhythm.DAILY, lazy_gettext("Each morning when something is new")),
            SelectChoice(Rhythm.WEEKLY, lazy_gettext("On Mondays when something is new")),
            SelectChoice(Rhythm.NEVER, lazy_gettext("Never")),
        ],
        validators=[InputRequired(lazy_gettext("Choose how often."))],
    )
