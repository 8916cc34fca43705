"""What posts, openings and initiatives need less what is shown, month by month, and when training can close it."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from lms.competency.models import Competence, EvidenceKind, Standing
from lms.competency.service.evidence import NewEvidence, add_evidence
from lms.kit.bands import Share, Side
from lms.kit.clock import at, today
from lms.kit.db import db, transaction
from lms.people.models import Department, Grant, Role
from lms.reports import foresight
from lms.reports.filters import Filters
from lms.reports.foresight import AtMost, Need, Training
from lms.reports.queries.built_heat import talent_tables
from lms.reports.queries.frame import frame
from lms.reports.queries.needs import lacking
from lms.reports.queries.talent import talent_gap
from lms.reports.service.rolls import take_roll
from tests.factories.certificates import certified_course
from tests.factories.people import make_person
from tests.factories.placements import make_opening
from tests.factories.reports import read
from tests.factories.standings import make_competences, require, stand

MAY = date(2026, 5, 10)


def test_the_months_ahead_take_off_what_grows_old(counted):
    home, clerk, people, _few = counted
    (data,) = make_competences(1)
    require(clerk, {data: 4})
    with at(datetime(2026, 5, 10, tzinfo=UTC)):
        for person in people[:10]:
            stand(person, data, 4)
        for number, row in enumerate(db.session.query(Standing).order_by(Standing.person_id)):
            if number < 6:
                row.falls_at, row.falls_to = datetime(2026, 6, 20, tzinfo=UTC) if number < 4 else datetime(2026, 8, 1, tzinfo=UTC), 3
        db.session.commit()
        (gap,) = talent_gap(frame(Filters(department=home.id), make_person("Hanna", Role.HR)), date(2026, 5, 10))
    assert gap.now.percent == 50
    # June, July, August, September: the four of 20 June are gone from July on, the two of 1 August from September on
    assert [share.percent for share in gap.ahead[:4]] == [50, 30, 30, 20]
    assert gap.closing is None, "nothing on offer leads there"


def test_the_level_to_reach_is_the_one_that_posts_of_the_department_require(office):
    home, clerk, _people, few = office
    certified_course("open-data", codes=("1.3",), level=4, title="Open data")
    data = db.session.scalars(select(Competence).where(Competence.code == "1.3")).one()
    require(clerk, {data: 4})
    require(few[0].post_id, {data: 7})  # the guards, who are elsewhere
    for _number in range(10):
        make_person(department=db.session.get_one(Department, few[0].department_id), post_id=few[0].post_id)
    with transaction():
        take_roll()
    reader = make_person("Hanna", Role.HR)

    def closing(**filters):
        return next(gap.closing for gap in talent_gap(frame(Filters(**filters), reader), today()) if gap.competence.id == data.id)

    assert closing(department=home.id).by == "Open data"
    assert closing() is None, "in the whole city guards need more than the course gives"


def test_a_course_counts_with_its_certificate_and_with_what_comes_before(counted):
    home, clerk, _people, _few = counted
    certified_course("ground", codes=("2.1",), title="Ground", effort_minutes=600)
    certified_course("basis", codes=("2.1",), title="Basis", effort_minutes=600, prerequisites=["ground", "advanced"])
    certified_course("advanced", codes=("1.3",), title="Advanced", effort_minutes=600, prerequisites=["basis", "not-here"])
    certified_course("talk", codes=("1.3",), title="Talk", effort_minutes=60, gives_certificate=False)
    data = db.session.scalars(select(Competence).where(Competence.code == "1.3")).one()
    require(clerk, {data: 4})
    found = talent_gap(frame(Filters(department=home.id), make_person("Hanna", Role.HR)), MAY)
    # 30 hours with both that come before, at six a month: five months
    assert next(gap.closing for gap in found if gap.competence.id == data.id) == foresight.Closing(date(2026, 10, 1), "Advanced")


def test_a_small_group_has_no_talent_gap(office):
    _home, _clerk, _people, few = office
    (data,) = make_competences(1)
    require(few[0].post_id, {data: 4})  # the guards
    table = read("talent-gap")["Talent gap"]
    assert table["1.1 Competence 1"][:2] == ["held back", "held back"]


def certify(people, competence, level, *, shown_at, **facts):
    with transaction():
        given = {"kind": EvidenceKind.CERTIFICATE, "label": "A course", "shown_at": shown_at, **facts}
        add_evidence([NewEvidence(person_id=one.id, competence_id=competence.id, level=level, source_id=uuid4(), **given) for one in people])


def test_evidence_that_only_weighs_less_is_not_taken_off_and_what_runs_out_is(counted):
    home, clerk, people, _few = counted
    (data,) = make_competences(1)
    require(clerk, {data: 4})
    day = datetime(2026, 5, 10, tzinfo=UTC)
    with at(day):
        certify(people[:8], data, 4, shown_at=day - timedelta(days=685))  # 22.5 months: it weighs less in July, and shows the level all the same
        certify(people[8:12], data, 4, shown_at=day, expires_at=datetime(2026, 8, 1, tzinfo=UTC))
        certify(people[12:14], data, 5, shown_at=day, expires_at=datetime(2026, 8, 1, tzinfo=UTC))
        certify(people[12:14], data, 4, shown_at=day)  # what remains is enough
        rows = db.session.scalars(select(Standing)).all()
        assert {row.recheck_at is None for row in rows} == {False}
        falling = [(row.level, row.falls_to) for row in rows if row.falls_at and row.falls_at < day + timedelta(days=365)]
        assert sorted(falling) == [(4, 0)] * 4 + [(5, 4)] * 2
        (gap,) = talent_gap(frame(Filters(department=home.id), make_person("Hanna", Role.HR)), day.date())
    assert gap.now.percent == 70
    # June, July, August (the first, before the day is over), September
    assert [share.percent for share in gap.ahead] == [70] * 3 + [50] * 9


def test_what_openings_and_initiatives_need_is_compared_with_what_people_show(counted):
    _home, clerk, people, few = counted
    data, scarce, unasked = make_competences(3)
    require(clerk, {data: 4})
    with at(datetime(2026, 5, 10, 9, tzinfo=UTC)):
        for person in people[:10]:
            stand(person, data, 6)
        for person in people[10:12]:
            stand(person, data, 5)
        for person in few[:3]:
            stand(person, scarce, 6)
        falling = db.session.scalars(select(Standing).where(Standing.person_id == people[10].id)).one()
        falling.falls_at, falling.falls_to = datetime(2026, 6, 20, tzinfo=UTC), 4
        db.session.commit()
        for _number in range(12):
            make_opening({data: 5}, begins=60)
        make_opening({data: 6, scarce: 3})
        lines = {one.competence.id: one for one in lacking(date(2026, 5, 10))}
        scoped = make_person("Scoped")
        db.session.add(Grant(person_id=scoped.id, role=Role.HR, department_id=people[0].department_id))
        db.session.commit()
        assert [one.title for one in talent_tables(frame(Filters(), scoped), date(2026, 5, 10))] == ["Talent gap"]
    assert lines.keys() == {data.id, scarce.id}, "also what no post requires"
    assert unasked.id not in lines
    # one of level 6 now; from July (the ninth) twelve more of level 5: thirteen are needed, twelve are there, and eleven once one fell
    assert (lines[data.id].asked, lines[data.id].now, lines[data.id].ahead[:3]) == (13, 0, [0, 2, 2])
    assert (lines[scarce.id].asked, lines[scarce.id].now) == (1, AtMost(1)), "three of the whole city are not told of"


NEEDS = [Need(5), Need(5, date(2027, 1, 15)), Need(6, None, date(2026, 12, 31))]


@pytest.mark.parametrize(
    ("having", "month", "missing"),
    [
        ({5: 20, 6: 10}, date(2026, 12, 1), 0),
        ({5: 1, 6: 1}, date(2026, 12, 1), 1),  # the one of level 6 fills that place, and there is nobody for the other
        ({5: 2, 6: 0}, date(2026, 12, 1), 1),
        ({5: 1, 6: 0}, date(2027, 1, 1), 1),  # the need of level 6 has ended
        ({}, date(2027, 2, 1), 2),
        ({}, date(2026, 11, 1), 2),
    ],
)
def test_who_shows_more_will_do_and_nobody_fills_two_places(having, month, missing):
    having = {5: 0, 6: 0, **having}
    assert foresight.missing_for(NEEDS, having, month, least=0) == missing
    if having[5] < 10:
        assert isinstance(foresight.missing_for(NEEDS, having, month, least=10), AtMost)


COURSE, LONG = Training("Course", 4, minutes=600), Training("Long course", 6, minutes=2400)
CAMP, SMALL = Training("Camp", 6, ends_on=date(2026, 7, 20), seats=24), Training("Small camp", 6, ends_on=date(2026, 6, 3), seats=5)


@pytest.mark.parametrize(
    ("missing", "level", "ways", "month", "by"),
    [
        (10, 4, [COURSE], date(2026, 7, 1), "Course"),  # 10 hours at 6 a month: two months
        (10, 5, [COURSE], None, None),
        (10, 6, [LONG, CAMP], date(2026, 8, 1), "Camp"),
        (40, 6, [LONG, CAMP], date(2026, 12, 1), "Long course"),  # 40 hours: seven months; the camp has 24 seats
        (5, 6, [CAMP, SMALL], date(2026, 7, 1), "Small camp"),
        (29, 6, [CAMP, SMALL], date(2026, 8, 1), "Camp"),  # both camps together
        (30, 6, [CAMP, SMALL], None, None),
        (3, 4, [Training("Short", 4, minutes=30)], date(2026, 6, 1), "Short"),
    ],
)
def test_the_earliest_month_that_training_can_close_a_gap(missing, level, ways, month, by):
    found = foresight.earliest_closing(missing, level, ways, MAY)
    assert (found.month, found.by) == (month, by) if month else found is None


def test_what_is_missing_is_told_from_what_is_shown_only():
    from lms.kit.bands import at_most_missing

    assert at_most_missing(Share(Side.HIGH, None), 100) == 10
    assert at_most_missing(Share(Side.LOW, None), 12) == 12
    assert at_most_missing(Share(Side.EXACT, 50), 20) == 10


