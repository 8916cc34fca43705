"""Claims and ratings that wait: whom they wait for is reminded, and who can help is told, each once."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from lms.competency.jobs import remind_of_terms
from lms.competency.models import Claim, ClaimState
from lms.competency.queries.profile import competence_named
from lms.competency.service import claims, ratings
from lms.kit.clock import at
from lms.kit.db import db, transaction
from lms.notices.models import Notice
from lms.people.models import Person, Role
from lms.schedule import SCHEDULE
from tests.factories.evidence import claimed, managed, rated_by
from tests.factories.people import make_person

MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
EARLY, SECOND_HALF, OVER = MONDAY + timedelta(days=4), MONDAY + timedelta(days=8), MONDAY + timedelta(days=15)


@pytest.fixture
def ada(digcomp):
    return make_person("Ada Ademola")


def told_on(moment, *kinds):
    with at(moment):
        remind_of_terms()
        assert remind_of_terms() == 0, "told twice"
    notices = select(Notice.kind, Person.name).join(Person, Person.id == Notice.person_id).where(Notice.kind.in_(kinds))
    return sorted((kind, name) for kind, name in db.session.execute(notices))


def test_hr_is_reminded_of_a_claim_and_then_all_who_may_review_it(ada):
    make_person("Hanna HR", Role.HR)
    make_person("Tara Trainer", Role.TRAINER)
    with at(MONDAY):
        claimed(ada)
    kinds = ("claim-still-waits", "claim-overdue")
    assert told_on(EARLY, *kinds) == []
    assert told_on(SECOND_HALF, *kinds) == [("claim-still-waits", "Hanna HR")]
    assert told_on(OVER, *kinds)[:2] == [("claim-overdue", "Hanna HR"), ("claim-overdue", "Tara Trainer")]


def test_whoever_claims_is_not_asked_to_review_it(digcomp):
    tara = make_person("Tara Trainer", Role.TRAINER)
    make_person("Theo Trainer", Role.TRAINER)
    with at(MONDAY):
        claimed(tara)
    assert told_on(SECOND_HALF, "claim-still-waits", "claim-overdue") == [("claim-overdue", "Theo Trainer")], "no HR is there to be reminded"


def test_a_claim_that_was_handed_in_again_has_a_term_of_its_own(ada):
    hanna = make_person("Hanna HR", Role.HR)
    with at(MONDAY):
        claim = claimed(ada)
    said = claims.Said(claim.level, claim.title, "More.", claim.learnt_on)
    with at(OVER), transaction():
        claims.decide(db.session.get_one(Claim, claim.id), ClaimState.RETURNED, "Say more.", by=db.session.get_one(Person, hanna.id))
        claims.say_again(db.session.get_one(Claim, claim.id), said, by=db.session.get_one(Person, ada.id))
    assert told_on(OVER + timedelta(days=4), "claim-still-waits") == []


def test_who_was_asked_for_a_rating_is_reminded_and_then_the_officer_told(client, ada):
    mia = managed(ada)
    with at(MONDAY), transaction():
        ratings.ask_for_rating(competence_named("digcomp", "1.3"), mia, "", by=db.session.get_one(Person, ada.id))
    kinds = ("rating-still-waits", "rating-overdue")
    assert told_on(EARLY, *kinds) == []
    assert told_on(SECOND_HALF, *kinds) == [("rating-still-waits", "Mia Manager")]
    assert told_on(OVER, *kinds) == [("rating-overdue", "Ada Ademola"), ("rating-still-waits", "Mia Manager")]
    for person, kind in ((mia, "rating-still-waits"), (ada, "rating-overdue")):
        href = db.session.scalars(select(Notice.href).where(Notice.kind == kind)).one()
        assert client.sign_in(person).get(href).status_code == 200, "where the notice leads"


def test_a_rating_that_was_given_is_not_asked_for_again(ada):
    mia = managed(ada)
    with at(MONDAY), transaction():
        ratings.ask_for_rating(competence_named("digcomp", "1.3"), mia, "", by=db.session.get_one(Person, ada.id))
    rated_by(mia, ada)
    assert told_on(OVER, "rating-still-waits", "rating-overdue") == []


def test_it_is_scheduled():
    assert remind_of_terms in [job.run for job in SCHEDULE]
