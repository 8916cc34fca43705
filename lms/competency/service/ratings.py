"""Say how one sees somebody's competence: ratings, observed tasks, and who may be asked."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import uuid4

from sqlalchemy import select, update

from lms.audit.service import record
from lms.competency.models import Competence, EvidenceKind, Observer, RatingRequest
from lms.competency.queries.ratings import Rated
from lms.competency.service.evidence import NewEvidence, add_evidence
from lms.competency.service.refusals import AlreadyNamed, NotYours, RatingRefused
from lms.kit.clock import now, today
from lms.kit.db import db, insert_into
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.notices.service import tell
from lms.people.models import Person
from lms.people.queries.officers import WORKS_HERE

LONGEST_NOTE = 2000


@dataclass(frozen=True, slots=True)
class Seen:
    """A task that somebody watched: what it was called, what was seen, and on which day."""

    task: str
    note: str
    on: date


def rate(about: Rated, level: int, note: str, *, as_manager: bool, by: Person) -> None:
    """Give a rating; it stands beside those of others and earlier ones, and the officer sees whose it is.

    :raises NotYours: it is about oneself.
    :raises RatingRefused: there is no such level.
    """
    _refuse(about, level, by)
    kind = EvidenceKind.MANAGER_RATING if as_manager else EvidenceKind.TRAINER_RATING
    _write(about, NewEvidence(about.person.id, about.competence.id, level, kind, uuid4(), "", by_id=by.id, note=note.strip()), by)


def note_observation(about: Rated, level: int, seen: Seen, *, by: Person) -> None:
    """Note a task that ``by`` watched.

    :raises NotYours: it is about oneself.
    :raises RatingRefused: there is no such level, or the day is still to come.
    """
    _refuse(about, level, by)
    if seen.on > today():
        raise RatingRefused(_("You cannot have seen it on a day that is still to come."))
    shown_at = min(datetime.combine(seen.on, time(12), UTC), now())
    piece = NewEvidence(
        about.person.id,
        about.competence.id,
        level,
        EvidenceKind.OBSERVED,
        uuid4(),
        seen.task.strip(),
        by_id=by.id,
        note=seen.note.strip(),
        shown_at=shown_at,
    )
    _write(about, piece, by)


def _refuse(about: Rated, level: int, by: Person) -> None:
    if about.person.id == by.id:
        raise NotYours(_("How you see yourself belongs into the self-assessment. Somebody else says the rest."))
    if not 1 <= level <= 8:
        raise RatingRefused(_("Choose a level from 1 to 8."))


def _write(about: Rated, piece: NewEvidence, by: Person) -> None:
    add_evidence([piece])
    db.session.execute(
        update(RatingRequest)
        .where(
            RatingRequest.person_id == about.person.id,
            RatingRequest.competence_id == about.competence.id,
            RatingRequest.rater_id == by.id,
            RatingRequest.answered_at.is_(None),
        )
        .values(answered_at=now())
    )
    kind = "task-observed" if piece.kind is EvidenceKind.OBSERVED else "rating-given"
    tell(about.person.id, kind, about=str(piece.source_id), href=why_path(about.competence), by=by.name, competence=about.competence.title)


def why_path(competence: Competence) -> str:
    """The page where an officer reads what is behind a level of their own."""
    return f"/me/competences/{competence.framework.slug}/{competence.code}"


def ask_for_rating(competence: Competence, rater: Person, note: str, *, by: Person) -> bool:
    """Ask ``rater`` how they see one competence of ``by``. Asked twice is asked once; returns whether it was new."""
    request = {"id": uuid4(), "person_id": by.id, "competence_id": competence.id, "rater_id": rater.id, "note": note.strip(), "asked_at": now()}
    new = db.session.execute(insert_into(RatingRequest).values(request).on_conflict_do_nothing().returning(RatingRequest.id)).all()
    if new:
        href = f"/people/{by.id}/competences/{competence.framework.slug}/{competence.code}/rate"
        tell(rater.id, "rating-asked", about=str(request["id"]), href=href, by=by.name, competence=competence.title)
    return bool(new)


def name_observer(email: str, *, by: Person) -> Observer:
    """Let a colleague note tasks that they watch.

    :raises NotFound: nobody has that address.
    :raises AlreadyNamed: they observe already.
    """
    person = db.session.scalar(select(Person).where(Person.email == email.strip().lower(), WORKS_HERE))
    if person is None:
        raise NotFound(_("Nobody who works here has this address. Check its spelling, or look the person up in the directory."))
    new = {"id": uuid4(), "person_id": person.id, "named_by_id": by.id, "named_at": now()}
    if not db.session.execute(insert_into(Observer).values(new).on_conflict_do_nothing().returning(Observer.id)).all():
        raise AlreadyNamed(_("%(name)s notes observed tasks already.", name=person.name))
    row = db.session.get_one(Observer, new["id"])
    record("named", "observer", row.id, by=by.id, person=str(person.id))
    tell(person.id, "observer-named", about=str(row.id), href="/ratings")
    return row


def end_observer(row: Observer, *, by: Person) -> None:
    """Let a colleague observe no more; what they noted stays."""
    if row.ended_at is None:
        row.ended_at = now()
        record("ended", "observer", row.id, by=by.id, person=str(row.person_id))
