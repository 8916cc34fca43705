"""Essays: who marks them, with what, and what follows."""

from decimal import Decimal

import pytest
from sqlalchemy import delete, func, select, update

from lms.assessment.jobs import tell_of_unmarked
from lms.assessment.models import Answer, Attempt, AttemptState
from lms.assessment.queries import waiting
from lms.assessment.service.essays import mark_essay
from lms.assessment.service.refusals import AlreadyMarked, MarksRefused, NotYours
from lms.audit.models import AuditEntry
from lms.catalogue.models import Course, CourseAuthor
from lms.catalogue.service.reviewing import name_author, remove_author
from lms.kit.db import db, transaction
from lms.learning.models import StepDone
from lms.notices.models import Notice
from lms.people.models import Grant, Person, Role
from tests.factories.assessment import RIGHT, begin, make_class, sit
from tests.factories.people import make_person

POINTS = {"points.0": "2", "points.1": "1,5"}


@pytest.fixture
def group(session):
    return make_class(items=("truth", "essay"))


@pytest.fixture
def essay(group, session):
    sit(group, {"truth": RIGHT["truth"], "essay": RIGHT["essay"]})
    return session.scalars(select(Answer.id).where(Answer.item_key == "essay")).one()


def mark(essay, points=("2", "1.5"), comment="", *, by):
    with transaction():
        mark_essay(waiting.answer_to_mark(essay), points, comment, by=db.session.get_one(Person, by.id))


def test_an_essay_makes_the_attempt_wait_and_tells_the_trainer(group, essay, session):
    attempt = session.scalars(select(Attempt)).one()
    assert (attempt.state, attempt.percent) == (AttemptState.TO_MARK, None)
    told = session.scalars(select(Notice).where(Notice.kind == "marking-waits")).one()
    assert (told.person_id, told.href) == (group.trainer.id, "/marking")


def test_a_new_author_is_told_once_of_the_essays_that_wait_already(group, essay, session):
    for _twice in range(2):
        with transaction():
            nia = session.scalar(select(Person).where(Person.name == "Nia New")) or make_person("Nia New", Role.TRAINER)
            course = session.scalars(select(Course)).one()
            if not name_author(course, nia, by=group.trainer):
                remove_author(course, nia.id, by=group.trainer)
                name_author(course, nia, by=group.trainer)
    names = select(Person.name).join(Notice, Notice.person_id == Person.id).where(Notice.kind == "marking-waits-already", Notice.href == "/marking")
    assert list(session.scalars(names)) == ["Nia New"]


def test_a_new_author_is_not_told_of_their_own_essay(group, essay, session):
    with transaction():
        learner = session.get_one(Person, group.learner.id)
        learner.grants.append(Grant(role=Role.TRAINER))
        name_author(session.scalars(select(Course)).one(), learner, by=group.trainer)
    assert not session.scalars(select(Notice).where(Notice.kind == "marking-waits-already")).all()


def leave(group):
    db.session.get_one(Person, group.trainer.id).active = False


def lose_the_role(group):
    db.session.execute(delete(Grant).where(Grant.person_id == group.trainer.id))


def write_it_alone(group):
    """The learner is the only author."""
    db.session.execute(update(CourseAuthor).values(person_id=group.learner.id))


def called(session):
    names = select(Person.name).join(Notice, Notice.person_id == Person.id).where(Notice.kind == "marking-without-marker")
    return list(session.scalars(names))


@pytest.mark.parametrize("unmade", [leave, lose_the_role, write_it_alone])
@pytest.mark.parametrize("before", [True, False], ids=["handed in after", "handed in before"])
def test_where_nobody_may_mark_an_essay_the_curators_are_told_once(group, session, unmade, before):
    if before:
        unmade(group)
        session.commit()
    sit(group, {"truth": RIGHT["truth"], "essay": RIGHT["essay"]})
    assert called(session) == (["Cora Curator"] if before else [])
    unmade(group)
    session.commit()
    tell_of_unmarked()
    assert tell_of_unmarked() == 0
    assert called(session) == ["Cora Curator"]
    notice = session.scalars(select(Notice).where(Notice.kind == "marking-without-marker")).one()
    assert notice.href == f"/teach/{group.slug}"


