"""Who has used all attempts is not stuck: a trainer of the course may give one more."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from lms.assessment.models import ExtraAttempt
from lms.assessment.queries.stored import what_is_stored
from lms.assessment.queries.used_up import learner_at_quiz, used_up
from lms.assessment.service import erasing
from lms.assessment.service.giving import give_attempt
from lms.assessment.service.refusals import CannotStart, NotNeeded, NotYours, ReasonNeeded
from lms.audit.models import AuditEntry
from lms.kit.db import db, transaction
from lms.learning.models import Enrolment
from lms.notices.models import Notice
from lms.people.events import PersonErased
from lms.people.models import Person
from tests.factories.assessment import RIGHT, begin, make_class, put_on, quiz_path, sit
from tests.factories.people import make_person

RIGHTLY = {"truth": RIGHT["truth"]}


@pytest.fixture
def group(session):
    return make_class(items=("truth",), attempts="1")


def give(group, reason="Read lesson 2 first.", *, by=None):
    with transaction():
        trainer = db.session.get_one(Person, (by or group.trainer).id)
        return give_attempt(learner_at_quiz(group.enrolment.id, group.quiz), reason, by=trainer)


def path(group):
    return f"/marking/attempts/{group.enrolment.id}/{group.quiz}"


def test_one_more_attempt_can_be_begun_and_passed(group, session):
    sit(group, {})
    give(group)
    assert sit(group, RIGHTLY).passed
    assert session.get_one(Enrolment, group.enrolment.id).completed_at is None  # the lesson is still to read


def test_one_more_is_one_and_another_may_follow_it(group, session):
    sit(group, {})
    for _again in range(2):
        give(group)
        sit(group, {})
        with pytest.raises(CannotStart):
            begin(group)


def test_where_the_first_attempt_counts_the_given_one_counts_in_its_place(client, session):
    group = make_class(items=("truth",), counts='"first"')
    sit(group, {})
    give(group)
    sit(group, RIGHTLY)
    client.sign_in(group.learner)
    assert "Continue the course" in client.get(quiz_path(group)).text


def test_it_is_told_to_the_person_and_kept_in_the_trail(group, session):
    sit(group, {})
    give(group)
    told = session.scalars(select(Notice).where(Notice.person_id == group.learner.id, Notice.kind == "extra-attempt")).one()
    assert (told.facts["reason"], told.href) == ("Read lesson 2 first.", quiz_path(group))
    assert session.scalars(select(AuditEntry.actor_id).where(AuditEntry.thing_kind == "extra-attempt")).one() == group.trainer.id


def test_the_trainers_hear_of_who_has_no_attempt_left(group, session):
    sit(group, {})
    told = session.scalars(select(Notice).where(Notice.kind == "attempts-used-up")).one()
    assert (told.person_id, told.href) == (group.trainer.id, path(group))
    assert [(one.person, one.quiz) for one in used_up(group.trainer.id)] == [("Lena Learner", "Final quiz")]


@pytest.mark.parametrize("rules", [{"attempts": "2"}, {}])
def test_while_an_attempt_is_left_nobody_is_told_and_none_is_given(session, rules):
    group = make_class(items=("truth",), **rules)
    sit(group, {})
    assert session.scalar(select(func.count()).where(Notice.kind == "attempts-used-up")) == 0
    assert used_up(group.trainer.id) == []
    with pytest.raises(NotNeeded):
        give(group)


def test_while_an_essay_waits_for_its_mark_none_is_given(session):
    group = make_class(items=("essay",), attempts="1")
    sit(group, {"essay": RIGHT["essay"]})
    assert used_up(group.trainer.id) == []
    with pytest.raises(NotNeeded):
        give(group)


def test_who_passed_needs_none(group, session):
    sit(group, RIGHTLY)
    assert used_up(group.trainer.id) == []
    with pytest.raises(NotNeeded):
        give(group)


def test_only_trainers_of_the_course_give_attempts_and_not_without_a_reason(group, session):
    sit(group, {})
    for other in (make_person("Olga Other"), group.learner):
        with pytest.raises(NotYours):
            give(group, by=other)
    with pytest.raises(ReasonNeeded):
        give(group, "  ")


def test_a_trainer_gives_one_from_the_list(client, group, session):
    sit(group, {})
    client.sign_in(group.trainer)
    assert path(group) in client.get("/marking").text
    assert client.send(path(group), reason="").status_code == 422
    assert client.send(path(group), reason="The network failed.").status_code == 303
    assert path(group) not in client.get("/marking").text
    client.sign_in(group.learner)
    page = client.get(quiz_path(group)).text
    assert "You have one more attempt" in page
    assert "The network failed." in page
    assert "1 of 2 left" in page


def test_the_list_costs_two_statements_for_two_people_as_for_one(group, session, statements):
    sit(group, {})
    other = make_person("Otto Other")
    sit(replace(group, learner=other, enrolment=put_on(other, group.enrolment.course_id)), {})
    used_up(group.trainer.id)
    with statements() as sent:
        assert len(used_up(group.trainer.id)) == 2
    assert len(sent) == 2


def test_the_reasons_go_when_the_person_is_erased(group, session):
    sit(group, {})
    give(group)
    lena = group.learner
    assert "Read lesson 2 first." in str([part.rows for part in what_is_stored(lena.id) if part.stored.name == "extra_attempts"])
    with transaction():
        erasing.erase(PersonErased(lena.id, lena.name, lena.email))
    assert session.scalar(select(func.count()).select_from(ExtraAttempt)) == 0
