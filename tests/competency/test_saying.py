"""What others say about somebody's competences: ratings, observed tasks, and being asked."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lms.competency.models import Evidence, EvidenceKind, RatingRequest
from lms.competency.queries.profile import competence_named, why
from lms.competency.queries.ratings import Officer, Rated
from lms.competency.queries.standings import standings_of
from lms.competency.service import ratings
from lms.competency.service.refusals import AlreadyNamed, NotYours, RatingRefused
from lms.kit.access import can
from lms.kit.clock import now, today
from lms.kit.db import db, transaction
from lms.notices.models import Notice
from lms.people.models import Person, Role
from lms.people.service.people import deactivate
from lms.permissions import Permission as P
from tests.competency.sending import sent
from tests.factories.cohorts import make_cohort, seat
from tests.factories.evidence import managed, rated_by
from tests.factories.people import make_person, now_managed_by


@pytest.fixture
def ada(digcomp):
    return make_person("Ada Ademola")


@pytest.fixture
def mia(ada):
    return managed(ada)


def path(ada, deed, code="1.3"):
    return f"/people/{ada.id}/competences/digcomp/{code}/{deed}"


def test_a_manager_rates_and_the_officer_reads_who_said_what(client, ada, mia):
    page = sent(client.sign_in(mia), path(ada, "rate"), data={"level": "4", "note": "She sorted the tables."})
    assert page.status_code == 303
    piece = db.session.scalars(select(Evidence).where(Evidence.person_id == ada.id)).one()
    assert (piece.kind, piece.level, piece.by_id) == (EvidenceKind.MANAGER_RATING, 4, mia.id)
    shown = client.sign_in(ada).get("/me/competences/digcomp/1.3").text
    assert "Mia Manager" in shown
    assert "She sorted the tables." in shown
    assert "Mia Manager said how they see" in client.get("/inbox").text


def test_ratings_stand_beside_each_other(ada, mia, session):
    rated_by(mia, ada, level=2)
    other = managed(ada, "Noor New")
    rated_by(other, ada, level=5)
    assert session.scalar(select(func.count()).select_from(Evidence).where(Evidence.withdrawn_at.is_(None))) == 2


def test_a_former_manager_is_out_at_once(client, ada, mia):
    assert client.sign_in(mia).get(path(ada, "rate")).status_code == 200
    managed(ada, "Noor New")
    for deed in ("rate", "observe"):
        assert client.get(path(ada, deed)).status_code == 403
        assert sent(client, path(ada, deed), data={"level": "8"}).status_code == 403
    assert client.get(f"/people/{ada.id}/competences").status_code == 403


def test_who_manages_themselves_does_not_rate_themselves(client, ada):
    ada.manager_id = ada.id
    db.session.commit()
    assert client.sign_in(ada).get(path(ada, "rate")).status_code == 403


def test_the_command_refuses_oneself_too(ada, digcomp):
    about = Rated(ada, competence_named("digcomp", "1.3"))
    with pytest.raises(NotYours), transaction():
        ratings.rate(about, 4, "", as_manager=True, by=ada)


@pytest.mark.parametrize("level", ["", "0", "9", "-1", "four"])
def test_a_level_that_is_none_is_refused(client, ada, mia, level):
    assert sent(client.sign_in(mia), path(ada, "rate"), data={"level": level}).status_code == 422
    assert db.session.scalar(select(func.count()).select_from(Evidence)) == 0


def test_keys_that_nobody_asked_for_change_nothing(client, ada, mia):
    said = {"level": "2", "by_id": str(ada.id), "person_id": str(mia.id), "kind": "certificate", "items": "99", "shown_at": "2001-01-01"}
    sent(client.sign_in(mia), path(ada, "rate"), data=said)
    piece = db.session.scalars(select(Evidence)).one()
    assert (piece.person_id, piece.by_id, piece.kind, piece.items) == (ada.id, mia.id, EvidenceKind.MANAGER_RATING, 1)
    assert piece.shown_at > now() - timedelta(minutes=5)


def test_hr_and_strangers_do_not_rate(client, ada):
    for person in (make_person("Hanna", Role.HR), make_person("Theo", Role.TRAINER), make_person("Otto")):
        assert client.sign_in(person).get(path(ada, "rate")).status_code == 403


def test_a_named_observer_notes_tasks_and_rates_nobody(client, ada):
    olga, hanna = make_person("Olga Observer"), make_person("Hanna", Role.HR)
    sent(client.sign_in(hanna), "/observers", data={"email": olga.email})
    client.sign_in(olga)
    assert client.get(path(ada, "rate")).status_code == 403
    said = {"level": "2", "task": "Published a dataset", "seen_on": today().isoformat(), "note": "All columns described."}
    assert sent(client, path(ada, "observe"), data=said).status_code == 303
    assert list(standings_of([ada.id]).values()) == [2]
    assert client.get("/ratings").status_code == 200
    assert client.get(f"/ratings?email={ada.email}").headers["Location"].endswith(f"/people/{ada.id}/competences")
    observer_page = client.get(f"/people/{ada.id}/competences").text
    assert "Basic" not in observer_page, "an observer notes what they saw, and is not shown levels"


def test_an_observer_whose_time_is_over_is_out(client, ada):
    olga, hanna = make_person("Olga Observer"), make_person("Hanna", Role.HR)
    with transaction():
        named = ratings.name_observer(olga.email, by=hanna)
    with transaction():
        ratings.end_observer(db.session.merge(named), by=hanna)
    assert client.sign_in(olga).get(path(ada, "observe")).status_code == 403


def test_an_observer_is_named_once(ada):
    hanna = make_person("Hanna", Role.HR)
    with transaction():
        ratings.name_observer(ada.email, by=hanna)
    with pytest.raises(AlreadyNamed), transaction():
        ratings.name_observer(ada.email, by=hanna)


def test_nothing_is_seen_on_a_day_to_come(ada, mia):
    about = Rated(ada, competence_named("digcomp", "1.3"))
    with pytest.raises(RatingRefused), transaction():
        ratings.note_observation(about, 3, ratings.Seen("Task", "Seen", today() + timedelta(days=2)), by=mia)


def test_the_officer_asks_and_the_answer_closes_the_question(client, ada, mia):
    client.sign_in(ada)
    said = {"rater": str(mia.id), "note": "Please think of the trees."}
    sent(client, "/me/competences/digcomp/1.3/ask", data=said)
    sent(client, "/me/competences/digcomp/1.3/ask", data=said)
    assert db.session.scalar(select(func.count()).select_from(RatingRequest)) == 1
    assert db.session.scalar(select(func.count()).select_from(Notice).where(Notice.person_id == mia.id)) == 1
    waiting = client.sign_in(mia).get("/ratings").text
    assert "Please think of the trees." in waiting
    sent(client, path(ada, "rate"), data={"level": "3"})
    assert "Please think of the trees." not in client.get("/ratings").text


def test_only_those_who_may_rate_can_be_asked(client, ada, mia):
    stranger = make_person("Theo", Role.TRAINER)
    page = client.sign_in(ada).get("/me/competences/digcomp/1.3/ask").text
    assert "Mia Manager" in page
    assert "Theo" not in page
    assert sent(client, "/me/competences/digcomp/1.3/ask", data={"rater": str(stranger.id)}).status_code == 422


def test_whoever_gave_a_rating_takes_it_back_with_a_reason(client, ada, mia):
    evidence_id = rated_by(mia, ada, level=2)
    back = f"/people/{ada.id}/competences/evidence/{evidence_id}/take-back"
    assert client.sign_in(ada).get(back).status_code == 403
    client.sign_in(mia)
    assert sent(client, back, data={"reason": ""}).status_code == 422
    assert sent(client, back, data={"reason": "I mixed up two people."}).status_code == 303
    assert standings_of([ada.id]) == {}
    assert "I mixed up two people." in client.sign_in(ada).get("/me/competences/digcomp/1.3").text


def test_evidence_is_found_through_the_person_it_is_about(client, ada, mia):
    evidence_id = rated_by(mia, ada)
    other = make_person("Otto Other", manager_id=mia.id)
    assert client.sign_in(mia).get(f"/people/{other.id}/competences/evidence/{evidence_id}/take-back").status_code == 404


def test_what_is_said_is_text_and_nothing_else(client, ada, mia):
    rated_by(mia, ada, note="<script>alert(1)</script> {{ 7 * 7 }}")
    page = client.sign_in(ada).get("/me/competences/digcomp/1.3").text
    assert "<script>alert" not in page
    assert "{{ 7 * 7 }}" in page


def test_a_trainer_rates_those_of_their_boot_camp(session, ada):
    theo = make_person("Theo", Role.TRAINER)
    about = Officer(ada)
    assert not can(P.RATING_GIVE, about, person=theo)
    seat(make_cohort(trainer=theo), [ada])
    assert can(P.RATING_GIVE, about, person=db.session.get_one(Person, theo.id))


def test_the_why_page_asks_a_constant_number_of_statements(ada, digcomp, shows, statements):
    counts = []
    for _round in range(2):
        for _number in range(5):
            shows(ada, "1.3", 3, "quiz", items=2)
        with statements() as seen:
            why(ada.id, competence_named("digcomp", "1.3"))
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_looking_somebody_up_tells_nothing_to_those_who_may_say_nothing(client, ada):
    client.sign_in(make_person("Theo", Role.TRAINER))
    nobody = "There is nobody with this address about whom you may say something."
    for email in (ada.email, "nobody@city.test"):
        page = client.get(f"/ratings?email={email}")
        assert page.status_code == 200
        assert nobody in page.text


def asks(client, ada, *raters):
    client.sign_in(ada)
    for rater in raters:
        sent(client, "/me/competences/digcomp/1.3/ask", data={"rater": str(rater.id), "note": "Please think of the trees."})


def test_what_was_asked_of_a_manager_waits_for_the_next_one(client, ada, mia):
    asks(client, ada, mia)
    noor = make_person("Noor New")
    now_managed_by(ada, noor)
    assert "Please think of the trees." not in client.sign_in(mia).get("/ratings").text
    assert "Please think of the trees." in client.sign_in(noor).get("/ratings").text
    assert "asks how you see" in client.get("/inbox").text
    assert sent(client, path(ada, "rate"), data={"level": "3"}).status_code == 303


def test_what_was_asked_of_a_manager_who_trains_the_officer_stays_with_them(client, ada, mia):
    seat(make_cohort(trainer=mia), [ada])
    asks(client, ada, mia)
    now_managed_by(ada, make_person("Noor New"))
    assert "Please think of the trees." in client.sign_in(mia).get("/ratings").text


def test_what_was_asked_of_both_is_asked_once(client, ada, mia):
    theo = make_person("Theo", Role.TRAINER)
    seat(make_cohort(trainer=theo), [ada])
    asks(client, ada, mia, theo)
    now_managed_by(ada, theo)
    assert db.session.scalars(select(RatingRequest.rater_id)).all() == [theo.id]


@pytest.mark.parametrize("how", ["nobody follows", "the trainer leaves"])
def test_whoever_asked_somebody_who_cannot_answer_any_more_is_told(client, ada, mia, how):
    theo = make_person("Theo", Role.TRAINER)
    seat(make_cohort(trainer=theo), [ada])
    asks(client, ada, theo if how == "the trainer leaves" else mia)
    if how == "nobody follows":
        now_managed_by(ada, None)
    else:
        with transaction():
            deactivate(db.session.get_one(Person, theo.id), by=make_person("Hanna", Role.HR))
    assert db.session.scalar(select(func.count()).select_from(RatingRequest)) == 0
    assert "cannot answer any more how they see" in client.sign_in(ada).get("/inbox").text
