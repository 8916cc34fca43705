"""Each figure of the statistics against a table that was counted by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from lms.catalogue.models import CourseVersion
from lms.cohorts.models.calls import Application, ApplicationState
from lms.cohorts.models.cohorts import Place, PlaceState
from lms.cohorts.models.timetable import Attendance, Presence, Session
from lms.competency.models import Standing
from lms.credentials.models import Certificate
from lms.kit.bands import Share, Side
from lms.kit.clock import at, now, today
from lms.kit.db import db, transaction
from lms.kit.tables import HELD
from lms.learning.models import Enrolment
from lms.people.models import Role
from lms.reports import foresight
from lms.reports.filters import Filters
from lms.reports.foresight import Need, Training
from lms.reports.queries.built import REPORTS
from lms.reports.queries.frame import frame
from lms.reports.queries.talent import talent_gap
from lms.reports.service.rolls import take_roll
from tests.factories.certificates import certified_course
from tests.factories.cohorts import make_cohort
from tests.factories.learning import set_duty
from tests.factories.people import make_department, make_person, make_post
from tests.factories.standings import make_competences, require, stand


@pytest.fixture
def office(session):
    """Twenty clerks at Home, eleven in the Yard, and four guards Away, whose figures are held back, and with them those of the Yard."""
    home, away, yard = make_department("Home"), make_department("Away"), make_department("Yard")
    clerk, guard = make_post("Clerk"), make_post("Guard")
    people = [make_person(f"Officer {n}", department=home, post_id=clerk.id) for n in range(20)]
    few = [make_person(f"Guard {n}", department=away, post_id=guard.id) for n in range(4)]
    few += [make_person(f"Yard {n}", department=yard, post_id=clerk.id) for n in range(11)]
    with transaction():
        take_roll()
    return home, clerk, people, few


def read(key, **filters):
    """The tables of a report as HR reads it: title -> {row: figures as words}."""
    reader = make_person("Hanna", Role.HR)
    tables = REPORTS[key].build(frame(Filters(**filters), reader), today())
    return {table.title: {row[0]: [str(value) for value in row[1:]] for row in table.rows} for table in tables}


HELD_BACK = {"Away": ["held back"] * 4, "Yard": ["held back"] * 4}


def enrol(people, course, **facts):
    version = db.session.scalars(select(CourseVersion).where(CourseVersion.course_id == course.id)).one()
    rows = [Enrolment(person_id=one.id, course_id=course.id, version_id=version.id, **facts) for one in people]
    db.session.add_all(rows)
    db.session.commit()
    return rows


def test_due_training(office):
    _home, clerk, people, few = office
    course, due = certified_course("data-protection"), {"due_on": date(2026, 3, 31), "duty_id": None}
    due["duty_id"] = set_duty(course, make_person("Hilde", Role.HR), clerk)
    in_time, late = datetime(2026, 3, 31, 20, tzinfo=UTC), datetime(2026, 4, 1, 8, tzinfo=UTC)
    enrol(people[:9], course, **due, completed_at=in_time)
    enrol(people[9:14], course, **due, completed_at=late)
    enrol(people[14:17], course, **due)
    enrol(people[17:18], course, **due, left_at=late)
    enrol(people[18:19], course)
    enrol(few, course, **due)
    tables = read("completion")
    # 17 at Home have it due: 9 in time (53 per cent), 5 late (29), 3 overdue (18); the one who left and the one without a date do not count
    departments = tables["Due training by department"]
    assert departments == {"All departments in all": ["32", "28 %", "16 %", "56 %"], "Home": ["17", "53 %", "29 %", "18 %"], **HELD_BACK}
    assert tables["Due training by post"]["Clerk"][0] == "held back", "all less the clerks would be the four guards"
    assert list(tables["Due training by course"].values()) == [["32", "28 %", "16 %", "56 %"]]
    chosen = read("completion", course=course.id)["Due training by department"]
    assert chosen == departments


def paper(person, number, **facts):
    course = facts.pop("course")
    version = db.session.scalars(select(CourseVersion).where(CourseVersion.course_id == course.id)).one()
    enrolment = Enrolment(person_id=person.id, course_id=course.id, version_id=version.id, cycle=number, completed_at=now(), left_at=None)
    db.session.add(enrolment)
    db.session.flush()
    given = {"learning_points": 2, "effort_minutes": 90, "issued_at": now() - timedelta(days=30), **facts}
    row = Certificate(
        number=f"CC-2026-{Certificate.__name__}{db.session.query(Certificate).count()}"[:30],
        code=f"C{db.session.query(Certificate).count():025}",
        enrolment_id=enrolment.id,
        person_id=person.id,
        course_id=course.id,
        version_id=version.id,
        holder_name=person.name,
        course_title="Course",
        language="en",
        issuer="City",
        began_on=today(),
        completed_on=today(),
        outcomes=[],
        competences=[],
        **given,
    )
    db.session.add(row)
    db.session.commit()
    return row


def test_hours_and_points_of_the_last_year(office):
    _home, _clerk, people, _few = office
    course = certified_course("open-data")
    for person in people[:8]:
        paper(person, 1, course=course)
    paper(people[0], 2, course=course)
    paper(people[9], 1, course=course, issued_at=now() - timedelta(days=400))
    paper(people[10], 1, course=course, revoked_at=now(), revoked_reason="wrong")
    table = read("learning")["Learning by department"]
    # 9 certificates of 90 minutes and 2 points over 20 people: 0.7 hours and 0.9 points each; 8 of 20 earned one
    assert table == {"All departments in all": ["35", "23 %", "0.4", "0.5"], "Home": ["20", "40 %", "0.7", "0.9"], **HELD_BACK}


def test_certificates_that_run_out(office):
    _home, _clerk, people, _few = office
    course = certified_course("open-data")
    for number, person in enumerate(people):
        days = 20 if number < 5 else 50 if number < 9 else 80 if number < 12 else 300
        old = paper(person, 1, course=course, expires_at=now() + timedelta(days=days))
        if number == 0:
            paper(person, 2, course=course, expires_at=now() + timedelta(days=700), renews_id=old.id)
    table = read("completion")["Certificates that run out"]
    # within 30 days: 4 of 20 (one renewed); within 60: 8; within 90: 11; renewed: 1
    told = ["20", "20 %", "40 %", "55 %", "under 10 %"]
    assert table == {"All departments in all": told, "Home": told}


def test_outcomes_of_boot_camps(office):
    _home, _clerk, people, few = office
    cohort = make_cohort(seats=30)
    meeting = Session(cohort_id=cohort.id, key="one", title="One", begins_at=now(), ends_at=now() + timedelta(hours=1))
    db.session.add(meeting)
    db.session.flush()
    for number, person in enumerate([*people[:15], *few]):
        db.session.add(Application(cohort_id=cohort.id, person_id=person.id, motivation="x", state=ApplicationState.ACCEPTED))
        if number < 12:
            state = PlaceState.GRADUATED if number < 6 else PlaceState.GIVEN_UP if number == 11 else PlaceState.HELD
            db.session.add(Place(cohort_id=cohort.id, person_id=person.id, state=state))
        if number < 9:
            presence = Presence.LATE if number == 8 else Presence.PRESENT
            db.session.add(Attendance(session_id=meeting.id, person_id=person.id, presence=presence))
        if number == 9:
            db.session.add(Attendance(session_id=meeting.id, person_id=person.id, presence=Presence.EXCUSED))
    db.session.commit()
    table = read("cohorts")["Boot camps by department"]
    # of 15 who applied: 11 had a place (73 per cent), 9 attended (60), 6 graduated (40)
    assert table == {"All departments in all": ["30", "37 %", "30 %", "20 %"], "Home": ["15", "73 %", "60 %", "40 %"], **HELD_BACK}


def test_courses_and_trainers(office):
    _home, _clerk, people, _few = office
    course = certified_course("open-data")
    enrol(people[:6], course, completed_at=now())
    enrol(people[6:8], course, left_at=now())
    enrol(people[8:12], course)
    tables = read("courses")
    assert list(tables["Courses"].values()) == [["12", "50 %", "17 %"]]
    assert all(len(figures) == 3 for figures in tables["Trainers"].values())


# ── between two rolls ──


def everything():
    """All tables of the reports that count people where they work."""
    return {key: read(key) for key in ("completion", "learning", "cohorts", "courses")}


def test_who_moves_or_leaves_today_changes_no_figure_until_the_next_roll(office):
    home, clerk, people, few = office
    course, annex = certified_course("open-data"), make_department("Annex")
    duty = set_duty(course, make_person("Hilde", Role.HR), clerk)
    enrol(people, course, due_on=date(2026, 3, 31), duty_id=duty)
    cohort = make_cohort(seats=40)
    for number, person in enumerate(people):
        paper(person, 2, course=course, expires_at=now() + timedelta(days=20 if number < 9 else 300))
        db.session.add(Application(cohort_id=cohort.id, person_id=person.id, motivation="x", state=ApplicationState.ACCEPTED))
    db.session.commit()
    before = everything()
    assert before["completion"]["Certificates that run out"]["Home"][:2] == ["20", "45 %"]
    people[0].department_id = few[0].department_id  # Away
    people[1].active = False
    people[2].post_id = few[0].post_id
    home.parent_id = annex.id
    db.session.commit()
    moved = everything()
    for key, tables in before.items():  # Home is listed below the Annex from now on, of which nobody is counted yet
        for title, rows in tables.items():
            stays = {name: figures for name, figures in rows.items() if name != "Home"}
            assert moved[key][title] == stays, (key, title)
    inside = {key: read(key, department=home.id) for key in before}
    assert inside["completion"]["Certificates that run out"]["Home in all"] == before["completion"]["Certificates that run out"]["Home"]
    for person in people[:12]:
        person.department_id, person.active = few[0].department_id, True
    db.session.commit()
    assert read("learning", department=home.id)["Learning by department"]["Home in all"][0] == "20", "even twelve wait"
    with at(now() + timedelta(days=40)), transaction():
        take_roll()
    assert everything()["learning"] != moved["learning"], "the next roll counts them"


# ── the talent gap ──


def test_the_months_ahead_take_off_what_grows_old(office):
    home, clerk, people, _few = office
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


def test_a_small_group_has_no_talent_gap(office):
    _home, _clerk, _people, few = office
    (data,) = make_competences(1)
    require(few[0].post_id, {data: 4})  # the guards
    table = read("talent-gap")["Talent gap"]
    assert table["1.1 Competence 1"][:2] == ["held back", "held back"]


def test_needs_of_initiatives_are_compared_with_what_people_show(office):
    home, clerk, people, _few = office
    (data,) = make_competences(1)
    require(clerk, {data: 4})
    for person in people[:3]:
        stand(person, data, 6)
    asked = frame(Filters(department=home.id), make_person("Hanna", Role.HR))
    needs = [Need(data.id, 5, 8, date(2027, 1, 1)), Need(data.id, 6, 2, date(2027, 1, 1))]
    (gap,) = talent_gap(asked, today(), needs)
    assert gap.needed == 5


MAY = date(2026, 5, 10)
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


def test_held_says_itself():
    assert str(HELD) == "held back"
