"""The golden thread: walked from every station in both directions, at the same cost for any city; and where it is broken."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from lms.catalogue.models import CourseCompetence
from lms.champions.models import Champion, ChampionState
from lms.competency.models import Evidence, EvidenceKind
from lms.ideas.models.pitches import Idea, IdeaState
from lms.kit.clock import at, now, today
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.learning.models import Enrolment
from lms.notices.models import Notice
from lms.people.models import Person, Role
from lms.placements.models import Opening, OpeningState, Placement, PlacementMove, PlacementState
from lms.projects.models.projects import Benefit, BenefitFinding, Project, ProjectMilestone
from lms.strategy.models.initiatives import Initiative, Milestone
from lms.strategy.models.strategies import Indicator, Measurement, Strategy, StrategyState
from lms.thread.jobs import tell_of_broken_threads
from lms.thread.queries.broken import Break, loose_ends
from lms.thread.queries.walking import walk
from lms.thread.queries.worth import Change
from lms.thread.stations import Kind, Station, nearest, way_of
from tests.factories.people import make_person
from tests.factories.projects import make_initiative, make_project, owner_and_sponsor
from tests.factories.standings import stand
from tests.factories.threads import make_thread


@pytest.fixture
def thread(session):
    return make_thread()


def stations(found):
    return {column.station: {thing.kind for thing in column.things} for column in found.columns}


LEARNT = {
    Station.COURSES: {Kind.COURSE},
    Station.COMPETENCES: {Kind.COMPETENCE},
    Station.CHAMPIONS: {Kind.CHAMPION},
    Station.PLACEMENTS: {Kind.OPENING},
}
AHEAD = {
    Station.WORK: {Kind.INITIATIVE, Kind.PROJECT},
    Station.MILESTONES: {Kind.MILESTONE, Kind.PROJECT_MILESTONE},
    Station.INDICATORS: {Kind.INDICATOR},
}


@pytest.mark.parametrize("kind", [Kind.COURSE, Kind.COMPETENCE, Kind.CHAMPION, Kind.OPENING])
def test_what_is_learnt_leads_to_what_is_measured(thread, kind):
    found = walk(kind, thread.ids[kind])
    assert stations(found) == {**LEARNT, **AHEAD}
    assert [change.euros for change in found.euros] == [Decimal(25000)]


def test_an_initiative_lies_between_what_is_learnt_and_what_is_measured(thread):
    assert stations(walk(Kind.INITIATIVE, thread.ids[Kind.INITIATIVE])) == {**LEARNT, Station.IDEAS: {Kind.IDEA}, **AHEAD}


def test_a_project_comes_from_its_initiative(thread):
    own = {Station.WORK: {Kind.PROJECT, Kind.INITIATIVE}, Station.MILESTONES: {Kind.PROJECT_MILESTONE}, Station.INDICATORS: {Kind.INDICATOR}}
    assert stations(walk(Kind.PROJECT, thread.ids[Kind.PROJECT])) == {**LEARNT, Station.IDEAS: {Kind.IDEA}, **own}


def test_an_idea_leads_on_and_comes_from_no_course(thread):
    assert stations(walk(Kind.IDEA, thread.ids[Kind.IDEA])) == {Station.IDEAS: {Kind.IDEA}, **AHEAD}


@pytest.mark.parametrize("kind", [Kind.MILESTONE, Kind.PROJECT_MILESTONE, Kind.INDICATOR])
def test_what_is_measured_comes_from_what_is_learnt(thread, kind):
    found = stations(walk(kind, thread.ids[kind]))
    assert {station: found[station] for station in LEARNT} == LEARNT
    assert found[Station.INDICATORS] == {Kind.INDICATOR}
    assert Kind.INITIATIVE in found[Station.WORK]


def test_a_thing_stands_once_on_its_own_walk(thread):
    for kind, thing_id in thread.ids.items():
        ids = [thing.id for column in walk(kind, thing_id).columns for thing in column.things]
        assert len(ids) == len(set(ids))


def test_a_walk_costs_the_same_in_a_larger_city(thread, statements):
    def asked(kind):
        with statements() as seen:
            walk(kind, thread.ids[kind])
        return len(seen)

    few = {kind: asked(kind) for kind in Kind}
    assert max(few.values()) <= 40
    for number in range(4):
        make_thread(f"Champion {number}")
    assert {kind: asked(kind) for kind in Kind} == few


def test_what_is_a_draft_or_between_two_people_is_on_no_thread(thread):
    db.session.get_one(Idea, thread.ids[Kind.IDEA]).state = IdeaState.DRAFT
    db.session.query(Opening).update({"state": OpeningState.DRAFT})
    db.session.query(Strategy).update({"state": StrategyState.DRAFTING})
    db.session.commit()
    found = stations(walk(Kind.INITIATIVE, thread.ids[Kind.INITIATIVE]))
    assert (found[Station.IDEAS], found[Station.PLACEMENTS], found[Station.INDICATORS]) == (set(), set(), set())
    for kind in (Kind.IDEA, Kind.OPENING, Kind.INDICATOR):
        with pytest.raises(NotFound):
            walk(kind, thread.ids[kind])


@pytest.mark.parametrize(
    ("state", "confirmed"),
    [*((state, False) for state in PlacementState if state is not PlacementState.CONFIRMED), (PlacementState.ENDED, True)],
)
def test_a_placement_that_was_never_confirmed_tells_no_name_and_fills_no_opening(thread, client, state, confirmed):
    row = db.session.scalars(select(Placement)).one()
    row.state, db.session.get_one(Opening, row.opening_id).state = state, OpeningState.OPEN
    if confirmed:
        ways = {"placement_id": row.id, "deed": "confirm", "before": PlacementState.ACCEPTED, "after": PlacementState.CONFIRMED}
        db.session.add(PlacementMove(**ways))
    db.session.commit()
    client.sign_in(make_person("Otto"))
    assert (thread.champion_name in client.get(f"/thread/opening/{row.opening_id}").text) is confirmed
    assert (Kind.OPENING in stations(walk(Kind.CHAMPION, row.champion_id)).get(Station.PLACEMENTS, ())) is confirmed
    assert (Break.OPENING in broken()) is not confirmed


@pytest.mark.parametrize("state", [ChampionState.NOMINATED, ChampionState.DECLINED, ChampionState.ENDED])
def test_who_is_no_champion_of_the_directory_has_no_name_on_the_thread(thread, client, state):
    db.session.query(Champion).update({"state": state})
    db.session.commit()
    client.sign_in(make_person("Otto"))
    for kind in (Kind.OPENING, Kind.COMPETENCE, Kind.INITIATIVE):
        assert thread.champion_name not in client.get(f"/thread/{kind}/{thread.ids[kind]}").text
    assert client.get(f"/thread/champion/{thread.ids[Kind.CHAMPION]}").status_code == 404


def test_no_number_of_officers_stands_on_the_thread(thread, client):
    client.sign_in(make_person("Otto"))
    ways = [f"/thread/{kind}/{thread.ids[kind]}" for kind in (Kind.COURSE, Kind.COMPETENCE)]
    before = [client.get(way).text.partition("<main")[2] for way in ways]
    version = db.session.scalars(select(CourseCompetence.version_id)).first()
    for _ in range(12):
        person = make_person()
        stand(person, thread.ids[Kind.COMPETENCE], 4)
        db.session.add(Enrolment(person_id=person.id, course_id=thread.ids[Kind.COURSE], version_id=version, cycle=1, completed_at=now()))
    db.session.commit()
    assert [client.get(way).text.partition("<main")[2] for way in ways] == before


@pytest.mark.parametrize(("kind", "report"), [(Kind.COURSE, "courses"), (Kind.COMPETENCE, "competences")])
def test_who_reads_reports_is_led_to_how_many_there_are(thread, client, kind, report):
    client.sign_in(make_person("Hanna", Role.HR))
    assert f'href="/reports/{report}"' in client.get(f"/thread/{kind}/{thread.ids[kind]}").text


@pytest.mark.parametrize(
    ("baseline", "target", "value", "percent", "euros"),
    [("10", "60", "35", 50, "25000"), ("60", "10", "35", 50, "25000"), ("10", "60", "5", -10, "-5000"), ("10", "60", None, None, None)],
)
def test_a_change_towards_the_target_is_worth_something(baseline, target, value, percent, euros):
    figure = Decimal(value) if value else None
    change = Change(None, "I", "%", Decimal(baseline), Decimal(target), figure, None, Decimal(1000), "Tariff")
    assert (change.percent, change.euros) == (percent, Decimal(euros) if euros else None)


def test_the_newest_measurement_of_a_day_counts(thread):
    indicator = thread.ids[Kind.INDICATOR]
    day = today()
    db.session.add(Measurement(indicator_id=indicator, on_day=day, value=Decimal(40), source="Corrected", at=now() + timedelta(seconds=5)))
    db.session.add(Measurement(indicator_id=indicator, on_day=day - timedelta(days=90), value=Decimal(12), source="Old"))
    db.session.commit()
    assert walk(Kind.INDICATOR, indicator).changes[indicator].value == Decimal(40)


def test_benefits_in_euros_stand_at_the_end(thread):
    project = thread.ids[Kind.PROJECT]
    benefit = Benefit(project_id=project, title="Less driving", expected_per_year=Decimal(9000), due_on=date(2026, 1, 1))
    db.session.add(benefit)
    db.session.flush()
    for day, found in ((date(2026, 2, 1), 5000), (date(2026, 5, 1), 7000)):
        db.session.add(BenefitFinding(benefit_id=benefit.id, on_day=day, per_year=Decimal(found), source="Fuel cards"))
    db.session.commit()
    (worth,) = walk(Kind.INITIATIVE, thread.ids[Kind.INITIATIVE]).worth
    assert (worth.expected, worth.found, worth.on_day) == (Decimal(9000), Decimal(7000), date(2026, 5, 1))


def test_the_box_shows_the_nearest_three_each_way():
    columns = [(Station.MILESTONES, [], 0), (Station.WORK, [("A", "/a"), ("B", "/b")], 5), (Station.IDEAS, [("C", "/c")], 1)]
    found = nearest([*columns, (Station.COURSES, [("D", "/d")], 1), (Station.EUROS, [("E", "/e")], 1)])
    assert [(side.station, side.title, side.more) for side in found] == [(Station.WORK, "A", 4), (Station.IDEAS, "C", 0), (Station.COURSES, "D", 0)]


def test_ideas_lie_beside_what_is_learnt():
    assert Station.COURSES not in way_of(Kind.IDEA)
    assert Station.IDEAS not in way_of(Kind.COURSE)
    assert Station.IDEAS in way_of(Kind.PROJECT)


def test_a_page_asks_for_the_box_and_gets_no_whole_page(thread, client):
    client.sign_in(make_person("Otto"))
    address = f"/thread/initiative/{thread.ids[Kind.INITIATIVE]}"
    box = client.get(address, headers={"HX-Request": "true"}).text
    assert "<h1" not in box
    assert "Walk the whole thread" in box
    assert box.count("<li>") <= 6
    page = client.get(address).text
    assert "€25,000" in page
    assert all(words in page for words in (thread.champion_name, "Data hand", "All parks told"))


def test_pages_of_courses_and_competences_show_the_box_to_officers_only(thread, client):
    slug = db.session.execute(select(Enrolment.id)).first()
    assert slug is None
    address = walk(Kind.COURSE, thread.ids[Kind.COURSE]).thing.href
    assert "/thread/course/" not in client.get(address).text
    client.sign_in(make_person("Otto"))
    assert "/thread/course/" in client.get(address).text
    assert "/thread/competence/" in client.get(walk(Kind.COMPETENCE, thread.ids[Kind.COMPETENCE]).thing.href).text
    client.sign_in(make_person("Emil External", external=True))
    assert "/thread/course/" not in client.get(address).text
    assert client.get(f"/thread/course/{thread.ids[Kind.COURSE]}").status_code == 403


def broken(day=None):
    return {kind: len(found) for kind, found in loose_ends(day or today()).items() if found}


def test_a_whole_thread_has_no_loose_end_but_what_its_champion_shows(thread):
    assert broken() == {Break.CHAMPION: 1}


def _evidence(person_id, competence_id, **facts):
    given = {"kind": EvidenceKind.CERTIFICATE, "source_id": competence_id, "label": "Certificate", "level": 4, **facts}
    db.session.add(Evidence(person_id=person_id, competence_id=competence_id, **given))
    db.session.commit()


@pytest.mark.parametrize(
    ("facts", "loose"),
    [
        ({}, False),
        ({"kind": EvidenceKind.OWN_RATING}, True),
        ({"withdrawn_at": now()}, True),
        ({"expires_at": now() - timedelta(days=1)}, True),
        ({"expires_at": now() + timedelta(days=1)}, False),
    ],
)
def test_living_evidence_is_neither_own_words_nor_withdrawn_nor_run_out(thread, facts, loose):
    champion = db.session.get_one(Champion, thread.ids[Kind.CHAMPION])
    _evidence(champion.person_id, thread.ids[Kind.COMPETENCE], **facts)
    assert (Break.CHAMPION in broken()) is loose


def test_each_kind_of_break_is_found(thread):
    db.session.get_one(Initiative, thread.ids[Kind.INITIATIVE]).objective_id = None
    db.session.get_one(Milestone, thread.ids[Kind.MILESTONE]).indicator_id = None
    db.session.get_one(ProjectMilestone, thread.ids[Kind.PROJECT_MILESTONE]).indicator_id = None
    db.session.get_one(Project, thread.ids[Kind.PROJECT]).initiative_id = None
    db.session.query(Placement).update({"state": PlacementState.DECLINED})
    db.session.query(Opening).update({"state": OpeningState.OPEN})
    db.session.query(CourseCompetence).delete()
    db.session.query(Measurement).delete()
    db.session.commit()
    assert broken() == {kind: 2 if kind is Break.MILESTONE else 1 for kind in Break}


@pytest.mark.parametrize(("days", "loose"), [(80, False), (100, True)])
def test_an_indicator_is_measured_in_its_rhythm(thread, days, loose):
    assert db.session.get_one(Indicator, thread.ids[Kind.INDICATOR]).every_months == 3
    found = loose_ends(today() + timedelta(days=days))
    assert bool(found[Break.INDICATOR]) is loose


def test_what_is_given_up_is_no_broken_thread(thread):
    db.session.get_one(Indicator, thread.ids[Kind.INDICATOR]).retired_at = now()
    milestone = db.session.get_one(Milestone, thread.ids[Kind.MILESTONE])
    milestone.indicator_id, milestone.withdrawn_at, milestone.withdrawn_why = None, now(), "Not meant any more."
    db.session.commit()
    found = loose_ends(today() + timedelta(days=100))
    assert not found[Break.INDICATOR]
    assert not found[Break.MILESTONE]


def test_the_office_is_told_once_a_week(thread):
    office = make_person("Olaf Office", Role.PROGRAMME_OFFICE)

    def told():
        return len(db.session.scalars(select(Notice.id).where(Notice.person_id == office.id, Notice.kind == "threads-broken")).all())

    for _ in range(2):
        tell_of_broken_threads()
    assert told() == 1
    with at(now() + timedelta(days=7)):
        tell_of_broken_threads()
    assert told() == 2


def test_the_list_is_a_page_and_a_file_for_the_office(thread, client):
    client.sign_in(make_person("Olaf Office", Role.PROGRAMME_OFFICE))
    make_initiative(title="=1+1 from nowhere")
    page = client.get("/thread/broken").text
    assert "Champions without living evidence" in page
    assert "'=1+1 from nowhere" in client.get("/thread/broken.csv").text
    assert client.get("/thread/broken.xlsx").data.startswith(b"PK")
    client.sign_in(make_person("Otto"))
    assert client.get("/thread/broken").status_code == 403


def test_a_project_from_nowhere_is_a_loose_end(session):
    owner, sponsor = owner_and_sponsor()
    make_project(owner, sponsor)
    assert broken() == {Break.PROJECT: 1}
    assert db.session.query(Person).count() == 2
