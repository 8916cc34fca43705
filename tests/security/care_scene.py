"""A boot camp for the matrix: the owner takes part, wrote a post, and is asked what changed at work."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from lms.cohorts.models.cohorts import CohortState
from lms.cohorts.models.ending import Asked, FollowUp, Outcome
from lms.cohorts.models.forum import ForumPost
from lms.cohorts.queries.care import participant_at_hand
from lms.cohorts.queries.ending import candidate_at_hand
from lms.cohorts.service import check_ins, graduating, posting, runs
from lms.kit.clock import now
from lms.kit.db import db, transaction
from lms.people.models import Person
from tests.factories.cohorts import join_staff, seat
from tests.factories.running_camps import found_of, place_of, ready_camp

POST = "Marker sentence of a post."
CHECK_IN = "Marker reason of a check-in."
EXCEPTION = "Marker reason of an exception."
MARKERS = {POST: "a post of a forum", CHECK_IN: "the reason of a check-in", EXCEPTION: "the reason of an exception"}


def set_up_camp(people: dict[str, Person]) -> dict[str, dict[str, Any]]:
    """Make the camp; ``author`` is its trainer, ``owner`` takes part. Returns values for addresses, by blueprint."""
    cohort, trainer, _others = ready_camp(2, state=CohortState.ENDED)
    seat(cohort, [people["owner"]])
    join_staff(cohort, people["author"])
    by = {name: people[name].id for name in ("owner", "author")}

    def person(name: str) -> Person:
        return db.session.get_one(Person, by[name])

    with transaction():
        topic = posting.open_topic(found_of(cohort), "A topic", POST, by=person("owner"))
        topic_id = topic.id
    with transaction():
        at_hand = participant_at_hand(cohort.slug, by["owner"])
        check_in_id = check_ins.open_by_hand(at_hand.found, at_hand.record, CHECK_IN, by=person("author")).id
    with transaction():
        run_id = runs.begin(found_of(cohort), by=person("author")).id
    place_id = place_of(cohort, people["owner"]).id
    with transaction():
        candidate = candidate_at_hand(cohort.slug, place_id)
        graduating.propose(candidate.found, candidate.candidate, Outcome.GRADUATED, EXCEPTION, by=db.session.get_one(Person, trainer.id))
    ask = FollowUp(place_id=place_id, person_id=by["owner"], role=Asked.OFFICER, days=30, due_on=(now() + timedelta(days=21)).date())
    db.session.add(ask)
    db.session.commit()
    post_id = db.session.scalars(select(ForumPost.id).where(ForumPost.topic_id == topic_id)).one()
    return {
        "cohort_care": {"slug": cohort.slug, "person_id": by["owner"], "check_in_id": check_in_id},
        "cohort_forum": {"slug": cohort.slug, "topic_id": topic_id, "post_id": post_id},
        "cohort_end": {"slug": cohort.slug, "place_id": place_id, "run_id": run_id, "follow_up_id": ask.id},
    }
