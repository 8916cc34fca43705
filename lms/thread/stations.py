"""The stations of the golden thread, in their order: from what is taught to what it is worth."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar


class Kind(StrEnum):
    """A thing that has a place on the thread."""

    COURSE = "course"
    COMPETENCE = "competence"
    CHAMPION = "champion"
    OPENING = "opening"
    IDEA = "idea"
    INITIATIVE = "initiative"
    PROJECT = "project"
    MILESTONE = "milestone"
    PROJECT_MILESTONE = "project-milestone"
    INDICATOR = "indicator"


class Station(StrEnum):
    """A column of the thread."""

    COURSES = "courses"
    COMPETENCES = "competences"
    CHAMPIONS = "champions"
    PLACEMENTS = "placements"
    IDEAS = "ideas"
    WORK = "work"
    MILESTONES = "milestones"
    INDICATORS = "indicators"
    EUROS = "euros"


STATIONS = tuple(Station)

AT: Mapping[Kind, Station] = {
    Kind.COURSE: Station.COURSES,
    Kind.COMPETENCE: Station.COMPETENCES,
    Kind.CHAMPION: Station.CHAMPIONS,
    Kind.OPENING: Station.PLACEMENTS,
    Kind.IDEA: Station.IDEAS,
    Kind.INITIATIVE: Station.WORK,
    Kind.PROJECT: Station.WORK,
    Kind.MILESTONE: Station.MILESTONES,
    Kind.PROJECT_MILESTONE: Station.MILESTONES,
    Kind.INDICATOR: Station.INDICATORS,
}

_BESIDE = {Station.IDEAS: (Station.COURSES, Station.COMPETENCES, Station.CHAMPIONS, Station.PLACEMENTS)}
"""Ideas lead to work as placements do, so nothing that is learnt leads to an idea, and an idea comes from none of it."""


def way_of(kind: Kind) -> tuple[Station, ...]:
    """The stations that lie on the way through a thing of that kind."""
    at = AT[kind]
    if at is Station.IDEAS:
        return tuple(one for one in STATIONS if one not in _BESIDE[Station.IDEAS])
    if at in _BESIDE[Station.IDEAS]:
        return tuple(one for one in STATIONS if one is not Station.IDEAS)
    return STATIONS


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Side:
    """What the box shows of one direction: a thing from each of the nearest stations."""

    station: Station
    title: str
    href: str
    more: int


def nearest(columns: Iterable[tuple[Station, list[tuple[str, str]], int]], most: int = 3) -> list[Side]:
    """The first thing of each station that has any, in the order given, at most ``most``; with how many more stand there.

    ``columns`` are (station, titles with addresses, how many in all), the nearest first.
    """
    filled = ((station, things[0], total) for station, things, total in columns if things)
    return [Side(station, title, href, total - 1) for station, (title, href), total in list(filled)[:most]]
