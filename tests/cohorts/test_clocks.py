"""The hours of a boot camp are those of its own clock, which is named where it is not the city's."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.cohorts.service import extensions
from lms.cohorts.service.attendance import noting
from lms.cohorts.service.handing_in import NotTaken
from lms.kit.clock import at, now
from lms.kit.db import db, transaction
from lms.notices.models import Letter, Notice
from lms.people.models import Person
from tests.factories.camps import camp as open_call
from tests.factories.camps import suitable
from tests.factories.timetables import past_session
from tests.factories.work import camp, hand_in

TOKYO = "(Tokyo time)"


def test_pages_of_work_say_their_hours_on_the_camps_clock(client):
    made = camp(time_zone="Asia/Tokyo")
    client.sign_in(made.people[0])
    for page in (made.at(), f"/cohorts/{made.slug}/work"):
        assert TOKYO in client.get(page).text, page
    assert TOKYO in client.sign_in(made.trainer).get(made.at(rest="/extensions")).text
    assert TOKYO not in client.get(camp().at()).text


def test_what_is_told_of_more_time_of_lateness_and_of_an_offer_is_on_the_camps_clock(session):
    made = camp(time_zone="Asia/Tokyo")
    with transaction():
        until = (made.task().task.due_at + timedelta(days=9)).date()
        trainer, ada = db.session.get_one(Person, made.trainer.id), db.session.get_one(Person, made.people[0].id)
        extensions.give(made.task(), ada, until, "Ill.", by=trainer)
    assert TOKYO in session.scalars(select(Notice).where(Notice.kind == "extension-given")).one().facts["day"]
    with at(now() + timedelta(days=40)), pytest.raises(NotTaken, match=r"\(Tokyo time\)"):
        hand_in(made, made.people[1])
    cohort, _trainer = open_call(time_zone="Asia/Tokyo")
    suitable(cohort)
    assert TOKYO in session.scalars(select(Letter).where(Letter.key.startswith("camp-offer"))).one().text_body


def test_the_day_of_a_missed_session_is_that_of_the_camps_clock(session):
    made = camp(time_zone="Pacific/Kiritimati")  # fourteen hours before UTC: its day begins at ten in the morning of the day before
    one = past_session(made.cohort)
    with transaction():
        noting.close(one.id, by=db.session.get_one(Person, made.trainer.id))
    told = session.scalars(select(Notice).where(Notice.kind == "session-missed").limit(1)).one()
    assert told.facts["day"].startswith(str((one.begins_at + timedelta(hours=14)).day))
