"""Reads of what posts require, and of how the people who have them stand."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from lms.competency.models import Competence, CompetenceArea, Framework, ProficiencyLevel, Requirement, RoleProfile, Standing
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.people.models import Person, Post
from lms.people.queries.officers import WORKS_HERE
from lms.people.queries.scopes import Reach, of_reach


@dataclass(frozen=True, slots=True)
class PostLine:
    """A post in the list of role profiles; without a profile nothing is required of it yet."""

    post: Post
    number: int | None
    """Version of the profile in force."""
    requirements: int


def posts_with_profiles() -> list[PostLine]:
    """All posts by title, each with how many competences it requires. One statement."""
    rows = db.session.execute(
        select(Post, RoleProfile.number, func.count(Requirement.id))
        .outerjoin(RoleProfile, and_(RoleProfile.post_id == Post.id, RoleProfile.superseded_at.is_(None)))
        .outerjoin(Requirement, Requirement.profile_id == RoleProfile.id)
        .group_by(Post.id, RoleProfile.number)
        .order_by(Post.title, Post.code)
    )
    return [PostLine(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class ProfileAtHand:
    """A post with the profile in force, and what it requires by framework, area and code."""

    post: Post
    profile: RoleProfile | None
    requirements: list[Requirement]

    @property
    def number(self) -> int:
        """Version in force; 0 where there is none."""
        return self.profile.number if self.profile else 0

    @property
    def levels(self) -> dict[UUID, int]:
        """Competence -> required level."""
        return {one.competence_id: one.level for one in self.requirements}


def profile_at_hand(post_id: UUID) -> ProfileAtHand:
    """The post with what it requires. Three statements.

    :raises NotFound: when there is no such post.
    """
    post = db.session.get(Post, post_id)
    if post is None:
        raise NotFound(_("There is no such post."))
    profile = db.session.scalar(select(RoleProfile).where(RoleProfile.post_id == post_id, RoleProfile.superseded_at.is_(None)))
    return ProfileAtHand(post, profile, requirements_of(profile.id) if profile else [])


def requirements_of(profile_id: UUID) -> list[Requirement]:
    """What a profile requires, with competences, areas and frameworks, in their order. One statement."""
    return list(
        db.session.scalars(
            select(Requirement)
            .join(Requirement.competence)
            .join(Competence.area)
            .join(Competence.framework)
            .where(Requirement.profile_id == profile_id)
            .options(
                contains_eager(Requirement.competence).contains_eager(Competence.area),
                contains_eager(Requirement.competence).contains_eager(Competence.framework),
            )
            .order_by(Framework.title, CompetenceArea.code, Competence.code)
        )
    )


def required_by(post_ids: Collection[UUID]) -> dict[UUID, dict[UUID, int]]:
    """Post -> competence -> required level, by the profiles in force. One statement."""
    found: dict[UUID, dict[UUID, int]] = defaultdict(dict)
    rows = db.session.execute(
        select(RoleProfile.post_id, Requirement.competence_id, Requirement.level)
        .join(Requirement, Requirement.profile_id == RoleProfile.id)
        .join(Competence, Competence.id == Requirement.competence_id)
        .where(RoleProfile.superseded_at.is_(None), RoleProfile.post_id.in_(list(post_ids)))
        .order_by(Competence.code)
    )
    for post_id, competence_id, level in rows:
        found[post_id][competence_id] = level
    return found


@dataclass(frozen=True, slots=True)
class Offered:
    """A framework whose competences can be required, by area, and the levels it has."""

    framework: Framework
    areas: list[tuple[CompetenceArea, list[Competence]]]
    levels: list[ProficiencyLevel]


def offered(*, also: Collection[UUID] = ()) -> list[Offered]:
    """Every competence that can be required; retired ones only where they are among ``also``. Two statements."""
    rows = db.session.scalars(
        select(Competence)
        .join(Competence.area)
        .join(Competence.framework)
        .where(or_(Competence.retired_at.is_(None), Competence.id.in_(list(also))))
        .options(contains_eager(Competence.area), contains_eager(Competence.framework))
        .order_by(Framework.title, CompetenceArea.code, Competence.code)
    ).all()
    levels = db.session.scalars(select(ProficiencyLevel).where(ProficiencyLevel.retired_at.is_(None)).order_by(ProficiencyLevel.number)).all()
    frameworks: dict[UUID, dict[UUID, list[Competence]]] = {}
    for one in rows:
        frameworks.setdefault(one.framework_id, {}).setdefault(one.area_id, []).append(one)
    return [
        Offered(
            framework=next(iter(areas.values()))[0].framework,
            areas=[(competences[0].area, competences) for competences in areas.values()],
            levels=[level for level in levels if level.framework_id == framework_id],
        )
        for framework_id, areas in frameworks.items()
    ]


def all_within(post_ids: Collection[UUID], reach: Reach) -> bool:
    """Whether everybody who has one of the posts works within ``reach``. One statement, none for the whole house."""
    if reach is None:
        return True
    outside = or_(Person.department_id.is_(None), ~of_reach(reach, Person.department_id))
    return not db.session.scalar(select(exists().where(Person.post_id.in_(post_ids), WORKS_HERE, outside)))


def people_of(post_id: UUID) -> int:
    """How many active people have the post."""
    return db.session.scalar(select(func.count()).select_from(Person).where(Person.post_id == post_id, WORKS_HERE)) or 0


def levels_shown(post_id: UUID, competence_ids: Collection[UUID]) -> dict[UUID, dict[int, int]]:
    """Competence -> level -> how many active people of the post show it. One statement."""
    found: dict[UUID, dict[int, int]] = defaultdict(dict)
    rows = db.session.execute(
        select(Standing.competence_id, Standing.level, func.count())
        .join(Person, Person.id == Standing.person_id)
        .where(Person.post_id == post_id, WORKS_HERE, Standing.competence_id.in_(list(competence_ids)))
        .group_by(Standing.competence_id, Standing.level)
    )
    for competence_id, level, count in rows:
        found[competence_id][level] = count
    return found


def meeting_all(post_id: UUID, required: Mapping[UUID, int]) -> int:
    """How many active people of the post show everything that is required. One statement."""
    if not required:
        return people_of(post_id)
    fits = or_(*(and_(Standing.competence_id == one, Standing.level >= level) for one, level in required.items()))
    complete = (
        select(Standing.person_id)
        .join(Person, Person.id == Standing.person_id)
        .where(Person.post_id == post_id, WORKS_HERE, fits)
        .group_by(Standing.person_id)
        .having(func.count() == len(required))
    )
    return db.session.scalar(select(func.count()).select_from(complete.subquery())) or 0


def by_id(competence_ids: Collection[UUID]) -> dict[UUID, Competence]:
    """Those competences with their area and framework. One statement."""
    rows = db.session.scalars(
        select(Competence)
        .where(Competence.id.in_(list(competence_ids)))
        .options(joinedload(Competence.area), joinedload(Competence.framework))
    )
    return {one.id: one for one in rows}


@dataclass(frozen=True, slots=True)
class ProfileVersion:
    """A version of a role profile: who made it, when, why, and what it changed."""

    number: int
    made_at: datetime
    made_by: str | None
    note: str
    changed: list[tuple[Competence, int, int]]
    """Competence, level before, level after; 0 where it was or is not required."""


def history(post_id: UUID) -> tuple[Post, list[ProfileVersion]]:
    """All versions, newest first. Four statements.

    :raises NotFound: when there is no such post.
    """
    post = profile_at_hand(post_id).post
    rows = db.session.execute(
        select(RoleProfile, Person.name).outerjoin(Person, Person.id == RoleProfile.made_by_id).where(RoleProfile.post_id == post_id)
    ).all()
    levels: dict[UUID, dict[UUID, int]] = defaultdict(dict)
    for profile_id, competence_id, level in db.session.execute(
        select(Requirement.profile_id, Requirement.competence_id, Requirement.level)
        .join(RoleProfile, RoleProfile.id == Requirement.profile_id)
        .where(RoleProfile.post_id == post_id)
    ):
        levels[profile_id][competence_id] = level
    known = by_id({one for required in levels.values() for one in required})
    versions: list[ProfileVersion] = []
    before: dict[UUID, int] = {}
    for profile, name in sorted(rows, key=lambda row: row[0].number):
        after = levels[profile.id]
        changed = [(known[one], before.get(one, 0), after.get(one, 0)) for one in {**before, **after} if before.get(one) != after.get(one)]
        changed.sort(key=lambda row: row[0].code)
        versions.append(ProfileVersion(profile.number, profile.made_at, name, profile.note, changed))
        before = after
    return post, versions[::-1]


def all_requirements() -> list[tuple[str, str, str, int]]:
    """Code of the post, framework, code of the competence, level: every requirement in force, for an export. One statement."""
    rows = db.session.execute(
        select(Post.code, Framework.slug, Competence.code, Requirement.level)
        .join(RoleProfile, RoleProfile.post_id == Post.id)
        .join(Requirement, Requirement.profile_id == RoleProfile.id)
        .join(Competence, Competence.id == Requirement.competence_id)
        .join(Framework, Framework.id == Competence.framework_id)
        .where(RoleProfile.superseded_at.is_(None))
        .order_by(Post.code, Framework.slug, Competence.code)
    )
    return [(post, framework, code, level) for post, framework, code, level in rows]
