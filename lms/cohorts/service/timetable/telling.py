"""Tell participants and staff of their sessions: invitations, changes and cancellations, each once."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from lms.city import queries as city
from lms.cohorts import hours
from lms.cohorts.calendars.texts import Method, Party, invitation
from lms.cohorts.invitations import Said, Say, Word, anew, due
from lms.cohorts.models.cohorts import Cohort
from lms.cohorts.models.timetable import Session, SessionWord
from lms.cohorts.queries.calendars import meeting
from lms.cohorts.queries.telling import Waiting, known_to, wants_letters
from lms.kit.clock import now
from lms.kit.db import db
from lms.kit.i18n import format_day, offered, speaking
from lms.kit.links import sender
from lms.notices.service import CalendarPart, tell, write_letter
from lms.people.models import Person

LETTERS = {Say.INVITE: "session-invitation", Say.UPDATE: "session-changed", Say.WITHDRAW: "session-cancelled"}


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to be said of one session."""

    waiting: Waiting
    word: Word

    @property
    def about(self) -> str:
        """What the outbox knows it by: this session at this sequence."""
        return f"{self.waiting.session.id}:{self.word.sequence}"


def tell_of_sessions(person: Person, waiting: Sequence[Waiting]) -> int:
    """Tell ``person`` what waits, in the inbox and by letter; return how many sessions were told of."""
    dues = [Due(one, word) for one in waiting if (word := _word(one)) is not None]
    invited = wants_letters(person.id)
    for _cohort_id, group in groupby(dues, key=lambda one: (one.waiting.cohort.id, one.waiting.has_place)):
        together = list(group)
        if invited:
            for one in together:
                _send_invitation(person, one)
        else:
            _send_list(person, together)
        _put_into_inbox(person, together)
    for one in dues:
        _remember(person, one)
    db.session.flush()
    return len(dues)


def invite_anew(person: Person) -> None:
    """Send an invitation to each session to come of which ``person`` knows without one: letters were off until now."""
    for one in known_to(person.id):
        if (said := _said(one)) is not None:
            again = Due(one, anew(said, revision=one.session.sequence))
            _send_invitation(person, again)
            _remember(person, again)
    db.session.flush()


def _word(one: Waiting) -> Word | None:
    return due(_said(one), revision=one.session.sequence, cancelled=one.session.cancelled_at is not None, has_place=one.has_place)


def _said(one: Waiting) -> Said | None:
    return Said(one.word.revision, one.word.sequence, one.word.withdrawn) if one.word else None


def _remember(person: Person, one: Due) -> None:
    session, word = one.waiting.session, one.waiting.word
    if word is None:
        word = SessionWord(session_id=session.id, person_id=person.id)
        db.session.add(word)
    word.revision, word.sequence, word.begins_at, word.at = session.sequence, one.word.sequence, session.begins_at, now()
    word.withdrawn = one.word.say is Say.WITHDRAW


def _send_invitation(person: Person, one: Due) -> None:
    """One session a letter: see ``calendars.texts.invitation``."""
    waiting, cancelled, product = one.waiting, one.word.say is Say.WITHDRAW, city.identity().product
    with speaking(offered(person.language)):
        shown = meeting(waiting.session, waiting.cohort, sequence=one.word.sequence, cancelled=cancelled)
        text = invitation(shown, Party(product, sender()), Party(person.name, person.email), product=product, at=now())
    part = CalendarPart(text, (Method.CANCEL if cancelled else Method.REQUEST).value)
    write_letter(LETTERS[one.word.say], to=person, about=one.about, facts=_facts(one), calendar=part)


def _send_list(person: Person, together: list[Due]) -> None:
    """For those who want no invitations: what changed, in one letter; what is new they see in their feed."""
    changes = [one for one in together if one.word.say is not Say.INVITE]
    if changes:
        first = changes[0].waiting.cohort
        facts = {"cohort": first.name, "path": _path(first), "sessions": [_facts(one) for one in changes]}
        write_letter("timetable-changed", to=person, about=changes[0].about, facts=facts)


def _facts(one: Due) -> dict[str, Any]:
    session, cohort, word = one.waiting.session, one.waiting.cohort, one.waiting.word
    moved = word is not None and word.begins_at != session.begins_at
    return {
        "session": session.title,
        "cohort": cohort.name,
        "path": _path(cohort),
        **_when(session, cohort),
        "was": hours.wall(word.begins_at, cohort.time_zone).date() if word and moved else None,
        "was_at": f"{hours.wall(word.begins_at, cohort.time_zone):%H:%M}" if word and moved else "",
        "place": session.place,
        "link": session.link,
        "mandatory": session.mandatory,
        "withdrawn": one.word.say is Say.WITHDRAW,
        "why": session.cancelled_why if session.cancelled_at else "",
        "left": not one.waiting.has_place,
        "runs": one.waiting.runs,
    }


def _when(session: Session, cohort: Cohort) -> dict[str, Any]:
    return {
        "day": hours.wall(session.begins_at, cohort.time_zone).date(),
        "hours": hours.span(session.begins_at, session.ends_at, cohort.time_zone),
        "zone": cohort.time_zone,
    }


def _path(cohort: Cohort) -> str:
    return f"/cohorts/{cohort.slug}/timetable"


def _put_into_inbox(person: Person, together: list[Due]) -> None:
    """One notice for one change, one for many; whoever takes part no longer hears of it by letter alone."""
    first, cohort = together[0], together[0].waiting.cohort
    if not first.waiting.has_place:
        return
    changes = [one for one in together if one.word.say is not Say.INVITE]
    if not changes:
        tell(person.id, "timetable-ready", about=first.about, href=_path(cohort), cohort=cohort.name, number=len(together))
    elif len(changes) > 1:
        tell(person.id, "timetable-changed", about=changes[0].about, href=_path(cohort), cohort=cohort.name, number=len(changes))
    else:
        _tell_one(person, changes[0])


def _tell_one(person: Person, one: Due) -> None:
    session, cohort = one.waiting.session, one.waiting.cohort
    facts: dict[str, Any] = {"session": session.title, "cohort": cohort.name}
    if one.word.say is Say.WITHDRAW:
        tell(person.id, "session-cancelled", about=one.about, href=_path(cohort), reason=session.cancelled_why, **facts)
        return
    with speaking(offered(person.language)):
        when = _when(session, cohort)
        facts |= {"day": format_day(when["day"]), "hours": when["hours"], "where": session.place or session.link}
    tell(person.id, "session-changed", about=one.about, href=_path(cohort), **facts)
