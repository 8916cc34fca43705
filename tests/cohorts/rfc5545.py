"""RFC 5545 and 5546 as a reader that forgives nothing: what is wrong with a calendar text, line by line."""

import re
from collections import Counter
from dataclasses import dataclass, field

NAME = re.compile(r"[A-Z0-9-]+")
PARAMETER = re.compile(r';([A-Z0-9-]+)=("[^"\x00-\x08\x0a-\x1f\x7f]*"|[^";:,\x00-\x08\x0a-\x1f\x7f]*)')
STAMP = re.compile(r"\d{8}T\d{6}")
ESCAPES = re.compile(r"\\(?![\\;,nN])|(?<!\\)(?:\\\\)*[;,]")
TEXTS = {"SUMMARY", "DESCRIPTION", "LOCATION", "X-WR-CALNAME", "NAME"}
NEEDED = {"VCALENDAR": {"PRODID", "VERSION"}, "VEVENT": {"UID", "DTSTAMP", "DTSTART", "DTEND"}, "VTIMEZONE": {"TZID"}}
OF_METHOD = {
    "PUBLISH": {"DTSTAMP", "DTSTART", "ORGANIZER", "SUMMARY", "UID"},
    "REQUEST": {"ATTENDEE", "DTSTAMP", "DTSTART", "ORGANIZER", "SUMMARY", "SEQUENCE", "UID"},
    "CANCEL": {"ATTENDEE", "DTSTAMP", "ORGANIZER", "SEQUENCE", "UID"},
}


@dataclass
class Part:
    """A component with its properties, as (name, parameters, value)."""

    kind: str
    properties: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    parts: list["Part"] = field(default_factory=list)

    def get(self, name: str) -> str:
        return next((value for known, _parameters, value in self.properties if known == name), "")

    def all(self, kind: str) -> list["Part"]:
        return [part for part in self.parts if part.kind == kind]


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def read(text: str) -> Part:
    """The one calendar of ``text``; raises AssertionError where a line is none."""
    root = Part("")
    stack = [root]
    for line in unfolded(text):
        name = NAME.match(line)
        assert name, line
        at, parameters = name.end(), {}
        while found := PARAMETER.match(line, at):
            parameters[found[1]] = found[2].strip('"')
            at = found.end()
        assert line[at : at + 1] == ":", line
        value = line[at + 1 :]
        if name[0] == "BEGIN":
            stack.append(Part(value))
            stack[-2].parts.append(stack[-1])
        elif name[0] == "END":
            assert stack.pop().kind == value
        else:
            stack[-1].properties.append((name[0], parameters, value))
    assert stack == [root]
    assert [part.kind for part in root.parts] == ["VCALENDAR"]
    return root.parts[0]


def faults(text: str) -> list[str]:
    """Everything that a strict reader would refuse."""
    found = [f"a line of {len(line.encode())} octets" for line in text.split("\r\n") if len(line.encode()) > 75]
    found += ["a line end that is not CRLF"] if re.search(r"(?<!\r)\n|\r(?!\n)", text) or not text.endswith("\r\n") else []
    found += ["a control character"] if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", text) else []
    if found:
        return found
    calendar = read(text)
    events = calendar.all("VEVENT")
    found += [f"no {name}" for name in _missing(calendar)]
    uids = Counter(event.get("UID") for event in events)
    found += [f"UID {uid} {count} times" for uid, count in uids.items() if count > 1]
    known = {zone.get("TZID") for zone in calendar.all("VTIMEZONE")}
    for event in events:
        found += _faults_of_event(event, known, calendar.get("METHOD"))
    if calendar.get("METHOD") in ("REQUEST", "CANCEL") and len(uids) != 1:
        found.append("several UIDs in one invitation")
    found += [f"{zone.get('TZID')}: {fault}" for zone in calendar.all("VTIMEZONE") for fault in _faults_of_zone(zone)]
    return found


def _missing(part: Part) -> list[str]:
    own = NEEDED.get(part.kind, set()) - {name for name, _parameters, _value in part.properties}
    return sorted(own) + [name for inner in part.parts for name in _missing(inner)]


def _faults_of_event(event: Part, zones: set[str], method: str) -> list[str]:
    names = Counter(name for name, _parameters, _value in event.properties)
    found = [f"no {name} under {method}" for name in sorted(OF_METHOD.get(method, set()) - names.keys())]
    found += [f"{name} {count} times" for name, count in names.items() if count > 1]
    if method == "PUBLISH" and "ATTENDEE" in names:
        found.append("ATTENDEE under PUBLISH")
    for name, parameters, value in event.properties:
        if name in TEXTS and ESCAPES.search(value.replace("\\\\", "").replace("\\;", "").replace("\\,", "")):
            found.append(f"{name} is not escaped: {value}")
        if name in ("DTSTART", "DTEND"):
            found += _faults_of_moment(name, parameters, value, zones)
        if name in ("DTSTAMP", "LAST-MODIFIED") and not re.fullmatch(r"\d{8}T\d{6}Z", value):
            found.append(f"{name} is not in UTC: {value}")
    return found


def _faults_of_moment(name: str, parameters: dict[str, str], value: str, zones: set[str]) -> list[str]:
    if not STAMP.match(value):
        return [f"{name} is no moment: {value}"]
    if value.endswith("Z"):
        return [f"{name} has a TZID and a Z"] if "TZID" in parameters else []
    if "TZID" not in parameters:
        return [f"{name} floats: {value}"]
    return [] if parameters["TZID"] in zones else [f"no VTIMEZONE for {parameters['TZID']}"]


def _faults_of_zone(zone: Part) -> list[str]:
    needed = {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"}
    found = [] if zone.all("STANDARD") else ["no STANDARD"]
    for part in zone.parts:
        names = {name for name, _parameters, _value in part.properties}
        found += [f"{part.kind} without {name}" for name in sorted(needed - names)]
        found += ["RDATE, which Outlook does not read"] if "RDATE" in names else []
    return found
