"""The attacker at the door of the house: every filter, page and file of two months, read as HR, then solved; and what one change changes."""

import csv
import io
import random
from datetime import UTC, datetime
from itertools import product

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from lms.cohorts.jobs.ending import follow_up
from lms.cohorts.models.care import ParticipationRating, Rating
from lms.cohorts.models.cohorts import CohortState, Place, PlaceState
from lms.cohorts.models.ending import FollowUp, FollowUpAnswer
from lms.kit.clock import at, now, today
from lms.kit.db import db, transaction
from lms.people.models import Grant, Person, Role
from lms.people.queries.directory import departments, with_departments_below
from lms.people.queries.scopes import reach_in_reports
from lms.people.queries.sign_ins import with_roles
from lms.reports.disclosure.grouping import Grouping
from lms.reports.filters import Filters
from lms.reports.models.heat import CountedPlace
from lms.reports.queries.built import REPORTS
from lms.reports.queries.frame import frame
from lms.reports.queries.talent import talent_gap
from lms.reports.service.drawing import page_of
from lms.reports.service.rolls import take_roll
from tests.factories.certificates import certificate_of, certified_course
from tests.factories.competences import ids, required, shows
from tests.factories.people import make_department, make_people, make_person, make_post
from tests.factories.running_camps import running_camp
from tests.factories.standings import make_competences, require
from tests.reports.attacker import fewest

MONTHS = (datetime(2026, 1, 1, 2, tzinfo=UTC), datetime(2026, 2, 1, 2, tzinfo=UTC))


class Town:
    """A random small one."""

    def __init__(self, seed):
        self.dice = dice = random.Random(seed)
        tops = [make_department(f"Top {n}") for n in range(2)]
        self.departments = tops + [make_department(f"Below {n}", parent=dice.choice(tops)) for n in range(4)]
        self.posts = [make_post(f"Post {n}") for n in range(3)]
        self.competences = make_competences(2)
        for number, post in enumerate(self.posts):
            require(post, dict.fromkeys(self.competences[:2 if number else 1], 3))
        self.came = []
        for number in range(80):
            self.arrive(number)

    def arrive(self, number):
        department = self.dice.choice(self.departments)
        self.came.append(make_person(f"P{number}", department=department, post_id=self.dice.choices(self.posts, (6, 3, 1))[0].id).id)

    def a_month_passes(self):
        chosen = db.session.scalars(select(Person).where(Person.department_id.is_not(None)))
        people = sorted(chosen, key=lambda person: self.came.index(person.id))  # a database may name them in any order, and a seed is one town
        for person in self.dice.sample(people, 3):
            person.active = False
        for person in self.dice.sample(people, 3):
            person.department_id = self.dice.choice(self.departments).id
        db.session.commit()
        for number in range(self.dice.choice((2, 25))):
            self.arrive(f"new {number}")
        require(self.posts[0], dict.fromkeys(self.competences[:self.dice.choice((1, 2))], 3))


def _lines(client, address):
    return csv.reader(io.StringIO(client.get(address).text.lstrip("\ufeff")))


