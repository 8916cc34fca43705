"""The demo city is founded: departments, posts, people, the four courses."""

from datetime import datetime, timedelta
from uuid import uuid4

from flask_security.utils import hash_password
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.catalogue.course_files.folders import read_folder
from lms.catalogue.models import CourseVersion
from lms.catalogue.service import drafting, publishing, reviewing
from lms.city import colours
from lms.city.models import CityProfile
from lms.city.queries import DEFAULT_HASH, DEFAULT_STYLESHEET
from lms.demo.citizens import DEPARTMENTS, KNOWN, POSTS, citizens
from lms.kit.clock import at
from lms.kit.db import db, transaction
from lms.kit.paths import bundled
from lms.people.models import Department, Grant, Person, Post, Role

PASSWORD = "campus-demo-2026"  # noqa: S105  (printed at each start of the demo; no real installation has these accounts)
CITY = "Exampleville"

WRITTEN_BY = {
    "digital-foundations": "maria.kowalska@exampleville.example",
    "open-data": "maria.kowalska@exampleville.example",
    "city-test-beds": "tomas.novak@exampleville.example",
    "cost-benefit": "tomas.novak@exampleville.example",
}


def person(email: str) -> Person:
    """One of the demo's people, with their roles."""
    return db.session.scalars(select(Person).where(Person.email == email).options(joinedload(Person.grants))).unique().one()


def found(count: int) -> None:
    """Make the city's profile, departments, posts and ``count`` people."""
    with transaction():
        palette = colours.Palette()
        db.session.add(
            CityProfile(
                name=CITY,
                product="Civic Campus",
                primary=palette.primary,
                accent=palette.accent,
                topic1=palette.topic1,
                topic2=palette.topic2,
                topic3=palette.topic3,
                stylesheet=DEFAULT_STYLESHEET,
                stylesheet_hash=DEFAULT_HASH,
            )
        )
        departments: dict[str, Department] = {}
        for code, name, above in DEPARTMENTS:
            departments[code] = Department(code=code, name=name, parent_id=departments[above].id if above else None)
            db.session.add(departments[code])
            db.session.flush()
        posts = {code: Post(code=code, title=title, grade=grade) for code, title, grade in POSTS}
        db.session.add_all(posts.values())
        db.session.flush()
        _settle(count, departments, posts)


def _settle(count: int, departments: dict[str, Department], posts: dict[str, Post]) -> None:
    hashed = hash_password(PASSWORD)
    heads: dict[str, Person] = {}
    everybody = []
    for number, citizen in enumerate(citizens(count), start=1):
        one = Person(
            name=citizen.name,
            email=citizen.email,
            staff_number=f"E{number:05d}",
            department_id=departments[citizen.department].id,
            post_id=posts[citizen.post].id,
            fs_uniquifier=uuid4().hex,
            password=hashed if citizen in KNOWN else None,
        )
        one.grants = [Grant(role=role) for role in citizen.roles]
        if citizen.post == "HEAD":
            heads[citizen.department] = one
            one.grants.append(Grant(role=Role.DEPARTMENT_HEAD, department_id=departments[citizen.department].id))
        everybody.append((one, citizen))
    db.session.add_all(one for one, _citizen in everybody)
    db.session.flush()
    above = {code: parent for code, _name, parent in DEPARTMENTS}
    for one, citizen in everybody:
        place: str | None = citizen.department
        while place and (place not in heads or heads[place] is one):
            place = above[place]
        one.manager_id = heads[place].id if place else None


def teach(opened: datetime) -> None:
    """Load the four courses, written by the trainers and published by the curator at ``opened``."""
    with at(opened):
        for number, (slug, author) in enumerate(WRITTEN_BY.items()):
            with at(opened + timedelta(days=number)):
                publish_course(slug, author)


def publish_course(slug: str, author: str) -> None:
    """Take a course that ships with the product through draft, review and publication."""
    with transaction():
        version_id = drafting.load_folder(read_folder(bundled("courses") / slug), slug, by=person(author)).version.id
    with transaction():
        reviewing.submit(version(version_id), by=person(author))
    with transaction():
        publishing.publish(version(version_id), "", by=person("ingrid.larsen@exampleville.example"))


def version(version_id: object) -> CourseVersion:
    """A version with its course."""
    return db.session.scalars(select(CourseVersion).where(CourseVersion.id == version_id).options(joinedload(CourseVersion.course))).one()


