"""Forms of care."""

from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from lms.kit.forms import Form
from lms.kit.i18n import lazy_gettext

LONGEST = 2000


class GridForm(Form):
    """The grid of ratings; its cells are named after people and dimensions, so the view reads them."""


class ReasonForm(Form):
    """Why something is done."""

    reason = TextAreaField(
        lazy_gettext("Reason"),
        validators=[
            InputRequired(lazy_gettext("Write a reason: a sentence or two are enough.")),
            Length(max=LONGEST, message=lazy_gettext("Shorten the reason to %(max)d characters.")),
        ],
    )


class NoteForm(Form):
    """What was agreed in a talk."""

    note = TextAreaField(
        lazy_gettext("What was agreed"),
        validators=[
            InputRequired(lazy_gettext("Write in a sentence what was agreed.")),
            Length(max=LONGEST, message=lazy_gettext("Shorten the note to %(max)d characters.")),
        ],
    )
