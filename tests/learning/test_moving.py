"""Moving learners to another version."""

import pytest
from sqlalchemy import func, select

from lms.catalogue.events import Learners
from lms.kit.clock import now
from lms.learning.models import Enrolment, HowDone, StepDone
from lms.learning.progress import progress
from lms.learning.queries.stages import done_by, stage_of, steps_of
from lms.learning.service import enrolling, moving
from lms.notices.models import Notice
from tests.factories.learning import THREE, completed, enrolled, make_step, open_course, publish_version
from tests.factories.people import make_person


def standing(enrolment):
    stages = [stage_of(step) for step in steps_of(enrolment.version_id)]
    return dict(progress(stages, done_by([enrolment.id])[enrolment.id], in_sequence=False).standing)


def rewritten():
    """The second lesson has another text, the third another number, and there is a new one between them."""
    return ("01-why", make_step("02-how", "Another text."), "03-new", make_step("04-when", "The lesson 03-when."))


def move(course, version, learners):
    return moving.move_learners(course.id, version.id, learners)


def test_pinned_learners_stay_on_the_version_they_started(session):
    ada, course = make_person(), open_course()
    enrolment = enrolled(ada, course, done=["01-why"])
    before = enrolment.version_id
    assert move(course, publish_version(course, steps=rewritten()), Learners.PIN) == 0
    assert enrolment.version_id == before
    assert session.scalar(select(func.count()).select_from(Notice)) == 0


@pytest.mark.parametrize(("learners", "how"), [(Learners.MIGRATE, "open"), (Learners.MIGRATE_WITH_CREDIT, "done")])
def test_a_step_with_a_changed_text_counts_only_with_credit(session, learners, how):
    ada, course = make_person(), open_course()
    enrolment = enrolled(ada, course, done=["01-why", "02-how"])
    move(course, publish_version(course, steps=rewritten()), learners)
    assert standing(enrolment) == {"01-why": "done", "02-how": how, "03-new": "open", "04-when": "open"}


def test_a_renumbered_step_stays_done(session):
    ada, course = make_person(), open_course()
    enrolment = enrolled(ada, course, done=["03-when"])
    move(course, publish_version(course, steps=rewritten()), Learners.MIGRATE)
    assert standing(enrolment)["04-when"] == "done"


def test_nothing_done_is_deleted_and_it_counts_again_where_the_text_is_back(session):
    ada, course = make_person(), open_course()
    enrolment = enrolled(ada, course, done=["02-how"])
    move(course, publish_version(course, steps=rewritten()), Learners.MIGRATE)
    assert session.scalars(select(StepDone.how)).all() == [HowDone.READ]
    move(course, publish_version(course, steps=THREE), Learners.MIGRATE)
    assert standing(enrolment)["02-how"] == "done"


def test_who_is_moved_is_told_once(session):
    ada, course = make_person(), open_course()
    enrolled(ada, course)
    version = publish_version(course, title="Open data", steps=rewritten())
    assert move(course, version, Learners.MIGRATE) == 1
    assert move(course, version, Learners.MIGRATE) == 0
    notice = session.scalars(select(Notice)).one()
    assert (notice.person_id, notice.kind, notice.href) == (ada.id, "version-migrated", f"/courses/{course.slug}")
    assert notice.facts == {"course": "Open data"}


def test_who_has_done_all_that_is_left_completes_by_the_move(session):
    ada, course = make_person(), open_course()
    enrolment = enrolled(ada, course, done=["01-why", "02-how"])
    move(course, publish_version(course, steps=THREE[:2]), Learners.MIGRATE)
    assert enrolment.completed_at is not None


def test_who_left_is_not_moved(session):
    ada, course = make_person(), open_course()
    enrolment = enrolled(ada, course)
    before = enrolment.version_id
    enrolling.leave(enrolment, by=ada)
    assert move(course, publish_version(course, steps=rewritten()), Learners.MIGRATE) == 0
    assert enrolment.version_id == before


@pytest.mark.parametrize("learners", list(Learners))
def test_a_thousand_completions_keep_their_dates_whatever_changes(session, learners):
    course = open_course()
    first = completed(make_person(), course)
    people = [make_person() for _ in range(10)]
    session.add_all(
        Enrolment(person_id=people[number % 10].id, course_id=course.id, version_id=first.version_id, cycle=number // 10 + 1, completed_at=now())
        for number in range(999)
    )
    session.commit()
    query = select(Enrolment.id, Enrolment.completed_at, Enrolment.version_id, Enrolment.expires_at).order_by(Enrolment.id)
    before = session.execute(query).all()
    move(course, publish_version(course, steps=[*THREE, "04-more", "05-quiz"], certificate_months=1, in_sequence=True), learners)
    session.commit()
    assert len(before) == 1000
    assert session.execute(query).all() == before
