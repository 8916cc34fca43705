"""Say how one sees somebody's competence: ratings, observed tasks, and who may be asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import joinedload

from lms.audit.service import record
from lms.competency.models import Competence, EvidenceKind, Observer, RatingRequest
from lms.competency.queries.ratings import Rated
from lms.competency.service.evidence import NewEvidence, add_evidence, why_path
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


def ask_for_rating(competence: Competence, rater: Person, note: str, *, by: Person) -> bool:
    """Ask ``rater`` how they see one competence of ``by``. Asked twice is asked once; returns whether it was new."""
    request = {"id": uuid4(), "person_id": by.id, "competence_id": competence.id, "rater_id": rater.id, "note": note.strip(), "asked_at": now()}
    new = db.session.execute(insert_into(RatingRequest).values(request).on_conflict_do_nothing().returning(RatingRequest.id)).all()
    if new:
        _tell_rater(new[0].id, rater.id, competence, by)
    return bool(new)


def _tell_rater(request_id: UUID, rater_id: UUID, competence: Competence, person: Person) -> None:
    tell(rater_id, "rating-asked", about=str(request_id), href=rate_path(competence, person), by=person.name, competence=competence.title)


def rate_path(competence: Competence, person: Person) -> str:
    """The page where somebody says how they see the person's competence."""
    return f"/people/{person.id}/competences/{competence.framework.slug}/{competence.code}/rate"


def hand_on_requests(person_id: UUID, *, before_id: UUID, after_id: UUID | None) -> None:
    """Let what ``person_id`` asked of a manager who is theirs no more wait for the new one; where there is none, they may ask somebody else."""
    waiting = _waiting_for(before_id, RatingRequest.person_id == person_id)
    if after_id is None or after_id == person_id:
        _end(waiting)
        return
    asked_already = {one.competence_id for one in _waiting_for(after_id, RatingRequest.person_id == person_id)}
    for request in waiting:
        if request.competence_id in asked_already:
            db.session.delete(request)
        else:
            request.rater_id, request.asked_at = after_id, now()
            _tell_rater(request.id, after_id, request.competence, request.person)


def end_requests_to(rater_id: UUID) -> None:
    """Let nothing wait for somebody who has left; those who asked may ask somebody else."""
    _end(_waiting_for(rater_id))


def _waiting_for(rater_id: UUID, *which: ColumnElement[bool]) -> Sequence[RatingRequest]:
    return db.session.scalars(
        select(RatingRequest)
        .where(RatingRequest.rater_id == rater_id, RatingRequest.answered_at.is_(None), *which)
        .options(joinedload(RatingRequest.person), joinedload(RatingRequest.competence).joinedload(Competence.framework))
        .order_by(RatingRequest.id)
    ).all()


def _end(waiting: Sequence[RatingRequest]) -> None:
    for request in waiting:
        competence, rater = request.competence, db.session.get_one(Person, request.rater_id)
        href = f"{why_path(competence)}/ask"
        tell(request.person_id, "rating-ended", about=str(request.id), href=href, name=rater.name, competence=competence.title)
        db.session.delete(request)


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
