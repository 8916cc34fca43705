"""Feedback of peers for whoever had more time: drawn when their time is over, once, and everybody hears of it."""

from collections import Counter
from datetime import timedelta

from flask_migrate import downgrade, upgrade
from sqlalchemy import select

from lms.cohorts.jobs.work import open_peer_rounds, remind_of_peers
from lms.cohorts.models.feedback import PeerReview, PeerRound
from lms.cohorts.models.work import Extension
from lms.cohorts.queries import peers as queries
from lms.cohorts.queries.tasks import extension_at_hand
from lms.cohorts.service import extensions, peers
from lms.kit.clock import at
from lms.kit.db import db, transaction
from lms.notices.models import Notice
from lms.people.models import Person
from tests.factories.races import race
from tests.factories.timetables import give_up
from tests.factories.work import FAIL, PASS, call_off, camp, hand_in, mark, me, plan, rows_of, team_up

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def extended(people=6, late=(3,), each=2, **facts):
    """A camp whose first people handed in, and were drawn; the last have so many days more each."""
    made = camp(plan({"peers": each, **facts}), people=people)
    in_time, latecomers = made.people[: people - len(late)], made.people[people - len(late) :]
    for person in in_time:
        hand_in(made, person, f"By {person.name}.")
    due = made.task().task.due_at
    for person, days in zip(latecomers, late, strict=True):
        with transaction():
            extensions.give(made.task(), me(person), (due + days * DAY).date(), "Ill.", by=me(made.trainer))
    with at(due + MINUTE):
        open_peer_rounds()
    return made, latecomers, due


def hand_in_later(made, person, moment):
    with at(moment):
        hand_in(made, person, f"By {person.name}, later.")


def drawn_on(moment):
    """How many the job asks then, and that a second run asks nobody."""
    with at(moment):
        asked = open_peer_rounds()
        assert open_peer_rounds() == 0
        return asked


def later(session):
    """Reader and work of what was drawn after the first draw."""
    found = session.scalars(select(PeerReview).join(PeerReview.round).where(PeerRound.number > 1)).all()
    return [(each.reviewer_id, each.hand_in_id) for each in found]


def test_whoever_has_more_time_gives_and_gets_feedback_when_it_is_over(session):
    made, (late,), due = extended()
    hand_in_later(made, late, due + 2 * DAY)
    assert drawn_on(due + 3 * DAY) == 3, "the latecomer, and two who read one more"
    assert Counter(reader == late.id for reader, _work in later(session)) == {True: 2, False: 2}
    kinds = session.execute(select(Notice.kind, Notice.person_id).where(Notice.kind.in_(["peers-open", "peers-more"]))).all()
    assert Counter(kind for kind, _person in kinds) == {"peers-open": 6, "peers-more": 2}
    assert ("peers-open", late.id) in [tuple(row) for row in kinds]


def test_latecomers_wait_for_each_other_and_are_paired(session):
    made, (one, other, third), due = extended(late=(2, 4, 6), each=2)
    hand_in_later(made, one, due + DAY)
    hand_in_later(made, other, due + 3 * DAY)
    assert drawn_on(due + 5 * DAY) == 0, "the third still has time"
    hand_in_later(made, third, due + 5 * DAY)
    assert drawn_on(due + 5 * DAY + MINUTE) == 3, "all are there, so that nobody waits for the end"
    assert {reader for reader, _work in later(session)} == {one.id, other.id, third.id}


def test_nobody_waits_longer_than_two_weeks_for_others_and_those_are_drawn_when_they_come(session):
    made, (soon, long), due = extended(late=(3, 40))
    hand_in_later(made, soon, due + 2 * DAY)
    assert drawn_on(due + 15 * DAY) == 0
    assert drawn_on(due + 17 * DAY) == 3
    hand_in_later(made, long, due + 30 * DAY)
    assert drawn_on(due + 31 * DAY) == 3
    rounds = queries.rounds_of(made.task().task)
    assert [each.number for each in rounds] == [1, 2, 3]
    assert len({each.seed for each in rounds}) == 3


def test_an_extension_that_is_used_by_nobody_draws_nothing(session):
    made, _late, due = extended()
    assert drawn_on(due + 4 * DAY) == 0
    assert len(queries.rounds_of(made.task().task)) == 1


def test_nobody_is_asked_about_work_of_over_four_weeks_ago(session):
    made, (late,), due = extended()
    hand_in_later(made, late, due + 2 * DAY)
    assert drawn_on(due + 30 * DAY) == 0
    assert drawn_on(due + 29 * DAY) == 3


