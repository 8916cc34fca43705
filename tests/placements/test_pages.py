"""Pages of openings and placements, as each role uses them; who may what; lists at constant cost; files that harm nobody."""

import io
from datetime import timedelta

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from lms.kit.access import can
from lms.kit.clock import today
from lms.kit.db import db, transaction
from lms.people.models import Person, Role
from lms.permissions import Permission as P
from lms.placements import jobs
from lms.placements.models import MatchRun, Opening, OpeningConflict, OpeningLeaning, OpeningState, Placement, PlacementState
from lms.placements.queries.openings import opening_at_hand
from lms.placements.queries.placements import placement_at_hand
from lms.placements.service.erasing import erase
from tests.factories.people import make_person
from tests.factories.placements import make_initiative, make_opening, office, placeable, placed
from tests.factories.standings import make_competences, stand


@pytest.fixture
def owner(session):
    return make_person("Olga Owner")


@pytest.fixture
def data(session):
    return make_competences(1)[0]


def person_of(champion):
    return db.session.get_one(Person, champion.person_id)


def test_an_officer_sees_what_they_would_fit_and_why(client, owner, data):
    make_opening({data: 5}, owner=owner)
    make_opening({data: 8}, owner=owner, title="Far away")
    me = make_person("Mia Me")
    stand(me, data, 5)
    page = client.sign_in(me).get("/openings").text
    assert "You cover all that must be there" in page
    assert "you show level 5: 3 short" in page
    fitting = client.get("/openings?show=mine").text
    assert "Data steward" in fitting
    assert "Far away" not in fitting


def test_a_draft_is_seen_by_its_owner_and_the_programme_office_alone(client, owner, data):
    draft = make_opening({data: 5}, owner=owner, state=OpeningState.DRAFT)
    assert client.sign_in(make_person("Otto")).get(f"/openings/{draft.id}").status_code == 403
    assert client.sign_in(owner).get(f"/openings/{draft.id}").status_code == 200
    page = client.sign_in(office()).get(f"/openings/{draft.id}")
    assert page.status_code == 200
    assert "/thread/" not in page.text, "a draft stands on no thread"


def written(data, **changes):
    day = today()
    facts = {
        "title": "Keeper of the register",
        "summary": "Keep it true.",
        "hours_per_week": "3,5",
        "team_size": "2",
        "starts_on": day.isoformat(),
        "ends_on": (day + timedelta(days=90)).isoformat(),
        "needs-0-competence": str(data.id),
        "needs-0-level": "5",
        **changes,
    }
    return {**facts, "hours_per_week": facts["hours_per_week"].replace(",", ".")}


def test_an_owner_writes_an_opening_opens_it_and_changes_it(client, owner, data):
    initiative = make_initiative(owner)
    client.sign_in(owner)
    answer = client.send(f"/initiatives/{initiative.slug}/openings/new", **written(data))
    assert answer.status_code == 303
    (made,) = db.session.scalars(select(Opening))
    path = f"/openings/{made.id}"
    assert client.send(path, f"{path}/open").status_code == 303
    assert db.session.get_one(Opening, made.id).state is OpeningState.OPEN
    assert client.send(f"{path}/edit", **written(data, title="Guardian of the register", **{"needs-0-may": "y"})).status_code == 303
    found = opening_at_hand(made.id)
    assert (found.opening.title, [need.must for need in found.opening.needs]) == ("Guardian of the register", [False])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ends_on": "2020-01-01"}, "The last day has to come after the first"),
        ({"hours_per_week": "900"}, "Between half an hour and 40 hours"),
        ({"needs-0-level": "9"}, "Write a number from 1 to 8"),
        ({"needs-0-competence": "6b1de2a8-7a3c-44f0-8f1c-0b1d9a6f0000"}, "not in any framework"),
        ({"title": ""}, "Give it a title"),
        ({"team_size": "0"}, "Between 1 and 20 people"),
    ],
)
def test_what_makes_no_sense_is_said_beside_the_field(client, owner, data, changes, words):
    initiative = make_initiative(owner)
    answer = client.sign_in(owner).send(f"/initiatives/{initiative.slug}/openings/new", **written(data, **changes))
    assert answer.status_code == 422
    assert words in answer.text


def test_fields_that_nobody_asked_for_change_nothing(client, owner, data):
    opening = make_opening({data: 5}, owner=owner)
    other = make_initiative(make_person("Else"))
    more = {"state": "closed", "initiative_id": str(other.id), "id": str(other.id), "created_by_id": str(owner.id)}
    client.sign_in(owner).send(f"/openings/{opening.id}/edit", **written(data), **more)
    now = db.session.get_one(Opening, opening.id)
    assert (now.state, now.initiative_id) == (OpeningState.OPEN, opening.initiative_id)


