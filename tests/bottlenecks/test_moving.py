"""Steps, reminders, forgetting, the leadership team's list."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lms.bottlenecks import jobs, workflow
from lms.bottlenecks.models import Bottleneck, BottleneckMove, BottleneckReminder, OutsideReporter, State
from lms.bottlenecks.queries import register
from lms.bottlenecks.queries.register import Wanted, by_number
from lms.bottlenecks.service import assessing, moving
from lms.bottlenecks.service.moving import Mover, Said
from lms.bottlenecks.service.refusals import NeedsOther, NeedsOwner, NeedsReason, NoSuchStep, StillUnanswered, TooLate
from lms.kit.clock import at, now
from lms.kit.db import db, transaction
from lms.leadership.models import AgendaItem
from lms.notices.models import Letter, Notice
from lms.people.models import Person, Role
from lms.people.queries.merging import merger
from lms.people.service.merging import merge
from lms.strategy.service.proposing import propose_initiative
from tests.factories.bottlenecks import REPORT, from_officer, from_outside, link_in, take
from tests.factories.people import make_department, make_person

MAIL = "ana@baker.example"
MANY = replace(REPORT, blocked=("A", "B", "C"))


@pytest.fixture
def office(session):
    return make_person("Olga Office", Role.PROGRAMME_OFFICE)


def _removed(office, number):
    owner = make_person("Omar Owner")
    take(number, "triage", "confirm", by=office)
    take(number, "own", by=office, owner=owner)
    take(number, "begin", "report-removal", by=office)
    return owner


def _state(number):
    db.session.expire_all()
    return by_number(number).state


ROWS = [(step.deed, before, who) for step in workflow.STEPS for before in step.before for who in step.who]


@pytest.mark.parametrize(("deed", "before", "who"), ROWS)
def test_each_row_of_the_table_leads_where_it_says_and_leaves_a_move(office, deed, before, who):
    number, other, owner = from_outside()[0], from_officer(make_person("Rita Reporter")), make_person("Omar Owner")
    _stands(number, before)
    mover = {"office": Mover(("office",), office), "owner": Mover(("owner",), owner), "reporter": moving.OUTSIDE, "house": moving.HOUSE}[who]
    with transaction():
        said = Said("Because.", db.session.get_one(Person, owner.id), duplicate_of=by_number(other), raised_to="The region")
        moving.move(by_number(number), deed, said, by=mover)
    after = workflow.BY_DEED[deed].after
    found = by_number(number)
    assert (found.state, found.ended_at is not None) == (after, after in workflow.ENDS)
    last = db.session.scalars(select(BottleneckMove).where(BottleneckMove.bottleneck_id == found.id, BottleneckMove.deed == deed)).one()
    assert (last.before, last.after, last.by_outside, last.reason) == (before, after, who == "reporter", "Because.")


@pytest.mark.parametrize("state", list(State))
def test_no_other_step_is_taken_than_the_table_has(office, state):
    number = from_outside()[0]
    _stands(number, state)
    everybody = Mover(("office", "owner", "reporter", "house"), office)
    possible = {deed for deed, before, _who in ROWS if before == state}
    for deed in [*workflow.BY_DEED.keys() - possible, "nonsense"]:
        with pytest.raises(NoSuchStep), transaction():
            moving.move(by_number(number), deed, Said("Because."), by=everybody)
    assert _state(number) is state


def _stands(number, state):
    """As if it had gone to that state, and its reporter had been reminded twice since."""
    other = by_number(from_officer(make_person("Olive Other")))
    with transaction():
        found = by_number(number)
        found.duplicate_of_id = other.id if state == State.DUPLICATE else None
        found.state, found.moved_at = State(state), now() - timedelta(days=40)
        db.session.add_all(BottleneckReminder(bottleneck_id=found.id, at=now() - timedelta(days=days)) for days in (30, 15))


def test_from_a_report_to_the_reporters_word(office, client):
    number, secret = from_outside()
    _removed(office, number)
    assert link_in("follow", MAIL) == secret
    page = client.get(f"/bottlenecks/follow/{secret}")
    assert "Is it gone?" in page.text
    assert client.send(f"/bottlenecks/follow/{secret}", f"/bottlenecks/follow/{secret}/answer/not-gone").status_code == 422
    client.send(f"/bottlenecks/follow/{secret}", f"/bottlenecks/follow/{secret}/answer/not-gone", reason="Still nine months.")
    assert _state(number) is State.IN_REMOVAL
    take(number, "report-removal", by=office)
    client.send(f"/bottlenecks/follow/{secret}", f"/bottlenecks/follow/{secret}/answer/gone", reason="")
    assert _state(number) is State.CONFIRMED_GONE
    jobs.ask_reporters()
    assert _state(number) is State.CLOSED
    deeds = db.session.scalars(select(BottleneckMove.deed).order_by(BottleneckMove.at)).all()
    assert deeds == ["report", "triage", "confirm", "own", "begin", "report-removal", "not-gone", "report-removal", "gone", "close"]
    figures = register.figures()
    assert (figures.removed, figures.confirmed, figures.confirmed_share, figures.recurrence) == (1, 1, 100, 0)


def test_it_comes_back_within_a_year_and_later_it_is_another_one(office, client):
    number, secret = from_outside()
    _removed(office, number)
    client.send(f"/bottlenecks/follow/{secret}", f"/bottlenecks/follow/{secret}/answer/gone")
    jobs.ask_reporters()
    with at(now() + timedelta(days=366)), pytest.raises(TooLate), transaction():
        moving.move_as_reporter(by_number(number), "come-back", "Again.")
    with transaction():
        moving.move_as_reporter(by_number(number), "come-back", "Again.")
    assert _state(number) is State.CONFIRMED
    assert register.figures().recurrence == 100


def test_nobody_answers_for_the_reporter(office):
    number, _secret = from_outside()
    _removed(office, number)
    for deed in ("gone", "not-gone", "close"):
        with pytest.raises(NoSuchStep):
            take(number, deed, by=office)
    with pytest.raises(StillUnanswered):
        take(number, "close-unanswered", by=office)


def test_two_reminders_two_weeks_apart_then_it_closes(office):
    number, _secret = from_outside()
    _removed(office, number)
    asked = select(func.count()).select_from(Letter).where(Letter.address == MAIL, Letter.subject.contains("Is it gone"))
    start = now()
    for day, letters, state in ((13, 1, "removal_reported"), (15, 2, "removal_reported"), (16, 2, "removal_reported"), (30, 3, "removal_reported"),
                                (42, 3, "removal_reported"), (45, 3, "closed")):
        with at(start + timedelta(days=day)):
            jobs.ask_reporters()
        assert (day, db.session.scalar(asked), _state(number).value) == (day, letters, state)


def test_an_officer_who_reported_it_answers_in_the_house(office, client):
    reporter = make_person("Rita Reporter")
    number = from_officer(reporter)
    _removed(office, number)
    client.sign_in(reporter)
    page = client.get(f"/bottlenecks/{number}").text
    assert "It is gone" in page
    client.send(f"/bottlenecks/{number}", f"/bottlenecks/{number}/moves/gone")
    assert _state(number) is State.CONFIRMED_GONE
    assert "bottleneck-gone-asked" in db.session.scalars(select(Notice.kind).where(Notice.person_id == reporter.id)).all()


def test_others_cannot_move_it_and_the_owner_can(office, client):
    number, _secret = from_outside()
    take(number, "triage", "confirm", by=office)
    owner = make_person("Omar Owner")
    take(number, "own", by=office, owner=owner)
    client.sign_in(make_person("Otto Other"))
    assert client.send("/bottlenecks/new", f"/bottlenecks/{number}/moves/begin", reason="x").status_code == 403
    client.sign_in(owner)
    assert client.send(f"/bottlenecks/{number}", f"/bottlenecks/{number}/moves/reject", reason="x").status_code == 422
    assert client.send(f"/bottlenecks/{number}", f"/bottlenecks/{number}/moves/begin", reason="We changed the form.").status_code == 303
    assert _state(number) is State.IN_REMOVAL


def test_steps_ask_for_what_they_need(office):
    number, _secret = from_outside()
    other = from_officer(office)
    mover = Mover(("office",), office)
    with pytest.raises(NeedsReason), transaction():
        moving.move(by_number(number), "reject", by=mover)
    with pytest.raises(NeedsOther), transaction():
        moving.move(by_number(number), "duplicate", Said(duplicate_of=by_number(number)), by=mover)
    take(number, "triage", "confirm", by=office)
    with pytest.raises(NeedsOwner), transaction():
        moving.move(by_number(number), "own", by=mover)
    with pytest.raises(NeedsOwner), transaction():
        moving.move(by_number(number), "own", Said(owner=make_person("Ext Ern", external=True)), by=mover)
    with transaction():
        moving.move(by_number(number), "duplicate", Said(duplicate_of=by_number(other)), by=Mover(("office",), db.session.get_one(Person, office.id)))
    assert _state(number) is State.DUPLICATE
    assert by_number(number).duplicate_of_id == by_number(other).id


def test_three_organisations_put_it_on_the_leadership_teams_list(office):
    few, many = from_officer(office), from_officer(office, MANY)
    take(few, "triage", "confirm", by=office)
    take(many, "triage", by=office)
    assert not db.session.scalars(select(AgendaItem)).all()
    take(many, "confirm", by=office)
    (item,) = db.session.scalars(select(AgendaItem)).all()
    assert (item.subject_id, item.subject_path) == (by_number(many).id, f"/bottlenecks/{many}")
    with transaction():
        one = by_number(few)
        found = assessing.Assessment(one.title, one.kind, ["A"], 4, None, None, None, None)
        assessing.assess(one, found, by=db.session.get_one(Person, office.id))
    assert len(db.session.scalars(select(AgendaItem)).all()) == 2


def test_what_nobody_works_on_stands_out(office, client):
    number = from_officer(office)
    take(number, "triage", "confirm", by=office)
    owner, parks = make_person("Omar Owner"), make_department()
    take(number, "own", by=office, owner=owner)
    assert [line.unworked for line in register.register(Wanted(show="unworked"))] == [True], "it has an owner, and no initiative"
    with transaction():
        by = db.session.get_one(Person, office.id)
        initiative = propose_initiative(slug="permits", title="Faster permits", summary="", department_id=parks.id, by=by)
        assessing.link(by_number(number), initiative, by=by)
    assert not register.register(Wanted(show="unworked"))
    with transaction():
        db.session.get_one(Person, owner.id).active = False
    assert register.figures().unworked == 1


def test_reports_are_looked_at_within_five_working_days(office):
    manager = make_person("Mara Manager", Role.CITY_MANAGER)
    number = from_officer(make_person())

    def told(person):
        return db.session.scalars(select(Notice.kind).where(Notice.person_id == person.id)).all()

    start = now()
    for days, to_office, to_manager in ((1, 0, 0), (6, 1, 0), (6, 1, 0), (10, 2, 1), (11, 2, 1)):
        with at(start + timedelta(days=days)):
            jobs.keep_triage_terms()
        assert (len(told(office)), len(told(manager))) == (to_office, to_manager), days
    assert _state(number) is State.REPORTED


def test_reporters_are_forgotten_two_years_after_the_end(office, client):
    number, secret = from_outside()
    take(number, "reject", by=office)
    start = now()
    with at(start + timedelta(days=729)):
        jobs.forget_reporters()
    assert db.session.scalar(select(OutsideReporter.name)) == "Ana Baker"
    with at(start + timedelta(days=731)):
        jobs.forget_reporters()
        jobs.forget_reporters()
    row = db.session.scalars(select(OutsideReporter)).one()
    assert (row.name, row.organisation, row.email) == ("", "", "")
    assert row.forgotten_at is not None
    assert client.get(f"/bottlenecks/follow/{secret}").status_code == 404
    assert not db.session.scalars(select(Letter).where(Letter.address == MAIL)).all()
    assert db.session.scalar(select(Bottleneck.title)) == REPORT.title


def test_an_open_one_keeps_its_reporter(office):
    from_outside()
    with at(now() + timedelta(days=1000)):
        jobs.forget_reporters()
    assert db.session.scalar(select(OutsideReporter.email)) == MAIL


def test_a_reporter_can_be_forgotten_at_once(office, client):
    number, secret = from_outside()
    client.send(f"/bottlenecks/follow/{secret}/forget")
    db.session.expire_all()
    assert db.session.scalar(select(OutsideReporter.email)) == ""
    _removed(office, number)
    client.sign_in(office)
    assert "forgotten on" in client.get(f"/bottlenecks/{number}").text


def test_a_merged_department_hands_over_what_it_removes(office):
    old, new = make_department("Old"), make_department("New")
    number = from_officer(office)
    take(number, "triage", "confirm", by=office)
    take(number, "own", by=office, owner=make_person("Omar Owner", department=old))
    assert by_number(number).department_id == old.id
    with transaction():
        row, into = db.session.get_one(type(old), old.id), db.session.get_one(type(new), new.id)
        merge(row, into, seen=merger(row, into).fingerprint, by=make_person("Ada", Role.ADMINISTRATOR))
    db.session.expire_all()
    assert by_number(number).department_id == new.id


@pytest.mark.parametrize("path", ["/bottlenecks", "/bottlenecks/causes", "/bottlenecks.csv"])
def test_lists_cost_the_same_however_long(office, client, statements, path):
    client.sign_in(office)
    from_officer(office)
    client.get(path)
    with statements() as few:
        client.get(path)
    for number in range(6):
        from_outside(f"r{number}@baker.example")
        from_officer(make_person(), MANY)
    with statements() as many:
        client.get(path)
    assert len(many) == len(few)


def test_the_workbook_opens(office, client):
    from io import BytesIO

    from python_calamine import CalamineWorkbook

    from_officer(office)
    client.sign_in(office)
    rows = CalamineWorkbook.from_filelike(BytesIO(client.get("/bottlenecks.xlsx").data)).get_sheet_by_index(0).to_python()
    assert rows[1][1] == REPORT.title


def test_filters_take_anything_from_the_address(office, client):
    client.sign_in(office)
    from_officer(office)
    for query in ("kind=nothing", "state=x", "department=x", "show=evil", "q=%25_%27", "sort=;drop", "kind=data&state=closed"):
        assert client.get(f"/bottlenecks?{query}").status_code == 200, query
    assert REPORT.title in client.get("/bottlenecks?kind=regulation&q=permits").text
    folded, unfolded = '<details class="filters-more">', '<details class="filters-more" open>'
    assert folded in client.get("/bottlenecks?q=permits").text
    for query in ("kind=data", "state=closed", "show=all", "sort=newest"):
        assert unfolded in client.get(f"/bottlenecks?{query}").text


def test_every_step_is_told_in_words():
    from lms.audit.sentences.deeds import DEEDS
    from lms.bottlenecks.views import words

    for step in workflow.STEPS:
        assert step.deed in words.DEEDS
        assert step.deed in words.BUTTONS
        assert f"{step.deed}-bottleneck" in DEEDS
    assert set(words.STATES) == set(State)
