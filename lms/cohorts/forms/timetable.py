"""Forms of the timetable and of attendance."""

from collections.abc import Iterable
from uuid import UUID

from wtforms import BooleanField, DateField, StringField, TextAreaField, TimeField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from lms.cohorts.models.timetable import Presence
from lms.cohorts.service.timetable.changing import Wanted
from lms.kit.forms import Form, IntegerField
from lms.kit.i18n import LazyString, lazy_gettext

ONE_LINE = Regexp(r"^[^\x00-\x1f\x7f]*$", message=lazy_gettext("Write this on one line, without control characters."))
WEB_ADDRESS = Regexp(r"^https?://[^\s<>\"]+$", message=lazy_gettext("Write the whole address, beginning with https://."))
LONGEST_REASON = 1000

PRESENCES: dict[Presence, LazyString] = {
    Presence.PRESENT: lazy_gettext("Present"),
    Presence.LATE: lazy_gettext("Late"),
    Presence.EXCUSED: lazy_gettext("Excused"),
    Presence.ABSENT: lazy_gettext("Absent"),
}


def _longest(number: int) -> Length:
    return Length(max=number, message=lazy_gettext("Shorten this to %(max)d characters."))


class SessionForm(Form):
    """A session, its hours by the cohort's clock."""

    title = StringField(lazy_gettext("Title"), validators=[InputRequired(lazy_gettext("Write a title.")), _longest(200), ONE_LINE])
    day = DateField(lazy_gettext("Day"), validators=[InputRequired(lazy_gettext("Choose the day."))])
    begins = TimeField(lazy_gettext("From"), validators=[InputRequired(lazy_gettext("Write when it begins, such as 10:00."))])
    ends = TimeField(lazy_gettext("To"), validators=[InputRequired(lazy_gettext("Write when it ends, such as 12:00."))])
    place = StringField(lazy_gettext("Place"), validators=[_longest(200), ONE_LINE])
    link = StringField(lazy_gettext("Link to join"), validators=[Optional(), _longest(400), WEB_ADDRESS])
    mandatory = BooleanField(lazy_gettext("Counts for graduation"), default=True)
    summary = TextAreaField(lazy_gettext("What it is about"), validators=[_longest(2000)])

    def wanted(self) -> Wanted:
        """What was filled in."""
        filled = self.data
        return Wanted(
            title=filled["title"],
            day=filled["day"],
            begins=filled["begins"],
            ends=filled["ends"],
            place=filled["place"] or "",
            link=filled["link"] or "",
            mandatory=filled["mandatory"],
            summary=filled["summary"] or "",
        )


class CancelForm(Form):
    """Why a session is cancelled."""

    why = TextAreaField(
        lazy_gettext("Reason"),
        validators=[InputRequired(lazy_gettext("Write why it is cancelled: participants read it.")), _longest(LONGEST_REASON)],
    )


class ShiftForm(Form):
    """By how many days the timetable moves."""

    days = IntegerField(
        lazy_gettext("Days"),
        validators=[
            InputRequired(lazy_gettext("Write a number of days.")),
            NumberRange(-366, 366, message=lazy_gettext("At most a year, backwards or forwards.")),
        ],
    )


class CodeForm(Form):
    """The code that the trainer shows."""

    code = StringField(lazy_gettext("Code"), validators=[InputRequired(lazy_gettext("Enter the code that your trainer shows.")), _longest(40)])


class ExplanationForm(Form):
    """Why somebody was not there."""

    text = TextAreaField(
        lazy_gettext("Why you were not there"),
        validators=[InputRequired(lazy_gettext("Write a sentence, or leave the page: you need not say anything.")), _longest(LONGEST_REASON)],
    )


class LettersForm(Form):
    """Whether invitations come by mail."""

    by_letter = BooleanField(lazy_gettext("Send me each session as an invitation by mail"))


class RollForm(Form):
    """How each participant attended: radio buttons called ``presence.<person>``; who has none chosen stays as they are."""

    @staticmethod
    def name_of(person_id: UUID) -> str:
        """The name of a person's radio buttons."""
        return f"presence.{person_id}"

    def given(self, sent: dict[str, str], people: Iterable[UUID]) -> dict[UUID, Presence]:
        """What was chosen for ``people``; anything else that was sent is left out."""
        known = {presence.value: presence for presence in Presence}
        chosen = ((who, known.get(sent.get(self.name_of(who), ""))) for who in people)
        return {who: how for who, how in chosen if how is not None}
