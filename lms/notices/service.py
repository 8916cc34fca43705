"""Tell people things: a row in the inbox now, a letter that leaves later."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from smtplib import SMTPException
from typing import Any
from uuid import UUID, uuid4

import css_inline
from markupsafe import escape
from sqlalchemy import String, cast, delete, select, update

from lms.city import queries as city
from lms.kit import i18n, papers
from lms.kit.clock import now
from lms.kit.db import db, insert_into, put_together_once
from lms.kit.links import absolute
from lms.notices.models import Letter, Notice
from lms.notices.sentences import SENTENCES
from lms.people.events import PersonErased
from lms.people.models import Person

MOST_TRIES = 8
NEVER = datetime(9999, 1, 1, tzinfo=UTC)

_mails = papers.environment()
_mails.globals["absolute"] = absolute


def tell(person_id: UUID, kind: str, *, about: str, href: str = "", **facts: Any) -> bool:
    """Put a notice of ``kind`` into the inbox, once per ``about`` (what it is about, such as a certificate's id).

    ``facts`` fill the sentence of ``kind``. Returns whether it was new.
    """
    str(SENTENCES[kind]) % facts  # a missing fact is told here, not in the reader's inbox
    db.session.flush()  # whom it is told to, and what it is about, may be as new
    row = {"id": uuid4(), "person_id": person_id, "key": f"{kind}:{about}:{person_id}", "kind": kind, "facts": facts, "href": href}
    return db.session.execute(_once(), row).first() is not None


@put_together_once
def _once() -> Any:
    return insert_into(Notice).on_conflict_do_nothing(index_elements=["key"]).returning(Notice.__table__.c.id)


def tell_each(ids: Iterable[UUID], kind: str, *, about: str, href: str = "", day: date, **facts: Any) -> int:
    """The same to each of ``ids`` who is still here, with ``day`` written as they read it; return to how many it was new."""
    told = 0
    for person in db.session.scalars(select(Person).where(Person.id.in_(set(ids)), Person.active).order_by(Person.id)):
        with i18n.speaking(i18n.offered(person.language)):
            written = i18n.format_day(day)
        told += tell(person.id, kind, about=about, href=href, day=written, **facts)
    return told


@dataclass(frozen=True, slots=True)
class CalendarPart:
    """An iCalendar object that goes with a letter, and the method that stands in it (``REQUEST``, ``CANCEL``)."""

    text: str
    method: str


def write_letter(name: str, *, to: Person, about: str, facts: Mapping[str, Any], calendar: CalendarPart | None = None) -> bool:
    """Queue the mail ``templates/mail/<name>/`` for ``to`` in their language, once per ``about``. Returns whether it was new."""
    addressed = {"name": to.name, **facts}
    about = f"{about}:{to.id}"
    return write_letter_to(name, address=to.email, language=to.language, person_id=to.id, about=about, facts=addressed, calendar=calendar)


def write_letter_to(
    name: str,
    *,
    address: str,
    language: str,
    person_id: UUID | None,
    about: str,
    facts: Mapping[str, Any],
    calendar: CalendarPart | None = None,
) -> bool:
    """Queue the mail ``name`` for an address, once per ``about``."""
    key = f"{name}:{about}"
    if db.session.scalar(select(Letter.id).where(Letter.key == key)) is not None:
        return False
    with i18n.speaking(language):
        letterhead = {"city": city.identity(), "locale": i18n.language(), "dir": i18n.direction()}
        subject, body, page = (
            _mails.get_template(f"mail/{name}/{part}").render(**letterhead, **facts) for part in ("subject.txt", "body.txt", "body.html")
        )
    db.session.add(
        Letter(
            key=key,
            person_id=person_id,
            address=address,
            subject=" ".join(subject.split())[:300],
            text_body=body.strip() + "\n",
            html_body=css_inline.inline(page),
            calendar=calendar.text if calendar else None,
            calendar_method=calendar.method if calendar else None,
        )
    )
    db.session.flush()
    return True


def read(notice: Notice, *, by: Person) -> None:
    """Note that ``by`` has read their notice."""
    if notice.read_at is None:
        notice.read_at = now()


def read_all(*, by: Person, until: datetime) -> None:
    """Note that ``by`` has read what they were told ``until`` then; what came later stays new."""
    mine = update(Notice).where(Notice.person_id == by.id, Notice.read_at.is_(None), Notice.created_at <= until)
    db.session.execute(mine.values(read_at=now()))


def send_one(letter: Letter, carry: Callable[[Letter], None]) -> None:
    """Hand ``letter`` to ``carry``; when that fails, try again later and later. After eight failures it stays for the operator."""
    letter.tries += 1
    try:
        carry(letter)
    except (OSError, SMTPException) as error:
        letter.fault = type(error).__name__
        letter.due_at = now() + timedelta(minutes=min(2**letter.tries, 24 * 60)) if letter.tries < MOST_TRIES else NEVER
    else:
        letter.sent_at, letter.fault = now(), None


def forget_old_letters(*, days: int) -> int:
    """Delete letters that left more than ``days`` ago; return how many. The inbox keeps the truth."""
    gone = db.session.execute(delete(Letter).where(Letter.sent_at < now() - timedelta(days=days)).returning(Letter.id))
    return len(gone.all())


def forget_letters_to(address: str) -> None:
    """Delete the letters to somebody who has no account and is to be forgotten."""
    db.session.execute(delete(Letter).where(Letter.person_id.is_(None), Letter.address == address))


def erase(fact: PersonErased) -> None:
    """Delete what the person was told, and take their name out of what others were told."""
    db.session.execute(delete(Notice).where(Notice.person_id == fact.person_id))
    db.session.execute(delete(Letter).where((Letter.person_id == fact.person_id) | (Letter.address == fact.email)))
    naming = cast(Notice.facts, String).contains(json.dumps(fact.name)[1:-1], autoescape=True)
    for notice in db.session.scalars(select(Notice).where(naming)):
        if fact.name in notice.facts.values():
            notice.facts = {name: "—" if value == fact.name else value for name, value in notice.facts.items()}
    _unname_letters(fact.name)
    db.session.flush()


def _unname_letters(name: str) -> None:
    """Take the name out of letters to others. Those that left lie with who got them; ours need no name."""
    naming = Letter.subject.contains(name, autoescape=True) | Letter.text_body.contains(name, autoescape=True)
    for letter in db.session.scalars(select(Letter).where(naming)):
        letter.subject, letter.text_body = letter.subject.replace(name, "—"), letter.text_body.replace(name, "—")
        letter.html_body = letter.html_body.replace(name, "—").replace(str(escape(name)), "—")
