"""What Flask-Security says, in our words: its pages flash and complain in sentences of its own otherwise."""

from typing import Any

from flask import Flask
from flask_security.babel import FsDomain

from lms.kit.i18n import LazyString, lazy_gettext

WORDS: dict[str, tuple[LazyString, str]] = {
    "GENERIC_AUTHN_FAILED": (lazy_gettext("Address and password do not fit together. Check both and try again."), "error"),
    "UNAUTHORIZED": (lazy_gettext("This page is for people with another role."), "error"),
    "UNAUTHENTICATED": (lazy_gettext("Please sign in first."), "info"),
    "LOGIN": (lazy_gettext("Please sign in first."), "info"),
    "REAUTHENTICATION_REQUIRED": (lazy_gettext("Please confirm first that it is you."), "info"),
    "REFRESH": (lazy_gettext("Please confirm first that it is you."), "info"),
    "REAUTHENTICATION_SUCCESSFUL": (lazy_gettext("Thank you: you can go on."), "success"),
    "ANONYMOUS_USER_REQUIRED": (lazy_gettext("You are signed in already."), "info"),
    "DISABLED_ACCOUNT": (lazy_gettext("This account is deactivated. Please ask your administrator."), "error"),
    "PASSWORD_NOT_PROVIDED": (lazy_gettext("Write your password."), "error"),
    "EMAIL_NOT_PROVIDED": (lazy_gettext("Write your e-mail address."), "error"),
    "INVALID_EMAIL_ADDRESS": (lazy_gettext("This is not an e-mail address."), "error"),
    "INVALID_PASSWORD": (lazy_gettext("The password is not right."), "error"),
    "INVALID_PASSWORD_CODE": (lazy_gettext("The password or the code is not right."), "error"),
    "INVALID_CODE": (lazy_gettext("The code is not right. Wait for the next one in your app, and type it without spaces."), "error"),
    "INVALID_RECOVERY_CODE": (lazy_gettext("This recovery code is not right, or was used already."), "error"),
    "NO_RECOVERY_CODES_SETUP": (lazy_gettext("You have no recovery codes yet. Make some below."), "info"),
    "TWO_FACTOR_INVALID_TOKEN": (lazy_gettext("The code is not right. Wait for the next one in your app, and type it without spaces."), "error"),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": (lazy_gettext("The code is right: you are signed in."), "success"),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (lazy_gettext("Your second step is set up."), "success"),
    "TWO_FACTOR_PERMISSION_DENIED": (lazy_gettext("This page is open while you sign in with a second step. Begin at the sign-in page."), "error"),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": (lazy_gettext("This kind of second step is not offered here. Choose the authenticator app."), "error"),
    "TWO_FACTOR_DISABLED": (lazy_gettext("Your second step is off."), "success"),
    "TWO_FACTOR_SETUP_EXPIRED": (lazy_gettext("Setting it up took longer than %(within)s. Please begin again."), "error"),
    "WEBAUTHN_EXPIRED": (lazy_gettext("The passkey took longer than %(within)s. Please begin again."), "error"),
    "WEBAUTHN_NAME_REQUIRED": (lazy_gettext("Give the passkey a name, such as the device it is on."), "error"),
    "WEBAUTHN_NAME_INUSE": (lazy_gettext("You have a passkey named %(name)s already. Choose another name."), "error"),
    "WEBAUTHN_NAME_NOT_FOUND": (lazy_gettext("You have no passkey named %(name)s."), "error"),
    "WEBAUTHN_NAME_DISALLOWED_CHARACTERS": (lazy_gettext("A passkey's name holds letters, digits, spaces and simple signs only."), "error"),
    "WEBAUTHN_CREDENTIAL_DELETED": (lazy_gettext("The passkey %(name)s is removed."), "success"),
    "WEBAUTHN_REGISTER_SUCCESSFUL": (lazy_gettext("The passkey %(name)s is added."), "success"),
    "WEBAUTHN_CREDENTIAL_ID_INUSE": (lazy_gettext("This passkey is registered already."), "error"),
    "WEBAUTHN_UNKNOWN_CREDENTIAL_ID": (lazy_gettext("This passkey is not known here. Sign in with your password and add it."), "error"),
    "WEBAUTHN_ORPHAN_CREDENTIAL_ID": (lazy_gettext("This passkey is not known here. Sign in with your password and add it."), "error"),
    "WEBAUTHN_NO_VERIFY": (lazy_gettext("The passkey could not be checked. Please try again."), "error"),
    "WEBAUTHN_CREDENTIAL_WRONG_USAGE": (lazy_gettext("This passkey was not registered for this use."), "error"),
    "WEBAUTHN_MISMATCH_USER_HANDLE": (lazy_gettext("This passkey belongs to another account."), "error"),
}


class OurWords(FsDomain):
    """Looks our sentences up where ours are said, and the library's own where its are."""

    def gettext(self, string: Any, **variables: Any) -> str:
        """The sentence in the reader's language as plain text: flashes are kept in the cookie."""
        if isinstance(string, LazyString):
            said = str(string)
            return said % variables if variables else said
        return str(super().gettext(string, **variables))  # type: ignore[no-untyped-call]


def messages() -> dict[str, Any]:
    """The settings that give the library our sentences."""
    return {f"SECURITY_MSG_{key}": value for key, value in WORDS.items()}


def speak(app: Flask) -> None:
    """Let the library look its sentences up by ours; after it was set up."""
    app.extensions["security"].i18n_domain = OurWords(app)  # type: ignore[no-untyped-call]
    app.jinja_env.globals["_fsdomain"] = app.extensions["security"].i18n_domain.gettext
