"""Pages of boot camps, as each role sees and uses them."""

import csv
import io
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

import pytest

from lms.cohorts.models.cohorts import Cohort, CohortState
from lms.cohorts.queries import calls
from lms.cohorts.waiting_list import commitment
from lms.kit.db import db
from lms.people.models import Person, Role
from tests.factories.camps import accepted, agreed, applied, at_hand, camp, found, officer, promote, row, suitable, waiting
from tests.factories.cohorts import make_programme
from tests.factories.people import make_department, make_person, make_post

FACTS = {
    "seats": "12",
    "time_zone": "Europe/Brussels",
    "starts_on": "2027-03-15",
    "apply_until": "2027-03-01T12:00",
    "offer_days": "5",
    "language": "en",
    "place": "",
    "link": "",
}
HOSTILE = '<script>alert(1)</script>"\'{{7*7}}'


def page_of(application_id):
    return f"/cohorts/applications/{application_id}"


def press(client, page, deed, **fields):
    return client.send(page, f"{page}/{deed}", **fields)


# --- the whole way, without script -----------------------------------------------------------------------------------------


def test_from_the_call_to_a_place(client):
    cohort, trainer = camp(seats=1)
    manager = make_person("Mia Manager")
    olu = officer("Olu", manager=manager)
    client.sign_in(olu)
    assert "Apply" in client.get(f"/boot-camps/{cohort.slug}").text
    answer = client.send(f"/boot-camps/{cohort.slug}/apply", motivation="I buy software next year.")
    page = answer.location
    assert answer.status_code == 303
    client.sign_in(manager)
    assert "Read and answer" in client.get("/boot-camps").text
    assert press(client, page, "agree").status_code == 303
    client.sign_in(trainer)
    assert press(client, page, "screen", **{"met-need": "yes", "note-need": "Runs the permits", "decision": "suitable"}).status_code == 303
    client.sign_in(olu)
    assert "Take the seat" in client.get(page).text
    assert press(client, page, "accept").location == f"/cohorts/{cohort.slug}"
    assert client.get(f"/cohorts/{cohort.slug}").status_code == 200
    assert found(cohort).cohort.taken == 1


def test_a_trainer_plans_opens_moves_and_closes(client):
    trainer, host = make_person("Tara", Role.TRAINER), make_department("Lab")
    version = make_programme()
    client.sign_in(trainer)
    day = (calls.now() + timedelta(days=90)).date()
    until = f"{(day - timedelta(days=20)).isoformat()}T12:00"
    facts = {**FACTS, "name": "Spring camp", "host": str(host.id), "starts_on": day.isoformat(), "apply_until": until, "place": "Town hall"}
    assert client.send("/cohorts/new", version=str(version.id), slug="spring-camp", **facts).location == "/cohorts/spring-camp"
    assert client.send("/cohorts/spring-camp", "/cohorts/spring-camp/open").status_code == 303
    assert client.send("/cohorts/spring-camp/edit", **{**facts, "seats": "14", "link": "https://meet.example/x"}).status_code == 303
    moved = (day + timedelta(days=30)).isoformat()
    assert client.send("/cohorts/spring-camp/move", starts_on=moved).status_code == 303
    assert client.send("/cohorts/spring-camp", "/cohorts/spring-camp/close").status_code == 303
    cohort = db.session.query(Cohort).filter_by(slug="spring-camp").one()
    assert (cohort.seats, cohort.starts_on.isoformat(), cohort.state) == (14, moved, CohortState.CALL_CLOSED)
    assert client.send("/cohorts/spring-camp/cancel", reason="").status_code == 422
    assert client.send("/cohorts/spring-camp/cancel", reason="No room.").status_code == 303


IMPOSSIBLE = (
    ("starts_on", "soon"),
    ("seats", "0"),
    ("seats", "9999999"),
    ("apply_until", "yesterday"),
    ("host", "not-an-id"),
    ("time_zone", "Mars/Olympus"),
    ("link", "javascript:alert(1)"),
    ("offer_days", "-1"),
    ("version", "nothing"),
)


@pytest.mark.parametrize(("field", "value"), IMPOSSIBLE)
def test_what_cannot_be_is_said_beside_its_field(client, field, value):
    trainer, version = make_person("Tara", Role.TRAINER), make_programme()
    client.sign_in(trainer)
    facts = {**FACTS, "version": str(version.id), "slug": "a-camp", "name": "A camp", "host": str(make_department().id)}
    answer = client.send("/cohorts/new", **{**facts, field: value})
    assert answer.status_code == 422
    assert "ds-validation-message" in answer.text
    assert db.session.query(Cohort).count() == 0


