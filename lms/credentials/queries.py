"""Reads of certificates and of the stop of issuing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from lms.catalogue.models import Course, CourseVersion
from lms.credentials import papers
from lms.credentials.models import Certificate, IssuingStop
from lms.credentials.papers import State
from lms.kit.clock import now
from lms.kit.db import db, lowered
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.kit.i18n import lazy_gettext
from lms.kit.personal import Fate, Part, Stored, rows_of
from lms.learning.models import Enrolment
from lms.people.models import Person
from lms.people.queries.scopes import Reach, of_reach

PAGE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of certificates is narrowed to; the words are looked for in names and numbers."""

    words: str = ""
    course_id: UUID | None = None
    state: State | None = None
    until: date | None = None
    reach: Reach = None
    """The departments whose people's certificates are listed; None for all, those without a holder included."""


@dataclass(frozen=True, slots=True)
class Held:
    """One of a person's own certificates."""

    certificate: Certificate
    slug: str
    """Address of the course; nothing for a boot camp's."""
    renewable: bool
    """Whether the course may be taken again, in the window of renewal or after a revocation, and has not been."""


def certificate(certificate_id: UUID) -> Certificate:
    """One certificate with its holder, whose department the access looks at.

    :raises NotFound: when there is none.
    """
    found = db.session.scalar(select(Certificate).where(Certificate.id == certificate_id).options(joinedload(Certificate.person)))
    if found is None:
        raise NotFound(_("There is no such certificate."))
    return found


def by_code(code: str) -> Certificate | None:
    """The certificate with that public code."""
    return db.session.scalar(select(Certificate).where(Certificate.code == code))


def by_number(number: str) -> Certificate | None:
    """The certificate with that number."""
    return db.session.scalar(select(Certificate).where(Certificate.number == number))


def stands_for(place_ref: UUID) -> bool:
    """Whether a certificate was issued for that place in a boot camp."""
    return db.session.scalar(select(Certificate.id).where(Certificate.place_ref == place_ref)) is not None


def state_of(paper: Certificate) -> State:
    """Whether it counts just now."""
    return papers.state_of(paper.revoked_at, paper.expires_at, now())


def held_by(person_id: UUID) -> list[Held]:
    """The person's certificates, newest first. One statement."""
    later = aliased(Enrolment)
    renewed = exists().where(later.person_id == Enrolment.person_id, later.course_id == Enrolment.course_id, later.cycle > Enrolment.cycle)
    rows = db.session.execute(
        select(Certificate, Course.slug, CourseVersion.renewal_days, renewed)
        .outerjoin(Course, Course.id == Certificate.course_id)
        .outerjoin(CourseVersion, CourseVersion.id == Certificate.version_id)
        .outerjoin(Enrolment, Enrolment.id == Certificate.enrolment_id)
        .where(Certificate.person_id == person_id)
        .order_by(Certificate.issued_at.desc(), Certificate.number.desc())
    )
    return [Held(paper, slug or "", slug is not None and not gone_on and _window_open(paper, days)) for paper, slug, days, gone_on in rows]


def _window_open(paper: Certificate, days: int) -> bool:
    return paper.revoked_at is not None or (paper.expires_at is not None and paper.expires_at - timedelta(days=days) <= now())


def _in_state(state: State) -> ColumnElement[bool]:
    over = and_(Certificate.expires_at.is_not(None), Certificate.expires_at <= now())
    conditions = {
        State.REVOKED: Certificate.revoked_at.is_not(None),
        State.EXPIRED: and_(Certificate.revoked_at.is_(None), over),
        State.VALID: and_(Certificate.revoked_at.is_(None), or_(Certificate.expires_at.is_(None), Certificate.expires_at > now())),
    }
    return conditions[state]


def _narrowed(wanted: Wanted) -> Select[Certificate]:
    statement = select(Certificate)
    if wanted.reach is not None:
        statement = statement.where(Certificate.person_id.in_(select(Person.id).where(of_reach(wanted.reach, Person.department_id))))
    if wanted.words:
        number = papers.number_in(wanted.words)
        named = lowered(Certificate.holder_name).contains(wanted.words.lower(), autoescape=True)
        statement = statement.where(Certificate.number == number if number else named)
    if wanted.course_id:
        statement = statement.where(Certificate.course_id == wanted.course_id)
    if wanted.state:
        statement = statement.where(_in_state(wanted.state))
    if wanted.until:
        end = datetime.combine(wanted.until + timedelta(days=1), time.min, UTC)
        statement = statement.where(Certificate.expires_at < end, Certificate.revoked_at.is_(None))
    return statement


