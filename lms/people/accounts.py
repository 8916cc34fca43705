"""Accounts: Flask-Security on Flask-Login, set up in one place, with a row per sign-in behind the cookie.

However somebody proved who they are (password, second step, passkey, and later another house's word by OIDC), Flask-Login says so by its
signal, and ``_let_in`` is the one door behind it: it refuses who has left and makes the row without which the cookie opens nothing.
"""

from datetime import timedelta
from functools import wraps
from typing import Any, cast

from flask import Flask, make_response, redirect, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_login import logout_user, user_logged_in, user_logged_out
from flask_security import signals
from flask_security.core import Security
from flask_security.datastore import SQLAlchemyUserDatastore
from flask_security.mail_util import MailUtil
from flask_security.totp import Totp
from flask_security.utils import set_request_attr
from flask_security.webauthn_util import WebauthnUtil
from sqlalchemy import select
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

from lms.kit.access import View, me, public, requires
from lms.kit.clock import now
from lms.kit.db import Base, db
from lms.kit.errors import Forbidden
from lms.kit.i18n import gettext as _
from lms.kit.qr import qr_svg
from lms.kit.web import safe_target
from lms.people.forms import library_words
from lms.people.forms import sign_in as forms
from lms.people.models import Passkey, Person
from lms.people.queries import sign_ins as queries
from lms.people.service import accounts as service
from lms.people.service import sign_ins
from lms.people.service.proving import device_mark
from lms.permissions import Permission
from lms.settings import Settings

TOKEN = "sign_in"  # noqa: S105  (the name of a field in the cookie)
LIVES_ON = frozenset({"language", forms.KNOWN})
"""What of the cookie outlives a sign-in; anything else may have been planted."""

VISITORS_MAY = frozenset(
    {"login", "two_factor_token_validation", "two_factor_rescue", "tf_select", "mf_recovery", "wan_signin", "wan_signin_response"}
)
"""Flask-Security's pages for people who are not signed in yet; its other pages ask for an account."""

PAGES = {
    "LOGIN_USER": "sign_in",
    "VERIFY": "confirm",
    "TWO_FACTOR_SETUP": "second_step",
    "TWO_FACTOR_VERIFY_CODE": "code",
    "TWO_FACTOR_SELECT": "choose",
    "MULTI_FACTOR_RECOVERY_CODES": "recovery_codes",
    "MULTI_FACTOR_RECOVERY": "recovery",
    "WAN_REGISTER": "passkeys",
    "WAN_SIGNIN": "passkey_sign_in",
    "WAN_VERIFY": "passkey_confirm",
}
ADDRESSES = {
    "LOGIN": "/sign-in",
    "LOGOUT": "/sign-out",
    "VERIFY": "/account/confirm",
    "TWO_FACTOR_SETUP": "/account/second-step",
    "TWO_FACTOR_TOKEN_VALIDATION": "/sign-in/code",
    "TWO_FACTOR_RESCUE": "/sign-in/help",
    "TWO_FACTOR_SELECT": "/sign-in/choose",
    "MULTI_FACTOR_RECOVERY_CODES": "/account/recovery-codes",
    "MULTI_FACTOR_RECOVERY": "/sign-in/recovery",
    "WAN_REGISTER": "/account/passkeys",
    "WAN_DELETE": "/account/passkeys/delete",
    "WAN_SIGNIN": "/sign-in/passkey",
    "WAN_VERIFY": "/account/confirm/passkey",
}


class Datastore(SQLAlchemyUserDatastore):
    """Flask-Security's store, in our session; our transaction commits, not the store."""

    def commit(self) -> None:
        """Leave the commit to ``kit.db.transaction``."""
        db.session.flush()

    def find_user(self, case_insensitive: bool = False, **criteria: Any) -> Person | None:
        """Find one person; addresses are compared without regard to case."""
        (attribute, value), *_ = criteria.items()
        column = getattr(Person, attribute)
        condition = column == (str(value).lower() if attribute == "email" else value)
        found: Person | None = db.session.scalar(select(Person).where(condition))
        return found

    def mf_delete_recovery_code(self, user: Any, idx: int) -> bool:
        """Take a used code off the list. A new list: a change inside the old one would not be stored."""
        user.mf_recovery_codes = [code for at, code in enumerate(user.mf_recovery_codes or []) if at != idx]
        db.session.add(user)
        return True


