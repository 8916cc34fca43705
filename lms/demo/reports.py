"""The demo city reads reports: a roll a year ago, role profiles and levels where nobody made any, and a view that is kept."""

from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select

from lms.competency.events import RequirementsChanged, StandingChanged
from lms.competency.framework_files import DIGCOMP
from lms.competency.models import Competence, Confidence, Framework, Requirement, RoleProfile, Standing, StandingChange
from lms.competency.service.standing import TURN
from lms.demo.citizens import SEED
from lms.demo.founding import person
from lms.kit.clock import at, now
from lms.kit.db import db, one_at_a_time, publish, transaction
from lms.people.models import Person, Post, Role
from lms.reports.models.library import Rhythm
from lms.reports.service.rolls import take_roll
from lms.reports.service.saving import save_view

MONTHS = 13

REQUIRED = {
    "": {"1.1": 3, "1.2": 3, "2.1": 3, "2.2": 3, "2.4": 3, "4.1": 3, "4.2": 4},
    "STEWARD": {"1.3": 6, "3.3": 5},
    "ENGINEER": {"3.4": 5, "4.1": 6, "5.1": 6},
    "PROJECT": {"5.2": 4, "2.4": 5},
    "TRAINER": {"3.1": 5, "5.4": 5},
}
"""What every post requires, and what some do beside it."""


def read_reports() -> None:
    """Count people as of a year ago, let their levels grow, and keep two views."""
    with at(now() - timedelta(days=30 * MONTHS)):
        if db.session.scalar(select(RoleProfile.id).limit(1)) is None:
            _require()
        db.session.rollback()
        with transaction():
            take_roll()
    if db.session.scalar(select(Standing.id).limit(1)) is None:
        _grow()
    db.session.rollback()
    with transaction():
        take_roll()
        hr = person("paul.dubois@exampleville.example")
        save_view("Safety this year", "competences", {"since": f"{now():%Y}-01"}, shared_with=Role.AUDITOR, rhythm=Rhythm.MONTHLY, by=hr)
        save_view("What we will lack", "talent-gap", {}, shared_with=None, rhythm=Rhythm.NEVER, by=hr)


def _competences() -> dict[str, Competence]:
    rows = db.session.scalars(select(Competence).join(Framework, Framework.id == Competence.framework_id).where(Framework.slug == DIGCOMP.slug))
    return {row.code: row for row in rows}


def _require() -> None:
    with transaction():
        known = _competences()
        for post in db.session.scalars(select(Post)).all():
            profile = RoleProfile(post_id=post.id, note="For the demo city")
            db.session.add(profile)
            db.session.flush()
            for code, level in {**REQUIRED[""], **REQUIRED.get(post.code, {})}.items():
                db.session.add(Requirement(profile_id=profile.id, competence_id=known[code].id, level=level))
            db.session.flush()
            publish(RequirementsChanged(post.id))


def _grow() -> None:
    chance = Random(SEED)  # noqa: S311  (invented levels, not secrets)
    people = db.session.scalars(select(Person.id).where(Person.active).order_by(Person.email)).all()
    competences = [one.id for one in _competences().values()]
    begun = now() - timedelta(days=30 * (MONTHS - 1))
    for month in range(MONTHS):
        with at(begun + timedelta(days=30 * month)), transaction():
            one_at_a_time(TURN)
            for person_id in chance.sample(people, max(1, len(people) // 3)):
                for competence_id in chance.sample(competences, 4):
                    _learn(person_id, competence_id, chance.randint(1, 3), begun)
    db.session.rollback()


def _learn(person_id: object, competence_id: object, by: int, begun: datetime) -> None:
    row = db.session.scalar(select(Standing).where(Standing.person_id == person_id, Standing.competence_id == competence_id))
    if row is None:
        row = Standing(person_id=person_id, competence_id=competence_id, level=0, confidence=Confidence.MEDIUM, pieces=0)
        db.session.add(row)
    before, row.level, row.pieces = row.level, min(6, row.level + by), row.pieces + 1
    row.newest_at, row.recheck_at = now(), now() + timedelta(days=540)
    if before != row.level:
        db.session.add(StandingChange(person_id=person_id, competence_id=competence_id, before=before, after=row.level, because="evidence"))
        publish(StandingChanged(row.person_id, row.competence_id, before, row.level))
