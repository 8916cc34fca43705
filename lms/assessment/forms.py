"""Shapes of what people type into assessment's forms."""

from wtforms import EmailField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from lms.assessment.service.accommodations import MOST_PERCENT
from lms.assessment.service.essays import REASON_LETTERS
from lms.kit.forms import Form, IntegerField
from lms.kit.i18n import lazy_gettext as _l


class AccommodationForm(Form):
    """Who gets how much extra time."""

    email = EmailField(_l("E-mail address"), [InputRequired(_l("Write the person's e-mail address.")), Length(max=254)])
    extra_percent = IntegerField(
        _l("Extra time in per cent"),
        [
            InputRequired(_l("Write a whole number, such as 25.")),
            NumberRange(1, MOST_PERCENT, _l("Extra time is 1 to %(max)s per cent.")),
        ],
    )


class ReasonForm(Form):
    """Why somebody gets one more attempt."""

    reason = TextAreaField(
        _l("Reason"),
        [InputRequired(_l("Say why: the person reads it.")), Length(max=REASON_LETTERS, message=_l("Shorten the reason to %(max)d characters."))],
    )
