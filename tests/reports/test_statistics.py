"""Each figure of the statistics against a table that was counted by hand."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import delete, select

from lms.catalogue.models import CourseVersion
from lms.cohorts.models.calls import Application, ApplicationState
from lms.cohorts.models.cohorts import Place, PlaceState
from lms.cohorts.models.timetable import Attendance, Presence, Session
from lms.competency.models import Competence, EvidenceKind, Standing
from lms.competency.service.evidence import NewEvidence, add_evidence
from lms.credentials.models import Certificate
from lms.kit.bands import Share, Side
from lms.kit.clock import at, now, today
from lms.kit.db import db, transaction
from lms.kit.tables import HELD
from lms.learning.models import Enrolment
from lms.people.models import Department, Grant, Post, Role
from lms.reports import foresight
from lms.reports.filters import Filters
from lms.reports.foresight import AtMost, Need, Training
from lms.reports.models.heat import Roll
from lms.reports.models.questions import ON_DUTY, OTHERWISE, CountedAnswer, QuestionEntry
from lms.reports.queries.built import REPORTS
from lms.reports.queries.built_heat import talent_tables
from lms.reports.queries.completion import Cycle, course_titles, standing
from lms.reports.queries.frame import frame
from lms.reports.queries.needs import lacking
from lms.reports.queries.talent import talent_gap
from lms.reports.service.rolls import take_roll
from tests.factories.certificates import certified_course
from tests.factories.cohorts import make_cohort
from tests.factories.learning import set_duty
from tests.factories.people import make_department, make_person, make_post
from tests.factories.placements import make_opening
from tests.factories.standings import make_competences, require, stand


@pytest.fixture
def office(session):
    """Twenty clerks at Home, eleven in the Yard, and four guards Away, whose figures are held back, and with them those of the Yard."""
    home, away, yard = make_department("Home"), make_department("Away"), make_department("Yard")
    clerk, guard = make_post("Clerk"), make_post("Guard")
    people = [make_person(f"Officer {n}", department=home, post_id=clerk.id) for n in range(20)]
    few = [make_person(f"Guard {n}", department=away, post_id=guard.id) for n in range(4)]
    few += [make_person(f"Yard {n}", department=yard, post_id=clerk.id) for n in range(11)]
    return home, clerk, people, few


@pytest.fixture
def counted(office):
    """The same after a roll."""
    with transaction():
        take_roll()
    return office


def read(key, **filters):
    """The tables of a report as HR reads it after this month's roll: title -> {row: figures as words}."""
    with transaction():
        take_roll()
    reader = make_person("Hanna", Role.HR)
    tables = REPORTS[key].build(frame(Filters(**filters), reader), today())
    return {table.title: {row[0]: [str(value) for value in row[1:]] for row in table.rows} for table in tables}


HELD_BACK = {"Away": ["held back"] * 4, "Yard": ["held back"] * 4}
NONE_AHEAD = ["under 10 %"] * 3


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
    told = {"All departments": ["32", "28 %", "16 %", "56 %", *NONE_AHEAD], "Home": ["17", "53 %", "29 %", "18 %", *NONE_AHEAD]}
    held = {name: ["held back"] * 7 for name in HELD_BACK}
    assert list(tables["Due training by course"].values()) == [told["All departments"]]
    assert read("completion", course=course.id)["Due training by department"] == {**told, **held}
    of_all = [*((name, [*figures, "0"]) for name, figures in told.items()), *((name, [*figures, "1"]) for name, figures in held.items())]
    assert tables["Due training by department"] == dict(of_all)
    assert list(read("courses")["Courses"].values()) == [["held back"] * 3], "all less those on duty would be the two others"


def test_due_training_in_all_is_made_of_what_is_told_of_each_course(office):
    _home, clerk, people, few = office
    hilde, due = make_person("Hilde", Role.HR), {"due_on": date(2026, 3, 31)}
    for name, learners in (("data-protection", people), ("open-data", people[:12]), ("safety", few[4:12])):
        course = certified_course(name)
        due["duty_id"] = set_duty(course, hilde, clerk)
        enrol(learners[:7], course, **due, completed_at=datetime(2026, 3, 1, tzinfo=UTC))
        enrol(learners[7:], course, **due)
    enrol(few[12:], course)
    home = read("completion")["Due training by department"]["Home"]
    # 7 of 20 and 7 of 12 in time, 13 of 20 and 5 of 12 overdue; nobody late
    assert home == ["32", "44 %", "under 10 %", "56 %", *NONE_AHEAD, "0"]
    assert read("completion")["Due training by department"]["All departments"] == [*home[:-1], "1"], "the eight in the Yard are held back"


ON_DAY, AFTER, BEFORE = date(2026, 3, 31), date(2026, 4, 1), date(2026, 3, 30)
MARCH_DUTY = Cycle(True, ON_DAY)