def test_a_named_author_ends_the_waiting_of_an_essay_that_nobody_may_mark(group, essay, session):
    leave(group)
    session.add(CourseAuthor(course_id=group.enrolment.course_id, person_id=make_person("New Author", Role.TRAINER).id))
    session.commit()
    assert tell_of_unmarked() == 0


def test_an_essay_without_a_word_does_not_wait(group):
    assert sit(group, {"truth": RIGHT["truth"]}).state is AttemptState.MARKED


def test_the_rubrics_points_finish_the_attempt_and_tell_the_learner(group, essay, session):
    mark(essay, by=group.trainer)
    attempt = session.scalars(select(Attempt)).one()
    assert (attempt.state, attempt.points, attempt.percent, attempt.passed) == (AttemptState.MARKED, Decimal("4.5"), Decimal(90), True)
    told = session.scalars(select(Notice).where(Notice.kind == "attempt-marked")).one()
    assert (told.person_id, told.facts["percent"]) == (group.learner.id, "90")
    assert session.scalar(select(func.count()).select_from(StepDone)) == 1


@pytest.mark.parametrize(
    "points",
    [("3", "1"), ("1", "1"), ("2", "2.01"), ("2", "-1"), ("2", "NaN"), ("2", "inf"), ("2", ""), ("2", "x"), ("2",), ("2", "1", "1"), ("2", "1e400")],
)
def test_points_that_the_rubric_does_not_give_are_refused(group, essay, session, points):
    with pytest.raises(MarksRefused):
        mark(essay, points, by=group.trainer)
    assert session.get_one(Answer, essay).fraction is None


def test_a_comment_that_is_too_long_is_refused(group, essay):
    with pytest.raises(MarksRefused, match="5000"):
        mark(essay, comment="x" * 5001, by=group.trainer)


def test_an_essay_is_marked_once(group, essay):
    mark(essay, by=group.trainer)
    with pytest.raises(AlreadyMarked):
        mark(essay, ("0", "0"), by=group.trainer)


def test_a_trainer_of_another_course_marks_nothing(group, essay, client):
    other = make_class(items=("truth",)).trainer
    with pytest.raises(NotYours):
        mark(essay, by=other)
    client.sign_in(other)
    refused = client.get(f"/marking/{essay}")
    assert refused.status_code == 403
    assert "openness" not in refused.text
    assert client.send("/inbox", f"/marking/{essay}", **POINTS).status_code == 403


def test_nobody_marks_their_own_essay(group, essay, client, session):
    with transaction():
        version = session.get_one(Attempt, session.scalars(select(Attempt.id)).one()).version_id
        course_id = waiting.answer_to_mark(essay).sitting.course_id
        session.add(CourseAuthor(course_id=course_id, person_id=group.learner.id))
        session.add(Grant(person_id=group.learner.id, role=Role.TRAINER))
    assert version
    learner = session.scalars(select(Person).where(Person.id == group.learner.id)).one()
    with pytest.raises(NotYours):
        mark(essay, by=learner)
    client.sign_in(learner)
    assert client.get(f"/marking/{essay}").status_code == 403
    assert client.send("/inbox", f"/marking/{essay}", **POINTS).status_code == 403
    assert "Nothing waits" in client.get("/marking").text


@pytest.mark.parametrize("roles", [(), (Role.HR,), (Role.CURATOR, Role.AUDITOR, Role.ADMINISTRATOR)])
def test_only_trainers_see_what_waits(client, essay, roles):
    client.sign_in(make_person("Otto Other", *roles))
    assert client.get("/marking").status_code == 403
    assert client.get(f"/marking/{essay}").status_code == 403


def test_a_learner_does_not_mark_by_posting(client, group, essay, session):
    client.sign_in(group.learner)
    assert client.send("/inbox", f"/marking/{essay}", **POINTS).status_code == 403
    assert session.get_one(Answer, essay).fraction is None


