"""A meeting as a calendar object (RFC 5545, RFC 5546) that Apple, Google and Outlook read, from plain values. Hours are in UTC: each program
shows them on its own clock."""

import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime

from icalendar import Calendar, Event, vCalAddress

from lms.kit.words import gettext as _


@dataclass(frozen=True, slots=True)
class Party:
    """Who invites, or is invited."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a calendar is told of a meeting."""

    uid: str
    """Never changes, whatever else does."""
    sequence: int
    title: str
    begins_at: datetime
    ends_at: datetime
    place: str
    page: str
    """The whole address of its page."""
    cancelled: bool

    @property
    def method(self) -> str:
        """What it wants of its reader."""
        return "CANCEL" if self.cancelled else "REQUEST"


def calendar_text(meeting: Invitation, organiser: Party, guest: Party, *, product: str, at: datetime) -> str:
    """The calendar part of a letter to ``guest``, written ``at``."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{_clean(product)}//Leadership//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", meeting.method)
    event = Event()
    event.add("uid", meeting.uid)
    event.add("dtstamp", at)
    event.add("dtstart", meeting.begins_at.astimezone(UTC))
    event.add("dtend", meeting.ends_at.astimezone(UTC))
    title = _clean(meeting.title)
    event.add("summary", _("Cancelled: %(title)s", title=title) if meeting.cancelled else title)
    event.add("description", _("Agenda and papers: %(link)s", link=meeting.page))
    if meeting.place:
        event.add("location", _clean(meeting.place))
    event.add("url", meeting.page)
    event.add("sequence", meeting.sequence)
    event.add("status", "CANCELLED" if meeting.cancelled else "CONFIRMED")
    event.add("organizer", _party(organiser))
    attendee = _party(guest)
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    if not meeting.cancelled:
        attendee.params["PARTSTAT"], attendee.params["RSVP"] = "NEEDS-ACTION", "FALSE"
    event.add("attendee", attendee)
    calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content.decode()


def _party(party: Party) -> vCalAddress:
    address = vCalAddress(f"mailto:{_clean(party.address)}")
    address.params["CN"] = _clean(party.name).replace('"', "'")
    return address


def _clean(text: str) -> str:
    """On one line, without the control characters that a content line may not hold."""
    return " ".join("".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in text).split())
