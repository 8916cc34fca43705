"""The pages on which trainers see who meets the rule, and decide."""

import pytest

from lms.people.models import Role
from tests.factories.competences import digcomp
from tests.factories.graduations import all_but_one
from tests.factories.people import make_person
from tests.factories.running_camps import attend, place_of, ready_camp, running_camp, sessions


@pytest.fixture
def frameworks(session):
    digcomp()


@pytest.fixture
def camp(session):
    return all_but_one()


def test_the_page_shows_reasons_first_and_decides_afterwards(client, camp):
    cohort, trainer, (_ada, _ben, _cem) = camp
    page = f"/cohorts/{cohort.slug}/graduation"
    client.sign_in(trainer)
    text = client.get(page).text
    assert "Graduate all 2 who meet the rule" in text
    assert "Attendance: 0%: 0 of 2" in text
    answer = client.send(page, f"{page}/all")
    assert answer.status_code == 303
    progress = client.get(answer.location)
    assert "2 of 2 done" in progress.text
    assert "Every certificate is issued." in progress.text
    assert client.get(answer.location, headers={"HX-Request": "true"}).text.lstrip().startswith("<div id=\"run-progress\"")


def test_an_exception_goes_through_two_hands_on_the_pages(client, camp):
    cohort, trainer, (*_, cem) = camp
    hanna = make_person("Hanna", Role.HR)
    page = f"/cohorts/{cohort.slug}/graduation/{place_of(cohort, cem).id}"
    client.sign_in(trainer)
    assert client.send(page, f"{page}/decide", outcome="graduated").status_code == 422
    assert client.send(page, f"{page}/decide", outcome="graduated", reason="A birth.").status_code == 303
    assert client.send("/account", f"{page}/confirm").status_code == 403
    client.sign_in(hanna)
    assert "A birth." in client.get(page).text
    assert client.send(page, f"{page}/reject", reason="").status_code == 422
    assert client.send(page, f"{page}/confirm").status_code == 303
    assert "confirmed by Hanna" in client.get(page).text


def test_a_place_of_another_cohort_is_not_found_under_this_one(client, camp):
    cohort, _trainer, (ada, *_) = camp
    other, second, _people = running_camp()
    client.sign_in(second)
    assert client.get(f"/cohorts/{other.slug}/graduation/{place_of(cohort, ada).id}").status_code == 404


def test_participants_do_not_see_who_graduates(client, camp):
    cohort, _trainer, (ada, *_) = camp
    client.sign_in(ada)
    for path in ("graduation", f"graduation/{place_of(cohort, ada).id}", "report", "report.pdf", "follow-up"):
        assert client.get(f"/cohorts/{cohort.slug}/{path}").status_code == 403


def test_attendance_that_is_still_open_is_named(client, frameworks):
    cohort, trainer, people = ready_camp()
    attend(sessions(cohort, 1, closed=False, key="last", title="Last meeting")[0], people)
    assert "Last meeting" in client.sign_in(trainer).get(f"/cohorts/{cohort.slug}/graduation").text
