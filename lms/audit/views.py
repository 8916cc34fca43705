"""The audit trail for those who read it."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from math import ceil
from typing import Any, Protocol, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.audit import queries, service
from lms.audit.models import AuditEntry
from lms.audit.sentences.deeds import deed_word
from lms.audit.sentences.things import thing_word
from lms.kit.access import requires
from lms.kit.i18n import gettext as _
from lms.kit.list_files import list_file
from lms.kit.web import page_asked
from lms.permissions import Permission as P

bp = Blueprint("audit", __name__)
bp.add_app_template_filter(deed_word, "deed")
bp.add_app_template_filter(thing_word, "thing")


def _midnight(name: str, *, days: int = 0) -> datetime | None:
    """The start of a day that was asked for, in the city's time zone; nothing for what is no day."""
    try:
        day = date.fromisoformat(request.args.get(name, ""))
        return datetime.combine(day + timedelta(days=days), time(), ZoneInfo(current_app.config["TIME_ZONE"]))
    except (ValueError, OverflowError):
        return None


class People(Protocol):
    """Who stands behind an id: a floor above answers, for the trail itself holds no names."""

    def names(self, person_ids: set[UUID], /) -> dict[UUID, str]:
        """The names of those who are known; whoever was erased is not."""

    def with_address(self, email: str, /) -> UUID | None:
        """The id of whoever has that e-mail address."""


PEOPLE = "lms.audit.people"
_NOBODY = UUID(int=0)


def _people() -> People:
    return cast(People, current_app.extensions[PEOPLE])


def _actor() -> UUID | None:
    """Whoever was asked for, by e-mail address or by the id that links carry; nobody for what is neither."""
    asked = request.args.get("actor", "").strip()
    try:
        return UUID(asked)
    except ValueError:
        return (_people().with_address(asked) or _NOBODY) if asked else None


def _names(entries: Iterable[AuditEntry]) -> dict[UUID, str]:
    return _people().names({entry.actor_id for entry in entries if entry.actor_id})


def _wanted() -> queries.Wanted:
    deed, kind, thing = (request.args.get(name, "")[:80] for name in ("deed", "kind", "thing"))
    return queries.Wanted(deed, kind, thing, _actor(), _midnight("from"), _midnight("to", days=1))


@bp.get("/audit")
@requires(P.AUDIT_READ)
def trail() -> ResponseReturnValue:
    """What was done, newest first; filters and page stand in the address."""
    wanted = _wanted()
    page = page_asked()
    entries, total = queries.page_of_entries(wanted, page)
    deeds, kinds = queries.kinds()
    filters: dict[str, Any] = {name: value for name, value in request.args.items() if name != "page"}
    return render_template(
        "audit/trail.html",
        entries=entries,
        names=_names(entries),
        total=total,
        page=page,
        pages=ceil(total / queries.PAGE),
        href=lambda number: url_for("audit.trail", **filters, page=number),
        files={form: url_for("audit.trail_file", form=form, **filters) for form in ("csv", "xlsx")},
        asked=request.args,
        deeds=deeds,
        kinds=kinds,
    )


@bp.get("/audit.<form>")
@requires(P.AUDIT_READ)
def trail_file(form: str) -> ResponseReturnValue:
    """The same entries as a file, oldest first, with their hashes. Deeds and things stay codes, so that anyone can check the chain again."""
    header = (
        _("Number"), _("When"), _("By"), _("What"), _("With what"), _("Its number"), _("Facts"), _("Hash before"), _("Hash"),
    )  # fmt: skip
    rows = (
        (
            entry.number,
            entry.at.isoformat(),
            entry.actor_id,
            entry.deed,
            entry.thing_kind,
            entry.thing_id,
            service.as_written(entry),
            entry.previous_hash,
            entry.hash,
        )
        for entry in queries.all_entries(_wanted())
    )
    return list_file("audit", form, (header, rows))


@bp.get("/audit/<int:number>")
@requires(P.AUDIT_READ, load=queries.entry)
def entry(entry: AuditEntry) -> ResponseReturnValue:
    """One entry with all its facts."""
    return render_template("audit/entry.html", entry=entry, names=_names([entry]))


@bp.get("/audit/check")
@requires(P.AUDIT_READ)
def check() -> ResponseReturnValue:
    """Check the whole chain and its seal, and say where it is broken."""
    total = queries.page_of_entries(queries.Wanted(), 1)[1]
    return render_template("audit/check.html", broken=service.first_break(), sealed=service.is_sealed(), total=total)