class OneTimeCodes(Totp):
    """Codes of an authenticator app; each opens once, and the picture is drawn here."""

    def get_last_counter(self, user: Any) -> int | None:
        """The time step of the last code that was taken."""
        last: int | None = user.tf_last_counter
        return last

    def set_last_counter(self, user: Any, tmatch: Any) -> None:
        """Note the time step, so that the same code does not open again."""
        service.remember_code(user.id, tmatch.counter)

    def generate_qrcode(self, username: str, totp: str) -> str:
        """The picture to scan, as a ``data:`` address."""
        return qr_svg(self.get_totp_uri(username, totp))


class NoMail(MailUtil):
    """Letters are written by reactions to what happened, never by the library."""

    def send_mail(self, template: str, *args: Any, **kwargs: Any) -> None:
        """Fail loudly: a mail that bypasses the outbox would be lost on a crash."""
        raise RuntimeError(f"{template} must leave by the outbox")


def this_sign_in() -> str | None:
    """The secret of the sign-in of this browser."""
    return cookie.get(TOKEN)


def device_of(agent: str) -> str:
    """Browser and system of a user agent in a few words, such as ``Firefox, Windows``; its beginning where neither is known."""
    systems = (
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    )
    browsers = (("Firefox/", "Firefox"), ("Edg", "Edge"), ("OPR/", "Opera"), ("Chrom", "Chrome"), ("Safari/", "Safari"))
    found = [next((name for mark, name in marks if mark in agent), "") for marks in (browsers, systems)]
    return ", ".join(name for name in found if name) or agent[:60]


def _load_person(_user_id: str) -> Person | None:
    token = cookie.get(TOKEN)
    person = queries.person_of_sign_in(token) if token else None
    if person is not None:  # the library's own pages ask how, and how long ago, somebody proved who they are
        set_request_attr("fs_authn_via", "session")
        set_request_attr("fs_paa", cookie.get("fs_paa", 0))
    return person


def _let_in(app: Flask, user: Person, **_facts: Any) -> None:
    """Begin a sign-in of ``user`` on this browser; whatever way they came, they pass here.

    :raises Forbidden: when the person has left. Flask-Security signs in by force: what it did to the cookie is taken back.
    """
    if not user.active:
        logout_user()
        raise Forbidden(_("This account is deactivated. Please ask your administrator."))
    old = cookie.get(TOKEN)
    if old:
        sign_ins.end_sign_in(old)
    for name in [name for name in cookie if not name.startswith("_") and name not in LIVES_ON]:
        cookie.pop(name)
    cookie[TOKEN] = sign_ins.begin_sign_in(user, device=device_of(str(request.user_agent)), hours=app.config["SESSION_HOURS"])
    cookie[forms.KNOWN] = device_mark(user.email)
    if user.language in app.config["LANGUAGES"]:
        cookie["language"] = user.language


def _note_sign_out(app: Flask, user: Person, **_: Any) -> None:
    token = cookie.pop(TOKEN, None)
    if token:
        sign_ins.end_sign_in(token)


def _without_strange_next(fields: MultiDict[str, str]) -> ImmutableMultiDict[str, str]:
    kept = [(name, value) for name, value in fields.items(multi=True) if name != "next" or safe_target(value, "") == value]
    return ImmutableMultiDict(kept)


def _stays_here(view: View) -> View:
    """Let a redirect of the library lead to a path of this site only."""

    @wraps(view)
    def guarded(**url: Any) -> ResponseReturnValue:
        request.args, request.form = _without_strange_next(request.args), _without_strange_next(request.form)
        response = make_response(view(**url))
        if response.location is not None:
            response.headers["Location"] = safe_target(response.location, "/")
        return response

    return guarded


def _to_recovery(**_url: Any) -> ResponseReturnValue:
    """Whoever lost the authenticator has recovery codes; there is no way round by mail."""
    return redirect(url_for("security.mf_recovery"))


def _code_of_a_sign_in(view: View) -> View:
    """Let the page of the code be for sign-ins that wait for it: the library would sign anybody else out, by a mere link."""

    @wraps(view)
    def guarded(**url: Any) -> ResponseReturnValue:
        if me().is_authenticated and cookie.get("tf_state") != "validating_profile":
            return redirect(url_for("account.overview"))
        return view(**url)

    return guarded


