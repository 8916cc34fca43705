"""Kept figures when departments become one: true afterwards, and nobody stands out by the difference."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from lms.kit.clock import at
from lms.kit.db import db, transaction
from lms.people.models import Department, Person, Role
from lms.people.queries.merging import merger
from lms.people.service import merging
from lms.reports.models.heat import CountedPlace, HeatEntry, HeatMonth
from lms.reports.models.library import SavedView
from lms.reports.models.questions import CountedAnswer, Question, QuestionEntry
from lms.reports.queries.recount import kept_cells
from lms.reports.service.heat import differences, sums_that_differ
from lms.reports.service.rolls import take_roll
from tests.factories.people import make_department, make_person, make_post
from tests.factories.standings import make_competences, require, stand

JANUARY, FEBRUARY = datetime(2026, 1, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, 1, tzinfo=UTC)


@pytest.fixture
def hr(session):
    return make_person("Hana HR", Role.HR)


def counted(*sizes, above=True):
    """Departments with so many clerks each, below a city if one is ``above``, after the first roll."""
    city, post, (data,) = make_department("City"), make_post("Clerk"), make_competences(1)
    require(post, {data: 3})
    rows = [make_department(f"D{number}", parent=city if above else None) for number, _size in enumerate(sizes)]
    for row, size in zip(rows, sizes, strict=True):
        for number in range(size):
            make_person(f"Officer {number}", department=row, post_id=post.id)
    with at(JANUARY), transaction():
        take_roll()
    return city, rows, post, data


def merge(row, into, by):
    with at(FEBRUARY), transaction():
        row, into = db.session.get_one(Department, row.id), db.session.get_one(Department, into.id)
        merging.merge(row, into, seen=merger(row, into).fingerprint, by=db.session.get_one(Person, by.id))


def shown():
    """Department -> how many people its figure tells of."""
    rows = db.session.execute(select(HeatEntry.department_id, HeatEntry.people).where(HeatEntry.post_id.is_(None), HeatEntry.visible))
    return {row.department_id: row.people for row in rows}


def test_no_figure_changes_by_those_who_came_along(hr):
    city, (small, large), post, data = counted(3, 20)
    stand(db.session.query(Person).filter_by(department_id=small.id).first(), data, 2)
    before = shown()
    assert before[city.id] == 23
    before.pop(small.id, None)
    merge(small, large, hr)
    assert shown() == before
    assert kept_cells()[city.id, post.id, data.id][1:] == (3, 0, 7)
    assert not differences()
    assert not sums_that_differ()
    assert db.session.scalar(select(db.func.sum(HeatMonth.people))) == 23


def test_they_are_counted_in_the_other_one_when_enough_move_at_once(hr):
    _city, (one, other), _post, _data = counted(12, 20)
    merge(one, other, hr)
    with at(FEBRUARY), transaction():
        take_roll()
    assert db.session.scalars(select(CountedPlace.department_id).distinct()).all() == [other.id]
    assert shown()[other.id] == 32
    assert not sums_that_differ()


def asked():
    """Department -> whether its figure of what everybody learned is told, and how many are counted in it itself."""
    of_all = (QuestionEntry.question == Question.LEARNED, QuestionEntry.kind.is_(None))
    told = {row.department_id: row.visible for row in db.session.scalars(select(QuestionEntry).where(*of_all))}
    rows = db.session.execute(select(CountedAnswer.department_id, db.func.count()).group_by(CountedAnswer.department_id))
    return told, dict(map(tuple, rows))


def test_in_questions_as_well_they_are_counted_in_the_one_above(hr):
    city, (small, large), _post, _data = counted(3, 20)
    before, _seats = asked()
    merge(small, large, hr)
    before.pop(small.id, None)
    assert asked() == (before, {city.id: 3, large.id: 20})


def test_in_questions_as_well_the_other_one_is_held_back_where_nothing_is_above(hr):
    _city, (small, large), _post, _data = counted(3, 20, above=False)
    merge(small, large, hr)
    told, seats = asked()
    assert (told[large.id], seats) == (False, {large.id: 23})


def test_where_nothing_is_above_the_figures_of_the_other_one_are_held_back(hr):
    _city, (small, large), post, data = counted(3, 20, above=False)
    merge(small, large, hr)
    assert large.id not in shown()
    assert kept_cells()[large.id, post.id, data.id][1] == 23
    assert not differences()
    assert not sums_that_differ()


def test_a_department_may_become_part_of_one_that_is_still_counted_below_it(hr):
    _city, (above, below), post, data = counted(12, 12, above=False)
    below.parent_id = above.id
    db.session.commit()
    merge(below, above, hr)
    assert not sums_that_differ()
    assert kept_cells()[above.id, post.id, data.id][1] == 24


def test_a_saved_view_asks_for_the_other_department(hr):
    one, other = make_department("One"), make_department("Other")
    db.session.add(SavedView(person_id=hr.id, name="Ours", report="heat", filters={"department": str(one.id)}))
    db.session.commit()
    merge(one, other, hr)
    assert db.session.scalars(select(SavedView.filters)).one() == {"department": str(other.id)}
