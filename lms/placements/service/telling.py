"""Who hears of what happens to placements: a notice for each, and a mail where a decision is asked for or one's own thing changed."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from lms.kit.db import db
from lms.kit.i18n import format_day, speaking
from lms.notices.sentences import sentence
from lms.notices.service import tell, write_letter
from lms.people.models import Person, Role
from lms.people.queries.holders import holder_ids
from lms.placements.models import PlacementState
from lms.placements.queries.placements import PlacementAtHand
from lms.placements.workflow import Step


def deciders(at_hand: PlacementAtHand) -> list[UUID]:
    """Who decides for the opening: its owner, else the programme office."""
    owner = at_hand.owner_id
    return [owner] if owner is not None and owner != at_hand.person_id else holder_ids(Role.PROGRAMME_OFFICE)


def tell_of(at_hand: PlacementAtHand, step: Step, about: str, *, reason: str, by: Person | None) -> None:
    """Tell everybody whom the step names, but for whoever did it."""
    readers = {
        "champion": [at_hand.person_id],
        "owner": deciders(at_hand),
        "manager": [at_hand.manager_id] if at_hand.manager_id else [],
    }
    placement = at_hand.placement
    day = placement.end_asked_on or placement.ends_on
    for who, notice in step.tells:
        send(notice, readers[who], at_hand, about=about, reason=reason, day=day, by_mail=step.by_mail, but=by.id if by else None)


def tell_proposal(at_hand: PlacementAtHand, about: str) -> None:
    """Ask the champion."""
    send("placement-proposed", [at_hand.person_id], at_hand, about=about, reason="", day=at_hand.placement.starts_on, by_mail=True, but=None)


def tell_conflict(at_hand: PlacementAtHand, about: str, *, by: Person) -> None:
    """A conflict of interest is declared where somebody is asked or placed: the office hears, and the owner where the champion has said yes.

    What the interest is they do not hear: only the office reads it, beside the opening.
    """
    owner = [] if at_hand.placement.state is PlacementState.PROPOSED else deciders(at_hand)
    readers = dict.fromkeys([*owner, *holder_ids(Role.PROGRAMME_OFFICE), at_hand.person_id])
    send("placement-conflict", readers, at_hand, about=about, reason="", day=at_hand.placement.ends_on, by_mail=True, but=by.id)


def send(
    notice: str, readers: Iterable[UUID], at_hand: PlacementAtHand, *, about: str, reason: str, day: date, by_mail: bool, but: UUID | None
) -> None:
    """One notice to several readers."""
    path = f"/placements/{at_hand.placement.id}"
    facts: dict[str, Any] = {
        "name": at_hand.person.name,
        "opening": at_hand.found.opening.title,
        "reason": reason,
        "day": format_day(day),
        "hours": format(at_hand.placement.hours_per_week.normalize(), "f"),
    }
    for reader in readers:
        person = db.session.get_one(Person, reader)
        if reader != but and person.active:
            tell(reader, notice, about=about, href=path, **facts)
            if by_mail:
                _write(person, notice, about, path, facts)


def _write(to: Person, notice: str, about: str, path: str, facts: dict[str, Any]) -> None:
    """The same sentence as a mail, in the reader's language."""
    with speaking(to.language):
        what = sentence(notice, facts)
    write_letter("placement", to=to, about=f"{notice}:{about}", facts={"path": path, "what": what, "opening": facts["opening"]})