def _say_who_may_open(app: Flask) -> None:
    app.view_functions["security.two_factor_rescue"] = _to_recovery
    code = "security.two_factor_token_validation"
    app.view_functions[code] = _code_of_a_sign_in(cast(View, app.view_functions[code]))
    for endpoint, view in list(app.view_functions.items()):
        if endpoint.startswith("security."):
            free = endpoint.removeprefix("security.") in VISITORS_MAY
            app.view_functions[endpoint] = (public if free else requires(Permission.ACCOUNT_MANAGE_OWN))(_stays_here(cast(View, view)))


def _note_changes(app: Flask) -> None:
    """Write down what the library's pages changed, and tell the person."""
    for signal, deed in (
        (signals.tf_profile_changed, "second-step-on"),
        (signals.tf_disabled, "second-step-off"),
        (signals.wan_registered, "passkey-added"),
        (signals.wan_deleted, "passkey-removed"),
    ):

        def note(_app: Flask, user: Any, deed: str = deed, **_facts: Any) -> None:
            service.note_sign_in_change(user.id, deed)

        signal.connect(note, app, weak=False)


def init_app(app: Flask, settings: Settings) -> None:
    """Set up Flask-Security with our words, our pages and our session."""
    app.config |= {f"SECURITY_{name}_TEMPLATE": f"security/{page}.html" for name, page in PAGES.items()}
    app.config |= {f"SECURITY_{name}_URL": address for name, address in ADDRESSES.items()}
    app.config |= library_words.messages()
    app.config |= {
        "SESSION_HOURS": settings.session_hours,
        "SECURITY_STATIC_FOLDER": None,
        "SECURITY_DATETIME_FACTORY": now,
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_HASH_OPTIONS": {},
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {"argon2__time_cost": 2, "argon2__memory_cost": 19456, "argon2__parallelism": 1},
        "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
        "SECURITY_PASSWORD_NORMALIZE_FORM": "NFKC",
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_TRACKABLE": False,
        "SECURITY_CACHE_CONTROL": None,  # the house says no-store itself; the library's words are no valid header
        "SECURITY_FRESHNESS": timedelta(minutes=30),
        "SECURITY_FRESHNESS_GRACE_PERIOD": timedelta(minutes=10),
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
        "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
        "SECURITY_TWO_FACTOR_POST_SETUP_VIEW": "/account",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_N": 8,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS": [service.key_for_recovery_codes(app.config["SECRET_KEY"])],
        "SECURITY_TOTP_SECRETS": {"1": app.config["SECRET_KEY"]},
        "SECURITY_TOTP_ISSUER": settings.product,
        "SECURITY_WEBAUTHN": True,
        "SECURITY_WAN_RP_NAME": settings.product,
        "SECURITY_WAN_POST_REGISTER_VIEW": "/account/passkeys",
        "SECURITY_JOIN_USER_ROLES": False,
        "SECURITY_API_ENABLED_METHODS": ["session"],
        "SECURITY_PASSWORD_SALT": app.config["SECRET_KEY"],
    }
    security = Security(
        app,
        Datastore(db, Person, cast(Any, _NoRole), Passkey),
        mail_util_cls=NoMail,
        totp_cls=OneTimeCodes,
        webauthn_util_cls=WebauthnUtil,
        **cast(dict[str, Any], forms.FORMS),
    )
    # Flask-Principal asks before each request who somebody is, for decorators that no view of ours or of the library bears. A POST asked
    # the database twice so: before its transaction, from which nothing may be trusted, and within.
    app.before_request_funcs[None].remove(security.principal._on_before_request)
    library_words.speak(app)
    app.login_manager.user_loader(_load_person)  # type: ignore[attr-defined]
    app.login_manager.request_loader(lambda _request: None)  # type: ignore[attr-defined]
    user_logged_in.connect(_let_in, app)
    user_logged_out.connect(_note_sign_out, app)
    _note_changes(app)
    _say_who_may_open(app)


class _NoRole:
    """Flask-Security asks for a role model; our roles are grants, which it does not see."""

    id: Base
