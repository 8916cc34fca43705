"""Development plans: each move of the table, both signatures, what is filled in by itself, and who sees what."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms.competency.models import Evidence, EvidenceKind
from lms.development.jobs import remind_of_plans
from lms.development.models import ActionKind, DevelopmentPlan, PlanMove, PlanState
from lms.development.progress import Stage
from lms.development.queries.plans import plan_at_hand, progress_of
from lms.development.service import agreeing, planning, refusals
from lms.kit.clock import at, now, today
from lms.kit.db import db, transaction
from lms.learning.models import Enrolment
from lms.notices.models import Letter, Notice
from lms.people.models import Person, Role
from lms.schedule import SCHEDULE
from tests.factories.certificates import certified_course
from tests.factories.cohorts import make_cohort, seat
from tests.factories.competences import digcomp, ids
from tests.factories.learning import enrolled, finish
from tests.factories.people import make_person, now_managed_by
from tests.factories.plans import agreed, draft, move, proposed, state_of


def kinds(session, person):
    return sorted(session.scalars(select(Notice.kind).where(Notice.person_id == person.id)))


def test_a_plan_is_proposed_returned_changed_and_agreed(session, lena, sofia):
    plan_id = proposed(lena)
    assert (state_of(plan_id), kinds(session, sofia)) == ("proposed", ["plan-proposed"])
    move(plan_id, "return", sofia, "Name a date, please.")
    assert (state_of(plan_id), kinds(session, lena)) == ("draft", ["plan-returned"])
    move(plan_id, "propose", lena)
    move(plan_id, "agree", sofia)
    plan = db.session.get_one(DevelopmentPlan, plan_id)
    assert (plan.state, plan.agreed_by_id, plan.agreed_by_name) == (PlanState.AGREED, sofia.id, "Sofia Marchetti")
    assert plan.proposed_at
    assert plan.agreed_at
    deeds = session.scalars(select(PlanMove.deed).where(PlanMove.plan_id == plan_id).order_by(PlanMove.at)).all()
    assert list(deeds) == ["begin", "propose", "return", "propose", "agree"]
    assert len(session.scalars(select(Letter)).all()) == 4


def test_a_plan_that_was_taken_back_is_a_draft(session, lena):
    plan_id = proposed(lena)
    move(plan_id, "take-back", lena)
    assert state_of(plan_id) == "draft"


def test_a_review_is_kept_and_told(session, lena, sofia):
    plan_id = agreed(lena, sofia)
    move(plan_id, "review", sofia, "Half of it is done.")
    move(plan_id, "review", lena, "And I liked it.")
    assert state_of(plan_id) == "agreed"
    assert "plan-reviewed" in kinds(session, lena)
    assert "plan-reviewed" in kinds(session, sofia)


def test_a_closed_plan_makes_room_for_another(session, lena, sofia):
    move(agreed(lena, sofia), "close", lena, "All done.")
    assert state_of(draft(lena)) == "draft"


def test_a_change_is_a_new_version_and_the_old_one_stays_in_force_until_it_is_agreed(session, lena, sofia):
    first = agreed(lena, sofia, "One")
    second = draft(lena)
    assert second != first
    assert plan_at_hand(second).plan.number == 2
    assert [action.title for action in plan_at_hand(second).actions] == ["One"]
    move(second, "propose", lena)
    assert state_of(first) == "agreed"
    move(second, "agree", sofia)
    assert (state_of(first), state_of(second)) == ("superseded", "agreed")


@pytest.mark.parametrize("deed", ["agree", "return", "take-back", "review", "close", "supersede", "nonsense"])
def test_what_the_table_does_not_allow_is_refused(session, lena, sofia, deed):
    plan_id = draft(lena)
    for who in (lena, sofia):
        with pytest.raises(refusals.NoSuchMove):
            move(plan_id, deed, who, "Because")


def test_nobody_else_moves_a_plan(session, lena, sofia):
    plan_id = proposed(lena)
    for who in (make_person("Otto Other"), make_person("Hanna Hr", Role.HR), make_person("Ada", Role.ADMINISTRATOR)):
        for deed in ("agree", "return", "take-back"):
            with pytest.raises(refusals.NoSuchMove):
                move(plan_id, deed, who, "x")


def test_the_officer_does_not_agree_for_the_manager(session, lena):
    plan_id = proposed(lena)
    with pytest.raises(refusals.NoSuchMove):
        move(plan_id, "agree", lena)


def test_the_database_refuses_a_signature_of_the_officer_in_the_managers_place(session, lena, sofia):
    plan = db.session.get_one(DevelopmentPlan, agreed(lena, sofia))
    plan.agreed_by_id = lena.id
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


@pytest.mark.parametrize("deed", ["return", "review", "close"])
def test_some_moves_need_a_reason(session, lena, sofia, deed):
    plan_id = proposed(lena) if deed == "return" else agreed(lena, sofia)
    with pytest.raises(refusals.NeedsReason):
        move(plan_id, deed, sofia, "  ")


def test_what_cannot_be_agreed_is_not_proposed(session, lena, sofia):
    with transaction():
        empty = planning.begin(by=db.session.get_one(Person, lena.id)).id
    with pytest.raises(refusals.NothingPlanned):
        move(empty, "propose", lena)
    alone = make_person("Alone")
    with pytest.raises(refusals.NoManager):
        proposed(alone)
    own_boss = make_person("Own Boss")
    own_boss.manager_id = own_boss.id
    session.commit()
    with pytest.raises(refusals.NoManager):
        proposed(own_boss)


def test_a_text_that_is_signed_does_not_change(session, lena, sofia):
    plan_id = proposed(lena)
    at_hand = plan_at_hand(plan_id)
    goal, action = at_hand.plan.goals[0], at_hand.actions[0]
    for deed in (
        lambda: planning.write_head(at_hand, "x", None, by=lena),
        lambda: planning.add_goal(at_hand, "x", by=lena),
        lambda: planning.remove_goal(at_hand, goal, by=lena),
        lambda: planning.add_action(at_hand, goal, ActionKind.FREE, "x", by=lena),
        lambda: planning.remove_action(at_hand, action, by=lena),
    ):
        with pytest.raises(refusals.NotADraft):
            deed()


def test_the_manager_signs_the_text_that_was_read(session, lena, sofia):
    plan_id = proposed(lena)
    with pytest.raises(refusals.ChangedMeanwhile), transaction():
        agreeing.move(plan_at_hand(plan_id), "agree", seen="another text", by=sofia)


def test_a_former_manager_is_out_at_once(client, session, lena, sofia):
    plan_id = proposed(lena)
    db.session.get_one(Person, lena.id).manager_id = make_person("New Manager").id
    session.commit()
    client.sign_in(sofia)
    assert client.get(f"/plans/{plan_id}").status_code == 403
    assert "Lena Fischer" not in client.get("/my-team").text
    with pytest.raises(refusals.NoSuchMove):
        move(plan_id, "agree", sofia)


def test_the_house_fills_in_how_far_actions_are(session, lena, sofia):
    digcomp()
    course = certified_course("open-data", codes=("1.3",))
    cohort = make_cohort()
    with transaction():
        lena = db.session.get_one(Person, lena.id)
        at_hand = plan_at_hand(planning.begin(by=lena).id)
        goal = planning.add_goal(at_hand, "Data", competence_id=ids("1.3")["1.3"], target_level=4, by=lena)
        planning.add_action(at_hand, goal, ActionKind.COURSE, course=course, by=lena)
        planning.add_action(at_hand, goal, ActionKind.BOOT_CAMP, cohort=cohort, by=lena)
        planning.add_action(at_hand, goal, ActionKind.OBSERVED, "Publish with the data office", by=lena)
        plan_id = at_hand.plan.id

    def stages():
        at_hand = plan_at_hand(plan_id)
        far = progress_of(at_hand)
        return [far.actions[action.id].stage for action in at_hand.actions], far.share(at_hand.actions)

    assert stages() == ([Stage.NOT_BEGUN] * 3, 0)
    enrolment = enrolled(lena, course, done=("01-why",))
    seat(cohort, [lena])
    assert stages() == ([Stage.GOING, Stage.GOING, Stage.NOT_BEGUN], 0)
    finish(lena, db.session.get_one(Enrolment, enrolment.id), "02-how", "03-when")
    session.add(
        Evidence(person_id=lena.id, competence_id=ids("1.3")["1.3"], kind=EvidenceKind.OBSERVED, source_id=uuid4(), label="A task", level=4)
    )
    session.commit()
    assert stages() == ([Stage.DONE, Stage.GOING, Stage.DONE], 66)


def watched_task(person, plan_id, title):
    with transaction():
        at_hand = plan_at_hand(plan_id)
        goal = next((goal for goal in at_hand.plan.goals if goal.competence_id), None)
        by = db.session.get_one(Person, person.id)
        goal = goal or planning.add_goal(at_hand, "Data", competence_id=ids("1.3")["1.3"], target_level=4, by=by)
        planning.add_action(at_hand, goal, ActionKind.OBSERVED, title, by=by)


def observed(session, person):
    task = {"kind": EvidenceKind.OBSERVED, "source_id": uuid4(), "label": "A task", "level": 4, "shown_at": now()}
    session.add(Evidence(person_id=person.id, competence_id=ids("1.3")["1.3"], **task))
    session.commit()


def agreed_with_a_watched_task(session, lena, sofia):
    digcomp()
    plan_id = draft(lena)
    watched_task(lena, plan_id, "Publish a dataset")
    move(plan_id, "propose", lena)
    move(plan_id, "agree", sofia)
    observed(session, lena)
    return plan_id


def watched_stages(plan_id):
    at_hand = plan_at_hand(plan_id)
    far = progress_of(at_hand)
    return {action.title: far.actions[action.id].stage for action in at_hand.actions if action.kind is ActionKind.OBSERVED}


def test_a_task_that_was_watched_stays_done_in_the_next_version_and_what_is_new_there_is_open(session, lena, sofia):
    agreed_with_a_watched_task(session, lena, sofia)
    with at(now() + timedelta(days=30)):
        second = draft(lena)
        watched_task(lena, second, "Describe a dataset")
        assert watched_stages(second) == {"Publish a dataset": Stage.DONE, "Describe a dataset": Stage.NOT_BEGUN}


def test_a_plan_that_was_closed_lends_nothing_to_the_next_one(session, lena, sofia):
    first = agreed_with_a_watched_task(session, lena, sofia)
    move(first, "close", lena, "Enough.")
    with at(now() + timedelta(days=30)):
        second = draft(lena)
        watched_task(lena, second, "Publish a dataset")
        assert watched_stages(second) == {"Publish a dataset": Stage.NOT_BEGUN}
    assert watched_stages(first) == {"Publish a dataset": Stage.DONE}


def test_the_officer_ticks_free_words_and_nothing_else(session, lena, sofia):
    plan_id = agreed(lena, sofia)
    at_hand = plan_at_hand(plan_id)
    with transaction():
        at_hand = plan_at_hand(plan_id)
        assert agreeing.tick(at_hand, at_hand.actions[0], by=lena)
    with transaction():
        at_hand = plan_at_hand(plan_id)
        assert not agreeing.tick(at_hand, at_hand.actions[0], by=lena)
    second = plan_at_hand(draft(lena))
    with pytest.raises(refusals.NoSuchMove):
        agreeing.tick(second, second.actions[0], by=lena)


def test_an_action_says_what_it_is(session, lena):
    digcomp()
    at_hand = plan_at_hand(draft(lena))
    goal = at_hand.plan.goals[0]
    for kind in ActionKind:
        with pytest.raises(refusals.ActionRefused):
            planning.add_action(at_hand, goal, kind, "  " if kind is ActionKind.FREE else "Words", by=lena)


def test_there_are_not_more_goals_than_can_be_reached(session, lena):
    at_hand = plan_at_hand(draft(lena))
    for number in range(planning.MOST_GOALS - 1):
        planning.add_goal(at_hand, f"Goal {number}", by=lena)
    with pytest.raises(refusals.TooMuch):
        planning.add_goal(at_hand, "One more", by=lena)


def test_a_manager_is_reminded_and_once_the_term_is_over_the_officer_and_hr_are_told(client, session, lena, sofia):
    hanna = make_person("Hanna", Role.HR)
    monday = datetime(2026, 11, 2, 9, tzinfo=UTC)
    with at(monday):
        proposed(lena)
    with at(monday + timedelta(days=2)):
        assert remind_of_plans() == 0
    with at(monday + timedelta(days=3)):
        assert [remind_of_plans(), remind_of_plans()] == [1, 0]
    assert (kinds(session, sofia), kinds(session, lena)) == (["plan-proposed", "plan-waiting"], [])
    with at(monday + timedelta(days=7)):
        assert remind_of_plans() == 0, "it may still be answered today"
    with at(monday + timedelta(days=8)):
        assert [remind_of_plans(), remind_of_plans()] == [2, 0]
    assert (kinds(session, lena), kinds(session, hanna)) == (["plan-overdue"], ["plan-overdue-hr"])
    for person in (lena, hanna):
        href = session.scalars(select(Notice.href).where(Notice.person_id == person.id)).one()
        assert client.sign_in(person).get(href).status_code == 200, "where the notice leads"


def test_a_plan_that_was_proposed_again_has_a_term_of_its_own(session, lena, sofia):
    monday = datetime(2026, 11, 2, 9, tzinfo=UTC)
    with at(monday):
        plan_id = proposed(lena)
    with at(monday + timedelta(days=8)):
        assert remind_of_plans() == 2
        move(plan_id, "return", sofia, "Name a date, please.")
        assert remind_of_plans() == 0
        move(plan_id, "propose", lena)
        assert remind_of_plans() == 0
    with at(monday + timedelta(days=20)):
        assert [remind_of_plans(), remind_of_plans()] == [2, 0]


def test_hr_who_manages_the_officer_is_reminded_as_manager_alone(session):
    hanna = make_person("Hanna", Role.HR)
    lena = make_person("Lena Fischer", manager_id=hanna.id)
    proposed(lena)
    with at(now() + timedelta(days=12)):
        assert remind_of_plans() == 2
    assert (kinds(session, hanna), kinds(session, lena)) == (["plan-proposed", "plan-waiting"], ["plan-overdue"])


def test_both_are_reminded_once_of_a_review(session, lena, sofia):
    plan_id = proposed(lena)
    move(plan_id, "agree", sofia)
    db.session.get_one(DevelopmentPlan, plan_id).review_on = today()
    session.commit()
    assert [remind_of_plans(), remind_of_plans()] == [2, 0]
    assert remind_of_plans in [job.run for job in SCHEDULE]


def test_a_plan_that_waits_is_put_before_the_next_manager(client, session, lena, sofia):
    plan_id = proposed(lena)
    mara = make_person("Mara New")
    now_managed_by(lena, mara)
    assert kinds(session, mara) == ["plan-proposed"]
    assert [letter.address for letter in session.scalars(select(Letter).where(Letter.person_id == mara.id))] == [mara.email]
    move(plan_id, "agree", mara)
    assert state_of(plan_id) == "agreed"


def test_the_officer_and_hr_hear_that_nobody_can_answer(client, session, lena, sofia):
    proposed(lena)
    hanna = make_person("Hanna", Role.HR)
    now_managed_by(lena, None)
    assert (kinds(session, lena), kinds(session, hanna)) == (["plan-unmanaged"], ["plan-unmanaged-hr"])
    with at(now() + timedelta(days=9)):
        assert [remind_of_plans(), remind_of_plans()] == [1, 0]
    assert kinds(session, hanna) == ["plan-unmanaged-hr"] * 2
    client.sign_in(hanna)
    assert client.get(f"/people/{lena.id}").status_code == 200, "where the notice leads"
