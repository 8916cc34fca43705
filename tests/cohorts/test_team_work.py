"""Work of teams, and phases that open one after the other."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.cohorts.models.work import HandIn
from lms.cohorts.phases import TaskState
from lms.cohorts.queries.cohorts import cohort_at_hand
from lms.cohorts.queries.work import standing
from lms.cohorts.service import extensions, teams
from lms.cohorts.service.handing_in import InNoTeam, NotTaken
from lms.kit.clock import at
from lms.kit.db import transaction
from lms.notices.models import Notice
from lms.people.models import Person
from tests.factories.cohorts import PLAN
from tests.factories.work import FAIL, camp, hand_in, mark, me, plan, rows_of, team_up, type_in

# ── teams ──────────────────────────────────────────────────

TEAM = plan({"by_team": True})


def test_a_team_writes_one_draft_and_hands_in_for_all(session):
    made = camp(TEAM, people=3)
    ada, bo, cem = made.people
    team_up(made, [ada, bo])
    assert type_in(made, ada, "From Ada.") == 1
    assert type_in(made, bo, "From Bo.") == 2
    hand_in(made, bo, "From Ada.\n\nFrom Bo.")
    stands = {one.name: standing(made.cohort, made.task().task, one.id).state for one in made.people}
    assert list(stands.values()) == [TaskState.WAITING, TaskState.WAITING, TaskState.OPEN]
    with pytest.raises(InNoTeam):
        hand_in(made, cem)


def test_a_returned_try_of_a_team_is_in_time_also_where_a_newcomer_hands_in_the_next(session):
    made = camp(TEAM, people=3)
    ada, bo, cem = made.people
    (team_id,) = team_up(made, [ada, bo])
    due = made.task().task.due_at
    with at(due - timedelta(hours=1)):
        mark(made, hand_in(made, ada), FAIL)
    with at(due + timedelta(days=1)):
        with transaction():
            teams.move(cohort_at_hand(made.slug), cem.id, team_id, by=session.get_one(Person, made.trainer.id))
        hand_in(made, cem, "Better.")
    assert [row.late for row in rows_of(made)] == [False, False]


def test_who_changes_teams_keeps_what_was_handed_in_before(session):
    made = camp(TEAM, people=4)
    ada, bo, cem, dan = made.people
    _first, second = team_up(made, [ada, bo], [cem, dan])
    mark(made, hand_in(made, ada))
    with transaction():
        teams.move(cohort_at_hand(made.slug), bo.id, second, by=me(made.trainer))
    assert standing(made.cohort, made.task().task, bo.id).state is TaskState.PASSED
    hand_in(made, cem, "Of the second team.")
    assert standing(made.cohort, made.task().task, bo.id).state is TaskState.WAITING  # the newest work counts, and it is theirs too
    assert standing(made.cohort, made.task().task, ada.id).state is TaskState.PASSED


def test_the_extension_of_a_member_holds_for_the_team(session):
    made = camp(TEAM)
    ada, bo = made.people
    team_up(made, made.people)
    due = made.task().task.due_at
    with transaction():
        extensions.give(made.task(), me(ada), (due + timedelta(days=6)).date(), "Ill.", by=me(made.trainer))
    with at(due + timedelta(days=5)):
        hand_in(made, bo)


def _three_in_two_phases():
    made = camp(replace(PLAN, phases=tuple(replace(phase, by_team=True) for phase in PLAN.phases)), 3, began=20)
    (team_id,) = team_up(made, made.people[:2])
    with at(made.task("draft").task.due_at):
        first = hand_in(made, made.people[0], key="draft")
    return made, team_id, first


def states(made, key):
    return [standing(made.cohort, made.task(key).task, one.id).state for one in made.people]


def test_a_member_whose_own_points_fail_cannot_put_the_team_that_passed_back(session, client):
    made, _team, first = _three_in_two_phases()
    ada, bo, _cem = made.people
    mark(made, first, {"problem": "2", "plan": "6"}, adjustments={bo.id: ("-4", "Did little.")})
    assert states(made, "draft")[:2] == [TaskState.PASSED, TaskState.FAILED]
    with pytest.raises(NotTaken, match="Your team passed"):
        hand_in(made, bo, "Once more.", key="draft")
    hand_in(made, ada, key="final")
    page = client.sign_in(bo).get(made.at("draft"))
    assert "The team hands in nothing more" in page.text
    mark(made, first)
    assert states(made, "draft")[:2] == [TaskState.PASSED, TaskState.PASSED]


def test_who_comes_to_a_team_that_passed_hands_in_nothing_and_a_trainer_counts_it_for_them(session, client):
    made, team_id, first = _three_in_two_phases()
    mark(made, first)
    cem, cem_id = made.people[2], made.people[2].id
    client.sign_in(made.trainer)
    moved = client.send(f"/cohorts/{made.slug}/teams/move", person_id=str(cem_id), team_id=str(team_id))
    assert moved.status_code == 303
    assert "does not count for who came now: Draft" in client.get(f"/cohorts/{made.slug}/teams").text
    assert states(made, "draft")[2] is TaskState.MISSING
    with pytest.raises(NotTaken, match="Your team passed"):
        hand_in(made, cem, key="draft")
    at_try = made.at("draft", f"/tries/{first}")
    client.sign_in(made.trainer)
    assert "Count it for" in client.get(at_try).text
    assert client.send(f"{at_try}/members", person_id=str(cem_id)).status_code == 303
    assert client.send(f"{at_try}/members", person_id=str(cem_id)).status_code == 409, "once"
    assert "Count it for" not in client.get(at_try).text
    assert states(made, "draft") == [TaskState.PASSED] * 3
    assert session.scalars(select(Notice.kind).where(Notice.person_id == cem_id)).all() == ["work-counted"]


# ── phases ─────────────────────────────────────────────────


def test_a_phase_opens_when_the_one_before_is_passed_and_not_before_its_day(session):
    made = camp(people=1, began=20)
    (ada,) = made.people
    with at(made.task("draft").task.due_at):
        with pytest.raises(NotTaken, match="one before"):
            hand_in(made, ada, key="final")
        mark(made, hand_in(made, ada, key="draft"))
        with pytest.raises(NotTaken, match="opens on"):
            hand_in(made, ada, key="final")
    hand_in(made, ada, key="final")
    assert standing(made.cohort, made.task("final").task, ada.id).state is TaskState.WAITING


def test_a_phase_marked_again_from_pass_to_fail_leaves_what_came_later(session):
    made = camp(people=1, began=20)
    (ada,) = made.people
    with at(made.task("draft").task.due_at):
        first = hand_in(made, ada, key="draft")
        mark(made, first)
    later = hand_in(made, ada, key="final")
    mark(made, later, FAIL)
    mark(made, first, FAIL)
    assert session.get(HandIn, later) is not None
    assert standing(made.cohort, made.task("final").task, ada.id).state is TaskState.RETURNED
    with pytest.raises(NotTaken, match="Pass it first"):
        hand_in(made, ada, "More.", key="final")
