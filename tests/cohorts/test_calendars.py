"""iCalendar texts: by the rules of RFC 5545 and 5546, as the icalendar library reads them, and over the change of summer time."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from lms.cohorts import hours
from lms.cohorts.calendars.texts import Meeting, Party, feed, invitation
from lms.cohorts.calendars.zones import time_zone
from tests.cohorts.rfc5545 import faults, read

HOUSE = Party("Civic Campus", "campus@city.test")
ZONES = ("Europe/Brussels", "Europe/Lisbon", "Atlantic/Azores", "America/New_York")
ODD_ZONES = ("Africa/Casablanca", "Europe/Dublin", "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Kathmandu", "Asia/Tokyo", "Asia/Gaza")
NAMES = (
    "Zoë Müller-Łukasiewicz", "Ольга Иванова", "Αθηνά Παπαδοπούλου", "محمد بن عبد الله", "יעל כהן", "山田 太郎", "김민지", "नीलम शर्मा", "ธนพล ใจดี",
    "👩‍💻 Ada", "O'Brien; \"Bob\", Jr.", "a:b;c,d\\e^n",
)  # fmt: skip
HOSTILE = (
    "Kick-off\r\nATTENDEE:mailto:evil@example.com",
    "x\nEND:VEVENT\nBEGIN:VEVENT\nUID:evil",
    "comma, semicolon; backslash \\ newline \\n",
    "\x00\x07\x1b[31mred\x7f",
    "=HYPERLINK(\"http://evil\")",
    "<script>alert(1)</script>",
    "{{7*7}} %(title)s",
    "é" * 200,
    "🎓" * 90,
    "\u2028line\u2029paragraph\u0085next",
    " leading and trailing ",
)  # fmt: skip


def meeting(number=0, *, zone="Europe/Brussels", day=date(2026, 11, 26), at=time(10), minutes=120, **facts):
    begins = hours.placed(day, at, zone).at
    given = {
        "uid": f"00000000-0000-0000-0000-{number:012}",
        "title": "Kick-off",
        "of": "Small camp",
        "place": "Town hall, room 3",
        "link": "https://meet.city.test/a?b=c,d;e",
        "summary": "We begin.\nBring a pen; and paper, too.",
        "page": "https://campus.city.test/cohorts/small/timetable",
        "sequence": 0,
        "cancelled": False,
        "changed_at": datetime(2026, 11, 1, 9, tzinfo=UTC),
    }
    return Meeting(begins_at=begins, ends_at=begins + timedelta(minutes=minutes), zone=zone, **{**given, **facts})


def text_of(*meetings, name="My sessions"):
    return feed(name, meetings, HOUSE, "Civic Campus")


def events(text):
    return list(Calendar.from_ical(text).walk("VEVENT"))


@pytest.fixture(autouse=True)
def _words(app):
    with app.app_context():
        yield


def test_a_feed_says_what_subscribers_need():
    calendar = read(text_of(meeting()))
    told = {name: value for name, _parameters, value in calendar.properties}
    assert ("REFRESH-INTERVAL", {"VALUE": "DURATION"}, "PT1H") in calendar.properties
    assert told["VERSION"] == "2.0"
    assert told["PRODID"] == "-//Civic Campus//Timetable//EN"
    assert told["METHOD"] == "PUBLISH"
    assert told["X-PUBLISHED-TTL"] == "PT1H"
    assert told["X-WR-CALNAME"] == told["NAME"] == "My sessions"


def test_an_empty_feed_is_a_calendar_too():
    assert not faults(text_of())


@pytest.mark.parametrize("zone", ZONES)
def test_a_year_of_sessions_keeps_its_hour_in_every_zone(zone):
    begin = date(2026, 1, 5)
    text = text_of(*(meeting(n, zone=zone, day=begin + timedelta(days=n)) for n in range(365)))
    assert not faults(text)
    found = events(text)
    assert len(found) == 365
    for event in found:
        assert event["DTSTART"].dt.time() == time(10)
        assert event["DTSTART"].params["TZID"] == zone
        assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(hours=2)


@pytest.mark.parametrize("zone", [*ZONES, *ODD_ZONES])
def test_the_rules_of_a_zone_give_its_hours_for_years(zone):
    """As a program reads them that knows no zone by name: from our rules alone."""
    component = time_zone(zone, 2025, 2027)
    ours, theirs = component.to_tz(lookup_tzid=False), ZoneInfo(zone)
    moment = datetime(2025, 1, 1, 0, 30, tzinfo=theirs)
    while moment.year < 2028:
        sure = moment.utcoffset() == moment.replace(fold=1).utcoffset()
        assert not sure or moment.replace(tzinfo=ours).utcoffset() == moment.utcoffset(), moment
        moment += timedelta(hours=1)  # on the wall


@pytest.mark.parametrize("zone", ZONES)
def test_a_zone_with_a_rule_is_told_as_a_rule(zone):
    kinds = [part.name for part in time_zone(zone, 2026, 2027).subcomponents]
    assert sorted(kinds) == ["DAYLIGHT", "STANDARD"]
    assert all("RRULE" in part for part in time_zone(zone, 2026, 2027).subcomponents)


@pytest.mark.parametrize(
    ("day", "at", "minutes"),
    [
        (date(2026, 3, 29), time(1), 180),
        (date(2026, 3, 29), time(2, 30), 60),
        (date(2026, 10, 25), time(1), 180),
        (date(2026, 10, 25), time(2, 30), 60),
        (date(2026, 10, 25), time(2, 59), 1),
        (date(2026, 10, 24), time(23), 300),
    ],
)
@pytest.mark.parametrize("zone", ["Europe/Brussels", "Europe/Lisbon", "Atlantic/Azores"])
def test_a_session_over_the_change_is_read_as_the_instants_it_is(zone, day, at, minutes):
    one = meeting(zone=zone, day=day, at=at, minutes=minutes)
    (event,) = events(text_of(one))
    begins, ends = (event[name].dt.replace(fold=0).astimezone(UTC) for name in ("DTSTART", "DTEND"))  # a local hour is its first
    assert (begins, ends) == (one.begins_at, one.ends_at)


def test_two_zones_in_one_feed_have_a_definition_each():
    text = text_of(meeting(1, zone="Europe/Brussels"), meeting(2, zone="America/New_York"), meeting(3, zone="UTC"))
    assert not faults(text)
    assert [zone.get("TZID") for zone in read(text).all("VTIMEZONE")] == ["America/New_York", "Europe/Brussels"]


def test_the_same_meetings_are_the_same_text():
    assert text_of(meeting()) == text_of(meeting())


def test_a_cancelled_session_stays_in_the_feed_and_says_so():
    (event,) = events(text_of(meeting(cancelled=True, sequence=4)))
    assert (event["STATUS"], event["SEQUENCE"], event["TRANSP"]) == ("CANCELLED", 4, "TRANSPARENT")
    assert event["SUMMARY"].startswith("Cancelled: ")


def test_the_link_stands_where_no_place_is():
    (event,) = events(text_of(meeting(place="")))
    assert event["LOCATION"] == "https://meet.city.test/a?b=c,d;e"


def test_texts_come_back_as_they_were():
    (event,) = events(text_of(meeting(title="Kick-off, part 1; \\o/")))
    assert event["SUMMARY"] == "Kick-off, part 1; \\o/ · Small camp"
    assert event["DESCRIPTION"].startswith("We begin.\nBring a pen; and paper, too.\n\nJoin here: https://meet.city.test/a?b=c,d;e")


@pytest.mark.parametrize("words", [*HOSTILE, *NAMES])
def test_no_word_breaks_out_of_its_line(words):
    one = meeting(title=words, of=words, place=words, summary=words, link=f"https://x.test/{words}")
    invited = invitation(one, Party(words, HOUSE.address), Party(words, "ada@city.test"), product=words, at=one.changed_at)
    for text in (text_of(one, name=words), invited):
        assert not faults(text)
        (event,) = events(text)
        assert event["UID"] == one.uid


@pytest.mark.parametrize("name", NAMES)
def test_titles_in_every_script_come_back_as_they_were(name):
    (event,) = events(text_of(meeting(title=name)))
    assert event["SUMMARY"] == f"{name} · Small camp"


@pytest.mark.parametrize("name", NAMES)
def test_names_in_every_script_are_invited(name):
    one = meeting()
    text = invitation(one, HOUSE, Party(name, "ada@city.test"), product="Civic Campus", at=one.changed_at)
    assert not faults(text)
    (event,) = events(text)
    assert event["ATTENDEE"] == "mailto:ada@city.test"
    assert event["ATTENDEE"].params["CN"] == name.replace('"', "'")


def test_an_invitation_asks_and_a_cancellation_takes_back():
    one = meeting(sequence=2)
    asked = read(invitation(one, HOUSE, Party("Ada", "ada@city.test"), product="Civic Campus", at=one.changed_at))
    assert asked.get("METHOD") == "REQUEST"
    (event,) = asked.all("VEVENT")
    assert (event.get("STATUS"), event.get("SEQUENCE"), event.get("UID")) == ("CONFIRMED", "2", one.uid)
    gone = meeting(sequence=3, cancelled=True)
    taken = read(invitation(gone, HOUSE, Party("Ada", "ada@city.test"), product="Civic Campus", at=one.changed_at))
    assert taken.get("METHOD") == "CANCEL"
    (event,) = taken.all("VEVENT")
    assert (event.get("STATUS"), event.get("SEQUENCE"), event.get("UID")) == ("CANCELLED", "3", one.uid)


@pytest.mark.parametrize(
    "broken",
    [
        lambda text: text.replace("\r\n", "\n"),
        lambda text: text.replace("TZID=Europe/Brussels", "TZID=Europe/Nowhere"),
        lambda text: text.replace(";TZID=Europe/Brussels", ""),
        lambda text: text.replace("UID:", "X-UID:"),
        lambda text: text.replace("PRODID:", "X-PRODID:"),
        lambda text: text.replace("\\,", ","),
        lambda text: text.replace("DTSTAMP:", "X-STAMP:"),
        lambda text: text.replace("\r\n ", ""),
        lambda text: text.replace("END:VEVENT", "END:VEVENT\r\n" + text[text.index("BEGIN:VEVENT") : text.index("END:VEVENT")] + "END:VEVENT", 1),
    ],
)
def test_the_strict_reader_sees_each_fault(broken):
    text = text_of(meeting())
    assert not faults(text)
    assert faults(broken(text))