def _read_everything(client, town, reader, seen):
    """Add to ``seen`` (competence -> sets of people) every figure of the heat map and the talent gap; the pages show the same figures."""
    counted = select(CountedPlace.person_id, CountedPlace.department_id, CountedPlace.post_id).where(CountedPlace.left_on.is_(None))
    tree, places = departments(), db.session.execute(counted).all()
    by_name = {branch.department.name: branch.department.id for branch in tree}
    titles = {post.title: post.id for post in town.posts}
    required = {one.title: {p.id for n, p in enumerate(town.posts)} for one in town.competences}
    for department, post, by in product([None, *town.departments], [None, *town.posts], ("departments", "posts")):
        asked = {name: one.id for name, one in (("department", department), ("post", post)) if one}
        words = "&".join(f"{name}={one}" for name, one in asked.items()) + f"&by={by}"
        gaps = talent_gap(frame(Filters(**asked), reader), today()) if by == "posts" else []
        told = [["", "", gap.competence.title, str(gap.people), "", ""] for gap in gaps if not gap.held]
        for line in [*_lines(client, f"/reports/competences.csv?{words}"), *told]:
            if len(line) < 6 or line[2] not in required or line[3] == "held back":
                continue
            inside = department.id if department else None
            own = titles.get(line[0], post.id if post else None)
            inside = by_name.get(line[0], inside)
            seats = with_departments_below(inside, tree) if inside else {b.department.id for b in tree}
            people = [row.person_id for row in places if row.department_id in seats and own in (None, row.post_id)]
            needing = _required_posts(line[2], town)
            group = frozenset(one for one in people if _post_of(one, places) in needing)
            assert len(group) == int(line[3]), f"{line} under {words}"
            seen.setdefault(line[2], []).append(group)


def _post_of(person_id, places):
    return next(row.post_id for row in places if row.person_id == person_id)


def _required_posts(title, town):
    from lms.reports.models.heat import CountedRequirement

    competence = next(one for one in town.competences if one.title == title)
    of_it = CountedRequirement.competence_id == competence.id, CountedRequirement.dropped_on.is_(None)
    return set(db.session.scalars(select(CountedRequirement.post_id).where(*of_it)))


def _attack(client, seed):
    town, seen, hanna = Town(seed), {}, make_person("Hanna", Role.HR)
    client.sign_in(hanna)
    for number, month in enumerate(MONTHS):
        if number:
            town.a_month_passes()
        with at(month), transaction():
            take_roll()
        _read_everything(client, town, with_roles(hanna.id), seen)
    return seen


@pytest.mark.parametrize("seed", range(3))
def test_nobody_is_found_by_reading_everything(client, session, seed):
    seen = _attack(client, seed)
    assert seen, "the attacker was shown nothing: this test sees nothing"
    assert {title: fewest(figures) for title, figures in seen.items()} == dict.fromkeys(seen)


def test_somebody_is_found_when_only_sizes_are_looked_at(client, session, monkeypatch):
    monkeypatch.setattr(Grouping, "shows", lambda self, entry: self.people[entry] >= 10)
    assert any(fewest(figures) for figures in _attack(client, 0).values())


def _told(reader, key, department, post):
    built = REPORTS[key].build(frame(Filters(department=department, post=post), reader), today())
    return {(post, table.title, *map(str, row)) for table in built for row in table.rows}


@pytest.mark.parametrize("role", [Role.HR, Role.AUDITOR])
def test_who_reads_for_a_department_is_told_nothing_but_what_the_attacker_has_solved(session, role):
    town, scoped = Town(0), make_person("Sam Scoped")
    posts = None, town.posts[0].id
    db.session.add(Grant(person_id=scoped.id, role=role, department_id=town.departments[0].id))
    db.session.commit()
    with transaction():
        take_roll()
    reader, hanna = with_roles(scoped.id), make_person("Hanna", Role.HR)
    every, own = [None, *(one.id for one in town.departments)], [None, *reach_in_reports(reader)]
    for key in ("competences", "talent-gap", "learning"):
        whole = {row for department, post in product(every, posts) for row in _told(hanna, key, department, post)}
        told = {row for department, post in product(own, posts) for row in _told(reader, key, department, post)}
        assert told, key
        assert told < whole, key


# ── everything else that a role may get ──


