"""A bottleneck is reported: from outside, in two steps, and by officers, in one."""

import secrets
from dataclasses import asdict, dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, func, select

from lms.audit.service import record
from lms.bottlenecks.models import Bottleneck, BottleneckMove, Frequency, Kind, OutsideReporter, State, UnconfirmedReport
from lms.bottlenecks.queries.following import waiting_report
from lms.bottlenecks.service.refusals import BadRange
from lms.kit import limits
from lms.kit.clock import now
from lms.kit.db import db, one_at_a_time
from lms.kit.errors import TooOften
from lms.kit.i18n import gettext as _
from lms.kit.i18n import language
from lms.kit.limits import Limit
from lms.kit.links import secret_for
from lms.notices.service import write_letter_to
from lms.people.models import Person
from lms.people.queries.sign_ins import token_hash

LIVES = timedelta(hours=48)
"""How long a link to confirm an address opens something."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PER_VISITOR, PER_MAIL, PER_HOUSE = 10, 5, 300


@dataclass(frozen=True, slots=True)
class Report:
    """What is said of a bottleneck."""

    title: str
    text: str
    kind: Kind
    frequency: Frequency
    blocked: tuple[str, ...] = ()
    evidence: str = ""
    cost_low: Decimal | None = None
    cost_high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """Who reports from outside."""

    name: str
    organisation: str
    email: str
    unnamed: bool = False


def ask_to_confirm(report: Report, contact: Contact, *, visitor: str) -> None:
    """Keep what was typed for two days and send a link to the address; nothing is reported before it is used.

    Whoever asks learns nothing: the answer is the same for an address that is known, unknown, or was written to often enough today.

    :raises TooOften: the ``visitor`` (a network address), or everybody together, asked too often.
    """
    refuse_bad_range(report.cost_low, report.cost_high)
    email = contact.email.strip().lower()
    asked = Limit(f"bottleneck-from:{visitor}", PER_VISITOR, HOUR), Limit("bottlenecks", PER_HOUSE, HOUR)
    limits.refuse_beyond(*asked)
    limits.count(*asked)
    mailed = Limit(f"bottleneck-to:{email}", PER_MAIL, DAY)
    try:
        limits.refuse_beyond(mailed)
    except TooOften:
        return
    limits.count(mailed)
    token = secrets.token_urlsafe(32)
    typed = _plain({**asdict(report), **asdict(contact), "language": language()})
    db.session.add(UnconfirmedReport(token_hash=token_hash(token), email=email, typed=typed, until=now() + LIVES))
    db.session.flush()
    facts = {"path": f"/bottlenecks/confirm/{token}"}  # nothing that was typed: nobody shall send words to others by our letters
    write_letter_to("bottleneck-confirm", address=email, language=language(), person_id=None, about=token_hash(token), facts=facts)


def _plain(typed: dict[str, Any]) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, Decimal) else list(value) if isinstance(value, tuple) else value for name, value in typed.items()}


def confirm(token: str) -> tuple[Bottleneck, str]:
    """Make a report of what was typed, once, and return it with the secret of the reporter's private page.

    :raises NotFound: the link was used, is too old, or never was; the sentence is the same.
    """
    one_at_a_time("confirm-bottleneck")
    waiting = waiting_report(token)
    typed = waiting.typed
    db.session.execute(delete(UnconfirmedReport).where(UnconfirmedReport.id == waiting.id))
    reporter = OutsideReporter(id=uuid4(), email=waiting.email, **{name: typed[name] for name in ("name", "organisation", "unnamed", "language")})
    secret = follow_secret(reporter)
    reporter.follow_hash = token_hash(secret)
    db.session.add(reporter)
    db.session.flush()
    made = _write(_report_of(typed), outside=reporter, by=None)
    facts = {"name": reporter.name, "number": made.number, "title": made.title, "path": f"/bottlenecks/follow/{secret}"}
    write_letter_to(
        "bottleneck-received", address=reporter.email, language=reporter.language, person_id=None, about=str(made.id), facts=facts
    )
    return made, secret


def follow_secret(reporter: OutsideReporter) -> str:
    """The secret of the reporter's private page."""
    return secret_for(f"bottleneck reporter {reporter.id}")


def _report_of(typed: dict[str, Any]) -> Report:
    low, high = typed["cost_low"], typed["cost_high"]
    return Report(
        title=typed["title"],
        text=typed["text"],
        kind=Kind(typed["kind"]),
        frequency=Frequency(typed["frequency"]),
        blocked=tuple(typed["blocked"]),
        evidence=typed["evidence"],
        cost_low=Decimal(low) if low is not None else None,
        cost_high=Decimal(high) if high is not None else None,
    )


def report_it(report: Report, *, by: Person) -> Bottleneck:
    """Report a bottleneck as an officer.

    :raises BadRange: the lower cost lies above the upper, or one of both is missing.
    """
    refuse_bad_range(report.cost_low, report.cost_high)
    return _write(report, outside=None, by=by)


def _write(report: Report, *, outside: OutsideReporter | None, by: Person | None) -> Bottleneck:
    one_at_a_time("bottleneck-number")
    last = db.session.scalar(select(func.max(Bottleneck.number))) or 0
    made = Bottleneck(
        number=last + 1,
        title=report.title,
        text=report.text,
        kind=report.kind,
        frequency=report.frequency,
        blocked=list(report.blocked),
        reach=max(len(report.blocked), 1),
        evidence=report.evidence,
        cost_low=report.cost_low,
        cost_high=report.cost_high,
        outside_id=outside.id if outside else None,
        reported_by_id=by.id if by else None,
    )
    db.session.add(made)
    db.session.flush()
    row = BottleneckMove(bottleneck_id=made.id, deed="report", before=None, after=State.REPORTED, by_id=by.id if by else None)
    row.by_outside = outside is not None
    db.session.add(row)
    record("report-bottleneck", "bottleneck", made.id, by=by.id if by else None, number=made.number, outside=outside is not None)
    db.session.flush()
    return made


def refuse_bad_range(low: Decimal | None, high: Decimal | None) -> None:
    """Refuse a range whose ends are the wrong way round, or of which one is missing.

    :raises BadRange: with a sentence.
    """
    if (low is None) is not (high is None):
        raise BadRange(_("Write both ends of the range, or neither. If you know one figure only, write it twice."))
    if low is not None and high is not None and low > high:
        raise BadRange(_("The lower figure is above the higher one. Change them round."))


def forget_unconfirmed() -> int:
    """Delete what nobody confirmed in time; return how many."""
    return len(db.session.execute(delete(UnconfirmedReport).where(UnconfirmedReport.until < now()).returning(UnconfirmedReport.id)).all())
