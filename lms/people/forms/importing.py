"""Forms of the import."""

from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, RadioField
from wtforms.validators import InputRequired

from lms.kit.forms import Form, SelectChoice
from lms.kit.i18n import lazy_gettext


class UploadForm(Form):
    """A CSV file."""

    file = FileField(lazy_gettext("CSV file"), validators=[FileRequired(lazy_gettext("Choose a file."))])


class CarryOutForm(Form):
    """What was seen, and how to go on."""

    key = HiddenField(validators=[InputRequired()])
    seen = HiddenField(validators=[InputRequired()])
    mode = RadioField(
        lazy_gettext("What to do about bad rows"),
        choices=[
            SelectChoice("all", lazy_gettext("All or nothing: I correct the file first")),
            SelectChoice("good", lazy_gettext("Import the good rows only")),
        ],
        default="all",
    )