class Camp:
    """Twelve on a boot camp that runs, and another that ended lately, ten of whose twelve graduates have answered."""

    def __init__(self):
        office, post = make_department("Office"), required({"1.3": 3})
        self.people = make_people((f"Officer {n}" for n in range(12)), department=office, post_id=post.id)
        self.post, self.boss = post, make_person("Bea Boss")
        self.running, _trainer, _people = running_camp(self.people)
        self.ended, _trainer, _people = running_camp(self.people, begins_in=-70, state=CohortState.ENDED)
        for place in db.session.scalars(select(Place).where(Place.cohort_id == self.ended.id)):
            place.state, place.department_id = PlaceState.GRADUATED, office.id
        for person in self.people:
            shows(person, {"1.3": 3})
            self.rate(person, Rating.ENGAGED)
        db.session.commit()
        with transaction():
            take_roll()
        follow_up()
        for person in self.people[:10]:
            self.answer(person, "yes")

    def rate(self, person, rating):
        said = {"dimension": "contribution", "occasion": "sprint:one", "rating": rating}
        db.session.add(ParticipationRating(cohort_id=self.running.id, person_id=person.id, **said))
        db.session.commit()

    def answer(self, person, value):
        asked = db.session.scalars(select(FollowUp).where(FollowUp.person_id == person.id)).one()
        asked.answered_at = now()
        db.session.add(FollowUpAnswer(follow_up_id=asked.id, question="changed", value=value, evidence="Look"))
        db.session.commit()


def _main(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.text.partition("<main")[2].partition("</main>")[0]


def _read_as(client, reader, camp):
    """Every page of the two camps, and every report in every form, as words."""
    client.sign_in(reader)
    read = {}
    for cohort in (camp.running, camp.ended):
        read.update({address: _main(client, address) for page in ("report", "follow-up") if (address := f"/cohorts/{cohort.slug}/{page}")})
        read[f"/cohorts/{cohort.slug}/report.pdf"] = client.get(f"/cohorts/{cohort.slug}/report.pdf").status_code
    for key, report in REPORTS.items():
        read[key] = _main(client, f"/reports/{key}")
        read[f"{key}.csv"] = client.get(f"/reports/{key}.csv").text
        book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"/reports/{key}.xlsx").data))
        read[f"{key}.xlsx"] = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
        read[f"{key}.pdf"] = page_of(str(report.title), report.build(frame(Filters(), with_roles(reader.id)), today()))
        db.session.rollback()
    return read


def test_what_one_person_is_rated_answers_or_completes_changes_nothing_that_hr_or_auditors_get(client, session):
    camp, readers = Camp(), [make_person("Hanna", Role.HR), make_person("Axel", Role.AUDITOR)]
    course = certified_course("open-data")
    before = [_read_as(client, one, camp) for one in readers]
    camp.rate(camp.people[0], Rating.NEEDS_ATTENTION)
    camp.answer(camp.people[10], "no")
    certificate_of(camp.people[0], course)
    for reader, was in zip(readers, before, strict=True):
        assert _read_as(client, reader, camp) == was
        assert len(was) == 6 + 4 * len(REPORTS)


def test_every_form_of_a_report_holds_back_the_same(client, session):
    camp, reader = Camp(), make_person("Hanna", Role.HR)
    make_person("Alone", department=make_department("Annex"), post_id=camp.post.id)
    read = _read_as(client, reader, camp)
    for key in REPORTS:
        held = [str(read[f"{key}.{form}"]).count("held back") for form in ("csv", "pdf")]
        assert held[0] == held[1], key
        assert str(read[f"{key}.xlsx"]).count("held back") == held[0], key


def test_an_administrator_finds_no_level_by_trying(client, session):
    camp = Camp()
    client.sign_in(make_person("Ada Admin", Role.ADMINISTRATOR))

    def tried():
        field, pages = f"level-{ids('1.3')['1.3']}", []
        for level in range(1, 9):
            page = client.send(f"/role-profiles/{camp.post.id}/edit", f"/role-profiles/{camp.post.id}/effect", based_on=1, note="x", **{field: level})
            pages.append(page.text.partition("<main")[2].partition("<form")[0])
        return pages

    before = tried()
    assert all("is not told to you" in page for page in before)
    shows(camp.people[0], {"1.3": 7})
    assert tried() == before
