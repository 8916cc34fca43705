"""Reads for reporters from outside, who have no account but a secret."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.bottlenecks import workflow
from lms.bottlenecks.models import Bottleneck, BottleneckMove, OutsideReporter, State, UnconfirmedReport
from lms.kit.clock import now
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.people.queries.sign_ins import token_hash

KEPT = timedelta(days=730)
"""How long after its end it is known who reported a bottleneck from outside."""


def waiting_report(token: str) -> UnconfirmedReport:
    """What was typed and waits for this link.

    :raises NotFound: the link was used, is too old, or never was.
    """
    found = db.session.scalar(select(UnconfirmedReport).where(UnconfirmedReport.token_hash == token_hash(token), UnconfirmedReport.until > now()))
    if found is None:
        raise NotFound(_("This link was used already, or is too old. If you used it, your private page is in the e-mail that we sent you then."))
    return found


@dataclass(frozen=True, slots=True)
class Followed:
    """A bottleneck as its reporter from outside sees it."""

    bottleneck: Bottleneck
    moves: list[BottleneckMove]
    secret: str


def followed(secret: str) -> Followed:
    """The bottleneck behind a private link, with its way. Two statements.

    :raises NotFound: there is none, or what was known of its reporter is forgotten.
    """
    found = db.session.scalar(
        select(Bottleneck)
        .join(OutsideReporter, OutsideReporter.id == Bottleneck.outside_id)
        .where(OutsideReporter.follow_hash == token_hash(secret), OutsideReporter.forgotten_at.is_(None))
        .options(joinedload(Bottleneck.outside), joinedload(Bottleneck.department))
    )
    if found is None:
        raise NotFound(_("This link opens nothing. Use the whole link of the e-mail that we sent you."))
    moves = db.session.scalars(select(BottleneckMove).where(BottleneckMove.bottleneck_id == found.id).order_by(BottleneckMove.at, BottleneckMove.id))
    return Followed(found, list(moves), secret)


def to_forget() -> list[OutsideReporter]:
    """Reporters whose bottleneck ended two years ago. One statement."""
    ends = [State(state) for state in workflow.ENDS]
    asked = select(OutsideReporter).join(Bottleneck, Bottleneck.outside_id == OutsideReporter.id)
    old = Bottleneck.state.in_(ends), Bottleneck.ended_at < now() - KEPT, OutsideReporter.forgotten_at.is_(None)
    return list(db.session.scalars(asked.where(*old)))
