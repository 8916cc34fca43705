"""Frameworks, role profiles and levels shown: only what matters is said."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from lms.competency.framework_files import DIGCOMP
from lms.competency.models import Competence, Confidence, Framework, Standing
from lms.competency.queries.frameworks import competence_ids
from lms.competency.queries.role_profiles import profile_at_hand
from lms.competency.service import framework_editing, frameworks, role_profiles
from lms.kit.db import db, transaction
from lms.people.models import Person, Post, Role
from tests.factories.people import make_person, make_post


def digcomp() -> None:
    """DigComp, as it ships."""
    with transaction():
        frameworks.load_framework(DIGCOMP, by=None)


def ids(*codes: str, framework: str = "digcomp") -> dict[str, UUID]:
    """Code -> id."""
    return competence_ids(framework, codes)


def own_framework(title: str = "City skills", **competences: str) -> Framework:
    """A framework of the city with one area and those competences: ``C1="Listening"``."""
    by = make_person("Hanna Hr", Role.HR)
    with transaction():
        framework = framework_editing.create_framework(title, "1", "", "", by=by)
        framework_editing.save_entry(framework, "area", {"code": "A", "title": "All"}, is_new=True, why="Begun", by=by)
        for code, name in competences.items():
            facts = {"code": code, "area": "A", "title": name}
            framework_editing.save_entry(framework, "competence", facts, is_new=True, why="Begun", by=by)
    return db.session.scalars(select(Framework).where(Framework.title == title)).one()


def required(levels: Mapping[str, int], post: Post | None = None, *, by: Person | None = None, note: str = "") -> Post:
    """A post that requires those levels of DigComp: ``{"1.3": 4}``."""
    digcomp()
    post = post or make_post()
    known = ids(*levels)
    by = by or make_person("Hanna Hr", Role.HR)
    with transaction():
        wanted = {known[code]: level for code, level in levels.items()}
        role_profiles.save_profile(db.session.get_one(Post, post.id), wanted, note, based_on=profile_at_hand(post.id).number, by=by)
    return db.session.get_one(Post, post.id)


def shows(person: Person, levels: Mapping[str, int], *, framework: str = "digcomp", confidence: Confidence = Confidence.MEDIUM) -> None:
    """Let the levels of those competences be shown by ``person``, as the ledger would reckon them."""
    known = {one.code: one for one in db.session.scalars(select(Competence).join(Competence.framework).where(Framework.slug == framework))}
    for code, level in levels.items():
        row = db.session.scalar(select(Standing).where(Standing.person_id == person.id, Standing.competence_id == known[code].id))
        if row is None:
            row = Standing(person_id=person.id, competence_id=known[code].id)
            db.session.add(row)
        row.level, row.confidence = level, confidence
    db.session.commit()
