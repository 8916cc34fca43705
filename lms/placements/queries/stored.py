"""What placements keep of a person."""

from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute

from lms.champions.models import Champion
from lms.kit.i18n import lazy_gettext
from lms.kit.personal import Fate, Part, Stored, rows_of
from lms.placements.models import GrowthWish, MatchAnswer, OpeningConflict, OpeningLeaning, Placement, PlacementMove


def _of(column: InstrumentedAttribute[UUID], person_id: UUID) -> ColumnElement[bool]:
    return column.in_(select(Champion.id).where(Champion.person_id == person_id))


STORED = (
    Stored(
        "opening_leanings",
        lazy_gettext("What was said of openings"),
        OpeningLeaning,
        (),
        Fate.DELETED,
        lazy_gettext("Wishes, and what was called not suitable, go."),
        where=lambda person_id: _of(OpeningLeaning.champion_id, person_id),
    ),
    Stored(
        "opening_conflicts",
        lazy_gettext("Conflicts of interest with openings"),
        OpeningConflict,
        (),
        Fate.DELETED,
        lazy_gettext("The declarations go."),
        where=lambda person_id: _of(OpeningConflict.champion_id, person_id),
    ),
    Stored(
        "growth_wishes",
        lazy_gettext("Wishes to practise competences"),
        GrowthWish,
        (),
        Fate.DELETED,
        lazy_gettext("The wishes go."),
        where=lambda person_id: _of(GrowthWish.champion_id, person_id),
    ),
    Stored(
        "match_answers",
        lazy_gettext("Reasons for being placed, or not"),
        MatchAnswer,
        (),
        Fate.DELETED,
        lazy_gettext("The answers go."),
        where=lambda person_id: _of(MatchAnswer.champion_id, person_id),
    ),
    Stored(
        "placements",
        lazy_gettext("Placements"),
        Placement,
        (),
        Fate.ANONYMISED,
        lazy_gettext("That the opening was filled stays with the initiative or project (public task, GDPR article 6 (1) e); reasons in words go."),
        where=lambda person_id: _of(Placement.champion_id, person_id),
    ),
    Stored(
        "placement_moves",
        lazy_gettext("Steps of placements"),
        PlacementMove,
        (),
        Fate.ANONYMISED,
        lazy_gettext("The dates of the steps stay with the placement; reasons in words go."),
        where=lambda person_id: PlacementMove.placement_id.in_(select(Placement.id).where(_of(Placement.champion_id, person_id))),
    ),
)


def what_is_stored(person_id: UUID) -> list[Part]:
    """Everything that placements keep of the person."""
    return rows_of(STORED, person_id)
