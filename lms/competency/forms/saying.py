"""Forms in which somebody says how they see a competence."""

from collections.abc import Iterable
from datetime import date
from typing import cast

from werkzeug.datastructures import FileStorage
from wtforms import DateField, EmailField, FileField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from lms.competency.levels.words import level_words
from lms.competency.service.claims import LONGEST_REASON, LONGEST_TEXT, MOST_BYTES, Said
from lms.competency.service.ratings import LONGEST_NOTE, Seen
from lms.kit.forms import Form, SelectChoice
from lms.kit.i18n import lazy_gettext


def level_choices(lowest: int = 1) -> list[SelectChoice]:
    """The levels with our own words for each."""
    return [SelectChoice(str(number), f"{number}: {words}" if number else words) for number, words in enumerate(level_words()) if number >= lowest]


class _WithLevel(Form):
    level = RadioField(lazy_gettext("Level"), validators=[InputRequired(lazy_gettext("Choose the level that fits best."))], coerce=str)

    def __init__(self, *args: object, **values: object) -> None:
        super().__init__(*args, **values)
        self.level.choices = level_choices()

    @property
    def chosen(self) -> int:
        """The level as a number; 0 for none."""
        return int(self.level.data or 0)


class RatingForm(_WithLevel):
    """How somebody sees a competence of a colleague."""

    note = TextAreaField(lazy_gettext("What do you base it on?"), validators=[Optional(), Length(max=LONGEST_NOTE)])


class ObservationForm(_WithLevel):
    """A task that somebody watched."""

    task = StringField(lazy_gettext("The task"), validators=[DataRequired(lazy_gettext("Name the task in a few words.")), Length(max=200)])
    seen_on = DateField(lazy_gettext("Seen on"), validators=[InputRequired(lazy_gettext("Write the day on which you saw it."))])
    note = TextAreaField(
        lazy_gettext("What did you see?"),
        validators=[DataRequired(lazy_gettext("Write what you saw: a sentence or two are enough.")), Length(max=LONGEST_NOTE)],
    )

    def seen(self) -> Seen:
        """What was written; the form must be valid."""
        return Seen(self.task.data or "", self.note.data or "", cast(date, self.seen_on.data))


class AskForm(Form):
    """Whom one asks for a rating."""

    rater = SelectField(lazy_gettext("Whom do you ask?"), validators=[InputRequired(lazy_gettext("Choose somebody."))])
    note = TextAreaField(lazy_gettext("What should they think of?"), validators=[Optional(), Length(max=500)])

    def offer(self, people: Iterable[tuple[str, str]]) -> None:
        """Let these people be chosen: (id, name)."""
        self.rater.choices = [SelectChoice(key, name) for key, name in people]


class ClaimForm(_WithLevel):
    """What somebody learnt elsewhere."""

    title = StringField(
        lazy_gettext("What did you learn, and where?"), validators=[DataRequired(lazy_gettext("Name it in a few words.")), Length(max=200)]
    )
    text = TextAreaField(
        lazy_gettext("How does it show the competence?"),
        validators=[DataRequired(lazy_gettext("Write what you did and can do since then.")), Length(max=LONGEST_TEXT)],
    )
    learnt_on = DateField(lazy_gettext("Learnt until"), validators=[InputRequired(lazy_gettext("Write the day on which it ended."))])
    link = StringField(lazy_gettext("Link to a proof"), validators=[Optional(), Length(max=400)])
    file = FileField(lazy_gettext("File with a proof"), validators=[Optional()])

    def said(self) -> Said:
        """What was written; the form must be valid."""
        upload = self.file.data
        file = (upload.filename or "", upload.read(MOST_BYTES + 1)) if isinstance(upload, FileStorage) and upload.filename else None
        day = cast(date, self.learnt_on.data)
        return Said(self.chosen, self.title.data or "", self.text.data or "", day, self.link.data or "", file)


class ReasonForm(Form):
    """Why something is decided or taken back; whether one is needed is a rule."""

    reason = TextAreaField(lazy_gettext("Reason"), validators=[Optional(), Length(max=LONGEST_REASON)])


class ObserverForm(Form):
    """Who shall observe."""

    email = EmailField(lazy_gettext("E-mail address"), validators=[InputRequired(lazy_gettext("Write the address of a colleague.")), Length(max=254)])
