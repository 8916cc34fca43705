"""Ratings open check-ins; the list of people at risk; what each reader sees of it."""

import pytest
from sqlalchemy import func, select

from lms.audit.models import AuditEntry
from lms.cohorts.models.care import CheckIn, CheckInCause, CheckInOutcome, ParticipationRating, Rating
from lms.cohorts.models.cohorts import PlaceState, StaffKind
from lms.cohorts.models.timetable import Presence
from lms.cohorts.models.work import TaskKind
from lms.cohorts.queries import care
from lms.cohorts.queries.records import records
from lms.cohorts.service import check_ins, offering, rating, running
from lms.kit.clock import at, now, today
from lms.kit.db import db, transaction
from lms.kit.working_days import working_days_after
from lms.notices.models import Notice
from lms.people.models import Person, Role
from tests.factories.cohorts import join_staff
from tests.factories.people import make_person
from tests.factories.running_camps import DAY, attend, found_of, hand_in, place_of, running_camp, sessions, task

LOW, FINE = Rating.NEEDS_ATTENTION, Rating.ENGAGED


def rate(cohort, trainer, number, person, **ratings):
    found = found_of(cohort)
    with transaction():
        return rating.rate(found, f"session:meeting-{number}", {person.id: ratings}, by=db.session.get_one(Person, trainer.id))


def check_ins_of(person):
    return db.session.scalars(select(CheckIn).where(CheckIn.person_id == person.id).order_by(CheckIn.opened_at)).all()


def told(kind):
    return db.session.scalar(select(func.count()).select_from(Notice).where(Notice.kind == kind))


@pytest.fixture
def camp(session):
    cohort, trainer, people = running_camp()
    for meeting in sessions(cohort, 4):
        attend(meeting, people)
    return cohort, trainer, people


def test_two_low_ratings_in_a_row_open_a_check_in_with_its_reasons_and_its_day(camp):
    cohort, trainer, (ada, *_) = camp
    rate(cohort, trainer, 1, ada, contribution=LOW)
    assert check_ins_of(ada) == []
    rate(cohort, trainer, 2, ada, contribution=LOW)
    (opened,) = check_ins_of(ada)
    assert opened.cause is CheckInCause.IN_A_ROW
    assert opened.ratings == [["contribution", "session:meeting-1"], ["contribution", "session:meeting-2"]]
    assert opened.due_on == working_days_after(today(), 5)
    assert told("check-in-due") == 1


def test_every_trainer_is_told_once_and_mentors_and_the_person_are_not(camp):
    cohort, trainer, (ada, *_) = camp
    join_staff(cohort, make_person("Second"))
    join_staff(cohort, make_person("Mentor"), StaffKind.MENTOR)
    for number in (1, 2, 3, 4):
        rate(cohort, trainer, number, ada, contribution=LOW)
    assert told("check-in-due") == 2
    assert len(check_ins_of(ada)) == 1


def test_a_correction_is_a_new_row_and_the_newest_counts(camp):
    cohort, trainer, (ada, *_) = camp
    rate(cohort, trainer, 1, ada, contribution=LOW)
    assert rate(cohort, trainer, 1, ada, contribution=FINE) == 1
    assert rate(cohort, trainer, 1, ada, contribution=FINE) == 0
    rate(cohort, trainer, 2, ada, contribution=LOW)
    assert db.session.scalar(select(func.count()).select_from(ParticipationRating)) == 3
    assert check_ins_of(ada) == []


def test_a_correction_that_takes_the_cause_away_closes_the_check_in_and_a_second_one_opens_it_anew(camp):
    cohort, trainer, (ada, *_) = camp
    rate(cohort, trainer, 1, ada, contribution=LOW)
    rate(cohort, trainer, 2, ada, contribution=LOW)
    rate(cohort, trainer, 2, ada, contribution=FINE)
    (closed,) = check_ins_of(ada)
    assert closed.outcome is CheckInOutcome.NOT_NEEDED
    rate(cohort, trainer, 2, ada, contribution=LOW)
    assert [one.outcome for one in check_ins_of(ada)] == [CheckInOutcome.NOT_NEEDED, None]


def close(check_in, by, note="We agreed on smaller steps."):
    with transaction():
        check_ins.close(db.session.get_one(CheckIn, check_in.id), note, by=db.session.get_one(Person, by.id))


