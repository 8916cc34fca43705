"""Flask-Security's forms with our words, our proof and our limits."""

from typing import Any

from flask import request
from flask import session as cookie
from flask_login import current_user
from flask_security.forms import LoginForm, TwoFactorRescueForm, TwoFactorSetupForm, TwoFactorVerifyCodeForm, VerifyForm
from flask_security.recovery_codes import MfRecoveryForm
from flask_security.tf_plugin import TwoFactorSelectForm
from flask_security.webauthn import WebAuthnRegisterForm, WebAuthnSigninForm, WebAuthnSigninResponseForm
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, RadioField, StringField
from wtforms.validators import InputRequired, Length

from lms.kit import limits
from lms.kit.forms import SelectChoice
from lms.kit.i18n import gettext as _
from lms.kit.i18n import lazy_gettext
from lms.kit.web import safe_target
from lms.people.models import Person
from lms.people.service import proving

KNOWN = "known"
"""The field of the cookie that says which account signed in on this browser last."""

NO_PASSWORD = lazy_gettext("Type your password.")


class SignInForm(LoginForm):
    """Address and password."""

    email = EmailField(
        lazy_gettext("E-mail address"), validators=[InputRequired(lazy_gettext("Type your e-mail address.")), Length(max=254)]
    )
    password = PasswordField(lazy_gettext("Password"), validators=[InputRequired(NO_PASSWORD)])
    remember = None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.next.data = safe_target(self.next.data, "")

    def validate_next(self, field: Any) -> None:
        """What leads elsewhere is forgotten, not complained about."""
        field.data = safe_target(field.data, "")

    def validate(self, **kwargs: Any) -> bool:
        """Prove who it is; one sentence for everything that can be wrong."""
        if not FlaskForm.validate(self, **kwargs):
            return False
        known = cookie.get(KNOWN) == proving.device_mark(str(self.email.data))
        self.user = proving.prove(str(self.email.data), str(self.password.data), address=request.remote_addr or "", known_device=known)
        if self.user is None:
            self.form_errors.append(_("The address or the password is wrong. Please check both and try again."))
        return self.user is not None


class ConfirmForm(VerifyForm):
    """The password once more, before something that matters."""

    password = PasswordField(lazy_gettext("Password"), validators=[InputRequired(NO_PASSWORD)])

    def validate_next(self, field: Any) -> None:
        """What leads elsewhere is forgotten, not complained about."""
        field.data = safe_target(field.data, "")

    def validate(self, **kwargs: Any) -> bool:
        """Prove that it is still the same person."""
        if not FlaskForm.validate(self, **kwargs):
            return False
        if proving.prove(current_user.email, str(self.password.data), address=request.remote_addr or "", known_device=True) is None:
            self.password.errors = [_("This is not your password.")]
            return False
        return True


class SecondStepForm(TwoFactorSetupForm):
    """Turn the second step on (``authenticator``) or off (``disable``); the page shows buttons."""

    setup = StringField()  # type: ignore[assignment]
    phone = StringField()  # type: ignore[assignment]


class _Listed(StringField):
    """Takes the list of choices that the library appends to; no page of ours shows it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices: list[Any] = []


class LostAppForm(TwoFactorRescueForm):
    """The library fills this beside the code; our page links to the recovery codes instead."""

    help_setup = _Listed()  # type: ignore[assignment]


class ChooseForm(TwoFactorSelectForm):
    """Choose between the app and a passkey; the page shows buttons, and the view looks the choice up."""

    which = StringField()  # type: ignore[assignment]


def _guarded(form: Any, wrong: str, kind: Any, **kwargs: Any) -> bool:
    """Let the library check a code, but nobody guess it."""
    person: Person = form.user
    guesses = proving.guesses_at(f"second-step:{person.id}")
    proving.alone_with(person)
    limits.refuse_beyond(*guesses)
    right: bool = person.active and kind.validate(form, **kwargs)
    if right:
        limits.forget(*guesses)
    else:
        limits.count(*guesses)
        form.code.errors = [wrong]
    return right


class CodeForm(TwoFactorVerifyCodeForm):
    """The six digits of the authenticator app."""

    code = StringField(
        lazy_gettext("Code from your app"), validators=[InputRequired(lazy_gettext("Type the six digits that your app shows."))]
    )

    def validate(self, **kwargs: Any) -> bool:
        """Check the code; each opens once."""
        return _guarded(
            self,
            _("This code is not right, was used already, or is too old. Wait for the next one and try again."),
            TwoFactorVerifyCodeForm,
            **kwargs,
        )


class RecoveryForm(MfRecoveryForm):
    """A recovery code instead of the app."""

    code = StringField(lazy_gettext("Recovery code"), validators=[InputRequired(lazy_gettext("Type one of your recovery codes."))])

    def validate(self, **kwargs: Any) -> bool:
        """Check the code; the view takes it off the list."""
        return _guarded(self, _("This is none of your recovery codes. Each can be used once."), MfRecoveryForm, **kwargs)


class PasskeyForm(WebAuthnRegisterForm):
    """A name for a new passkey."""

    name = StringField(
        lazy_gettext("Name of the passkey"), validators=[InputRequired(lazy_gettext("Give the passkey a name, such as “Office laptop”."))]
    )
    usage = RadioField(
        lazy_gettext("What is it for?"),
        choices=[
            SelectChoice("first", lazy_gettext("To sign in without a password")),
            SelectChoice("secondary", lazy_gettext("As second step after the password")),
        ],
        default="first",
        validate_choice=True,
    )


class PasskeySignInForm(WebAuthnSigninForm):
    """Begin to sign in with a passkey."""

    def validate_next(self, field: Any) -> None:
        """What leads elsewhere is forgotten, not complained about."""
        field.data = safe_target(field.data, "")


class PasskeyAnswerForm(WebAuthnSigninResponseForm):
    """What the passkey answered."""

    def validate_next(self, field: Any) -> None:
        """What leads elsewhere is forgotten, not complained about."""
        field.data = safe_target(field.data, "")

    def validate(self, **kwargs: Any) -> bool:
        """The library's check, and nobody who has left."""
        if not super().validate(**kwargs):
            return False
        if self.user is None or not self.user.active:
            self.credential.errors = [_("This passkey cannot be used here.")]
            return False
        return True


FORMS = {
    "login_form": SignInForm,
    "verify_form": ConfirmForm,
    "two_factor_setup_form": SecondStepForm,
    "two_factor_rescue_form": LostAppForm,
    "two_factor_select_form": ChooseForm,
    "two_factor_verify_code_form": CodeForm,
    "mf_recovery_form": RecoveryForm,
    "wan_register_form": PasskeyForm,
    "wan_signin_form": PasskeySignInForm,
    "wan_signin_response_form": PasskeyAnswerForm,
}
