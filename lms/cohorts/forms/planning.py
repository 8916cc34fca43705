"""Forms of those who plan and run cohorts."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import available_timezones

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, DateField, DateTimeLocalField, EmailField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp

from lms.cohorts.models.cohorts import Cohort, StaffKind
from lms.cohorts.models.programmes import ProgrammeVersion
from lms.cohorts.service.planning import CohortFacts, wall_clock
from lms.kit.forms import CheckboxesField, Form, IntegerField, SelectChoice
from lms.kit.i18n import gettext
from lms.kit.i18n import lazy_gettext as _
from lms.people.models import Post
from lms.people.queries.directory import Branch

TOO_LONG = _("This is too long.")
ONE_LINE = Regexp(r"^[^\x00-\x1f\x7f]*$", message=_("Write this on one line, without control characters."))
WEB = Regexp(r"^https?://[^\s<>\"]+$", message=_("Write a web address that begins with https://."))


def as_id(value: str | UUID | None) -> UUID | None:
    """The id that was chosen; nothing for the empty choice, or for what is no id."""
    try:
        return UUID(str(value)) if value else None
    except ValueError:
        return None


class CohortForm(Form):
    """Everything about a cohort that a trainer decides."""

    version = SelectField(_("Programme"), coerce=as_id)
    slug = StringField(_("Address"), validators=[Length(max=80, message=TOO_LONG), ONE_LINE])
    name = StringField(_("Name"), validators=[DataRequired(_("Write a name.")), Length(max=200, message=TOO_LONG), ONE_LINE])
    host = SelectField(_("Host department"), coerce=as_id, validators=[DataRequired(_("Choose a department."))])
    starts_on = DateField(_("First day"), validators=[InputRequired(_("Choose the first day."))])
    seats = IntegerField(_("Seats"), validators=[InputRequired(_("Write a number.")), NumberRange(1, 5000, _("Write a number from 1 to 5,000."))])
    apply_until = DateTimeLocalField(
        _("Applications until"), format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], validators=[InputRequired(_("Choose a day and a time."))]
    )
    time_zone = SelectField(_("Time zone"), validators=[InputRequired()])
    offer_days = IntegerField(
        _("Days to answer an offer"),
        default=5,
        validators=[InputRequired(_("Write a number.")), NumberRange(1, 60, _("Write a number from 1 to 60."))],
    )
    language = SelectField(_("Language"))
    place = StringField(_("Place"), validators=[Length(max=200, message=TOO_LONG), ONE_LINE])
    link = StringField(_("Link for those who join online"), validators=[Optional(), Length(max=400, message=TOO_LONG), WEB])
    sessions_too = BooleanField(_("Another place or link counts for the sessions to come, too"))

    def offer(self, tree: Sequence[Branch], languages: Sequence[tuple[str, str]], versions: Sequence[ProgrammeVersion] = ()) -> None:
        """Fill the menus; without ``versions`` the programme and the address stay as they are."""
        indented = [SelectChoice(branch.department.id, "\u2003" * branch.depth + branch.department.name) for branch in tree]
        self.host.choices = [SelectChoice("", _("Choose")), *indented]
        self.language.choices = [SelectChoice(code, label) for code, label in languages]
        self.time_zone.choices = [SelectChoice(name, name) for name in sorted(available_timezones()) if "/" in name and not name.startswith("Etc/")]
        if versions:
            named = ((one.id, gettext("%(title)s, version %(number)s", title=one.title, number=one.number)) for one in versions)
            self.version.choices = [SelectChoice(version_id, name) for version_id, name in named]
        else:
            del self.version, self.slug

    @classmethod
    def of(cls, cohort: Cohort) -> "CohortForm":
        """The form filled with what a cohort is now."""
        shown = ("name", "starts_on", "seats", "time_zone", "offer_days", "language", "place", "link")
        now = {name: getattr(cohort, name) for name in shown}
        return cls(data={**now, "sessions_too": True, "host": cohort.host_id, "apply_until": wall_clock(cohort.apply_until, cohort.time_zone)})

    def facts(self) -> CohortFacts:
        """What was typed."""
        assert self.host.data is not None  # noqa: S101  (validated, as the two below)
        assert self.starts_on.data is not None  # noqa: S101
        assert isinstance(self.apply_until.data, datetime)  # noqa: S101
        return CohortFacts(
            name=str(self.name.data),
            host_id=self.host.data,
            starts_on=self.starts_on.data,
            seats=int(self.seats.data or 0),
            apply_until=self.apply_until.data.replace(tzinfo=None),
            time_zone=str(self.time_zone.data),
            language=str(self.language.data),
            place=str(self.place.data or ""),
            link=str(self.link.data or ""),
            offer_days=int(self.offer_days.data or 0),
            sessions_too=bool(self.sessions_too.data),
        )


class ProgrammeFileForm(Form):
    """A programme as a file."""

    file = FileField(_("File"), validators=[FileRequired(_("Choose a file."))])
    slug = StringField(_("Address of the programme"), validators=[Length(max=80, message=TOO_LONG), ONE_LINE])


class MoveForm(Form):
    """The new first day of a cohort."""

    starts_on = DateField(_("New first day"), validators=[InputRequired(_("Choose a day."))])


class MoveRestForm(Form):
    """The new last day of a cohort that runs."""

    ends_on = DateField(_("New last day"), validators=[InputRequired(_("Choose a day."))])


class ReasonForm(Form):
    """Why something is done that others have to understand."""

    reason = TextAreaField(_("Reason"), validators=[DataRequired(_("Say why in a sentence or two.")), Length(max=2000, message=TOO_LONG)])


STAFF_KINDS = {StaffKind.TRAINER: _("Trainer"), StaffKind.MENTOR: _("Mentor")}


class StaffForm(Form):
    """Somebody who runs the cohort, too."""

    email = EmailField(_("E-mail address"), validators=[DataRequired(_("Write the address.")), Length(max=254, message=TOO_LONG)])
    kind = RadioField(_("As"), choices=[SelectChoice(kind.value, label) for kind, label in STAFF_KINDS.items()], default=StaffKind.TRAINER.value)


class DutyForm(Form):
    """The posts that have to take a programme."""

    posts = CheckboxesField(_("Posts"), coerce=as_id)

    def offer(self, posts: Sequence[Post]) -> None:
        """Fill the list."""
        self.posts.choices = [SelectChoice(post.id, post.title) for post in posts]
