"""Marks by rubric: by trainers, never one's own, kept with the rubric they were given by; members adjusted; comments."""

import pytest
from sqlalchemy import func, select

from lms.cohorts.events import WorkMarked
from lms.cohorts.models.care import CheckIn, CheckInCause, CheckInOutcome
from lms.cohorts.models.cohorts import CohortStaff, StaffKind
from lms.cohorts.models.feedback import WorkComment
from lms.cohorts.models.work import Mark
from lms.cohorts.queries.work import standing
from lms.cohorts.rubrics import PointsRefused, anchors_as_text, revision_of, rubric_of
from lms.cohorts.service import marking
from lms.cohorts.service.marking import AdjustmentRefused, MarkedMeanwhile, NewerTry, NotTheirWork, RubricChanged
from lms.kit.db import db, transaction
from lms.kit.events import waiting_in
from lms.notices.models import Letter, Notice
from lms.people.models import Person
from tests.factories.cohorts import join_staff, seat
from tests.factories.people import make_person
from tests.factories.work import FAIL, PASS, at_hand, camp, hand_in, mark, plan, team_up


def edit(made, plan_anchors="0: None\n8: All of it", passing="8", seen=1, key="note"):
    found = made.task(key)
    rubric = rubric_of(found.task.rubric)
    titles = {each.key: each.title for each in rubric.criteria}
    anchors = {**{each.key: anchors_as_text(each) for each in rubric.criteria}, "plan": plan_anchors}
    with transaction():
        return marking.edit_rubric(made.task(key), titles, anchors, passing, seen=seen, by=db.session.get_one(Person, made.trainer.id))


def test_a_mark_keeps_its_rubric_and_tells_its_authors(session):
    made = camp()
    ada = made.people[0]
    found = mark(made, hand_in(made, ada), {"problem": "2", "plan": "6"}, comment="Well argued.")
    assert (found.total, found.passed, found.points) == (8, True, {"problem": 2, "plan": 6})
    assert found.rubric == made.task().task.rubric
    assert session.scalars(select(Notice.kind).where(Notice.person_id == ada.id)).all() == ["work-marked"]
    letter = session.scalars(select(Letter).where(Letter.person_id == ada.id)).one()
    assert "http://campus.test/cohorts/" in letter.text_body


def test_that_it_was_marked_is_told_to_the_house(session):
    made = camp()
    found = at_hand(made, hand_in(made, made.people[0]))
    marking.mark(found, marking.Marking(PASS, "", 0, 1), by=made.trainer)
    assert WorkMarked(found.hand_in.id, found.task.id, True) in waiting_in(db.session())
    session.rollback()
    waiting_in(db.session()).clear()


@pytest.mark.parametrize("problem", [None, "5", "-1", "NaN", "1000000"])
def test_points_that_the_rubric_does_not_give_are_refused(session, problem):
    made = camp()
    points = {"plan": "6", **({"problem": problem} if problem else {})}
    hand_in_id = hand_in(made, made.people[0])
    with pytest.raises(PointsRefused):
        marking.mark(at_hand(made, hand_in_id), marking.Marking(points, "", 0, 1), by=made.trainer)
    assert session.scalar(select(func.count()).select_from(Mark)) == 0


def test_nobody_marks_their_own_work_and_mentors_only_comment(session):
    made = camp()
    seat(made.cohort, [made.trainer])
    mentor = make_person("Mia Mentor")
    session.add(CohortStaff(cohort_id=made.cohort.id, person_id=mentor.id, kind=StaffKind.MENTOR))
    session.commit()
    own, other = hand_in(made, made.trainer), hand_in(made, made.people[0])
    for hand_in_id, person in ((own, made.trainer), (other, mentor), (other, made.people[0]), (other, make_person("Stranger"))):
        with pytest.raises(NotTheirWork):
            marking.mark(at_hand(made, hand_in_id), marking.Marking(PASS, "", 0, 1), by=person)
    with transaction():
        marking.comment(at_hand(made, other), "Have you asked the counter?", by=mentor)
    with pytest.raises(NotTheirWork):
        marking.comment(at_hand(made, other), "Let me in.", by=made.people[1])
    assert session.scalars(select(WorkComment.text)).all() == ["Have you asked the counter?"]


def test_the_second_of_two_trainers_is_told_and_a_second_marking_is_a_new_row(session):
    made = camp()
    second = make_person("Sam Second")
    join_staff(made.cohort, second)
    hand_in_id = hand_in(made, made.people[0])
    mark(made, hand_in_id, PASS)
    with pytest.raises(MarkedMeanwhile, match="yours is still in the form"):
        mark(made, hand_in_id, FAIL, by=second, seen=0)
    mark(made, hand_in_id, FAIL, by=second)
    assert [(each.number, each.passed) for each in at_hand(made, hand_in_id).hand_in.marks] == [(1, True), (2, False)]
    assert standing(made.cohort, made.task().task, made.people[0].id).tried.passed is False


