"""Frameworks as files: DigComp's official data supplement (JSON-LD, read as plain JSON), and what ships with the product."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lms.kit.errors import DomainError
from lms.kit.words import gettext as _


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
class StatementSpec:
    """A sentence in which somebody may know themselves; ``band`` is empty where the file does not say it."""

    code: str
    competence: str
    text: str
    band: str = ""
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
    statements: tuple[StatementSpec, ...] = ()


def _last(reference: str) -> str:
    return reference.rpartition("/")[2]


def _of_kind(graph: list[Mapping[str, Any]], kind: str) -> list[Mapping[str, Any]]:
    return [node for node in graph if isinstance(node, dict) and node.get("@type") == kind]


def _graph_of(content: bytes) -> list[Mapping[str, Any]]:
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise FrameworkRefused(_("The file is not JSON: %(fault)s. Download the data supplement again.", fault=error)) from None
    graph = document.get("@graph") if isinstance(document, dict) else None
    if not isinstance(graph, list):
        raise FrameworkRefused(_("The file has no “@graph”. Choose the JSON-LD file of the framework's data supplement."))
    return graph


def read_digcomp(content: bytes) -> FrameworkSpec:
    """Read the DigComp 3.0 data supplement.

    :raises FrameworkRefused: when the file is not such a supplement, or an entry points to one that is not there.
    """
    graph = _graph_of(content)
    try:
        spec = FrameworkSpec(
            slug="digcomp",
            title="DigComp",
            version="3.0",
            source=DIGCOMP.source,
            licence=DIGCOMP.licence,
            areas=tuple(AreaSpec(_last(n["@id"]), n["name"], n.get("description", "")) for n in _of_kind(graph, "CompetenceArea")),
            competences=tuple(
                CompetenceSpec(_last(n["@id"]), _last(n["competence_area_id"]), n["name"], n.get("description", ""))
                for n in _of_kind(graph, "Competence")
            ),
            levels=tuple(
                LevelSpec(
                    int(n["eight_levels_mapping"]), n["four_levels_name"], n.get("six_levels_mapping", ""), n.get("eight_levels_description", "")
                )
                for n in _of_kind(graph, "ProficiencyLevel")
            ),
            outcomes=tuple(
                OutcomeSpec(
                    code=_last(n["@id"]),
                    competence=_last(n["competence_id"]),
                    text=n["description"],
                    kind=n["type"].lower(),
                    band=_last(n["four_levels_proficiency_name"]),
                    ai_label=n.get("ai_label", ""),
                )
                for n in _of_kind(graph, "LearningOutcome")
            ),
            statements=tuple(
                StatementSpec(
                    code=_last(n["@id"]),
                    competence=_last(n["competence_id"]),
                    text=n["description"],
                    band=_last(n["four_levels_proficiency_name"]),
                    ai_label=n.get("ai_label", ""),
                )
                for n in _of_kind(graph, "CompetenceStatement")
            ),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise FrameworkRefused(_("An entry of the file lacks or spoils %(fault)s. Download the data supplement again.", fault=error)) from None
    _refuse_loose_ends(spec)
    return spec


def _refuse_loose_ends(spec: FrameworkSpec) -> None:
    areas, competences = {area.code for area in spec.areas}, {competence.code for competence in spec.competences}
    loose = [c.code for c in spec.competences if c.area not in areas]
    loose += [one.code for one in spec.outcomes if one.competence not in competences]
    loose += [one.code for one in spec.statements if one.competence not in competences]
    wrong = [o.code for o in spec.outcomes if o.kind not in {"knowledge", "skill", "attitude"}]
    if not areas or not competences:
        raise FrameworkRefused(_("The file names no areas or no competences. Choose the framework's data supplement."))
    if loose or wrong:
        raise FrameworkRefused(_("These entries belong to nothing that the file names: %(codes)s.", codes=", ".join((loose + wrong)[:10])))


def _shipped() -> FrameworkSpec:
    areas = {
        "1": "Information search, evaluation and management",
        "2": "Communication and collaboration",
        "3": "Content creation",
        "4": "Safety, wellbeing and responsible use",
        "5": "Problem identification and solving",
    }
    competences = {
        "1.1": "Browsing, searching and filtering information",
        "1.2": "Evaluating information",
        "1.3": "Managing information",
        "2.1": "Interacting through and with digital technologies",
        "2.2": "Sharing through digital technologies",
        "2.3": "Engaging in citizenship through digital technologies",
        "2.4": "Collaborating through digital technologies",
        "2.5": "Digital behaviour",
        "2.6": "Managing digital identity",
        "3.1": "Developing digital content",
        "3.2": "Integrating and re-elaborating digital content",
        "3.3": "Copyright and licences",
        "3.4": "Computational thinking and programming",
        "4.1": "Protecting devices",
        "4.2": "Protecting personal data and privacy",
        "4.3": "Supporting wellbeing",
        "4.4": "Environmental impacts of digital technologies",
        "5.1": "Identifying and solving technical problems",
        "5.2": "Identifying needs and digital technological responses",
        "5.3": "Identifying creative solutions using digital technologies",
        "5.4": "Identifying and addressing digital competence needs",
    }
    levels = (
        (1, "Basic", "A1"), (2, "Basic", "A2"), (3, "Intermediate", "B1"), (4, "Intermediate", "B2"),
        (5, "Advanced", "C1"), (6, "Advanced", "C1"), (7, "Highly advanced", "C2"), (8, "Highly advanced", "C2"),
    )  # fmt: skip
    return FrameworkSpec(
        slug="digcomp",
        title="DigComp",
        version="3.0",
        source="European Commission, Joint Research Centre: DigComp 3.0 (2025), doi 10.2760/0001149",
        licence="CC BY 4.0; codes and titles, adapted",
        areas=tuple(AreaSpec(code, title) for code, title in areas.items()),
        competences=tuple(CompetenceSpec(code, code[0], title) for code, title in competences.items()),
        levels=tuple(LevelSpec(number, band, label) for number, band, label in levels),
    )


DIGCOMP = _shipped()
"""DigComp 3.0 by code and title: 5 areas, 21 competences, 8 levels. The outcomes' texts and the statements come with the official supplement."""

_HOW_MANY_OUTCOMES = {
    "1.1": 21, "1.2": 31, "1.3": 35, "2.1": 31, "2.2": 20, "2.3": 34, "2.4": 22, "2.5": 21, "2.6": 29, "3.1": 25, "3.2": 26,
    "3.3": 27, "3.4": 39, "4.1": 19, "4.2": 26, "4.3": 33, "4.4": 19, "5.1": 15, "5.2": 17, "5.3": 16, "5.4": 17,
}  # fmt: skip
DIGCOMP_OUTCOMES = frozenset(f"LO{code}.{number:02}" for code, last in _HOW_MANY_OUTCOMES.items() for number in range(1, last + 1))
"""The codes of DigComp's 523 learning outcomes: the supplement numbers those of each competence without a gap."""
