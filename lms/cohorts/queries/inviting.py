"""Reads for invitations by need: whose record shows less than their post requires, in what a cohort's programme teaches. For HR only."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, Subquery, and_, func, or_, select
from sqlalchemy.orm import joinedload

from lms.cohorts import workflow
from lms.cohorts.models.calls import Application, Invitation
from lms.cohorts.models.cohorts import Cohort, CohortStaff, Place, PlaceState
from lms.cohorts.programme_files.shapes import ProgrammeSpec
from lms.cohorts.queries.cohorts import CohortAtHand, cohort_at_hand
from lms.competency.models import Competence, Framework, Requirement, RoleProfile, Standing
from lms.kit.db import db
from lms.people.models import Department, Person, Post
from lms.people.queries.directory import person
from lms.people.queries.officers import WORKS_HERE

PAGE = 50


@dataclass(frozen=True, slots=True)
class Gap:
    """What a post requires of a competence, and what the person's evidence shows; 0: nothing yet."""

    code: str
    title: str
    required: int
    shown: int


@dataclass(frozen=True, slots=True)
class InNeed:
    """Somebody whose post requires more than their record shows."""

    person_id: UUID
    name: str
    department: str
    post: str
    gaps: tuple[Gap, ...]


def _gaps(plan: ProgrammeSpec) -> Subquery:
    """Person, competence, required and shown level, for each gap that the programme can narrow: it certifies more than is shown."""
    shown = func.coalesce(Standing.level, 0)
    taught = or_(*(and_(Framework.slug == slug, Competence.code == code, shown < level) for slug, code, level in plan.certificate.competences))
    return (
        select(
            Person.id.label("person_id"), Competence.code, Competence.title, Requirement.level.label("required"), shown.label("shown")
        )
        .join(RoleProfile, and_(RoleProfile.post_id == Person.post_id, RoleProfile.superseded_at.is_(None)))
        .join(Requirement, Requirement.profile_id == RoleProfile.id)
        .join(Competence, Competence.id == Requirement.competence_id)
        .join(Framework, Framework.id == Competence.framework_id)
        .outerjoin(Standing, and_(Standing.person_id == Person.id, Standing.competence_id == Competence.id))
        .where(WORKS_HERE, taught, shown < Requirement.level)
        .subquery()
    )


def _free(cohort: Cohort, gaps: Subquery) -> Select[UUID, str, str, str]:
    """People with a gap who are no part of the cohort and were not invited."""
    inside = (
        select(Place.person_id).where(Place.cohort_id == cohort.id, Place.state != PlaceState.GIVEN_UP),
        select(Application.person_id).where(Application.cohort_id == cohort.id, Application.state.in_(workflow.LIVE)),
        select(Invitation.person_id).where(Invitation.cohort_id == cohort.id),
        select(CohortStaff.person_id).where(CohortStaff.cohort_id == cohort.id),
    )
    return (
        select(Person.id, Person.name, func.coalesce(Department.name, ""), Post.title)
        .join(Post, Post.id == Person.post_id)
        .outerjoin(Department, Department.id == Person.department_id)
        .where(Person.id.in_(select(gaps.c.person_id)), *(Person.id.not_in(those) for those in inside))
    )


def in_need(cohort: Cohort, plan: ProgrammeSpec, *, page: int) -> tuple[list[InNeed], int]:
    """Fifty people with a gap, by name, and how many there are in all. Three statements."""
    if not plan.certificate.competences:
        return [], 0
    gaps = _gaps(plan)
    people = _free(cohort, gaps)
    total = db.session.scalar(select(func.count()).select_from(people.subquery())) or 0
    rows = db.session.execute(people.order_by(Person.name, Person.id).limit(PAGE).offset((page - 1) * PAGE)).all()
    found: dict[UUID, list[Gap]] = {row[0]: [] for row in rows}
    for gap in db.session.execute(select(gaps).where(gaps.c.person_id.in_(list(found))).order_by(gaps.c.code)):
        found[gap.person_id].append(Gap(gap.code, gap.title, gap.required, gap.shown))
    return [InNeed(row[0], row[1], row[2], row[3], tuple(found[row[0]])) for row in rows], total


def need_of(person_id: UUID, cohort: Cohort, plan: ProgrammeSpec) -> InNeed | None:
    """The need of one person; None when there is none, or they are part of the cohort already. Two statements."""
    if not plan.certificate.competences:
        return None
    gaps = _gaps(plan)
    row = db.session.execute(_free(cohort, gaps).where(Person.id == person_id)).first()
    if row is None:
        return None
    rows = db.session.execute(select(gaps).where(gaps.c.person_id == person_id).order_by(gaps.c.code))
    return InNeed(row[0], row[1], row[2], row[3], tuple(Gap(gap.code, gap.title, gap.required, gap.shown) for gap in rows))


def invited(cohort_id: UUID) -> Sequence[Invitation]:
    """Who was invited, newest first, with names. One statement."""
    statement = select(Invitation).where(Invitation.cohort_id == cohort_id).options(joinedload(Invitation.person))
    return db.session.scalars(statement.order_by(Invitation.invited_at.desc(), Invitation.id)).all()


@dataclass(frozen=True, slots=True)
class PersonForCohort:
    """Somebody whom HR may want to invite to a cohort."""

    found: CohortAtHand
    person_id: UUID


def person_for_cohort(slug: str, person_id: UUID) -> PersonForCohort:
    """The cohort, and whom it is about.

    :raises NotFound: when there is no such cohort or person.
    """
    return PersonForCohort(cohort_at_hand(slug), person(person_id).id)
