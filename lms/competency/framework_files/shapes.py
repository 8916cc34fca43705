"""What a framework is once its file was read: plain values, nothing of a database."""

from dataclasses import dataclass

from lms.kit.errors import DomainError


class FrameworkRefused(DomainError):
    """The file is not a framework that we understand; the message says why."""

    status = 422


@dataclass(frozen=True, slots=True)
class AreaSpec:
    """A group of competences."""

    code: str
    title: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class CompetenceSpec:
    """A competence and the area it belongs to."""

    code: str
    area: str
    title: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class LevelSpec:
    """A proficiency level from 1 to 8, its band, its short label (A1 to C2), and what it looks like."""

    number: int
    band: str
    label: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class OutcomeSpec:
    """A learning outcome that the framework intends; ``kind`` is knowledge, skill or attitude."""

    code: str
    competence: str
    text: str
    kind: str
    band: str
    ai_label: str = ""


@dataclass(frozen=True, slots=True)
class FrameworkSpec:
    """A whole framework."""

    slug: str
    title: str
    version: str
    source: str = ""
    licence: str = ""
    areas: tuple[AreaSpec, ...] = ()
    competences: tuple[CompetenceSpec, ...] = ()
    levels: tuple[LevelSpec, ...] = ()
    outcomes: tuple[OutcomeSpec, ...] = ()