@pytest.mark.parametrize(
    ("cycles", "kind", "stands"),  # completed, left, in time, late, overdue, ahead within 30, 60, 90 days
    [
        ([MARCH_DUTY._replace(completed_on=ON_DAY)], ON_DUTY, (1, 0, 1, 0, 0, 0, 0, 0)),
        ([MARCH_DUTY._replace(completed_on=AFTER)], ON_DUTY, (1, 0, 0, 1, 0, 0, 0, 0)),
        ([MARCH_DUTY], ON_DUTY, (0, 0, 0, 0, 1, 0, 0, 0)),
        ([Cycle(True, AFTER)], ON_DUTY, (0, 0, 0, 0, 0, 1, 1, 1)),
        ([Cycle(True, AFTER + timedelta(days=30))], ON_DUTY, (0, 0, 0, 0, 0, 1, 1, 1)),
        ([Cycle(True, AFTER + timedelta(days=31))], ON_DUTY, (0, 0, 0, 0, 0, 0, 1, 1)),
        ([Cycle(True, AFTER + timedelta(days=90))], ON_DUTY, (0, 0, 0, 0, 0, 0, 0, 1)),
        ([Cycle(True, AFTER + timedelta(days=91))], ON_DUTY, (0, 0, 0, 0, 0, 0, 0, 0)),
        ([Cycle(True, AFTER, completed_on=ON_DAY)], ON_DUTY, (1, 0, 1, 0, 0, 0, 0, 0)),
        ([Cycle(True, AFTER, left=True)], OTHERWISE, (0, 1, 0, 0, 0, 0, 0, 0)),
        ([MARCH_DUTY._replace(completed_on=AFTER), Cycle(True, AFTER)], ON_DUTY, (1, 0, 0, 1, 0, 1, 1, 1)),
        ([Cycle(True)], ON_DUTY, (0, 0, 0, 0, 0, 0, 0, 0)),
        ([MARCH_DUTY._replace(left=True)], OTHERWISE, (0, 1, 0, 0, 0, 0, 0, 0)),
        ([Cycle(False, BEFORE)], OTHERWISE, (0, 0, 0, 0, 0, 0, 0, 0)),
        ([MARCH_DUTY._replace(left=True), Cycle(False, completed_on=AFTER)], OTHERWISE, (1, 0, 0, 0, 0, 0, 0, 0)),
        ([MARCH_DUTY._replace(completed_on=ON_DAY), MARCH_DUTY], ON_DUTY, (1, 0, 0, 0, 1, 0, 0, 0)),
        ([MARCH_DUTY._replace(completed_on=ON_DAY), Cycle(False, BEFORE, AFTER)], ON_DUTY, (1, 0, 1, 0, 0, 0, 0, 0)),
    ],
)
def test_how_somebody_is_on_a_course(cycles, kind, stands):
    assert standing(cycles, AFTER) == (kind, stands)


def test_what_comes_due_is_told_in_days_from_the_roll_and_stays_until_the_next(office):
    home, clerk, people, _few = office
    course = certified_course("data-protection")
    duty, done = set_duty(course, make_person("Hilde", Role.HR), clerk), datetime(2026, 3, 1, tzinfo=UTC)
    for some, days, completed_at in ((people[:6], 10, done), (people[6:9], 0, None), (people[9:14], 45, None), (people[14:], 80, None)):
        enrol(some, course, due_on=today() + timedelta(days=days), duty_id=duty, completed_at=completed_at)

    def told():
        return list(read("completion", department=home.id)["Due training by course"].values())

    # of 20: six in time, three due within 30 days, eight within 60; all 14 within 90 would say that nobody is overdue
    first = [["20", "30 %", "under 10 %", "under 10 %", "15 %", "40 %", "65 to 70 %"]]
    assert told() == first
    enrolments = db.session.scalars(select(Enrolment).where(Enrolment.completed_at.is_(None))).all()
    for row in enrolments[:7]:
        row.completed_at = now()
    db.session.commit()
    assert told() == first, "two days of a month are equal"
    assert read("completion", department=home.id)["Due training by department"]["Home in all"] == [*first[0], "0"], "as duties of all courses"


def test_in_time_goes_by_the_day_of_the_city(app, office):
    _home, clerk, people, _few = office
    course, due = certified_course("data-protection"), {"due_on": date(2026, 3, 31)}
    due["duty_id"] = set_duty(course, make_person("Hilde", Role.HR), clerk)
    app.config["TIME_ZONE"] = app.config["BABEL_DEFAULT_TIMEZONE"] = "Europe/Brussels"
    enrol(people[:10], course, **due, completed_at=datetime(2026, 3, 31, 21, 30, tzinfo=UTC))  # half past eleven in Brussels
    enrol(people[10:], course, **due, completed_at=datetime(2026, 3, 31, 22, 30, tzinfo=UTC))  # half past midnight
    assert list(read("completion")["Due training by course"].values()) == [["20", "50 %", "50 %", "under 10 %", *NONE_AHEAD]]


