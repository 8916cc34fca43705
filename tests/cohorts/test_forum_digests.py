"""What is new in the forum of a boot camp, on its pages and by mail: as everybody chose, and once."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from lms.cohorts.jobs.forum import send_digests
from lms.cohorts.models.cohorts import PlaceState
from lms.cohorts.models.forum import Rhythm
from lms.cohorts.queries import forum as queries
from lms.cohorts.service import moderating, posting
from lms.kit.clock import at
from lms.kit.db import db, transaction
from lms.notices.models import Letter
from lms.schedule import SCHEDULE
from tests.factories.forum import first_post, open_topic, write
from tests.factories.people import make_person
from tests.factories.running_camps import found_of, place_of, running_camp
from tests.factories.work import me

MONDAY = datetime(2026, 11, 23, 5, 20, tzinfo=UTC)


@pytest.fixture
def camp(session):
    return running_camp([make_person("Ada Ademola"), make_person("Ben Bakker"), make_person("Cem Costa")])


def unread(cohort, reader):
    lines, _pages = queries.topics(found_of(cohort), reader.id, page=1)
    return [line.unread for line in lines]


def test_posts_of_others_are_new_until_they_are_read(client, camp):
    cohort, _trainer, (ada, ben, _cem) = camp
    topic_id = open_topic(cohort, ada)
    assert (unread(cohort, ada), unread(cohort, ben)) == ([0], [1])
    page = f"/cohorts/{cohort.slug}/forum/{topic_id}"
    client.sign_in(ben).get(page)
    assert unread(cohort, ben) == [1]  # opening a page writes nothing
    client.send(page, f"{page}/read")
    assert unread(cohort, ben) == [0]
    write(cohort, topic_id, ada)
    assert unread(cohort, ben) == [1]
    client.send(f"/cohorts/{cohort.slug}/forum", f"/cohorts/{cohort.slug}/forum/read")
    assert unread(cohort, ben) == [0]


def test_a_topic_list_of_two_and_of_twenty_costs_the_same(camp, statements):
    cohort, _trainer, (ada, ben, _cem) = camp
    counts = []
    for size in (2, 18):
        for number in range(size):
            open_topic(cohort, ada if number % 2 else ben, title=f"T {number}")
        found, reader_id = found_of(cohort), ada.id
        with statements() as seen:
            queries.topics(found, reader_id, page=1)
        counts.append(len(seen))
    assert counts == [2, 2]


def digests():
    letters = db.session.scalars(select(Letter).where(Letter.key.startswith("forum-digest:"))).all()
    return sorted(letter.address for letter in letters)


@pytest.fixture
def talk(camp):
    """A camp where Ada wrote on Sunday; Ada wants it daily, Ben weekly, Cem never."""
    cohort, trainer, (ada, ben, cem) = camp
    for one in (ada, ben, cem):
        place_of(cohort, one).taken_at = MONDAY - timedelta(days=5)
    cohort.created_at = MONDAY - timedelta(days=30)
    db.session.commit()
    for one, rhythm in ((ada, Rhythm.DAILY), (cem, Rhythm.NEVER), (trainer, Rhythm.DAILY)):
        with at(MONDAY - timedelta(days=4)), transaction():
            posting.choose_rhythm(found_of(cohort), rhythm, by=me(one))
    return cohort, trainer, ada, ben, cem


def test_everybody_is_told_as_they_chose_and_once(talk):
    cohort, trainer, ada, ben, _cem = talk
    with at(MONDAY - timedelta(hours=20)):
        topic_id = open_topic(cohort, ada, text="Who knows <b>this</b>?")
    with at(MONDAY):
        assert (send_digests(), send_digests()) == (2, 0)
    assert digests() == sorted([ben.email, trainer.email])  # Ada wrote it herself
    with at(MONDAY + timedelta(hours=3)):
        write(cohort, topic_id, ben)
    with at(MONDAY + timedelta(days=1)):
        send_digests()
    assert digests() == sorted([ben.email, trainer.email, ada.email, trainer.email])
    with at(MONDAY + timedelta(days=2)):
        assert send_digests() == 0
    bodies = [letter.html_body for letter in db.session.scalars(select(Letter))]
    assert not any("<b>this</b>" in body for body in bodies)


def test_nothing_new_is_no_mail_and_hidden_posts_are_not_news(talk):
    cohort, trainer, ada, _ben, _cem = talk
    with at(MONDAY):
        assert send_digests() == 0
    with at(MONDAY + timedelta(hours=1)):
        topic_id = open_topic(cohort, ada)
        with transaction():
            moderating.hide(queries.post_at_hand(cohort.slug, topic_id, first_post(topic_id)), "Off topic.", by=me(trainer))
    with at(MONDAY + timedelta(days=7)):
        assert send_digests() == 0


def test_who_left_gets_no_digest(talk):
    cohort, trainer, ada, ben, _cem = talk
    trainer.active = False
    place_of(cohort, ben).state = PlaceState.GIVEN_UP
    db.session.commit()
    with at(MONDAY - timedelta(hours=2)):
        open_topic(cohort, ada)
    with at(MONDAY):
        assert send_digests() == 0


def test_the_rhythm_is_chosen_on_a_page(client, camp):
    cohort, _trainer, (ada, *_) = camp
    assert client.sign_in(ada).send(f"/cohorts/{cohort.slug}/forum/mail", rhythm="never").status_code == 303
    assert queries.rhythm_of(found_of(cohort), ada.id) is Rhythm.NEVER
    assert client.send(f"/cohorts/{cohort.slug}/forum/mail", rhythm="hourly").status_code == 422


def test_the_digest_is_on_the_schedule():
    assert send_digests in [job.run for job in SCHEDULE]
