"""What the inbox sends."""

from wtforms import DateTimeLocalField
from wtforms.validators import InputRequired

from lms.kit.forms import Form

MOMENT = "%Y-%m-%dT%H:%M:%S.%f%z"


class ReadForm(Form):
    """Until when the page shows what the person was told."""

    until = DateTimeLocalField(format=MOMENT, validators=[InputRequired()])
