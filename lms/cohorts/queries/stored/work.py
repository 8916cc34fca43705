"""What is kept of a person's work in boot camps, and of what was said about it."""

from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from lms.cohorts.models.feedback import PeerReview, WorkComment
from lms.cohorts.models.work import Extension, HandIn, HandInMember, Mark, MarkAdjustment, TeamMember, WorkDraft, WorkFile
from lms.cohorts.queries.stored.taking_part import RECORD
from lms.kit.i18n import lazy_gettext
from lms.kit.personal import Fate, Stored

_TEAMS = lazy_gettext("Work of a team stays with the team, without the name of who left.")
_SAID = lazy_gettext("What was said of individual work goes; what was said of a team's work stays with the team. Points stay without name.")


def _of_teams(person_id: UUID) -> ColumnElement[bool]:
    return HandIn.id.in_(select(HandInMember.hand_in_id).where(HandInMember.person_id == person_id))


def _about(column: InstrumentedAttribute[UUID], person_id: UUID) -> ColumnElement[bool]:
    """Whether it is about work of the person, or of a team with them in it."""
    return column.in_(select(HandIn.id).where(or_(HandIn.person_id == person_id, _of_teams(person_id))))


def _received(person_id: UUID) -> ColumnElement[bool]:
    """Feedback that the person may read or has reported: what trainers hid before stays hidden."""
    given = _about(PeerReview.hand_in_id, person_id) & PeerReview.given_at.is_not(None) & PeerReview.hidden.is_(False)
    return or_(given, PeerReview.reported_by_id == person_id)


STORED = (
    Stored("teams", lazy_gettext("Teams"), TeamMember, (TeamMember.person_id,), Fate.KEPT, RECORD),
    Stored(
        "drafts",
        lazy_gettext("Drafts of work"),
        WorkDraft,
        (WorkDraft.person_id,),
        Fate.DELETED,
        lazy_gettext("Individual drafts go; a team's stay with it."),
    ),
    Stored(
        "hand_ins",
        lazy_gettext("Work handed in"),
        HandIn,
        (HandIn.person_id,),
        Fate.ANONYMISED,
        lazy_gettext("Texts and links go; that something was handed in stays without name. Work of a team stays with the team."),
        secret=("once_key",),
    ),
    Stored("team_hand_ins", lazy_gettext("Work handed in by a team"), HandIn, (), Fate.ANONYMISED, _TEAMS, where=_of_teams, secret=("once_key",)),
    Stored("hand_in_members", lazy_gettext("Part in work of teams"), HandInMember, (HandInMember.person_id,), Fate.KEPT, RECORD),
    Stored(
        "files",
        lazy_gettext("Files of individual work"),
        WorkFile,
        (WorkFile.person_id,),
        Fate.DELETED,
        lazy_gettext("All files go."),
        secret=("token", "hash"),
        file=(WorkFile.name, WorkFile.hash),
    ),
    Stored(
        "team_files",
        lazy_gettext("Files added to a team's work"),
        WorkFile,
        (WorkFile.added_by_id,),
        Fate.ANONYMISED,
        _TEAMS,
        where=lambda person_id: (WorkFile.added_by_id == person_id) & WorkFile.team_id.is_not(None),
        secret=("token", "hash"),
        file=(WorkFile.name, WorkFile.hash),
    ),
    Stored(
        "extensions",
        lazy_gettext("More time for tasks"),
        Extension,
        (Extension.person_id,),
        Fate.ANONYMISED,
        lazy_gettext("Reasons and answers go, and requests that were not granted. Until when somebody had time stays without name."),
    ),
    Stored("marks", lazy_gettext("Marks of that work"), Mark, (), Fate.ANONYMISED, _SAID, where=lambda person_id: _about(Mark.hand_in_id, person_id)),
    Stored(
        "mark_adjustments",
        lazy_gettext("Points that differ from a team's"),
        MarkAdjustment,
        (MarkAdjustment.person_id,),
        Fate.ANONYMISED,
        lazy_gettext("The reasons go; points stay without name."),
    ),
    Stored(
        "comments",
        lazy_gettext("Comments on work, written and received"),
        WorkComment,
        (WorkComment.person_id,),
        Fate.ANONYMISED,
        lazy_gettext("What was written goes, and all that others wrote below individual work. That something was said below a team's work stays."),
        where=lambda person_id: or_(WorkComment.person_id == person_id, _about(WorkComment.hand_in_id, person_id)),
    ),
    Stored(
        "feedback_given",
        lazy_gettext("Feedback given"),
        PeerReview,
        (PeerReview.reviewer_id,),
        Fate.ANONYMISED,
        lazy_gettext("The words go, and what was not given yet. Points stay with the work, without name."),
        secret=("reported_at", "report_reason", "reported_by_id", "settled_at"),
    ),
    Stored(
        "feedback_received",
        lazy_gettext("Feedback received on work"),
        PeerReview,
        (PeerReview.reported_by_id,),
        Fate.ANONYMISED,
        _SAID,
        where=_received,
        secret=("reviewer_id",),
    ),
)
