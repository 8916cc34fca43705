"""The inbox."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.kit.access import me, requires
from lms.kit.clock import now
from lms.kit.i18n import gettext as _
from lms.kit.web import page_asked, safe_target
from lms.notices import queries, service
from lms.notices.forms import MOMENT, ReadForm
from lms.notices.models import Notice
from lms.notices.sentences import sentence
from lms.permissions import Permission as P

bp = Blueprint("notices", __name__)


@bp.get("/inbox")
@requires(P.INBOX_READ)
def inbox() -> ResponseReturnValue:
    """What the person was told, newest first."""
    page = page_asked()
    notices, pages = queries.inbox(me().id, page=page)
    shown = now().strftime(MOMENT)
    return render_template("notices/inbox.html", notices=notices, page=page, pages=pages, sentence=sentence, shown=shown)


@bp.post("/inbox/<uuid:notice_id>")
@requires(P.NOTICE_OPEN, load=queries.notice)
def open_notice(notice: Notice) -> ResponseReturnValue:
    """Note that it was read, and go where it leads."""
    service.read(notice, by=me())
    return redirect(safe_target(notice.href, url_for(".inbox")), 303)


@bp.post("/inbox/read")
@requires(P.INBOX_READ)
def read_all() -> ResponseReturnValue:
    """Note that all was read that was there when the page was shown."""
    form = ReadForm()
    service.read_all(by=me(), until=(form.until.data if form.validate() else None) or now())
    flash(_("Everything is marked as read."), "success")
    return redirect(url_for(".inbox"), 303)
