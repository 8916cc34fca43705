"""Versions go their way from draft to review and back; courses are withdrawn; authors are named."""

from uuid import UUID

from sqlalchemy import delete, select

from lms.audit.service import record
from lms.catalogue import workflow
from lms.catalogue.events import AuthorNamed, CourseWithdrawn, VersionSentBack, VersionSubmitted
from lms.catalogue.models import Course, CourseAuthor, CourseVersion, VersionMove, VersionState
from lms.catalogue.queries import files as file_queries
from lms.catalogue.queries.versions import author_ids_of, current_version, reviewer_ids, writer_ids_of
from lms.catalogue.service.drafting import locked, must_be_author
from lms.catalogue.service.refusals import ChangedMeanwhile, HasErrors, LastAuthor, NeedsReason, NoSuchMove, NoTrainer, OwnText
from lms.kit import search
from lms.kit.db import db, let_go, publish
from lms.kit.i18n import gettext as _
from lms.kit.i18n import ngettext
from lms.notices.service import tell
from lms.people.models import Person, Role

LONGEST_REASON = 2000


def submit(version: CourseVersion, *, by: Person) -> None:
    """Hand the draft in for review. Lets go of the database while its diagrams are drawn, so nothing may be unsaved.

    :raises NotAnAuthor, NoSuchMove: when ``by`` is no author, or the version is no draft.
    :raises HasErrors: when its files hold errors.
    :raises ChangedMeanwhile: when its files changed while they were checked.
    """
    must_be_author(version.course, by)
    move_or_refusal("submit", version)
    slug, content = version.course.slug, version.content_hash
    files, known, courses = file_queries.texts_of(version.id), file_queries.known_codes(), file_queries.known_courses()
    let_go()
    errors = file_queries.check_all(files, slug, known, courses).errors
    version = locked(version)
    must_be_author(version.course, by)
    move = move_or_refusal("submit", version)
    if version.content_hash != content:
        raise ChangedMeanwhile(_("Somebody changed the files while they were checked. Look at them, and submit them again."))
    if errors:
        sentence = ngettext("The files hold one error. Correct it first.", "The files hold %(num)d errors. Correct them first.", len(errors))
        raise HasErrors(sentence, problems=errors)
    version.submitted_by_id = by.id
    go(version, move, by=by)
    publish(VersionSubmitted(version.course_id, version.id))


def take_back(version: CourseVersion, *, by: Person) -> None:
    """Make a version that waits for its review a draft again.

    :raises NotAnAuthor, NoSuchMove: when ``by`` is no author, or the version is not in review.
    """
    version = locked(version)
    must_be_author(version.course, by)
    go(version, move_or_refusal("take-back", version), by=by)


def send_back(version: CourseVersion, reason: str, *, by: Person) -> None:
    """Return a version to its authors with the reason.

    :raises OwnText, NoSuchMove, NeedsReason: when ``by`` wrote in it, it is not in review, or no reason is given.
    """
    version = locked(version)
    must_be_somebody_else(version, by)
    go(version, move_or_refusal("send-back", version), by=by, reason=reason)
    publish(VersionSentBack(version.course_id, version.id))


def withdraw(course: Course, reason: str, *, by: Person) -> None:
    """Take a course out of the catalogue. Those who learn from it go on; nobody new begins.

    :raises NoSuchMove, NeedsReason: when nothing is published, or no reason is given.
    """
    version = current_version(course.id)
    if version is None:
        raise NoSuchMove(_("This course is not published, so there is nothing to withdraw."))
    version = locked(version)
    go(version, move_or_refusal("withdraw", version), by=by, reason=reason)
    search.remove("course", course.id)
    publish(CourseWithdrawn(course.id, version.id))


def name_author(course: Course, person: Person, *, by: Person) -> bool:
    """Let ``person`` write the course, too; return whether that is new.

    :raises NoTrainer: when they are none, and could not open what they should write.
    """
    if not person.has(Role.TRAINER):
        sentence = _("%(name)s is no trainer here, and only trainers write courses. Ask an administrator to give them the role.", name=person.name)
        raise NoTrainer(sentence)
    if person.id in author_ids_of(course.id):
        return False
    db.session.add(CourseAuthor(course_id=course.id, person_id=person.id))
    db.session.flush()
    record("name-author", "course", course.id, by=by.id, person=str(person.id))
    publish(AuthorNamed(course.id, person.id))
    return True


def remove_author(course: Course, person_id: UUID, *, by: Person) -> None:
    """Let somebody write the course no longer. What they wrote stays theirs: they cannot review it.

    :raises LastAuthor: when they are the only one.
    """
    db.session.scalar(select(Course.id).where(Course.id == course.id).with_for_update())
    authors = author_ids_of(course.id)
    if person_id not in authors:
        return
    if len(authors) == 1:
        raise LastAuthor(_("A course needs an author. Name another one first."))
    db.session.execute(delete(CourseAuthor).where(CourseAuthor.course_id == course.id, CourseAuthor.person_id == person_id))
    record("remove-author", "course", course.id, by=by.id, person=str(person_id))


def must_be_somebody_else(version: CourseVersion, by: Person) -> None:
    """:raises OwnText: when ``by`` is an author of the course, or wrote in this version."""
    if by.id in author_ids_of(version.course_id) | writer_ids_of(version):
        raise OwnText(_("You are an author of this course or wrote in this version, so another curator has to review it."))


def move_or_refusal(deed: workflow.Deed, version: CourseVersion) -> workflow.Move:
    """The move that ``deed`` is now.

    :raises NoSuchMove: when the version is somewhere else.
    """
    move = workflow.move_of(deed, version.state)
    if move is None:
        raise NoSuchMove(_("This version is not where that can be done; somebody may have been faster. Look at it again."))
    return move


def must_have_reason(move: workflow.Move, reason: str) -> None:
    """:raises NeedsReason: when ``move`` asks for a reason and none is given."""
    if move.reason and not reason.strip():
        raise NeedsReason(_("Say why in a sentence or two: others have to act on it."))


def go(version: CourseVersion, move: workflow.Move, *, by: Person | None, reason: str = "") -> None:
    """Make the move: the state, its row, the audit entry, and the notices to those who are to be told.

    :raises NeedsReason: when the move asks for a reason and none is given.
    """
    reason = reason.strip()[:LONGEST_REASON]
    must_have_reason(move, reason)
    version.state = VersionState(move.after)
    row = VersionMove(version_id=version.id, by_id=by.id if by else None, before=VersionState(move.before), after=version.state, reason=reason)
    db.session.add(row)
    db.session.flush()
    record(move.deed, "course-version", version.id, by=by.id if by else None, course=str(version.course_id), number=version.number)
    for person_id in _told(version, move, by):
        tell(person_id, move.notice, about=str(row.id), href=_address(version, move), course=version.title, reason=reason)


def _told(version: CourseVersion, move: workflow.Move, by: Person | None) -> list[UUID]:
    writers = author_ids_of(version.course_id) | writer_ids_of(version)
    people = {"reviewers": reviewer_ids(but_not=writers), "writers": sorted(writers), "nobody": []}[move.told]
    return [person_id for person_id in people if by is None or person_id != by.id]


def _address(version: CourseVersion, move: workflow.Move) -> str:
    page = "/review" if move.told == "reviewers" else ""
    return f"/teach/{version.course.slug}/versions/{version.number}{page}"
