"""Pages of development plans: who reads and signs them, and what they withstand."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from lms.development.models import ActionKind, DevelopmentPlan, PlanState
from lms.development.queries.plans import plan_at_hand
from lms.development.service import planning
from lms.kit.clock import today
from lms.kit.db import db, transaction
from lms.people.models import Person, Role
from tests.factories.certificates import certified_course
from tests.factories.competences import required
from tests.factories.people import make_person
from tests.factories.plans import agreed, draft, proposed


def test_an_officer_writes_a_plan_from_the_suggestions_and_both_sign(client, session, lena, sofia):
    post = required({"1.3": 4})
    db.session.get_one(Person, lena.id).post_id = post.id
    session.commit()
    certified_course("open-data", codes=("1.3",), level=4, title="Working with open data")
    client.sign_in(lena)
    begun = client.send("/me/plan", "/me/plan/begin")
    edit = begun.headers["Location"]
    address = edit.removesuffix("/edit")
    assert client.send(edit, f"{address}/suggestions").status_code == 303
    page = client.get(edit).text
    assert "1.3 Managing information at level 4" in page
    assert "Working with open data" in page
    client.send(edit, intention="Open our data", review_on=(today() + timedelta(days=90)).isoformat())
    assert client.send(f"{address}/goals/new", text="Learn French").status_code == 303
    goal = next(goal for goal in plan_at_hand(UUID(address.rsplit("/", 1)[1])).plan.goals if goal.text == "Learn French")
    assert client.send(f"{address}/goals/{goal.id}/actions/new", kind="free", title="Evening class", course="", cohort="").status_code == 303
    assert client.send(address, f"{address}/moves/propose").status_code == 303
    client.sign_in(sofia)
    assert "proposes a development plan" in client.get("/my-team").text
    page = client.get(address).text
    seen = page.split('name="seen" value="')[1].split('"')[0]
    assert client.send(address, f"{address}/moves/return", reason="").status_code == 422
    assert client.send(address, f"{address}/moves/agree", seen=seen).status_code == 303
    client.sign_in(lena)
    page = client.get("/me/plan").text
    assert "signed by you on" in page
    assert client.get(f"{address}/plan.pdf").data.startswith(b"%PDF")


def test_what_has_no_room_in_a_plan_is_left_out_and_named(client, session, lena):
    codes = ["1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6", "3.1", "3.2", "3.3", "3.4"]
    post = required({code: 4 if code == "3.4" else 3 for code in codes})
    db.session.get_one(Person, lena.id).post_id = post.id
    session.commit()
    client.sign_in(lena)
    edit = client.send("/me/plan", "/me/plan/begin").headers["Location"]
    address = edit.removesuffix("/edit")
    client.send(edit, f"{address}/suggestions")
    page = client.get(edit).text
    goals = plan_at_hand(UUID(address.rsplit("/", 1)[1])).plan.goals
    assert len(goals) == planning.MOST_GOALS
    assert goals[0].text.startswith("3.4 "), "the widest gap first"
    assert "12 goals are new in your draft." in page
    assert "Left out, the widest gap first: 3.3 " in page
    client.send(edit, f"{address}/suggestions")
    page = client.get(edit).text
    assert "Left out, the widest gap first: 3.3 " in page
    assert "goals are new" not in page


def test_a_draft_is_the_officers_own(client, session, lena, sofia):
    plan = draft(lena, "A secret wish")
    client.sign_in(sofia)
    page = client.get(f"/plans/{plan}")
    assert "A secret wish" not in page.text
    assert "is writing this plan" in page.text
    assert "A secret wish" not in client.get("/my-team").text
    assert client.get(f"/plans/{plan}/edit").status_code == 403


def test_a_plan_that_cannot_be_drawn_says_so(client, session, lena, sofia, told_undrawn):
    assert "Back to the plan" in told_undrawn(client.sign_in(lena), f"/plans/{agreed(lena, sofia)}/plan.pdf")


def test_a_plan_is_read_by_both_and_nobody_else(client, session, lena, sofia):
    plan = agreed(lena, sofia)
    strangers = [make_person("Otto"), make_person("Hanna", Role.HR), make_person("Adam", Role.ADMINISTRATOR)]
    for who, status in ((lena, 200), (sofia, 200), *((one, 403) for one in strangers)):
        client.sign_in(who)
        assert client.get(f"/plans/{plan}").status_code == status
        assert client.get(f"/plans/{plan}/plan.pdf").status_code == status


def test_things_of_another_plan_are_not_reached_through_ones_own(client, session, lena, sofia):
    theirs = plan_at_hand(agreed(lena, sofia))
    mallory = make_person("Mallory", manager_id=sofia.id)
    own = draft(mallory)
    client.sign_in(mallory)
    for path in (f"goals/{theirs.plan.goals[0].id}/remove", f"actions/{theirs.actions[0].id}/remove", f"actions/{theirs.actions[0].id}/tick"):
        assert client.send("/me/plan", f"/plans/{own}/{path}").status_code == 404
        assert client.send("/me/plan", f"/plans/{theirs.plan.id}/{path}").status_code == 403


def test_a_plan_that_is_not_agreed_has_no_paper(client, session, lena):
    plan = proposed(lena)
    client.sign_in(lena)
    assert client.get(f"/plans/{plan}/plan.pdf").status_code == 409


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "{{7777*7}}", "=1+1", "x\r\nBcc: a@b"])
def test_hostile_words_are_only_words(client, session, lena, sofia, hostile):
    plan = proposed(lena, hostile)
    client.sign_in(sofia)
    page = client.get(f"/plans/{plan}").text
    assert "<script>alert" not in page
    assert "54439" not in page


def test_extra_fields_of_a_form_are_ignored(client, session, lena):
    plan = draft(lena)
    client.sign_in(lena)
    client.send(f"/plans/{plan}/edit", intention="x", state="agreed", agreed_by_id=str(uuid4()), person_id=str(uuid4()))
    fresh = db.session.get_one(DevelopmentPlan, plan)
    assert (fresh.state, fresh.agreed_by_id, fresh.person_id) == (PlanState.DRAFT, None, lena.id)


def test_the_page_of_a_plan_asks_as_much_for_one_goal_as_for_ten(client, session, lena, sofia, statements):
    client.sign_in(lena)
    plan = draft(lena)

    def asked():
        with statements() as seen:
            client.get(f"/plans/{plan}")
        return len(seen)

    few = asked()
    with transaction():
        at_hand = plan_at_hand(plan)
        for number in range(9):
            goal = planning.add_goal(at_hand, f"Goal {number}", by=lena)
            planning.add_action(at_hand, goal, ActionKind.FREE, "Do it", by=lena)
    assert asked() == few
