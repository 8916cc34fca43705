"""The attacker reads due training, certificates, hours and points, boot camps and courses: every filter of two months, then solves."""

import random
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from itertools import cycle, pairwise, product
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from lms.catalogue.models import CourseVersion
from lms.cohorts.models.calls import Application, ApplicationState
from lms.credentials.models import Certificate
from lms.kit import bands
from lms.kit.bands import Share
from lms.kit.clock import at, now, today
from lms.kit.db import db, transaction
from lms.kit.tables import HELD
from lms.learning.models import Enrolment
from lms.people.models import Department, Person, Post, Role
from lms.people.queries.sign_ins import with_roles
from lms.reports.disclosure.asking import told_of
from lms.reports.disclosure.grouping import Grouping
from lms.reports.disclosure.together import Told, together
from lms.reports.filters import Filters
from lms.reports.models.questions import ON_DUTY, CountedAnswer, Question
from lms.reports.queries import crosstabs
from lms.reports.queries.built import REPORTS
from lms.reports.queries.completion import course_titles
from lms.reports.queries.frame import frame
from lms.reports.service import questions
from lms.reports.service.rolls import take_roll
from tests.factories.certificates import certified_course
from tests.factories.cohorts import make_cohort
from tests.factories.learning import set_duty
from tests.factories.people import make_department, make_person, make_post
from tests.reports.attacker import fewest

JANUARY, FEBRUARY, MARCH = (datetime(2026, month, 1, 2, tzinfo=UTC) for month in (1, 2, 3))
GRADES = ("B1", "B1", "A2")
TABLES = {
    "Due training by department": Question.ON_COURSE,
    "Due training by course": Question.ON_COURSE,
    "Certificates that run out": Question.HOLDS,
    "Learning by department": Question.LEARNED,
    "Learning by post": Question.LEARNED,
    "Boot camps by department": Question.APPLIED,
    "Boot camps by grade": Question.APPLIED,
    "Courses": Question.ON_COURSE,
}


