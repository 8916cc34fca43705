"""Forms of frameworks: their head, their entries, and files."""

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from lms.competency.framework_files import FrameworkSpec
from lms.competency.models import Relation
from lms.competency.queries.role_profiles import Offered
from lms.kit.forms import Form, IntegerField, SelectChoice
from lms.kit.i18n import lazy_gettext as _

LONG = _("This is too long.")
WHY = _("Why is it changed?")
RELATIONS = {
    Relation.SAME: _("the same as"),
    Relation.BROADER: _("broader than"),
    Relation.NARROWER: _("narrower than"),
    Relation.RELATED: _("related to"),
}
"""How "A is … B" is read."""


class HeadForm(Form):
    """What a framework is called, and where it comes from."""

    title = StringField(_("Name"), validators=[DataRequired(_("Write the name.")), Length(max=200, message=LONG)])
    version = StringField(_("Version"), validators=[DataRequired(_("Write the version, such as 1.")), Length(max=40, message=LONG)])
    source = StringField(_("Source"), validators=[Length(max=400, message=LONG)], description=_("Who wrote it, and where it can be read."))
    licence = StringField(_("Licence"), validators=[Length(max=200, message=LONG)])


class HeadWithReasonForm(HeadForm):
    """The same, for a framework that is there."""

    why = StringField(WHY, validators=[DataRequired(_("Say why in a few words.")), Length(max=2000, message=LONG)])


class RetireForm(Form):
    """Why an entry is named no more."""

    why = TextAreaField(_("Why is it retired?"), validators=[DataRequired(_("Say why in a few words.")), Length(max=2000, message=LONG)])


class AreaForm(Form):
    """A group of competences."""

    code = StringField(_("Code"), validators=[DataRequired(_("Write a code, such as 1.")), Length(max=20, message=LONG)])
    title = StringField(_("Title"), validators=[DataRequired(_("Write the title.")), Length(max=300, message=LONG)])
    description = TextAreaField(_("Description"), validators=[Length(max=4000, message=LONG)])
    why = StringField(WHY, validators=[DataRequired(_("Say why in a few words.")), Length(max=2000, message=LONG)])


class CompetenceForm(AreaForm):
    """An ability, in its area."""

    area = SelectField(_("Area"), validators=[InputRequired(_("Choose the area."))])

    def offer(self, spec: FrameworkSpec) -> None:
        """Fill the menu."""
        self.area.choices = [SelectChoice(area.code, f"{area.code} {area.title}") for area in spec.areas]


class LevelForm(Form):
    """One of the levels."""

    number = IntegerField(_("Level"), validators=[NumberRange(1, 8, message=_("Write a number from 1 to 8."))])
    band = StringField(_("Band"), validators=[DataRequired(_("Write the band, such as Basic.")), Length(max=60, message=LONG)])
    label = StringField(_("Short label"), validators=[Length(max=20, message=LONG)])
    description = TextAreaField(_("What work at this level looks like"), validators=[Length(max=4000, message=LONG)])
    why = StringField(WHY, validators=[DataRequired(_("Say why in a few words.")), Length(max=2000, message=LONG)])


def _offer(competence: SelectField, band: SelectField, spec: FrameworkSpec) -> None:
    """The competences and the bands of the framework."""
    competence.choices = [SelectChoice(one.code, f"{one.code} {one.title}") for one in spec.competences]
    band.choices = [SelectChoice(name, name) for name in dict.fromkeys(level.band for level in spec.levels)]


class OutcomeForm(Form):
    """A learning outcome that is intended."""

    code = StringField(_("Code"), validators=[DataRequired(_("Write a code, such as LO1.1.01.")), Length(max=30, message=LONG)])
    competence = SelectField(_("Competence"), validators=[InputRequired(_("Choose the competence."))])
    text = TextAreaField(_("Outcome"), validators=[DataRequired(_("Write the outcome.")), Length(max=4000, message=LONG)])
    kind = SelectField(
        _("It is about"),
        choices=[SelectChoice("knowledge", _("knowledge")), SelectChoice("skill", _("skill")), SelectChoice("attitude", _("attitude"))],
    )
    band = SelectField(_("Band"), validators=[InputRequired(_("Choose the band."))])
    why = StringField(WHY, validators=[DataRequired(_("Say why in a few words.")), Length(max=2000, message=LONG)])

    def offer(self, spec: FrameworkSpec) -> None:
        """Fill the menus."""
        _offer(self.competence, self.band, spec)


class StatementForm(Form):
    """A sentence in which somebody may know themselves."""

    code = StringField(_("Code"), validators=[DataRequired(_("Write a code, such as CS1.1.01.")), Length(max=30, message=LONG)])
    competence = SelectField(_("Competence"), validators=[InputRequired(_("Choose the competence."))])
    text = TextAreaField(_("Statement"), validators=[DataRequired(_("Write the statement.")), Length(max=4000, message=LONG)])
    band = SelectField(_("Band"))
    why = StringField(WHY, validators=[DataRequired(_("Say why in a few words.")), Length(max=2000, message=LONG)])

    def offer(self, spec: FrameworkSpec) -> None:
        """Fill the menus."""
        _offer(self.competence, self.band, spec)


ENTRY_FORMS: dict[str, type[Form]] = {
    "area": AreaForm,
    "competence": CompetenceForm,
    "level": LevelForm,
    "outcome": OutcomeForm,
    "statement": StatementForm,
}


class UploadForm(Form):
    """A framework as a file. The names are for CSV, which does not say them."""

    file = FileField(_("File"), validators=[FileRequired(_("Choose a file."))])
    slug = StringField(_("Address of the framework"), validators=[Length(max=40, message=LONG)])
    title = StringField(_("Name"), validators=[Length(max=200, message=LONG)])
    version = StringField(_("Version"), validators=[Length(max=40, message=LONG)])
    source = StringField(_("Source"), validators=[Length(max=400, message=LONG)])
    licence = StringField(_("Licence"), validators=[Length(max=200, message=LONG)])


class ListForm(Form):
    """A CSV file."""

    file = FileField(_("CSV file"), validators=[FileRequired(_("Choose a file."))])


class ProfileListForm(Form):
    """A list of role profiles, as CSV or JSON."""

    file = FileField(_("File"), validators=[FileRequired(_("Choose a file."))])


class CarryOutForm(Form):
    """What was seen, and why it is done."""

    seen = HiddenField(validators=[InputRequired()])
    retire_missing = BooleanField(_("Retire what the file does not name any more"))
    why = StringField(WHY, validators=[Length(max=2000, message=LONG)])


class RelateForm(Form):
    """What one competence is to another."""

    one = SelectField(_("This competence"), validators=[InputRequired(_("Choose a competence."))])
    relation = SelectField(_("is"), choices=[SelectChoice(relation.value, words) for relation, words in RELATIONS.items()])
    other = SelectField(_("that competence"), validators=[InputRequired(_("Choose a competence."))])
    note = StringField(_("Note"), validators=[Optional(), Length(max=300, message=LONG)])

    def offer(self, offered: list[Offered]) -> None:
        """Fill the menus."""
        choices = [
            SelectChoice(str(one.id), f"{one.code} {one.title}", optgroup=framework.framework.title)
            for framework in offered
            for _area, competences in framework.areas
            for one in competences
        ]
        self.one.choices = self.other.choices = [SelectChoice("", _("Choose")), *choices]
