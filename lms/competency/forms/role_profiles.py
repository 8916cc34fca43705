"""Forms of role profiles. The levels themselves are read by ``levels_in``: one menu for each competence there is."""

from collections.abc import Mapping
from uuid import UUID

from wtforms import HiddenField, TextAreaField
from wtforms.validators import InputRequired, Length

from lms.kit.forms import Form
from lms.kit.i18n import lazy_gettext as _

PREFIX = "level-"


class ProfileForm(Form):
    """Why a profile is changed, and which version it was written over."""

    based_on = HiddenField(default="0")
    note = TextAreaField(
        _("Why is it changed?"),
        description=_("Everybody who may read the profile can read this."),
        validators=[Length(max=2000, message=_("This is too long."))],
    )

    @property
    def base(self) -> int:
        """The version as a number; what is no number was made up, and fits none."""
        given = str(self.based_on.data or "")
        return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else -1


class CarryOutListForm(Form):
    """What was seen of a list, and why it is done."""

    seen = HiddenField(validators=[InputRequired()])
    note = TextAreaField(_("Why is it changed?"), validators=[Length(max=2000, message=_("This is too long."))])


def levels_in(given: Mapping[str, str]) -> dict[UUID, int]:
    """Competence -> required level, of the menus of a sent form. What is no level was made up and becomes 9, which the service refuses."""
    wanted: dict[UUID, int] = {}
    for name, value in given.items():
        if not name.startswith(PREFIX) or value in ("", "0"):
            continue
        try:
            competence_id = UUID(name.removeprefix(PREFIX))
        except ValueError:
            continue
        wanted[competence_id] = int(value) if value in set("12345678") else 9
    return wanted