class Town:
    """A random small one, in which people learn because they must and because they like to."""

    def __init__(self, seed, due_on=(date(2026, 1, 20),)):
        self.due_on = cycle(due_on)
        self.dice = dice = random.Random(seed)
        tops = [make_department(f"Top {n}") for n in range(2)]
        rows = tops + [make_department(f"Below {n}", parent=dice.choice(tops)) for n in range(3)]
        posts = [make_post(f"Post {n}") for n in range(3)]
        for post, grade in zip(posts, GRADES, strict=True):
            db.session.get_one(Post, post.id).grade = grade
        db.session.commit()
        self.courses = [certified_course("data-protection"), certified_course("open-data")]
        self.duty = set_duty(self.courses[0], make_person("Hilde", Role.HR), posts[0])
        self.cohort = make_cohort(seats=90).id
        versions = db.session.execute(select(CourseVersion.course_id, CourseVersion.id)).all()
        self.courses, self.version = [one.id for one in self.courses], dict(map(tuple, versions))
        self.above = {row.id: row.parent_id for row in rows}
        self.names = {row.name: row.id for row in rows}
        self.posts = {post.title: post.id for post in posts}
        self.arrive(90)
        self.learn(70)

    def arrive(self, number):
        where, posts = list(self.above), list(self.posts.values())
        for n in range(number):
            make_person(f"P{n}", department=db.session.get_one(Department, self.dice.choice(where)), post_id=self.dice.choices(posts, (6, 3, 1))[0])

    def learn(self, number):
        """So many of those who did not yet enrol, apply, or earn a certificate."""
        dice, taken = self.dice, set(map(tuple, db.session.execute(select(Enrolment.person_id, Enrolment.course_id))))
        people = sorted(db.session.scalars(select(Person.id).where(Person.department_id.is_not(None), Person.active)), key=str)
        for person, course in product(dice.sample(people, min(number, len(people))), self.courses):
            if (person, course) not in taken and dice.random() < 0.8:
                self._enrol(person, course)
        waiting = set(people) - set(db.session.scalars(select(Application.person_id)))
        for person in dice.sample(sorted(waiting, key=str), min(number // 2, len(waiting))):
            given = {"motivation": "x", "state": ApplicationState.AGREED, "submitted_at": now()}
            db.session.add(Application(cohort_id=self.cohort, person_id=person, **given))
        db.session.commit()

    def _enrol(self, person, course):
        must, done = course == self.courses[0] and self.dice.random() < 0.8, self.dice.random() < 0.5
        facts = {"due_on": next(self.due_on), "duty_id": self.duty} if must else {}
        row = Enrolment(person_id=person, course_id=course, version_id=self.version[course], completed_at=now() if done else None, **facts)
        db.session.add(row)
        db.session.flush()
        if done:
            db.session.add(_paper(row))

    def a_month_passes(self):
        people = sorted(db.session.scalars(select(Person.id).where(Person.department_id.is_not(None))), key=str)
        for person in self.dice.sample(people, 3):
            db.session.get_one(Person, person).active = False
        for person in self.dice.sample(people, 3):
            db.session.get_one(Person, person).department_id = self.dice.choice(list(self.above))
        left = self.dice.sample(people, self.dice.choice((1, 30)))
        db.session.execute(update(Enrolment).where(Enrolment.person_id.in_(left), Enrolment.completed_at.is_(None)).values(left_at=now()))
        db.session.get_one(Post, self.posts["Post 1"]).grade = self.dice.choice(GRADES)
        db.session.commit()
        self.arrive(self.dice.choice((1, 15)))
        self.learn(self.dice.choice((2, 40)))

    def way_up(self, department):
        while department is not None:
            yield department
            department = self.above[department]


def _paper(enrolment):
    words = {"holder_name": "P", "course_title": "Course", "language": "en", "issuer": "City", "outcomes": [], "competences": []}
    days = {"began_on": today(), "completed_on": today(), "issued_at": now(), "expires_at": now() + timedelta(days=80)}
    of = {"enrolment_id": enrolment.id, "person_id": enrolment.person_id, "course_id": enrolment.course_id, "version_id": enrolment.version_id}
    return Certificate(number=uuid4().hex[:30], code=uuid4().hex, learning_points=2, effort_minutes=90, **words, **days, **of)


def _every_filter(town):
    """Report and filters, whatever an address may ask for."""
    for department in (None, *town.above):
        for post in (None, *town.posts.values()):
            yield from ((key, Filters(department=department, post=post)) for key in ("completion", "learning"))
        yield from (("completion", Filters(department=department, course=course)) for course in town.courses)
        yield from (("cohorts", Filters(department=department, grade=grade)) for grade in (None, "B1", "A2"))
        yield "courses", Filters(department=department)


def _read_everything(town, reader, seen):
    """Add to ``seen`` (question and course -> sets of people) every figure; files hold the same tables."""
    titles, members = {title: one for one, title in course_titles().items()}, _members(town)
    for key, filters in _every_filter(town):
        asked = frame(filters, reader)
        assert asked.filters == filters
        built = [table for table in REPORTS[key].build(asked, today()) if table.title in TABLES and table.columns[1].label != "Duties"]
        for title, (label, people, *_shares) in [(one.title, row) for one in built for row in one.rows]:
            question, entry = _of_whom(town, title, label, filters, titles)
            if str(people) != "held back":
                assert len(members[question][entry]) == people, (filters, title, label)
                seen[question].append(frozenset(members[question][entry]))


def _members(town):
    """Question and course -> department and kind -> who is counted there."""
    members = defaultdict(lambda: defaultdict(set))
    for row in db.session.scalars(select(CountedAnswer).where(CountedAnswer.left_on.is_(None))):
        for node, kind in product((None, *town.way_up(row.department_id)), (None, row.kind)):
            members[row.question, row.about][node, kind].add(row.person_id)
    return members


def _of_whom(town, title, label, filters, titles):
    """Question and course, department and kind of a row."""
    question, department = TABLES[title], town.names.get(label, filters.department)
    if question.of_a_course:
        return (question, str(filters.course or titles[label])), (department, None if title == "Courses" else ON_DUTY)
    kind = filters.post or filters.grade
    if title.endswith(("by post", "by grade")):
        kind = town.posts.get(label, "" if label == "No grade" else label)
    return (question, ""), (department, None if kind is None else str(kind))


def _attack(seed):
    town, seen, reader = Town(seed), defaultdict(list), with_roles(make_person("Hanna", Role.HR).id)
    for month in (JANUARY, FEBRUARY):
        with at(month):
            if month is FEBRUARY:
                town.a_month_passes()
            with transaction():
                take_roll()
            _read_everything(town, with_roles(reader.id), seen)
    return seen


@pytest.mark.parametrize("seed", range(2))
def test_nobody_is_found_by_reading_every_question_of_two_months(session, seed):
    seen = _attack(seed)
    assert {question for question, _about in seen} == set(Question), "the attacker is shown something of each"
    assert {key: fewest(figures) for key, figures in seen.items()} == dict.fromkeys(seen)


def test_due_training_in_all_is_a_function_of_what_the_attacker_has_read_of_each_course(session):
    town, reader = Town(0), make_person("Hanna", Role.HR)
    with at(JANUARY):
        with transaction():
            take_roll()
        for department in (None, *town.above):
            told = defaultdict(list)
            for course in town.courses:
                for label, people, *shares in _due_training(reader, department, course):
                    told[label].append(None if people is HELD else Told(people, [None if one is HELD else one for one in shares]))
            expected = []
            for label, courses in told.items():
                found = together(courses)
                shares = [HELD if one is None else one for one in found.shares] if found else [HELD] * 6
                expected.append([label, found.duties if found else HELD, *shares, found.left_out if found else len(courses)])
            assert expected
            assert sorted(_due_training(reader, department), key=str) == sorted(expected, key=str)


def _due_training(reader, department, course=None):
    return REPORTS["completion"].build(frame(Filters(department=department, course=course), reader), today())[0].rows


def test_somebody_is_found_when_only_sizes_are_looked_at(session, monkeypatch):
    monkeypatch.setattr(Grouping, "shows", lambda self, entry: self.people[entry] >= 10)
    assert any(fewest(figures) for figures in _attack(0).values())


@pytest.mark.parametrize("guarded", [True, False])
def test_what_comes_due_in_all_less_that_of_each_department_is_told_of_nobody_but_where_only_sizes_are_looked_at(session, monkeypatch, guarded):
    if not guarded:
        monkeypatch.setattr(Grouping, "shows", lambda self, entry: self.people[entry] >= 10)
    course, clerk, hilde = certified_course("data-protection"), make_post("Clerk"), make_person("Hilde", Role.HR)
    duty, version = set_duty(course, hilde, clerk), db.session.scalars(select(CourseVersion)).one().id
    people = defaultdict(set)
    for name, number in (("Home", 20), ("Yard", 11), ("Away", 4)):
        department = make_department(name)
        for n in range(number):
            person, due = make_person(f"P{n}", department=department, post_id=clerk.id).id, today() + timedelta(days=20 + 30 * (n % 3))
            db.session.add(Enrolment(person_id=person, course_id=course.id, version_id=version, due_on=due, duty_id=duty))
            for row in (name, "All departments"):
                people[row].add(person)
    db.session.commit()
    with transaction():
        take_roll()
    told = {label: shares for label, *shares in _due_training(hilde, None, course.id) if any(one is not HELD for one in shares[4:])}
    assert "All departments" in told
    assert fewest([frozenset(people[label]) for label in told]) == (None if guarded else 4)


def test_somebody_is_found_when_each_day_is_safe_by_itself(session, monkeypatch):
    def of_one_day(tree, counted, _before, **_worth):
        together = Counter()
        for (_company, place), people in counted.items():
            together[None, place] += people
        return told_of(tree, together, {})

    monkeypatch.setattr(questions, "may_answer", lambda moves, *_rest: dict.fromkeys(moves))
    monkeypatch.setattr(questions, "told_of", of_one_day)
    assert any(fewest(figures) for figures in _attack(0).values())


# ── what the shares of one group say of each other ──


def _numbers(shown, people):
    """How many of them it is at least, and at most."""
    if isinstance(shown, Share):
        return bands.numbers(shown, people)
    return (0, people) if shown is HELD else (-(-shown.lowest * people // 100), shown.highest * people // 100)


def _classes(people, shares):
    """Between which numbers those in time, late, overdue lie, those due within 30, in 31 to 60 and in 61 to 90 days: nobody is in two of them."""
    told = [_numbers(one, people) for one in shares]
    parts = [*told[:4], *((max(0, after[0] - before[1]), after[1] - before[0]) for before, after in pairwise(told[3:]))]
    whole = sum(low for low, _high in parts)
    return [(low, min(high, people - whole + low)) for low, high in parts]


def _worked_out(people, shares):
    """Those of whom more is known than that they are under a tenth, and was not before the last three shares were told."""
    tenth, before = (10 * people - 1) // 100, _classes(people, [*shares[:3], HELD, HELD, HELD])
    return [
        (place, low, high)
        for place, ((low, high), (_low, high_before)) in enumerate(zip(_classes(people, shares), before, strict=True))
        if high <= tenth and (low > 0 or high < min(tenth, high_before))
    ]


ONE_DATE, MANY_DATES = [date(2026, 1, 20)], [date(2026, 1, 20), date(2026, 1, 20), date(2026, 2, 20), date(2026, 3, 20), date(2026, 6, 20)]


def _shares_of_due_training(seed, due_on):
    """Each row that HR reads of one course, in two months: how many people, and the shares told of them."""
    town, reader = Town(seed, due_on), make_person("Hanna", Role.HR)
    for month in (JANUARY, FEBRUARY):
        with at(month):
            if month is FEBRUARY:
                town.a_month_passes()
            with transaction():
                take_roll()
            for department, course in product((None, *town.above), town.courses):
                yield from ((people, shares) for _label, people, *shares in _due_training(reader, department, course) if people is not HELD)


@pytest.mark.parametrize("due_on", [ONE_DATE, MANY_DATES])
@pytest.mark.parametrize("seed", range(2))
def test_what_comes_due_lets_no_share_near_an_end_be_worked_out(session, seed, due_on):
    rows = list(_shares_of_due_training(seed, due_on))
    assert any(str(one) != "10% or less" and one is not HELD for _people, shares in rows for one in shares[3:]), "something is told"
    assert not [row for row in rows if _worked_out(*row)]


@pytest.mark.parametrize("due_on", [ONE_DATE, MANY_DATES])
def test_a_share_near_an_end_is_worked_out_where_each_is_looked_at_by_itself(session, monkeypatch, due_on):
    monkeypatch.setattr(crosstabs, "ahead", lambda numbers, people, _beside: [bands.share(one, people) for one in numbers])
    found = [one for row in _shares_of_due_training(0, due_on) for one in _worked_out(*row)]
    assert found
    if due_on is ONE_DATE:
        assert (2, 0, 0) in found, "nobody is overdue"
