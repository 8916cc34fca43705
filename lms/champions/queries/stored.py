"""What champions keeps of a person."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms.champions.models import Champion, ChampionMove, HelpRequest, Outreach
from lms.kit.i18n import lazy_gettext
from lms.kit.personal import Fate, Part, Stored, rows_of

_SERVED = lazy_gettext("Words go; that somebody served, when, and the counts stay, without name (statistics, GDPR article 89).")


def _own(person_id: UUID) -> Any:
    return select(Champion.id).where(Champion.person_id == person_id)


STORED = (
    Stored("champion", lazy_gettext("Digital champion"), Champion, (Champion.person_id,), Fate.ANONYMISED, _SERVED),
    Stored(
        "champion_moves",
        lazy_gettext("Steps as a champion"),
        ChampionMove,
        (),
        Fate.ANONYMISED,
        _SERVED,
        where=lambda person_id: ChampionMove.champion_id.in_(_own(person_id)),
    ),
    Stored(
        "outreach",
        lazy_gettext("What was done for others as a champion"),
        Outreach,
        (),
        Fate.ANONYMISED,
        _SERVED,
        where=lambda person_id: Outreach.champion_id.in_(_own(person_id)),
    ),
    Stored(
        "questions",
        lazy_gettext("Questions sent to champions"),
        HelpRequest,
        (HelpRequest.by_id,),
        Fate.DELETED,
        lazy_gettext("All questions go."),
    ),
)


def what_is_stored(person_id: UUID) -> list[Part]:
    """Everything that champions keeps of the person."""
    return rows_of(STORED, person_id)
