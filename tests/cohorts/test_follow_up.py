"""Following up: who is asked when, who is asked no more, and what is printed."""

from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from lms.cohorts.jobs.ending import follow_up
from lms.cohorts.models.cohorts import CohortState, PlaceState
from lms.cohorts.models.ending import Asked, FollowUp, FollowUpAnswer
from lms.cohorts.programme_files.shapes import Question
from lms.cohorts.queries import answers, follow_ups
from lms.cohorts.queries.answers import Reply
from lms.cohorts.service import following_up
from lms.cohorts.service.following_up import Given
from lms.kit.clock import at, today
from lms.kit.db import db, transaction
from lms.kit.tables import HELD
from lms.notices.models import Letter, Notice
from lms.people.models import Person, Role
from tests.factories.people import make_department, make_person
from tests.factories.running_camps import found_of, place_of, running_camp


def ended(people=1, managers=True):
    cohort, trainer, seated = running_camp(people, begins_in=-60, state=CohortState.ENDED)
    boss, office = make_person("Bea Boss"), make_department("Office")
    for one in seated:
        one.manager_id = boss.id if managers else None
        place = place_of(cohort, one)
        place.state, place.department_id = PlaceState.GRADUATED, office.id
    db.session.commit()
    return cohort, trainer, seated, boss


def after(cohort, days):
    return at(datetime.combine(cohort.ends_on + timedelta(days=days), time(8), UTC))


def asked(*where):
    rows = select(Person.name, FollowUp.role, FollowUp.days, FollowUp.closed_reason).join(FollowUp, FollowUp.person_id == Person.id)
    return sorted((row.name, row.role.value, row.days, row.closed_reason) for row in db.session.execute(rows.where(*where)))


def test_officer_and_manager_are_asked_on_each_day_once(session):
    cohort, _trainer, (ada,), _boss = ended()
    for days in (0, 29, 30, 31, 60, 90, 91):
        with after(cohort, days):
            follow_up()
            follow_up()
    assert asked() == sorted(
        [(name, role, days, "") for name, role in (("Bea Boss", "manager"), (ada.name, "officer")) for days in (30, 60, 90)]
    )


def test_a_question_lies_in_the_inbox_and_goes_by_mail(session):
    cohort, _trainer, (ada,), boss = ended()
    with after(cohort, 30):
        follow_up()
    assert {(one.kind, one.person_id) for one in session.scalars(select(Notice))} == {("follow-up-officer", ada.id), ("follow-up-manager", boss.id)}
    assert sorted(letter.address for letter in session.scalars(select(Letter))) == sorted([ada.email, boss.email])


def test_one_reminder_comes_after_a_week_unless_it_was_answered(session):
    cohort, _trainer, (ada,), boss = ended()
    with after(cohort, 30):
        follow_up()
    answer_all(ada)
    for days in (36, 37, 38, 45):
        with after(cohort, days):
            follow_up()
    assert [one.person_id for one in session.scalars(select(Notice).where(Notice.kind.startswith("follow-up-reminder")))] == [boss.id]


def answer_all(person, value="yes", **facts):
    for one in db.session.scalars(select(FollowUp).where(FollowUp.person_id == person.id, FollowUp.answered_at.is_(None))).all():
        with transaction():
            at_hand = follow_ups.ask_at_hand(one.id)
            given = {question.key: Given(value, **facts) for question in at_hand.questions}
            following_up.answer(at_hand, given, by=db.session.get_one(Person, person.id))


def _graduate_left(ada, boss, new):
    ada.active = False


def _manager_left(ada, boss, new):
    boss.active, ada.manager_id = False, new.id


def _manager_left_for_nobody(ada, boss, new):
    boss.active = False


def _moved(ada, boss, new):
    ada.manager_id = new.id


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        (_graduate_left, [("Bea Boss", "manager", 30, "graduate_left"), ("Participant 1", "officer", 30, "graduate_left")]),
        (_manager_left, [("Bea Boss", "manager", 30, "manager_left"), ("Nora New", "manager", 30, ""), ("Participant 1", "officer", 30, "")]),
        (_manager_left_for_nobody, [("Bea Boss", "manager", 30, "manager_left"), ("Participant 1", "officer", 30, "")]),
        (_moved, [("Bea Boss", "manager", 30, "moved"), ("Participant 1", "officer", 30, "")]),
    ],
)
def test_people_who_left_are_asked_no_more_and_never_reminded(session, what, expected):
    cohort, _trainer, (ada,), boss = ended()
    with after(cohort, 30):
        follow_up()
    what(ada, boss, make_person("Nora New"))
    session.commit()
    before = set(session.scalars(select(Letter.id)))
    for days in (32, 40):
        with after(cohort, days):
            follow_up()
    assert asked() == expected
    gone = {name for name, _role, _days, reason in expected if reason}
    mailed = session.scalars(select(Person.name).join(Letter, Letter.person_id == Person.id).where(Letter.id.not_in(before)))
    assert not gone & set(mailed)