def test_whoever_gave_up_the_place_is_not_waited_for(session):
    made, (one, leaver), due = extended(late=(2, 12))
    hand_in_later(made, one, due + DAY)
    give_up(made.cohort, leaver)
    assert drawn_on(due + 2 * DAY) == 3


def test_late_work_of_whoever_had_no_more_time_stays_without_feedback(session):
    made, (_late,), due = extended(late=(3,), late_days=7)
    (given,) = session.scalars(select(Extension.id)).all()
    with transaction():
        extensions.end(extension_at_hand(made.slug, "note", given), by=me(made.trainer))
    hand_in_later(made, made.people[-1], due + 2 * DAY)
    assert drawn_on(due + 4 * DAY) == 0


def test_the_next_try_of_whoever_took_part_draws_nothing_anew(session):
    made, _late, due = extended(resubmissions=2)
    first = next(each.id for each in rows_of(made) if each.person_id == made.people[0].id)
    mark(made, first, FAIL)
    hand_in_later(made, made.people[0], due + DAY)
    assert drawn_on(due + 4 * DAY) == 0


def test_another_try_after_their_time_takes_nothing_from_whoever_was_in_time(session):
    made, (late,), due = extended(resubmissions=2, late_days=7)
    hand_in_later(made, late, due + 2 * DAY)
    hand_in_later(made, late, due + 4 * DAY)
    assert [row.late for row in rows_of(made) if row.person_id == late.id] == [False, True]
    assert drawn_on(due + 5 * DAY) == 3


def test_whoever_was_alone_in_time_is_paired_with_whoever_comes_later(session):
    made, (late,), due = extended(people=2, each=1)
    assert later(session) == []
    hand_in_later(made, late, due + DAY)
    assert drawn_on(due + 2 * DAY) == 2


def test_a_team_that_had_more_time_takes_part_and_nobody_reads_their_own(session):
    made = camp(plan({"peers": 1, "by_team": True}), people=6)
    team_up(made, *(made.people[start : start + 2] for start in range(0, 6, 2)))
    for person in made.people[:4:2]:
        hand_in(made, person)
    due = made.task().task.due_at
    with transaction():
        extensions.give(made.task(), me(made.people[5]), (due + 3 * DAY).date(), "Ill.", by=me(made.trainer))
    drawn_on(due + MINUTE)
    hand_in_later(made, made.people[4], due + DAY)
    assert drawn_on(due + 2 * DAY) == 4
    for review in session.scalars(select(PeerReview)):
        assert review.reviewer_id not in queries.review_at_hand(made.slug, review.id).owner_ids


def test_nothing_more_is_drawn_once_the_boot_camp_was_called_off(session):
    made, (late,), due = extended()
    hand_in_later(made, late, due + DAY)
    call_off(made)
    assert drawn_on(due + 4 * DAY) == 0


def test_each_draw_has_a_week_of_its_own_and_is_reminded_of(session):
    made, (late,), due = extended()
    for review in session.scalars(select(PeerReview)).all():
        with transaction():
            peers.give(queries.review_at_hand(made.slug, review.id), PASS, "Clear.", by=me(session.get(Person, review.reviewer_id)))
    hand_in_later(made, late, due + 2 * DAY)
    drawn_on(due + 3 * DAY)
    second = queries.rounds_of(made.task().task)[1]
    assert second.due_at == due + 10 * DAY
    with at(second.due_at - DAY):
        assert (remind_of_peers(), remind_of_peers()) == (3, 0)


def test_the_page_of_trainers_tells_each_draw(client, session):
    made, (late,), due = extended()
    hand_in_later(made, late, due + 2 * DAY)
    drawn_on(due + 3 * DAY)
    client.sign_in(made.trainer)
    shown = client.get(made.at(rest="/peers")).text
    assert shown.count("Drawn with the seed") == 2
    assert shown.count("For those who had more time:") == 1
    assert late.name in shown


def test_two_workers_draw_once(house):
    with house.app_context():
        made, (late,), due = extended()
        hand_in_later(made, late, due + 2 * DAY)
        task_id = made.task().task.id
        db.session.remove()
    asked = race(house, [lambda: peers.open_later_round(task_id)] * 4)
    assert sorted(asked) == [0, 0, 0, 3]


def test_the_way_back_puts_what_was_drawn_later_into_the_first_draw(house):
    with house.app_context():
        made, (late,), due = extended()
        hand_in_later(made, late, due + 2 * DAY)
        drawn_on(due + 3 * DAY)
        reviews = len(db.session.scalars(select(PeerReview.id)).all())
        db.session.remove()
        downgrade(revision="0027")
        upgrade()
        (round_,) = db.session.scalars(select(PeerRound)).all()
        assert len(db.session.scalars(select(PeerReview.id).where(PeerReview.round_id == round_.id)).all()) == reviews
