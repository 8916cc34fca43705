"""Forms of the leadership team."""

from collections.abc import Iterable, Sequence
from datetime import UTC
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from wtforms import BooleanField, DateField, DateTimeLocalField, EmailField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp

from lms.kit.forms import CheckboxesField, Form, IntegerField, SelectChoice
from lms.kit.i18n import lazy_gettext as _
from lms.kit.i18n import time_zone
from lms.leadership.models import Choice, Meeting, Sector
from lms.leadership.service.meetings import When
from lms.leadership.service.seats import Holding

LONG = _("This is too long.")
ONE_LINE = Regexp(r"^[^\x00-\x1f\x7f]*$", message=_("Write this on one line, without control characters."))
ADDRESS = Regexp(r"^[^@\s<>\"(),;:\\\[\]]{1,64}@[^@\s<>\"(),;:\\\[\]]{1,189}$", message=_("This is not an e-mail address."))

SECTORS = {
    Sector.ADMINISTRATION: _("administration"),
    Sector.BUSINESS: _("business"),
    Sector.RESEARCH: _("research"),
    Sector.CITIZENS: _("citizens"),
}
CHOICES = {Choice.FOR: _("for"), Choice.AGAINST: _("against"), Choice.ABSTAINED: _("abstained")}


def _as_id(value: str | UUID | None) -> UUID | None:
    return UUID(str(value)) if value else None


class MandateForm(Form):
    """A new version of the mandate."""

    text = TextAreaField(_("Mandate"), validators=[DataRequired(_("Write the mandate.")), Length(max=6000, message=LONG)])
    quorum = IntegerField(
        _("Seats with a vote that are needed for a decision"),
        validators=[InputRequired(_("Write a number.")), NumberRange(min=1, max=200, message=_("Write a number from 1."))],
    )
    from_day = DateField(_("In force from"), validators=[DataRequired(_("Choose a day."))])


class SeatForm(Form):
    """A new seat."""

    title = StringField(_("Name of the seat"), validators=[DataRequired(_("Name the seat.")), Length(max=200, message=LONG), ONE_LINE])
    sector = SelectField(_("Whom it speaks for"), choices=[SelectChoice(one.value, label) for one, label in SECTORS.items()])
    chairs = BooleanField(_("This seat chairs the team"))


class TermForm(Form):
    """Who takes a seat: a colleague by address, or somebody from outside by name and address."""

    email = EmailField(_("E-mail address"), validators=[DataRequired(_("Write the address.")), ADDRESS, Length(max=254, message=LONG)])
    name = StringField(
        _("Name, for somebody from outside"),
        validators=[Length(max=200, message=LONG), ONE_LINE],
        description=_("Leave it empty for a colleague. With a name an account from outside is opened, and a link to set the password is sent."),
    )
    organisation = StringField(_("Organisation they come from"), validators=[Length(max=200, message=LONG), ONE_LINE])
    alternate = BooleanField(_("As alternate: votes only when the member is absent"))
    from_day = DateField(_("From"), validators=[DataRequired(_("Choose a day."))])
    until_day = DateField(_("Until, that day included"), validators=[DataRequired(_("Choose a day."))])

    def how(self) -> Holding:
        """What was typed."""
        begins: Any = self.from_day.data  # dates: validated
        ends: Any = self.until_day.data
        return Holding(begins, ends, bool(self.alternate.data), self.organisation.data or "")


