"""Load programme files as versions, and say for which posts a programme is a duty."""

import json
from collections.abc import Set
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from sqlalchemy import Select, delete, select

from lms.audit.service import record
from lms.cohorts.models.programmes import Programme, ProgrammeDuty, ProgrammeVersion
from lms.cohorts.programme_files.endings import Known
from lms.cohorts.programme_files.reading import read_programme
from lms.cohorts.programme_files.shapes import ProgrammeSpec
from lms.cohorts.queries.programmes import duty_post_ids, published_courses
from lms.cohorts.service.refusals import FileHasErrors
from lms.competency.queries.frameworks import known_competences
from lms.kit import blobs
from lms.kit.db import db, one_at_a_time
from lms.kit.i18n import ngettext
from lms.kit.plain_json import from_plain, to_plain
from lms.kit.problems import Problem
from lms.people.models import Person


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of a file: the version that holds it, whether it is new, and the advice that was given."""

    version: ProgrammeVersion
    changed: bool
    advice: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class LookedThrough:
    """What loading a file would do; no ``plan`` where it has errors."""

    plan: ProgrammeSpec | None
    problems: tuple[Problem, ...]
    newest: int | None
    same: bool
    """The newest version holds this plan already."""


def keep_file(content: bytes) -> str:
    """Keep the file so that exactly what was looked through is loaded; return its hash."""
    return blobs.keep(content)


def look_through(digest: str, slug: str) -> LookedThrough:
    """Say what loading the kept file as ``<slug>.toml`` would do. Reads only.

    :raises NotFound: no such file was kept.
    """
    reading = read_programme(blobs.read(digest), slug=slug, competences=Known(known_competences()), courses=published_courses())
    newest = db.session.scalar(_newest().join(Programme, Programme.id == ProgrammeVersion.programme_id).where(Programme.slug == slug))
    same = newest is not None and reading.plan is not None and _holds(newest, reading.plan)
    return LookedThrough(reading.plan, reading.problems, newest.number if newest else None, same)


def load(content: bytes, slug: str, *, by: Person) -> Loaded:
    """Make a version of the file ``<slug>.toml``. The plan that is in force already makes no new one; an older one comes into force again as one.

    :raises FileHasErrors: with all of them, when there are any.
    """
    reading = read_programme(content, slug=slug, competences=Known(known_competences()), courses=published_courses())
    if reading.plan is None:
        sentence = ngettext("The file holds one error. Correct it first.", "The file holds %(num)d errors. Correct them first.", len(reading.errors))
        raise FileHasErrors(sentence, reading.problems)
    one_at_a_time("programmes")
    programme = db.session.scalar(select(Programme).where(Programme.slug == slug)) or _new_programme(slug)
    newest = db.session.scalar(_newest().where(ProgrammeVersion.programme_id == programme.id))
    if newest is not None and _holds(newest, reading.plan):
        return Loaded(newest, False, reading.problems)
    version = _new_version(programme, newest.number + 1 if newest else 1, reading.plan, content, by=by)
    record("loaded", "programme-version", version.id, by=by.id, slug=slug, number=version.number)
    return Loaded(version, True, reading.problems)


def _newest() -> Select[ProgrammeVersion]:
    return select(ProgrammeVersion).order_by(ProgrammeVersion.number.desc()).limit(1)


def _holds(version: ProgrammeVersion, plan: ProgrammeSpec) -> bool:
    """Whether the version is this plan; what it was stored without, since there was no key for it yet, has its default."""
    return from_plain(ProgrammeSpec, version.content) == plan


def hash_of(plan: ProgrammeSpec) -> str:
    """The SHA-256 of what a plan says; comments and the order of keys in the file do not count."""
    return sha256(json.dumps(to_plain(plan), sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _new_programme(slug: str) -> Programme:
    programme = Programme(slug=slug)
    db.session.add(programme)
    db.session.flush()
    return programme


def _new_version(programme: Programme, number: int, plan: ProgrammeSpec, content: bytes, *, by: Person) -> ProgrammeVersion:
    version = ProgrammeVersion(
        programme_id=programme.id,
        number=number,
        title=plan.title,
        summary=plan.summary,
        language=plan.language,
        source=content.decode("utf-8-sig"),
        content=to_plain(plan),
        content_hash=hash_of(plan),
        loaded_by_id=by.id,
    )
    db.session.add(version)
    db.session.flush()
    return version


def name_duties(programme: Programme, post_ids: Set[UUID], *, by: Person) -> None:
    """Say for which posts the programme is a duty. Applications that were made stay as they are."""
    before = duty_post_ids(programme.id)
    gone, new = before - post_ids, post_ids - before
    if gone:
        db.session.execute(delete(ProgrammeDuty).where(ProgrammeDuty.programme_id == programme.id, ProgrammeDuty.post_id.in_(gone)))
    db.session.add_all(ProgrammeDuty(programme_id=programme.id, post_id=post_id, named_by_id=by.id) for post_id in sorted(new, key=str))
    db.session.flush()
    if gone or new:
        record("named-duties", "programme", programme.id, by=by.id, posts=sorted(str(post_id) for post_id in post_ids))
