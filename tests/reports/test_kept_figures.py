"""The kept figures are what a full computation gives, cell by cell, whatever happened in whatever order."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from lms.cli import commands
from lms.kit.clock import at
from lms.kit.db import db, transaction
from lms.people.models import Department, Person, Post, Role
from lms.people.service import people
from lms.reports.models.heat import CountedPlace, HeatEntry, HeatMonth
from lms.reports.queries.recount import kept_cells
from lms.reports.service.heat import bring_in_line, differences, sums_that_differ
from lms.reports.service.rolls import take_roll
from lms.schedule import SCHEDULE
from tests.factories.people import make_department, make_people, make_person, make_post
from tests.factories.standings import make_competences, require, stand

JANUARY, FEBRUARY = datetime(2026, 1, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, 1, tzinfo=UTC)


def staff(number, department, post, **facts):
    """So many people in one place."""
    return make_people((f"Officer {n}" for n in range(number)), department=department, post_id=post.id, **facts)


def roll(moment=JANUARY):
    with at(moment), transaction():
        return take_roll()


@pytest.fixture
def parks(session):
    """Twelve clerks in Parks, whose post requires level 3 of one competence and level 5 of another."""
    department, post, (data, safety) = make_department("Parks"), make_post("Clerk"), make_competences(2)
    require(post, {data: 3, safety: 5})
    clerks = staff(12, department, post)
    roll()
    return department, post, data, safety, clerks


def test_the_first_roll_counts_everybody_at_work(parks):
    department, post, data, safety, _clerks = parks
    assert kept_cells() == {(department.id, post.id, data.id): (3, 12, 0, 36), (department.id, post.id, safety.id): (5, 12, 0, 60)}


def test_a_level_that_rises_closes_the_gap_and_then_counts(parks):
    department, post, data, _safety, clerks = parks
    stand(clerks[0], data, 2)
    assert kept_cells()[department.id, post.id, data.id] == (3, 12, 0, 34)
    stand(clerks[0], data, 4)
    assert kept_cells()[department.id, post.id, data.id] == (3, 12, 1, 33)
    stand(clerks[0], data, 1)
    assert kept_cells()[department.id, post.id, data.id] == (3, 12, 0, 35)


def test_a_requirement_that_changes_counts_at_once(parks):
    department, post, data, safety, clerks = parks
    stand(clerks[0], data, 4)
    require(post, {data: 5})
    assert kept_cells() == {(department.id, post.id, data.id): (5, 12, 0, 56)}
    require(post, {data: 4, safety: 1})
    assert kept_cells()[department.id, post.id, data.id] == (4, 12, 1, 44)
    assert not differences()


def test_what_changed_in_a_month_is_noted_with_the_month(parks):
    _department, _post, data, _safety, clerks = parks
    with at(FEBRUARY):
        stand(clerks[0], data, 3)
        stand(clerks[1], data, 3)
        stand(clerks[1], data, 1)
    row = db.session.query(HeatMonth).filter_by(competence_id=data.id, month=FEBRUARY.date()).one()
    assert (row.people, row.at_level, row.gap_sum) == (0, 1, -4)


def test_who_moves_or_leaves_is_counted_where_they_were_until_the_roll_lets_them_go(parks):
    department, post, data, _safety, clerks = parks
    hr = make_person("Hanna", Role.HR)
    with transaction():
        people.deactivate(db.session.get_one(Person, clerks[0].id), by=hr)
    assert kept_cells()[department.id, post.id, data.id][1] == 12
    taken = roll(FEBRUARY)
    assert (taken.counted, taken.waiting) == (12, 1), "one leaver waits: the difference would be theirs"


def test_ten_who_come_at_once_are_counted(parks):
    department, post, data, _safety, _clerks = parks
    staff(9, department, post)
    assert roll(FEBRUARY).counted == 12
    staff(1, department, post)
    assert roll(datetime(2026, 3, 1, tzinfo=UTC)).counted == 22
    assert kept_cells()[department.id, post.id, data.id][1] == 22


def test_who_left_together_comes_back_together_and_leaves_none_or_ten_behind(parks):
    department, post, data, _safety, clerks = parks
    clerks += staff(10, department, post)
    roll(FEBRUARY)

    def counted_after(month, number, *, active):
        for clerk in clerks[:number]:
            db.session.get_one(Person, clerk.id).active = active
        db.session.commit()
        return roll(datetime(2026, month, 1, 1, tzinfo=UTC)).counted

    assert counted_after(3, 12, active=False) == 10
    assert kept_cells()[department.id, post.id, data.id][1] == 10
    assert db.session.query(CountedPlace).filter_by(left_on=datetime(2026, 3, 1).date()).count() == 12  # noqa: DTZ001
    assert counted_after(4, 11, active=True) == 10, "the twelfth would be told of"
    assert counted_after(5, 12, active=True) == 22
    assert not differences()
    assert not sums_that_differ()


def test_an_erased_person_is_not_remembered_by_name_when_they_left(parks):
    *_facts, clerks = parks
    for clerk in clerks:
        person = db.session.get_one(Person, clerk.id)
        person.active, person.erased_at = False, FEBRUARY
    db.session.commit()
    assert roll(FEBRUARY).counted == 0
    assert {(row.person_id, row.left_on) for row in db.session.query(CountedPlace)} == {(None, FEBRUARY.date())}
    assert roll(datetime(2028, 3, 1, tzinfo=UTC)).counted == 0
    assert db.session.query(CountedPlace).count() == 0, "after two years it is forgotten"


def test_when_a_post_requires_it_no_more_a_sum_is_told_where_that_of_the_post_was(session):
    (data,), parks, yard = make_competences(1), make_department("Parks"), make_department("Yard")
    clerk, guard = make_post("Clerk"), make_post("Guard")
    with at(JANUARY):
        require(clerk, {data: 2})
        require(guard, {data: 2})
    for place, post, number in ((parks, clerk, 9), (parks, guard, 9), (yard, clerk, 10), (yard, guard, 10)):
        staff(number, place, post)
    roll()

    def shown():
        return {(row.department_id, row.post_id): row.people for row in db.session.query(HeatEntry).filter_by(visible=True)}

    of_posts = {(None, clerk.id): 19, (None, guard.id): 19}
    assert shown() == {(None, None): 38, (parks.id, None): 18, (yard.id, None): 20, **of_posts}
    require(guard, {})
    assert shown() == {(None, None): 19, (None, clerk.id): 19}, "18 of before less those who are left in Parks would be its nine guards"
    assert not sums_that_differ()
    require(clerk, {data: 3})
    assert shown() == {(None, None): 19, (None, clerk.id): 19}


def test_a_month_has_one_roll(parks):
    assert roll() is None


def test_people_without_post_or_department_are_counted_nowhere(session):
    make_person("Nobody", department=make_department())
    assert roll().counted == 0


def test_a_cell_that_was_tampered_with_is_found_and_mended(parks):
    department, post, data, _safety, _clerks = parks
    db.session.execute(db.text("UPDATE heat_cell SET at_level = 7 WHERE required = 3"))
    (found,) = differences()
    assert (found.key, found.kept, found.computed) == ((department.id, post.id, data.id), (3, 12, 7, 36), (3, 12, 0, 36))
    with transaction():
        bring_in_line()
    assert not differences()


@pytest.mark.parametrize("seed", range(4))
def test_random_lives_keep_every_cell_true(session, seed):
    """Evidence, new requirements, moves, leavers and rolls in any order; and every month's figure can be told afterwards."""
    dice = random.Random(seed)
    departments = [make_department(f"D{n}") for n in range(3)]
    departments += [make_department(f"D{n}", parent=dice.choice(departments)) for n in range(3, 6)]
    posts, competences = [make_post(f"P{n}") for n in range(3)], make_competences(3)
    for post in posts:
        require(post, {one: dice.randint(1, 6) for one in dice.sample(competences, 2)})
    ids = [one.id for n in range(60) for one in staff(1, dice.choice(departments), dice.choice(posts))]
    departments, posts, competences = [d.id for d in departments], [p.id for p in posts], [c.id for c in competences]
    ends = {}
    for month in range(1, 6):
        roll(datetime(2026, month, 1, 1, tzinfo=UTC))
        with at(datetime(2026, month, 9, tzinfo=UTC)):
            for _ in range(25):
                _something_happens(dice, ids, departments, posts, competences)
            assert not differences()
            assert not sums_that_differ()
        ends[month] = kept_cells()
    for month, then in ends.items():
        assert _told_afterwards(month) == {key: figures[1:] for key, figures in then.items()}