# --- what is printed on the page of the call ---------------------------------------------------------------------------------


def test_the_page_prints_the_policy_and_commits_to_the_draw_without_telling_it(client):
    cohort, _trainer = camp(seats=10)
    text = client.get(f"/boot-camps/{cohort.slug}").text
    assert "50 per cent of the seats: here 5 seats" in text
    assert "is a duty come first" in text
    assert commitment("a seed of tests") in text
    assert "a seed of tests" not in text


def test_the_page_says_which_seats_are_free_and_how_many_wait(client):
    cohort, _trainer = camp(seats=2)
    waiting(cohort)
    waiting(cohort, state="offered")
    text = client.get(f"/boot-camps/{cohort.slug}").text
    for label in ("Offered, not answered yet", "Free now", "On the waiting list"):
        assert f"<dt>{label}</dt><dd>1</dd>" in text
    camp_over, _trainer = camp(state=CohortState.RUNNING)
    assert "Free now" not in client.get(f"/boot-camps/{camp_over.slug}").text


def test_the_seed_is_shown_when_the_call_is_closed(client):
    cohort, _trainer = camp(state=CohortState.CALL_CLOSED)
    assert "a seed of tests" in client.get(f"/boot-camps/{cohort.slug}").text


@pytest.mark.parametrize("role", [Role.TRAINER, Role.HR, Role.AUDITOR])
def test_nobody_at_all_learns_the_seed_before(client, role):
    cohort, trainer = camp(seats=1)
    waiting(cohort)
    client.sign_in(trainer if role is Role.TRAINER else make_person("Somebody", role))
    for path in ("", "/waiting-list", "/waiting-list.csv", "/applications"):
        assert "a seed of tests" not in client.get(f"/cohorts/{cohort.slug}{path}").text


@pytest.mark.parametrize(("state", "told"), [(CohortState.CALL_OPEN, False), (CohortState.CALL_CLOSED, True)])
def test_an_applicant_reads_what_they_drew_once_the_call_is_closed(client, state, told):
    cohort, _trainer = camp(seats=1, state=state)
    olu = officer("Olu")
    application_id = waiting(cohort, olu)
    client.sign_in(olu)
    drew = sha256(f"a seed of tests:{application_id}".encode()).hexdigest()
    assert (drew in client.get(page_of(application_id)).text) is told


def test_a_planned_camp_is_no_page_for_the_public(client):
    cohort, trainer = camp(state=CohortState.PLANNED)
    for path in (f"/boot-camps/{cohort.slug}", f"/boot-camps/{cohort.slug}/apply"):
        assert "/sign-in" in client.get(path).location
    client.sign_in(officer())
    assert client.get(f"/boot-camps/{cohort.slug}").status_code == 403
    assert client.get(f"/boot-camps/{cohort.slug}/apply").status_code == 403
    assert cohort.name not in client.get("/boot-camps").text
    client.sign_in(trainer)
    assert client.get(f"/boot-camps/{cohort.slug}").status_code == 200


def test_the_form_is_not_offered_to_whom_it_cannot_serve(client):
    cohort, trainer = camp()
    client.sign_in(trainer)
    answer = client.get(f"/boot-camps/{cohort.slug}/apply")
    assert (answer.status_code, "You run this boot camp" in answer.text) == (409, True)


def test_the_link_for_those_online_is_for_those_inside(client):
    cohort, _trainer = camp(link="https://meet.example/secret-room")
    olu = officer()
    accepted(cohort, olu)
    assert "secret-room" not in client.get(f"/boot-camps/{cohort.slug}").text
    client.sign_in(olu)
    assert "secret-room" in client.get(f"/cohorts/{cohort.slug}").text


def test_without_any_camp_the_pages_say_what_will_be_here(client):
    assert "No call is open now" in client.get("/boot-camps").text
    client.sign_in(make_person("Tara", Role.TRAINER))
    assert "No boot camp yet" in client.get("/cohorts").text
    assert "No programme yet" in client.get("/programmes").text
    assert "No programme yet" in client.get("/cohorts/new").text


def test_the_list_of_calls_costs_the_same_for_two_and_for_nine(client, statements):
    counted = []
    for more in (2, 7):
        for _ in range(more):
            camp()
        with statements() as seen:
            client.get("/boot-camps")
        counted.append(len(seen))
    assert counted[0] == counted[1]


# --- applications: who sees what -------------------------------------------------------------------------------------------


