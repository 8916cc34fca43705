"""Notes beside a lesson."""

import pytest
from sqlalchemy import select

from lms.catalogue.events import Learners
from lms.kit.db import db
from lms.learning.models import LessonNote
from lms.learning.service import moving, notes
from tests.factories.learning import enrolled, make_step, open_course, publish_version
from tests.factories.people import make_person


@pytest.fixture
def save(session):
    ada, course = make_person(), open_course()

    def save(text, revision):
        note, both = notes.save_note(course.id, "01-why", text, revision=revision, by=ada)
        return note.text, note.revision, both

    return save


def test_a_note_is_kept_and_changed(save):
    assert save("Ask Jan.", 0) == ("Ask Jan.", 1, False)
    assert save("Ask Maria.", 1) == ("Ask Maria.", 2, False)


def test_a_note_can_be_emptied(save):
    save("Ask Jan.", 0)
    assert save("", 1) == ("", 2, False)


def test_the_same_text_again_is_no_new_revision(save):
    save("Ask Jan.", 0)
    assert save("Ask Jan.", 1) == ("Ask Jan.", 1, False)


def test_two_windows_keep_both_texts(save):
    save("Ask Jan.", 0)
    assert save("Read the law.", 0) == ("Ask Jan.\n\nRead the law.", 2, True)


def test_a_text_that_grew_from_what_is_kept_replaces_it(save):
    save("Ask Jan.", 0)
    assert save("Ask Jan. And Maria.", 0) == ("Ask Jan. And Maria.", 2, False)


def test_an_old_window_does_not_take_text_away(save):
    save("Ask Jan. And Maria.", 0)
    assert save("Ask Jan.", 0) == ("Ask Jan. And Maria.", 1, True)


def test_a_note_may_not_be_endless(save):
    with pytest.raises(notes.NoteTooLong):
        save("x" * (notes.LONGEST_NOTE + 1), 0)


def test_notes_of_two_people_do_not_meet(session):
    course = open_course()
    ada, jan = make_person(), make_person("Jan")
    notes.save_note(course.id, "01-why", "Mine.", revision=0, by=ada)
    assert notes.save_note(course.id, "01-why", "My own.", revision=0, by=jan)[0].text == "My own."


def note_of(course, person):
    rows = db.session.scalars(select(LessonNote).where(LessonNote.course_id == course.id, LessonNote.person_id == person.id))
    return {row.step_key: row.text for row in rows}


def test_a_note_goes_with_its_text_to_another_number(session):
    ada, course = make_person(), open_course()
    enrolled(ada, course)
    for key in ("01-why", "02-how", "03-when"):
        notes.save_note(course.id, key, f"On {key}.", revision=0, by=ada)
    swapped = (make_step("01-why", "The lesson 02-how."), make_step("02-how", "The lesson 01-why."), make_step("04-when", "The lesson 03-when."))
    moving.move_learners(course.id, publish_version(course, steps=swapped).id, Learners.MIGRATE)
    assert note_of(course, ada) == {"02-how": "On 01-why.", "01-why": "On 02-how.", "04-when": "On 03-when."}


def test_a_note_that_meets_another_is_put_below_it(session):
    ada, course = make_person(), open_course()
    enrolled(ada, course)
    notes.save_note(course.id, "01-why", "Here before.", revision=0, by=ada)
    notes.save_note(course.id, "02-how", "Comes along.", revision=0, by=ada)
    joined = (make_step("01-why", "The lesson 02-how."),)
    moving.move_learners(course.id, publish_version(course, steps=joined).id, Learners.MIGRATE)
    assert note_of(course, ada) == {"01-why": "Here before.\n\nComes along."}


def test_notes_of_those_who_stay_stay(session):
    ada, course = make_person(), open_course()
    enrolled(ada, course)
    notes.save_note(course.id, "03-when", "Mine.", revision=0, by=ada)
    renumbered = (make_step("04-when", "The lesson 03-when."),)
    moving.move_learners(course.id, publish_version(course, steps=renumbered).id, Learners.PIN)
    assert note_of(course, ada) == {"03-when": "Mine."}


def test_a_note_to_a_lesson_that_is_gone_stands_on_the_page_of_the_course(client, session):
    ada, course = make_person(), open_course()
    enrolled(ada, course)
    notes.save_note(course.id, "02-how", "Ask Jan <b>twice</b>.", revision=0, by=ada)
    notes.save_note(course.id, "01-why", "Still beside its lesson.", revision=0, by=ada)
    moving.move_learners(course.id, publish_version(course, steps=("01-why",)).id, Learners.MIGRATE)
    session.commit()
    client.sign_in(ada)
    page = client.get(f"/courses/{course.slug}").text
    assert "Ask Jan &lt;b&gt;twice&lt;/b&gt;." in page
    assert "Still beside its lesson." not in page
