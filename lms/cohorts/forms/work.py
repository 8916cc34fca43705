"""Shapes of what people type about work in a cohort."""

import re
from uuid import uuid4

from wtforms import DateField, HiddenField, MultipleFileField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from lms.cohorts.work_files import LONGEST_LINK
from lms.kit.forms import Form, IntegerField
from lms.kit.i18n import lazy_gettext as _

_KEY = re.compile(r"[0-9a-f]{32}")
_SIZE = _("Write a number from 2 to 20.")
_REASON = Length(max=2000, message=_("Shorten it to 2000 characters."))


def whole(written: str | None) -> int:
    """A hidden number; what is no number was made up, and is taken for an old window."""
    return int(written) if written and written.isascii() and written.isdigit() and len(written) < 10 else 0


class WorkForm(Form):
    """What is handed in; ``revision`` is that of the draft it is typed over, ``once_key`` is the page's own name."""

    text = TextAreaField(_("Your text"))
    link = StringField(_("A link"), [Length(max=LONGEST_LINK, message=_("The address is too long."))])
    files = MultipleFileField(_("Add files"))
    revision = HiddenField(default="0")
    once_key = HiddenField()

    @property
    def base(self) -> int:
        """The revision as a number."""
        return whole(str(self.revision.data or ""))

    @property
    def once(self) -> str:
        """The page's own name; a new one when there is none that we made."""
        given = str(self.once_key.data or "")
        return given if _KEY.fullmatch(given) else uuid4().hex


class AskForm(Form):
    """Why somebody needs more time."""

    reason = TextAreaField(_("Why you need more time"), [InputRequired(_("Say in a sentence or two why. Only the trainers read it.")), _REASON])


class GiveForm(Form):
    """More time for one person."""

    person = SelectField(_("Participant"), [InputRequired(_("Choose who gets more time."))], choices=[], validate_choice=True)
    until = DateField(_("Until"), [InputRequired(_("Choose the new day."))])
    reason = TextAreaField(_("Reason"), [InputRequired(_("Say why; the participant reads it.")), _REASON])


class GrantForm(Form):
    """More time for somebody who asked."""

    until = DateField(_("Until"), [InputRequired(_("Choose the new day."))])
    answer = TextAreaField(_("Your answer"), [Optional(), _REASON])


class DeclineForm(Form):
    """No more time; a day that was chosen before is left alone."""

    until = DateField(_("Until"), [Optional()])
    answer = TextAreaField(_("Your answer"), [InputRequired(_("Say why; the participant reads it.")), _REASON])


class CommentForm(Form):
    """A comment on a hand-in."""

    text = TextAreaField(_("Your comment"), [InputRequired(_("Write something first."))])


class TeamForm(Form):
    """The name of a team."""

    name = StringField(_("Name of the team"), [InputRequired(_("Give the team a name.")), Length(max=120)])


class BalanceForm(Form):
    """How large teams shall be, and the seed by which anybody can compute them again."""

    size = IntegerField(_("People in a team, about"), [InputRequired(_SIZE), NumberRange(2, 20, _SIZE)])
    seed = StringField(_("Seed"), [Optional(), Length(max=40)])


class ReportForm(Form):
    """Why a feedback is out of place."""

    reason = TextAreaField(
        _("What is wrong with this feedback"), [InputRequired(_("Say in a sentence what is wrong; only trainers read it.")), _REASON]
    )