def test_after_the_talk_only_something_new_asks_for_another(camp):
    cohort, trainer, (ada, *_) = camp
    rate(cohort, trainer, 1, ada, contribution=LOW)
    rate(cohort, trainer, 2, ada, contribution=LOW)
    close(check_ins_of(ada)[0], trainer)
    rate(cohort, trainer, 3, ada, contribution=FINE)
    assert len(check_ins_of(ada)) == 1
    rate(cohort, trainer, 4, ada, thinking=LOW)
    assert [one.cause for one in check_ins_of(ada)] == [CheckInCause.IN_A_ROW, CheckInCause.IN_ALL]


def test_a_talk_is_closed_once_and_with_a_note(camp):
    cohort, trainer, (ada, *_) = camp
    rate(cohort, trainer, 1, ada, contribution=LOW, thinking=LOW)
    rate(cohort, trainer, 2, ada, contribution=LOW)
    (opened,) = check_ins_of(ada)
    with pytest.raises(check_ins.NoteNeeded):
        close(opened, trainer, "  ")
    close(opened, trainer)
    with pytest.raises(check_ins.CheckInClosed):
        close(opened, trainer)
    assert {"check-in-opened", "check-in-closed"} <= set(db.session.scalars(select(AuditEntry.deed)))


def test_nobody_owes_a_talk_to_whoever_gave_up_the_place_or_once_the_camp_was_called_off(camp):
    cohort, trainer, (ada, ben, *_) = camp
    for one in (ada, ben):
        rate(cohort, trainer, 1, one, contribution=LOW)
        rate(cohort, trainer, 2, one, contribution=LOW)
    with transaction():
        offering.give_up(place_of(cohort, ada), by=db.session.get_one(Person, ada.id))
    assert [check_ins_of(one)[0].outcome for one in (ada, ben)] == [CheckInOutcome.NOT_NEEDED, None]
    with transaction():
        running.cancel(found_of(cohort).cohort, "Too few people.", by=db.session.get_one(Person, trainer.id))
    assert check_ins_of(ben)[0].outcome is CheckInOutcome.NOT_NEEDED


def test_a_trainer_may_open_one_by_hand_but_not_a_second(camp):
    cohort, trainer, (ada, *_) = camp
    for expected in (None, check_ins.CheckInOpen):
        at_hand = care.participant_at_hand(cohort.slug, ada.id)
        if expected is None:
            with transaction():
                at_hand = care.participant_at_hand(cohort.slug, ada.id)
                check_ins.open_by_hand(at_hand.found, at_hand.record, "Very quiet.", by=trainer)
        else:
            with pytest.raises(expected):
                check_ins.open_by_hand(at_hand.found, at_hand.record, "Very quiet.", by=trainer)
    # a better rating does not close what a person opened
    rate(cohort, trainer, 1, ada, contribution=FINE)
    assert [one.closed_at for one in check_ins_of(ada)] == [None]


def test_strangers_unknown_dimensions_and_sessions_to_come_are_not_rated(camp):
    cohort, trainer, (ada, *_) = camp
    sessions(cohort, 1, key="later", begins_at=now() + 3 * DAY, ends_at=now() + 4 * DAY)
    found = found_of(cohort)
    for occasion, given in (
        ("session:meeting-1", {make_person("Stranger").id: {"contribution": LOW}}),
        ("session:meeting-1", {ada.id: {"health": LOW}}),
        ("session:none", {ada.id: {"contribution": LOW}}),
        ("session:later", {ada.id: {"contribution": LOW}}),
    ):
        with pytest.raises(rating.NotRatable):
            rating.rate(found, occasion, given, by=trainer)


def risks_of(cohort):
    return {one.record.person.name: [risk.kind for risk in one.risks] for one in care.watched(found_of(cohort))}


def test_people_at_risk_come_first_with_their_reasons(session):
    cohort, _trainer, (_ada, ben, cem) = running_camp()
    first, second = sessions(cohort, 2)
    attend(first, [ben, cem])
    attend(second, [ben, cem])
    work = task(cohort)
    hand_in(work, ben, total=2, passed=False)
    hand_in(work, cem)
    assert risks_of(cohort) == {
        "Participant 1": ["absent_in_a_row", "attendance", "missing"],  # nobody noted her in closed sessions
        "Participant 2": ["low_marks"],
        "Participant 3": [],
    }
    assert next(iter(risks_of(cohort))) == "Participant 1"


