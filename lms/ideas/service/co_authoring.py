"""Who else writes an idea: co-authors are asked and agree; whoever had a similar idea asks to join, and the authors answer."""

from uuid import UUID

from sqlalchemy import or_, select

from lms.audit.service import record
from lms.ideas.models.pitches import Idea, IdeaAuthor, IdeaJoin, IdeaState
from lms.ideas.queries import evaluating
from lms.ideas.queries.ideas import IdeaAtHand
from lms.ideas.service.evaluating import release_all_of
from lms.ideas.service.moving import actor
from lms.ideas.service.pitching import WRITABLE
from lms.ideas.service.refusals import AlreadyDone, JudgedIt, NoSuchColleague, NotWritable
from lms.ideas.service.telling import page_of
from lms.kit.clock import now
from lms.kit.db import db, lowered, one_at_a_time
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.notices.service import tell
from lms.people.models import Person

MOST_AUTHORS = 10


def ask(found: IdeaAtHand, who: str, *, by: Person) -> None:
    """Ask a colleague, by mail address or full name, to be a co-author.

    :raises NotWritable: the idea was submitted.
    :raises NoSuchColleague: nobody is called so, or several are.
    :raises AlreadyDone: they are an author, or asked already.
    """
    idea = found.idea
    if idea.state not in WRITABLE:
        raise NotWritable(_("This idea was submitted. Whoever wants to join it can ask to on its page."))
    person = _colleague(who)
    one_at_a_time(f"idea:{idea.id}")
    known = set(db.session.scalars(select(IdeaAuthor.person_id).where(IdeaAuthor.idea_id == idea.id)))
    if person.id in known:
        raise AlreadyDone(_("%(name)s is an author of this idea, or was asked already.", name=person.name))
    if len(known) >= MOST_AUTHORS:
        raise AlreadyDone(_("An idea has at most %(most)d authors.", most=MOST_AUTHORS))
    row = _add(idea, person.id, agreed=False)
    tell(person.id, "idea-co-author-asked", about=str(row.id), href=page_of(idea.number), idea=idea.title or _("an idea without a title yet"))


def _colleague(who: str) -> Person:
    who = " ".join(who.split())
    named = or_(Person.email == who.lower(), lowered(Person.name) == who.lower())
    people = db.session.scalars(select(Person).where(named, Person.active, ~Person.external).limit(2)).all() if who else []
    if not people:
        raise NoSuchColleague(_("No colleague has this name or address. Write the full name, or the address at work."))
    if len(people) > 1:
        raise NoSuchColleague(_("Several colleagues have this name. Write the address at work instead."))
    return people[0]


def _add(idea: Idea, person_id: UUID, *, agreed: bool) -> IdeaAuthor:
    masked = idea.anonymous and db.session.scalar(select(IdeaAuthor.masked).where(IdeaAuthor.idea_id == idea.id, IdeaAuthor.first)) is True
    row = IdeaAuthor(idea_id=idea.id, person_id=person_id, agreed_at=now() if agreed else None, masked=masked)
    db.session.add(row)
    db.session.flush()
    return row


def _own(found: IdeaAtHand, person_id: UUID) -> IdeaAuthor:
    wanted = select(IdeaAuthor).where(IdeaAuthor.idea_id == found.idea.id, IdeaAuthor.person_id == person_id)
    row = db.session.scalars(wanted.with_for_update()).one_or_none()
    if row is None:
        raise NotFound(_("This person was not asked."))
    return row


def answer(found: IdeaAtHand, agrees: bool, *, by: Person) -> None:
    """Agree to be a co-author, or not; the authors are told.

    :raises AlreadyDone: it was answered before.
    """
    row = _own(found, by.id)
    if row.agreed_at is not None:
        raise AlreadyDone(_("You agreed to this before."))
    about = str(row.id)
    if agrees:
        row.agreed_at = now()
    else:
        db.session.delete(row)
    db.session.flush()
    kind = "idea-co-author-agreed" if agrees else "idea-co-author-declined"
    for author_id in sorted(found.author_ids - {by.id}):
        tell(author_id, kind, about=about, href=page_of(found.idea.number), who=by.name, idea=found.idea.title)


