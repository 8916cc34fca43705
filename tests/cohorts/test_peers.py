"""Feedback of peers: drawn once after the due date, given once, without names, reported and decided."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.cohorts.jobs.work import open_peer_rounds, remind_of_peers
from lms.cohorts.models.feedback import PeerReview, PeerRound
from lms.cohorts.queries import peers as queries
from lms.cohorts.rubrics import PointsRefused
from lms.cohorts.service import peers
from lms.cohorts.service.peers import CommentNeeded, GivenAlready, NotReported, NotTheirReview
from lms.kit.clock import at
from lms.kit.db import db, transaction
from lms.notices.models import Notice
from lms.people.models import Person
from tests.factories.timetables import give_up
from tests.factories.work import PASS, call_off, camp, hand_in, plan, team_up


def drawn(people=4, each=2, **facts):
    made = camp(plan({"peers": each, **facts}), people=people)
    if facts.get("by_team"):
        team_up(made, *(made.people[start : start + 2] for start in range(0, people, 2)))
    for person in made.people[:: 2 if facts.get("by_team") else 1]:
        hand_in(made, person, f"By {person.name}.")
    with at(made.task().task.due_at + timedelta(minutes=1)):
        open_peer_rounds()
    return made


def reviews(session):
    return session.scalars(select(PeerReview).order_by(PeerReview.id)).all()


def do(deed, made, review, *args, by, **how):
    with transaction():
        return deed(queries.review_at_hand(made.slug, review.id), *args, by=db.session.get_one(Person, by), **how)


def give(made, review, comment="Clear. Say who pays.", by=None):
    return do(peers.give, made, review, PASS, comment, by=by or review.reviewer_id)


def test_nothing_is_drawn_before_the_due_date(session):
    made = camp(plan({"peers": 1}))
    for person in made.people:
        hand_in(made, person)
    assert open_peer_rounds() == 0


def test_everybody_gives_and_gets_as_much_and_is_told_once(session):
    drawn()
    found = reviews(session)
    assert set(Counter(each.reviewer_id for each in found).values()) == {2}
    assert set(Counter(each.hand_in_id for each in found).values()) == {2}
    assert open_peer_rounds() == 0
    assert len(reviews(session)) == 8
    assert Counter(session.scalars(select(Notice.kind).where(Notice.kind == "peers-open"))) == {"peers-open": 4}


def test_nobody_reads_the_work_of_their_own_team(session):
    made = drawn(people=6, each=1, by_team=True)
    for review in reviews(session):
        assert review.reviewer_id not in queries.review_at_hand(made.slug, review.id).owner_ids


def test_feedback_is_given_once_by_whoever_was_asked(session):
    made = drawn()
    review = reviews(session)[0]
    stranger = next(one.id for one in made.people if one.id != review.reviewer_id)
    with pytest.raises(NotTheirReview):
        give(made, review, by=stranger)
    with pytest.raises(CommentNeeded):
        give(made, review, " ")
    with pytest.raises(PointsRefused):
        do(peers.give, made, review, {"problem": "9", "plan": "6"}, "Fine.", by=review.reviewer_id)
    assert give(made, review).points == {"problem": 4, "plan": 6}
    with pytest.raises(GivenAlready):
        give(made, review)
    told = session.scalars(select(Notice).where(Notice.kind == "peers-gave")).one()
    reader = session.get(Person, review.reviewer_id).name
    assert reader not in str(told.facts)


def test_a_report_reaches_the_trainers_who_decide(session):
    made = drawn()
    review = give(made, reviews(session)[0])
    (author,) = queries.review_at_hand(made.slug, review.id).owner_ids
    with pytest.raises(NotReported):
        do(peers.settle, made, review, by=made.trainer.id, hide=True)
    with pytest.raises(NotTheirReview):
        do(peers.report, made, review, "Rude.", by=review.reviewer_id)
    do(peers.report, made, review, "Rude.", by=author)
    assert session.scalars(select(Notice.person_id).where(Notice.kind == "peers-reported")).all() == [made.trainer.id]
    with pytest.raises(NotTheirReview):
        do(peers.settle, made, review, by=author, hide=True)
    do(peers.settle, made, review, by=made.trainer.id, hide=True)
    assert queries.given_to(review.hand_in_id, all_of_it=False) == []
    assert [each.id for each in queries.given_to(review.hand_in_id, all_of_it=True)] == [review.id]


def test_whoever_gave_up_the_place_is_neither_asked_nor_read(session):
    made = camp(plan({"peers": 2}), people=4)
    leaver, *others = made.people
    for person in made.people:
        hand_in(made, person, f"By {person.name}.")
    give_up(made.cohort, leaver)
    with at(made.task().task.due_at + timedelta(minutes=1)):
        assert open_peer_rounds() == 3
    found = reviews(session)
    assert {each.reviewer_id for each in found} == {one.id for one in others}
    assert all(leaver.id not in queries.review_at_hand(made.slug, each.id).owner_ids for each in found)


def test_whoever_gives_up_the_place_after_the_draw_is_not_reminded_and_reads_nothing_more(session, client):
    made = drawn(people=2, each=1)
    review, due = reviews(session)[0], session.scalars(select(PeerRound.due_at)).one()
    page = f"/cohorts/{made.slug}/peers/{review.id}"
    client.sign_in(session.get(Person, review.reviewer_id))
    assert client.get(page).status_code == 200
    give_up(made.cohort, session.get(Person, review.reviewer_id))
    assert client.get(page).status_code == 403
    with at(due - timedelta(days=1)):
        assert remind_of_peers() == 1


def test_nothing_is_drawn_or_reminded_of_once_the_boot_camp_was_called_off(session):
    made = camp(plan({"peers": 1}))
    for person in made.people:
        hand_in(made, person)
    call_off(made)
    with at(made.task().task.due_at + timedelta(minutes=1)):
        assert open_peer_rounds() == 0
    drawn_before = drawn(people=2, each=1)
    due = session.scalars(select(PeerRound.due_at)).one()
    call_off(drawn_before)
    with at(due - timedelta(days=1)):
        assert remind_of_peers() == 0


def test_reminders_come_once_before_and_once_after(session):
    drawn(people=2, each=1)
    due = session.scalars(select(PeerRound.due_at)).one()
    with at(due - timedelta(days=5)):
        assert remind_of_peers() == 0
    with at(due - timedelta(days=1)):
        assert (remind_of_peers(), remind_of_peers()) == (2, 0)
    with at(due + timedelta(days=1)):
        assert (remind_of_peers(), remind_of_peers()) == (2, 0)
