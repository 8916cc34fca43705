"""More time for a task: asked for, given and declined on its page."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from lms.cohorts.models.cohorts import CohortStaff, StaffKind
from lms.cohorts.models.work import Extension
from tests.factories.people import make_person
from tests.factories.work import Camp, camp


@dataclass(frozen=True)
class Asked:
    """A request of the first participant, whose trainer is signed in."""

    made: Camp
    page: str
    request_id: str

    def answer(self, client, decision, **fields):
        """Press a button of the request's form."""
        named = {f"answer-{self.request_id}-{name}": value for name, value in fields.items()}
        return client.send(self.page, f"{self.page}/{self.request_id}", decision=decision, **named)


@pytest.fixture
def asked(client, session):
    made = camp()
    client.sign_in(made.people[0])
    assert client.send(made.at(), made.at(rest="/extension"), reason="I was ill.").status_code == 303
    client.sign_in(made.trainer)
    return Asked(made, made.at(rest="/extensions"), str(session.scalars(select(Extension.id)).one()))


def test_more_time_is_given_until_a_day_and_the_answer_is_read(client, asked):
    assert "I was ill." in client.get(asked.page).text
    past = asked.answer(client, "give", until="2020-01-01", answer="Kept words.")
    assert past.status_code == 422
    assert "Kept words." in past.text
    assert asked.answer(client, "give", until="2099-12-31", answer="Get well.").status_code == 303
    assert "Get well." in client.sign_in(asked.made.people[0]).get(asked.made.at()).text


@pytest.mark.parametrize(
    ("decision", "fault"), [("give", "Choose the new day."), ("decline", "Say why; the participant reads it."), ("", "Choose the new day.")]
)
def test_a_request_is_not_answered_by_an_empty_form(client, session, asked, decision, fault):
    refused = asked.answer(client, decision)
    assert refused.status_code == 422
    assert "Please correct one thing" in refused.text
    assert refused.text.count(fault) == 2  # in the summary and at the field
    assert session.scalars(select(Extension.state)).one() == "asked"


def test_whoever_declines_says_why_and_needs_no_day(client, session, asked):
    assert asked.answer(client, "decline", until="2099-12-31", answer="We meet on Monday anyway.").status_code == 303
    assert session.execute(select(Extension.state, Extension.until)).one() == ("declined", None)


def test_the_reason_of_an_extension_is_seen_by_the_person_and_the_trainers_only(client, session):
    made = camp()
    ada, bo = made.people
    mentor = make_person("Mia Mentor")
    session.add(CohortStaff(cohort_id=made.cohort.id, person_id=mentor.id, kind=StaffKind.MENTOR))
    session.commit()
    client.sign_in(ada)
    client.send(made.at(), made.at(rest="/extension"), reason="Marker of a reason.")
    for person, sees in ((ada, True), (bo, False), (mentor, False)):
        assert ("Marker of a reason." in client.sign_in(person).get(made.at()).text) is sees
        assert client.get(made.at(rest="/extensions")).status_code == 403
    assert "Marker of a reason." in client.sign_in(made.trainer).get(made.at(rest="/extensions")).text
