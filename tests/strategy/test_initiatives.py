"""Initiatives go their way: each step of the table, what it asks for, and who is told."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from lms.kit.clock import today
from lms.kit.db import db, transaction
from lms.notices.models import Notice
from lms.people.models import Person
from lms.strategy import workflow
from lms.strategy.models.initiatives import Initiative, InitiativeMove, InitiativeReport, InitiativeState
from lms.strategy.queries.initiatives import Wanted, initiative_at_hand, page_of
from lms.strategy.service import initiatives, refusals
from lms.strategy.service.initiatives import Need
from tests.factories import strategies as made
from tests.factories.competences import digcomp, ids
from tests.factories.people import make_department, make_person


@pytest.fixture
def nora(session):
    return made.office()


@pytest.fixture
def strategy(nora):
    return made.consulted(nora, make_department("Asked"))


def owner_of(initiative):
    return db.session.get_one(Person, initiative.owner_id)


def kinds(person_id):
    return list(db.session.scalars(select(Notice.kind).where(Notice.person_id == person_id).order_by(Notice.created_at)))


def test_an_initiative_goes_its_whole_way(nora, strategy):
    initiative = made.ready(nora, strategy)
    owner = owner_of(initiative)
    made.step(initiative, "approve", nora)
    for deed in ("plan", "start"):
        made.step(initiative, deed, owner, office=False)
    made.step(initiative, "pause", owner, "The supplier is late.", office=False)
    made.step(initiative, "resume", owner, office=False)
    made.step(initiative, "deliver", owner, "All permits are online.", office=False)
    made.step(initiative, "close", nora, "Benefits were tracked for a year.")
    rows = db.session.scalars(select(InitiativeMove).where(InitiativeMove.initiative_id == initiative.id).order_by(InitiativeMove.at)).all()
    assert [row.after.value for row in rows] == ["candidate", "approved", "planned", "running", "paused", "running", "delivered", "closed"]
    told = ["approved", "planned", "started", "paused", "resumed", "delivered", "closed"]
    assert kinds(initiative.sponsor_id) == ["initiative-sponsored", *(f"initiative-{word}" for word in told)]
    assert kinds(owner.id) == ["initiative-owned", "initiative-approved", "initiative-closed"]


def stands(initiative, state):
    """The initiative as if it had gone to that state."""
    with transaction():
        db.session.execute(update(Initiative).where(Initiative.id == initiative.id).values(state=InitiativeState(state)))
    return initiative


ROWS = [(step.deed, before, who) for step in workflow.INITIATIVE for before in step.before for who in step.who]


@pytest.mark.parametrize(("deed", "before", "who"), ROWS)
def test_each_row_of_the_table_leads_where_it_says_and_leaves_a_move(nora, strategy, deed, before, who):
    initiative = stands(made.ready(nora, strategy), before)
    by = {"office": nora, "owner": owner_of(initiative), "sponsor": db.session.get_one(Person, initiative.sponsor_id)}[who]
    made.step(initiative, deed, by, "Because of this.", office=who == "office")
    after = workflow.INITIATIVE_BY_DEED[deed].after
    assert initiative_at_hand(initiative.slug).state == after
    last = db.session.scalars(select(InitiativeMove).where(InitiativeMove.initiative_id == initiative.id, InitiativeMove.before.is_not(None))).one()
    assert (last.before, last.after, last.by_id, last.reason) == (before, after, by.id, "Because of this.")


@pytest.mark.parametrize("state", list(InitiativeState))
def test_no_other_step_is_taken_than_the_table_has(nora, strategy, state):
    initiative = stands(made.ready(nora, strategy), state)
    possible = {deed for deed, before, _who in ROWS if before == state}
    for deed in [*workflow.INITIATIVE_BY_DEED.keys() - possible, "nonsense"]:
        with pytest.raises(refusals.NoSuchStep):
            made.step(initiative, deed, nora, "Because of this.")
    assert initiative_at_hand(initiative.slug).state is state


@pytest.mark.parametrize("lacking", ["objective_id", "owner", "sponsor", "funded_from"])
def test_an_approval_asks_for_objective_owner_sponsor_and_money(nora, strategy, lacking):
    initiative = made.ready(nora, strategy, **{lacking: None if lacking == "objective_id" else ""})
    with pytest.raises(refusals.NotReady):
        made.step(initiative, "approve", nora)
    assert initiative_at_hand(initiative.slug).state is InitiativeState.CANDIDATE


def test_nobody_approves_what_they_own(nora, strategy):
    with pytest.raises(refusals.NotReady, match="Ask a colleague"):
        made.step(made.ready(nora, strategy, owner=nora.email), "approve", nora)


def test_owner_and_sponsor_do_what_the_table_says_and_nobody_else_anything(nora, strategy):
    initiative = made.ready(nora, strategy)
    stranger = make_person("Otto Other")
    for deed in workflow.INITIATIVE_BY_DEED:
        with pytest.raises(refusals.NoSuchStep):
            made.step(initiative, deed, stranger, "Because", office=False)
    with pytest.raises(refusals.NoSuchStep):
        made.step(initiative, "approve", owner_of(initiative), office=False)
    sponsor = db.session.get_one(Person, initiative.sponsor_id)
    made.step(initiative, "stop", sponsor, "The money is needed elsewhere.", office=False)
    assert initiative_at_hand(initiative.slug).state is InitiativeState.STOPPED


@pytest.mark.parametrize("deed", [step.deed for step in workflow.INITIATIVE if step.reason])
def test_some_steps_need_a_reason(nora, strategy, deed):
    initiative = made.ready(nora, strategy)
    initiative_at_hand(initiative.slug).state = InitiativeState(workflow.INITIATIVE_BY_DEED[deed].before[0])
    db.session.commit()
    with pytest.raises(refusals.NeedsReason):
        made.step(initiative, deed, nora, "  ")


def test_the_second_of_two_editors_is_told(nora, strategy):
    initiative = made.ready(nora, strategy)
    text = initiatives.InitiativeText(title="New", summary="New", department_id=initiative.department_id)
    with transaction():
        initiatives.write(initiative_at_hand(initiative.slug), text, seen=1, by=made.fresh(nora))
    with pytest.raises(refusals.ChangedMeanwhile), transaction():
        initiatives.write(initiative_at_hand(initiative.slug), text, seen=1, by=made.fresh(nora))


def test_an_address_is_given_once(nora):
    made.proposed(nora, slug="open-permits")
    with pytest.raises(refusals.NameTaken):
        made.proposed(nora, slug="open-permits")


def test_the_owner_reports_and_nothing_is_overwritten(nora, strategy):
    initiative = made.ready(nora, strategy)
    owner = owner_of(initiative)
    facts = {"percent": 20, "text": "The form is built.", "by": owner}
    with pytest.raises(refusals.NotEditable), transaction():
        initiatives.report(initiative_at_hand(initiative.slug), on_day=today(), **facts)
    for deed in ("approve", "plan"):
        made.step(initiative, deed, nora)
    for percent in (20, 30):
        with transaction():
            initiatives.report(initiative_at_hand(initiative.slug), on_day=today(), **{**facts, "percent": percent, "by": made.fresh(owner)})
    assert len(db.session.scalars(select(InitiativeReport)).all()) == 2
    (line,) = page_of(Wanted(), 1)[0]
    assert line.percent == 30
    with pytest.raises(refusals.WrongDates), transaction():
        initiatives.report(initiative_at_hand(initiative.slug), on_day=today() + timedelta(days=2), **{**facts, "by": made.fresh(owner)})


def test_competences_are_needed_at_a_level_for_hours(nora, strategy):
    digcomp()
    initiative, known = made.ready(nora, strategy), ids("1.3", "5.3")
    for code, level in (("1.3", 4), ("5.3", 5), ("1.3", 6)):
        with transaction():
            initiatives.set_need(initiative_at_hand(initiative.slug), known[code], Need(level, Decimal("6.5")), by=made.fresh(nora))
    with transaction():
        initiatives.drop_need(initiative_at_hand(initiative.slug), known["5.3"], by=made.fresh(nora))
    assert [(need.competence.code, need.level) for need in initiative_at_hand(initiative.slug).needs] == [("1.3", 6)]


def test_the_list_is_filtered(nora, strategy):
    first = made.ready(nora, strategy, title="Open permits")
    second = made.proposed(nora, title="Trees counted", summary="Each tree once.")
    made.step(first, "approve", nora)

    def found(**facts):
        return [line.initiative.title for line in page_of(Wanted(**facts), 1)[0]]

    assert found() == ["Open permits", "Trees counted"]
    assert found(words="TREE") == ["Trees counted"]
    assert found(words="100%") == []
    assert found(state="approved") == ["Open permits"]
    assert found(objective="none") == ["Trees counted"]
    assert found(objective=str(first.objective_id)) == ["Open permits"]
    assert found(objective="'; drop table") == []
    assert found(department_id=second.department_id) == ["Trees counted"]
    assert found(mine=first.owner_id) == ["Open permits"]


def test_the_list_costs_the_same_for_many(nora, strategy, statements):
    counts = []
    for _round in range(2):
        for _number in range(4):
            made.ready(nora, strategy)
        db.session.expire_all()
        with statements() as seen:
            page_of(Wanted(), 1)
        counts.append(len(seen))
    assert counts == [4, 4]