def test_an_essay_that_is_still_being_written_is_not_to_be_marked(client, group, session):
    attempt_id = begin(group)
    with transaction():
        session.add(Answer(attempt_id=attempt_id, item_key="essay", response={"text": "draft"}))
    answer_id = session.scalars(select(Answer.id)).one()
    assert client.sign_in(group.trainer).get(f"/marking/{answer_id}").status_code == 404


def test_a_trainer_marks_from_the_list(client, group, essay, session):
    client.sign_in(group.trainer)
    assert f"/marking/{essay}" in client.get("/marking").text
    page = client.get(f"/marking/{essay}").text
    assert "Because <strong>openness</strong> helps." in page
    refused = client.send(f"/marking/{essay}", **{"points.0": "2", "comment": "Well <b>done</b>"})
    assert refused.status_code == 422
    assert "Well &lt;b&gt;done" in refused.text
    done = client.send(f"/marking/{essay}", comment="Well **done**", **POINTS)
    assert (done.status_code, done.location) == (303, "/marking")
    assert session.get_one(Answer, essay).rubric == [2.0, 1.5]
    attempt_id = session.scalars(select(Attempt.id)).one()
    result = client.sign_in(group.learner).get(f"/attempts/{attempt_id}/result").text
    assert "Well <strong>done</strong>" in result
    assert "1.5 of 2 points" in result


def test_a_marked_essay_is_shown_with_its_points(client, group, essay):
    mark(essay, by=group.trainer)
    assert "3.5 of 4 points" in client.sign_in(group.trainer).get(f"/marking/{essay}").text
    again = client.send("/inbox", f"/marking/{essay}", comment="Too late", **POINTS)
    assert again.status_code == 409
    assert "Too late" in again.text


def test_a_mark_is_corrected_with_a_reason_that_the_learner_reads(client, group, essay, session):
    mark(essay, ("0", "0"), by=group.trainer)
    assert session.scalar(select(func.count()).select_from(StepDone)) == 0
    client.sign_in(group.trainer)
    assert f"/marking/{essay}" in client.get("/marking").text
    refused = client.send(f"/marking/{essay}", reason=" ", comment="Clear", **POINTS)
    assert (refused.status_code, "Clear" in refused.text) == (422, True)
    assert client.send(f"/marking/{essay}", reason="I read the wrong page.", comment="Clear", **POINTS).status_code == 303
    attempt = session.scalars(select(Attempt)).one()
    assert (attempt.percent, attempt.passed) == (Decimal(90), True)
    assert session.scalar(select(func.count()).select_from(StepDone)) == 1
    told = session.scalars(select(Notice).where(Notice.kind == "mark-corrected")).one()
    assert (told.person_id, told.facts["reason"]) == (group.learner.id, "I read the wrong page.")
    entry = session.scalars(select(AuditEntry).where(AuditEntry.deed == "corrected")).one()
    assert (entry.facts["before"], entry.facts["points"]) == ("0", "3.5")


def test_a_correction_does_not_take_back_what_followed_from_a_pass(client, group, essay, session):
    mark(essay, by=group.trainer)
    client.sign_in(group.trainer)
    less = client.send(f"/marking/{essay}", reason="Too kind.", **{"points.0": "0", "points.1": "0"})
    assert (less.status_code, "stands" in less.text) == (422, True)
    assert session.get_one(Answer, essay).rubric == [2.0, 1.5]


def test_only_a_mark_that_is_there_can_be_corrected(client, group, essay, session):
    assert client.sign_in(group.trainer).send(f"/marking/{essay}", reason="Early.", **POINTS).status_code == 422
    assert session.get_one(Answer, essay).fraction is None


def test_the_list_costs_the_same_for_one_and_for_many(client, group, essay, statements):
    client.sign_in(group.trainer)
    counts = []
    for _round in range(2):
        with statements() as seen:
            client.get("/marking")
        counts.append(len(seen))
        for _more in range(3):
            sit(group, {"essay": RIGHT["essay"]})
    assert counts[0] == counts[1] <= 7
