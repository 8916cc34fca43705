"""Courses on their way from a folder to their publication."""

from typing import Any

from lms.catalogue.events import Learners
from lms.catalogue.models import CourseVersion
from lms.catalogue.queries import versions
from lms.catalogue.service import drafting, publishing, reviewing
from lms.kit.db import db, transaction
from lms.people.models import Person
from tests.browser import PageClient
from tests.factories.courses import course_files, make_course


def load(author: Person, slug: str = "open-data", **more: Any) -> drafting.Loaded:
    with transaction():
        return drafting.load_folder(course_files(**more), slug, by=db.session.get_one(Person, author.id), overwrite=True)


def at_hand(slug: str = "open-data", number: int = 1) -> CourseVersion:
    return versions.version_at_hand(slug, number).version


def submitted(author: Person, **more: Any) -> None:
    load(author, **more)
    with transaction():
        reviewing.submit(at_hand(), by=db.session.get_one(Person, author.id))


def publish(by: Person, number: int = 1, learners: Learners = Learners.PIN) -> bool:
    with transaction():
        return publishing.publish(at_hand(number=number), "New.", learners=learners, by=db.session.get_one(Person, by.id))


def draft(client: PageClient, author: Any, slug: str = "open-data", **more: Any) -> str:
    """A draft by ``author``, who signs in; the address of its version."""
    make_course(slug, published=False, author=author, **more)
    client.sign_in(author)
    return f"/teach/{slug}/versions/1"


def got(client: PageClient, address: str, **more: Any) -> Any:
    """A file, wholly read and closed."""
    answer = client.get(address, **more)
    assert answer.data is not None
    answer.close()
    return answer
