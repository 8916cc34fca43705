"""Extra time: who gives it, and what it is."""

import pytest
from sqlalchemy import func, select

from lms.assessment.models import Accommodation
from lms.audit.models import AuditEntry
from lms.notices.models import Notice
from lms.people.models import Role
from tests.factories.people import make_person


@pytest.fixture
def hr(client):
    person = make_person("Hana HR", Role.HR)
    client.sign_in(person)
    return person


def test_hr_gives_extra_time_and_giving_again_replaces_it(client, hr, session):
    learner = make_person("Lena Learner")
    client.send("/accommodations", email=learner.email.upper(), extra_percent="50")
    assert client.send("/accommodations", email=learner.email, extra_percent="25").status_code == 303
    kept = session.scalars(select(Accommodation)).one()
    assert (kept.person_id, kept.extra_percent, kept.given_by_id) == (learner.id, 25, hr.id)
    assert "Lena Learner" in client.get("/accommodations").text
    assert session.scalar(select(func.count()).where(AuditEntry.deed == "gave")) == 2


def test_the_person_is_told_of_each_change_and_of_nothing_else(client, hr, session):
    learner = make_person("Lena Learner")
    for percent in ("50", "50", "25"):
        client.send("/accommodations", email=learner.email, extra_percent=percent)
    kept = session.scalars(select(Accommodation)).one()
    client.send("/accommodations", f"/accommodations/{kept.id}/remove")
    told = session.execute(select(Notice.kind, Notice.facts).where(Notice.person_id == learner.id).order_by(Notice.created_at)).all()
    assert [(row.kind, row.facts) for row in told] == [
        ("extra-time-given", {"percent": 50}),
        ("extra-time-given", {"percent": 25}),
        ("extra-time-ended", {}),
    ]


def test_hr_takes_it_away(client, hr, session):
    client.send("/accommodations", email=make_person().email, extra_percent="50")
    kept = session.scalars(select(Accommodation)).one()
    assert client.send("/accommodations", f"/accommodations/{kept.id}/remove").status_code == 303
    assert session.scalar(select(func.count()).select_from(Accommodation)) == 0
    assert client.send("/accommodations", f"/accommodations/{kept.id}/remove").status_code == 404


@pytest.mark.parametrize(
    ("email", "percent"), [("nobody@city.test", "50"), ("", "50"), ("hr", "0"), ("hr", "301"), ("hr", "-5"), ("hr", "x"), ("hr", "1e9")]
)
def test_what_cannot_be_given_is_said_beside_its_field(client, hr, session, email, percent):
    refused = client.send("/accommodations", email=hr.email if email == "hr" else email, extra_percent=percent)
    assert refused.status_code == 422
    assert f'value="{percent}"' in refused.text
    assert session.scalar(select(func.count()).select_from(Accommodation)) == 0


@pytest.mark.parametrize("roles", [(), (Role.TRAINER,), (Role.ADMINISTRATOR, Role.AUDITOR, Role.CURATOR)])
def test_nobody_else_sees_or_gives_it(client, session, roles):
    client.sign_in(make_person("Otto Other", *roles))
    assert client.get("/accommodations").status_code == 403
    assert client.send("/inbox", "/accommodations", email="x@city.test", extra_percent="50").status_code == 403


def test_the_list_costs_the_same_for_one_and_for_many(client, hr, statements):
    counts = []
    for _round in range(2):
        client.send("/accommodations", email=make_person().email, extra_percent="50")
        with statements() as seen:
            client.get("/accommodations")
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 5
