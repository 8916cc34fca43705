"""A form that is sent twice is done once: a double click, or the page before sent again, leads to where the first sending led."""

import json
from collections.abc import Callable
from datetime import datetime
from hashlib import blake2b, file_digest
from typing import Any, cast
from uuid import uuid4

from flask import Flask, Response, abort, current_app, flash, g, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from sqlalchemy import String, Table, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from lms.kit.clock import now
from lms.kit.db import Base, db, insert_into, one_at_a_time, put_together_once, send
from lms.kit.i18n import gettext as _
from lms.kit.markup import safe

FIELD = "page_name"
"""The hidden field with the name of the page that a form stood on: each time a page is drawn it has another."""
_OF_THE_VISIT = ("_flashes", "csrf_token")


class SentForm(Base):
    """A form that was done, and where it led. What it said, and who sent it, stands in no row: ``key`` is a hash of all that."""

    __tablename__ = "sent_form"
    key: Mapped[str] = mapped_column(String(32), unique=True)
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    led_to: Mapped[str] = mapped_column(Text)


_sent = cast(Table, SentForm.__table__)


def form_tokens() -> str:
    """The hidden fields of every form that is posted: that it comes from a page of ours, and from which."""
    if "page_name" not in g:
        g.page_name = uuid4().hex
    values = {"token": generate_csrf(), "page": g.page_name}
    return safe(f'<input type="hidden" name="csrf_token" value="%(token)s"><input type="hidden" name="{FIELD}" value="%(page)s">') % values


def once(answer: Callable[[], ResponseReturnValue]) -> ResponseReturnValue:
    """Let the view ``answer``, within its transaction, unless the same was sent from the same page before and led somewhere.

    What is refused, or leads nowhere, may be sent again; so may what changes the session, since the visitor may never have got that cookie.
    """
    key = _key()
    if key is None:
        return answer()
    one_at_a_time(f"sent:{key}")
    led_to = _led_to(key)
    if led_to is not None:
        return _to(led_to)
    before = _kept_in_session()
    response = current_app.make_response(answer())
    if response.status_code in (302, 303) and _kept_in_session() == before:
        row = {"id": uuid4(), "key": key, "at": now(), "led_to": response.location}
        if send(_noted(), row).first() is None:  # the view let go of the database, and the other was quicker: what this one did is undone
            abort(_to(_led_to(key) or response.location))
    return response


@put_together_once
def _noted() -> Any:
    return insert_into(SentForm).on_conflict_do_nothing(index_elements=["key"]).returning(_sent.c.id)


def _led_to(key: str) -> str | None:
    return db.session.scalar(select(_sent.c.led_to).where(_sent.c.key == key))


def _to(led_to: str) -> Response:
    flash(_("This was sent twice. It was done once."))
    return cast(Response, redirect(led_to, 303))


def _key() -> str | None:
    """A hash of everything that was sent, from where and by whom; none where no page is named, as in what scripts send time and again."""
    page = request.form.get(FIELD)
    if not page or "HX-Request" in request.headers:
        return None
    files = [(name, file.filename, _digest(file.stream)) for name, file in request.files.items(multi=True)]
    said = [session.get("_user_id"), request.full_path, sorted(request.form.items(multi=True)), files]
    return blake2b(json.dumps(said).encode(), digest_size=16).hexdigest()


def _digest(stream: Any) -> str:
    digest = file_digest(stream, "sha256").hexdigest()
    stream.seek(0)
    return digest


def _kept_in_session() -> dict[str, Any]:
    return {name: value for name, value in session.items() if name not in _OF_THE_VISIT}


def init_app(app: Flask) -> None:
    """Let pages write ``form_tokens()`` into their forms."""
    app.jinja_env.globals["form_tokens"] = form_tokens