def test_whose_duty_ends_keeps_how_they_did_it_until_they_are_counted_with_the_others(office):
    _home, clerk, people, _few = office
    course, due = certified_course("data-protection"), {"due_on": date(2026, 3, 31)}
    due["duty_id"] = set_duty(course, make_person("Hilde", Role.HR), clerk)
    rows = enrol(people, course, **due, completed_at=datetime(2026, 3, 1, tzinfo=UTC))
    rows[0].completed_at, rows[1].completed_at = None, None
    db.session.commit()

    def told():
        return [list(read(key)[title].values()) for key, title in (("completion", "Due training by course"), ("courses", "Courses"))]

    before = [[["20", "90 %", "under 10 %", "10 %", *NONE_AHEAD]], [["20", "90 %", "under 10 %"]]]
    assert told() == before
    for row in rows[:4]:
        row.left_at = now()
    db.session.commit()
    with at(now() + timedelta(days=32)):
        assert told() == [before[0], [["20", "90 %", "20 %"]]], "four wait, and are on duty until then"
    for row in rows[4:12]:
        row.left_at = now()
    db.session.commit()
    with at(now() + timedelta(days=64)):
        assert told()[1] == [["20", "90 %", "60 %"]]
        assert told()[0] == before[0], "all but eight would be told of"
    for row in rows[4:6]:
        row.left_at = None
    db.session.commit()
    with at(now() + timedelta(days=96)):
        assert told()[0] == [["10", "over 90 %", "under 10 %", "under 10 %", *NONE_AHEAD]]


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
    assert table == {"All departments": ["35", "23 %", "0.4", "0.5"], "Home": ["20", "40 %", "0.7", "0.9"], **HELD_BACK}


def test_certificates_that_run_out(office):
    _home, _clerk, people, _few = office
    course = certified_course("open-data")
    for number, person in enumerate(people):
        days = 20 if number < 5 else 50 if number < 9 else 80 if number < 12 else 300
        old = paper(person, 1, course=course, expires_at=now() + timedelta(days=days))
        if number == 0:
            paper(person, 2, course=course, expires_at=now() + timedelta(days=700), renews_id=old.id)
    for number, person in enumerate(_few[4:15]):
        paper(person, 1, course=course, expires_at=now() - timedelta(days=400 if number == 0 else 100))
    table = read("completion")["Certificates that run out"]
    # within 30 days: 4 of 20 (one renewed); within 60: 8; within 90: 11; renewed: 1; none ran out
    told = ["20", "20 %", "40 %", "55 %", "under 10 %", "under 10 %"]
    # ten in the Yard had one that ran out within the last year, and the eleventh's is forgotten
    yard = ["10", *["under 10 %"] * 4, "over 90 %"]
    assert table == {"All departments": ["30", "13 %", "27 %", "37 %", "under 10 %", "33 %"], "Home": told, "Yard": yard}


def apply(people, few):
    """Fifteen at Home and all the others apply for a boot camp; twelve take a seat, of whom one gives it up; nine come, six graduate."""
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


def test_outcomes_of_boot_camps(office):
    _home, _clerk, people, few = office
    apply(people, few)
    table = read("cohorts")["Boot camps by department"]
    # of 15 who applied: 11 had a place (73 per cent), 9 attended (60), 6 graduated (40)
    assert table == {"All departments": ["30", "37 %", "30 %", "20 %"], "Home": ["15", "73 %", "60 %", "40 %"], **HELD_BACK}
    assert read("cohorts")["Boot camps by grade"] == {"No grade": ["30", "37 %", "30 %", "20 %"]}


@pytest.mark.parametrize(
    ("guards", "by_grade"),
    [("A2", {"A2": ["held back"] * 4, "B1": ["held back"] * 4}), ("B1", {"B1": ["30", "37 %", "30 %", "20 %"]})],
)
def test_outcomes_by_the_grade_of_the_last_roll(office, guards, by_grade):
    _home, clerk, people, few = office  # clerks: 15 at Home and 11 in the Yard; guards: 4
    guard = db.session.get_one(Post, few[0].post_id)
    db.session.get_one(Post, clerk.id).grade, guard.grade = "B1", guards
    db.session.commit()
    apply(people, few)
    assert read("cohorts")["Boot camps by grade"] == by_grade
    assert read("cohorts", grade="B1")["Boot camps by department"]["Home"] == ["15", "73 %", "60 %", "40 %"]
    db.session.get_one(Post, few[0].post_id).grade = "C3"
    db.session.commit()
    assert read("cohorts")["Boot camps by grade"] == by_grade, "the post's people change grade at a roll"


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
    for person in people[:10]:
        person.department_id, person.active = few[0].department_id, True
    db.session.commit()
    assert read("learning", department=home.id)["Learning by department"]["Home in all"][0] == "20", "even ten wait"
    with at(now() + timedelta(days=40)):
        assert read("learning", department=home.id)["Learning by department"]["Home in all"][0] == "10", "the next roll counts ten who are alike"