def test_a_phase_that_is_locked_is_not_held_against_anybody(session):
    cohort, _trainer, (ada, *_) = running_camp(1)
    hand_in(task(cohort, "draft", TaskKind.PHASE, position=1), ada, total=0, passed=False)
    task(cohort, "final", TaskKind.PHASE, position=2)
    assert risks_of(cohort) == {"Participant 1": ["low_marks"]}


def test_a_session_before_the_seat_was_taken_counts_for_nothing(session):
    cohort, _trainer, (ada, late) = running_camp(2)
    (meeting,) = sessions(cohort, 1)
    attend(meeting, [ada])
    place_of(cohort, late).taken_at = now()
    db.session.commit()
    assert {one.person.name: one.reached.counted for one in records(found_of(cohort), now())} == {"Participant 1": 1, "Participant 2": 0}


def test_a_second_try_that_passed_is_no_risk_and_late_work_is_one_until_it_passed(session):
    cohort, _trainer, (ada, ben, _cem) = running_camp()
    work = task(cohort)
    hand_in(work, ada, total=2, passed=False)
    hand_in(work, ada, number=2)
    hand_in(work, ben, total=None, late=True)
    assert risks_of(cohort) == {"Participant 1": [], "Participant 2": ["late"], "Participant 3": ["missing"]}


def test_who_gave_the_place_up_is_watched_no_more(session):
    cohort, _trainer, (ada, *_) = running_camp()
    sessions(cohort, 2)
    place_of(cohort, ada).state = PlaceState.GIVEN_UP
    session.commit()
    assert "Participant 1" not in risks_of(cohort)


