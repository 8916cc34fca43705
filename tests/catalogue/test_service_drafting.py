"""Folders are loaded into drafts, and drafts are compared."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from lms.catalogue.models import Course, CourseVersion, VersionState
from lms.catalogue.queries import changes, versions
from lms.catalogue.queries.files import reading_of
from lms.catalogue.service.refusals import BadAddress, NotADraft, NotAnAuthor
from lms.kit.db import db
from lms.people.models import Person, Role
from tests.factories.courses import make_course, published_version
from tests.factories.drafts import at_hand, load, submitted
from tests.factories.people import make_person


def test_whoever_loads_a_new_course_becomes_its_author(author: Person) -> None:
    loaded = load(author)
    assert loaded.created
    assert loaded.changed
    assert versions.author_ids_of(loaded.version.course_id) == {author.id}


def test_the_same_folder_again_changes_nothing(author: Person) -> None:
    load(author)
    again = load(author)
    assert not again.changed
    assert again.version.revision == 1


def test_a_changed_folder_goes_into_the_open_draft(author: Person) -> None:
    load(author)
    again = load(author, title="Another title")
    assert (again.version.number, again.version.title, again.version.revision) == (1, "Another title", 2)


def test_a_changed_folder_of_a_published_course_opens_the_next_version(author: Person) -> None:
    make_course(author=author)
    assert not load(author).changed
    again = load(author, title="Another title")
    assert (again.version.number, again.version.state) == (2, VersionState.DRAFT)
    assert published_version().number == 1


def test_only_authors_load_into_a_course(author: Person) -> None:
    load(author)
    with pytest.raises(NotAnAuthor):
        load(make_person("Other", Role.TRAINER), title="Mine")


def test_nothing_is_loaded_while_a_version_waits_for_its_review(author: Person) -> None:
    submitted(author)
    with pytest.raises(NotADraft):
        load(author, title="Mine")


@pytest.mark.parametrize("slug", ["new", "Big", "a b", "", "a" * 81])
def test_a_bad_address_is_refused(author: Person, slug: str) -> None:
    with pytest.raises(BadAddress):
        load(author, slug)


def test_a_draft_may_hold_anything_and_counts_its_errors(author: Person) -> None:
    loaded = load(author, files={"course.toml": b"\xff\xfe\x00", "01-a.md": "no title\0"})
    assert loaded.version.error_count > 2
    assert loaded.version.title == "open-data"


def test_an_unknown_competence_is_an_error_with_its_line(author: Person) -> None:
    loaded = load(author, competences=[{"code": "9.9", "level": 3}])
    assert loaded.version.error_count == 1
    reading = versions.version_at_hand("open-data", 1)
    assert "9.9" in str(reading_of(reading.version, "open-data").errors[0])


def test_a_text_with_the_sign_zero_is_an_error_and_not_a_crash(author: Person) -> None:
    loaded = load(author, title="a\0b")
    assert loaded.version.error_count >= 1


def test_changes_between_two_versions_are_told_step_by_step(author: Person) -> None:
    one = make_course(author=author).id
    files = {"01-why.md": "# Why open data\n\nOther words.\n", "03-new.md": "# New\n\nText\n"}
    make_course(author=author, files=files, published=False, outcomes=[{"key": "other", "text": "Do other things"}])
    found = changes.changes_between(db.session.get_one(CourseVersion, one), at_hand(number=2))
    assert {(step.key, step.change) for step in found.steps} == {("01-why", "changed"), ("03-new", "added"), ("02-check", "removed")}
    assert found.outcomes_removed == ("Publish a dataset",)


def test_one_course_has_one_open_and_one_published_version(author: Person) -> None:
    version = make_course(author=author)
    for state in (VersionState.PUBLISHED, VersionState.DRAFT):
        twins = [CourseVersion(course_id=version.course_id, number=number, state=state, title="x") for number in (7, 8)]
        db.session.add_all(twins)
        with pytest.raises(IntegrityError):
            db.session.flush()
        db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Course)) == 1
