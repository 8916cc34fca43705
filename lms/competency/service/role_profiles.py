"""Say what a post requires. Each change is a new version, and its effect on people is known before it is saved."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select

from lms.audit.service import record
from lms.competency.events import RequirementsChanged
from lms.competency.gaps import Change, changes
from lms.competency.list_files import read_profiles
from lms.competency.models import Competence, Framework, Requirement, RoleProfile
from lms.competency.queries import frameworks
from lms.competency.queries import role_profiles as queries
from lms.competency.queries.role_profiles import ProfileAtHand
from lms.kit import blobs
from lms.kit.clock import now
from lms.kit.db import db, one_at_a_time, publish
from lms.kit.errors import DomainError
from lms.kit.i18n import gettext as _
from lms.kit.problems import Problem
from lms.people.models import Person, Post


class ChangedMeanwhile(DomainError):
    """Somebody else saved another version."""


class LevelRefused(DomainError):
    """A level or a competence cannot be required."""

    status = 422


class NothingChanged(DomainError):
    """The profile requires just that already."""


class HasProblems(DomainError):
    """The file cannot be used as it is."""

    status = 422


@dataclass(frozen=True, slots=True)
class Effect:
    """What other requirements would mean for the people who have the post."""

    people: int
    changes: tuple[Change[UUID], ...]
    complete_before: int
    """People who meet everything today."""
    complete_after: int


def effect_of(found: ProfileAtHand, wanted: Mapping[UUID, int]) -> Effect:
    """Reckon what saving ``wanted`` would change. Reads only; four statements, however many people have the post."""
    before = found.levels
    people = queries.people_of(found.post.id)
    levels = queries.levels_shown(found.post.id, {*before, *wanted})
    return Effect(
        people=people,
        changes=changes(before, wanted, levels, people),
        complete_before=queries.meeting_all(found.post.id, before),
        complete_after=queries.meeting_all(found.post.id, wanted),
    )


def save_profile(post: Post, wanted: Mapping[UUID, int], note: str, *, based_on: int, by: Person) -> RoleProfile:
    """Make what the post requires a new version, and let it be in force.

    :raises ChangedMeanwhile: the version in force is not ``based_on`` (0 for none).
    :raises LevelRefused: a level is none, or a competence is retired and was not required before.
    :raises NothingChanged: it is required just like that already.
    """
    one_at_a_time(f"role-profile:{post.id}")
    found = queries.profile_at_hand(post.id)
    if found.number != based_on:
        raise ChangedMeanwhile(_("Somebody saved another version meanwhile. Look at what the post requires now, and change that."))
    _refuse_levels(wanted, found.levels)
    if dict(wanted) == found.levels:
        raise NothingChanged(_("Nothing is changed: the post requires just this already."))
    if found.profile is not None:
        found.profile.superseded_at = now()
        db.session.flush()
    profile = RoleProfile(post_id=post.id, number=_last_number(post.id) + 1, note=note.strip()[:2000], made_by_id=by.id)
    profile.requirements = [Requirement(competence_id=one, level=level) for one, level in wanted.items()]
    db.session.add(profile)
    db.session.flush()
    record("requirements-changed", "post", post.id, by=by.id, version=profile.number, requirements=len(wanted))
    publish(RequirementsChanged(post.id))
    return profile


def _last_number(post_id: UUID) -> int:
    return db.session.scalar(select(RoleProfile.number).where(RoleProfile.post_id == post_id).order_by(RoleProfile.number.desc()).limit(1)) or 0


def _refuse_levels(wanted: Mapping[UUID, int], before: Mapping[UUID, int]) -> None:
    if any(not 1 <= level <= 8 for level in wanted.values()):
        raise LevelRefused(_("A level is a number from 1 to 8."))
    rows = db.session.execute(select(Competence.id, Competence.retired_at).where(Competence.id.in_(list(wanted))))
    known = {row.id: row.retired_at for row in rows}
    if set(wanted) - set(known):
        raise LevelRefused(_("One of these competences is not there any more. Load the page again."))
    if any(retired is not None and one not in before for one, retired in known.items()):
        raise LevelRefused(_("One of these competences was retired from its framework, so it cannot be required anew."))


# ── lists ──────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class ListedProfile:
    """What the file would do to one post."""

    found: ProfileAtHand
    wanted: Mapping[UUID, int]
    effect: Effect


@dataclass(frozen=True, slots=True)
class ListPlan:
    """What carrying a list of role profiles out would do."""

    profiles: tuple[ListedProfile, ...]
    problems: tuple[Problem, ...]
    unchanged: tuple[str, ...]
    """Titles of posts that require just that already."""

    @property
    def fingerprint(self) -> str:
        """Changes when anything changes that the plan would do."""
        told = [(str(one.found.post.id), one.found.number, sorted((str(k), v) for k, v in one.wanted.items())) for one in self.profiles]
        return sha256(repr((told, self.problems)).encode()).hexdigest()


def keep_file(content: bytes) -> str:
    """Keep the file so that exactly what was looked through is carried out; return its hash."""
    return blobs.keep(content)


def plan_list(digest: str) -> ListPlan:
    """Say what the list would do to each post that it names. Reads only."""
    posts = {post.code: post for post in db.session.scalars(select(Post))}
    known = frameworks.known_competences()
    read, problems = read_profiles(blobs.read(digest), posts=set(posts), known=known)
    ids = _ids()
    profiles, unchanged = [], []
    for code, required in sorted(read.items()):
        found = queries.profile_at_hand(posts[code].id)
        wanted = {ids[cited]: level for cited, level in required.items()}
        if wanted == found.levels:
            unchanged.append(found.post.title)
        else:
            profiles.append(ListedProfile(found, wanted, effect_of(found, wanted)))
    return ListPlan(tuple(profiles), problems, tuple(unchanged))


def _ids() -> dict[tuple[str, str], UUID]:
    rows = db.session.execute(select(Framework.slug, Competence.code, Competence.id).join(Framework, Framework.id == Competence.framework_id))
    return {(row.slug, row.code): row.id for row in rows}


def carry_out_list(digest: str, note: str, *, seen: str, by: Person) -> int:
    """Save what the list says of each post; return how many have a new version.

    :raises HasProblems: the file has errors.
    :raises ChangedMeanwhile: ``seen``, the fingerprint that the person saw, is not the plan's.
    """
    one_at_a_time("role-profile-list")
    plan = plan_list(digest)
    if any(problem.is_error for problem in plan.problems):
        raise HasProblems(_("The file has errors, so nothing was imported. Correct it and choose it again."))
    if plan.fingerprint != seen:
        raise ChangedMeanwhile(_("What posts require changed since you looked through the file. Look at what would happen now, and confirm again."))
    for one in plan.profiles:
        save_profile(one.found.post, one.wanted, note, based_on=one.found.number, by=by)
    return len(plan.profiles)