def test_three_people_and_thirty_cost_the_same(session, statements):
    counts = []
    for size in (3, 30):
        cohort, _trainer, people = running_camp(size)
        for meeting in sessions(cohort, 2):
            attend(meeting, people[: size // 2], Presence.LATE)
        hand_in(task(cohort), people[0])
        found = found_of(cohort)
        with statements() as seen:
            assert len(care.watched(found)) == size
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 13


def test_the_staff_see_the_people_and_nobody_else_does(client, session):
    cohort, trainer, (ada, *_) = running_camp()
    sessions(cohort, 2)
    mentor = join_staff(cohort, make_person("Mentor"), StaffKind.MENTOR)
    strangers = [ada, make_person("Hr", Role.HR), make_person("Auditor", Role.AUDITOR), make_person("Other trainer", Role.TRAINER)]
    for path in (f"/cohorts/{cohort.slug}/care", f"/cohorts/{cohort.slug}/care/{ada.id}"):
        assert [client.sign_in(one).get(path).status_code for one in (trainer, mentor)] == [200, 200]
        assert {client.sign_in(one).get(path).status_code for one in strangers} == {403}


def test_a_participant_reads_kind_words_about_the_same_facts(client, session):
    cohort, trainer, (ada, *_) = running_camp()
    sessions(cohort, 2)
    page = client.sign_in(ada).get(f"/cohorts/{cohort.slug}/progress")
    assert page.status_code == 200
    assert "You missed the last two sessions" in page.text
    assert "0%: 0 of 2" in page.text
    assert "Absent" not in page.text
    assert client.sign_in(trainer).get(f"/cohorts/{cohort.slug}/progress").status_code == 403


def test_what_is_due_later_does_not_look_like_what_is_missing(client, session):
    cohort, trainer, (ada, *_) = running_camp()
    task(cohort, "early")
    task(cohort, "later", opens_at=now() + DAY, due_at=now() + 9 * DAY)
    for reader, path in ((trainer, f"/cohorts/{cohort.slug}/care/{ada.id}"), (ada, f"/cohorts/{cohort.slug}/progress")):
        text = client.sign_in(reader).get(path).text
        assert [text.count(words) for words in ("Not open yet", "Not handed in</", f"/cohorts/{cohort.slug}/tasks/later")] == [1, 1, 1]
    assert "Still open: Early." in text


def test_a_private_note_is_nowhere_on_the_page_of_the_person(client, camp):
    cohort, trainer, (ada, *_) = camp
    rate(cohort, trainer, 1, ada, contribution=LOW)
    rate(cohort, trainer, 2, ada, contribution=LOW)
    close(check_ins_of(ada)[0], trainer, "A SECRET NOTE")
    assert "A SECRET NOTE" in client.sign_in(trainer).get(f"/cohorts/{cohort.slug}/care/{ada.id}").text
    assert "A SECRET NOTE" not in client.sign_in(ada).get(f"/cohorts/{cohort.slug}/progress").text


def test_the_grid_saves_what_was_chosen_and_opens_the_check_in(client, camp):
    cohort, trainer, (ada, *_) = camp
    page = f"/cohorts/{cohort.slug}/participation"
    for number in (1, 2):
        occasion = f"session:meeting-{number}"
        answer = client.sign_in(trainer).send(
            f"{page}?occasion={occasion}", page, occasion=occasion, **{f"r:{ada.id}:contribution": "needs_attention"}
        )
        assert answer.status_code == 303
    (opened,) = check_ins_of(ada)
    people = client.get(f"/cohorts/{cohort.slug}/care").text
    assert f"/check-ins/{opened.id}" in people
    answer = client.send(f"/cohorts/{cohort.slug}/check-ins/{opened.id}", note="We talked.")
    assert answer.status_code == 303
    assert "A check-in is open" not in client.get(f"/cohorts/{cohort.slug}/care").text


@pytest.mark.parametrize("cell", ["r:nonsense:contribution", "r:{ada}:health", "r:{stranger}:contribution"])
def test_a_forged_cell_changes_nothing(client, camp, cell):
    cohort, trainer, (ada, *_) = camp
    name = cell.format(ada=ada.id, stranger=make_person("Stranger").id)
    answer = client.sign_in(trainer).send(f"/cohorts/{cohort.slug}/participation", occasion="session:meeting-1", **{name: "engaged"})
    assert answer.status_code == 422
    assert db.session.scalar(select(func.count()).select_from(ParticipationRating)) == 0


def test_a_mentor_does_not_rate(client, camp):
    cohort, *_ = camp
    mentor = join_staff(cohort, make_person("Mentor"), StaffKind.MENTOR)
    assert client.sign_in(mentor).get(f"/cohorts/{cohort.slug}/participation").status_code == 403


def test_a_check_in_of_another_cohort_is_not_found_under_this_one(client, camp):
    cohort, trainer, (ada, *_) = camp
    rate(cohort, trainer, 1, ada, contribution=LOW)
    rate(cohort, trainer, 2, ada, contribution=LOW)
    other, second, _people = running_camp()
    client.sign_in(second)
    assert client.get(f"/cohorts/{other.slug}/check-ins/{check_ins_of(ada)[0].id}").status_code == 404
    assert client.get(f"/cohorts/{other.slug}/care/{ada.id}").status_code == 404


def test_what_has_not_begun_is_offered_to_nobody(client, session):
    cohort, trainer, _people = running_camp(begins_in=3)
    sessions(cohort, 1, begins_at=now() + 3 * DAY, ends_at=now() + 4 * DAY)
    address = f"/cohorts/{cohort.slug}/participation"
    assert "Nothing to rate yet" in client.sign_in(trainer).get(f"{address}?occasion=session:meeting-1").text
    assert address not in client.get(f"/cohorts/{cohort.slug}/care").text
    with at(now() + 3 * DAY):
        assert [one.key for one in care.ratable(found_of(cohort))] == ["session:meeting-1", "sprint:s1"]
        assert care.grid(found_of(cohort), "").chosen.key == "session:meeting-1"


def test_sprints_can_be_rated_too(camp):
    cohort, trainer, (ada, *_) = camp
    found = found_of(cohort)
    with pytest.raises(rating.NotRatable):
        rating.rate(found_of(running_camp(begins_in=1)[0]), "sprint:s1", {}, by=trainer)
    with at(now() + 20 * DAY), transaction():
        assert rating.rate(found, "sprint:s1", {ada.id: {"thinking": FINE}}, by=db.session.get_one(Person, trainer.id)) == 1