def test_one_who_begins_or_leaves_waits_and_what_is_done_counts_at_the_next_roll(office):
    _home, _clerk, people, _few = office
    course = certified_course("open-data")
    rows = enrol(people[:12], course)

    def told(in_days):
        with at(now() + timedelta(days=in_days)):
            return next(iter(read("courses")["Courses"].values()), None)

    assert told(0) == ["12", "under 10 %", "under 10 %"]
    enrol(people[12:13], course, completed_at=now())
    rows[0].completed_at = rows[1].completed_at = now()
    db.session.commit()
    assert told(1) == ["12", "under 10 %", "under 10 %"], "two days of a month are equal"
    assert told(32) == ["12", "17 %", "under 10 %"], "of the twelve, two completed it; the thirteenth waits"
    enrol(people[13:], course)
    enrol(_few, course)
    assert told(64) == ["23", "under 10 %", "under 10 %"], "eleven come at once in the Yard; eight more at Home and four Away wait"


def test_a_house_that_was_brought_up_to_date_counts_its_questions_the_same_month(counted):
    db.session.execute(delete(CountedAnswer))
    db.session.execute(delete(QuestionEntry))
    db.session.scalars(select(Roll)).one().answered_on = None
    db.session.commit()
    reader = make_person("Hanna", Role.HR)
    (table, _by_post) = REPORTS["learning"].build(frame(Filters(), reader), today())
    assert (table.rows, table.notes) == ([], ["Nobody is counted yet: the first roll is taken on the first of the month."])
    assert read("learning")["Learning by department"]["Home"][0] == "20"
    with transaction():
        assert take_roll() is None


@pytest.mark.parametrize("key", ["completion", "learning", "cohorts", "courses"])
def test_a_report_takes_as_many_statements_for_few_as_for_many(office, statements, key):
    _home, _clerk, people, _few = office
    reader = make_person("Hanna", Role.HR)
    read(key)

    def taken():
        with statements() as asked:
            REPORTS[key].build(frame(Filters(), reader), today())
        return len(asked)

    few = taken()
    for name in ("open-data", "data-protection"):
        enrol(people, certified_course(name))
    with at(now() + timedelta(days=32)):
        read(key)
    assert taken() == few


# ── the talent gap ──

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


def test_hours_and_points_are_not_told_where_nearly_nobody_or_everybody_learned(office):
    _home, _clerk, people, _few = office
    course = certified_course("data-protection")
    assert read("learning")["Learning by department"]["Home"] == ["20", "under 10 %", "None", "None"]
    for number, person in enumerate(people):
        paper(person, number + 1, course=course)
    assert read("learning")["Learning by department"]["Home"] == ["20", "under 10 %", "None", "None"], "until the next roll"
    with at(now() + timedelta(days=32)):
        assert read("learning")["Learning by department"]["Home"] == ["20", "over 90 %", "None", "None"]


def test_a_file_says_just_the_filters_that_each_table_goes_by(client, office):
    home, clerk, _people, _few = office
    course = certified_course("data-protection")
    client.sign_in(make_person("Hanna", Role.HR))
    title = next(title for one, title in course_titles().items() if one == course.id)
    both = client.get(f"/reports/completion.csv?course={course.id}&post={clerk.id}&area={home.id}&since=2026-01").text
    assert both.count("Post,Clerk") == 1, "certificates"
    assert f"Course,{title}" in both
    assert "Due training is not narrowed by post" in both
    assert "Certificates that run out are not narrowed by course" in both
    assert "Change since," not in both
    assert "Area," not in both
    assert "shows no change since a month" in both
    one = client.get(f"/reports/completion.csv?post={clerk.id}").text
    assert one.count("Post,Clerk") == 1, "certificates"
    assert "Due training is not narrowed by post" in one
    assert "not narrowed by post" in client.get(f"/reports/completion?post={clerk.id}").text
    assert "Area," not in client.get("/reports/learning.csv").text
    assert "Area,All" in client.get("/reports/talent-gap.csv").text
    assert "first day of the month" in client.get("/reports/competences?since=2026-01-17").text


def test_a_chosen_post_is_the_only_one_listed(office):
    _home, clerk, _people, _few = office
    assert set(read("learning", post=clerk.id)["Learning by post"]) <= {"Clerk"}


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
