"""Forms of bottlenecks."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from wtforms import BooleanField, EmailField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange, Optional, Regexp

from lms.bottlenecks.models import Frequency, Kind
from lms.bottlenecks.service.assessing import Assessment
from lms.bottlenecks.service.reporting import Contact, Report
from lms.kit.forms import DecimalField, Form, IntegerField, SelectChoice
from lms.kit.i18n import lazy_gettext as _
from lms.people.queries.directory import Branch

LONG = _("This is too long.")
NO_CONTROL = Regexp(r"^[^\x00-\x1f\x7f]*$", message=_("Write this on one line, without control characters."))
ADDRESS = Regexp(r"^[^@\s<>\"(),;:\\\[\]]{1,64}@[^@\s<>\"(),;:\\\[\]]{1,189}$", message=_("This is not an e-mail address."))

KINDS = {
    Kind.REGULATION: _("regulation"),
    Kind.PROCUREMENT: _("procurement"),
    Kind.SKILLS: _("skills"),
    Kind.DATA: _("data"),
    Kind.CONNECTIVITY: _("connectivity"),
    Kind.FINANCE: _("finance"),
    Kind.CULTURE: _("culture"),
    Kind.COORDINATION: _("coordination"),
}
FREQUENCIES = {
    Frequency.ALWAYS: _("all the time"),
    Frequency.DAILY: _("every day"),
    Frequency.WEEKLY: _("every week"),
    Frequency.MONTHLY: _("every month"),
    Frequency.YEARLY: _("once or twice a year"),
    Frequency.ONCE: _("it happened once"),
}

_MOST = NumberRange(min=0, max=Decimal(100_000_000), message=_("Write an amount between 0 and 100 million euro."))


def _options(words: Mapping[Any, Any]) -> list[SelectChoice]:
    return [SelectChoice(one.value, label) for one, label in words.items()]


def _asked(words: Mapping[Any, Any]) -> list[SelectChoice]:
    """The same with nothing chosen: the first of them would be handed in by whoever reads past it."""
    return [SelectChoice("", _("Choose")), *_options(words)]


def _lines(text: str | None) -> tuple[str, ...]:
    """Each line is one organisation; the same one counts once."""
    return tuple(dict.fromkeys(" ".join(line.split())[:200] for line in (text or "").splitlines() if line.strip()))[:100]


class ReportForm(Form):
    """What is reported, by an officer."""

    title = StringField(
        _("What is blocked, in one sentence"),
        validators=[DataRequired(_("Say in one sentence what is blocked.")), Length(max=160, message=LONG), NO_CONTROL],
    )
    text = TextAreaField(
        _("What happens, and what should happen instead"), validators=[DataRequired(_("Tell what happens.")), Length(max=4000, message=LONG)]
    )
    kind = SelectField(_("What is it about most?"), choices=_asked(KINDS), validators=[DataRequired(_("Say what it is about most."))])
    blocked = TextAreaField(
        _("Who is blocked?"),
        validators=[Length(max=4000, message=LONG)],
        description=_("One company, association or department on each line, as far as you know them."),
    )
    frequency = SelectField(_("How often does it happen?"), choices=_asked(FREQUENCIES), validators=[DataRequired(_("Say how often it happens."))])
    evidence = TextAreaField(
        _("How can we see it?"), validators=[Length(max=4000, message=LONG)], description=_("A number, a letter you got, an address of a document.")
    )
    cost_low = DecimalField(_("It costs at least, in a month"), validators=[Optional(), _MOST])
    cost_high = DecimalField(_("It costs at most, in a month"), validators=[Optional(), _MOST])

    def report(self) -> Report:
        """What was typed."""
        return Report(
            title=self.title.data or "",
            text=self.text.data or "",
            kind=Kind(self.kind.data),
            frequency=Frequency(self.frequency.data),
            blocked=_lines(self.blocked.data),
            evidence=self.evidence.data or "",
            cost_low=self.cost_low.data,
            cost_high=self.cost_high.data,
        )


class PublicReportForm(ReportForm):
    """The same from outside, with who reports. ``website`` is seen by programs only: whoever fills it in is none of us."""

    name = StringField(_("Your name"), validators=[DataRequired(_("Write your name.")), Length(max=120, message=LONG), NO_CONTROL])
    organisation = StringField(_("Your organisation"), validators=[Length(max=160, message=LONG), NO_CONTROL])
    email = EmailField(
        _("Your e-mail address"),
        validators=[DataRequired(_("Write your address: we send a link to it.")), ADDRESS, Length(max=254, message=LONG)],
    )
    unnamed = BooleanField(_("Do not tell the departments who I am. Only the programme office sees my name."))
    website = StringField(_("Leave this field empty"))

    def contact(self) -> Contact:
        """Who reports."""
        return Contact(self.name.data or "", self.organisation.data or "", self.email.data or "", bool(self.unnamed.data))


class AnswerForm(Form):
    """What the reporter says to it."""

    reason = TextAreaField(_("What do you want to say?"), validators=[Length(max=2000, message=LONG)])


class MoveForm(Form):
    """What goes with a step."""

    reason = TextAreaField(_("What do you want to say?"), validators=[Length(max=2000, message=LONG)])
    owner = EmailField(_("E-mail address of the officer who removes it"), validators=[Length(max=254, message=LONG)])
    duplicate_of = IntegerField(_("Number of the other bottleneck"), validators=[Optional()])
    raised_to = StringField(_("Raised to"), validators=[Length(max=200, message=LONG), NO_CONTROL])


class AssessForm(Form):
    """What the programme office holds to be true."""

    title = StringField(_("Title"), validators=[DataRequired(_("Write a title.")), Length(max=160, message=LONG), NO_CONTROL])
    kind = SelectField(_("Cause"), choices=_options(KINDS), validators=[DataRequired()])
    blocked = TextAreaField(_("Who is blocked"), validators=[Length(max=4000, message=LONG)], description=_("One organisation on each line."))
    reach = IntegerField(
        _("How many organisations in all"),
        validators=[DataRequired(_("Write a number.")), NumberRange(min=1, max=100_000, message=_("Write a number from 1."))],
        description=_("With three or more, the leadership team is told."),
    )
    cost_low = DecimalField(_("Cost of delay in a month, at least"), validators=[Optional(), _MOST])
    cost_high = DecimalField(_("Cost of delay in a month, at most"), validators=[Optional(), _MOST])
    effort_low = DecimalField(_("Effort of removal in person-months, at least"), validators=[Optional(), NumberRange(min=Decimal("0.1"), max=10_000)])
    effort_high = DecimalField(_("Effort of removal in person-months, at most"), validators=[Optional(), NumberRange(min=Decimal("0.1"), max=10_000)])

    def assessment(self) -> Assessment:
        """What was typed."""
        return Assessment(
            title=self.title.data or "",
            kind=Kind(self.kind.data),
            blocked=_lines(self.blocked.data),
            reach=self.reach.data or 1,
            cost_low=self.cost_low.data,
            cost_high=self.cost_high.data,
            effort_low=self.effort_low.data,
            effort_high=self.effort_high.data,
        )


class LinkForm(Form):
    """An initiative that has to do with it."""

    initiative = SelectField(_("Initiative"), coerce=lambda value: UUID(str(value)) if value else None, validators=[DataRequired(_("Choose one."))])

    def offer(self, initiatives: Sequence[tuple[UUID, str]]) -> None:
        """Fill the menu."""
        self.initiative.choices = [SelectChoice("", _("choose one")), *(SelectChoice(key, title) for key, title in initiatives)]


def department_options(tree: Sequence[Branch]) -> list[tuple[str, str]]:
    """The departments as options of a filter."""
    return [(str(branch.department.id), "\u2003" * branch.depth + branch.department.name) for branch in tree]
