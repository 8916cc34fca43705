"""Forms of credentials."""

from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from lms.kit.forms import Form
from lms.kit.i18n import lazy_gettext

LONGEST_REASON = 1000


class ReasonForm(Form):
    """Why something is done that touches what others hold."""

    reason = TextAreaField(
        lazy_gettext("Reason"),
        validators=[
            InputRequired(lazy_gettext("Write a reason: a sentence or two are enough.")),
            Length(max=LONGEST_REASON, message=lazy_gettext("Shorten the reason to %(max)d characters.")),
        ],
    )
