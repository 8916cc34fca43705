"""Placements go their way: every row of the table, the hours, the seats, early ends, and what the house follows."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.champions.models import Champion, ChampionState
from lms.kit.clock import at, now, today
from lms.kit.db import db, publish, transaction
from lms.notices.models import Letter, Notice
from lms.notices.sentences import SENTENCES
from lms.people.events import PersonDeactivated
from lms.people.models import Person
from lms.placements import jobs, workflow
from lms.placements.models import Opening, OpeningGap, OpeningMove, OpeningState, Placement, PlacementMove, PlacementState, Side
from lms.placements.queries.openings import opening_at_hand
from lms.placements.service import leaning, openings, placing
from lms.placements.service.refusals import BadDay, NeedsReason, NoSuchStep, NotPlaceable, OpeningRefused, TeamComplete, TooManyHours
from lms.strategy.models.initiatives import Initiative, InitiativeState
from tests.factories.people import make_person
from tests.factories.placements import make_initiative, make_opening, office, placeable, placed, step
from tests.factories.standings import make_competences, stand

STEPS = [(one.deed, before) for one in workflow.PLACEMENT_STEPS for before in one.before]


@pytest.fixture
def owner(session):
    return make_person("Olga Owner")


@pytest.fixture
def scene(owner):
    (data, law) = make_competences(2)
    champion = placeable(levels={data: 5})
    return data, law, champion, make_opening({data: 5}, owner=owner)


def told(person_id):
    return [one.kind for one in db.session.scalars(select(Notice).where(Notice.person_id == person_id).order_by(Notice.key))]


def test_every_step_names_notices_that_exist_and_leads_to_states_that_exist():
    for one in (*workflow.PLACEMENT_STEPS, *workflow.OPENING_STEPS):
        assert all(notice in SENTENCES for _who, notice in one.tells)
    assert {one.after for one in workflow.PLACEMENT_STEPS} | {"proposed"} == set(PlacementState)
    assert {one.after for one in workflow.OPENING_STEPS} | {"draft"} == set(OpeningState)


@pytest.mark.parametrize(("deed", "before"), STEPS)
def test_each_row_of_the_table_leads_where_it_says_and_leaves_a_move(scene, owner, deed, before):
    _data, _law, champion, opening = scene
    row = placed(opening, champion, PlacementState(before))
    found = workflow.step_of(workflow.PLACEMENT_STEPS, deed, before)
    person = db.session.get_one(Person, champion.person_id)
    by = {"champion": person, "owner": owner, "office": office(), "house": None}[found.who[0]]
    if deed in ("agree-to-end", "keep-on"):
        step(row.id, "ask-to-end", owner, "Done sooner", today() + timedelta(days=20))
    step(row.id, deed, by, "Because of this", today() + timedelta(days=10))
    assert db.session.get_one(Placement, row.id).state == found.after
    last = db.session.scalars(select(PlacementMove).where(PlacementMove.placement_id == row.id).order_by(PlacementMove.at.desc())).first()
    assert (last.deed, last.before, last.after) == (deed, before, found.after)


OPENING_ROWS = [(one.deed, before, who) for one in workflow.OPENING_STEPS for before in one.before for who in one.who]


def opening_in(state, owner):
    """An opening in ``state``, with nobody on it."""
    (data,) = make_competences(1)
    made = make_opening({data: 5}, owner=owner, state=OpeningState(state))
    return made.id


def move_opening(opening_id, deed, by, reason="Because of this"):
    with transaction():
        openings.move_opening(opening_at_hand(opening_id), deed, reason, by=db.session.get_one(Person, by.id) if by else None)


@pytest.mark.parametrize(("deed", "before", "who"), OPENING_ROWS)
def test_each_row_of_an_opening_leads_where_it_says_and_leaves_a_move(owner, deed, before, who):
    found, key = workflow.step_of(workflow.OPENING_STEPS, deed, before), opening_in(before, owner)
    by = {"owner": owner, "office": office(), "house": None}[who]
    if found.reason:
        with pytest.raises(NeedsReason):
            move_opening(key, deed, by, " ")
    move_opening(key, deed, by)
    assert db.session.get_one(Opening, key).state == found.after
    (last,) = db.session.scalars(select(OpeningMove).where(OpeningMove.opening_id == key)).all()
    assert (last.deed, last.before, last.after, last.by_id) == (deed, before, found.after, by.id if by else None)


@pytest.mark.parametrize("state", list(OpeningState))
def test_nothing_else_can_be_done_with_an_opening(owner, state):
    key = opening_in(state, owner)
    for one in workflow.OPENING_STEPS:
        for by in (owner, None):
            if state not in one.before or (by is owner and "owner" not in one.who):
                with pytest.raises(NoSuchStep):
                    move_opening(key, one.deed, by)
    assert db.session.get_one(Opening, key).state is state


@pytest.mark.parametrize("deed", [one.deed for one in workflow.PLACEMENT_STEPS])
@pytest.mark.parametrize("state", ["declined", "ended"])
def test_nothing_can_be_done_with_what_is_over(scene, owner, deed, state):
    row = placed(scene[3], scene[2], PlacementState.PROPOSED)
    person = db.session.get_one(Person, scene[2].person_id)
    step(row.id, *(("decline", person) if state == "declined" else ("stop", None)), "Over")
    with pytest.raises(NoSuchStep):
        step(row.id, deed, None, "x", today())


def test_the_champion_cannot_confirm_nor_the_owner_accept(scene, owner):
    row = placed(scene[3], scene[2], PlacementState.PROPOSED)
    with pytest.raises(NoSuchStep):
        step(row.id, "accept", owner)
    person = db.session.get_one(Person, scene[2].person_id)
    step(row.id, "accept", person)
    with pytest.raises(NoSuchStep):
        step(row.id, "confirm", person)


def test_everybody_hears_by_inbox_and_mail(scene, owner):
    _data, _law, champion, opening = scene
    placed(opening, champion)
    assert {"placement-proposed", "placement-confirmed"} <= set(told(champion.person_id))
    assert told(owner.id) == ["placement-accepted"]
    letters = db.session.scalars(select(Letter.subject).where(Letter.key.startswith("placement:"))).all()
    assert len(letters) == 3
    assert any("Please say yes or no" in subject for subject in letters)


def test_the_owner_sees_no_reason_of_a_champion_who_declines(scene, owner, client):
    row = placed(scene[3], scene[2], PlacementState.PROPOSED)
    step(row.id, "decline", db.session.get_one(Person, scene[2].person_id), "I do not get on with the owner")
    assert told(owner.id) == ["placement-declined"]
    page = client.sign_in(owner).get(f"/placements/{row.id}").text
    assert "Declined by the champion" in page
    assert "get on with" not in page
    assert not any("get on with" in str(one.facts) for one in db.session.scalars(select(Notice).where(Notice.person_id == owner.id)))
    assert "get on with" in client.sign_in(office()).get(f"/placements/{row.id}").text


def test_a_declined_champion_is_not_asked_again(scene):
    row = placed(scene[3], scene[2], PlacementState.PROPOSED)
    step(row.id, "decline", db.session.get_one(Person, scene[2].person_id))
    with pytest.raises(NotPlaceable):
        placed(scene[3], scene[2])


def test_nobody_accepts_or_is_asked_above_the_agreed_hours(scene, owner):
    data, _law, champion, opening = scene
    placed(opening, champion)
    other = make_opening({data: 5}, owner=owner)
    with pytest.raises(TooManyHours):
        placed(other, champion, PlacementState.PROPOSED)
    later = make_opening({data: 5}, owner=owner, begins=200, days=50)
    placed(later, champion)


def test_hours_that_were_lowered_meanwhile_are_looked_at_again_when_the_owner_confirms(scene, owner):
    row = placed(scene[3], scene[2], PlacementState.ACCEPTED)
    with transaction():
        db.session.get_one(Champion, scene[2].id).hours_per_week = 2
    with pytest.raises(TooManyHours):
        step(row.id, "confirm", owner)


def test_a_team_that_is_complete_fills_the_opening_and_asks_nobody_else(scene, owner):
    data, _law, champion, opening = scene
    placed(opening, champion)
    assert db.session.get_one(Opening, opening.id).state is OpeningState.FILLED
    with pytest.raises((TeamComplete, NotPlaceable)):
        placed(opening, placeable(levels={data: 5}))


def test_an_early_end_needs_the_other_side(scene, owner):
    row = placed(scene[3], scene[2])
    person, day = db.session.get_one(Person, scene[2].person_id), today() + timedelta(days=30)
    with pytest.raises(NeedsReason):
        step(row.id, "ask-to-end", person, "", day)
    with pytest.raises(BadDay):
        step(row.id, "ask-to-end", person, "A new job", today() + timedelta(days=900))
    step(row.id, "ask-to-end", person, "A new job", day)
    with pytest.raises(NoSuchStep):
        step(row.id, "agree-to-end", person)
    assert db.session.get_one(Placement, row.id).end_asked_by is Side.CHAMPION
    step(row.id, "agree-to-end", owner)
    ended = db.session.get_one(Placement, row.id)
    assert (ended.state, ended.ends_on, ended.end_asked_on) == (PlacementState.CONFIRMED, day, None)
    with at(now() + timedelta(days=31)):
        assert jobs.keep_placements() == 1
        assert jobs.keep_placements() == 0
    assert db.session.get_one(Placement, row.id).state is PlacementState.ENDED
    assert db.session.get_one(Opening, scene[3].id).state is OpeningState.OPEN


def test_a_level_that_falls_in_mid_placement_is_told_to_both_and_removes_nobody(scene, owner, client):
    data, _law, champion, opening = scene
    row = placed(opening, champion)
    stand(champion.person_id, data, 3)
    assert db.session.get_one(Placement, row.id).state is PlacementState.CONFIRMED
    gap = db.session.scalars(select(OpeningGap)).one()
    assert (gap.level, gap.closed_at, gap.from_day) == (5, None, today().replace(day=1))
    assert "placement-level-fell" in told(owner.id)
    assert "placement-level-fell" in told(champion.person_id)
    page = client.sign_in(make_person("Somebody")).get(f"/openings/{opening.id}").text
    assert "Uncovered from" in page
    assert "by nobody yet" in page
    other = placeable(levels={data: 5})
    with transaction():
        bigger = db.session.get_one(Opening, opening.id)
        bigger.team_size = 2
        openings.keep_filled(bigger)
    placed(opening, other)
    assert "Uncovered from" not in client.get(f"/openings/{opening.id}").text, "somebody else on the team covers it"
    page = client.sign_in(owner).get(f"/openings/{opening.id}").text
    assert "Others on the team cover it" in page
    stand(champion.person_id, data, 2)
    stand(champion.person_id, data, 6)
    db.session.expire_all()
    assert [one.closed_at is None for one in db.session.scalars(select(OpeningGap))] == [False]


def test_whoever_leaves_frees_their_seat_and_the_owner_is_told_why(scene, owner):
    row = placed(scene[3], scene[2])
    with transaction():
        publish(PersonDeactivated(scene[2].person_id))
    gone = db.session.get_one(Placement, row.id)
    assert (gone.state, gone.end_reason) == (PlacementState.ENDED, "They no longer work for the city.")
    assert "placement-stopped" in told(owner.id)
    assert db.session.get_one(Opening, scene[3].id).state is OpeningState.OPEN


def test_an_initiative_that_stops_closes_its_openings_and_ends_placements_with_a_sentence(scene, owner):
    row = placed(scene[3], scene[2])
    with transaction():
        db.session.get_one(Initiative, scene[3].initiative_id).state = InitiativeState.STOPPED
    jobs.keep_placements()
    assert jobs.keep_placements() == 0
    assert "is over, and its placements with it" in db.session.get_one(Placement, row.id).end_reason
    assert db.session.get_one(Opening, scene[3].id).state is OpeningState.CLOSED


def test_the_end_of_a_champion_ends_the_placements(scene):
    row = placed(scene[3], scene[2])
    with transaction():
        db.session.get_one(Champion, scene[2].id).state = ChampionState.ENDED
    jobs.keep_placements()
    assert db.session.get_one(Placement, row.id).state is PlacementState.ENDED


def test_what_waits_too_long_is_reminded_once(scene, owner):
    placed(scene[3], scene[2], PlacementState.PROPOSED)
    assert jobs.keep_placements() == 0
    with at(now() + timedelta(days=12)):
        jobs.keep_placements()
        jobs.keep_placements()
    assert told(scene[2].person_id).count("placement-waits") == 1


def test_an_opening_goes_its_way_and_refuses_what_makes_no_sense(owner, session):
    (data,) = make_competences(1)
    bare = make_opening({}, owner=owner, state=OpeningState.DRAFT)
    by = db.session.get_one(Person, owner.id)
    with pytest.raises(OpeningRefused), transaction():
        openings.move_opening(opening_at_hand(bare.id), "open", by=by)
    opening = make_opening({data: 4}, owner=owner, state=OpeningState.DRAFT)
    with transaction():
        openings.move_opening(opening_at_hand(opening.id), "open", by=db.session.get_one(Person, owner.id))
    placed(opening, placeable(levels={data: 4}))
    with pytest.raises(OpeningRefused), transaction():
        openings.move_opening(opening_at_hand(opening.id), "close", "No more", by=db.session.get_one(Person, owner.id))
    other = make_opening({data: 4}, owner=owner)
    with pytest.raises(NeedsReason), transaction():
        openings.move_opening(opening_at_hand(other.id), "close", by=db.session.get_one(Person, owner.id))
    with transaction():
        openings.move_opening(opening_at_hand(other.id), "close", "Done otherwise", by=db.session.get_one(Person, owner.id))
    with pytest.raises(NotPlaceable):
        placed(other, placeable(levels={data: 4}))


def test_an_opening_without_owner_is_decided_by_the_programme_office(session):
    (data,) = make_competences(1)
    opening = make_opening({data: 4}, initiative=make_initiative(None))
    row = placed(opening, placeable(levels={data: 4}))
    assert row.state is PlacementState.CONFIRMED


def conflict(scene):
    with transaction():
        champion, opening = db.session.get_one(Champion, scene[2].id), db.session.get_one(Opening, scene[3].id)
        leaning.declare_conflict(champion, opening, "My brother sells it.", by=db.session.get_one(Person, champion.person_id))


def rest(scene):
    with transaction():
        db.session.get_one(Champion, scene[2].id).state = ChampionState.RESTING


@pytest.mark.parametrize("meanwhile", [conflict, rest])
def test_a_conflict_of_interest_or_a_rest_keeps_somebody_off_at_every_step(scene, owner, meanwhile):
    data = scene[0]
    asked = placed(scene[3], scene[2], PlacementState.PROPOSED)
    meanwhile(scene)
    person = db.session.get_one(Person, scene[2].person_id)
    with pytest.raises(NotPlaceable):
        step(asked.id, "accept", person)
    step(asked.id, "decline", person)
    other = placeable(levels={data: 5})
    again = (*scene[:2], other, scene[3])
    waits = placed(scene[3], other, PlacementState.ACCEPTED)
    meanwhile(again)
    with pytest.raises(NotPlaceable):
        step(waits.id, "confirm", owner)
    step(waits.id, "refuse", owner, "They rest, or have an interest")
    third = placeable(levels={data: 5})
    meanwhile((*scene[:2], third, scene[3]))
    with pytest.raises(NotPlaceable):
        placed(scene[3], third)


def test_a_conflict_where_somebody_is_placed_is_told_without_what_it_is(scene, owner):
    asked, by = placed(scene[3], scene[2], PlacementState.PROPOSED), office()
    conflict(scene)
    assert "placement-conflict" in told(by.id)
    assert "placement-conflict" not in told(owner.id)  # whom the office asks, the owner does not know
    with transaction():
        champion, opening = db.session.get_one(Champion, scene[2].id), db.session.get_one(Opening, scene[3].id)
        leaning.withdraw_conflict(champion, opening, by=db.session.get_one(Person, by.id))
    step(asked.id, "accept", db.session.get_one(Person, scene[2].person_id))
    step(asked.id, "confirm", owner)
    conflict(scene)
    assert "placement-conflict" in told(owner.id)
    assert "placement-conflict" not in told(scene[2].person_id)
    assert not any("brother" in str(one.facts) for one in db.session.scalars(select(Notice)))
    assert db.session.get_one(Placement, asked.id).state is PlacementState.CONFIRMED


def test_the_agreed_hours_are_never_passed_in_the_middle_of_overlapping_times(scene):
    from decimal import Decimal

    from lms.placements.hours import Span, highest

    day = today()
    spans = [Span(Decimal(2), day, day + timedelta(days=10)), Span(Decimal(3), day + timedelta(days=5), day + timedelta(days=20))]
    assert highest(spans, day, day + timedelta(days=4)) == 2
    assert highest(spans, day, day + timedelta(days=30)) == 5
    assert highest(spans, day + timedelta(days=11), day + timedelta(days=30)) == 3
    assert highest([], day, day) == 0


def test_waits_since_is_the_day_of_the_last_step(scene):
    row = placed(scene[3], scene[2])
    assert placing.waits_since(row.id) == today()