def test_a_stranger_finds_no_application(client):
    cohort, _trainer = camp()
    application_id = applied(cohort, officer("Olu"), "Something private.")
    for person in (officer("Nia"), make_person("Theo", Role.TRAINER), make_person("Ada", Role.ADMINISTRATOR), make_person("Carla", Role.CURATOR)):
        client.sign_in(person)
        answer = client.get(page_of(application_id))
        assert (answer.status_code, "Something private." in answer.text) == (403, False)


def test_the_former_manager_is_out_at_once_and_the_new_one_in(client):
    cohort, _trainer = camp()
    mia, nora = make_person("Mia"), make_person("Nora")
    olu = officer("Olu", manager=mia)
    application_id = applied(cohort, olu)
    db.session.get_one(Person, olu.id).manager_id = nora.id
    db.session.commit()
    client.sign_in(mia)
    assert client.get(page_of(application_id)).status_code == 403
    client.sign_in(nora)
    assert press(client, page_of(application_id), "agree").status_code == 303


def test_the_manager_sees_nothing_of_the_screening(client):
    cohort, trainer = camp()
    mia = make_person("Mia")
    application_id = agreed(cohort, officer("Olu", manager=mia))
    client.sign_in(trainer)
    page = page_of(application_id)
    press(client, page, "screen", **{"met-need": "no", "reason": "Weak on contracts.", "decision": "unsuitable"})
    client.sign_in(mia)
    text = client.get(page).text
    assert "Weak on contracts." not in text
    assert "Not suitable" not in text
    assert "Answered" in text


def test_a_refusal_without_reason_comes_back_beside_its_field(client):
    cohort, _trainer = camp()
    mia = make_person("Mia")
    application_id = applied(cohort, officer("Olu", manager=mia))
    client.sign_in(mia)
    answer = press(client, page_of(application_id), "refuse", reason="")
    assert (answer.status_code, "Say why" in answer.text) == (422, True)
    assert row(application_id).state == "submitted"


def test_screening_that_is_not_complete_comes_back(client):
    cohort, trainer = camp()
    application_id = agreed(cohort)
    client.sign_in(trainer)
    page = page_of(application_id)
    assert press(client, page, "screen", decision="suitable").status_code == 422
    answer = press(client, page, "screen", **{"met-need": "no", "decision": "suitable"})
    assert (answer.status_code, "A criterion is not met" in answer.text) == (422, True)
    assert row(application_id).screening == {}


@pytest.mark.parametrize("extra", [{"state": "accepted"}, {"mandatory": "1"}, {"person_id": "x", "manager_id": "x"}, {"offer_until": "2099-01-01"}])
def test_fields_that_nobody_asked_for_change_nothing(client, extra):
    cohort, _trainer = camp()
    client.sign_in(officer("Olu"))
    page = client.send(f"/boot-camps/{cohort.slug}/apply", motivation="I buy.", **extra).location
    one = row(UUID(page.rpartition("/")[2]))
    assert (one.state, one.mandatory, one.offer_until) == ("submitted", False, None)


def test_everybody_reads_the_own_rank_and_why_a_seat_went_to_somebody_behind(client):
    cohort, trainer = camp(seats=4)
    parks = make_department("Parks")
    ids = [accepted(cohort, officer(f"Ranger {n}", department=parks)) for n in range(2)]
    olu = officer("Olu", department=parks)
    passed = waiting(cohort, olu, submitted_at=calls.now() - timedelta(minutes=30))
    nia = officer("Nia", department=make_department("Tax"))
    behind = waiting(cohort, nia)
    promote(cohort)
    client.sign_in(olu)
    text = client.get(page_of(passed)).text
    assert "Place 1 of 1." in text
    assert "has 2 seats already" in text
    client.sign_in(nia)
    assert "Take the seat" in client.get(page_of(behind)).text
    assert client.get(f"/cohorts/{cohort.slug}/waiting-list").status_code == 403
    client.sign_in(trainer)
    text = client.get(f"/cohorts/{cohort.slug}/waiting-list").text
    assert "Department is full" in text
    assert len(ids) == 2


def test_after_the_close_anybody_on_the_staff_can_compute_the_order_again(client):
    cohort, trainer = camp(seats=1, state=CohortState.CALL_CLOSED)
    cohort.taken = 1
    minute = calls.now() - timedelta(hours=1)
    for n in range(5):
        waiting(cohort, officer(f"Officer {n}"), submitted_at=minute)
    client.sign_in(trainer)
    lines = list(csv.DictReader(io.StringIO(client.get(f"/cohorts/{cohort.slug}/waiting-list.csv").text.lstrip("\ufeff"))))
    drawn = [sha256(f"a seed of tests:{line['Application']}".encode()).hexdigest() for line in lines]
    assert drawn == sorted(drawn) == [line["Drawn"] for line in lines]


