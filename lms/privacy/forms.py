"""Forms of requests."""

from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from lms.kit.forms import Form
from lms.kit.i18n import lazy_gettext


class ReasonForm(Form):
    """Why something is refused or held."""

    reason = TextAreaField(
        lazy_gettext("Reason"),
        validators=[DataRequired(lazy_gettext("Write the reason.")), Length(max=2000, message=lazy_gettext("This is too long."))],
    )
