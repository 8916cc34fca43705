"""Forms of relations."""

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, DateField, EmailField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Regexp

from lms.kit.forms import Form, SelectChoice
from lms.kit.i18n import lazy_gettext as _
from lms.relations.models import Channel, Sector, Size

LONG = _("This is too long.")
SECTORS = {
    Sector.BUSINESS: _("business"),
    Sector.STARTUP: _("start-up"),
    Sector.SUPPORT: _("incubator, cluster or chamber"),
    Sector.RESEARCH: _("research"),
    Sector.EDUCATION: _("education"),
    Sector.PUBLIC: _("public body"),
    Sector.CIVIL: _("civil society"),
    Sector.UTILITY: _("utility or operator"),
    Sector.FINANCE: _("finance"),
}
SIZES = {
    Size.MICRO: _("fewer than 10 people"),
    Size.SMALL: _("10 to 49 people"),
    Size.MEDIUM: _("50 to 249 people"),
    Size.LARGE: _("250 people or more"),
}
CHANNELS = {
    Channel.MEETING: _("a meeting"),
    Channel.VISIT: _("a visit"),
    Channel.CALL: _("a call"),
    Channel.MAIL: _("a mail"),
    Channel.EVENT: _("an event"),
}


class OrganisationForm(Form):
    """What is said of an organisation."""

    name = StringField(_("Name"), validators=[DataRequired(_("Write the name.")), Length(max=200, message=LONG)])
    sector = SelectField(_("Sector"), choices=[SelectChoice(one.value, words) for one, words in SECTORS.items()])
    size = SelectField(_("Size"), choices=[SelectChoice(one.value, words) for one, words in SIZES.items()])
    region = StringField(_("Region"), validators=[Length(max=120, message=LONG)], description=_("Where it has its seat."))
    website = StringField(
        _("Website"),
        validators=[
            Length(max=300, message=LONG),
            Regexp(r"^(https?://\S+)?$", message=_("Begin the address with https:// and leave no spaces in it.")),
        ],
    )
    key = BooleanField(
        _("Key organisation"), description=_("The city's digital plans cannot do without it: 90 days without contact raise an alarm.")
    )
    note = TextAreaField(
        _("Note"), validators=[Length(max=4000, message=LONG)], description=_("What it does, and what it needs. No personal data, please.")
    )


class ContactForm(Form):
    """What is said of a contact."""

    on_day = DateField(_("Day"), validators=[InputRequired(_("Choose the day."))])
    channel = SelectField(_("What was it?"), choices=[SelectChoice(one.value, words) for one, words in CHANNELS.items()])
    subject = StringField(
        _("What was it about?"), validators=[DataRequired(_("Say in a few words what it was about.")), Length(max=200, message=LONG)]
    )
    with_role = StringField(
        _("With whom?"),
        validators=[Length(max=120, message=LONG)],
        description=_("A role, not a name: “managing director”, “two researchers”."),
    )
    note = TextAreaField(_("Note"), validators=[Length(max=4000, message=LONG)], description=_("Deleted after 24 months."))
    published = BooleanField(
        _("Show it on the public page of meetings"),
        description=_("Day, organisation, subject and your department; never who was there, and never the note."),
    )


class ActionForm(Form):
    """What is to be done next."""

    text = StringField(_("What is to be done next?"), validators=[DataRequired(_("Say what is to be done.")), Length(max=300, message=LONG)])
    due_on = DateField(_("By when"), validators=[InputRequired(_("Choose the day."))])


class KeeperForm(Form):
    """Who keeps the contact."""

    email = EmailField(_("E-mail address of the officer"), validators=[DataRequired(_("Write the address.")), Length(max=254, message=LONG)])
    deputy = BooleanField(_("As a deputy, who stands in"))


class HandOverForm(Form):
    """Who takes over."""

    email = EmailField(
        _("E-mail address of the officer who takes over"), validators=[DataRequired(_("Write the address.")), Length(max=254, message=LONG)]
    )


class ImportForm(Form):
    """A list."""

    file = FileField(_("List as CSV"), validators=[FileRequired(_("Choose a file."))])


class PublishForm(Form):
    """Show a contact in public, or not."""

    shown = BooleanField()
