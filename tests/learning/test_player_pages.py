"""The player: lessons, progress, notes."""

import pytest
from sqlalchemy import func, select

from lms.learning.models import Enrolment, LessonNote, StepDone
from lms.learning.service import steps as commands
from tests.factories.learning import completed, enrolled, make_step, open_course
from tests.factories.people import make_person

MARKER = "The secret of the third lesson"


@pytest.fixture
def ada(client):
    person = make_person()
    client.sign_in(person)
    return person


def done(session):
    return sorted(session.scalars(select(StepDone.step_key)))


def test_a_lesson_shows_its_text_and_where_one_is(client, ada):
    enrolled(ada, open_course("open-data", title="Open data"), done=["01-why"])
    page = client.get("/learn/open-data/02-how").text
    keys = ('rel="prev" data-key="p"', 'rel="next" data-key="n"')
    for words in ("<p>The lesson 02-how.</p>", "Step 2 of 3", "33% complete", 'aria-current="step"', *keys):
        assert words in page


def test_reading_leads_to_the_next_step_and_at_last_to_the_course(client, session, ada):
    enrolled(ada, open_course("open-data"))
    addresses = [client.send(f"/learn/open-data/{key}", f"/learn/open-data/{key}/done").location for key in ("01-why", "02-how", "03-when")]
    assert addresses == ["/learn/open-data/02-how", "/learn/open-data/03-when", "/courses/open-data"]
    assert "You have completed" in client.get("/courses/open-data").text
    assert session.scalars(select(Enrolment.completed_at)).one() is not None


def test_a_double_click_reads_once(client, session, ada):
    enrolled(ada, open_course("open-data"))
    for _ in range(2):
        client.send("/learn/open-data/01-why", "/learn/open-data/01-why/done")
    assert done(session) == ["01-why"]


def test_resume_leads_to_the_next_step(client, ada):
    enrolled(ada, open_course("open-data"), done=["01-why", "03-when"])
    assert client.get("/learn/open-data").location == "/learn/open-data/02-how"


def test_resume_of_a_completed_course_leads_to_its_page(client, ada):
    completed(ada, open_course("open-data"))
    assert client.get("/learn/open-data").location == "/courses/open-data"


def test_a_completed_course_can_be_read_again(client, ada):
    completed(ada, open_course("open-data"))
    assert client.get("/learn/open-data/02-how").status_code == 200


def test_a_locked_step_does_not_show_its_text(client, ada):
    enrolled(ada, open_course("open-data", in_sequence=True, steps=("01-why", "02-how", make_step("03-when", MARKER))))
    for address in ("/learn/open-data/03-when", "/learn/open-data/03-when/print"):
        page = client.get(address)
        assert page.status_code == 403
        assert MARKER not in page.text
    assert 'href="/learn/open-data/01-why"' in client.get("/learn/open-data/03-when").text


@pytest.mark.parametrize("forged", [{}, {"progress": "100", "completed_at": "2026-01-01", "how": "quiz_passed", "passed": "1"}])
def test_a_step_that_is_locked_or_a_quiz_cannot_be_ticked_off(client, session, ada, forged):
    enrolled(ada, open_course("open-data", in_sequence=True, steps=("01-why", "02-quiz", "03-when")), done=["01-why"])
    for key in ("02-quiz", "03-when"):
        assert client.send("/learn/open-data/01-why", f"/learn/open-data/{key}/done", **forged).status_code == 409
    assert done(session) == ["01-why"]
    assert session.scalars(select(Enrolment.completed_at)).all() == [None]


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_progress_cannot_be_put(client, session, ada, method):
    enrolled(ada, open_course("open-data"))
    for address in ("/learn/open-data/01-why", "/learn/open-data", "/learn/open-data/01-why/done", "/courses/open-data"):
        assert getattr(client, method)(address, json={"progress": 100}).status_code in (400, 405)
    assert done(session) == []


def test_a_quiz_step_leads_to_the_quiz(client, ada):
    enrolled(ada, open_course("open-data", steps=("01-why", "02-quiz")))
    page = client.get("/learn/open-data/02-quiz").text
    assert 'href="/quizzes/open-data/02-quiz"' in page
    assert "Mark as read" not in page


def test_a_passed_quiz_is_shown_as_done(client, session, ada):
    enrolment = enrolled(ada, open_course("open-data", steps=("01-why", "02-quiz")))
    commands.pass_quiz(enrolment.id, enrolment.version_id, "02-quiz")
    session.commit()
    assert "You have passed this quiz" in client.get("/learn/open-data/02-quiz").text


def test_a_question_in_a_lesson_is_a_link_without_script(client, ada):
    html = '<p>Before</p>\n<div class="lesson-question" data-question="practice#share-alike"></div>\n<p>After</p>'
    enrolled(ada, open_course("open-data", steps=(make_step("01-why", html=html),)))
    page = client.get("/learn/open-data/01-why").text
    assert '<a href="/practice/open-data/1/practice/share-alike"' in page
    assert 'hx-get="/practice/open-data/1/practice/share-alike"' in page
    assert page.index("<p>Before</p>") < page.index("/practice/") < page.index("<p>After</p>")
    assert "/practice/" not in client.get("/learn/open-data/01-why/print").text