def _something_happens(dice, ids, departments, posts, competences):
    deed = dice.random()
    if deed < 0.8:
        stand(dice.choice(ids), dice.choice(competences), dice.randint(0, 8))
    elif deed < 0.85:
        require(dice.choice(posts), {one: dice.randint(1, 8) for one in dice.sample(competences, dice.randint(0, 3))})
    else:
        person = db.session.get_one(Person, dice.choice(ids))
        if deed < 0.9:
            person.active = not person.active
        else:
            person.department_id, person.post_id = dice.choice(departments), dice.choice(posts)
        db.session.commit()


def _told_afterwards(month):
    """The figures at the end of a month: today's, less what changed since."""
    cells = {key: list(figures[1:]) for key, figures in kept_cells().items()}
    for row in db.session.query(HeatMonth).filter(HeatMonth.month > datetime(2026, month, 1).date()):  # noqa: DTZ001
        figures = cells.setdefault((row.department_id, row.post_id, row.competence_id), [0, 0, 0])
        for place, change in enumerate((row.people, row.at_level, row.gap_sum)):
            figures[place] -= change
    return {key: tuple(figures) for key, figures in cells.items() if figures[0]}


def test_what_is_visible_is_decided_when_people_are_counted(parks):
    department, post, data, _safety, _clerks = parks
    entries = {(row.department_id, row.post_id): row.visible for row in db.session.query(HeatEntry).filter_by(competence_id=data.id)}
    assert entries == {(None, None): True, (None, post.id): True, (department.id, None): True, (department.id, post.id): True}


