"""One's own account: sign-ins, password, language; and the way back for those who forgot their password."""

from uuid import UUID

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from lms.kit.access import me, public, requires
from lms.kit.i18n import gettext as _
from lms.kit.web import safe_target
from lms.people import accounts
from lms.people.forms.account import ChangePasswordForm, ForgotForm, NewPasswordForm
from lms.people.forms.sign_in import KNOWN
from lms.people.queries import sign_ins as queries
from lms.people.service import accounts as service
from lms.people.service import links, passwords, sign_ins
from lms.people.service.passwords import PasswordRefused, WrongPassword
from lms.people.service.proving import device_mark
from lms.permissions import Permission as P

bp = Blueprint("account", __name__)


@bp.get("/account")
@requires(P.ACCOUNT_MANAGE_OWN)
def overview() -> ResponseReturnValue:
    """Where I am signed in, and how I prove who I am."""
    token = accounts.this_sign_in()
    return render_template(
        "people/account.html",
        sign_ins=queries.sign_ins_of(me().id),
        here=queries.token_hash(token) if token else "",
        codes_left=len(me().mf_recovery_codes or []),
    )


@bp.post("/account/sign-ins/<uuid:sign_in_id>/end")
@requires(P.ACCOUNT_MANAGE_OWN)
def end_sign_in(sign_in_id: UUID) -> ResponseReturnValue:
    """Sign out on another device."""
    sign_ins.end_own_sign_in(sign_in_id, by=me())
    flash(_("That device is signed out."), "success")
    return redirect(url_for("account.overview"), 303)


@bp.post("/account/sign-out-everywhere")
@requires(P.ACCOUNT_MANAGE_OWN)
def sign_out_everywhere() -> ResponseReturnValue:
    """Sign out on all devices, this one too."""
    sign_ins.sign_out_everywhere(by=me())
    cookie.pop(accounts.TOKEN, None)
    flash(_("You are signed out on all devices."), "success")
    return redirect(url_for("security.login"), 303)


@bp.route("/account/password", methods=["GET", "POST"])
@requires(P.ACCOUNT_MANAGE_OWN)
def change_password() -> ResponseReturnValue:
    """Change my password; other sign-ins end."""
    form = ChangePasswordForm()
    if form.validate_on_submit():
        # both refuse before they write, so there is nothing to undo; a savepoint would not survive that they let go of the database
        try:
            passwords.change(me(), str(form.old.data), str(form.new.data), keep=accounts.this_sign_in())
        except WrongPassword as refusal:
            form.old.errors = [str(refusal)]
        except PasswordRefused as refusal:
            form.new.errors = [str(refusal)]
        else:
            flash(_("Your password is changed. You were signed out on all other devices."), "success")
            return redirect(url_for("account.overview"), 303)
    return render_template("people/change_password.html", form=form), 422 if form.errors else 200


@bp.route("/forgot-password", methods=["GET", "POST"])
@public
def forgot_password() -> ResponseReturnValue:
    """Ask for a link; the answer is the same for every address."""
    form = ForgotForm()
    if form.validate_on_submit():
        links.ask_for_link(str(form.email.data), address=request.remote_addr or "")
        return render_template("people/link_sent.html")
    return render_template("people/forgot_password.html", form=form), 422 if form.errors else 200


@bp.route("/set-password/<token>", methods=["GET", "POST"])
@public
def set_password(token: str) -> ResponseReturnValue:
    """Set a password by a link that works once."""
    form = NewPasswordForm()
    queries.link_of(token)
    if form.validate_on_submit():
        try:
            person = passwords.set_by_link(token, str(form.password.data))
        except PasswordRefused as refusal:
            form.password.errors = [str(refusal)]
        else:
            cookie[KNOWN] = device_mark(person.email)  # whoever reads the letters is no stranger: those who guess do not keep them out
            flash(_("Your password is set. Sign in with it now."), "success")
            return redirect(url_for("security.login"), 303)
    page = make_response(render_template("people/set_password.html", form=form), 422 if form.errors else 200)
    page.headers["Referrer-Policy"] = "strict-origin"  # the address holds the secret, so nobody is told it
    return page


@bp.post("/language")
@public
def choose_language() -> ResponseReturnValue:
    """Speak another language, here and in letters."""
    language = request.form.get("language", "")
    if language in current_app.config["LANGUAGES"]:
        cookie["language"] = language
        if me().is_authenticated:
            service.choose_language(me(), language)
    return redirect(safe_target(request.form.get("next"), "/"), 303)
