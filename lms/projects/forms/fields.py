"""Fields that several forms of projects share."""

from uuid import UUID

from wtforms.validators import ValidationError

from lms.kit.forms import DecimalField
from lms.kit.i18n import lazy_gettext as _

LONG = _("This is too long.")
NEEDED = _("Please fill this in.")
NUMBER = _("Write a number, such as 1250.50.")


def as_id(value: str | UUID | None) -> UUID | None:
    """The id that a menu sent; nothing for its empty line."""
    return UUID(str(value)) if value else None


class EuroField(DecimalField):
    """An amount in euros. A comma or a point divides the cents; spaces between thousands are left out."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        typed = "".join(valuelist[0].split()).replace("\u202f", "").replace("€", "") if valuelist else ""
        if not typed:
            self.data = None
            return
        if typed.count(",") == 1 and "." not in typed:
            typed = typed.replace(",", ".")
        try:
            super().process_formdata([typed])
        except ValueError:
            raise ValueError(str(NUMBER)) from None


def given(form: object, field: DecimalField) -> None:
    """An amount must be there; none is not the same as zero."""
    if field.data is None and not field.process_errors:
        raise ValidationError(str(NUMBER))