def test_an_erased_department_takes_its_figures_with_it(parks):
    department, post, _data, _safety, clerks = parks
    elsewhere = make_department("Elsewhere")
    for clerk in clerks:
        db.session.get_one(Person, clerk.id).department_id = elsewhere.id
    db.session.commit()
    db.session.delete(db.session.get_one(Department, department.id))
    db.session.commit()
    assert not kept_cells()
    assert not differences()
    assert db.session.query(CountedPlace).count() == 0
    assert db.session.get(Post, post.id)


def test_a_department_that_moves_is_counted_where_it_was(parks):
    department, _post, data, _safety, clerks = parks
    above = make_department("Above")
    db.session.get_one(Department, department.id).parent_id = above.id
    db.session.commit()
    roll(FEBRUARY)
    stand(clerks[0], data, 3)
    assert not sums_that_differ()
    assert db.session.query(HeatEntry).filter_by(competence_id=data.id, department_id=above.id).count() == 0


def test_the_command_prints_what_differs_and_mends_it(app, parks):
    def run(*words):
        return app.test_cli_runner().invoke(commands.get_command(None, "reports"), ["recompute", *words])

    assert run().exit_code == 0
    db.session.execute(db.text("UPDATE heat_cell SET gap_sum = 1 WHERE required = 3"))
    db.session.execute(db.text("UPDATE heat_entry SET gap_sum = 1"))
    db.session.commit()
    found = run()
    assert found.exit_code == 1
    assert "kept (3, 12, 0, 1), computed (3, 12, 0, 36)" in found.output
    assert "mended" in run("--mend").output
    assert run().exit_code == 0


def test_the_roll_is_taken_after_the_nightly_import():
    begin = datetime(2026, 12, 1, tzinfo=UTC)
    times = {job.name: job.when.get_next_fire_time(None, begin) for job in SCHEDULE}
    assert times["take-roll"] - times["import-people"] >= timedelta(minutes=15)
