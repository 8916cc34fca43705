"""Keep the forum a good place: report, hide and show again, lock."""

from sqlalchemy import select, update

from lms.audit.service import record
from lms.cohorts.models.forum import ForumPost, PostReport
from lms.cohorts.queries.forum import PostAtHand, TopicAtHand
from lms.kit.clock import now
from lms.kit.db import db, hold, one_at_a_time
from lms.kit.errors import DomainError
from lms.kit.i18n import gettext as _
from lms.notices.service import tell
from lms.people.models import Person, Role
from lms.people.queries.holders import holder_ids


class ReasonMissing(DomainError):
    """Such a deed says why."""

    status = 422


class AlreadyReported(DomainError):
    """The person reported the post before."""


class AlreadyHidden(DomainError):
    """Somebody hid the post before."""


class OwnPost(DomainError):
    """Nobody decides about their own post."""

    status = 403


class NotHidden(DomainError):
    """The post is shown already."""


def report(at_hand: PostAtHand, reason: str, *, by: Person) -> None:
    """Ask the staff to look at a post; the staff are told, the author is not.

    :raises ReasonMissing: there is no reason.
    :raises AlreadyReported: ``by`` reported it before.
    """
    if not reason.strip():
        raise ReasonMissing(_("Say in a sentence what is wrong with the post."))
    post = at_hand.post
    one_at_a_time(f"report:{post.id}")
    if db.session.scalar(select(PostReport.id).where(PostReport.post_id == post.id, PostReport.by_id == by.id)):
        raise AlreadyReported(_("You reported this post before. The staff will look at it."))
    row = PostReport(post_id=post.id, by_id=by.id, reason=reason.strip())
    db.session.add(row)
    db.session.flush()
    _tell_of_report(at_hand, row)


def _tell_of_report(at_hand: PostAtHand, row: PostReport) -> None:
    """Tell the staff, but not the author; where nobody else is left, HR, who reads no forum and names another trainer."""
    cohort = at_hand.found.cohort
    others = [one.person_id for one in cohort.staff if one.acts and one.person.active and one.person_id != at_hand.person_id]
    href = f"/cohorts/{cohort.slug}/forum/reports"
    for staff_id in others:
        tell(staff_id, "forum-report", about=str(row.id), href=href, topic=at_hand.topic.title, camp=cohort.name)
    if not others:
        for hr_id in holder_ids(Role.HR):
            tell(hr_id, "forum-report-alone", about=str(row.id), href=f"/cohorts/{cohort.slug}/people", camp=cohort.name)


def hide(at_hand: PostAtHand, reason: str, *, by: Person) -> None:
    """Take a post out of sight. Its author is told why; its place in the talk stays visible.

    :raises ReasonMissing: there is no reason.
    :raises AlreadyHidden: it was hidden before.
    :raises OwnPost: ``by`` wrote it.
    """
    _refuse_own(at_hand, by)
    if not reason.strip():
        raise ReasonMissing(_("Say why the post is hidden. Its author is told."))
    post = hold(at_hand.post)
    if post.hidden_at is not None:
        raise AlreadyHidden(_("This post was hidden already."))
    post.hidden_at, post.hidden_by_id, post.hidden_reason = now(), by.id, reason.strip()
    _settle(post, by=by)
    record("post-hidden", "forum-post", post.id, by=by.id)
    href = f"/cohorts/{at_hand.found.cohort.slug}/forum/{at_hand.topic.id}#post-{post.id}"
    about = f"{post.id}:{now().isoformat()}"
    tell(post.person_id, "forum-post-hidden", about=about, href=href, topic=at_hand.topic.title, reason=reason.strip())


def restore(at_hand: PostAtHand, *, by: Person) -> None:
    """Show a hidden post again.

    :raises NotHidden: it is not hidden.
    :raises OwnPost: ``by`` wrote it.
    """
    _refuse_own(at_hand, by)
    post = hold(at_hand.post)
    if post.hidden_at is None:
        raise NotHidden(_("This post is shown already."))
    post.hidden_at = post.hidden_by_id = post.hidden_reason = None
    db.session.flush()
    record("post-restored", "forum-post", post.id, by=by.id)


def leave_standing(at_hand: PostAtHand, *, by: Person) -> None:
    """Settle the reports on a post: nothing is wrong with it.

    :raises OwnPost: ``by`` wrote it.
    """
    _refuse_own(at_hand, by)
    _settle(hold(at_hand.post), by=by)
    record("reports-settled", "forum-post", at_hand.post.id, by=by.id)


def _refuse_own(at_hand: PostAtHand, by: Person) -> None:
    if at_hand.person_id == by.id:
        raise OwnPost(_("You wrote this post, so somebody else of the staff decides about it."))


def lock(at_hand: TopicAtHand, *, by: Person) -> None:
    """Let nobody post in the topic any more."""
    if hold(at_hand.topic).locked_at is None:
        at_hand.topic.locked_at, at_hand.topic.locked_by_id = now(), by.id
        db.session.flush()
        record("topic-locked", "forum-topic", at_hand.topic.id, by=by.id)


def unlock(at_hand: TopicAtHand, *, by: Person) -> None:
    """Let people post in the topic again."""
    if hold(at_hand.topic).locked_at is not None:
        at_hand.topic.locked_at = at_hand.topic.locked_by_id = None
        db.session.flush()
        record("topic-unlocked", "forum-topic", at_hand.topic.id, by=by.id)


def _settle(post: ForumPost, *, by: Person) -> None:
    open_ones = update(PostReport).where(PostReport.post_id == post.id, PostReport.settled_at.is_(None))
    db.session.execute(open_ones.values(settled_at=now(), settled_by_id=by.id))
    db.session.flush()
