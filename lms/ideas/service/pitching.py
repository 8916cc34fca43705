"""Write an idea: begin, save, submit, take back; its files and its co-authors."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select

from lms.city.queries import holidays
from lms.ideas import workflow
from lms.ideas.models.pitches import Challenge, Idea, IdeaAuthor, IdeaFile, IdeaMove, IdeaState
from lms.ideas.queries.ideas import FileAtHand, IdeaAtHand
from lms.ideas.service import indexing
from lms.ideas.service.moving import move
from lms.ideas.service.refusals import ChallengeClosed, ChangedElsewhere, NotComplete, NotWritable
from lms.ideas.service.telling import page_of
from lms.kit import blobs
from lms.kit.clock import now, today
from lms.kit.db import db, hold, one_at_a_time
from lms.kit.i18n import format_day, local_day, offered, speaking
from lms.kit.i18n import gettext as _
from lms.kit.uploads import FileRefused, checked_file
from lms.notices.service import tell
from lms.people.models import Person, Role
from lms.people.queries.holders import holders

WRITABLE = frozenset({IdeaState.DRAFT, IdeaState.RETURNED})
MOST_FILES = 5


@dataclass(frozen=True, slots=True)
class Pitch:
    """What the form of an idea holds."""

    title: str = ""
    problem: str = ""
    sufferers: str = ""
    frequency: str = ""
    solution: str = ""
    cost_from: Decimal | None = None
    cost_until: Decimal | None = None
    anonymous: bool = False
    objective_id: UUID | None = None
    challenge_id: UUID | None = None


def begin(challenge: Challenge | None = None, *, by: Person) -> Idea:
    """Take a fresh sheet; one that was taken and left empty is given again.

    :raises ChallengeClosed: the challenge takes no ideas today.
    """
    if challenge is not None and not challenge.is_open(today()):
        raise ChallengeClosed(_("This challenge takes no ideas today. You can still pitch yours without it."))
    one_at_a_time("idea-number")
    mine = select(Idea).join(IdeaAuthor, IdeaAuthor.idea_id == Idea.id).where(IdeaAuthor.person_id == by.id, IdeaAuthor.first)
    moved = select(IdeaMove.id).where(IdeaMove.idea_id == Idea.id).exists()
    empty = db.session.scalars(mine.where(Idea.state == IdeaState.DRAFT, Idea.revision == 0, ~moved).limit(1)).first()
    if empty is not None:
        empty.challenge_id = challenge.id if challenge else None
        db.session.flush()
        return empty
    last = db.session.scalar(select(func.max(Idea.number))) or 0
    made = Idea(number=last + 1, challenge_id=challenge.id if challenge else None, department_id=by.department_id)
    db.session.add(made)
    db.session.flush()
    db.session.add(IdeaAuthor(idea_id=made.id, person_id=by.id, first=True, agreed_at=now()))
    db.session.flush()
    return made


def save(found: IdeaAtHand, pitch: Pitch, revision: int, *, by: Person) -> int:
    """Keep what was written; return the new revision. ``revision`` is the one that the writer saw: nobody overwrites what they did not see.

    :raises NotWritable: it was submitted.
    :raises ChangedElsewhere: another window, or a co-author, saved in between.
    """
    idea = _held(found)
    given = asdict(pitch)
    if all(getattr(idea, name) == value for name, value in given.items()):
        return idea.revision
    if idea.revision != revision:
        message = _("This was saved in another window, or by a co-author, in the meantime. Nothing was overwritten: both texts are here.")
        raise ChangedElsewhere(message, revision=idea.revision)
    for name, value in given.items():
        setattr(idea, name, value)
    idea.revision += 1
    db.session.flush()
    indexing.refresh(idea)
    return idea.revision


def missing(idea: Idea) -> list[str]:
    """What a pitch still needs before it can be submitted, as sentences."""
    asked = (
        (idea.title, _("Give it a title.")),
        (idea.problem, _("Describe the problem.")),
        (idea.sufferers, _("Say who suffers from it.")),
        (idea.frequency, _("Say how often.")),
        (idea.solution, _("Say what you propose.")),
    )
    return [sentence for value, sentence in asked if not value.strip()]


def submit(found: IdeaAtHand, differs: str = "", *, by: Person) -> IdeaMove:
    """Hand the idea to the programme office. ``differs`` says why it is not one of the similar ones; evaluators read it.

    :raises NotComplete: something that a pitch needs is missing.
    :raises ChallengeClosed: it answers a challenge that takes no ideas any more.
    :raises NoSuchStep: it was submitted before.
    """
    idea = hold(found.idea)
    lacking = missing(idea)
    if lacking:
        raise NotComplete(" ".join(lacking))
    challenge = db.session.get(Challenge, idea.challenge_id) if idea.challenge_id else None
    if challenge is not None and idea.submitted_at is None and not challenge.is_open(today()):
        raise ChallengeClosed(_("The challenge that it answers takes no ideas any more. Take the challenge out of the form and submit it without."))
    idea.differs = differs.strip()[:2000] or idea.differs
    row = move(idea, "submit", by=by)
    _tell_office(idea, row, local_day(row.at))
    return row


def _tell_office(idea: Idea, row: IdeaMove, since: date) -> None:
    term = workflow.term_of(idea.state.value, since, since, holidays())
    for person in holders(Role.PROGRAMME_OFFICE):
        with speaking(offered(person.language)):
            day = format_day(term.due_on if term else None)
        tell(person.id, "idea-to-screen", about=str(row.id), href=page_of(idea.number), idea=idea.title, day=day)


def withdraw(found: IdeaAtHand, reason: str = "", *, by: Person) -> IdeaMove:
    """Take the idea back, to write more; it is a draft again.

    :raises NoSuchStep: it is in evaluation or beyond.
    """
    return move(found.idea, "withdraw", reason, by=by)


def add_files(found: IdeaAtHand, files: Iterable[tuple[str, bytes]], *, by: Person) -> None:
    """Add evidence (name, bytes).

    :raises NotWritable: it was submitted.
    :raises FileRefused: too many, too large, or of a kind that is not taken.
    """
    idea = _held(found)
    there = db.session.scalar(select(func.count()).select_from(IdeaFile).where(IdeaFile.idea_id == idea.id)) or 0
    for number, (given, content) in enumerate(files, start=there + 1):
        if number > MOST_FILES:
            raise FileRefused(_("An idea takes at most %(most)d files. Put several pages into one PDF.", most=MOST_FILES))
        name = checked_file(given, content)
        media = name.rpartition(".")[2].lower()[:100]
        db.session.add(IdeaFile(idea_id=idea.id, name=name, digest=blobs.keep(content), media_type=media, size=len(content), person_id=by.id))
    db.session.flush()


def remove_file(found: FileAtHand, *, by: Person) -> None:
    """Take a file of evidence out.

    :raises NotWritable: it was submitted.
    """
    _held(found)
    db.session.delete(found.file)
    db.session.flush()


def _held(found: IdeaAtHand) -> Idea:
    idea = hold(found.idea)
    if idea.state not in WRITABLE:
        raise NotWritable(_("This idea was submitted, so its text stands. Withdraw it to change it, as long as it waits for screening."))
    return idea
