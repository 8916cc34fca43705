"""Write, add files, hand in: once, in time by the server's clock, alone or for a team; nothing is lost."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lms.cohorts.models.work import Extension, ExtensionState, WorkDraft, WorkFile
from lms.cohorts.phases import TaskState
from lms.cohorts.queries.tasks import draft_of, extension_at_hand, owner_in
from lms.cohorts.queries.work import standing, standings
from lms.cohorts.service import extensions, handing_in
from lms.cohorts.service.handing_in import HandedInBefore, NothingToHandIn, NotTaken, Typed
from lms.cohorts.work_files import FileRefused, LinkRefused
from lms.kit.clock import at
from lms.kit.db import transaction
from lms.notices.models import Notice
from tests.factories.people import make_person
from tests.factories.work import FAIL, camp, hand_in, mark, me, plan, rows_of, type_in

PDF = b"%PDF-1.7 plan"


def test_a_draft_is_kept_as_typed_and_two_windows_lose_nothing(session):
    made = camp()
    ada = made.people[0]
    assert type_in(made, ada, "First.") == 1
    assert type_in(made, ada, "First. Second.", revision=1) == 2
    assert type_in(made, ada, "Third.", revision=1) == 3
    at_hand = made.task()
    assert draft_of(at_hand.task, owner_in(at_hand, ada.id)).text == "First. Second.\n\nThird."


def test_what_is_handed_in_is_the_draft_and_the_trainers_are_told(session):
    made = camp()
    ada = made.people[0]
    with transaction():
        at_hand = made.task()
        handing_in.save_draft(at_hand, Typed("Grüße, мир.", "https://example.org/plan", 0), by=me(ada))
        handing_in.hand_in(at_hand, "a" * 32, by=me(ada))
    (row,) = rows_of(made)
    assert (row.text, row.link, row.number, row.late) == ("Grüße, мир.", "https://example.org/plan", 1, False)
    assert session.scalar(select(func.count()).select_from(WorkDraft)) == 0
    assert session.scalars(select(Notice.kind).where(Notice.person_id == made.trainer.id)).all() == ["work-handed-in"]


def test_the_same_page_sent_twice_is_one_hand_in(session):
    made = camp()
    ada = made.people[0]
    assert hand_in(made, ada, once="k" * 32) == hand_in(made, ada, once="k" * 32)
    assert len(rows_of(made)) == 1
    with pytest.raises(HandedInBefore):
        handing_in.handed_in_before(made.task().task, "k" * 32, Typed("Other words.", "", 0), by=ada)


def test_the_page_of_somebody_else_with_the_same_name_is_another_hand_in(session):
    made = camp()
    assert hand_in(made, made.people[0], once="k" * 32) != hand_in(made, made.people[1], once="k" * 32)


@pytest.mark.parametrize(
    ("after_due", "late"), [(timedelta(seconds=-1), False), (timedelta(0), False), (timedelta(seconds=1), True), (timedelta(seconds=61), True)]
)
def test_the_servers_clock_says_what_is_late(session, after_due, late):
    made = camp()
    with at(made.task().task.due_at + after_due):
        hand_in(made, made.people[0])
    assert rows_of(made)[0].late is late


def test_after_the_days_of_grace_it_is_refused_with_what_to_do(session):
    made = camp()
    with at(made.task().task.due_at + timedelta(days=4)), pytest.raises(NotTaken, match="ask for an extension"):
        hand_in(made, made.people[0])


def test_before_it_opens_nothing_is_taken(session):
    made = camp(began=-3)
    with pytest.raises(NotTaken, match="opens on"):
        hand_in(made, made.people[0])


def test_an_extension_belongs_to_the_person(session):
    made = camp()
    ada, bo = made.people
    task = made.task().task
    day = (task.due_at + timedelta(days=6)).date()
    with transaction():
        extensions.give(made.task(), me(ada), day, "Ill.", by=me(made.trainer))
    with at(task.due_at + timedelta(days=5)):
        hand_in(made, ada)
        assert standing(made.cohort, made.task().task, bo.id).state is TaskState.MISSING
        with pytest.raises(NotTaken):
            hand_in(made, bo)
    assert rows_of(made)[0].late is False


def test_a_request_is_answered_once_and_told(session):
    made = camp()
    ada = made.people[0]
    with transaction():
        asked = extensions.ask(made.task(), "My child is ill.", by=me(ada)).id
    with pytest.raises(extensions.AskedAlready):
        extensions.ask(made.task(), "Again.", by=me(ada))
    with transaction():
        extensions.decide(extension_at_hand(made.slug, "note", asked), None, "Hand in what you have.", by=me(made.trainer))
    with pytest.raises(extensions.DecidedAlready):
        extensions.decide(extension_at_hand(made.slug, "note", asked), made.task().task.due_at.date(), "", by=me(made.trainer))
    notices = session.scalars(select(Notice).where(Notice.person_id == ada.id)).all()
    assert [notice.kind for notice in notices] == ["extension-declined"]
    assert "ill" not in str(session.scalars(select(Notice.facts)).all())


def test_time_is_given_by_trainers_to_others_and_only_later_days(session):
    made = camp()
    ada = made.people[0]
    late = (made.task().task.due_at + timedelta(days=6)).date()
    with pytest.raises(extensions.NotTheirs):
        extensions.give(made.task(), ada, late, "Me.", by=ada)
    with pytest.raises(extensions.NotTheirs):
        extensions.give(made.task(), make_person("Stranger"), late, "No place.", by=made.trainer)
    with pytest.raises(extensions.NotLater):
        extensions.give(made.task(), ada, (made.task().task.due_at - timedelta(days=1)).date(), "Earlier.", by=made.trainer)


def test_another_try_is_taken_while_tries_are_left_and_every_try_is_kept(session):
    made = camp()
    ada = made.people[0]
    mark(made, hand_in(made, ada, "First try."), FAIL)
    assert standing(made.cohort, made.task().task, ada.id).state is TaskState.RETURNED
    mark(made, hand_in(made, ada, "Second try."), FAIL)
    assert [row.text for row in rows_of(made)] == ["First try.", "Second try."]
    assert standing(made.cohort, made.task().task, ada.id).state is TaskState.FAILED
    with pytest.raises(NotTaken, match="All tries are used"):
        hand_in(made, ada, "Third try.")


def test_what_is_passed_is_not_handed_in_again(session):
    made = camp()
    mark(made, hand_in(made, made.people[0]))
    with pytest.raises(NotTaken, match="passed"):
        hand_in(made, made.people[0], "More.")


def test_only_participants_hand_in(session):
    made = camp()
    for person in (made.trainer, make_person("Stranger")):
        with pytest.raises(NotTaken):
            hand_in(made, person)


@pytest.mark.parametrize(
    ("text", "link", "refusal"), [("", "", NothingToHandIn), (" \n ", "", NothingToHandIn), ("x", "javascript:alert(1)", LinkRefused)]
)
def test_nothing_and_what_is_no_link_are_refused(session, text, link, refusal):
    made = camp()
    type_in(made, made.people[0], text, link=link)
    with pytest.raises(refusal):
        handing_in.hand_in(made.task(), "k" * 32, by=made.people[0])


def test_what_the_task_does_not_take_is_left_out(session):
    made = camp(plan({"takes": ("link",)}))
    type_in(made, made.people[0], "Some text.", link="https://example.org")
    with transaction():
        assert handing_in.hand_in(made.task(), "k" * 32, by=me(made.people[0])).text == ""


# ── files ──────────────────────────────────────────────────

FILES = plan({"takes": ("text", "file")})


def add(made, person, *uploads):
    with transaction():
        return [file.token for file in handing_in.add_files(made.task(), uploads, by=me(person))]


def test_files_go_with_the_hand_in_and_stay_with_it(session):
    made = camp(FILES)
    ada = made.people[0]
    add(made, ada, ("план.pdf", PDF), ("план.pdf", PDF))
    hand_in(made, ada)
    files = session.scalars(select(WorkFile)).all()
    assert {(file.name, file.hand_in_id is not None) for file in files} == {("план.pdf", True)}
    assert len({file.token for file in files}) == 2
    with pytest.raises(NotTaken, match="stays with what was handed in"):
        handing_in.remove_file(files[0], by=ada)


def test_one_bad_file_or_one_too_many_takes_none(session):
    made = camp(FILES)
    ada = made.people[0]
    for uploads in ([("a.pdf", PDF), ("b.svg", b"<svg>")], [(f"{n}.pdf", PDF) for n in range(6)]):
        with pytest.raises(FileRefused):
            add(made, ada, *uploads)
    assert session.scalar(select(func.count()).select_from(WorkFile)) == 0
    with pytest.raises(FileRefused, match="takes no files"):
        add(camp(people=[ada]), ada, ("a.pdf", PDF))


def test_the_extension_that_was_given_last_counts_and_can_be_ended(session, client):
    made = camp()
    ada, due = made.people[0], made.task().task.due_at
    for days in (20, 2):
        with transaction():
            extensions.give(made.task(), me(ada), (due + timedelta(days=days)).date(), "Ill.", by=me(made.trainer))
    assert standing(made.cohort, made.task().task, ada.id).deadline.due == due + timedelta(days=2)
    client.sign_in(made.trainer)
    page = made.at(rest="/extensions")
    (given,) = session.scalars(select(Extension.id).where(Extension.state == ExtensionState.GIVEN)).all()
    assert client.send(page, f"{page}/{given}/end").status_code == 303
    assert client.send(page, f"{page}/{given}/end").status_code == 409
    dead = standing(made.cohort, made.task().task, ada.id).deadline
    assert (dead.due, dead.extended) == (due, False)
    kinds = session.scalars(select(Notice.kind).where(Notice.person_id == ada.id).order_by(Notice.created_at)).all()
    assert sorted(kinds) == ["extension-ended", "extension-given", "extension-given"]


def test_a_request_that_is_declined_leaves_the_time_that_was_given(session):
    made = camp()
    ada, due = made.people[0], made.task().task.due_at
    with transaction():
        extensions.give(made.task(), me(ada), (due + timedelta(days=2)).date(), "Ill.", by=me(made.trainer))
    with transaction():
        asked = extensions.ask(made.task(), "Still ill.", by=me(ada)).id
    with transaction():
        extensions.decide(extension_at_hand(made.slug, "note", asked), None, "No more.", by=me(made.trainer))
    assert standing(made.cohort, made.task().task, ada.id).deadline.due == due + timedelta(days=2)


def test_what_was_returned_is_taken_for_a_week_after_the_mark(session):
    made = camp()
    ada, due = made.people[0], made.task().task.due_at
    with at(due - timedelta(hours=1)):
        first = hand_in(made, ada)
    with at(due + timedelta(days=9)):
        mark(made, first, FAIL)
        assert standing(made.cohort, made.task().task, ada.id).state is TaskState.RETURNED
    with at(due + timedelta(days=16, hours=1)):
        assert standing(made.cohort, made.task().task, ada.id).state is TaskState.FAILED
        with pytest.raises(NotTaken, match="ended on"):
            hand_in(made, ada, "Too late.")
    with at(due + timedelta(days=15)):
        hand_in(made, ada, "Better.")


@pytest.mark.parametrize(("first_after", "late"), [(-1, False), (1, True)])
def test_a_returned_try_is_as_late_as_the_one_before(session, first_after, late):
    made = camp()
    ada, due = made.people[0], made.task().task.due_at
    with at(due + timedelta(hours=first_after)):
        mark(made, hand_in(made, ada), FAIL)
    with at(due + timedelta(days=1)):
        hand_in(made, ada, "Better.")
    assert [row.late for row in rows_of(made)] == [late, late]
    assert standing(made.cohort, made.task().task, ada.id).tried.late == late


def test_a_newer_try_that_nobody_asked_for_is_late_after_the_day(session):
    made = camp()
    ada, due = made.people[0], made.task().task.due_at
    with at(due - timedelta(hours=1)):
        hand_in(made, ada)
    with at(due + timedelta(hours=1)):
        hand_in(made, ada, "Better.")
    assert [row.late for row in rows_of(made)] == [False, True]


# ── for other parts of the house ───────────────────────────


def test_the_state_of_everybodys_work(session):
    made = camp(people=3, began=20)
    ada, bo, cem = made.people
    due = made.task().task.due_at
    with at(due + timedelta(days=1)):
        mark(made, hand_in(made, ada), {"problem": "2", "plan": "6"})
        hand_in(made, bo)
    found = standings(made.cohort)
    assert [[each.state for each in found[one.id]] for one in (ada, bo, cem)] == [
        [TaskState.PASSED, TaskState.MISSING, TaskState.LOCKED],
        [TaskState.WAITING, TaskState.MISSING, TaskState.LOCKED],
        [TaskState.MISSING, TaskState.MISSING, TaskState.LOCKED],
    ]
    note, others = found[ada.id][0].tried, found[bo.id][0].tried
    assert (note.late, note.points, note.most) == (True, 8, 10)
    assert (others.late, others.points) == (True, None)


def test_it_costs_the_same_for_two_and_for_twenty(session, statements):
    counts = []
    for people in (2, 20):
        made = camp(plan({"key": "note"}, {"key": "b"}) if people == 20 else plan(), people=people, seats=30)
        for person in made.people:
            mark(made, hand_in(made, person))
        cohort = made.cohort
        with statements() as seen:
            standings(cohort)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 6
