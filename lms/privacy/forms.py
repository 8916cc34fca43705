"""Forms of requests."""

from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from lms.kit.forms import Form
from lms.kit.i18n import lazy_gettext

_WHY = [DataRequired(lazy_gettext("Write the reason.")), Length(max=2000, message=lazy_gettext("This is too long."))]


class RefusalForm(Form):
    """Why a request is refused."""

    reason = TextAreaField(lazy_gettext("Reason"), validators=_WHY)


class HoldForm(Form):
    """What asks to keep the data."""

    law = TextAreaField(lazy_gettext("Law or procedure"), validators=_WHY)
