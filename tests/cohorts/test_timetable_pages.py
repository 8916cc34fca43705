"""The pages of timetables, attendance and calendars, as each role meets them, without script."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from icalendar import Calendar
from sqlalchemy import select

from lms.cohorts import codes
from lms.cohorts.models.cohorts import CohortStaff, StaffKind
from lms.cohorts.models.timetable import Attendance, PersonalCalendar, Presence, Session
from lms.cohorts.service.attendance import noting
from lms.kit.clock import at, now
from lms.kit.db import db, transaction
from lms.people.models import Role
from tests.cohorts.rfc5545 import faults
from tests.factories.cohorts import make_cohort, seat
from tests.factories.people import make_person
from tests.factories.timetables import give_up, make_session, past_session, running_session


@pytest.fixture
def scene(session):
    trainer, mentor = make_person("Theo Trainer", Role.TRAINER), make_person("Mina Mentor")
    cohort = make_cohort(trainer=trainer)
    db.session.add(CohortStaff(cohort_id=cohort.id, person_id=mentor.id, kind=StaffKind.MENTOR))
    db.session.commit()
    return SimpleNamespace(cohort=cohort, trainer=trainer, mentor=mentor, people=seat(cohort, 3), at=f"/cohorts/{cohort.slug}")


def shown(app, one):
    return codes.code(app.config["SECRET_KEY"].encode(), one.id, codes.period_of(now()))


def noted(one):
    return {row.person_id: row.presence for row in db.session.scalars(select(Attendance).where(Attendance.session_id == one.id))}


def page_of(scene, one, rest=""):
    return f"{scene.at}/sessions/{one.id}{rest}"


# ── timetable ────────────────────────────────────────────


def test_a_participant_sees_places_links_and_what_is_cancelled(client, scene):
    make_session(scene.cohort, "Visit", place="Town hall", link="https://meet.city.test/room")
    make_session(scene.cohort, "Lecture", cancelled_at=now(), cancelled_why="The speaker is ill.")
    text = client.sign_in(scene.people[0]).get(f"{scene.at}/timetable").text
    for word in ("Town hall", "https://meet.city.test/room", "Cancelled", "The speaker is ill."):
        assert word in text
    assert "Add a session" not in text


def test_an_empty_timetable_says_what_will_be_there(client, scene):
    assert "No session yet" in client.sign_in(scene.people[0]).get(f"{scene.at}/timetable").text


def test_a_trainer_adds_changes_and_cancels_a_session_by_forms(client, scene):
    client.sign_in(scene.trainer)
    day = (now() + timedelta(days=20)).date().isoformat()
    fields = {"title": "Visit", "day": day, "begins": "10:00", "ends": "12:30", "place": "Library", "mandatory": "y"}
    assert client.send(f"{scene.at}/sessions/new", **fields).status_code == 303
    one = db.session.scalars(select(Session)).one()
    assert client.send(page_of(scene, one, "/edit"), **{**fields, "place": "Town hall"}).status_code == 303
    assert db.session.scalars(select(Session.sequence)).one() == 1
    assert client.send(page_of(scene, one, "/cancel"), why="The library is closed.").status_code == 303
    assert db.session.scalars(select(Session.cancelled_why)).one() == "The library is closed."


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": ""}, "Write a title."),
        ({"ends": "09:00"}, "must end after it begins"),
        ({"place": "", "link": ""}, "Say where it takes place"),
        ({"link": "javascript:alert(1)"}, "Write the whole address"),
        ({"day": "yesterday"}, "Not a valid date value."),
        ({"day": "2020-01-01"}, "has passed"),
    ],
)
def test_a_form_says_what_is_wrong_beside_the_field(client, scene, fields, sentence):
    day = (now() + timedelta(days=20)).date().isoformat()
    given = {"title": "Visit", "day": day, "begins": "10:00", "ends": "12:00", "place": "Library", **fields}
    answer = client.sign_in(scene.trainer).send(f"{scene.at}/sessions/new", **given)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert not db.session.scalars(select(Session)).all()


def test_a_trainer_moves_the_whole_timetable(client, scene):
    one = make_session(scene.cohort)
    begins_at = one.begins_at
    client.sign_in(scene.trainer)
    assert client.send(f"{scene.at}/timetable/move", days="7").status_code == 303
    moved = db.session.get_one(Session, one.id)
    assert timedelta(days=6, hours=22) < moved.begins_at - begins_at < timedelta(days=7, hours=2)
    assert client.send(f"{scene.at}/timetable/move", days="0").status_code == 422


@pytest.mark.parametrize("path", ["/sessions/new", "/timetable/move", "/sessions/{one}/edit", "/sessions/{one}/cancel", "/sessions/{one}/code"])
@pytest.mark.parametrize("who", ["participant", "mentor", "hr", "stranger", "other trainer"])
def test_only_trainers_of_the_cohort_run_its_timetable(client, scene, path, who):
    one = running_session(scene.cohort)
    person = {
        "participant": lambda: scene.people[0],
        "mentor": lambda: scene.mentor,
        "hr": lambda: make_person("Hanna", Role.HR),
        "stranger": lambda: make_person("Otto"),
        "other trainer": lambda: make_person("Tessa", Role.TRAINER),
    }[who]()
    assert client.sign_in(person).get(scene.at + path.format(one=one.id)).status_code == 403


def test_a_session_of_another_cohort_is_not_reached_through_ones_own(client, scene):
    other = running_session(make_cohort())
    client.sign_in(scene.trainer)
    for rest in ("", "/edit", "/cancel", "/code"):
        assert client.get(page_of(scene, other, rest)).status_code == 404


# ── attendance by hand ───────────────────────────────────


def test_a_trainer_notes_attendance_with_radio_buttons(client, scene):
    one = running_session(scene.cohort)
    client.sign_in(scene.trainer)
    first, second, _third = scene.people
    chosen = {f"presence.{first.id}": "late", f"presence.{second.id}": "excused", "presence.somebody": "present"}
    assert client.send(page_of(scene, one), **chosen).status_code == 303
    assert noted(one) == {first.id: Presence.LATE, second.id: Presence.EXCUSED}


def test_all_present_then_the_exception_then_closed(client, scene):
    one = running_session(scene.cohort)
    client.sign_in(scene.trainer)
    client.send(page_of(scene, one), page_of(scene, one, "/all-present"))
    client.send(page_of(scene, one), **{f"presence.{scene.people[0].id}": "absent"})
    assert client.send(page_of(scene, one), page_of(scene, one, "/close")).status_code == 303
    assert sorted(noted(one).values()) == ["absent", "present", "present"]
    assert "Attendance is closed" in client.get(page_of(scene, one)).text
    assert client.send(page_of(scene, one), page_of(scene, one, "/close")).status_code == 409


@pytest.mark.parametrize("chosen", ["PRESENT", "graduated", "", "1"])
def test_what_is_no_state_is_left_out(client, scene, chosen):
    one = running_session(scene.cohort)
    client.sign_in(scene.trainer).send(page_of(scene, one), **{f"presence.{scene.people[0].id}": chosen})
    assert noted(one) == {}


def test_before_a_session_the_page_offers_excuses_only(client, scene):
    one = make_session(scene.cohort)
    first, _second, third = scene.people
    page = client.sign_in(scene.trainer).get(page_of(scene, one)).text
    assert "Who is excused" in page
    assert {*re.findall(r'name="presence\.[^"]+" value="([a-z]+)"', page)} == {"excused"}
    assert client.send(page_of(scene, one), **{f"presence.{first.id}": "excused"}).status_code == 303
    page = client.get(page_of(scene, one)).text
    assert f"presence.{first.id}" not in page
    assert f"presence.{third.id}" in page


def test_a_refusal_stands_on_the_page(client, scene):
    one = make_session(scene.cohort)
    answer = client.sign_in(scene.trainer).send(page_of(scene, one), **{f"presence.{scene.people[0].id}": "present"})
    assert answer.status_code == 422
    assert "Attendance opens fifteen minutes before" in answer.text


def test_a_mentor_reads_attendance_and_writes_none(client, scene):
    one = running_session(scene.cohort)
    client.sign_in(scene.mentor)
    page = client.get(page_of(scene, one))
    assert page.status_code == 200
    assert 'type="radio"' not in page.text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)[1]
    sent = client.post(page_of(scene, one), data={"csrf_token": token, f"presence.{scene.people[0].id}": "present"})
    assert sent.status_code == 403
    assert noted(one) == {}


def test_participants_do_not_read_who_else_was_there(client, scene):
    one = running_session(scene.cohort)
    client.sign_in(scene.people[0])
    for path in (page_of(scene, one), f"{scene.at}/attendance", f"{scene.at}/attendance.csv"):
        assert client.get(path).status_code == 403


def test_the_grid_and_its_file_show_who_was_where(client, scene):
    one = past_session(scene.cohort, "=cmd()")
    with transaction():
        noting.note(one.id, {scene.people[0].id: Presence.LATE}, by=scene.trainer)
        noting.close(one.id, by=scene.trainer)
    client.sign_in(scene.trainer)
    page = client.get(f"{scene.at}/attendance").text
    assert "1 of 1" in page
    assert "0 of 1" in page
    file = client.get(f"{scene.at}/attendance.csv").text
    assert "Participant 1,1,1,Late" in file
    assert not re.search(r'(^|[,"\n])=', file.replace("'=", ""))


def test_the_file_speaks_the_language_of_the_page(client, scene):
    one = past_session(scene.cohort)
    with transaction():
        noting.note(one.id, {scene.people[0].id: Presence.EXCUSED}, by=scene.trainer)
    file = client.sign_in(scene.trainer).get(f"{scene.at}/attendance.csv", headers={"Accept-Language": "fr"}).text
    assert "Nom,Présence" in file
    assert "Participant 1,0,0,Excusé" in file


def test_who_was_absent_says_why_and_only_trainers_read_it(client, scene):
    one = past_session(scene.cohort)
    with transaction():
        noting.close(one.id, by=scene.trainer)
    client.sign_in(scene.people[0])
    assert "Say why" in client.get(f"{scene.at}/timetable").text
    assert client.send(page_of(scene, one, "/reason"), text="My <b>train</b> stood still.").status_code == 303
    assert "My &lt;b&gt;train&lt;/b&gt; stood still." in client.sign_in(scene.trainer).get(page_of(scene, one)).text
    for reader in (scene.mentor, make_person("Hanna", Role.HR)):
        assert "stood still" not in client.sign_in(reader).get(page_of(scene, one)).text


# ── attendance by code ───────────────────────────────────


def test_the_trainer_shows_a_code_and_a_participant_enters_it(app, client, scene):
    one = running_session(scene.cohort)
    with at(now()):  # a code is good for half a minute
        page = client.sign_in(scene.trainer).get(page_of(scene, one, "/code")).text
        assert codes.spaced(shown(app, one)) in page
        assert "data:image/svg+xml" in page
        assert '<noscript><meta http-equiv="refresh"' in page
        client.sign_in(scene.people[0])
        assert client.send("/attend", code=shown(app, one).lower()).status_code == 303
        assert noted(one) == {scene.people[0].id: Presence.PRESENT}
        assert "1 of 3 are noted" in client.sign_in(scene.trainer).get(page_of(scene, one, "/code"), headers={"HX-Request": "true"}).text


def test_the_picture_leads_to_the_page_with_the_code_filled_in_and_opening_it_writes_nothing(app, client, scene):
    one = running_session(scene.cohort)
    with at(now()):
        page = client.sign_in(scene.people[0]).get(f"/attend?code={shown(app, one)}")
        assert f'value="{shown(app, one)}"' in page.text
        assert noted(one) == {}


def test_no_code_is_shown_outside_of_the_session(client, scene):
    client.sign_in(scene.trainer)
    for one in (make_session(scene.cohort), past_session(scene.cohort), running_session(scene.cohort, cancelled_at=now())):
        page = client.get(page_of(scene, one, "/code")).text
        assert "code-letters" not in page
        assert "data:image/svg+xml" not in page


def test_guessing_is_stopped_after_ten_wrong_codes_also_for_the_right_one(app, client, scene):
    one = running_session(scene.cohort)
    client.sign_in(scene.people[0])
    for number in range(10):
        assert client.send("/attend", code=f"BBBBB{number}").status_code == 422
    for code in ("BBBBBB", shown(app, one)):
        refused = client.send("/attend", code=code)
        assert refused.status_code == 429
        assert int(refused.headers["Retry-After"]) > 0
    assert noted(one) == {}
    client.sign_in(scene.people[1])
    assert client.send("/attend", code=shown(app, one)).status_code == 303


def test_the_code_of_another_cohort_notes_nobody(app, client, scene):
    running_session(scene.cohort)
    other = running_session(make_cohort())
    answer = client.sign_in(scene.people[0]).send("/attend", code=shown(app, other))
    assert answer.status_code == 422
    assert "This is not the code that is shown now." in answer.text
    assert not db.session.scalars(select(Attendance)).all()


def test_a_visitor_with_the_picture_signs_in_first(client, scene):
    assert "/sign-in" in client.get("/attend?code=BBBBBB").location


# ── one's own calendar ───────────────────────────────────


def new_address(client):
    page = client.send("/me/sessions", "/me/sessions/address").text
    found = re.search(r'value="http://campus\.test(/calendar/[\w-]+\.ics)"', page)
    assert found, page
    assert f'href="webcal://campus.test{found[1]}"' in page
    return found[1]


def test_the_feed_opens_without_a_sign_in_and_holds_all_sessions_of_all_cohorts(client, scene):
    (ada, *_rest), other = scene.people, make_cohort(time_zone="America/New_York")
    seat(other, [ada])
    make_session(scene.cohort, "Here"), make_session(other, "There"), past_session(scene.cohort, "Before", days_ago=300)
    past_session(scene.cohort, "Long ago", days_ago=400), make_session(scene.cohort, "Off", cancelled_at=now())
    path = new_address(client.sign_in(ada))
    client.get("/sign-in")
    with client.session_transaction() as cookie:
        cookie.clear()
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert not faults(answer.text)
    titles = {str(event["SUMMARY"]).split(" · ")[0] for event in Calendar.from_ical(answer.text).walk("VEVENT")}
    assert titles == {"Here", "There", "Before", "Cancelled: Off"}


def test_the_address_is_shown_once_and_stored_as_a_hash_only(client, scene):
    path = new_address(client.sign_in(scene.people[0]))
    token = path.removeprefix("/calendar/").removesuffix(".ics")
    assert len(token) >= 43
    assert token not in client.get("/me/sessions").text
    row = db.session.scalars(select(PersonalCalendar)).one()
    assert token not in str({column.name: getattr(row, column.key) for column in PersonalCalendar.__table__.columns})


def test_a_calendar_that_knows_the_feed_gets_it_only_when_it_changed(client, scene):
    one = make_session(scene.cohort)
    path = new_address(client.sign_in(scene.people[0]))
    first = client.get(path)
    assert first.headers["Cache-Control"] == "private, max-age=300"
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    with transaction():
        db.session.get_one(Session, one.id).place = "Library"
    assert client.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_a_new_address_kills_the_old_one_and_switching_off_kills_both(client, scene):
    client.sign_in(scene.people[0])
    old, new = new_address(client), new_address(client)
    assert [client.get(path).status_code for path in (old, new)] == [404, 200]
    client.send("/me/sessions", "/me/sessions/address/end")
    assert client.get(new).status_code == 404


def test_the_feed_of_who_was_deactivated_is_dead(client, scene):
    path = new_address(client.sign_in(scene.people[0]))
    scene.people[0].active = False
    db.session.commit()
    assert client.get(path).status_code == 404


def test_who_gave_up_the_place_finds_the_sessions_no_more(client, scene):
    make_session(scene.cohort)
    path = new_address(client.sign_in(scene.people[0]))
    give_up(scene.cohort, scene.people[0])
    assert "VEVENT" not in client.get(path).text


@pytest.mark.parametrize("guess", ["", "x", "00000000-0000-0000-0000-000000000000", "{person}", "{hash}", "%00", "A" * 43, "../me", "' OR 1=1 --"])
def test_a_guessed_address_opens_nothing(client, scene, guess):
    new_address(client.sign_in(scene.people[0]))
    row = db.session.scalars(select(PersonalCalendar)).one()
    guessed = guess.format(person=row.person_id, hash=row.token_hash)
    answer = client.get(f"/calendar/{guessed}.ics")
    assert answer.status_code in (400, 404)
    assert "VCALENDAR" not in answer.text


def test_a_feed_is_read_only(client, scene):
    path = new_address(client.sign_in(scene.people[0]))
    assert client.post(path).status_code in (400, 405)
    assert client.head(path).status_code == 200


def test_the_feed_is_in_the_language_of_its_person_whoever_asks(client, scene):
    make_session(scene.cohort)
    path = new_address(client.sign_in(scene.people[0]))
    assert client.get(path, headers={"Accept-Language": "fr"}).text == client.get(path).text


def test_invitations_can_be_switched_off_and_on(client, scene):
    client.sign_in(scene.people[0])
    client.send("/me/sessions", "/me/sessions/letters")
    assert db.session.scalars(select(PersonalCalendar.by_letter)).one() is False
    client.send("/me/sessions", "/me/sessions/letters", by_letter="y")
    assert db.session.scalars(select(PersonalCalendar.by_letter)).one() is True