def test_only_the_newest_try_is_marked(session):
    made = camp()
    first = hand_in(made, made.people[0])
    hand_in(made, made.people[0], "Better.")
    with pytest.raises(NewerTry):
        mark(made, first)


def test_a_rubric_edited_after_marking_leaves_old_marks_as_they_were(session):
    made = camp()
    ada, bo = made.people
    first, second = hand_in(made, ada), hand_in(made, bo)
    mark(made, first, {"problem": "0", "plan": "6"})
    assert edit(made)
    with pytest.raises(RubricChanged):
        mark(made, second, PASS, revision=1)
    mark(made, second, {"problem": "0", "plan": "8"})
    marks = [at_hand(made, each).hand_in.marks[0] for each in (first, second)]
    assert [(each.total, each.passed, revision_of(each.rubric)) for each in marks] == [(6, True, 1), (8, True, 2)]
    assert [standing(made.cohort, made.task().task, one.id).tried.most for one in (ada, bo)] == [10, 12]


def test_two_trainers_who_edit_one_rubric(session):
    made = camp()
    assert edit(made)
    with pytest.raises(RubricChanged):
        edit(made, "0: None\n3: Half", "3", seen=1)
    assert not edit(made, seen=2)
    with pytest.raises(NotTheirWork):
        marking.edit_rubric(made.task(), {}, {}, "1", seen=2, by=made.people[0])


# ── teams ──────────────────────────────────────────────────


def test_a_member_gets_other_points_than_the_team(session):
    made = camp(plan({"by_team": True}), people=3)
    ada, bo, _cem = made.people
    team_up(made, [ada, bo])
    hand_in_id = hand_in(made, ada)
    mark(made, hand_in_id, {"problem": "2", "plan": "6"}, adjustments={bo.id: ("-3", "Was not there for the second half."), ada.id: ("", "")})
    stands = {one.id: standing(made.cohort, made.task().task, one.id).tried for one in (ada, bo)}
    assert [(stands[one.id].points, stands[one.id].adjustment, stands[one.id].passed) for one in (ada, bo)] == [(8, 0, True), (5, -3, False)]


@pytest.mark.parametrize(
    ("whose", "written", "reason", "refusal"),
    [
        (1, "-3", " ", AdjustmentRefused),
        (2, "-3", "Why.", AdjustmentRefused),
        (1, "NaN", "Why.", PointsRefused),
        (1, "-11", "Why.", PointsRefused),
    ],
)
def test_an_adjustment_needs_a_reason_and_a_member(session, whose, written, reason, refusal):
    made = camp(plan({"by_team": True}), people=3)
    team_up(made, made.people[:2])
    hand_in_id = hand_in(made, made.people[0])
    with pytest.raises(refusal):
        mark(made, hand_in_id, adjustments={made.people[whose].id: (written, reason)})


def test_work_of_one_person_is_not_adjusted(session):
    made = camp()
    with pytest.raises(AdjustmentRefused):
        mark(made, hand_in(made, made.people[0]), adjustments={made.people[0].id: ("1", "Bonus.")})


def test_a_failed_first_try_opens_a_check_in_where_the_plan_asks_for_a_talk(session, client):
    made = camp(plan({"talk_after_failure": True, "resubmissions": 2}))
    ada, bob = made.people
    mentor = join_staff(made.cohort, make_person("Mo Mentor"), StaffKind.MENTOR)
    first = hand_in(made, ada)
    mark(made, first, FAIL)
    mark(made, hand_in(made, bob), PASS)
    check_in = session.scalars(select(CheckIn)).one()
    assert (check_in.person_id, check_in.cause, check_in.closed_at) == (ada.id, CheckInCause.FAILED_TRY, None)
    rows = session.execute(select(Notice.person_id, Notice.kind).where(Notice.kind.startswith("check-in")))
    told = {(row.person_id, row.kind) for row in rows}
    assert told == {(made.trainer.id, "check-in-due"), (mentor.id, "check-in-due"), (ada.id, "check-in-offered")}
    page = client.sign_in(made.trainer).get(f"/cohorts/{made.slug}/check-ins/{check_in.id}").text
    assert "not passed at the first try" in page
    mark(made, first, FAIL)
    mark(made, hand_in(made, ada), FAIL)
    assert session.scalar(select(func.count()).select_from(CheckIn)) == 1, "once for each piece of work"


def test_a_first_try_that_is_marked_again_and_passes_needs_no_talk(session):
    made = camp(plan({"talk_after_failure": True}))
    first = hand_in(made, made.people[0])
    mark(made, first, FAIL)
    mark(made, first, PASS)
    assert session.scalars(select(CheckIn.outcome)).one() is CheckInOutcome.NOT_NEEDED


def test_other_work_that_fails_opens_no_check_in(session):
    made = camp()
    mark(made, hand_in(made, made.people[0]), FAIL)
    assert session.scalar(select(func.count()).select_from(CheckIn)) == 0