@pytest.mark.parametrize("address", ["/learn/open-data", "/learn/open-data/01-why", "/learn/open-data/01-why/print"])
def test_who_is_not_enrolled_is_led_to_the_course(client, ada, address):
    enrolled(make_person("Jan"), open_course("open-data", steps=(make_step("01-why", MARKER),)), done=["01-why"])
    answer = client.get(address)
    assert answer.location == "/courses/open-data"
    assert MARKER not in answer.text


@pytest.mark.parametrize("deed", ["done", "note"])
def test_who_is_not_enrolled_changes_nothing(client, session, ada, deed):
    enrolled(make_person("Jan"), open_course("open-data"))
    assert client.send("/courses/open-data", f"/learn/open-data/01-why/{deed}", text="x", revision="0").location == "/courses/open-data"
    assert done(session) == []
    assert session.scalar(select(func.count()).select_from(LessonNote)) == 0


@pytest.mark.parametrize("address", ["/learn/open-data", "/learn/open-data/01-why", "/learn/open-data/01-why/print"])
def test_visitors_are_asked_to_sign_in_whether_it_is_there_or_not(client, address):
    open_course("open-data")
    answers = [client.get(address), client.get(address.replace("open-data", "nothing"))]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert all("/sign-in" in answer.location for answer in answers)


def test_a_step_of_another_course_is_not_found(client, ada):
    enrolled(ada, open_course("open-data"))
    open_course("other", steps=("01-other",))
    assert client.get("/learn/open-data/01-other").status_code == 404


def test_a_note_is_kept_without_script(client, ada):
    enrolled(ada, open_course("open-data"))
    answer = client.send("/learn/open-data/01-why", "/learn/open-data/01-why/note", text="Ask Jan <b>today</b>", revision="0")
    assert answer.location == "/learn/open-data/01-why#note"
    assert "Ask Jan &lt;b&gt;today&lt;/b&gt;</textarea>" in client.get("/learn/open-data/01-why").text
    assert "Ask Jan &lt;b&gt;today" in client.get("/learn/open-data/01-why/print").text


def test_two_windows_keep_both_notes_and_say_so(client, session, ada):
    enrolled(ada, open_course("open-data"))
    for text in ("From the first window", "From the second window"):
        answer = client.send("/learn/open-data/01-why", "/learn/open-data/01-why/note", text=text, revision="0")
    assert answer.status_code == 409
    assert "You wrote this note in two windows" in answer.text
    assert "From the first window\n\nFrom the second window" in answer.text
    assert session.scalars(select(LessonNote.text)).one() == "From the first window\n\nFrom the second window"


def test_the_script_gets_the_new_revision_only(client, ada):
    enrolled(ada, open_course("open-data"))
    page = client.get("/learn/open-data/01-why")
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    answer = client.post(
        "/learn/open-data/01-why/note", data={"csrf_token": token, "text": "Ask Jan", "revision": "0"}, headers={"HX-Request": "true"}
    )
    assert answer.text.lstrip().startswith('<div id="note-state"><input type="hidden" name="revision" value="1">')
    conflict = client.post(
        "/learn/open-data/01-why/note", data={"csrf_token": token, "text": "Ask Maria", "revision": "0"}, headers={"HX-Request": "true"}
    )
    assert conflict.headers["HX-Retarget"] == "#note"
    assert "Ask Jan\n\nAsk Maria" in conflict.text


def test_a_note_that_is_too_long_is_given_back(client, session, ada):
    enrolled(ada, open_course("open-data"))
    text = "x" * 20_001
    answer = client.send("/learn/open-data/01-why", "/learn/open-data/01-why/note", text=text, revision="0")
    assert answer.status_code == 422
    assert text in answer.text
    assert session.scalar(select(func.count()).select_from(LessonNote)) == 0


@pytest.mark.parametrize("revision", ["", "-1", "abc", "99999999999999999999", "1.5", "²"])
def test_a_made_up_revision_is_an_old_window(client, session, ada, revision):
    enrolled(ada, open_course("open-data"))
    assert client.send("/learn/open-data/01-why", "/learn/open-data/01-why/note", text="Ask Jan", revision=revision).status_code == 303


def test_nobody_reads_the_note_of_another(client, ada):
    course = open_course("open-data")
    enrolled(ada, course)
    client.send("/learn/open-data/01-why", "/learn/open-data/01-why/note", text="Only for me", revision="0")
    jan = make_person("Jan")
    enrolled(jan, course)
    assert "Only for me" not in client.sign_in(jan).get("/learn/open-data/01-why").text


def test_a_lesson_costs_four_statements_however_long_the_course(client, ada, statements):
    for slug, count in (("short", 2), ("long", 20)):
        keys = [f"{number:02}-lesson" for number in range(1, count + 1)]
        enrolled(ada, open_course(slug, steps=keys), done=keys[:-1])
        client.get(f"/learn/{slug}/01-lesson")  # what was published is read once in each process
    with statements() as short:
        client.get("/learn/short/01-lesson")
    with statements() as long:
        client.get("/learn/long/01-lesson")
    assert len(short) == len(long) <= 4
