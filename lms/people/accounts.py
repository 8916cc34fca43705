"""Accounts: Flask-Security on Flask-Login, set up in one place, with a row per sign-in behind the cookie.

However somebody proved who they are (password, passkey, and later another house's word by OIDC), they pass
``flask_login.login_user``; the signal below then notes the sign-in.
"""

from datetime import timedelta
from typing import Any

from flask import Flask, request
from flask import session as cookie
from flask_login import user_logged_in, user_logged_out
from flask_security.core import Security
from flask_security.datastore import SQLAlchemyUserDatastore
from sqlalchemy import select

from lms.kit.access import public, requires
from lms.kit.db import Base, db
from lms.people import queries, service
from lms.people.models import Passkey, Person
from lms.permissions import Permission
from lms.settings import Settings

TOKEN = "sign_in"  # noqa: S105  (the name of a field in the cookie)

VISITORS_MAY = frozenset({"login", "forgot_password", "reset_password", "two_factor_token_validation", "two_factor_rescue", "two_factor_select", "mf_recovery", "wan_signin", "wan_signin_response"})
"""Flask-Security's pages for people who are not signed in yet; its other pages ask for an account."""


class Datastore(SQLAlchemyUserDatastore):  # type: ignore[misc]
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


def _load_person(_user_id: str) -> Person | None:
    token = cookie.get(TOKEN)
    return queries.person_of_sign_in(token) if token else None


def _note_sign_in(app: Flask, user: Person, **_: Any) -> None:
    kept = {name: cookie[name] for name in ("language",) if name in cookie}
    old = cookie.get(TOKEN)
    if old:
        service.end_sign_in(old)
    for name in [name for name in cookie if not name.startswith("_") and name not in kept]:
        cookie.pop(name)  # nothing that somebody planted before the sign-in lives on
    cookie[TOKEN] = service.begin_sign_in(user, device=str(request.user_agent)[:120], hours=app.config["SESSION_HOURS"])


def _note_sign_out(app: Flask, user: Person, **_: Any) -> None:
    token = cookie.pop(TOKEN, None)
    if token:
        service.end_sign_in(token)


def _say_who_may_open(app: Flask) -> None:
    for endpoint, view in list(app.view_functions.items()):
        if endpoint.startswith("security."):
            free = endpoint.removeprefix("security.") in VISITORS_MAY
            app.view_functions[endpoint] = public(view) if free else requires(Permission.ACCOUNT_MANAGE_OWN)(view)


def init_app(app: Flask, settings: Settings) -> None:
    """Set up Flask-Security with our words, our pages and our session."""
    app.config |= {
        "SESSION_HOURS": settings.session_hours,
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_HASH_OPTIONS": {},
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {"argon2__time_cost": 2, "argon2__memory_cost": 19456, "argon2__parallelism": 1},
        "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
        "SECURITY_PASSWORD_LENGTH_MIN": 12,
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_LOGIN_URL": "/sign-in",
        "SECURITY_LOGOUT_URL": "/sign-out",
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_RESET_URL": "/reset-password",
        "SECURITY_CHANGE_URL": "/account/password",
        "SECURITY_RECOVERABLE": True,
        "SECURITY_CHANGEABLE": True,
        "SECURITY_RESET_PASSWORD_WITHIN": timedelta(hours=1),
        "SECURITY_TRACKABLE": False,
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_TOTP_SECRETS": {"1": app.config["SECRET_KEY"]},
        "SECURITY_TOTP_ISSUER": settings.product,
        "SECURITY_WEBAUTHN": True,
        "SECURITY_WAN_RP_NAME": settings.product,
        "SECURITY_JOIN_USER_ROLES": False,
        "SECURITY_API_ENABLED_METHODS": ["session"],
        "SECURITY_PASSWORD_SALT": app.config["SECRET_KEY"],
    }
    Security(app, Datastore(db, Person, _NoRole, Passkey))
    app.login_manager.user_loader(_load_person)  # type: ignore[attr-defined]
    app.login_manager.request_loader(lambda _request: None)  # type: ignore[attr-defined]
    user_logged_in.connect(_note_sign_in, app)
    user_logged_out.connect(_note_sign_out, app)
    _say_who_may_open(app)


class _NoRole:
    """Flask-Security asks for a role model; our roles are grants, which it does not see."""

    id: Base
