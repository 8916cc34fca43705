"""Participants and staff are told of their sessions: invitations, changes and cancellations, each once; and the mail that leaves."""

import email
from datetime import UTC, datetime, timedelta
from email import policy

import pytest
from icalendar import Calendar
from sqlalchemy import select, update

from lms.cohorts.jobs.timetable import tell_of_session_changes
from lms.cohorts.models.cohorts import Cohort, Place, PlaceState, StaffKind
from lms.cohorts.models.timetable import Session, SessionWord
from lms.cohorts.queries.cohorts import cohort_at_hand
from lms.cohorts.service import calendars, planning
from lms.cohorts.service.timetable import changing, laying_out
from lms.kit.clock import at, now
from lms.kit.db import db, transaction
from lms.notices.jobs import as_message, send_letters
from lms.notices.models import Letter, Notice
from lms.people.models import Person, Role
from tests.cohorts.rfc5545 import faults
from tests.cohorts.test_calendars import NAMES
from tests.factories.cohorts import join_staff, make_cohort, seat
from tests.factories.people import make_person
from tests.factories.timetables import give_up, make_session, past_session

CALM = timedelta(minutes=6)


@pytest.fixture
def trainer(session):
    return make_person("Theo Trainer", Role.TRAINER)


@pytest.fixture
def cohort(session):
    return make_cohort()


@pytest.fixture
def ada(cohort):
    return seat(cohort, 1)[0]


def letters(kind=""):
    return [one for one in db.session.scalars(select(Letter).order_by(Letter.created_at)) if one.key.startswith(kind)]


def notices(person):
    return [one.kind for one in db.session.scalars(select(Notice).where(Notice.person_id == person.id).order_by(Notice.created_at))]


def tell(after=CALM):
    with at(now() + after):
        return tell_of_session_changes()


def event_of(letter):
    (event,) = Calendar.from_ical(letter.calendar).walk("VEVENT")
    return event


def move(one, days=1):
    with transaction():
        session = db.session.get_one(Session, one.id)
        session.begins_at += timedelta(days=days)
        session.ends_at += timedelta(days=days)
        laying_out.revise(session)


def cancel(one, trainer, why="The trainer is ill."):
    with transaction():
        changing.cancel(db.session.get_one(Session, one.id), why, by=db.session.get_one(Person, trainer.id))


def test_who_gets_a_place_is_invited_to_each_session_that_has_not_ended(cohort, ada):
    past_session(cohort)
    make_session(cohort, "First"), make_session(cohort, "Second", begins_in=timedelta(days=14))
    assert tell(timedelta()) == 2
    assert {str(event_of(one)["SUMMARY"]) for one in letters("session-invitation")} == {"First · Small camp", "Second · Small camp"}
    assert {one.calendar_method for one in letters()} == {"REQUEST"}
    assert notices(ada) == ["timetable-ready"]


def test_for_a_newcomer_an_old_change_is_no_news(cohort, ada):
    move(make_session(cohort))
    tell()
    assert [one.key.split(":")[0] for one in letters()] == ["session-invitation"]
    assert event_of(letters()[0])["SEQUENCE"] == 1
    assert notices(ada) == ["timetable-ready"]


def test_everything_is_told_once(cohort, ada):
    make_session(cohort)
    assert tell() == 1
    assert [tell(), tell(timedelta(hours=2))] == [0, 0]
    assert len(letters()) == 1


def test_a_change_is_told_once_with_a_higher_sequence_and_the_same_uid(cohort, ada):
    one = make_session(cohort)
    tell()
    move(one)
    assert [tell(), tell()] == [1, 0]
    invited, changed = letters()
    assert changed.key.startswith("session-changed")
    assert event_of(invited)["UID"] == event_of(changed)["UID"]
    assert (event_of(invited)["SEQUENCE"], event_of(changed)["SEQUENCE"]) == (0, 1)
    assert "Before:" in changed.text_body
    assert notices(ada) == ["timetable-ready", "session-changed"]


def test_a_batch_of_edits_is_one_letter(cohort, ada):
    one = make_session(cohort)
    tell()
    for _ in range(4):
        move(one)
    assert tell(timedelta(minutes=1)) == 0
    assert tell() == 1
    (changed,) = letters("session-changed")
    assert event_of(changed)["SEQUENCE"] == 4


def test_a_session_that_begins_soon_is_told_of_at_once(cohort, ada):
    one = make_session(cohort, begins_in=timedelta(minutes=40))
    tell(timedelta())
    with transaction():
        session = db.session.get_one(Session, one.id)
        session.place = "Library"
        laying_out.revise(session)
    assert tell(timedelta()) == 1


