"""A reviewed version becomes what learners get: compiled once, outside the lock, written in one go."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from lms.audit.service import record
from lms.catalogue.course_files.shapes import CompetenceSpec, CourseSpec
from lms.catalogue.events import Learners, VersionPublished
from lms.catalogue.models import Course, CourseCompetence, CourseVersion, QuestionSet, Step, StepKind, VersionState
from lms.catalogue.queries import files as file_queries
from lms.catalogue.queries.versions import current_version, withdrawn_version
from lms.catalogue.service.compiling import CompiledCourse, compile_course, source_hash
from lms.catalogue.service.drafting import locked
from lms.catalogue.service.refusals import ChangedMeanwhile, HasErrors, NoSuchMove
from lms.catalogue.service.reviewing import go, move_or_refusal, must_be_somebody_else, must_have_reason
from lms.catalogue.workflow import BY_DEED
from lms.competency.models import Competence, Framework
from lms.kit import search
from lms.kit.clock import now
from lms.kit.db import db, let_go
from lms.kit.db import publish as tell_the_house
from lms.kit.i18n import gettext as _
from lms.kit.i18n import ngettext
from lms.people.models import Person

LONGEST_NOTE = 4000


@dataclass(frozen=True, slots=True)
class _Taken:
    """What is needed of the version while the database is let go of."""

    version_id: UUID
    course_id: UUID
    slug: str
    number: int
    content: str
    by: UUID


def publish(version: CourseVersion, note: str, *, learners: Learners = Learners.PIN, by: Person) -> bool:
    """Compile ``version`` (in review) and make it the one that learners get; return whether this call did it.

    ``note`` says what changed, for those who learned from the version before. Lets go of the database while it
    compiles, so nothing may be unsaved. Rows that were loaded before are stale afterwards.

    :raises OwnText: when ``by`` is an author or wrote in the version.
    :raises NoSuchMove: when it is not in review.
    :raises HasErrors: when its files hold errors, or a text cannot be compiled.
    :raises ChangedMeanwhile: when its files changed while it was compiled.
    """
    must_be_somebody_else(version, by)
    if version.state is VersionState.PUBLISHED and version.published_by_id == by.id:
        return False  # the button was pressed twice
    move_or_refusal("publish", version)
    taken = _Taken(version.id, version.course_id, version.course.slug, version.number, version.content_hash, by.id)
    course, compiled = _prepare(taken, _send_back)
    return _write(taken, course, compiled, note=note.strip()[:LONGEST_NOTE], learners=learners)


def offer_again(course: Course, reason: str, *, by: Person) -> None:
    """Put the version that was withdrawn last back into the catalogue, as it was. Lets go of the database while it prepares the search.

    :raises NoSuchMove: when nothing was withdrawn, or something is published.
    :raises NeedsReason: when no reason is given.
    :raises HasErrors: when its files hold errors by now.
    """
    version = _withdrawn(course.id)
    must_have_reason(move_or_refusal("offer-again", version), reason)
    taken = _Taken(version.id, course.id, course.slug, version.number, version.content_hash, by.id)
    _spec, compiled = _prepare(taken, _write_anew)
    by = db.session.get_one(Person, taken.by)
    db.session.scalar(select(Course.id).where(Course.id == taken.course_id).with_for_update())
    version = locked(_withdrawn(taken.course_id))  # another may have been published meanwhile
    go(version, move_or_refusal("offer-again", version), by=by, reason=reason)
    search.put("course", taken.course_id, compiled.passages)


def _withdrawn(course_id: UUID) -> CourseVersion:
    version = withdrawn_version(course_id)
    if version is None:
        raise NoSuchMove(_("Nothing of this course is withdrawn, or a version of it is published already. Look at it again."))
    return version


def _send_back(count: int) -> str:
    return ngettext("The files hold one error. Send the version back.", "The files hold %(num)d errors. Send the version back.", count)


def _write_anew(count: int) -> str:
    """Nothing is changed in a version that was published once."""
    return ngettext(
        "The files hold one error by now. An author can begin the next version, correct it there and submit that.",
        "The files hold %(num)d errors by now. An author can begin the next version, correct them there and submit that.",
        count,
    )


def _prepare(taken: _Taken, advice: Callable[[int], str]) -> tuple[CourseSpec, CompiledCourse]:
    """Everything that takes long. Leaves the database free while it works. ``advice`` says what to do about so many errors."""
    files, known, courses = file_queries.texts_of(taken.version_id), file_queries.known_codes(), file_queries.known_courses()
    let_go()
    reading = file_queries.check_all(files, taken.slug, known, courses)
    if reading.course is None:
        raise HasErrors(advice(len(reading.errors)), problems=reading.errors)
    return reading.course, compile_course(reading.course, taken.number)


def _write(taken: _Taken, spec: CourseSpec, compiled: CompiledCourse, *, note: str, learners: Learners) -> bool:
    by = db.session.get_one(Person, taken.by)
    course = db.session.execute(select(Course).where(Course.id == taken.course_id).with_for_update()).scalar_one()
    version = db.session.get_one(CourseVersion, taken.version_id)
    version = locked(version)
    if version.state is VersionState.PUBLISHED and version.published_by_id == by.id:
        return False
    must_be_somebody_else(version, by)
    move = move_or_refusal("publish", version)
    if version.content_hash != taken.content:
        raise ChangedMeanwhile(_("The files changed while they were prepared. Look at the changes, then publish again."))
    previous = current_version(course.id)
    if previous is not None:
        go(locked(previous), BY_DEED["supersede"], by=by)
    _fill_card(version, spec)
    version.published_by_id, version.published_at, version.change_note = by.id, now(), note
    go(version, move, by=by)
    _write_steps(version, spec, compiled)
    _write_competences(version, spec.competences)
    search.put("course", course.id, compiled.passages)
    record("choose-for-learners", "course-version", version.id, by=by.id, learners=learners.value, previous=str(previous.id) if previous else None)
    tell_the_house(VersionPublished(course.id, version.id, previous.id if previous else None, learners))
    db.session.flush()
    return True


def _fill_card(version: CourseVersion, spec: CourseSpec) -> None:
    version.title, version.summary, version.language, version.topic = spec.title, spec.summary, spec.language, spec.topic
    version.level, version.effort_minutes, version.measured_minutes = spec.level, spec.effort_minutes, spec.measured_minutes
    version.learning_points, version.in_sequence = spec.learning_points, spec.order == "in-sequence"
    version.review_by, version.owner_email = spec.review_by, spec.owner
    version.gives_certificate = spec.certificate is not None
    version.certificate_months = spec.certificate.valid_months if spec.certificate else None
    version.renewal_days = spec.certificate.renewal_days if spec.certificate else 60
    version.outcomes = [{"key": outcome.key, "text": outcome.text} for outcome in spec.outcomes]
    version.prerequisites = list(spec.prerequisites)


def _write_steps(version: CourseVersion, spec: CourseSpec, compiled: CompiledCourse) -> None:
    for step in spec.steps:
        db.session.add(
            Step(
                version_id=version.id,
                position=step.position,
                key=step.key,
                kind=StepKind(step.kind),
                title=step.title,
                minutes=step.minutes,
                optional=step.optional,
                requires=list(step.requires),
                html=compiled.lessons[step.key].html if step.key in compiled.lessons else "",
                content_hash=source_hash(step.source),
            )
        )
    db.session.add_all(QuestionSet(version_id=version.id, key=key, content=content) for key, content in compiled.quizzes.items())
    db.session.flush()


def _write_competences(version: CourseVersion, cited: tuple[CompetenceSpec, ...]) -> None:
    wanted = {(competence.framework, competence.code): competence for competence in cited}
    rows = db.session.execute(
        select(Competence.id, Competence.code, Framework.slug)
        .join(Framework, Framework.id == Competence.framework_id)
        .where(Competence.code.in_([code for _framework, code in wanted]))
    )
    for row in rows:
        spec = wanted.get((row.slug, row.code))
        if spec is not None:
            lists = {"outcomes": list(spec.outcomes), "shown_by": list(spec.shown_by)}
            db.session.add(CourseCompetence(version_id=version.id, competence_id=row.id, level=spec.level, **lists))
    db.session.flush()