def _in_order(wanted: Wanted) -> Select[Certificate]:
    first = Certificate.expires_at if wanted.until else Certificate.issued_at.desc()
    return _narrowed(wanted).order_by(first, Certificate.number.desc())


def register(wanted: Wanted, *, page: int) -> tuple[Sequence[Certificate], int]:
    """A page of all certificates, newest first (or next to expire first), and how many there are. Two statements."""
    count = db.session.scalar(select(func.count()).select_from(_narrowed(wanted).subquery())) or 0
    return db.session.scalars(_in_order(wanted).limit(PAGE).offset((page - 1) * PAGE)).all(), count


def whole_register(wanted: Wanted) -> Sequence[Certificate]:
    """All certificates that are wanted, for an export."""
    return db.session.scalars(_in_order(wanted)).all()


def courses_certified() -> list[tuple[UUID, str]]:
    """The courses that certificates were issued for, by title."""
    title = func.max(Certificate.course_title)
    rows = db.session.execute(
        select(Certificate.course_id, title).where(Certificate.course_id.is_not(None)).group_by(Certificate.course_id).order_by(title)
    )
    return [(row[0], row[1]) for row in rows if row[0]]


def current_stop() -> IssuingStop | None:
    """The stop that holds just now."""
    return db.session.scalar(select(IssuingStop).where(IssuingStop.lifted_at.is_(None)).limit(1))


def stops() -> Sequence[IssuingStop]:
    """All stops, newest first."""
    return db.session.scalars(select(IssuingStop).order_by(IssuingStop.stopped_at.desc()).limit(PAGE)).all()


def _waiting() -> Select[UUID]:
    return (
        select(Enrolment.id)
        .join(CourseVersion, CourseVersion.id == Enrolment.version_id)
        .where(Enrolment.completed_at.is_not(None), CourseVersion.gives_certificate, ~exists().where(Certificate.enrolment_id == Enrolment.id))
    )


def waiting() -> list[UUID]:
    """The completed enrolments that should have a certificate and have none, first completed first."""
    return list(db.session.scalars(_waiting().order_by(Enrolment.completed_at, Enrolment.id)))


def waiting_count() -> int:
    """How many completions wait for their certificate."""
    return db.session.scalar(select(func.count()).select_from(_waiting().subquery())) or 0


def running_out() -> list[UUID]:
    """Certificates of active people that end within the first reminder's days, and that no later one replaces."""
    newer = aliased(Certificate)
    return list(
        db.session.scalars(
            select(Certificate.id)
            .join(Person, Person.id == Certificate.person_id)
            .where(
                Certificate.revoked_at.is_(None),
                Certificate.expires_at > now(),
                Certificate.expires_at <= now() + timedelta(days=max(papers.REMINDERS)),
                Person.active,
                ~exists().where(newer.renews_id == Certificate.id, newer.revoked_at.is_(None)),
            )
            .order_by(Certificate.expires_at, Certificate.id)
        )
    )


def with_holders(certificate_ids: Sequence[UUID]) -> Sequence[Certificate]:
    """Those certificates with the people who hold them. One statement."""
    return db.session.scalars(select(Certificate).where(Certificate.id.in_(certificate_ids)).options(joinedload(Certificate.person))).all()


def drawable() -> list[UUID]:
    """Every certificate that may have a paper, oldest first."""
    return list(db.session.scalars(select(Certificate.id).where(Certificate.revoked_at.is_(None)).order_by(Certificate.issued_at, Certificate.id)))


STORED = (
    Stored(
        "certificates",
        lazy_gettext("Certificates"),
        Certificate,
        (Certificate.person_id,),
        Fate.ANONYMISED,
        lazy_gettext("The name goes. Number, code, title and dates stay, so that the paper can still be checked (GDPR article 17(3)(b))."),
    ),
)


def what_is_stored(person_id: UUID) -> list[Part]:
    """Every certificate of the person."""
    return rows_of(STORED, person_id)
