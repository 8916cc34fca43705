"""Activities, what waits for what, promises that move, hours, baselines."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from lms.kit.clock import at, now, today
from lms.kit.db import transaction
from lms.kit.errors import NotFound
from lms.people.events import DepartmentMerged
from lms.people.models import Department, Person
from lms.strategy.models.initiatives import Initiative, InitiativeState, Milestone, MilestoneMove
from lms.strategy.models.road_map import Activity, Dependency, PlanBaseline
from lms.strategy.queries import checks
from lms.strategy.queries.acceptances import acceptance_of, acceptances
from lms.strategy.queries.road_map import Asked, activity_at_hand, initiative_plan, milestone_at_hand, moves_of, road_map
from lms.strategy.queries.snapshots import plan_as_it_stands
from lms.strategy.service import baselines, capacity, merged_teams, milestones, planning
from lms.strategy.service.plan_refusals import (
    ChangedMeanwhile,
    CircleRefused,
    NeedsReason,
    NotAccepted,
    NothingToCheck,
    NotTheOwner,
    OthersWait,
    PlanClosed,
    PromiseStands,
    WrongFigures,
)
from lms.strategy.service.planning import ActivityFacts
from tests.factories.people import make_department, make_person
from tests.factories.road_map import accepted, activity, an_initiative, hours, office, promised

FACTS = ActivityFacts("Write the tender", 5, 10, 30)


def _by():
    return office()


def test_a_circle_is_refused_by_name_also_across_initiatives(session):
    one, other = an_initiative(title="One"), an_initiative(title="Other")
    a = activity(one, "A")
    b = activity(other, "B", (1, 2, 3), a)
    c = activity(one, "C", (1, 2, 3), b)
    with pytest.raises(CircleRefused, match="“A” → “B” → “C” → “A”") as refusal, transaction():
        planning.add_dependency(activity_at_hand(one, a), c, by=_by())
    assert "Nothing was changed" in str(refusal.value)
    assert session.scalar(select(func.count()).select_from(Dependency)) == 2


def test_nothing_waits_for_itself(session):
    slug = an_initiative()
    a = activity(slug, "A")
    with pytest.raises(CircleRefused, match="“A” → “A”"), transaction():
        planning.add_dependency(activity_at_hand(slug, a), a, by=_by())


def test_to_say_twice_what_it_waits_for_changes_nothing(session):
    slug = an_initiative()
    a = activity(slug, "A")
    b = activity(slug, "B", (1, 2, 3), a)
    with transaction():
        planning.add_dependency(activity_at_hand(slug, b), a, by=_by())
    assert session.scalar(select(func.count()).select_from(Dependency)) == 1


def test_what_others_wait_for_cannot_go_and_they_are_named(session):
    slug, other = an_initiative(), an_initiative(title="Parking data")
    a = activity(slug, "A")
    b = activity(other, "Publish it", (1, 2, 3), a)
    with pytest.raises(OthersWait, match=r"“Publish it” \(Parking data\)"), transaction():
        planning.remove_activity(activity_at_hand(slug, a), by=_by())
    with transaction():
        planning.remove_dependency(activity_at_hand(other, b), a, by=_by())
    with transaction():
        planning.remove_activity(activity_at_hand(slug, a), by=_by())
    assert [row.title for row in session.scalars(select(Activity))] == ["Publish it"]


def test_an_activity_is_found_through_its_own_initiative_only(session):
    a, other = activity(an_initiative()), an_initiative()
    with pytest.raises(NotFound):
        activity_at_hand(other, a)


def test_the_second_of_two_who_edit_is_told(session):
    slug = an_initiative()
    a, by = activity(slug), _by()
    seen = planning.mark_of(activity_at_hand(slug, a).activity)
    with transaction():
        planning.change_activity(activity_at_hand(slug, a), ActivityFacts("Mine", 1, 2, 3), seen=seen, by=session.get_one(Person, by.id))
    with pytest.raises(ChangedMeanwhile), transaction():
        planning.change_activity(activity_at_hand(slug, a), ActivityFacts("Theirs", 1, 2, 3), seen=seen, by=session.get_one(Person, by.id))
    assert session.get_one(Activity, a).title == "Mine"


TOMORROW = timedelta(days=1)


@pytest.mark.parametrize(
    "facts",
    [
        {"shortest_days": 11},
        {"longest_days": 9},
        {"longest_days": 9999},
        {"shortest_days": -1},
        {"ended_on": date(2026, 1, 5)},
        {"started_on": date(2026, 1, 5), "ended_on": date(2026, 1, 4)},
        {"started_on": date(2100, 1, 5)},
    ],
)
def test_figures_that_cannot_be_are_refused(session, facts):
    slug = an_initiative()
    whole = {name: getattr(FACTS, name) for name in ActivityFacts.__slots__} | facts
    with pytest.raises(WrongFigures), transaction():
        planning.add_activity(initiative_plan(slug), ActivityFacts(**whole), by=_by())


def test_an_activity_leads_to_a_milestone_of_its_own_initiative(session):
    slug, other = an_initiative(), an_initiative()
    with pytest.raises(WrongFigures, match="another initiative"), transaction():
        planning.add_activity(initiative_plan(slug), ActivityFacts("A", 1, 2, 3, milestone_id=promised(other)), by=_by())


def test_a_closed_initiative_keeps_its_plan(session):
    slug = an_initiative(state=InitiativeState.STOPPED)
    with pytest.raises(PlanClosed), transaction():
        planning.add_activity(initiative_plan(slug), FACTS, by=_by())
    with pytest.raises(PlanClosed), transaction():
        milestones.promise(initiative_plan(slug), "New", today(), by=_by())


def test_a_date_moves_with_a_reason_and_keeps_every_old_one(session):
    slug = an_initiative()
    key, by = promised(slug), _by()
    first = milestone_at_hand(slug, key).milestone.promised_on
    for days, why in ((10, "The tender was repeated."), (20, "A supplier left.")):
        with transaction():
            found = milestone_at_hand(slug, key)
            milestones.move(found, first + timedelta(days=days), why, seen=found.milestone.promised_on, by=session.get_one(Person, by.id))
    milestone = milestone_at_hand(slug, key).milestone
    assert (milestone.baseline_on, milestone.promised_on) == (first, first + timedelta(days=20))
    assert [(move.before_on, move.reason) for move in moves_of([key])[key]] == [
        (first, "The tender was repeated."),
        (first + timedelta(days=10), "A supplier left."),
    ]


@pytest.mark.parametrize("reason", ["", "   \n"])
def test_a_date_does_not_move_without_a_reason(session, reason):
    slug = an_initiative()
    key = promised(slug)
    found = milestone_at_hand(slug, key)
    with pytest.raises(NeedsReason), transaction():
        milestones.move(found, today(), reason, seen=found.milestone.promised_on, by=_by())
    assert not moves_of([key])


def test_the_database_keeps_no_move_without_a_reason_either(session):
    key = promised(an_initiative())
    session.add(MilestoneMove(milestone_id=key, before_on=today(), after_on=today(), reason=""))
    with pytest.raises(IntegrityError):
        session.flush()


def test_the_second_of_two_who_move_a_date_is_told(session):
    slug = an_initiative()
    key, by = promised(slug), _by()
    seen = milestone_at_hand(slug, key).milestone.promised_on
    with transaction():
        milestones.move(milestone_at_hand(slug, key), today(), "Sooner.", seen=seen, by=session.get_one(Person, by.id))
    with pytest.raises(ChangedMeanwhile), transaction():
        milestones.move(milestone_at_hand(slug, key), today() + TOMORROW, "Later.", seen=seen, by=session.get_one(Person, by.id))


def test_a_kept_promise_needs_proof_and_moves_no_more(session):
    slug = an_initiative()
    key, by = promised(slug), _by()
    with pytest.raises(NeedsReason), transaction():
        milestones.reach(milestone_at_hand(slug, key), today(), " ", by=session.get_one(Person, by.id))
    with transaction():
        milestones.reach(milestone_at_hand(slug, key), today(), "https://data.city.test", by=session.get_one(Person, by.id))
    found = milestone_at_hand(slug, key)
    with pytest.raises(PromiseStands), transaction():
        milestones.move(found, today() + TOMORROW, "Why not.", seen=found.milestone.promised_on, by=session.get_one(Person, by.id))
    with pytest.raises(PromiseStands), transaction():
        milestones.withdraw(milestone_at_hand(slug, key), "Not meant.", by=session.get_one(Person, by.id))
    with pytest.raises(PromiseStands, match="noted already"), transaction():
        milestones.reach(milestone_at_hand(slug, key), today() - TOMORROW, "Another proof", by=session.get_one(Person, by.id))
    kept = milestone_at_hand(slug, key).milestone
    assert (kept.reached_on, kept.proof) == (today(), "https://data.city.test")


def test_a_promise_that_was_a_mistake_can_go_on_its_day_before_anybody_saw_it(session):
    slug = an_initiative()
    key = promised(slug, public=False)
    with transaction():
        milestones.withdraw(milestone_at_hand(slug, key), by=_by())
    assert session.scalar(select(func.count()).select_from(Milestone)) == 0


@pytest.mark.parametrize("why_it_stays", ["public", "older", "baseline", "moved"])
def test_a_promise_that_somebody_may_rely_on_is_taken_back_with_a_reason_that_stays(session, why_it_stays):
    slug, by = an_initiative(), _by()
    key, later = promised(slug, public=why_it_stays == "public"), now()
    if why_it_stays == "baseline":
        session.add(PlanBaseline(number=1, content={}))
        session.commit()
    elif why_it_stays == "moved":
        with transaction():
            found = milestone_at_hand(slug, key)
            milestones.move(found, today() + TOMORROW, "Later.", seen=found.milestone.promised_on, by=session.get_one(Person, by.id))
    elif why_it_stays == "older":
        later = now() + TOMORROW
    with at(later):
        with pytest.raises(NeedsReason), transaction():
            milestones.withdraw(milestone_at_hand(slug, key), " ", by=session.get_one(Person, by.id))
        with transaction():
            milestones.withdraw(milestone_at_hand(slug, key), "The grant was refused.", by=session.get_one(Person, by.id))
    (standing,) = checks.promises(today(), public_only=False)
    assert (standing.state, standing.milestone.withdrawn_why, standing.verdict) == ("withdrawn", "The grant was refused.", None)
    assert not plan_as_it_stands(today()).promises
    found = milestone_at_hand(slug, key)
    for deed in (
        lambda: milestones.move(found, today(), "x", seen=found.milestone.promised_on, by=by),
        lambda: milestones.reach(found, today(), "x", by=by),
        lambda: milestones.withdraw(found, "x", by=by),
    ):
        with pytest.raises(PromiseStands, match="taken back"):
            deed()


def test_what_everybody_sees_is_not_hidden(session):
    slug = an_initiative()
    found = milestone_at_hand(slug, promised(slug))
    with pytest.raises(PromiseStands), transaction():
        milestones.describe(found, "Title", is_public=False, indicator_id=None, by=_by())


def test_hours_are_said_changed_taken_back_and_copied(session):
    parks, by, first = make_department(), _by(), date(2027, 1, 1)
    with transaction():
        changed = capacity.set_hours(session.get_one(Department, parks.id), {first: Decimal(120)}, by=session.get_one(Person, by.id))
    with transaction():
        copied = capacity.copy_on(session.get_one(Department, parks.id), first, date(2027, 4, 1), by=session.get_one(Person, by.id))
    with transaction():
        capacity.set_hours(session.get_one(Department, parks.id), {date(2027, 2, 1): None}, by=session.get_one(Person, by.id))
    assert (changed, copied) == (1, 3)
    assert checks.hours_of(parks.id).hours == {first: 120, date(2027, 3, 1): 120, date(2027, 4, 1): 120}


JANUARY = date(2027, 1, 1)


@pytest.mark.parametrize(("month", "until"), [(date(2027, 2, 1), date(2027, 3, 1)), (JANUARY, JANUARY), (JANUARY, date(2040, 1, 1))])
def test_hours_are_copied_from_a_month_that_was_said_to_a_later_one(session, month, until):
    parks, by = make_department(), _by()
    with transaction():
        capacity.set_hours(session.get_one(Department, parks.id), {date(2027, 1, 1): Decimal(9)}, by=session.get_one(Person, by.id))
    with pytest.raises(WrongFigures), transaction():
        capacity.copy_on(session.get_one(Department, parks.id), month, until, by=session.get_one(Person, by.id))


def test_a_merged_department_brings_its_work_and_its_hours(session):
    parks, roads, slug = make_department(), make_department("Roads"), an_initiative()
    activity(slug, team_id=parks.id)
    hours(parks, 40, months=2)
    hours(roads, 100, months=1)
    with transaction():
        merged_teams.move_teams(DepartmentMerged(parks.id, roads.id))
    assert session.scalars(select(Activity.team_id)).all() == [roads.id]
    assert sorted(checks.hours_of(roads.id).hours.values()) == [40, 140]
    assert not checks.hours_of(parks.id).hours


def test_a_plan_is_agreed_when_each_owner_accepted_the_dates_as_they_stand(session):
    slug, orphan, by = an_initiative(make_person("Olga Owner"), title="Sensors"), an_initiative(title="Nobody's"), _by()
    promised(an_initiative(title="Only thought of", state=InitiativeState.CANDIDATE))
    key = promised(slug)
    promised(orphan)

    def refused(*names):
        with pytest.raises(NotAccepted) as caught, transaction():
            baselines.agree("", by=session.get_one(Person, by.id))
        return [name in str(caught.value) for name in names] == [True] * len(names) and "Only thought of" not in str(caught.value)

    assert refused("“Sensors”", "“Nobody's”", "Nobody owns", "have not accepted")
    assert baselines.ask_owners(by=by) == 1
    assert baselines.ask_owners(by=by) == 0
    accepted(slug)
    accepted(orphan)
    found = milestone_at_hand(slug, key)
    with transaction():
        seen = found.milestone.promised_on
        milestones.move(found, seen + TOMORROW, "A day more.", seen=seen, by=session.get_one(Person, by.id))
    assert refused("“Sensors”")
    accepted(slug)
    with transaction():
        session.execute(update(Initiative).where(Initiative.slug == slug).values(owner_id=make_person("Otto New").id))
    assert [one.standing for one in acceptances()] == ["accepted", "changed"]
    assert refused("“Sensors”")
    accepted(slug)
    with transaction():
        milestones.reach(milestone_at_hand(orphan, initiative_plan(orphan).milestones[0].id), today(), "There.", by=session.get_one(Person, by.id))
        made = baselines.agree("", by=session.get_one(Person, by.id))
    assert [one["title"] for one in made.content["promises"]] == ["Sensors are public"]


def test_nobody_accepts_for_the_owner_nor_what_they_did_not_read(session):
    slug = an_initiative(make_person("Olga Owner"))
    with pytest.raises(NothingToCheck):
        accepted(slug)
    promised(slug)
    plan = initiative_plan(slug)
    with pytest.raises(NotTheOwner):
        baselines.accept(plan, seen=acceptance_of(plan).mark, by=_by())
    with pytest.raises(ChangedMeanwhile):
        baselines.accept(plan, seen="older", by=plan.initiative.owner)


def test_a_later_baseline_needs_a_reason_and_the_old_one_stays(session):
    slug, by = an_initiative(), _by()
    with pytest.raises(NothingToCheck), transaction():
        baselines.agree("", by=by)
    key = promised(slug)
    accepted(slug)
    with transaction():
        baselines.agree("", by=session.get_one(Person, by.id))
    with pytest.raises(NeedsReason), transaction():
        baselines.agree("", by=session.get_one(Person, by.id))
    found = milestone_at_hand(slug, key)
    first = found.milestone.promised_on
    with transaction():
        milestones.move(found, first + timedelta(days=30), "Budget cut.", seen=first, by=session.get_one(Person, by.id))
    assert checks.promises(today(), public_only=False)[0].slip == 30
    accepted(slug)
    with transaction():
        baselines.agree("The budget was cut.", by=session.get_one(Person, by.id))
    assert [one.number for one in checks.baselines()] == [2, 1]
    assert checks.baseline(1).content["promises"][0]["promised_on"] == first.isoformat()
    assert checks.promises(today(), public_only=False)[0].slip == 0
    session.add(PlanBaseline(number=3, reason="", content={}))
    with pytest.raises(IntegrityError):
        session.flush()


def test_the_plan_leaves_out_what_is_over(session):
    live, over = an_initiative(), an_initiative()
    activity(live, "Goes on", (1, 2, 3), activity(over, "Long done"))
    promised(live)
    promised(over)
    with transaction():
        session.execute(update(Initiative).where(Initiative.slug == over).values(state=InitiativeState.DELIVERED))
    plan = plan_as_it_stands(today())
    assert [task.title for task in plan.tasks] == ["Goes on"]
    assert len(plan.promises) == 1


def test_the_road_map_costs_the_same_however_large_it_is(session, statements):
    def ask():
        session.expire_all()
        with statements() as seen:
            road_map(today(), Asked())
            checks.promises(today(), public_only=False)
        return len(seen)

    slug = an_initiative()
    promised(slug)
    activity(slug)
    few = ask()
    for _ in range(4):
        more = an_initiative()
        promised(more)
        activity(more, "B", (1, 2, 3), activity(more))
    assert ask() == few


def test_filters_narrow_the_road_map_to_a_department_and_a_time(session):
    parks = make_department()
    slug, other = an_initiative(), an_initiative(department=make_department("Roads"))
    activity(slug, "Ours", team_id=parks.id)
    activity(other, "Theirs")
    activity(slug, "Later", not_before=today() + timedelta(days=800), team_id=parks.id)

    def shown(asked):
        return [line.activity.title for one in road_map(today(), asked).lines for line in one.activities]

    assert shown(Asked(department_id=parks.id)) == ["Ours", "Later"]
    assert set(shown(Asked(until=today() + timedelta(days=90)))) == {"Ours", "Theirs"}
    assert shown(Asked(since=today() + timedelta(days=700))) == ["Later"]
