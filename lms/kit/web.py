"""Our Flask: a request that may change things is one transaction; any other changes nothing."""

import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from flask import Flask, Request, Response, abort, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from jinja2 import Template
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.formparser import FormDataParser
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Rule

from lms.kit import logs, metrics, sending
from lms.kit.db import db, transaction
from lms.kit.errors import DomainError, SignInNeeded, TooOften
from lms.kit.i18n import gettext as _
from lms.kit.templating import TemplateRoom

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; media-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}


class Number(IntegerConverter):
    """A number of an address that a column can hold: a longer one is no address of ours, and not a fault of the database."""

    regex = r"\d{1,9}"


class LazyRule(Rule):
    """A rule that compiles how it writes addresses when it first writes one: seven hundred of them took half the time in which the house is built."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compile_it = super()._compile_builder
        compiled: list[Callable[..., tuple[str, str]]] = []

        def build(rule: Rule, **values: Any) -> tuple[str, str]:
            if not compiled:
                compiled.append(compile_it(append_unknown))
            return compiled[0](rule, **values)

        return build


class Fields(FormDataParser):
    """What was typed into a form, without zero bytes: nobody types one, a paste may bring one along, and PostgreSQL refuses it."""

    def parse(self, *given: Any, **more: Any) -> Any:
        """The stream, the fields and the files of a request."""
        stream, fields, files = super().parse(*given, **more)
        typed = list(fields.items(multi=True))
        if any("\0" in value for _name, value in typed):
            fields = self.cls([(name, value.replace("\0", "")) for name, value in typed])
        return stream, fields, files


class FormRequest(Request):
    """A request whose fields hold no zero byte."""

    form_data_parser_class = Fields


class Application(Flask):
    """Flask, with the transaction around the view so that a failing commit still finds its error handler."""

    jinja_environment = TemplateRoom
    request_class = FormRequest
    url_rule_class = LazyRule

    def __init__(self, *names: Any, **facts: Any) -> None:
        super().__init__(*names, **facts)
        self.url_map.converters["int"] = Number

    def dispatch_request(self) -> ResponseReturnValue:
        """Run the view: writing requests commit at its end, reading ones are rolled back."""
        if request.method in SAFE:
            try:
                return super().dispatch_request()
            finally:
                db.session.rollback()
        with transaction():
            return sending.once(super().dispatch_request)


def wants_fragment() -> bool:
    """Whether htmx asks for a part of the page only."""
    return request.headers.get("HX-Request") == "true"


def safe_target(target: str | None, fallback: str) -> str:
    """``target`` when it is a path on this site, else ``fallback``: never another host, however it is spelt."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return fallback
    if any(character in target for character in "\\\r\n\t\0") or not target.isprintable():
        return fallback
    return target


def page_asked() -> int:
    """The page of a list that the address asks for, from 1; what is no number, or beyond all lists, is the nearest that may be."""
    return min(max(1, request.args.get("page", 1, type=int)), 10_000)


def _page(status: int, sentence: str, headers: dict[str, str] | None = None) -> tuple[str, int, dict[str, str]]:
    own: list[str | Template] = [f"_errors/{status}.html", "_errors/refused.html" if status < 500 else "_errors/500.html"]
    return render_template(own, code=status, sentence=sentence, reference=g.get("request_id")), status, headers or {}


def _refusal(error: DomainError) -> ResponseReturnValue:
    if isinstance(error, SignInNeeded) and not wants_fragment():
        return _to_sign_in()
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, TooOften) else {"Retry-After": "5"} if error.status == 503 else {}
    return _page(error.status, str(error), headers)


def _to_sign_in() -> ResponseReturnValue:
    """Ask a visitor to sign in; who sent something is told that it is not saved, and comes back to the page where they wrote it."""
    if request.method in SAFE:
        return redirect(url_for("security.login", next=request.full_path.rstrip("?")))
    flash(_("You are signed out, so nothing was saved. Sign in, and you come back to the page where you were."), "warning")
    host, _slash, path = (request.referrer or "").partition("://")[2].partition("/")
    return redirect(url_for("security.login", next=safe_target(f"/{path}", "/") if host == request.host else None))


def _sentence_for(error: HTTPException) -> str:
    sentences = {
        400: _("The form could not be read. Please go back, load the page again and try once more."),
        404: _("There is no such page. It may have moved, or the address has a typing mistake."),
        405: _("That cannot be done here. Please use the buttons on the page."),
        413: _("What you sent is too large. Please send a smaller file."),
    }
    return sentences.get(error.code or 500, _("Something went wrong on our side. Nothing was changed. Please try again."))


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return error.response
    return _page(error.code or 500, _sentence_for(error))


def _no_csrf(error: CSRFError) -> ResponseReturnValue:
    return _page(400, _("This form was open for too long, or it was sent from elsewhere. Please load the page again and send it once more."))


def _busy(error: OperationalError) -> ResponseReturnValue:
    if "locked" in str(error.orig) or "lock timeout" in str(error.orig):
        return _page(503, _("Many people are saving just now. Nothing was lost; please try again in a few seconds."), {"Retry-After": "5"})
    raise error


def _start() -> None:
    given = request.headers.get("X-Request-ID", "")
    g.request_id = given if given.isascii() and given.replace("-", "").isalnum() and len(given) <= 64 else uuid4().hex
    g.started = time.perf_counter()
    logs.bind(request_id=g.request_id)
    if "\0" in request.path or any("\0" in value for value in request.args.values()):
        abort(400)  # no word that somebody typed holds a zero byte, and PostgreSQL refuses it


def _finish(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    if "public" in response.headers["Cache-Control"]:
        session.modified = session.accessed = False  # what every cache may keep carries nobody's cookie
    seconds = time.perf_counter() - g.get("started", time.perf_counter())
    response.headers["X-Request-ID"] = g.get("request_id", "")
    endpoint = request.endpoint or "none"
    metrics.observe(request.method, endpoint, response.status_code, seconds)
    logs.request_done(method=request.method, endpoint=endpoint, status=response.status_code, milliseconds=round(seconds * 1000, 1))
    return response


def init_app(app: Flask, *, trusted_proxies: int, secure: bool) -> None:
    """Headers, request ids, error pages, and as many proxies as the operator trusts."""
    if trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=trusted_proxies, x_proto=trusted_proxies)  # type: ignore[method-assign]
    sending.init_app(app)
    app.before_request(_start)
    app.after_request(_finish)
    if secure:
        app.after_request(_only_https)
    handlers: tuple[tuple[type[Exception], Any], ...] = (
        (DomainError, _refusal),
        (CSRFError, _no_csrf),
        (HTTPException, _http_error),
        (OperationalError, _busy),
    )
    for kind, handler in handlers:
        app.register_error_handler(kind, handler)


def _only_https(response: Response) -> Response:
    response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response
