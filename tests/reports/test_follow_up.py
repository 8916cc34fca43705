"""What is said after boot camps, counted by hand; and that a manager of many is one person."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from lms.cohorts.models.cohorts import CohortState, Place, PlaceState
from lms.cohorts.models.ending import Asked, FollowUp, FollowUpAnswer
from lms.cohorts.programme_files.shapes import Question
from lms.kit.bands import NearEnd, Side, mean
from lms.kit.clock import now, today
from lms.kit.db import db, transaction
from lms.people.models import Role
from lms.reports.disclosure.parts import LEAST, WHOLE, in_parts
from lms.reports.filters import Filters
from lms.reports.queries.built import REPORTS
from lms.reports.queries.frame import frame
from lms.reports.service.rolls import take_roll
from tests.factories.cohorts import PLAN, make_cohort
from tests.factories.people import make_department, make_people, make_person, make_post

PLAN_AFTER = replace(
    PLAN,
    follow_up_days=(30, 60),
    questions=(
        Question("satisfied", "How satisfied are you?", "scale", "officer", False, (30,)),
        Question("changed", "Did your work change?", "yes_no", "both", True),
    ),
)
SATISFIED, CHANGED = "30 How satisfied are you?", "30 Did your work change?"
HELD = "held back"


class Camp:
    """A boot camp that ended long ago: 20 graduates of Home, 11 of the Yard, 4 of the Annex of Home."""

    def __init__(self):
        self.home, self.yard = make_department("Home"), make_department("Yard")
        self.annex = make_department("Annex", parent=self.home)
        post = make_post("Clerk")
        self.cohort = make_cohort(PLAN_AFTER, begins_in=-28 - 30 - 51 - 40, state=CohortState.ENDED, seats=40)
        self.places = []
        for department, number in ((self.home, 20), (self.annex, 4), (self.yard, 11)):
            names = (f"{department.name} {n}" for n in range(number))
            for person in make_people(names, department=department, post_id=post.id):
                self.places.append(Place(cohort_id=self.cohort.id, person_id=person.id, department_id=department.id, state=PlaceState.GRADUATED))
        db.session.add_all(self.places)
        db.session.commit()
        with transaction():
            take_roll()

    def ask(self, place, *, role=Asked.OFFICER, days=30, by=None, after=2, **facts):
        """Ask about a graduate on the day; ``after`` so many days they answer ``facts``: question -> (value, evidence)."""
        asked = datetime.combine(self.cohort.ends_on + timedelta(days=days), time(8), UTC)
        row = FollowUp(
            place_id=place.id,
            person_id=by.id if by else place.person_id,
            role=role,
            days=days,
            asked_at=asked,
            due_on=asked.date() + timedelta(days=21),
            answered_at=asked + timedelta(days=after) if facts else None,
        )
        db.session.add(row)
        db.session.flush()
        db.session.add_all(FollowUpAnswer(follow_up_id=row.id, question=key, value=one[0], evidence=one[1]) for key, one in facts.items())
        db.session.commit()
        return row


@pytest.fixture
def camp(session):
    return Camp()


def said(role="graduates", day=None, **filters):
    """The figures of one table: "days question" -> asked, answered, with evidence, without, mean, as words."""
    reader = make_person("Hanna", Role.HR)
    graduates, managers = REPORTS["after"].build(frame(Filters(**filters), reader), day or today())
    rows = (graduates if role == "graduates" else managers).rows
    return {f"{row[1]} {row[2]}": ["" if value is None else str(value) for value in row[3:]] for row in rows}


def test_what_graduates_say(camp):
    yes, claim, no = ("yes", "Look here"), ("yes", ""), ("no", "")
    for number, place in enumerate(camp.places[:20]):
        changed = yes if number < 9 else claim if number < 12 else no
        facts = {"satisfied": ("5" if number < 10 else "2", ""), "changed": changed} if number < 15 else {}
        camp.ask(place, **facts)
    # 20 asked, 15 answered (75 per cent); 9 yes with evidence (60), 3 without (20), 3 no; ten fives and five twos: 4.0
    assert said(department=camp.home.id) == {
        SATISFIED: ["20", "75%", "", "", "4.0"],
        CHANGED: ["20", "75%", "60%", "20%", ""],
    }
    assert said() == said(department=camp.home.id), "nobody else was asked"
    assert said("managers") == {}


def test_too_few_answers_have_no_mean_and_the_share_that_answered_is_told(camp):
    for number, place in enumerate(camp.places[:20]):
        camp.ask(place, **({"satisfied": ("4", ""), "changed": ("yes", "")} if number < 9 else {}))
    assert said()[SATISFIED] == ["20", "45%", "", "", HELD]
    assert said()[CHANGED] == ["20", "45%", HELD, HELD, ""]


def test_what_would_tell_of_a_few_by_subtraction_is_held_back(camp):
    for place in camp.places[:24]:
        camp.ask(place, satisfied=("3", ""), changed=("no", ""))
    for place in camp.places[24:]:
        camp.ask(place, satisfied=("4", ""), changed=("no", ""))
    assert said(department=camp.annex.id)[SATISFIED] == [HELD, HELD, "", "", HELD]
    assert said(department=camp.home.id)[SATISFIED] == ["24", "90% or more", "", "", "3.0"]
    # all (35), Home (24) and the Yard (11) may stand together
    assert said(department=camp.yard.id)[SATISFIED] == ["11", "90% or more", "", "", "4.0"]
    assert said()[SATISFIED] == ["35", "90% or more", "", "", "3.3"]


def test_all_less_a_department_is_a_department(camp):
    for place in [*camp.places[:20], *camp.places[24:28]]:
        camp.ask(place, satisfied=("3", ""))
    shown = [said(department=one)[SATISFIED][0] for one in (None, camp.home.id, camp.yard.id)]
    assert shown[2] == HELD
    assert HELD in shown[:2], "all less Home would be the four of the Yard"


def test_a_manager_of_many_is_one_person(camp):
    bosses = make_people(f"Boss {n}" for n in range(10))
    for number, place in enumerate(camp.places):
        camp.ask(place, role=Asked.MANAGER, by=bosses[number % 9], changed=("yes", "Look") if number % 2 else ("no", ""))
    assert said("managers") == {CHANGED: [HELD, HELD, HELD, HELD, ""]}, "thirty-five answers of nine people"
    for number, place in enumerate(camp.places):
        camp.ask(place, role=Asked.MANAGER, days=60, by=bosses[number % 10], **({"changed": ("yes", "")} if number else {}))
    assert said("managers")["60 Did your work change?"] == ["35", "90% or more", "10% or less", "90% or more", ""], "and of ten"


def test_managers_stand_apart(camp):
    for place in camp.places[:10]:
        camp.ask(place, role=Asked.MANAGER, by=make_person("Boss"), changed=("yes", "Look"))
    assert said("managers") == {CHANGED: ["10", "90% or more", "90% or more", "10% or less", ""]}
    assert said() == {}


def test_figures_stand_once_nobody_can_answer_any_more_and_then_never_change(camp):
    asked = [camp.ask(place, satisfied=("4", "")) for place in camp.places[:12]]
    camp.ask(camp.places[12], after=60, satisfied=("1", ""))
    last = camp.cohort.ends_on + timedelta(days=30 + 51)
    assert said(day=last) == {}
    assert said(day=last + timedelta(days=1)) == said()
    before = said()
    assert before[SATISFIED] == ["13", "90% or more", "", "", "4.0"], "who answered too late did not answer"
    asked[0].closed_at, asked[0].closed_reason = now(), "graduate_left"
    db.session.commit()
    assert said() == before, "what is taken back afterwards was asked"
    early = datetime.combine(camp.cohort.ends_on + timedelta(days=40), time(8), UTC)
    asked[1].closed_at, asked[1].closed_reason = early, "moved"
    db.session.commit()
    assert said()[SATISFIED][0] == "12"


def test_pages_and_files_say_the_same(client, camp):
    for place in camp.places[:12]:
        camp.ask(place, satisfied=("4", ""), changed=("yes", "Look"))
    client.sign_in(make_person("Hanna", Role.HR))
    page, text = client.get("/reports/after").text, client.get("/reports/after.csv").text
    assert "What graduates say" in page
    assert "What their managers say" in page
    assert "once nobody can answer any more, 51 days later" in page
    assert 'name="post"' not in page
    assert f"{camp.cohort.name},30,How satisfied are you?,12,90% or more,,,4" in text
    assert "Claimed without evidence," in text
    assert client.get("/reports/after.pdf").data.startswith(b"%PDF")
    assert "not narrowed by post" in client.get(f"/reports/after?post={camp.home.id}").text


def test_the_page_costs_the_same_for_few_and_many_answers(client, camp, statements):
    client.sign_in(make_person("Hanna", Role.HR))
    camp.ask(camp.places[0], satisfied=("4", ""))
    client.get("/reports/after")
    with statements() as few:
        client.get("/reports/after")
    for place in camp.places[1:]:
        camp.ask(place, satisfied=("4", ""), changed=("no", ""))
    with statements() as many:
        client.get("/reports/after")
    assert len(few) == len(many) <= 24


# ── without a database ──


def test_people_in_several_cells_are_no_more_than_one():
    parts = in_parts([(("a", "x"), "Ada"), (("a", "x"), "Ada"), (("b", "x"), "Ada"), (("b", "x"), "Ben")])
    assert parts == {("a", "x"): WHOLE // 2, ("b", "x"): WHOLE // 2 + WHOLE}
    assert sum(in_parts([((n % 7, "x"), n % 9) for n in range(63)]).values()) < LEAST


@pytest.mark.parametrize(
    ("marks", "told"),
    [
        ([4] * 10 + [2] * 5, 3.3),
        ([5] * 10, NearEnd(Side.HIGH, 4.6)),
        ([1] * 9 + [2], NearEnd(Side.LOW, 1.4)),
        ([5] * 6 + [4] * 4, NearEnd(Side.HIGH, 4.6)),
        ([5] * 5 + [4] * 5, 4.5),
    ],
)
def test_a_mean_near_an_end_tells_only_that(marks, told):
    assert mean(marks, 1, 5) == told
