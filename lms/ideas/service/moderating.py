"""Keep the talk about ideas a good one: report, hide and show again."""

from sqlalchemy import select, update

from lms.audit.service import record
from lms.ideas.models.pitches import CommentReport
from lms.ideas.queries.ideas import CommentAtHand
from lms.ideas.service.refusals import AlreadyDone, ReasonMissing
from lms.ideas.service.telling import page_of
from lms.kit.clock import now
from lms.kit.db import db, hold, one_at_a_time
from lms.kit.i18n import gettext as _
from lms.notices.service import tell
from lms.people.models import Person, Role
from lms.people.queries.holders import holders

LONGEST = 300


def report(found: CommentAtHand, reason: str, *, by: Person) -> None:
    """Ask the programme office to look at a comment; its author is not told.

    :raises ReasonMissing: there is no reason.
    :raises AlreadyDone: ``by`` reported it before.
    """
    reason = _reason(reason, _("Say in a sentence what is wrong with the comment."))
    comment = found.comment
    one_at_a_time(f"idea-comment:{comment.id}")
    if db.session.scalar(select(CommentReport.id).where(CommentReport.comment_id == comment.id, CommentReport.by_id == by.id)):
        raise AlreadyDone(_("You reported this comment before. The programme office will look at it."))
    row = CommentReport(comment_id=comment.id, by_id=by.id, reason=reason)
    db.session.add(row)
    db.session.flush()
    for person in holders(Role.PROGRAMME_OFFICE):
        if person.id != comment.person_id:
            tell(person.id, "idea-comment-report", about=str(row.id), href="/ideas/desk/reports", idea=found.idea.title)


def hide(found: CommentAtHand, reason: str, *, by: Person) -> None:
    """Take a comment out of sight. Whoever wrote it is told why; that something stood there stays visible.

    :raises ReasonMissing: there is no reason.
    :raises AlreadyDone: it was hidden before.
    """
    reason = _reason(reason, _("Say why the comment is hidden. Whoever wrote it is told."))
    comment = hold(found.comment)
    if comment.hidden_at is not None:
        raise AlreadyDone(_("This comment was hidden already."))
    comment.hidden_at, comment.hidden_why, comment.hidden_by_id = now(), reason, by.id
    _settle(found, by=by)
    record("comment-hidden", "idea-comment", comment.id, by=by.id)
    about = f"{comment.id}:{comment.hidden_at:%Y%m%d%H%M%S}"
    href = f"{page_of(found.idea.number)}#comment-{comment.id}"
    tell(comment.person_id, "idea-comment-hidden", about=about, href=href, idea=found.idea.title, reason=reason)


def restore(found: CommentAtHand, *, by: Person) -> None:
    """Show a hidden comment again.

    :raises AlreadyDone: it is shown.
    """
    comment = hold(found.comment)
    if comment.hidden_at is None:
        raise AlreadyDone(_("This comment is shown already."))
    comment.hidden_at, comment.hidden_why, comment.hidden_by_id = None, "", None
    db.session.flush()
    record("comment-restored", "idea-comment", comment.id, by=by.id)


def leave_standing(found: CommentAtHand, *, by: Person) -> None:
    """Settle the reports of a comment: nothing is wrong with it."""
    hold(found.comment)
    _settle(found, by=by)
    record("comment-reports-settled", "idea-comment", found.comment.id, by=by.id)


def _settle(found: CommentAtHand, *, by: Person) -> None:
    waiting = update(CommentReport).where(CommentReport.comment_id == found.comment.id, CommentReport.settled_at.is_(None))
    db.session.execute(waiting.values(settled_at=now(), settled_by_id=by.id))
    db.session.flush()


def _reason(written: str, missing: str) -> str:
    if not written.strip():
        raise ReasonMissing(missing)
    return written.strip()[:LONGEST]
