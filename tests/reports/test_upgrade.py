"""A database of before there was one question for each course: nobody who left is forgotten, and nothing is told that was not."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask_migrate import downgrade, upgrade
from sqlalchemy import select

from lms.app import create_app
from lms.kit import migrations
from lms.kit.clock import now
from lms.kit.db import db
from lms.reports.models.heat import CountedPlace
from lms.reports.models.questions import ON_DUTY, OTHERWISE, CountedAnswer, Question, QuestionEntry
from tests import postgres
from tests.competency.test_upgrade import table
from tests.conftest import ON_POSTGRES, settings_for

BEFORE, COURSE, LEFT = "0018", str(uuid4()), date(2026, 2, 1)
TOGETHER = [uuid4() for _company in range(4)]


@pytest.fixture
def old(tmp_path):
    """A house of before: a department below a city and one beside it, and people who are counted on a course."""
    address = postgres.fresh() if ON_POSTGRES else f"sqlite:///{tmp_path / 'old.sqlite'}"
    app = migrations.init_app(create_app(settings_for(address, tmp_path)))
    with app.app_context():
        upgrade(revision=BEFORE)
        with db.engine.begin() as connection:
            yield Old(connection)
        db.session.remove()
        db.engine.dispose()


class Old:
    def __init__(self, connection):
        self.connection = connection
        self.city, self.below, self.beside = [self.department(name) for name in ("City", "Below", "Beside")]
        for one, above in ((self.city, None), (self.below, self.city), (self.beside, self.city)):
            self.add("report_department", department_id=one, parent_id=above)
        for node in (None, self.city, self.below, self.beside):
            for question in ("began", "due_in"):
                self.add("report_question_entry", question=question, about=COURSE, department_id=node, published=True, visible=True)
        self.add("report_question_entry", question="due", about="", published=True, visible=True)

    def add(self, _table, **facts):
        columns = table(self.connection, _table)
        if "company" in columns.c:
            columns.c.company.type = sa.Uuid()
        row = {"id": uuid4(), **facts}
        self.connection.execute(columns.insert(), row)
        return row["id"]

    def fill(self, _table, **facts):
        """The same with some value in each column that needs one."""
        needed = [column for column in table(self.connection, _table).c if not column.nullable and column.name not in ("id", *facts)]
        some = {datetime: now(), int: 1, str: "", bool: False}
        values = {one.name: {} if isinstance(one.type, sa.JSON) else some[one.type.python_type] for one in needed}
        return self.add(_table, **facts, **values)

    def department(self, name):
        return self.add("department", name=name, code=name)

    def person(self):
        key = uuid4().hex
        names = {"email": f"{key}@city.test", "name": "Ada", "language": "en", "fs_uniquifier": key, "active": True, "created_at": now()}
        return self.add("person", **names)

    def on_course(self, department, *, began, due=None, left=None, due_left=None, nobody=False, due_at=None):
        """Somebody who began the course, in that company; and in due training of it, if ``due`` is one."""
        person = None if nobody else self.person()
        fixed = {"about": COURSE, "person_id": person, "kind": "", "fourth": 0}
        self.add("report_answer", question="began", department_id=department, company=began, left_on=left, first=1, second=0, third=0, **fixed)
        if due:
            seat = due_at or department
            self.add("report_answer", question="due_in", department_id=seat, company=due, left_on=due_left, first=0, second=1, third=0, **fixed)
            self.add("report_answer", question="due", **{**fixed, "about": ""}, department_id=seat, company=due, first=0, second=1, third=0)
        return person

    def upgrade(self):
        self.connection.commit()
        self.connection.close()
        upgrade()


def entries():
    return {(row.department_id, row.kind): (row.published, row.visible) for row in db.session.scalars(select(QuestionEntry))}


def test_two_questions_become_one_and_company_is_kept(old):
    one, other, third, gone = TOGETHER
    for _ in range(3):
        old.on_course(old.below, began=one, due=other)
    old.on_course(old.below, began=one, due=other, nobody=True)
    old.on_course(old.below, began=one, due=third, due_left=LEFT)
    old.on_course(old.below, began=one)
    left = [old.on_course(old.below, began=gone, left=LEFT) for _ in range(2)]
    old.upgrade()
    rows = db.session.scalars(select(CountedAnswer)).all()
    assert {row.question for row in rows} == {Question.ON_COURSE}
    stands = Counter((row.kind, row.first, row.second, row.third, row.fourth, row.fifth, row.left_on) for row in rows)
    assert stands == {(ON_DUTY, 1, 0, 0, 1, 0, None): 4, (OTHERWISE, 1, 0, 0, 0, 0, None): 2, (OTHERWISE, 1, 0, 0, 0, 0, LEFT): 2}
    companies = {row.company: {other.person_id for other in rows if other.company == row.company} for row in rows}
    assert sorted(map(len, companies.values())) == [1, 1, 2, 4], "who came, or left, together in both"
    assert set(left) in companies.values()
    told = dict.fromkeys((None, old.city, old.below, old.beside), (True, True))
    assert entries() == {**{(node, None): both for node, both in told.items()}, **{(node, ON_DUTY): (True, False) for node in told}}


def test_where_the_two_counted_others_those_on_duty_are_not_told(old):
    one, other, *_rest = TOGETHER
    old.on_course(old.below, began=one, due=other, due_at=old.city)
    old.upgrade()
    assert {node for (node, kind), (published, _visible) in entries().items() if kind == ON_DUTY and published} == {old.beside}


def test_whose_date_was_ahead_at_the_last_counting_is_found(old):
    first = date(2026, 3, 1)
    old.add("report_roll", taken_on=first, answered_on=first, counted=5, waiting=0)
    course = old.fill("course", id=UUID(COURSE))
    version, duty = old.fill("course_version", course_id=course), old.fill("duty", course_id=course, department_id=old.city)
    people = [old.on_course(old.below, began=TOGETHER[0], due=TOGETHER[1]) for _ in range(5)]
    for person, days, completed_at in zip(people, (-1, 0, 31, 90, 20), [*[None] * 4, datetime(2026, 2, 20, tzinfo=UTC)], strict=True):
        of = {"person_id": person, "course_id": course, "version_id": version, "duty_id": duty}
        old.fill("enrolment", **of, due_on=first + timedelta(days=days), completed_at=completed_at)
    old.upgrade()
    rows = {row.person_id: (row.sixth, row.seventh, row.eighth) for row in db.session.scalars(select(CountedAnswer))}
    assert [rows[person] for person in people] == [(0, 0, 0), (1, 1, 1), (0, 1, 1), (0, 0, 1), (0, 0, 0)]


def test_a_place_stays_and_the_way_back_is_open(old):
    old.on_course(old.below, began=TOGETHER[0], due=TOGETHER[1])
    post, person = old.add("post", title="Clerk", code="clerk"), old.person()
    old.add("report_place", person_id=person, department_id=old.below, post_id=post, company=uuid4(), since=LEFT)
    old.upgrade()
    kept = db.session.scalars(select(CountedPlace)).one()
    assert (kept.person_id, kept.left_on) == (person, None)
    db.session.rollback()
    downgrade(revision=BEFORE)
    with db.engine.begin() as connection:
        rows = connection.execute(sa.text("SELECT question, first, second, third FROM report_answer ORDER BY question")).all()
        assert [tuple(row) for row in rows] == [("began", 1, 0, 0), ("due_in", 0, 1, 0)]
        assert connection.scalar(sa.text("SELECT count(*) FROM report_place")) == 1
        told = connection.execute(sa.text("SELECT question, count(*) FROM report_question_entry WHERE kind IS NULL GROUP BY question")).all()
        assert dict(map(tuple, told)) == {"began": 4, "due_in": 4}
