"""iCalendar (RFC 5545, 7986) and invitations (RFC 5546) as texts that Apple, Google and Outlook read, from plain values."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from icalendar import Calendar, Event, vCalAddress

from lms.cohorts import hours
from lms.cohorts.calendars.zones import time_zone
from lms.kit.words import gettext as _

REFRESHED = timedelta(hours=1)
"""How often a program that has subscribed may ask again."""


class Method(StrEnum):
    """What a calendar object wants of its reader."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True, slots=True)
class Party:
    """Who invites, or is invited."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """A session as a calendar shows it."""

    uid: str
    """Never changes, whatever else does."""
    title: str
    of: str
    """The name of the boot camp."""
    begins_at: datetime
    ends_at: datetime
    zone: str
    place: str
    link: str
    summary: str
    page: str
    """The whole address of its page."""
    sequence: int
    cancelled: bool
    changed_at: datetime


def feed(name: str, meetings: Sequence[Meeting], organiser: Party, product: str) -> str:
    """A calendar to subscribe to. The same meetings give the same text, so that an ETag says when something changed."""
    calendar = _calendar(product, Method.PUBLISH)
    calendar.add("x-wr-calname", _clean(name))
    calendar.add("name", _clean(name))
    calendar.add("refresh-interval", REFRESHED, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for zone in _zones(meetings):
        calendar.add_component(zone)
    for meeting in meetings:
        calendar.add_component(_event(meeting, organiser, at=meeting.changed_at))
    return _text(calendar)


def invitation(meeting: Meeting, organiser: Party, guest: Party, *, product: str, at: datetime) -> str:
    """A meeting as the calendar part of a letter to ``guest``, written ``at``. A cancelled one takes it out of their calendar.

    One meeting a letter: RFC 5546 (3.2.2) demands that all events of a request have one UID, and Outlook and Google read the first only.
    """
    calendar = _calendar(product, Method.CANCEL if meeting.cancelled else Method.REQUEST)
    for zone in _zones([meeting]):
        calendar.add_component(zone)
    event = _event(meeting, organiser, at=at)
    attendee = _party(guest)
    if not meeting.cancelled:
        attendee.params["PARTSTAT"], attendee.params["RSVP"] = "NEEDS-ACTION", "FALSE"
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    event.add("attendee", attendee)
    calendar.add_component(event)
    return _text(calendar)


def _calendar(product: str, method: Method) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", f"-//{_clean(product)}//Timetable//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method.value)
    return calendar


def _event(meeting: Meeting, organiser: Party, *, at: datetime) -> Event:
    event = Event()
    event.add("uid", meeting.uid)
    event.add("dtstamp", at)
    event.add("last-modified", meeting.changed_at)
    begins, ends = _hours(meeting)
    event.add("dtstart", begins)
    event.add("dtend", ends)
    title = _clean(f"{meeting.title} · {meeting.of}")
    event.add("summary", _("Cancelled: %(title)s", title=title) if meeting.cancelled else title)
    event.add("description", _description(meeting))
    if meeting.place or meeting.link:
        event.add("location", _clean(meeting.place or meeting.link))
    event.add("url", meeting.page)
    event.add("sequence", meeting.sequence)
    event.add("status", "CANCELLED" if meeting.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if meeting.cancelled else "OPAQUE")
    event.add("organizer", _party(organiser))
    return event


def _description(meeting: Meeting) -> str:
    lines = [_clean(meeting.summary, lines=True)]
    if meeting.link:
        lines.append(_("Join here: %(link)s", link=_clean(meeting.link)))
    lines.append(_("All about this boot camp: %(link)s", link=meeting.page))
    return "\n\n".join(line for line in lines if line)


def _hours(meeting: Meeting) -> tuple[datetime, datetime]:
    """Beginning and end on the clock of the wall; in UTC where that clock would not say which of two hours is meant."""
    shown = [hours.wall(moment, meeting.zone) for moment in (meeting.begins_at, meeting.ends_at)]
    if any(moment.fold for moment in shown):
        return meeting.begins_at.astimezone(UTC), meeting.ends_at.astimezone(UTC)
    return shown[0], shown[1]


def _zones(meetings: Iterable[Meeting]) -> list[Any]:
    years: dict[str, list[int]] = {}
    for meeting in meetings:
        if _hours(meeting)[0].tzinfo is not UTC and meeting.zone != "UTC":
            years.setdefault(meeting.zone, []).append(meeting.begins_at.year)
    return [time_zone(zone, min(those), max(those)) for zone, those in sorted(years.items())]


def _party(party: Party) -> vCalAddress:
    address = vCalAddress(f"mailto:{_clean(party.address)}")
    address.params["CN"] = _clean(party.name).replace('"', "'")
    return address


def _clean(text: str, *, lines: bool = False) -> str:
    """Without the control characters that a content line may not hold; on one line, unless ``lines``."""
    kept = "".join(letter if letter == "\n" or unicodedata.category(letter) != "Cc" else " " for letter in text.replace("\r\n", "\n"))
    return kept.strip() if lines else " ".join(kept.split())


def _text(calendar: Calendar) -> str:
    content: bytes = calendar.to_ical()
    return content.decode()
