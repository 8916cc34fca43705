"""The form of the city's look."""

from flask_wtf.file import FileField
from wtforms import BooleanField, ColorField, DateField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length

from lms.city import colours
from lms.kit.forms import Form
from lms.kit.i18n import lazy_gettext

TOO_LONG = lazy_gettext("This is too long.")


class SettingsForm(Form):
    """Name, logo, colours."""

    name = StringField(
        lazy_gettext("Name of the city"),
        validators=[DataRequired(lazy_gettext("Write the name of the city.")), Length(max=120, message=TOO_LONG)],
    )
    product = StringField(
        lazy_gettext("Name of this site"),
        validators=[DataRequired(lazy_gettext("Write a name, such as Civic Campus.")), Length(max=60, message=TOO_LONG)],
    )
    logo = FileField(lazy_gettext("Logo"))
    without_logo = BooleanField(lazy_gettext("Show no logo"))
    primary = ColorField(lazy_gettext("Main colour"), validators=[DataRequired()])
    accent = ColorField(lazy_gettext("Accent colour"), validators=[DataRequired()])
    topic1 = ColorField(lazy_gettext("First topic colour"), validators=[DataRequired()])
    topic2 = ColorField(lazy_gettext("Second topic colour"), validators=[DataRequired()])
    topic3 = ColorField(lazy_gettext("Third topic colour"), validators=[DataRequired()])

    def _check(self, field: ColorField) -> None:
        faults = colours.check(field.data or "")
        if faults:
            raise ValidationError(" ".join(faults))

    validate_primary = validate_accent = validate_topic1 = validate_topic2 = validate_topic3 = _check

    def palette(self) -> colours.Palette:
        """The colours that were chosen."""
        chosen = (self.primary, self.accent, self.topic1, self.topic2, self.topic3)
        return colours.Palette(*(str(field.data) for field in chosen))


class HolidayForm(Form):
    """A day on which the city does not work."""

    day = DateField(lazy_gettext("Day"), validators=[InputRequired(lazy_gettext("Choose a day."))])
    name = StringField(
        lazy_gettext("Name"), validators=[DataRequired(lazy_gettext("Write what the day is.")), Length(max=120, message=TOO_LONG)]
    )


class HolidayListForm(Form):
    """The holidays of a year, one a line, typed or pasted out of a table."""

    lines = TextAreaField(
        lazy_gettext("Days and names"), validators=[DataRequired(lazy_gettext("Write at least one day.")), Length(max=20_000, message=TOO_LONG)]
    )