def test_an_owner_cannot_write_for_what_somebody_else_owns(client, owner, data):
    initiative = make_initiative(make_person("Else"))
    client.sign_in(owner)
    assert client.get(f"/initiatives/{initiative.slug}/openings/new").status_code == 403
    assert client.get("/initiatives/none-such/openings/new").status_code == 404


def test_a_champion_says_wish_not_for_me_and_conflict(client, owner, data):
    opening, champion = make_opening({data: 5}, owner=owner), placeable(levels={data: 5})
    path = f"/openings/{opening.id}"
    client.sign_in(person_of(champion))
    assert client.send(path, f"{path}/say/wish").status_code == 303
    assert client.send(path, f"{path}/say/not_for_me").status_code == 303
    assert [one.leaning for one in db.session.scalars(select(OpeningLeaning))] == ["not_for_me"]
    assert "Not for you" in client.get(path).text
    assert client.send(path, f"{path}/say/nothing").status_code == 303
    assert client.send(path, f"{path}/conflict", interest="").status_code == 422
    assert client.send(path, f"{path}/conflict", interest="My brother sells it.").status_code == 303
    assert db.session.scalars(select(OpeningConflict)).one().interest == "My brother sells it."
    assert client.send(path, f"{path}/no-conflict").status_code == 303
    assert client.send(path, f"{path}/say/anything").status_code == 404


def test_somebody_who_is_no_champion_says_nothing(client, owner, data):
    opening = make_opening({data: 5}, owner=owner)
    path = f"/openings/{opening.id}"
    client.sign_in(office())
    page = client.get(f"{path}/conflicts").text
    assert "None is declared." in page
    assert client.send(f"{path}/conflicts", f"{path}/say/wish").status_code == 403


def test_proposal_acceptance_and_confirmation_in_the_browser(client, owner, data):
    opening, champion = make_opening({data: 5}, owner=owner), placeable(levels={data: 5})
    assert client.sign_in(office()).send(f"/openings/{opening.id}/propose", champion=str(champion.id)).status_code == 303
    row = db.session.scalars(select(Placement)).one()
    path = f"/placements/{row.id}"
    assert "Waits for your answer" in client.sign_in(person_of(champion)).get("/placements").text
    assert client.send(path, f"{path}/confirm").status_code == 403
    assert client.send(path, f"{path}/accept").status_code == 303
    client.sign_in(owner)
    assert client.send(path, f"{path}/refuse").status_code == 422
    assert client.send(path, f"{path}/confirm").status_code == 303
    assert "1 of 1 on the team" in client.get("/openings").text
    assert client.sign_in(make_person("Otto")).get(path).status_code == 403


def test_whoever_has_a_conflict_or_was_asked_is_not_offered_and_the_best_are_asked_by_a_button(client, owner, data):
    opening = make_opening({data: 4}, owner=owner, team=3)
    free, biased, asked = (placeable(make_person(name), levels={data: 6}) for name in ("Fritz Free", "Bea Biased", "Ada Asked"))
    placed(opening, asked, PlacementState.PROPOSED)
    db.session.add(OpeningConflict(opening_id=opening.id, champion_id=biased.id, interest="My sister sells it.", declared_by_id=biased.person_id))
    db.session.commit()
    page = client.sign_in(office()).get(f"/openings/{opening.id}/propose").text
    assert "Fritz Free" in page
    assert "level 6 (needs 4)" in page
    assert "Bea Biased" not in page
    assert "Ada Asked" not in page
    again = client.send(f"/openings/{opening.id}/propose", champion=str(asked.id))
    assert "This champion was asked before" in again.text
    assert client.send(f"/openings/{opening.id}/propose", champion=str(free.id)).status_code == 303


def test_only_today_s_manager_sees_what_the_hours_are_used_for(client, owner, data):
    before, after = make_person("Berta Before"), make_person("Anna After")
    champion = placeable(levels={data: 5})
    person_of(champion).manager_id = before.id
    db.session.commit()
    row = placed(make_opening({data: 5}, owner=owner), champion)
    page = client.sign_in(before).get("/placements/team").text
    assert "Data steward of the parking data" in page
    with transaction():
        person_of(champion).manager_id = after.id
    assert client.get(f"/placements/{row.id}").status_code == 403
    assert "No champions yet" in client.get("/placements/team").text
    assert client.sign_in(after).get(f"/placements/{row.id}").status_code == 200


def test_who_may_decide_is_the_owner_and_never_the_champion_themselves(owner, data, session, app):
    champion = placeable(levels={data: 5})
    mine = make_opening({data: 5}, initiative=make_initiative(person_of(champion)))
    row = placed(mine, champion, PlacementState.ACCEPTED)
    found, by_office = placement_at_hand(row.id), office()
    with app.test_request_context():
        assert not can(P.PLACEMENT_DECIDE, found, person=person_of(champion))
        assert can(P.PLACEMENT_DECIDE, found, person=by_office)
        assert not can(P.PLACEMENT_DECIDE, found, person=make_person("Adam Admin", Role.ADMINISTRATOR))


