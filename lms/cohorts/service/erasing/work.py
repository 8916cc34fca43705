"""What boot camps erase of a person's work, and of what was said about it."""

from sqlalchemy import delete, or_, select, update

from lms.cohorts.models.feedback import PeerReview, WorkComment
from lms.cohorts.models.work import Extension, ExtensionState, HandIn, Mark, MarkAdjustment, WorkDraft, WorkFile
from lms.kit.db import db
from lms.people.events import PersonErased
from lms.people.service.erasing import NAME


def erase(fact: PersonErased) -> None:
    """Delete drafts and files, empty what was handed in and what was said about it; points stay without name, and a team's work with the team.

    The bytes of files go with the next sweep of loose ones, unless somebody else handed the same in.
    """
    who = fact.person_id
    work = select(HandIn.id).where(HandIn.person_id == who)
    theirs = or_(PeerReview.reviewer_id == who, PeerReview.hand_in_id.in_(work))
    for statement in (
        delete(WorkDraft).where(WorkDraft.person_id == who),
        delete(WorkFile).where(WorkFile.person_id == who),
        update(HandIn).where(HandIn.person_id == who).values(text="", link=""),
        delete(Extension).where(Extension.person_id == who, Extension.state != ExtensionState.GIVEN),
        update(Extension).where(Extension.person_id == who).values(reason="", answer=""),
        update(Mark).where(Mark.hand_in_id.in_(work)).values(comment=""),
        update(MarkAdjustment).where(MarkAdjustment.person_id == who).values(reason=NAME),
        delete(WorkComment).where(WorkComment.hand_in_id.in_(work)),
        update(WorkComment).where(WorkComment.person_id == who).values(text=NAME),
        delete(PeerReview).where(theirs, PeerReview.given_at.is_(None)),  # nobody waits for it any more
        update(PeerReview).where(theirs).values(comment=NAME, report_reason=""),
        update(PeerReview).where(PeerReview.reported_by_id == who).values(report_reason=""),
    ):
        db.session.execute(statement)
