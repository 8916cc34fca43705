"""Notes beside a lesson."""

import pytest

from lms.learning.service import notes
from tests.factories.learning import open_course
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