def test_who_left_before_the_day_is_never_asked_and_who_did_not_graduate_neither(session):
    cohort, _trainer, (ada, ben), _boss = ended(2)
    ada.active = False
    place_of(cohort, ben).state = PlaceState.NOT_GRADUATED
    session.commit()
    with after(cohort, 30):
        follow_up()
    assert asked() == []


def test_answers_are_given_once_and_by_the_person_who_was_asked(client, session):
    cohort, _trainer, (ada,), boss = ended()
    with after(cohort, 30):
        follow_up()
    ask = session.scalars(select(FollowUp).where(FollowUp.role == Asked.OFFICER)).one()
    page = f"/follow-up/{ask.id}"
    assert client.sign_in(boss).get(page).status_code == 403
    client.sign_in(ada)
    assert client.send(page).status_code == 422
    assert client.send(page, **{"value-changed": "maybe"}).status_code == 422
    assert client.send(page, **{"value-changed": "yes", "link-changed": "javascript:alert(1)"}).status_code == 422
    assert client.send(page, **{"value-changed": "yes", "evidence-changed": "<b>The form is shorter.</b>"}).status_code == 303
    assert "You answered on" in client.get(page).text
    assert client.send("/account", page, **{"value-changed": "no"}).status_code == 409
    assert session.scalars(select(FollowUpAnswer.value)).all() == ["yes"]


def test_what_was_taken_back_is_answered_no_more(session):
    cohort, _trainer, (ada,), boss = ended()
    with after(cohort, 30):
        follow_up()
    ada.active = False
    session.commit()
    with after(cohort, 31):
        follow_up()
    with pytest.raises(following_up.NotAsked):
        answer_all(boss)


def settled(cohort):
    """Nobody can answer any more what was asked after 30 days."""
    return after(cohort, 30 + 51 + 1)


def page_of(client, cohort, reader):
    """The page without its frame, which holds the reader's name and token."""
    return client.sign_in(reader).get(f"/cohorts/{cohort.slug}/follow-up").text.partition("<main")[2].partition("</main>")[0]


def test_results_stand_once_they_are_settled_and_are_the_same_for_everybody(client, session):
    cohort, trainer, people, _boss = ended(22)
    with after(cohort, 30):
        follow_up()
        for number, one in enumerate(people[:20]):  # ten show it, six claim it, four say no
            answer_all(one, "yes" if number < 16 else "no", **({"evidence": "An example."} if number < 10 else {}))
    with after(cohort, 30 + 51):
        assert answers.results(found_of(cohort), today()) == []
    with settled(cohort):
        (officer,) = [one for one in answers.results(found_of(cohort), today()) if one.role is Asked.OFFICER]
        assert [str(value) for value in officer.figures.values()[:4]] == ["22", "90% or more", "50%", "30%"]
        readers = [trainer, make_person("Hr", Role.HR), make_person("Au", Role.AUDITOR)]
        pages = [page_of(client, cohort, one) for one in readers]
    assert all("90% or more" in page and "50%" in page and "30%" in page for page in pages)
    assert not [one.name for one in people if one.name in pages[0]]


def test_the_eleventh_answer_changes_nothing_that_anybody_reads(client, session):
    cohort, trainer, people, _boss = ended(12)
    with after(cohort, 30):
        follow_up()
        for one in people[:10]:
            answer_all(one, evidence="An example.")
    readers = [trainer, make_person("Hr", Role.HR), make_person("Au", Role.AUDITOR)]
    with after(cohort, 32):
        before = [page_of(client, cohort, one) for one in readers]
        answer_all(people[10], "no")
        assert [page_of(client, cohort, one) for one in readers] == before


def test_a_manager_who_answers_for_twelve_is_one_person(client, session):
    cohort, trainer, _people, boss = ended(12)
    with after(cohort, 30):
        follow_up()
        answer_all(boss, evidence="An example.")
    with settled(cohort):
        (manager,) = [one for one in answers.results(found_of(cohort), today()) if one.role is Asked.MANAGER]
        assert manager.figures.values()[:4] == (HELD,) * 4
        assert page_of(client, cohort, trainer).count("held back") > 4


def test_texts_are_told_of_ten_people_and_no_fewer():
    question, place = Question("what", "What?", "text", "both", False), uuid4()
    for people, told in ((9, ()), (10, tuple(f"Text {n}" for n in range(10)))):
        given = [Reply(place, number, f"Text {number}") for number in range(people)]
        assert answers.texts_of(question, given) == told
    assert answers.texts_of(question, [Reply(place, "one boss", f"Text {n}") for n in range(12)]) == ()