class MeetingForm(Form):
    """When and where a meeting is."""

    title = StringField(_("Name of the meeting"), validators=[DataRequired(_("Name the meeting.")), Length(max=200, message=LONG), ONE_LINE])
    starts = DateTimeLocalField(_("Begins"), format=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"], validators=[InputRequired(_("Choose day and hour."))])
    lasts_minutes = IntegerField(
        _("Minutes"),
        default=120,
        validators=[InputRequired(_("Write a number.")), NumberRange(min=10, max=1440, message=_("From 10 to 1440 minutes."))],
    )
    place = StringField(_("Place"), validators=[Length(max=200, message=LONG), ONE_LINE])

    def show(self, meeting: Meeting) -> None:
        """Fill in what is known."""
        self.title.data, self.lasts_minutes.data, self.place.data = meeting.title, meeting.lasts_minutes, meeting.place
        self.starts.data = meeting.starts_at.astimezone(ZoneInfo(time_zone())).replace(tzinfo=None)

    def when(self) -> When:
        """What was typed; hours are those of the city's clock."""
        typed: Any = self.starts.data  # a datetime: validated
        moment = typed.replace(tzinfo=ZoneInfo(time_zone())).astimezone(UTC)
        return When(self.title.data or "", moment, self.lasts_minutes.data or 120, self.place.data or "")


class ReasonForm(Form):
    """Why."""

    reason = TextAreaField(_("Why?"), validators=[Length(max=2000, message=LONG)])


class ItemForm(Form):
    """A free item."""

    title = StringField(_("New item"), validators=[DataRequired(_("Name the item.")), Length(max=200, message=LONG), ONE_LINE])
    text = TextAreaField(_("What it is about"), validators=[Length(max=6000, message=LONG)])


class PresenceForm(Form):
    """Who is there."""

    present = CheckboxesField(_("Who is there"), coerce=_as_id)

    def offer(self, people: Sequence[tuple[UUID, str]]) -> None:
        """Fill the list."""
        self.present.choices = [SelectChoice(key, name) for key, name in people]


class InterestForm(Form):
    """An interest in an item; the secretary says whose."""

    interest = TextAreaField(_("Which interest do you have?"), validators=[Length(max=2000, message=LONG)])
    member = SelectField(_("Whose interest it is"), coerce=_as_id, validators=[Optional()])

    def offer(self, people: Sequence[tuple[UUID, str]]) -> None:
        """Fill the menu."""
        self.member.choices = [SelectChoice(key, name) for key, name in people]


class NotesForm(Form):
    """What was said."""

    notes = TextAreaField(_("What was said"), validators=[Length(max=6000, message=LONG)])


class DecisionForm(Form):
    """What was decided. The votes of the seats are fields of their own, named after them."""

    text = TextAreaField(_("Decision"), validators=[DataRequired(_("Write what was decided.")), Length(max=6000, message=LONG)])
    owner = EmailField(_("E-mail address of whoever carries it out"), validators=[Length(max=254, message=LONG)])
    due_on = DateField(_("By when"), validators=[Optional()])
    replaces = StringField(
        _("It replaces decision number"), validators=[Length(max=20, message=LONG)], description=_("Only if an earlier one is not in force any more.")
    )


def decision_form(seats: Iterable[tuple[UUID, str]]) -> type[DecisionForm]:
    """The form with a vote for each seat that has one."""
    votes = {
        f"vote_{seat_id.hex}": RadioField(
            label, choices=[SelectChoice(one.value, word) for one, word in CHOICES.items()], validators=[InputRequired(_("Say how this seat votes."))]
        )
        for seat_id, label in seats
    }
    return type("VotedForm", (DecisionForm,), votes)


class MinutesForm(Form):
    """The minutes."""

    minutes = TextAreaField(_("Minutes"), validators=[Length(max=18_000, message=LONG)])


class ApproveForm(Form):
    """At which later meeting the minutes were approved."""

    later = SelectField(_("Approved at"), coerce=_as_id, validators=[DataRequired(_("Choose a meeting."))])

    def offer(self, meetings: Sequence[tuple[UUID, str]]) -> None:
        """Fill the menu."""
        self.later.choices = [SelectChoice(key, title) for key, title in meetings]


class DoneForm(Form):
    """What was done."""

    note = TextAreaField(_("What was done"), validators=[Length(max=2000, message=LONG)])