def test_a_cancellation_is_told_once_and_takes_the_session_out_of_the_calendar(cohort, ada, trainer):
    one = make_session(cohort)
    tell()
    cancel(one, trainer)
    assert [tell(), tell()] == [1, 0]
    (gone,) = letters("session-cancelled")
    assert (gone.calendar_method, event_of(gone)["STATUS"], event_of(gone)["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)
    assert "The trainer is ill." in gone.text_body
    assert notices(ada) == ["timetable-ready", "session-cancelled"]


def test_nobody_hears_of_a_session_that_was_cancelled_before_they_were_invited(cohort, ada, trainer):
    cancel(make_session(cohort), trainer)
    assert tell() == 0


def test_who_gives_up_the_place_gets_a_cancellation_for_each_session_to_come(cohort, ada):
    make_session(cohort, "First"), make_session(cohort, "Second")
    tell()
    give_up(cohort, ada)
    assert [tell(timedelta()), tell()] == [2, 0]
    gone = letters("session-cancelled")
    assert {one.calendar_method for one in gone} == {"CANCEL"}
    assert all("You take part in “Small camp” no longer" in one.text_body for one in gone)
    assert notices(ada) == ["timetable-ready"]


def test_who_comes_back_is_invited_again_with_a_sequence_that_rises(cohort, ada):
    make_session(cohort)
    tell()
    give_up(cohort, ada)
    tell()
    with transaction():
        db.session.add(Place(cohort_id=cohort.id, person_id=ada.id))
    assert [tell(), tell()] == [1, 0]
    assert [event_of(one)["SEQUENCE"] for one in letters()] == [0, 1, 2]


def test_a_shift_of_the_whole_timetable_is_one_notice(cohort, ada, trainer):
    for number in range(5):
        make_session(cohort, f"Session {number}", begins_in=timedelta(days=number + 1))
    tell()
    with transaction():
        laying_out.shift(db.session.get_one(Cohort, cohort.id), 28, by=trainer)
    assert [tell(), tell()] == [5, 0]
    assert len(letters("session-changed")) == 5
    assert notices(ada) == ["timetable-ready", "timetable-changed"]


def test_nobody_else_is_told(cohort, ada):
    make_session(cohort)
    stranger = make_person("Otto Other")
    tell()
    assert {one.person_id for one in letters()} == {ada.id}
    assert notices(stranger) == []


def test_who_has_left_the_city_is_told_nothing(cohort, ada):
    make_session(cohort)
    ada.active = False
    db.session.commit()
    assert tell() == 0


def test_who_wants_no_invitations_gets_one_letter_of_changes(cohort, ada, trainer):
    with transaction():
        calendars.choose_letters(False, by=ada)
    first, second = make_session(cohort, "First"), make_session(cohort, "Second")
    tell()
    assert letters() == []
    move(first)
    cancel(second, trainer)
    assert [tell(), tell()] == [2, 0]
    (one,) = letters()
    assert one.key.startswith("timetable-changed")
    assert one.calendar is None
    assert "Second" in one.text_body
    assert "cancelled (The trainer is ill.)" in one.text_body


def test_whoever_switches_invitations_on_is_invited_to_what_is_to_come(cohort, ada, trainer):
    first, second, third = (make_session(cohort, title) for title in ("First", "Second", "Third"))
    tell()
    with transaction():
        calendars.choose_letters(False, by=db.session.get_one(Person, ada.id))
    move(first)
    cancel(second, trainer)
    make_session(cohort, "Fourth")
    past_session(cohort)
    tell()
    before = {one.id for one in letters()}
    for _twice in range(2):
        with transaction():
            calendars.choose_letters(True, by=db.session.get_one(Person, ada.id))
    anew = [event_of(one) for one in letters("session-invitation") if one.id not in before]
    assert {str(one["SUMMARY"]).split(" · ")[0] for one in anew} == {"First", "Third", "Fourth"}
    assert all(one["SEQUENCE"] >= 1 for one in anew)
    assert tell() == 0
    move(third)
    assert tell() == 1
    assert event_of(letters("session-changed")[0])["SEQUENCE"] == 2


def test_trainers_and_mentors_are_told_as_well_also_of_what_they_did_themselves(cohort, trainer):
    mentor = join_staff(cohort, make_person("Mia Mentor"), StaffKind.MENTOR)
    join_staff(cohort, trainer)
    one = make_session(cohort)
    assert tell() == 2
    assert all("You run “Small camp”" in letter.text_body for letter in letters("session-invitation"))
    cancel(one, trainer)
    assert [tell(), tell()] == [2, 0]
    assert [notices(person) for person in (trainer, mentor)] == [["timetable-ready", "session-cancelled"]] * 2


def test_whoever_runs_the_camp_no_longer_loses_its_sessions(cohort, trainer):
    mentor = join_staff(cohort, make_person("Mia Mentor"), StaffKind.MENTOR)
    make_session(cohort)
    tell()
    with transaction():
        planning.remove_staff(cohort_at_hand(cohort.slug).cohort, mentor.id, by=db.session.get_one(Person, trainer.id))
    assert [tell(), tell()] == [1, 0]
    assert letters("session-cancelled")[0].calendar_method == "CANCEL"


def test_a_new_session_of_a_running_cohort_is_told(cohort, ada):
    make_session(cohort)
    tell()
    make_session(cohort, "Extra")
    assert tell() == 1
    assert notices(ada) == ["timetable-ready", "timetable-ready"]


def test_the_letters_are_in_the_language_of_their_reader(cohort, ada):
    ada.language = "fr"
    db.session.commit()
    make_session(cohort)
    tell()
    assert letters()[0].html_body.count('lang="fr"') == 1


@pytest.mark.parametrize("name", NAMES)
def test_the_mail_that_leaves_holds_an_invitation_that_programs_read(cohort, name):
    seat(cohort, [make_person(name, email="ada@city.test")])
    make_session(cohort, name)
    tell()
    raw = as_message(letters()[0], "campus@city.test").as_bytes()
    message = email.message_from_bytes(raw, policy=policy.default)
    assert message.get_content_type() == "multipart/mixed"
    shown, attached = message.iter_parts()
    assert [part.get_content_type() for part in shown.iter_parts()] == ["text/plain", "text/html", "text/calendar"]
    part = list(shown.iter_parts())[-1]
    assert (attached.get_filename(), attached.get_content_type()) == ("invitation.ics", "application/ics")
    assert attached.get_content_disposition() == "attachment"
    assert attached.get_payload(decode=True) == part.get_payload(decode=True)
    assert part.get_param("method") == "REQUEST"
    assert part.get_content_charset() == "utf-8"
    text = part.get_payload(decode=True).decode()
    assert not faults(text)
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    assert event["ATTENDEE"] == "mailto:ada@city.test"
    assert event["ORGANIZER"] == "mailto:campus@localhost"
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


def test_a_letter_without_a_meeting_has_no_calendar_part(session):
    from lms.notices.service import write_letter

    with transaction():
        write_letter("password-changed", to=make_person(), about="x", facts={})
    assert [part.get_content_type() for part in as_message(letters()[0], "campus@city.test").iter_parts()] == ["text/plain", "text/html"]


def test_a_title_cannot_write_headers_or_lines(cohort, ada):
    make_session(cohort, "Kick-off\r\nBcc: evil@example.com\r\n\r\nATTENDEE:mailto:evil@example.com"[:200])
    tell()
    letter = letters()[0]
    message = as_message(letter, "campus@city.test")
    assert message["Bcc"] is None
    assert "\n" not in message["Subject"]
    assert not faults(letter.calendar)
    assert "evil" not in str(event_of(letter).get("ATTENDEE"))


def test_a_mail_server_gets_the_invitation(app, cohort, ada, monkeypatch):
    make_session(cohort)
    tell(timedelta())
    sent = []

    class Server:
        def __init__(self, *_address, **_how): ...
        def __enter__(self):
            return self

        def __exit__(self, *_fault): ...
        def send_message(self, message):
            sent.append(message.as_bytes())

    monkeypatch.setattr("lms.notices.jobs.smtplib.SMTP", Server)
    settings = app.extensions["lms.settings"].model_copy(update={"mail_server": "mail.test", "mail_tls": False})
    assert [send_letters(settings), send_letters(settings)] == [1, 0]
    assert b"Content-Type: text/calendar; charset=\"utf-8\"; method=\"REQUEST\"" in sent[0].replace(b"\r\n ", b" ")


def test_a_big_cohort_costs_each_person_as_many_statements_as_a_small_one(cohort, statements):
    counts = []
    make_session(cohort)
    for number in (1, 6):
        seat(cohort, number)
        with statements() as seen:
            assert tell() == number
        counts.append((len(seen) - 1) / number)
    assert abs(counts[0] - counts[1]) <= 1


def test_what_was_told_is_kept(cohort, ada):
    one = make_session(cohort)
    tell()
    word = db.session.scalars(select(SessionWord)).one()
    assert (word.session_id, word.person_id, word.revision, word.withdrawn) == (one.id, ada.id, 0, False)


def test_a_place_that_was_graduated_from_is_no_place_given_up(cohort, ada):
    make_session(cohort)
    tell()
    with transaction():
        db.session.execute(update(Place).values(state=PlaceState.GRADUATED, ended_at=datetime.now(UTC)))
    assert tell() == 0
