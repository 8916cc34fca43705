"""What follows from completions, certificates and revocations: competences, notices and letters. Each may be told twice without harm."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from lms.catalogue.models import Course, CourseCompetence, CourseVersion
from lms.competency.models import EvidenceKind
from lms.competency.service import evidence as ledger
from lms.credentials.events import CertificateIssued, CertificateRevoked
from lms.credentials.models import Certificate
from lms.credentials.papers import check_path, noon_of, page_path
from lms.credentials.service.issuing import issue
from lms.credentials.service.refusals import IssuingStopped
from lms.kit.clock import now
from lms.kit.db import db
from lms.kit.i18n import format_day, offered, speaking
from lms.learning.events import CourseCompleted
from lms.learning.models import Enrolment
from lms.learning.progress import renewable_from
from lms.notices.service import tell, write_letter
from lms.people.models import Person


def issue_certificate(fact: CourseCompleted) -> None:
    """Issue the certificate, where the course gives one; while issuing is stopped, the completion waits."""
    if not db.session.scalar(select(CourseVersion.gives_certificate).where(CourseVersion.id == fact.version_id)):
        return
    try:
        issue(fact.enrolment_id)
    except IssuingStopped:
        return


def award_competences(fact: CertificateIssued) -> None:
    """Note each competence that the certificate cites as evidence, from the day of completion until it runs out."""
    paper = db.session.get_one(Certificate, fact.certificate_id)
    shown_at, cited = _of_camp(paper) if paper.enrolment_id is None else _of_course(paper)
    ledger.add_evidence(
        ledger.NewEvidence(
            fact.person_id,
            competence_id,
            level,
            EvidenceKind.CERTIFICATE,
            paper.id,
            paper.course_title,
            shown_at=shown_at or now(),
            expires_at=paper.expires_at,
        )
        for competence_id, level in cited
    )


def _of_course(paper: Certificate) -> tuple[datetime | None, list[tuple[UUID, int]]]:
    completed_at = db.session.scalars(select(Enrolment.completed_at).where(Enrolment.id == paper.enrolment_id)).one()
    rows = db.session.execute(select(CourseCompetence.competence_id, CourseCompetence.level).where(CourseCompetence.version_id == paper.version_id))
    return completed_at, [(row.competence_id, row.level) for row in rows]


def _of_camp(paper: Certificate) -> tuple[datetime | None, list[tuple[UUID, int]]]:
    return min(noon_of(paper.completed_on), now()), [(UUID(one["id"]), one["level"]) for one in paper.competences]


def tell_certificate(fact: CertificateIssued) -> None:
    """Tell the holder, in the inbox and by letter."""
    paper, person = db.session.get_one(Certificate, fact.certificate_id), db.session.get_one(Person, fact.person_id)
    facts = {"course": paper.course_title, "number": paper.number}
    tell(person.id, "certificate-issued", about=str(paper.id), href=page_path(paper.id), **facts)
    paths = {"path": page_path(paper.id), "check_path": check_path(paper.code)}
    write_letter("certificate-issued", to=person, about=str(paper.id), facts={**facts, **paths})


def withdraw_competences(fact: CertificateRevoked) -> None:
    """Let the competences that stood on the certificate count no more."""
    ledger.withdraw_evidence(EvidenceKind.CERTIFICATE, fact.certificate_id)


def tell_revocation(fact: CertificateRevoked) -> None:
    """Tell the holder that the certificate was revoked, and why."""
    paper = db.session.get_one(Certificate, fact.certificate_id)
    if paper.person_id is None:
        return
    person = db.session.get_one(Person, paper.person_id)
    facts = {"course": paper.course_title, "number": paper.number, "reason": paper.revoked_reason}
    tell(person.id, "certificate-revoked", about=str(paper.id), href=page_path(paper.id), **facts)
    write_letter("certificate-revoked", to=person, about=str(paper.id), facts={**facts, "path": page_path(paper.id)})


def tell_expiry(paper: Certificate, days: int) -> bool:
    """Remind the holder ``days`` before the end, once; say whether it can be renewed yet. Returns whether it was new."""
    person = paper.person
    if person is None or paper.expires_at is None:
        return False
    renewal = _renewal_of(paper, paper.expires_at)
    with speaking(offered(person.language)):
        facts = {"course": paper.course_title, "day": format_day(paper.expires_at)}
        opens_on = format_day(renewal.opens) if renewal.opens else ""
    about = f"{paper.id}:{days}"
    new = tell(person.id, renewal.notice, about=about, href=page_path(paper.id), **facts)
    more = {"number": paper.number, "renewable": renewal.notice == "certificate-expiring", "opens_on": opens_on, "path": renewal.path}
    return write_letter("certificate-expiring", to=person, about=about, facts={**facts, **more}) or new


@dataclass(frozen=True, slots=True)
class _Renewal:
    notice: str
    opens: datetime | None
    """From when on the course can be taken again; nothing for a boot camp, which is not renewed."""
    path: str


def _renewal_of(paper: Certificate, expires_at: datetime) -> _Renewal:
    if paper.version_id is None:
        return _Renewal("certificate-expiring-camp", None, page_path(paper.id))
    row = db.session.execute(
        select(Course.slug, CourseVersion.renewal_days)
        .join(CourseVersion, CourseVersion.course_id == Course.id)
        .where(CourseVersion.id == paper.version_id)
    ).one()
    opens = renewable_from(expires_at, row.renewal_days)
    return _Renewal("certificate-expiring" if opens <= now() else "certificate-expiring-later", opens, f"/courses/{row.slug}")
