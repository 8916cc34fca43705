"""Forms of reports."""

from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import AnyOf, InputRequired, Length

from lms.kit.forms import Form, SelectChoice
from lms.kit.i18n import lazy_gettext
from lms.people.models import Role
from lms.reports.models.library import Rhythm
from lms.reports.queries.built import REPORTS

RHYTHMS = (
    SelectChoice(Rhythm.NEVER.value, lazy_gettext("Do not tell me")),
    SelectChoice(Rhythm.WEEKLY.value, lazy_gettext("Every Monday")),
    SelectChoice(Rhythm.MONTHLY.value, lazy_gettext("On the second of each month")),
)
READERS = (
    SelectChoice("", lazy_gettext("Only me")),
    SelectChoice(Role.HR.value, lazy_gettext("Everybody in HR")),
    SelectChoice(Role.AUDITOR.value, lazy_gettext("All auditors")),
)


class EditViewForm(Form):
    """The name of a view, who sees it, and how often it is sent."""

    name = StringField(
        lazy_gettext("Name"),
        validators=[
            InputRequired(lazy_gettext("Give the view a name, so that you find it again.")),
            Length(max=120, message=lazy_gettext("Shorten the name to %(max)d characters.")),
        ],
    )
    shared_with = SelectField(lazy_gettext("Who sees it"), choices=READERS)
    rhythm = SelectField(lazy_gettext("Tell me when it is ready"), choices=RHYTHMS)


class SaveViewForm(EditViewForm):
    """The same for a new view; what it shows stands in the address it was saved from."""

    report = HiddenField(validators=[AnyOf(list(REPORTS))])
