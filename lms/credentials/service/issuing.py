"""Issue certificates: each criterion is checked again here, whoever asks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from lms.audit.service import record, record_all
from lms.catalogue.models import CourseCompetence, CourseVersion, StepKind
from lms.city import queries as city
from lms.competency.models import Competence, Framework
from lms.credentials import papers, queries
from lms.credentials.events import CertificateIssued
from lms.credentials.models import Certificate
from lms.credentials.service.refusals import IssuingStopped, NotEarned
from lms.kit.clock import today
from lms.kit.db import db, one_at_a_time, publish, savepoint
from lms.kit.i18n import gettext as _
from lms.kit.i18n import local_day
from lms.kit.months import months_later
from lms.learning.models import Enrolment, HowDone, StepDone
from lms.learning.progress import progress
from lms.learning.queries.stages import stage_of, steps_of
from lms.learning.service.steps import held
from lms.people.models import Person


@dataclass(frozen=True, slots=True)
class CampFacts:
    """What the certificate of a boot camp says. Whoever asks for one reads these facts in the same transaction."""

    place_ref: UUID
    person_id: UUID
    holder_name: str
    title: str
    language: str
    began_on: date
    completed_on: date
    learning_points: int
    effort_minutes: int
    outcomes: tuple[str, ...]
    competences: tuple[tuple[str, str, int], ...]
    """Slug of the framework, code, level."""
    months: int | None
    """How long it counts; nothing: without end."""
    earned: bool
    """Whether the person graduated, and every criterion of the rule (or the exception that two people decided) stands today."""


AT_ONCE = 50
"""Certificates that one transaction issues at most, so that others can write in between."""


def issue(enrolment_id: UUID) -> Certificate:
    """The certificate of a completed enrolment: issued now, or the one that was issued before.

    :raises NotEarned: a criterion is not met.
    :raises IssuingStopped: issuing is stopped; the completion waits and is served when the stop is lifted.
    """
    enrolment = held(enrolment_id)
    before = db.session.scalar(select(Certificate).where(Certificate.enrolment_id == enrolment.id))
    if before is not None:
        return before
    version = db.session.get_one(CourseVersion, enrolment.version_id)
    _refuse_unearned(enrolment, version)
    # Numbers have no gaps, so only one transaction at a time may take one. Each certificate is also an entry of the audit
    # chain, which has the same rule: with that one lock for both there is no order in which two could block each other.
    one_at_a_time("audit")
    if queries.current_stop() is not None:
        raise IssuingStopped(_("Issuing of certificates is stopped. The completion is kept, and its certificate follows when the stop is lifted."))
    paper = _written(enrolment, version)
    db.session.add(paper)
    db.session.flush()
    record("issued", "certificate", paper.id, by=None, number=paper.number, enrolment=str(enrolment.id), course=str(enrolment.course_id))
    publish(CertificateIssued(paper.id, enrolment.person_id))
    return paper


def issue_for_class(graduates: Sequence[CampFacts]) -> None:
    """Issue the certificates of graduates of a boot camp, all together; whoever has theirs already is left out.

    :raises NotEarned: one of them did not graduate, or a criterion is not met any more.
    :raises IssuingStopped: issuing is stopped; the graduates wait and are served when the stop is lifted.
    """
    one_at_a_time("audit")
    refs = [one.place_ref for one in graduates]
    served = set(db.session.scalars(select(Certificate.place_ref).where(Certificate.place_ref.in_(refs))))
    waiting = [one for one in graduates if one.place_ref not in served]
    if not waiting:
        return
    if not all(one.earned for one in waiting):
        raise NotEarned(_("This person has not graduated, or the graduation rule is not met any more. Look at the page of the graduation."))
    if queries.current_stop() is not None:
        raise IssuingStopped(_("Issuing of certificates is stopped. The graduation is kept, and its certificate follows when the stop is lifted."))
    written = _of_class(waiting)
    db.session.add_all(written)
    db.session.flush()
    facts = ((one.id, {"number": one.number, "place": str(one.place_ref)}) for one in written)
    record_all([("issued", "certificate", paper_id, said) for paper_id, said in facts], by=None)
    for paper, one in zip(written, waiting, strict=True):
        publish(CertificateIssued(paper.id, one.person_id, one.place_ref))


def issue_waiting(enrolment_ids: list[UUID]) -> int:
    """Issue what waits, at most ``AT_ONCE``; a completion that does not meet the criteria is left out. Returns how many were issued."""
    issued = 0
    for enrolment_id in enrolment_ids[:AT_ONCE]:
        try:
            with savepoint():
                issue(enrolment_id)
        except NotEarned:
            continue
        issued += 1
    return issued


def _refuse_unearned(enrolment: Enrolment, version: CourseVersion) -> None:
    if not version.gives_certificate:
        raise NotEarned(_("This course gives no certificate."))
    if enrolment.completed_at is None:
        raise NotEarned(_("The course is not completed yet. Finish every step that counts; then the certificate is issued by itself."))
    steps = steps_of(version.id)
    quizzes = {step.key for step in steps if step.kind is StepKind.QUIZ}
    rows = db.session.execute(select(StepDone.step_key, StepDone.content_hash, StepDone.how).where(StepDone.enrolment_id == enrolment.id))
    done = {(row.step_key, row.content_hash) for row in rows if not (row.step_key in quizzes and row.how is HowDone.READ)}
    if not progress([stage_of(step) for step in steps], done, in_sequence=version.in_sequence).complete:
        raise NotEarned(_("Not every step that counts is done. Open the course to see what is missing."))


def _written(enrolment: Enrolment, version: CourseVersion) -> Certificate:
    assert enrolment.completed_at is not None  # noqa: S101  (for the type checker: it was refused above)
    months = version.certificate_months
    identity = city.identity()
    return Certificate(
        number=next(_next_numbers()),
        code=papers.new_code(),
        enrolment_id=enrolment.id,
        person_id=enrolment.person_id,
        course_id=enrolment.course_id,
        version_id=version.id,
        holder_name=db.session.get_one(Person, enrolment.person_id).name,
        course_title=version.title,
        language=version.language,
        issuer=identity.name or identity.product,
        began_on=local_day(enrolment.opened_at),
        completed_on=local_day(enrolment.completed_at),
        learning_points=version.learning_points,
        effort_minutes=version.effort_minutes,
        outcomes=[outcome["text"] for outcome in version.outcomes],
        competences=_competences(version.id),
        expires_at=months_later(enrolment.completed_at, months) if months else None,
        renews_id=_former(enrolment),
    )


def _of_class(graduates: Sequence[CampFacts]) -> list[Certificate]:
    identity, numbers = city.identity(), _next_numbers()
    cited = {competences: _cited(competences) for competences in {one.competences for one in graduates}}
    return [
        Certificate(
            number=next(numbers),
            code=papers.new_code(),
            place_ref=one.place_ref,
            person_id=one.person_id,
            holder_name=one.holder_name,
            course_title=one.title,
            language=one.language,
            issuer=identity.name or identity.product,
            began_on=one.began_on,
            completed_on=one.completed_on,
            learning_points=one.learning_points,
            effort_minutes=one.effort_minutes,
            outcomes=list(one.outcomes),
            competences=cited[one.competences],
            expires_at=months_later(papers.noon_of(one.completed_on), one.months) if one.months else None,
        )
        for one in graduates
    ]


def _cited(cited: tuple[tuple[str, str, int], ...]) -> list[dict[str, Any]]:
    """The competences that the paper names; one that no framework of the house holds is left out."""
    rows = db.session.execute(
        select(Framework.slug, Framework.title.label("framework"), Competence.id, Competence.code, Competence.title)
        .join(Framework, Framework.id == Competence.framework_id)
        .where(Competence.code.in_({code for _slug, code, _level in cited}))
    )
    known = {(row.slug, row.code): row for row in rows}
    return [
        {"code": code, "title": row.title, "framework": row.framework, "level": level, "id": str(row.id)}
        for slug, code, level in cited
        if (row := known.get((slug, code))) is not None
    ]


def _next_numbers() -> Iterator[str]:
    """The numbers that are free, one after the other. One statement."""
    year = today().year
    of_this_year = select(Certificate.number).where(Certificate.number.startswith(papers.numbers_of(year), autoescape=True))
    last = db.session.scalar(of_this_year.order_by(func.length(Certificate.number).desc(), Certificate.number.desc()).limit(1))
    while True:
        last = papers.following_number(last, year)
        yield last


def _competences(version_id: UUID) -> list[dict[str, Any]]:
    rows = db.session.execute(
        select(Competence.code, Competence.title, Framework.title.label("framework"), CourseCompetence.level)
        .join(CourseCompetence, CourseCompetence.competence_id == Competence.id)
        .join(Framework, Framework.id == Competence.framework_id)
        .where(CourseCompetence.version_id == version_id)
        .order_by(Framework.title, Competence.code)
    )
    return [{"code": row.code, "title": row.title, "framework": row.framework, "level": row.level} for row in rows]


def _former(enrolment: Enrolment) -> UUID | None:
    return db.session.scalar(
        select(Certificate.id)
        .join(Enrolment, Enrolment.id == Certificate.enrolment_id)
        .where(Enrolment.person_id == enrolment.person_id, Enrolment.course_id == enrolment.course_id, Enrolment.cycle < enrolment.cycle)
        .order_by(Enrolment.cycle.desc())
        .limit(1)
    )
