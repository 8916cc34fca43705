"""Attempts: how they begin, are answered and end."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select, update

from lms.assessment import jobs
from lms.assessment.marking.responses import ResponseRefused
from lms.assessment.models import Accommodation, Answer, Attempt, AttemptState
from lms.assessment.queries.sittings import held_sitting
from lms.assessment.service.answering import Given, save_answer, save_answers
from lms.assessment.service.handing_in import hand_in
from lms.assessment.service.refusals import AnsweredElsewhere, CannotStart, HandedIn, NotYours, TimeOver
from lms.assessment.service.starting import start
from lms.audit.models import AuditEntry
from lms.catalogue.service.publishing import Learners
from lms.kit.clock import now
from lms.kit.db import transaction
from lms.kit.errors import NotFound
from lms.learning.models import Enrolment, StepDone
from lms.learning.queries.lessons import player
from lms.notices.models import Notice
from tests.factories.assessment import (
    LESSON,
    NO_ESSAY,
    RIGHT,
    WRONG,
    answer,
    begin,
    finish,
    let_time_pass,
    make_class,
    put_on,
    quiz_file,
    sit,
    values_for,
)
from tests.factories.courses import make_course
from tests.factories.people import make_person

ONE = ("truth",)


def attempts(session):
    return session.scalars(select(Attempt).order_by(Attempt.number)).all()


def test_an_attempt_with_everything_right_is_full(session):
    attempt = sit(make_class(), {key: RIGHT[key] for key in NO_ESSAY})
    assert (attempt.percent, attempt.points, attempt.passed, attempt.state) == (Decimal(100), Decimal(7), True, AttemptState.MARKED)


def test_an_attempt_with_nothing_answered_is_empty_and_not_passed(session):
    attempt = sit(make_class(), {})
    assert (attempt.percent, attempt.passed) == (Decimal(0), False)


def test_what_was_drawn_stays_when_the_page_is_loaded_again(session):
    group = make_class()
    attempt_id = begin(group)
    layout = session.get_one(Attempt, attempt_id).layout
    assert begin(group) == attempt_id
    assert session.get_one(Attempt, attempt_id).layout == layout


def test_a_passed_quiz_finishes_its_step(session):
    group = make_class(items=ONE)
    sit(group, {"truth": RIGHT["truth"]})
    assert session.scalar(select(StepDone.step_key).where(StepDone.enrolment_id == group.enrolment.id)) == "02-final"


def test_who_began_a_quiz_goes_on_with_it_until_it_is_passed(session):
    group = make_class(items=("truth",), attempts="3")
    begin(group)
    assert player(group.slug, group.learner.id).far.following == "02-final"
    sit(group, {"truth": RIGHT["truth"]})
    assert player(group.slug, group.learner.id).far.following == "01-read"


def test_who_waits_for_the_mark_of_an_essay_goes_on_elsewhere(session):
    group = make_class(items=("essay",), attempts="3")
    sit(group, {"essay": RIGHT["essay"]})
    assert player(group.slug, group.learner.id).far.following == "01-read"


def test_who_sits_a_passed_quiz_again_goes_on_where_they_were(session):
    group = make_class(items=("truth",), attempts="3")
    sit(group, {"truth": RIGHT["truth"]})
    session.execute(update(Enrolment).values(read_last="01-read"))
    session.commit()
    begin(group)
    assert session.scalars(select(Enrolment.read_last)).one() == "01-read"


def test_a_failed_quiz_is_no_progress(session):
    group = make_class(items=ONE)
    sit(group, {"truth": WRONG["truth"]})
    assert session.scalar(select(func.count()).select_from(StepDone)) == 0


def test_only_as_many_attempts_as_the_quiz_allows(session):
    group = make_class(items=ONE, attempts="2")
    sit(group, {})
    sit(group, {})
    with pytest.raises(CannotStart, match="allows 2 attempts"):
        begin(group)
    assert [attempt.number for attempt in attempts(session)] == [1, 2]


def test_the_pause_between_attempts_is_kept(session):
    group = make_class(items=ONE, pause='"10 min"')
    first = sit(group, {})
    with pytest.raises(CannotStart, match="pause"):
        begin(group)
    with transaction():
        session.get_one(Attempt, first.id).handed_in_at -= timedelta(minutes=10)
    assert begin(group) != first.id


@pytest.mark.parametrize("rules", [{"order": "in-sequence"}, {"steps": {"02-final": {"requires": ["01-read"]}}}])
def test_a_quiz_behind_another_step_opens_when_that_is_done(session, rules):
    version = make_course("locked", {"01-read.md": LESSON.split("///")[0], "02-final.quiz.toml": quiz_file(ONE)}, **rules)
    learner = make_person()
    enrolment = put_on(learner, version.course_id)
    with pytest.raises(CannotStart, match="“Read this” first"), transaction():
        start(enrolment, "02-final", by=learner)
    assert attempts(session) == []


def test_nobody_sits_a_quiz_for_somebody_else(session):
    group = make_class(items=ONE)
    other = make_person("Otto Other")
    with pytest.raises(NotYours), transaction():
        start(session.get_one(Enrolment, group.enrolment.id), group.quiz, by=other)
    attempt_id = begin(group)
    with pytest.raises(NotYours), transaction():
        save_answer(held_sitting(attempt_id), "truth", Given(["true"], 0), by=other)
    with pytest.raises(NotYours), transaction():
        hand_in(attempt_id, by=other)
    assert attempts(session)[0].state is AttemptState.OPEN


def test_a_pool_of_practice_questions_is_no_quiz_to_sit(session):
    group = make_class(items=ONE)
    with pytest.raises(NotFound), transaction():
        start(session.get_one(Enrolment, group.enrolment.id), "practice", by=group.learner)


def test_who_left_the_course_starts_nothing(session):
    group = make_class(items=ONE)
    with transaction():
        session.get_one(Enrolment, group.enrolment.id).left_at = now()
    with pytest.raises(CannotStart, match="left this course"):
        begin(group)


def test_a_completed_course_takes_no_further_attempt(session):
    group = make_class(items=ONE)
    with transaction():
        session.get_one(Enrolment, group.enrolment.id).completed_at = now()
    with pytest.raises(CannotStart, match="results are final"):
        begin(group)


def test_a_learner_sits_the_quiz_of_their_own_version(session):
    group = make_class(items=ONE)
    make_course(
        group.slug, {"01-read.md": "# Read this\n", "02-final.quiz.toml": quiz_file(("single",))}, author=group.trainer, learners=Learners.PIN
    )
    assert [place["item"] for place in session.get_one(Attempt, begin(group)).layout] == ["truth"]


def test_extra_time_moves_the_deadline_and_later_changes_do_not(session):
    group = make_class(items=ONE, time_limit='"30 min"')
    with transaction():
        session.add(Accommodation(person_id=group.learner.id, extra_percent=100))
    attempt = session.get_one(Attempt, begin(group))
    assert (attempt.limit_minutes, attempt.extra_minutes, attempt.deadline_at - attempt.started_at) == (30, 30, timedelta(minutes=60))
    deadline = attempt.deadline_at
    with transaction():
        session.scalars(select(Accommodation)).one().extra_percent = 300
    assert session.get_one(Attempt, begin(group)).deadline_at == deadline


def test_an_answer_sent_twice_is_kept_once(session):
    group = make_class(items=ONE)
    attempt_id = begin(group)
    assert answer(group, attempt_id, "truth", RIGHT["truth"]).revision == 1
    assert answer(group, attempt_id, "truth", RIGHT["truth"]).revision == 1
    assert answer(group, attempt_id, "truth", WRONG["truth"], revision=1).revision == 2


@pytest.mark.parametrize("revision", [0, 1, 7])
def test_an_answer_of_another_window_is_not_overwritten(session, revision):
    group = make_class(items=ONE)
    attempt_id = begin(group)
    answer(group, attempt_id, "truth", RIGHT["truth"])
    answer(group, attempt_id, "truth", WRONG["truth"], revision=1)
    with pytest.raises(AnsweredElsewhere) as refusal:
        answer(group, attempt_id, "truth", RIGHT["truth"], revision=revision)
    assert refusal.value.stored.response == WRONG["truth"]
    assert session.scalars(select(Answer)).one().response == WRONG["truth"]


def test_an_answer_can_be_taken_back(session):
    group = make_class(items=("multiple",))
    attempt_id = begin(group)
    answer(group, attempt_id, "multiple", RIGHT["multiple"])
    answer(group, attempt_id, "multiple", {}, revision=1)
    assert finish(group, attempt_id).percent == 0


def test_no_answer_after_the_deadline_and_those_before_it_count(session):
    group = make_class(items=("truth", "single"), time_limit='"30 min"')
    attempt_id = begin(group)
    answer(group, attempt_id, "truth", RIGHT["truth"])
    let_time_pass(attempt_id)
    with pytest.raises(TimeOver, match="too late"):
        answer(group, attempt_id, "single", RIGHT["single"])
    with pytest.raises(TimeOver), transaction():
        save_answers(held_sitting(attempt_id), {"single": Given(["single.0"], 0)}, by=group.learner)
    attempt = finish(group, attempt_id)
    assert (attempt.percent, attempt.by_clock, attempt.handed_in_at) == (Decimal(50), True, attempt.deadline_at)


def test_no_answer_after_handing_in(session):
    group = make_class(items=ONE)
    attempt = sit(group, {})
    with pytest.raises(HandedIn):
        answer(group, attempt.id, "truth", RIGHT["truth"])


def test_an_answer_to_a_question_of_another_attempt_is_not_found(session):
    attempt_id = begin(group := make_class(items=ONE))
    with pytest.raises(NotFound), transaction():
        save_answer(held_sitting(attempt_id), "single", Given([], 0), by=group.learner)


def test_a_page_keeps_what_it_can_and_says_what_it_cannot(session):
    group = make_class(items=("truth", "number", "word"))
    attempt_id = begin(group)
    answer(group, attempt_id, "word", {"text": "from the other window"})
    given = {
        "truth": Given(values_for(attempt_id, "truth", RIGHT["truth"]), 0),
        "number": Given(["NaN"], 0),
        "word": Given(["from this one"], 0),
    }
    with transaction():
        refusals = save_answers(held_sitting(attempt_id), given, by=group.learner)
    assert {key: type(refusal) for key, refusal in refusals.items()} == {"number": ResponseRefused, "word": AnsweredElsewhere}
    kept = {row.item_key: row.response for row in session.scalars(select(Answer))}
    assert kept == {"truth": RIGHT["truth"], "word": {"text": "from the other window"}}


def test_a_page_that_never_saw_an_answer_does_not_wipe_it(session):
    group = make_class(items=("word", "truth"))
    attempt_id = begin(group)
    answer(group, attempt_id, "word", {"text": "kept"})
    with transaction():
        assert save_answers(held_sitting(attempt_id), {"word": Given([""], 0)}, by=group.learner) == {}
    assert session.scalars(select(Answer)).one().response == {"text": "kept"}


def test_handed_in_twice_is_handed_in_once(session):
    group = make_class(items=ONE)
    attempt = sit(group, {"truth": RIGHT["truth"]})
    moment = attempt.handed_in_at
    assert finish(group, attempt.id).handed_in_at == moment
    assert session.scalar(select(func.count()).where(AuditEntry.thing_kind == "attempt")) == 1


@pytest.mark.parametrize(
    ("rule", "first", "second", "done"),
    [("highest", True, False, True), ("last", False, True, True), ("average", False, True, False)],
)
def test_the_rule_of_counting_decides_whether_the_step_is_done(session, rule, first, second, done):
    group = make_class(items=ONE, counts=f'"{rule}"')
    for right in (first, second):
        sit(group, {"truth": RIGHT["truth"] if right else WRONG["truth"]})
    assert bool(session.scalar(select(func.count()).select_from(StepDone))) is done


def test_where_the_first_attempt_counts_there_is_no_second_that_could_change_nothing(session):
    group = make_class(items=ONE, counts='"first"', attempts="3")
    sit(group, {"truth": WRONG["truth"]})
    with pytest.raises(CannotStart, match="allows 1 attempt"):
        begin(group)


def test_the_clock_hands_in_what_was_left_open_once_even_when_it_runs_twice(session):
    group = make_class(items=("truth", "single"), time_limit='"30 min"')
    late, early = begin(group), make_class(items=ONE, time_limit='"30 min"')
    begin(early)
    answer(group, late, "truth", RIGHT["truth"])
    let_time_pass(late, minutes=3)
    assert jobs.close_overdue() == 1
    attempt = session.get_one(Attempt, late)
    assert (attempt.state, attempt.percent, attempt.by_clock) == (AttemptState.MARKED, Decimal(50), True)
    assert jobs.close_overdue() == 0
    assert session.scalar(select(func.count()).where(Notice.kind == "attempt-marked", Notice.person_id == group.learner.id)) == 1
    assert session.scalar(select(func.count()).where(AuditEntry.deed == "marked")) == 1


def test_an_attempt_without_a_limit_is_never_closed_by_the_clock(session):
    begin(make_class(items=ONE))
    assert jobs.close_overdue() == 0


def test_who_starts_again_after_the_time_is_over_gets_the_next_attempt(session):
    group = make_class(items=ONE, time_limit='"30 min"', attempts="2")
    first = begin(group)
    let_time_pass(first)
    second = begin(group)
    assert [(row.id, row.state) for row in attempts(session)] == [(first, AttemptState.MARKED), (second, AttemptState.OPEN)]
