"""Forms of people, roles, departments and posts."""

from collections.abc import Sequence
from uuid import UUID

from wtforms import EmailField, HiddenField, SelectField, StringField
from wtforms.validators import DataRequired, Length, Regexp

from lms.kit.forms import CheckboxesField, Form, SelectChoice
from lms.kit.i18n import LazyString, lazy_gettext
from lms.kit.i18n import gettext as _
from lms.people.models import Person, Post, Role
from lms.people.queries.directory import Branch

TOO_LONG = lazy_gettext("This is too long.")
NO_CONTROL = Regexp(r"^[^\x00-\x1f\x7f]*$", message=lazy_gettext("Write this on one line, without control characters."))

ADDRESS = Regexp(r"^[^@\s<>\"(),;:\\\[\]]{1,64}@[^@\s<>\"(),;:\\\[\]]{1,189}$", message=lazy_gettext("This is not an e-mail address."))
"""Rough on purpose: cities have addresses on networks of their own."""

ROLE_NAMES: dict[Role, LazyString] = {
    Role.TRAINER: lazy_gettext("Trainer"),
    Role.CURATOR: lazy_gettext("Curator"),
    Role.HR: lazy_gettext("HR"),
    Role.PROGRAMME_OFFICE: lazy_gettext("Programme office"),
    Role.CITY_MANAGER: lazy_gettext("City manager"),
    Role.DEPARTMENT_HEAD: lazy_gettext("Head of department"),
    Role.EVALUATOR: lazy_gettext("Evaluator of ideas"),
    Role.SPONSOR: lazy_gettext("Sponsor"),
    Role.FINANCE_CONTROLLER: lazy_gettext("Finance controller"),
    Role.AUDITOR: lazy_gettext("Auditor"),
    Role.ADMINISTRATOR: lazy_gettext("Administrator"),
}


def as_id(value: str | UUID | None) -> UUID | None:
    """The id that was chosen; nothing for the empty choice."""
    return UUID(str(value)) if value else None


def department_choices(tree: Sequence[Branch], nothing: LazyString) -> list[SelectChoice]:
    """The tree as options, indented."""
    indented = [SelectChoice(branch.department.id, "\u2003" * branch.depth + branch.department.name) for branch in tree]
    return [SelectChoice("", nothing), *indented]


class PersonForm(Form):
    """What the administration knows of a person."""

    name = StringField(
        lazy_gettext("Name"), validators=[DataRequired(lazy_gettext("Write the name.")), Length(max=200, message=TOO_LONG), NO_CONTROL]
    )
    email = EmailField(
        lazy_gettext("E-mail address"),
        validators=[DataRequired(lazy_gettext("Write the address.")), ADDRESS, Length(max=254, message=TOO_LONG)],
    )
    staff_number = StringField(lazy_gettext("Staff number"), validators=[Length(max=60, message=TOO_LONG), NO_CONTROL])
    department = SelectField(lazy_gettext("Department"), coerce=as_id)
    post = SelectField(lazy_gettext("Post"), coerce=as_id)
    manager = EmailField(lazy_gettext("E-mail address of the manager"), validators=[Length(max=254, message=TOO_LONG)])
    language = SelectField(lazy_gettext("Language of letters"))

    def offer(self, tree: Sequence[Branch], posts: Sequence[Post], languages: Sequence[tuple[str, str]]) -> None:
        """Fill the menus."""
        self.department.choices = department_choices(tree, lazy_gettext("none"))
        self.post.choices = [SelectChoice("", lazy_gettext("none")), *(SelectChoice(post.id, post.title) for post in posts)]
        self.language.choices = [SelectChoice(code, label) for code, label in languages]


class LeavingForm(Form):
    """Who takes over from somebody who leaves."""

    successor = EmailField(lazy_gettext("E-mail address of whoever takes over"), validators=[Length(max=254, message=TOO_LONG)])


class GivingBackForm(Form):
    """Who reports again to somebody who came back; everybody who did, if nothing else is said."""

    people = CheckboxesField(
        lazy_gettext("Who reports to them again"),
        coerce=as_id,
        validators=[DataRequired(lazy_gettext("Choose at least one person."))],
    )

    def offer(self, people: Sequence[Person]) -> None:
        """Name those who did, each with whom they report to now, if to anybody."""
        self.people.choices = [SelectChoice(one.id, _with_manager(one)) for one in people]


def _with_manager(person: Person) -> str:
    return _("%(name)s (now: %(manager)s)", name=person.name, manager=person.manager.name) if person.manager else person.name


class MergeForm(Form):
    """Into which department another is merged."""

    into = SelectField(lazy_gettext("Merge it into"), coerce=as_id, validators=[DataRequired(lazy_gettext("Choose a department."))])
    seen = HiddenField()


class RoleForm(Form):
    """A role, for the whole house or for a department."""

    role = SelectField(
        lazy_gettext("Role"),
        validators=[DataRequired(lazy_gettext("Choose a role."))],
        choices=[SelectChoice(role.value, name) for role, name in ROLE_NAMES.items()],
    )
    department = SelectField(lazy_gettext("Where"), coerce=as_id)

    def offer(self, tree: Sequence[Branch]) -> None:
        """Fill the menu."""
        self.department.choices = department_choices(tree, lazy_gettext("in the whole city"))


class DepartmentForm(Form):
    """A department."""

    code = StringField(
        lazy_gettext("Code"), validators=[DataRequired(lazy_gettext("Write a code.")), Length(max=40, message=TOO_LONG), NO_CONTROL]
    )
    name = StringField(
        lazy_gettext("Name"), validators=[DataRequired(lazy_gettext("Write the name.")), Length(max=200, message=TOO_LONG), NO_CONTROL]
    )
    parent = SelectField(lazy_gettext("Belongs to"), coerce=as_id)


class PostForm(Form):
    """A post."""

    code = StringField(
        lazy_gettext("Code"), validators=[DataRequired(lazy_gettext("Write a code.")), Length(max=40, message=TOO_LONG), NO_CONTROL]
    )
    title = StringField(
        lazy_gettext("Title"), validators=[DataRequired(lazy_gettext("Write the title.")), Length(max=200, message=TOO_LONG), NO_CONTROL]
    )
    grade = StringField(lazy_gettext("Grade"), validators=[Length(max=20, message=TOO_LONG), NO_CONTROL])
