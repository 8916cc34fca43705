"""Reads for the pages on which a person sees what they have shown, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from lms.competency.levels.reckoning import Missing, Piece, Reckoned, Weighed, falls_at, missing, one_piece_away, reckon
from lms.competency.levels.rules import Rules
from lms.competency.levels.words import from_what
from lms.competency.models import Competence, CompetenceArea, Evidence, EvidenceKind, Framework, ProficiencyLevel
from lms.competency.queries.ledger import of_people, rules_in_force
from lms.kit.clock import now
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _

SOON = timedelta(days=90)
"""Evidence that ages out within this time is named."""


@dataclass(frozen=True, slots=True)
class Line:
    """One competence of a person: what its evidence shows today, in which band, from what, and what is close."""

    competence: Competence
    reckoned: Reckoned
    band: str
    from_what: str
    away: tuple[str, ...]
    """Kinds of evidence of which one new piece gives the next level."""
    falls_at: datetime | None

    @property
    def level(self) -> int:
        """0 when no level can be said."""
        return self.reckoned.level

    @property
    def retired(self) -> bool:
        """Whether the framework ceased to name it: what was shown stays, and nothing is added."""
        return self.competence.retired_at is not None


@dataclass(frozen=True, slots=True)
class Area:
    """The lines of an area."""

    area: CompetenceArea
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Profile:
    """All competences of all frameworks for one person."""

    frameworks: list[tuple[Framework, list[Area]]]

    @property
    def lines(self) -> list[Line]:
        """The lines of all frameworks."""
        return [line for _framework, areas in self.frameworks for area in areas for line in area.lines]

    @property
    def shown(self) -> list[Line]:
        """Those with a level."""
        return [line for line in self.lines if line.level]

    @property
    def close(self) -> list[Line]:
        """Those that one more piece would raise."""
        return [line for line in self.lines if line.away and not line.retired]

    @property
    def fading(self) -> list[Line]:
        """Those whose level falls soon unless something new comes, soonest first."""
        return sorted((line for line in self.lines if line.falls_at), key=lambda line: line.falls_at or now())


def profile(person_id: UUID) -> Profile:
    """The person's competences by framework and area, those not yet shown too; of retired ones only what was shown. Four statements."""
    competences = db.session.scalars(
        select(Competence)
        .join(Competence.framework)
        .join(Competence.area)
        .options(contains_eager(Competence.framework), contains_eager(Competence.area))
        .order_by(Framework.title, CompetenceArea.code, Competence.code)
    ).all()
    bands, (_number, rules) = bands_of_all(), rules_in_force()
    pieces = of_people([person_id])
    frameworks: dict[UUID, tuple[Framework, dict[UUID, Area]]] = {}
    for competence in competences:
        if competence.retired_at is not None and (person_id, competence.id) not in pieces:
            continue
        _framework, areas = frameworks.setdefault(competence.framework_id, (competence.framework, {}))
        area = areas.setdefault(competence.area_id, Area(competence.area, []))
        area.lines.append(line_of(competence, pieces.get((person_id, competence.id), []), rules, bands))
    return Profile([(framework, list(areas.values())) for framework, areas in frameworks.values()])


def bands_of_all() -> dict[tuple[UUID, int], str]:
    """(framework, level) -> the name of its band. One statement."""
    rows = db.session.execute(select(ProficiencyLevel.framework_id, ProficiencyLevel.number, ProficiencyLevel.band))
    return {(row.framework_id, row.number): row.band for row in rows}


def line_of(competence: Competence, pieces: list[Piece], rules: Rules, bands: dict[tuple[UUID, int], str]) -> Line:
    """What ``pieces`` show of ``competence``."""
    moment = now()
    reckoned = reckon(pieces, rules, moment)
    telling = reckoned.behind or reckoned.counting
    return Line(
        competence=competence,
        reckoned=reckoned,
        band=bands.get((competence.framework_id, reckoned.level), ""),
        from_what=from_what([one.piece for one in telling], moment),
        away=one_piece_away(reckoned, rules),
        falls_at=falls_at(pieces, rules, moment, moment + SOON) if reckoned.level else None,
    )


@dataclass(frozen=True, slots=True)
class Why:
    """Everything behind one level of one person."""

    person_id: UUID
    line: Line
    rows: list[tuple[Weighed, Evidence]]
    """Every piece, newest first."""
    missing: Missing | None
    """For the next level; nothing when the highest is reached."""
    next_band: str

    @property
    def competence(self) -> Competence:
        """The competence in question."""
        return self.line.competence


def competence_named(slug: str, code: str) -> Competence:
    """A competence with its framework and area. One statement.

    :raises NotFound: when the framework has no such code.
    """
    found = db.session.scalar(
        select(Competence)
        .join(Competence.framework)
        .where(Framework.slug == slug, Competence.code == code)
        .options(contains_eager(Competence.framework), joinedload(Competence.area))
    )
    if found is None:
        raise NotFound(_("The framework has no such competence."))
    return found


def competence_to_cite(slug: str, code: str) -> Competence:
    """A competence about which something new is to be said. One statement.

    :raises NotFound: when the framework has no such code, or names it no longer.
    """
    found = competence_named(slug, code)
    if found.retired_at is not None:
        raise NotFound(_("The framework names this competence no longer, so nothing new is noted for it. What was shown stays."))
    return found


def why(person_id: UUID, competence: Competence) -> Why:
    """The evidence of the person for that competence, each piece weighed, and what is missing. Three statements."""
    evidence = db.session.scalars(
        select(Evidence).where(Evidence.person_id == person_id, Evidence.competence_id == competence.id).options(joinedload(Evidence.by))
    ).all()
    (_number, rules), bands = rules_in_force(), bands_of_all()
    line = line_of(competence, [piece_of(one) for one in evidence], rules, bands)
    by_id = {one.id: one for one in evidence}
    following = line.level + 1
    return Why(
        person_id=person_id,
        line=line,
        rows=[(weighed, by_id[weighed.piece.id]) for weighed in line.reckoned.weighed],
        missing=missing(line.reckoned, rules, following) if following <= 8 else None,
        next_band=bands.get((competence.framework_id, following), ""),
    )


def piece_of(row: Evidence) -> Piece:
    """A row of the ledger as the rules see it."""
    return Piece(row.id, row.kind, row.level, row.shown_at, row.items, row.by_id, row.expires_at, row.withdrawn_at)


def given_by(person_id: UUID, by_id: UUID) -> Sequence[Evidence]:
    """What ``by_id`` said of the person, newest first. One statement."""
    return db.session.scalars(
        select(Evidence)
        .where(Evidence.person_id == person_id, Evidence.by_id == by_id, Evidence.kind != EvidenceKind.OWN_RATING)
        .options(joinedload(Evidence.competence).joinedload(Competence.framework))
        .order_by(Evidence.shown_at.desc(), Evidence.id)
    ).all()
