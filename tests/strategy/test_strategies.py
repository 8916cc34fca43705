"""Strategies are written together, kept in versions, measured, and follow one another."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from lms.kit.clock import at, now, today
from lms.kit.db import db, transaction
from lms.kit.errors import NotFound
from lms.notices.models import Notice
from lms.people.models import Person
from lms.strategy.comparing import compare
from lms.strategy.jobs.consultations import remind_of_measurements
from lms.strategy.models.initiatives import Initiative
from lms.strategy.models.strategies import Measurement, Objective, Strategy, StrategyState
from lms.strategy.queries import strategies as queries
from lms.strategy.queries.coverage import heat_map
from lms.strategy.queries.indicators import indicator_at_hand, lines, values_of
from lms.strategy.queries.strategies import objective_at_hand, strategy_at_hand, strategy_by_id
from lms.strategy.service import drafting, indicators, initiatives, refusals
from lms.strategy.service.initiatives import InitiativeText
from tests.conftest import make_app
from tests.factories import strategies as made
from tests.factories.people import make_department, make_person
from tests.factories.races import race


@pytest.fixture
def nora(session):
    return made.office()


def write(strategy, title, seen, by):
    with transaction():
        objective = made.objective_of(strategy)
        drafting.write_objective(objective, code=objective.code, title=title, why="", seen=seen, by=made.fresh(by))


def test_the_second_of_two_editors_is_told(nora):
    strategy = made.drafted(nora)
    seen = made.objective_of(strategy).revision
    write(strategy, "Mine", seen, nora)
    with pytest.raises(refusals.ChangedMeanwhile, match="yours was not saved"):
        write(strategy, "Also mine", seen, nora)
    assert made.objective_of(strategy).title == "Mine"
    write(strategy, "Now mine", seen + 1, nora)
    assert made.objective_of(strategy).title == "Now mine"


def test_two_editors_of_the_head_too(nora):
    strategy = made.drafted(nora)
    facts = {"vision": "New.", "starts_on": date(2027, 1, 1), "ends_on": date(2028, 1, 1)}
    for title, refused in (("One", False), ("Two", True)):
        with transaction():
            if refused:
                with pytest.raises(refusals.ChangedMeanwhile):
                    drafting.write_head(strategy_by_id(strategy.id), title=title, **facts, seen=1, by=made.fresh(nora))
            else:
                drafting.write_head(strategy_by_id(strategy.id), title=title, **facts, seen=1, by=made.fresh(nora))
    assert strategy_by_id(strategy.id).title == "One"


def test_an_objective_that_initiatives_serve_is_not_deleted_but_retired(nora):
    strategy = made.consulted(nora, make_department())
    objective = made.objective_of(strategy)
    made.proposed(nora, title="Open permits", objective_id=objective.id)
    with pytest.raises(refusals.InUse, match="“Open permits”"), transaction():
        drafting.remove_objective(made.objective_of(strategy), by=made.fresh(nora))
    with transaction():
        drafting.retire_objective(made.objective_of(strategy), by=made.fresh(nora))
    assert made.objective_of(strategy).retired_at is not None
    assert db.session.scalar(select(func.count()).select_from(Initiative).where(Initiative.objective_id == objective.id)) == 1


def test_the_database_too_keeps_an_objective_under_an_initiative(nora):
    strategy = made.consulted(nora, make_department())
    made.proposed(nora, objective_id=made.objective_of(strategy).id)
    with pytest.raises(IntegrityError):
        db.session.execute(Objective.__table__.delete())
    db.session.rollback()


def test_an_objective_on_which_nothing_hangs_goes_with_its_indicators(nora):
    strategy = made.drafted(nora)
    with transaction():
        drafting.remove_objective(made.objective_of(strategy), by=made.fresh(nora))
    assert strategy_by_id(strategy.id).objectives == []


def test_what_departments_said_keeps_an_objective(nora):
    department, head = made.headed()
    strategy = made.consulted(nora, department)
    made.contribute(strategy, department, head, objective=made.objective_of(strategy).id)
    with pytest.raises(refusals.InUse, match="contributed"), transaction():
        drafting.remove_objective(made.objective_of(strategy), by=made.fresh(nora))


def test_a_retired_objective_gets_no_new_initiative(nora):
    strategy = made.consulted(nora, make_department())
    with transaction():
        drafting.retire_objective(made.objective_of(strategy), by=made.fresh(nora))
    with pytest.raises(refusals.InUse):
        made.proposed(nora, objective_id=made.objective_of(strategy).id)


def test_no_initiative_serves_an_objective_of_a_draft(nora):
    with pytest.raises(refusals.InUse):
        made.proposed(nora, objective_id=made.objective_of(made.drafted(nora)).id)


def test_a_code_is_given_once(nora):
    strategy = made.drafted(nora)
    with pytest.raises(refusals.NameTaken), transaction():
        drafting.add_objective(strategy_by_id(strategy.id), code="o1", title="Again", why="", by=made.fresh(nora))


def test_the_text_stands_once_it_is_consolidated(nora):
    strategy = made.adopted(nora)
    with pytest.raises(refusals.NotEditable):
        write(strategy, "Late", 1, nora)
    with pytest.raises(refusals.NotEditable), transaction():
        indicators.add_indicator(made.objective_of(strategy), made.text(), by=made.fresh(nora))


def test_opening_again_needs_a_reason_and_lets_the_text_change(nora):
    department, head = made.headed()
    strategy = made.consulted(nora, department)
    made.sign(strategy, department, head)
    made.move(strategy, "consolidate", nora)
    with pytest.raises(refusals.NeedsReason):
        made.move(strategy, "reopen", nora)
    made.move(strategy, "reopen", nora, "The team asks for another look.")
    write(strategy, "Another look", made.objective_of(strategy).revision, nora)


@pytest.mark.parametrize("deed", ["adopt", "put-in-force", "consolidate", "reopen", "supersede", "nonsense"])
def test_what_the_table_does_not_allow_is_refused(nora, deed):
    with pytest.raises(refusals.NoSuchStep):
        made.move(made.drafted(nora), deed, nora, "Because")


def test_a_new_strategy_in_force_supersedes_the_old_one_and_takes_its_initiatives_along(nora):
    old = made.in_force(nora)
    initiative = made.ready(nora, old)
    with transaction():
        span = {"starts_on": date(2031, 1, 1), "ends_on": date(2035, 1, 1)}
        drafting.begin_strategy(slug="next", title="Next", vision="On.", **span, follows=strategy_by_id(old.id), by=made.fresh(nora))
    fresh = strategy_at_hand("next")
    assert [(one.code, len(one.indicators)) for one in fresh.objectives] == [("O1", 1)]
    department, head = made.headed("Parks")
    made.consult(fresh, nora, department)
    made.sign_for_all(fresh, head)
    for deed in ("consolidate", "adopt", "put-in-force"):
        if deed == "adopt":
            made.decided(fresh)
        made.move(fresh, deed, nora)
    states = dict(db.session.execute(select(Strategy.id, Strategy.state)).all())
    assert (states[old.id], states[fresh.id]) == (StrategyState.SUPERSEDED, StrategyState.IN_FORCE)
    moved = db.session.scalars(select(Initiative.objective_id).where(Initiative.id == initiative.id)).one()
    assert moved == made.objective_of(fresh).id


def test_the_database_keeps_one_strategy_in_force(nora):
    made.in_force(nora)
    other = made.drafted(nora)
    with pytest.raises(IntegrityError):
        db.session.execute(update(Strategy).where(Strategy.id == other.id).values(state=StrategyState.IN_FORCE))
    db.session.rollback()


def test_any_two_versions_can_be_compared(nora):
    strategy = made.adopted(nora)
    texts = queries.contents(strategy_by_id(strategy.id), [1, 3])
    assert compare(texts[1], texts[3]).is_empty
    assert texts[1]["objectives"][0]["indicators"][0]["target"] == "90"
    with pytest.raises(NotFound):
        queries.contents(strategy_by_id(strategy.id), [9])


def test_a_version_keeps_what_the_city_does_and_what_a_change_is_worth(nora):
    strategy = made.adopted(nora)
    made.proposed(nora, objective_id=made.objective_of(strategy).id)
    (objective,) = queries.content_of(strategy_by_id(strategy.id))["objectives"]
    assert [(one["title"], one["state"]) for one in objective["initiatives"]] == [("Open permits", "candidate")]
    assert {"every_months", "euro_per_unit", "euro_source"} <= objective["indicators"][0].keys()


def test_a_version_names_nobody(nora):
    owner = make_person("Marker Ownersen")
    assert "Marker" not in str(queries.content_of(strategy_by_id(made.drafted(nora, owner=owner).id)))


# ---- indicators


def measure(strategy, value, by, day=None):
    with transaction():
        found = indicator_at_hand(made.indicator_of(strategy).id)
        indicators.measure(found, on_day=day or today(), value=Decimal(value), source="Register", note="", by=made.fresh(by))


def test_a_correction_is_a_new_row_and_the_later_counts(nora):
    strategy = made.in_force(nora)
    measure(strategy, 20, nora)
    measure(strategy, 25, nora)
    assert len(db.session.scalars(select(Measurement)).all()) == 2
    (line,) = lines()
    assert line.progress.current == 25


@pytest.mark.parametrize("day", [date(2025, 12, 31), today() + timedelta(days=2)])
def test_days_that_cannot_be_are_refused(nora, day):
    strategy = made.in_force(nora)
    with pytest.raises(refusals.WrongDates):
        measure(strategy, 20, nora, day)


def test_a_draft_is_not_measured(nora):
    with pytest.raises(refusals.NotEditable):
        measure(made.drafted(nora), 20, nora)


def test_an_indicator_that_was_measured_is_not_deleted(nora):
    strategy = made.consulted(nora, make_department())
    measure(strategy, 20, nora)
    found = indicator_at_hand(made.indicator_of(strategy).id)
    with pytest.raises(refusals.InUse), transaction():
        indicators.remove_indicator(found, by=made.fresh(nora))
    with transaction():
        indicators.retire_indicator(indicator_at_hand(found.indicator.id), by=made.fresh(nora))
    assert made.indicator_of(strategy).retired_at is not None


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"target": Decimal("10.00001")}, refusals.WrongDates),
        ({"due_on": date(2026, 1, 1)}, refusals.WrongDates),
        ({"owner": "nobody@city.test"}, refusals.NoSuchColleague),
    ],
)
def test_an_indicator_that_cannot_be_is_refused(nora, facts, refusal):
    strategy = made.drafted(nora)
    with pytest.raises(refusal), transaction():
        indicators.add_indicator(made.objective_of(strategy), made.text(**facts), by=made.fresh(nora))


def test_a_member_from_outside_owns_nothing(nora):
    outsider = make_person("Olaf Outside", external=True)
    strategy = made.drafted(nora)
    with pytest.raises(refusals.NoSuchColleague), transaction():
        indicators.add_indicator(made.objective_of(strategy), made.text(owner=outsider.email), by=made.fresh(nora))


def test_the_owner_is_told_when_a_measurement_is_due_and_once(nora):
    owner = make_person("Olga Owner")
    strategy = made.in_force(nora, owner=owner)
    measure(strategy, 20, nora)
    assert remind_of_measurements() == 0
    with at(now() + timedelta(days=95)):
        assert (remind_of_measurements(), remind_of_measurements()) == (1, 0)
    assert "indicator-due" in db.session.scalars(select(Notice.kind).where(Notice.person_id == owner.id)).all()


def test_lists_of_indicators_cost_the_same_for_many(nora, statements):
    strategy = made.consulted(nora, make_department())
    counts, strategy_id = [], strategy.id
    for _round in range(2):
        with statements() as seen:
            lines(strategy_id=strategy_id)
        counts.append(len(seen))
        for number in range(5):
            with transaction():
                indicators.add_indicator(made.objective_of(strategy), made.text(f"More {number}"), by=made.fresh(nora))
    assert counts == [2, 2]
    assert values_of([]) == {}


def test_an_objective_is_found_through_its_strategy_only(nora):
    one, other = made.drafted(nora), made.drafted(nora)
    with pytest.raises(NotFound):
        objective_at_hand(one.slug, made.objective_of(other).id)


# ---- coverage


def test_the_heat_map_shows_departments_objectives_and_what_is_missing(nora):
    department, head = made.headed("Parks")
    strategy = made.consulted(nora, department)
    made.contribute(strategy, department, head, objective=made.objective_of(strategy).id)
    lab = make_department("Lab", parent=department)
    made.proposed(nora, lab, objective_id=made.objective_of(strategy).id)
    beside = make_department("Beside")
    made.proposed(nora, beside, objective_id=made.objective_of(strategy).id)
    made.proposed(nora, beside, title="Lost")
    heat = heat_map(strategy_by_id(strategy.id))
    cells = {row.department.name: [(cell.contributions, cell.initiatives) for cell in row.cells] for row in heat.rows}
    assert cells == {"Parks": [(1, 1), (0, 0)], "Beside": [(0, 1), (0, 0)]}
    assert [one.title for one in heat.homeless] == ["Lost"]
    assert heat.uncarried == []


# ---- at once


@pytest.mark.slow
def test_of_two_who_adopt_or_edit_at_once_one_is_told(tmp_path):
    house = make_app(tmp_path)
    with house.app_context():
        by = made.office()
        strategy_id, by_id = made.drafted(by).id, by.id
        db.session.remove()

        def edit(title):
            def work():
                objective = strategy_by_id(strategy_id).objectives[0]
                drafting.write_objective(objective, code="O1", title=title, why="", seen=1, by=db.session.get_one(Person, by_id))

            return work

        outcomes = race(house, [edit("One"), edit("Two"), edit("Three")])
        assert sum(isinstance(one, refusals.ChangedMeanwhile) for one in outcomes) == 2


@pytest.mark.slow
def test_an_objective_removed_while_an_initiative_is_given_to_it_is_one_or_the_other(tmp_path):
    house = make_app(tmp_path)
    with house.app_context():
        by, department = made.office(), make_department()
        strategy = made.consulted(by, department)
        strategy_id, department_id, by_id = strategy.id, department.id, by.id
        objective_id = made.objective_of(strategy).id
        db.session.remove()

        def remove():
            drafting.remove_objective(strategy_by_id(strategy_id).objectives[0], by=db.session.get_one(Person, by_id))

        def propose():
            text = InitiativeText(title="T", summary="S", department_id=department_id, objective_id=objective_id)
            initiatives.propose("at-once", text, by=db.session.get_one(Person, by_id))

        outcomes = race(house, [remove, propose])
        assert sum(isinstance(one, refusals.InUse) for one in outcomes) == 1
