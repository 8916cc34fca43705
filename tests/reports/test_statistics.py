"""Each figure of the statistics against a table that was counted by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete, select

from lms.cohorts.models.calls import Application, ApplicationState
from lms.kit.clock import at, now, today
from lms.kit.db import db, transaction
from lms.kit.tables import HELD
from lms.learning.models import Enrolment
from lms.people.models import Post, Role
from lms.reports.filters import Filters
from lms.reports.models.heat import Roll
from lms.reports.models.questions import ON_DUTY, OTHERWISE, CountedAnswer, QuestionEntry
from lms.reports.queries.built import REPORTS
from lms.reports.queries.completion import Cycle, course_titles, standing
from lms.reports.queries.frame import frame
from lms.reports.service.rolls import take_roll
from tests.factories.certificates import certified_course
from tests.factories.cohorts import make_cohort
from tests.factories.learning import set_duty
from tests.factories.people import make_department, make_person
from tests.factories.reports import apply, enrol, paper, read

HELD_BACK = {"Away": ["held back"] * 4, "Yard": ["held back"] * 4}
NONE_AHEAD = ["10% or less"] * 3


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
    told = {"All departments": ["32", "28%", "16%", "56%", *NONE_AHEAD], "Home": ["17", "53%", "29%", "18%", *NONE_AHEAD]}
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
    assert home == ["32", "44%", "10% or less", "56%", *NONE_AHEAD, "0"]
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
    first = [["20", "30%", "10% or less", "10% or less", "15%", "40%", "60 to 70%"]]
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
    assert list(read("completion")["Due training by course"].values()) == [["20", "50%", "50%", "10% or less", *NONE_AHEAD]]


def test_whose_duty_ends_keeps_how_they_did_it_until_they_are_counted_with_the_others(office):
    _home, clerk, people, _few = office
    course, due = certified_course("data-protection"), {"due_on": date(2026, 3, 31)}
    due["duty_id"] = set_duty(course, make_person("Hilde", Role.HR), clerk)
    rows = enrol(people, course, **due, completed_at=datetime(2026, 3, 1, tzinfo=UTC))
    rows[0].completed_at = rows[1].completed_at = rows[2].completed_at = None
    db.session.commit()

    def told():
        return [list(read(key)[title].values()) for key, title in (("completion", "Due training by course"), ("courses", "Courses"))]

    before = [[["20", "85%", "10% or less", "15%", *NONE_AHEAD]], [["20", "85%", "10% or less"]]]
    assert told() == before
    for row in rows[:4]:
        row.left_at = now()
    db.session.commit()
    with at(now() + timedelta(days=32)):
        assert told() == [before[0], [["20", "85%", "20%"]]], "four wait, and are on duty until then"
    for row in rows[4:12]:
        row.left_at = now()
    db.session.commit()
    with at(now() + timedelta(days=64)):
        assert told()[1] == [["20", "85%", "60%"]]
        assert told()[0] == before[0], "all but eight would be told of"
    for row in rows[4:6]:
        row.left_at = None
    db.session.commit()
    with at(now() + timedelta(days=96)):
        assert told()[0] == [["10", "90% or more", "10% or less", "10% or less", *NONE_AHEAD]]


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
    assert table == {"All departments": ["35", "23%", "0.4", "0.5"], "Home": ["20", "40%", "0.7", "0.9"], **HELD_BACK}


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
    told = ["20", "20%", "40%", "55%", "10% or less", "10% or less"]
    # ten in the Yard had one that ran out within the last year, and the eleventh's is forgotten
    yard = ["10", *["10% or less"] * 4, "90% or more"]
    assert table == {"All departments": ["30", "13%", "27%", "37%", "10% or less", "33%"], "Home": told, "Yard": yard}


def test_outcomes_of_boot_camps(office):
    _home, _clerk, people, few = office
    apply(people, few)
    table = read("cohorts")["Boot camps by department"]
    # of 15 who applied: 11 had a place (73 per cent), 9 attended (60), 6 graduated (40)
    assert table == {"All departments": ["30", "37%", "30%", "20%"], "Home": ["15", "73%", "60%", "40%"], **HELD_BACK}
    assert read("cohorts")["Boot camps by grade"] == {"No grade": ["30", "37%", "30%", "20%"]}


@pytest.mark.parametrize(
    ("guards", "by_grade"),
    [("A2", {"A2": ["held back"] * 4, "B1": ["held back"] * 4}), ("B1", {"B1": ["30", "37%", "30%", "20%"]})],
)
def test_outcomes_by_the_grade_of_the_last_roll(office, guards, by_grade):
    _home, clerk, people, few = office  # clerks: 15 at Home and 11 in the Yard; guards: 4
    guard = db.session.get_one(Post, few[0].post_id)
    db.session.get_one(Post, clerk.id).grade, guard.grade = "B1", guards
    db.session.commit()
    apply(people, few)
    assert read("cohorts")["Boot camps by grade"] == by_grade
    assert read("cohorts", grade="B1")["Boot camps by department"]["Home"] == ["15", "73%", "60%", "40%"]
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
    assert list(tables["Courses"].values()) == [["12", "50%", "17%"]]
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
    assert before["completion"]["Certificates that run out"]["Home"][:2] == ["20", "45%"]
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

    assert told(0) == ["12", "10% or less", "10% or less"]
    enrol(people[12:13], course, completed_at=now())
    rows[0].completed_at = rows[1].completed_at = now()
    db.session.commit()
    assert told(1) == ["12", "10% or less", "10% or less"], "two days of a month are equal"
    assert told(32) == ["12", "17%", "10% or less"], "of the twelve, two completed it; the thirteenth waits"
    enrol(people[13:], course)
    enrol(_few, course)
    assert told(64) == ["23", "10% or less", "10% or less"], "eleven come at once in the Yard; eight more at Home and four Away wait"


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


def test_hours_and_points_are_not_told_where_nearly_nobody_or_everybody_learned(office):
    _home, _clerk, people, _few = office
    course = certified_course("data-protection")
    assert read("learning")["Learning by department"]["Home"] == ["20", "10% or less", "None", "None"]
    for number, person in enumerate(people):
        paper(person, number + 1, course=course)
    assert read("learning")["Learning by department"]["Home"] == ["20", "10% or less", "None", "None"], "until the next roll"
    with at(now() + timedelta(days=32)):
        assert read("learning")["Learning by department"]["Home"] == ["20", "90% or more", "None", "None"]


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


def test_held_says_itself():
    assert str(HELD) == "held back"
