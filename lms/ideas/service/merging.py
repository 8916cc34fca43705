"""Make one idea of two, and undo it.

What the merged idea has stays where it is; the other one gets a copy of what it lacks (authors, supporters, followers, files), and the
comments move over with a mark of where they were written. So an undoing takes away what was added, brings the comments back, takes up the
evaluation and the drafted charter that the merger called off, and both are what they were.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update

from lms.audit.service import record
from lms.ideas.models.pitches import (
    Idea,
    IdeaAuthor,
    IdeaComment,
    IdeaFile,
    IdeaFollow,
    IdeaMerger,
    IdeaState,
    IdeaSupport,
)
from lms.ideas.models.sponsoring import Sponsorship, SponsorshipState
from lms.ideas.queries.authors import active_authors, author_ids, follower_ids
from lms.ideas.queries.evaluating import judges_of, open_round_id
from lms.ideas.queries.ideas import IdeaAtHand
from lms.ideas.service import evaluating, sponsoring
from lms.ideas.service.moving import move
from lms.ideas.service.refusals import AlreadyDone, CannotMerge, TooLate
from lms.ideas.service.telling import page_of
from lms.kit.clock import now
from lms.kit.db import db, each_one_at_a_time, hold
from lms.kit.i18n import gettext as _
from lms.notices.service import tell
from lms.people.models import Person

DAYS_TO_UNDO = 30
_ADDED = {"authors": IdeaAuthor, "supporters": IdeaSupport, "followers": IdeaFollow, "files": IdeaFile}


def merge(found: IdeaAtHand, into_number: int, reason: str, *, by: Person) -> IdeaMerger:
    """Let the idea live on in another one, which keeps its authors, supporters, followers, comments and files; its address leads there.

    :raises CannotMerge: into itself, into one that was merged itself, into none, into an own one, or into one that an author just scored.
    :raises NoSuchStep: it was merged already, or has come to its end.
    :raises NeedsReason: there is no reason.
    """
    into_id = db.session.scalar(select(Idea.id).where(Idea.number == into_number, Idea.state != IdeaState.DRAFT))
    if into_id is None:
        raise CannotMerge(_("There is no submitted idea with the number %(number)s.", number=into_number))
    if into_id == found.idea.id:
        raise CannotMerge(_("An idea cannot be merged into itself. Write the number of the other one."))
    idea, into = _both(found.idea.id, into_id)
    _refuse_chains(idea, into, by)
    before = _state_of(idea) | _calls_off(idea)
    told = {person.id for person in active_authors(into.id)} | follower_ids(into.id)
    idea.merged_into_id = into.id
    move(idea, "merge", reason, by=by)
    before["added"] = _copy(idea, into)
    before["comments"] = _bring_comments(idea, into)
    for author_id in before["added"]["authors"]:
        evaluating.release_all_of(db.session.get_one(IdeaAuthor, UUID(author_id)).person_id, into.id)
    row = IdeaMerger(merged_id=idea.id, into_id=into.id, by_id=by.id, at=idea.moved_at, before=before, reason=reason.strip())
    db.session.add(row)
    db.session.flush()
    record("merged", "idea", into.id, by=by.id, number=into.number, other=idea.number)
    for person_id in sorted(told):
        tell(person_id, "idea-took-in", about=str(row.id), href=page_of(into.number), idea=into.title, other=idea.title)
    return row


def undo(merger: IdeaMerger, reason: str, *, by: Person) -> Idea:
    """Give both ideas back what they had, within thirty days; what was said and done since then stays with the one it was merged into.

    :raises AlreadyDone: it was undone before.
    :raises TooLate: the thirty days are over.
    :raises CannotMerge: the other idea was merged on itself.
    """
    idea, into = _both(merger.merged_id, merger.into_id)
    merger = hold(merger)
    if merger.undone_at is not None:
        raise AlreadyDone(_("This merger was undone already."))
    if now() > merger.at + timedelta(days=DAYS_TO_UNDO):
        raise TooLate(_("A merger can be undone for %(days)s days, and they are over.", days=DAYS_TO_UNDO))
    if into.state is IdeaState.MERGED:
        raise CannotMerge(_("Idea %(number)s was merged on itself. Undo that merger first.", number=into.number))
    before = merger.before
    idea.merged_into_id = None
    move(idea, "unmerge", reason, by=by)
    _restore(idea, before)
    _take_away(into, before["added"])
    _give_comments_back(idea, into, before["comments"])
    _take_up(before)
    merger.undone_at, merger.undone_by_id = now(), by.id
    db.session.flush()
    record("unmerge-idea", "idea", into.id, by=by.id, number=into.number, other=idea.number)
    return idea


def _both(one: UUID, other: UUID) -> tuple[Idea, Idea]:
    """Both ideas, held: nobody else merges either of them meanwhile."""
    each_one_at_a_time([f"idea:{one}", f"idea:{other}"])
    rows = select(Idea).where(Idea.id.in_([one, other])).order_by(Idea.id).with_for_update().execution_options(populate_existing=True)
    by_id = {idea.id: idea for idea in db.session.scalars(rows)}
    return by_id[one], by_id[other]


def _refuse_chains(idea: Idea, into: Idea, by: Person) -> None:
    if idea.state is IdeaState.MERGED:
        raise CannotMerge(_("Idea %(number)s was merged already; somebody may have been faster.", number=idea.number))
    if into.state is IdeaState.MERGED:
        onward = db.session.scalar(select(Idea.number).where(Idea.id == into.merged_into_id))
        raise CannotMerge(_("Idea %(number)s was itself merged into idea %(onward)s. Take that number.", number=into.number, onward=onward))
    if by.id in author_ids(into.id):
        raise CannotMerge(_("You are an author of idea %(number)s, so a colleague of the programme office has to merge into it.", number=into.number))
    if judges_of(into.id) & author_ids(idea.id):
        raise CannotMerge(
            _("An author of idea %(idea)s has just scored idea %(into)s. Merge once its evaluation is over.", idea=idea.number, into=into.number)
        )


def _state_of(idea: Idea) -> dict[str, Any]:
    return {
        "moved_at": idea.moved_at.isoformat(),
        "parked_until": idea.parked_until.isoformat() if idea.parked_until else None,
        "first_answer_at": idea.first_answer_at.isoformat() if idea.first_answer_at else None,
    }


def _calls_off(idea: Idea) -> dict[str, Any]:
    """What the merger will end, and its undoing takes up again: the evaluation that runs, and the charter that waits for signatures."""
    drafted = select(Sponsorship.id).where(Sponsorship.idea_id == idea.id, Sponsorship.state == SponsorshipState.DRAFTED)
    round_id = open_round_id(idea.id)
    return {"round": str(round_id) if round_id else None, "charters": [str(one) for one in db.session.scalars(drafted)]}


def _take_up(before: dict[str, Any]) -> None:
    """Mergers of before these were noted have neither."""
    if before.get("round"):
        evaluating.reopen(UUID(before["round"]))
    for charter_id in before.get("charters", []):
        sponsoring.reopen(UUID(charter_id))


def _restore(idea: Idea, before: dict[str, Any]) -> None:
    """Its term runs on from where it stood."""
    idea.moved_at = datetime.fromisoformat(before["moved_at"])
    idea.parked_until = date.fromisoformat(before["parked_until"]) if before["parked_until"] else None
    idea.first_answer_at = datetime.fromisoformat(before["first_answer_at"]) if before["first_answer_at"] else None
    db.session.flush()


def _copy(idea: Idea, into: Idea) -> dict[str, list[str]]:
    """Give ``into`` what it lacks; return the ids of the new rows, by kind."""
    authors = set(db.session.scalars(select(IdeaAuthor.person_id).where(IdeaAuthor.idea_id == into.id)))
    rows: dict[str, list[IdeaAuthor] | list[IdeaSupport] | list[IdeaFollow] | list[IdeaFile]] = {
        "authors": [
            IdeaAuthor(idea_id=into.id, person_id=row.person_id, agreed_at=row.agreed_at, masked=row.masked, since=idea.moved_at)
            for row in db.session.scalars(select(IdeaAuthor).where(IdeaAuthor.idea_id == idea.id, IdeaAuthor.agreed_at.is_not(None)))
            if row.person_id not in authors
        ],
        "supporters": [
            IdeaSupport(idea_id=into.id, person_id=row.person_id, at=row.at)
            for row in _lacking(IdeaSupport, idea, into)
            if row.person_id not in authors  # an author's support is understood
        ],
        "followers": [IdeaFollow(idea_id=into.id, person_id=row.person_id, at=row.at) for row in _lacking(IdeaFollow, idea, into)],
        "files": [_copied(file, idea, into) for file in db.session.scalars(select(IdeaFile).where(IdeaFile.idea_id == idea.id))],
    }
    for some in rows.values():
        db.session.add_all(some)
    db.session.flush()
    return {kind: [str(row.id) for row in some] for kind, some in rows.items()}


def _lacking(model: type[IdeaSupport] | type[IdeaFollow], idea: Idea, into: Idea) -> Iterable[Any]:
    there = select(model.person_id).where(model.idea_id == into.id)
    return db.session.scalars(select(model).where(model.idea_id == idea.id, model.person_id.not_in(there)).order_by(model.at, model.id)).all()


def _copied(file: IdeaFile, idea: Idea, into: Idea) -> IdeaFile:
    same = {"name": file.name, "digest": file.digest, "media_type": file.media_type, "size": file.size, "person_id": file.person_id, "at": file.at}
    return IdeaFile(idea_id=into.id, origin_id=file.origin_id or idea.id, **same)


def _bring_comments(idea: Idea, into: Idea) -> list[list[str | None]]:
    """Move the comments over, each with the mark of where it was written; return their ids with the mark that they had."""
    rows = db.session.execute(select(IdeaComment.id, IdeaComment.origin_id).where(IdeaComment.idea_id == idea.id)).all()
    unmarked = update(IdeaComment).where(IdeaComment.idea_id == idea.id, IdeaComment.origin_id.is_(None))
    db.session.execute(unmarked.values(origin_id=idea.id))
    db.session.execute(update(IdeaComment).where(IdeaComment.idea_id == idea.id).values(idea_id=into.id))
    return [[str(row.id), str(row.origin_id) if row.origin_id else None] for row in rows]


def _take_away(into: Idea, added: dict[str, list[str]]) -> None:
    for kind, model in _ADDED.items():
        ids = [UUID(one) for one in added[kind]]
        db.session.execute(delete(model).where(model.id.in_(ids), model.idea_id == into.id))  # type: ignore[attr-defined]  # each has an idea


def _give_comments_back(idea: Idea, into: Idea, comments: list[list[str | None]]) -> None:
    for comment_id, origin_id in comments:
        row = update(IdeaComment).where(IdeaComment.id == UUID(comment_id), IdeaComment.idea_id == into.id)
        db.session.execute(row.values(idea_id=idea.id, origin_id=UUID(origin_id) if origin_id else None))