def test_the_matching_from_the_button_to_the_proposals(client, owner, data):
    opening, champion = make_opening({data: 5}, owner=owner), placeable(levels={data: 5})
    make_opening({data: 8}, owner=owner, title="Nobody can")
    client.sign_in(office())
    assert client.send("/matching", "/matching/run", parallel="2").status_code == 303
    (run,) = db.session.scalars(select(MatchRun))
    assert "Waits for its turn" in client.get(f"/matching/{run.id}").text
    assert client.get(f"/matching/{run.id}", headers={"HX-Request": "true"}).status_code == 200
    assert client.send("/matching", "/matching/run", parallel="2").status_code == 422
    jobs.run_matching()
    assert client.get(f"/matching/{run.id}", headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    page = client.get(f"/matching/{run.id}").text
    assert "Nobody can" in page
    assert "No course or boot camp on offer leads there" in page
    assert "The city changed since this run" not in page
    make_opening({data: 2}, owner=owner)
    assert "The city changed since this run" in client.get(f"/matching/{run.id}").text
    assert client.send(f"/matching/{run.id}", f"/matching/{run.id}/send").status_code == 303
    assert db.session.scalars(select(Placement)).one().champion_id == champion.id
    assert client.get(f"/matching/{run.id}/uncovered.csv").status_code == 200
    assert client.get(f"/matching/{run.id}/uncovered.pdf").status_code == 404
    assert client.sign_in(owner).get(f"/matching/{run.id}").status_code == 403
    assert client.get(f"/matching/{run.id}/why/{champion.id}/{opening.id}").status_code == 403


def test_load_names_what_hangs_on_one_person_and_what_is_late(client, owner, data):
    champion = placeable(levels={data: 5})
    placed(make_opening({data: 5}, owner=owner), champion)
    make_opening({data: 7}, owner=owner, title="Waits in vain", begins=-10)
    page = client.sign_in(office()).get("/placements/load").text
    assert "nobody could step in" in page
    assert "Waits in vain" in page
    assert "4/6" in page
    sheet = client.get("/placements/load.xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet.data)).get_sheet_by_index(0).to_python()
    assert rows[1][3] == "4 / 6"
    assert client.sign_in(owner).get("/placements/load").status_code == 403


def test_no_cell_of_a_list_is_a_formula(client, owner, data):
    make_opening({data: 5}, owner=owner, title="=HYPERLINK(1)")
    manager, champion = make_person("Mia Manager"), placeable(levels={data: 5})
    champion.person.manager_id = manager.id
    db.session.commit()
    placed(make_opening({data: 5}, owner=owner, title="=HYPERLINK(2)"), champion)
    who = {"/openings/list": make_person("Otto"), "/openings/owned": owner, "/placements/mine": champion.person, "/placements/team": manager}
    for path, person in who.items():
        text = client.sign_in(person).get(f"{path}.csv").text
        assert "'=HYPERLINK" in text
        assert "\n=HYPERLINK" not in text
        assert ",=HYPERLINK" not in text
        assert client.get(f"{path}.xlsx").data.startswith(b"PK")
        assert client.get(f"{path}.exe").status_code == 404


def test_lists_cost_the_same_for_two_rows_and_for_ten(client, owner, data, statements):
    def cost(path):
        client.get(path)
        with statements() as seen:
            client.get(path)
        return len(seen)

    paths = ("/openings", "/openings/owned", "/openings/owned.csv", "/placements/load", "/placements/team", "/placements/team.csv", "/matching")
    for _number in range(2):
        placed(make_opening({data: 5}, owner=owner), placeable(levels={data: 5}))
    client.sign_in(office())
    few = [cost(path) for path in paths]
    for _number in range(5):
        placed(make_opening({data: 5}, owner=owner), placeable(levels={data: 5}))
        make_opening({data: 7}, owner=owner, begins=-5)
    client.sign_in(office())
    assert [cost(path) for path in paths] == few


def test_what_was_said_goes_with_the_person_and_the_placement_stays_without_words(owner, data):
    from lms.people.events import PersonErased

    opening, champion = make_opening({data: 5}, owner=owner), placeable(levels={data: 5})
    row = placed(opening, champion)
    db.session.add(OpeningConflict(opening_id=opening.id, champion_id=champion.id, interest="Secret"))
    db.session.commit()
    with transaction():
        erase(PersonErased(champion.person_id, "x", "y"))
    assert db.session.scalars(select(OpeningConflict)).all() == []
    assert db.session.get_one(Placement, row.id).state is PlacementState.CONFIRMED
