"""Forms of the end of a cohort."""

from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from lms.cohorts.models.ending import Outcome
from lms.kit.forms import Form, SelectChoice
from lms.kit.i18n import lazy_gettext

LONGEST = 2000


class DecisionForm(Form):
    """How the boot camp ended for somebody; the reason is needed where the rule says otherwise."""

    outcome = RadioField(
        lazy_gettext("Decision"),
        coerce=Outcome,
        choices=[SelectChoice(Outcome.GRADUATED, lazy_gettext("Graduated")), SelectChoice(Outcome.NOT_GRADUATED, lazy_gettext("Not graduated"))],
        validators=[InputRequired(lazy_gettext("Choose one of the two."))],
    )
    reason = TextAreaField(
        lazy_gettext("Reason"), validators=[Length(max=LONGEST, message=lazy_gettext("Shorten the reason to %(max)d characters."))]
    )


class PlainForm(Form):
    """Answers are named after their questions, so the view reads them."""
