"""Reads of a line manager's page: the direct reports of today, and what waits for the manager.

No answer to a quiz, no evidence behind a level, no wish of anybody, and no reason why somebody was invited is among it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from lms.champions.models import Champion
from lms.champions.queries.champions import waiting_for
from lms.cohorts.models.calls import Application, ApplicationState
from lms.cohorts.queries.outcomes import Ended, ended_of
from lms.competency.gaps import Gap, gaps_of
from lms.competency.models import Competence
from lms.competency.queries.role_profiles import by_id, required_by
from lms.competency.queries.shown import levels_of
from lms.credentials.models import Certificate
from lms.development.models import DevelopmentPlan, PlanState
from lms.kit.clock import now, today
from lms.kit.db import db
from lms.learning.queries.duties import Due, due_of
from lms.people.models import Person
from lms.people.queries.officers import WORKS_HERE

WINDOWS = (30, 60, 90)
"""Days within which a certificate is said to run out."""


@dataclass(frozen=True, slots=True)
class Expiring:
    """A certificate that runs out, and within how many days: one of ``WINDOWS``."""

    person_id: UUID
    title: str
    expires_at: datetime
    within: int


@dataclass(frozen=True, slots=True)
class Member:
    """A direct report of today."""

    person: Person
    gaps: tuple[Gap[UUID], ...]
    overdue: tuple[Due, ...]
    expiring: tuple[Expiring, ...]
    camps: tuple[Ended, ...]
    """Boot camps that ended, and whether they were completed: nothing else of them is the manager's."""
    plan: DevelopmentPlan | None
    """The plan in force, or the one that waits for the manager; a draft is the officer's own."""

    @property
    def met(self) -> int:
        """How many requirements of the post are met."""
        return sum(not gap.missing for gap in self.gaps)


@dataclass(frozen=True, slots=True)
class Team:
    """The direct reports of a manager, and what waits for the manager."""

    members: tuple[Member, ...]
    competences: Mapping[UUID, Competence]
    proposals: tuple[DevelopmentPlan, ...]
    applications: tuple[Application, ...]
    champions: tuple[Champion, ...]
    """Those who wait for the manager's word on their hours."""


def team_of(manager_id: UUID) -> Team:
    """Everything of the page. Ten statements, however large the team is."""
    people = db.session.scalars(
        select(Person)
        .where(Person.manager_id == manager_id, Person.id != manager_id, WORKS_HERE)
        .options(joinedload(Person.post), joinedload(Person.department))
        .order_by(Person.name, Person.id)
    ).all()
    ids = [one.id for one in people]
    required = required_by({one.post_id for one in people if one.post_id})
    shown = levels_of(ids)
    overdue = due_of(ids, before=today())
    expiring = _expiring(ids)
    camps = ended_of(ids)
    plans = _plans(ids)
    members = tuple(
        Member(
            person=one,
            gaps=gaps_of(required.get(one.post_id, {}) if one.post_id else {}, {key: level.level for key, level in shown.get(one.id, {}).items()}),
            overdue=tuple(due for due in overdue if due.person_id == one.id),
            expiring=tuple(paper for paper in expiring if paper.person_id == one.id),
            camps=tuple(camp for camp in camps if camp.person_id == one.id),
            plan=next((plan for plan in plans if plan.person_id == one.id), None),
        )
        for one in people
    )
    return Team(
        members=members,
        competences=by_id({key for levels in required.values() for key in levels}),
        proposals=tuple(plan for plan in plans if plan.state is PlanState.PROPOSED),
        applications=_applications(manager_id, ids),
        champions=tuple(waiting_for(manager_id)),
    )


def _expiring(person_ids: Sequence[UUID]) -> list[Expiring]:
    newer = aliased(Certificate)
    moment = now()
    rows = db.session.execute(
        select(Certificate.person_id, Certificate.course_title, Certificate.expires_at)
        .where(
            Certificate.person_id.in_(person_ids),
            Certificate.revoked_at.is_(None),
            Certificate.expires_at > moment,
            Certificate.expires_at <= moment + timedelta(days=max(WINDOWS)),
            ~exists().where(newer.renews_id == Certificate.id, newer.revoked_at.is_(None)),
        )
        .order_by(Certificate.expires_at)
    )
    found = []
    for person_id, title, expires_at in rows:
        if person_id and expires_at:
            within = next(days for days in WINDOWS if expires_at <= moment + timedelta(days=days))
            found.append(Expiring(person_id, title, expires_at, within))
    return found


def _plans(person_ids: Sequence[UUID]) -> list[DevelopmentPlan]:
    """What waits for the manager stands before what is in force."""
    return list(
        db.session.scalars(
            select(DevelopmentPlan)
            .join(DevelopmentPlan.person)
            .where(DevelopmentPlan.person_id.in_(person_ids), DevelopmentPlan.state.in_([PlanState.PROPOSED, PlanState.AGREED]))
            .options(contains_eager(DevelopmentPlan.person))
            .order_by(DevelopmentPlan.number.desc())
        )
    )


def _applications(manager_id: UUID, person_ids: Sequence[UUID]) -> tuple[Application, ...]:
    """Those that wait for this manager, of people who report to them today."""
    return tuple(
        db.session.scalars(
            select(Application)
            .where(
                Application.manager_id == manager_id, Application.person_id.in_(person_ids), Application.state == ApplicationState.SUBMITTED
            )
            .options(joinedload(Application.person), joinedload(Application.cohort))
            .order_by(Application.submitted_at)
        )
    )