def test_names_are_text_on_every_page_and_harmless_in_every_file(client):
    cohort, trainer = camp(name=HOSTILE, seats=1)
    olu = officer(f"={HOSTILE}", department=make_department("+Parks"))
    first = accepted(cohort, olu)
    waiting(cohort, officer(f"@{HOSTILE}"))
    client.sign_in(trainer)
    at_camp = f"/cohorts/{cohort.slug}"
    for path in ("/boot-camps", f"/boot-camps/{cohort.slug}", at_camp, f"{at_camp}/people", f"{at_camp}/applications", f"{at_camp}/waiting-list",
                 f"{at_camp}/edit", f"{at_camp}/move", f"{at_camp}/cancel", "/cohorts", page_of(first)):  # fmt: skip
        text = client.get(path).text
        assert "<script>alert" not in text, path
    for file in ("people.csv", "applications.csv", "waiting-list.csv"):
        cells = [cell for line in csv.reader(io.StringIO(client.get(f"{at_camp}/{file}").text.lstrip("\ufeff"))) for cell in line]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))], file


def test_things_of_another_camp_are_not_found_through_mine(client):
    mine, trainer = camp()
    theirs, other = camp()
    olu = officer("Olu")
    accepted(theirs, olu)
    place = calls.place_of(theirs.id, olu.id)
    client.sign_in(trainer)
    assert client.get(f"/cohorts/{mine.slug}/places/{place.id}/end").status_code == 404
    assert client.send(f"/cohorts/{mine.slug}/people", f"/cohorts/{mine.slug}/staff/{other.id}/remove").status_code == 404
    client.sign_in(olu)
    assert client.get(f"/cohorts/{mine.slug}/places/{place.id}/give-up").status_code == 404


def test_somebody_gives_up_the_own_place_after_being_asked(client):
    cohort, _trainer = camp()
    olu = officer("Olu")
    accepted(cohort, olu)
    path = f"/cohorts/{cohort.slug}/places/{calls.place_of(cohort.id, olu.id).id}/give-up"
    client.sign_in(olu)
    text = client.get(path).text
    assert "You cannot take it back." in text
    assert "next on the waiting list" in text
    cohort.state = CohortState.RUNNING
    db.session.commit()
    assert "so the seat stays empty" in client.get(path).text
    assert client.send(path).status_code == 303
    assert client.get(f"/cohorts/{cohort.slug}").status_code == 403


def test_a_trainer_names_and_removes_a_mentor(client):
    cohort, trainer = camp()
    mona = make_person("Mona Mentor")
    client.sign_in(trainer)
    people = f"/cohorts/{cohort.slug}/people"
    assert client.send(people, email="nobody@city.test", kind="mentor").status_code == 422
    assert client.send(people, email=mona.email, kind="trainer").status_code == 422
    assert client.send(people, email=mona.email, kind="mentor").status_code == 303
    assert "Mona Mentor" in client.get(people).text
    assert client.send(people, f"/cohorts/{cohort.slug}/staff/{mona.id}/remove").status_code == 303


def test_hr_names_the_posts_whose_duty_a_programme_is(client):
    cohort, _trainer = camp()
    post = make_post("Buyer")
    slug = found(cohort).cohort.version.programme.slug
    client.sign_in(make_person("Hanna", Role.HR))
    assert client.send(f"/programmes/{slug}", f"/programmes/{slug}/duties", posts=[str(post.id)]).status_code == 303
    application = row(applied(cohort, officer("Olu", post_id=post.id)))
    assert application.mandatory
    assert client.send(f"/programmes/{slug}", f"/programmes/{slug}/duties").status_code == 303
    assert not row(suitable(cohort, officer("Nia", post_id=post.id))).mandatory


def test_an_offer_page_that_is_too_late_says_so(client):
    cohort, _trainer = camp()
    olu = officer("Olu")
    application_id = waiting(cohort, olu, state="offered", offer_until=calls.now() - timedelta(minutes=1))
    client.sign_in(olu)
    answer = press(client, page_of(application_id), "accept")
    assert (answer.status_code, "time to answer this offer is over" in answer.text) == (409, True)
    assert at_hand(application_id).application.state == "offered"
