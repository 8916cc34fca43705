"""Forms of one's own account."""

from wtforms import EmailField, PasswordField
from wtforms.validators import DataRequired, InputRequired, Length

from lms.kit.forms import Form
from lms.kit.i18n import lazy_gettext

TOO_LONG = lazy_gettext("This is too long.")


class ForgotForm(Form):
    """Ask for a link to set a new password."""

    email = EmailField(
        lazy_gettext("E-mail address"),
        validators=[DataRequired(lazy_gettext("Type your e-mail address.")), Length(max=254, message=TOO_LONG)],
    )


class NewPasswordForm(Form):
    """Set a password by a link."""

    password = PasswordField(lazy_gettext("New password"), validators=[InputRequired(lazy_gettext("Type a new password."))])


class ChangePasswordForm(Form):
    """Change the password while signed in."""

    old = PasswordField(lazy_gettext("Current password"), validators=[InputRequired(lazy_gettext("Type your current password."))])
    new = PasswordField(lazy_gettext("New password"), validators=[InputRequired(lazy_gettext("Type a new password."))])
