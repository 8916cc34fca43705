"""What machines ask: are you there, may I send visitors, what are your numbers."""

from hmac import compare_digest
from http import HTTPStatus

from flask import Blueprint, Response, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from lms.kit import metrics
from lms.kit.access import public
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.operations import queries
from lms.settings import Settings

bp = Blueprint("operations", __name__)

LOOPBACK = frozenset({"127.0.0.1", "::1", "::ffff:127.0.0.1"})


def _settings() -> Settings:
    settings: Settings = current_app.extensions["lms.settings"]
    return settings


@bp.get("/healthz")
@public
def alive() -> ResponseReturnValue:
    """Whether the process answers; asks nothing else, so that a slow database restarts no worker."""
    return Response("alive\n", mimetype="text/plain")


@bp.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """Whether visitors may be sent here: the database answers and is up to date, the disk can be written."""
    faults = queries.readiness_faults(_settings().data_dir)
    return jsonify(ready=not faults, faults=faults), HTTPStatus.SERVICE_UNAVAILABLE if faults else HTTPStatus.OK


def _may_see_numbers() -> bool:
    token = _settings().metrics_token
    if token:
        return compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode())
    # Behind a proxy on this machine everybody comes from the loopback: what was forwarded is not from here.
    forwarded = any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "X-Real-IP"))
    return request.remote_addr in LOOPBACK and not forwarded


@bp.get("/metrics")
@public
def numbers() -> ResponseReturnValue:
    """The numbers for Prometheus: for who holds the token, or from this machine itself when no token is set."""
    if not _may_see_numbers():
        raise NotFound(_("There is no such page. It may have moved, or the address has a typing mistake."))
    jobs = current_app.extensions["lms.schedule"]
    return Response(metrics.report(queries.figures(jobs)), content_type="text/plain; version=0.0.4; charset=utf-8")