def take_back(found: IdeaAtHand, person_id: UUID, *, by: Person) -> None:
    """Do not ask a colleague any more; whoever agreed stays: credit is permanent.

    :raises AlreadyDone: they agreed.
    """
    row = _own(found, person_id)
    if row.agreed_at is not None:
        raise AlreadyDone(_("They agreed, and are an author now."))
    db.session.delete(row)
    db.session.flush()


def show_name(found: IdeaAtHand, *, by: Person) -> None:
    """Stand for an anonymous idea with one's name, before it is admitted."""
    row = _own(found, by.id)
    row.masked = False
    db.session.flush()
    record("name-authors", "idea", found.idea.id, by=by.id, number=found.idea.number)


def ask_to_join(found: IdeaAtHand, text: str, *, by: Person) -> IdeaJoin:
    """Ask to join an idea that is like one's own; its authors answer.

    Whoever was asked to evaluate it does not any more; somebody else is asked.

    :raises NotWritable: the idea lives no more.
    :raises AlreadyDone: the question waits for its answer.
    :raises JudgedIt: they have scored it in the evaluation that runs.
    """
    idea = found.idea
    one_at_a_time(f"idea:{idea.id}")
    if idea.state in {IdeaState.MERGED, IdeaState.DECLINED, IdeaState.STOPPED, IdeaState.ADOPTED}:
        raise NotWritable(_("This idea has come to its end, so nobody can join it. Say why yours differs, and submit it."))
    values = {"idea_id": idea.id, "person_id": by.id, "text": text.strip()[:2000], "asked_at": now()}
    waiting = select(IdeaJoin.id).where(IdeaJoin.idea_id == idea.id, IdeaJoin.person_id == by.id, IdeaJoin.answered_at.is_(None))
    one_at_a_time(f"idea-join:{idea.id}:{by.id}")
    if db.session.scalar(waiting):
        raise AlreadyDone(_("You asked to join this idea already. Its authors answer; it comes to your inbox."))
    if by.id in evaluating.judges_of(idea.id):
        raise JudgedIt(_("You have scored this idea as an evaluator. You can ask to join it once its evaluation is over."))
    row = IdeaJoin(**values)
    db.session.add(row)
    db.session.flush()
    release_all_of(by.id, idea.id)
    for author_id in sorted(found.author_ids):
        tell(author_id, "idea-join-asked", about=str(row.id), href=f"{page_of(idea.number)}#joining", who=by.name, idea=idea.title)
    return row


def answer_join(found: IdeaAtHand, join_id: UUID, accepts: bool, *, by: Person) -> None:
    """Let somebody join as a co-author, or not; they are told.

    :raises AlreadyDone: another author answered before.
    :raises JudgedIt: they score the idea in the evaluation that runs; the words do not say so, since authors do not know who does.
    """
    one_at_a_time(f"idea:{found.idea.id}")
    wanted = select(IdeaJoin).where(IdeaJoin.id == join_id, IdeaJoin.idea_id == found.idea.id).with_for_update()
    row = db.session.scalars(wanted).one_or_none()
    if row is None:
        raise NotFound(_("Nobody asked that."))
    if row.answered_at is not None:
        raise AlreadyDone(_("Another author has answered already."))
    if accepts and row.person_id in evaluating.judges_of(found.idea.id):
        raise JudgedIt(_("This cannot be accepted while the idea is in evaluation. Answer it once the result is there."))
    row.answered_at, row.accepted = now(), accepts
    if accepts and row.person_id not in found.author_ids | found.asked_ids:
        joined = _add(found.idea, row.person_id, agreed=True)
        record("added", "idea", found.idea.id, by=actor(found.idea, by), author=None if joined.masked else str(row.person_id))
    elif accepts:
        _own(found, row.person_id).agreed_at = now()
    db.session.flush()
    if accepts:
        release_all_of(row.person_id, found.idea.id)
    kind = "idea-join-accepted" if accepts else "idea-join-declined"
    tell(row.person_id, kind, about=str(row.id), href=page_of(found.idea.number), idea=found.idea.title)
