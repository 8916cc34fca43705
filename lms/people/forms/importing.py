"""Forms of the import."""

from collections.abc import Sequence

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, RadioField, StringField
from wtforms.validators import InputRequired, Length

from lms.kit.forms import CheckboxesField, Form, SelectChoice
from lms.kit.i18n import LazyString, lazy_gettext
from lms.people.service.importing.plans import Step

KIND_NAMES: dict[str, LazyString] = {
    "people": lazy_gettext("People"),
    "departments": lazy_gettext("Departments"),
    "posts": lazy_gettext("Posts"),
}
FIELD_NAMES: dict[str, LazyString] = {
    "name": lazy_gettext("name"),
    "first_name": lazy_gettext("first name"),
    "last_name": lazy_gettext("last name"),
    "email": lazy_gettext("e-mail address"),
    "staff_number": lazy_gettext("staff number"),
    "department": lazy_gettext("department (its code)"),
    "post": lazy_gettext("post (its code)"),
    "manager": lazy_gettext("manager (address or staff number)"),
    "language": lazy_gettext("language"),
    "state": lazy_gettext("whether the person left (“left”)"),
    "code": lazy_gettext("code"),
    "parent": lazy_gettext("department above (its code)"),
    "grade": lazy_gettext("grade"),
}
CHANGE_NAMES: dict[str, LazyString] = FIELD_NAMES | {
    "department_id": lazy_gettext("department"),
    "post_id": lazy_gettext("post"),
    "manager": lazy_gettext("manager"),
    "title": lazy_gettext("title"),
    "parent": lazy_gettext("department above"),
}


class UploadForm(Form):
    """A file, and what it holds."""

    kind = RadioField(
        lazy_gettext("What the file holds"),
        choices=[SelectChoice(value, name) for value, name in KIND_NAMES.items()],
        default="people",
        validators=[InputRequired(lazy_gettext("Choose what the file holds."))],
    )
    file = FileField(lazy_gettext("CSV or XLSX file"), validators=[FileRequired(lazy_gettext("Choose a file."))])
    full_list = BooleanField(lazy_gettext("This file lists everybody: deactivate people who are not in it"))

    def only_people(self) -> None:
        """Offer people alone, to HR whose role does not reach the whole house."""
        self.kind.choices = [SelectChoice("people", KIND_NAMES["people"])]


class CarryOutForm(Form):
    """What was seen, and how to go on."""

    seen = HiddenField(validators=[InputRequired()])
    mode = RadioField(
        lazy_gettext("What to do about bad rows"),
        choices=[
            SelectChoice("all", lazy_gettext("All or nothing: I correct the file first")),
            SelectChoice("good", lazy_gettext("Import the good rows only")),
        ],
        default="all",
    )
    same = CheckboxesField(
        lazy_gettext("The same person, with a new name and address"),
        coerce=int,
        choices=[],
    )
    typed = StringField(lazy_gettext("How many people will be deactivated"), validators=[Length(max=20)])

    def offer(self, doubts: Sequence[Step]) -> None:
        """Ask of each doubtful row whether it means the person who has its staff number."""
        self.same.choices = [SelectChoice(step.line, _doubt(step.line, step.shown["name"], step.shown["email"])) for step in doubts]


def _doubt(line: int, name: tuple[str, str], email: tuple[str, str]) -> LazyString:
    before, after = (f"{one}, {address}" for one, address in zip(name, email, strict=True))
    return lazy_gettext("Row %(line)s: %(before)s → %(after)s", line=line, before=before, after=after)


def field_options(fields: Sequence[str]) -> list[tuple[str, LazyString]]:
    """What a column may be said to mean."""
    return [("", lazy_gettext("leave this column out")), *((field, FIELD_NAMES[field]) for field in fields)]
