"""How people stand, what posts require: written straight into the rows, with the facts told as the slices above are told them."""

from itertools import count
from uuid import UUID

from sqlalchemy import select

from lms.competency.events import RequirementsChanged, StandingChanged
from lms.competency.models import Competence, CompetenceArea, Framework, Requirement, RoleProfile, Standing, StandingChange
from lms.kit.clock import now
from lms.kit.db import db, publish, transaction
from lms.people.models import Person, Post

_numbers = count(1)


def make_competences(number: int = 2) -> list[Competence]:
    """Competences of a framework of their own."""
    key = next(_numbers)
    framework = Framework(slug=f"own-{key}", title=f"Own framework {key}", version="1")
    db.session.add(framework)
    db.session.flush()
    area = CompetenceArea(framework_id=framework.id, code="1", title="Data")
    db.session.add(area)
    db.session.flush()
    made = [Competence(framework_id=framework.id, area_id=area.id, code=f"1.{n + 1}", title=f"Competence {n + 1}") for n in range(number)]
    db.session.add_all(made)
    db.session.commit()
    return made


def stand(person: Person | UUID, competence: Competence | UUID, level: int) -> None:
    """Let the person's evidence show ``level`` from now on."""
    person_id = person.id if isinstance(person, Person) else person
    competence_id = competence.id if isinstance(competence, Competence) else competence
    with transaction():
        row = db.session.scalar(select(Standing).where(Standing.person_id == person_id, Standing.competence_id == competence_id))
        before = row.level if row else 0
        if row is None:
            db.session.add(Standing(person_id=person_id, competence_id=competence_id, level=level, pieces=1, newest_at=now()))
        else:
            row.level = level
        if before != level:
            db.session.add(StandingChange(person_id=person_id, competence_id=competence_id, before=before, after=level, because="evidence"))
            publish(StandingChanged(person_id, competence_id, before, level))


def require(post: Post | UUID, levels: dict[Competence, int] | dict[UUID, int]) -> None:
    """Let the post require those levels, and nothing else, from now on."""
    post_id = post.id if isinstance(post, Post) else post
    wanted = {one.id if isinstance(one, Competence) else one: level for one, level in levels.items()}
    with transaction():
        old = db.session.scalar(select(RoleProfile).where(RoleProfile.post_id == post_id, RoleProfile.superseded_at.is_(None)))
        if old is not None:
            old.superseded_at = now()
            db.session.flush()
        profile = RoleProfile(post_id=post_id, number=old.number + 1 if old else 1)
        db.session.add(profile)
        db.session.flush()
        db.session.add_all(Requirement(profile_id=profile.id, competence_id=one, level=level) for one, level in wanted.items())
        db.session.flush()
        publish(RequirementsChanged(post_id))
