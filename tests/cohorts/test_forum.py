"""The forum and the announcements: who is told what, what is kept, who may do what, and what nobody can break."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from lms.cohorts.jobs.forum import send_digests
from lms.cohorts.models.cohorts import PlaceState, StaffKind
from lms.cohorts.models.forum import Announcement, FormerText, ForumPost, ForumTopic, Mention, PostReport, Rhythm
from lms.cohorts.queries import forum as queries
from lms.cohorts.service import announcing, moderating, posting
from lms.kit.clock import at
from lms.kit.db import db, transaction
from lms.kit.errors import NotFound, TooOften
from lms.kit.text_limits import TextTooLong
from lms.notices.models import Letter, Notice
from lms.people.models import Person, Role
from lms.schedule import SCHEDULE
from tests.factories.cohorts import join_staff
from tests.factories.people import make_person
from tests.factories.running_camps import found_of, place_of, running_camp

EVIL = "<script>alert(1)</script> <img src=x onerror=alert(2)> [x](javascript:alert(3)) **bold** </div></article>"
MONDAY = datetime(2026, 11, 23, 5, 20, tzinfo=UTC)


@pytest.fixture
def camp(session):
    return running_camp([make_person("Ada Ademola"), make_person("Ben Bakker"), make_person("Cem Costa")])


def person(one):
    return db.session.get_one(Person, one.id)


def open_topic(cohort, by, title="Coffee", text="Who knows a good one?", mention=()):
    with transaction():
        return posting.open_topic(found_of(cohort), title, text, mention, by=person(by)).id


def write(cohort, topic_id, by, text="Here.", mention=(), parent=None):
    with transaction():
        above = queries.post_at_hand(cohort.slug, topic_id, parent).post if parent else None
        return posting.post(queries.topic_at_hand(cohort.slug, topic_id), text, mention, parent=above, by=person(by)).id


def first_post(topic_id):
    return db.session.scalars(select(ForumPost.id).where(ForumPost.topic_id == topic_id).order_by(ForumPost.at)).first()


def told(kind):
    return sorted(db.session.scalars(select(Person.name).join(Notice, Notice.person_id == Person.id).where(Notice.kind == kind)))


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


# ── announcements ─────────────────────────────────────────


def test_an_announcement_reaches_every_participant_who_is_here_by_inbox_and_mail(camp):
    cohort, trainer, (ada, ben, cem) = camp
    ben.active = False
    place_of(cohort, cem).state = PlaceState.GIVEN_UP
    db.session.commit()
    with transaction():
        announcing.announce(found_of(cohort), "Room  changed", "We meet in **room 5**.", by=person(trainer))
    assert told("cohort-announcement") == ["Ada Ademola"]
    (letter,) = db.session.scalars(select(Letter)).all()
    assert (letter.address, "Room changed" in letter.subject) == (ada.email, True)
    assert "<strong>room 5</strong>" in letter.html_body
    assert count(Announcement) == 1


def test_html_of_an_announcement_is_words_in_the_mail_and_on_the_page(client, camp):
    cohort, trainer, (ada, *_) = camp
    answer = client.sign_in(trainer).send(f"/cohorts/{cohort.slug}/announcements/new", title=f"T {EVIL}"[:150], text=EVIL)
    assert answer.status_code == 303
    letter = db.session.scalars(select(Letter)).first()
    for html in (letter.html_body, client.sign_in(ada).get(f"/cohorts/{cohort.slug}/announcements").text):
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert 'href="javascript' not in html
        assert "<strong>bold</strong>" in html
    assert "\n" not in letter.subject


@pytest.mark.parametrize(("title", "text"), [("", "x"), ("x", " ")])
def test_an_announcement_needs_a_title_and_a_text(camp, title, text):
    cohort, trainer, _people = camp
    with pytest.raises(announcing.NothingSaid):
        announcing.announce(found_of(cohort), title, text, by=trainer)


def test_participants_and_mentors_announce_nothing(client, camp):
    cohort, _trainer, (ada, *_) = camp
    mentor = join_staff(cohort, make_person("Mentor"), StaffKind.MENTOR)
    for one in (ada, mentor):
        assert client.sign_in(one).get(f"/cohorts/{cohort.slug}/announcements/new").status_code == 403


# ── posts and mentions ────────────────────────────────────


def test_a_topic_has_its_first_post_and_replies_are_one_level_deep(camp):
    cohort, _trainer, (ada, ben, _cem) = camp
    topic_id = open_topic(cohort, ada)
    reply = write(cohort, topic_id, ben, parent=first_post(topic_id))
    assert told("forum-reply") == ["Ada Ademola"]
    with pytest.raises(posting.NoReplyHere):
        write(cohort, topic_id, ada, parent=reply)
    (shown,) = queries.posts(queries.topic_at_hand(cohort.slug, topic_id), ada.id)
    assert [one.post.id for one in shown.replies] == [reply]


def test_whoever_is_mentioned_is_told_once_by_choice_or_by_typing(camp):
    cohort, _trainer, (ada, ben, cem) = camp
    topic_id = open_topic(cohort, ada, text="@Ben Bakker, what do you say?", mention=[cem.id, ben.id])
    assert told("forum-mention") == ["Ben Bakker", "Cem Costa"]
    with transaction():
        posting.edit(
            queries.post_at_hand(cohort.slug, topic_id, first_post(topic_id)), "@Ben Bakker @Cem Costa @Tara Trainer", by=person(ada)
        )
    assert told("forum-mention") == ["Ben Bakker", "Cem Costa", "Tara Trainer"]
    assert count(Mention) == 3


def test_a_stranger_is_neither_chosen_nor_told(client, camp):
    cohort, _trainer, (ada, *_) = camp
    stranger = make_person("Stranger Danger")
    with pytest.raises(posting.StrangerMentioned):
        open_topic(cohort, ada, mention=[stranger.id])
    open_topic(cohort, ada, text="@Stranger Danger")
    page = f"/cohorts/{cohort.slug}/forum/new"
    answer = client.sign_in(ada).send(page, title="T", text="Text", mention=str(stranger.id))
    assert answer.status_code == 422
    assert "Stranger Danger" not in client.get(page).text
    assert told("forum-mention") == []


def test_who_left_is_not_told_of_a_mention(camp):
    cohort, _trainer, (ada, ben, _cem) = camp
    place_of(cohort, ben).state = PlaceState.GIVEN_UP
    db.session.commit()
    open_topic(cohort, ada, text="@Ben Bakker")
    assert told("forum-mention") == []


def test_a_text_of_over_twenty_kilobytes_is_refused(client, camp):
    cohort, _trainer, (ada, *_) = camp
    with pytest.raises(TextTooLong):
        open_topic(cohort, ada, text="ä" * 10_001)
    answer = client.sign_in(ada).send(f"/cohorts/{cohort.slug}/forum/new", title="T", text="x" * 20_001)
    assert answer.status_code == 422
    assert "longer than 20 KB" in answer.text
    assert count(ForumTopic) == 0


def test_html_in_the_forum_is_words(client, camp):
    cohort, _trainer, (ada, ben, _cem) = camp
    topic_id = open_topic(cohort, ada, title=f"A {EVIL}"[:150], text=EVIL)
    for path in (f"/cohorts/{cohort.slug}/forum", f"/cohorts/{cohort.slug}/forum/{topic_id}"):
        html = client.sign_in(ben).get(path).text
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert 'href="javascript' not in html


def test_nobody_posts_faster_than_people_write(camp, monkeypatch):
    monkeypatch.setattr(posting, "MOST_POSTS", 3)
    cohort, _trainer, (ada, ben, _cem) = camp
    topic_id = open_topic(cohort, ada)
    write(cohort, topic_id, ada)
    write(cohort, topic_id, ada)
    with pytest.raises(TooOften):
        write(cohort, topic_id, ada)
    write(cohort, topic_id, ben)
    assert count(ForumPost) == 4


def test_an_edit_is_shown_and_what_was_said_before_is_kept_for_the_staff(client, camp):
    cohort, trainer, (ada, ben, _cem) = camp
    topic_id = open_topic(cohort, ada, text="First words")
    post_id = first_post(topic_id)
    at_post = f"/cohorts/{cohort.slug}/forum/{topic_id}/posts/{post_id}"
    assert client.sign_in(ada).send(f"{at_post}/edit", text="Better words").status_code == 303
    page = client.sign_in(ben).get(f"/cohorts/{cohort.slug}/forum/{topic_id}").text
    assert "edited on" in page
    assert "First words" not in page
    assert client.get(f"{at_post}/history").status_code == 403
    assert "First words" in client.sign_in(trainer).get(f"{at_post}/history").text
    assert count(FormerText) == 1


def test_nobody_edits_what_somebody_else_wrote_not_even_a_trainer(client, camp):
    cohort, trainer, (ada, ben, _cem) = camp
    topic_id = open_topic(cohort, ada)
    for one in (ben, trainer):
        assert client.sign_in(one).get(f"/cohorts/{cohort.slug}/forum/{topic_id}/posts/{first_post(topic_id)}/edit").status_code == 403


# ── who may read ──────────────────────────────────────────


def test_a_topic_is_read_through_its_own_cohort_only(client, camp):
    cohort, _trainer, (ada, *_) = camp
    topic_id = open_topic(cohort, ada, text="INNER CIRCLE")
    post_id = first_post(topic_id)
    other, second, (dan, *_) = running_camp([make_person("Dan Demir")])
    for one in (dan, second):
        client.sign_in(one)
        for path in (f"forum/{topic_id}", f"forum/{topic_id}/posts/{post_id}/report", f"forum/{topic_id}/posts/{post_id}/edit"):
            assert client.get(f"/cohorts/{other.slug}/{path}").status_code == 404
            assert client.get(f"/cohorts/{cohort.slug}/{path}").status_code == 403
    mine = open_topic(other, dan)
    with pytest.raises(NotFound):
        queries.post_at_hand(other.slug, mine, post_id)
    assert client.sign_in(dan).send(f"/cohorts/{other.slug}/forum/{mine}", text="Hi", parent=str(post_id)).status_code == 422
    assert count(ForumPost) == 2


def test_who_left_reads_no_more(client, camp):
    cohort, _trainer, (ada, ben, _cem) = camp
    topic_id = open_topic(cohort, ada)
    assert client.sign_in(ben).get(f"/cohorts/{cohort.slug}/forum/{topic_id}").status_code == 200
    place_of(cohort, ben).state = PlaceState.GIVEN_UP
    db.session.commit()
    for path in ("forum", f"forum/{topic_id}", "announcements", "progress"):
        assert client.get(f"/cohorts/{cohort.slug}/{path}").status_code == 403


# ── moderation ────────────────────────────────────────────


def test_a_report_tells_the_staff_once_and_not_the_author(client, camp):
    cohort, trainer, (ada, ben, _cem) = camp
    topic_id = open_topic(cohort, ada)
    page = f"/cohorts/{cohort.slug}/forum/{topic_id}/posts/{first_post(topic_id)}/report"
    assert client.sign_in(ben).send(page, reason="Rude.").status_code == 303
    assert client.send(page, reason="Rude.").status_code == 422
    assert told("forum-report") == ["Tara Trainer"]
    assert count(PostReport) == 1
    assert client.get(f"/cohorts/{cohort.slug}/forum/reports").status_code == 403
    assert "Rude." in client.sign_in(trainer).get(f"/cohorts/{cohort.slug}/forum/reports").text


def test_nobody_of_the_staff_decides_about_their_own_post(client, camp):
    cohort, trainer, (ada, *_) = camp
    mentor = join_staff(cohort, make_person("Mia Mentor"), StaffKind.MENTOR)
    topic_id = open_topic(cohort, mentor)
    forum = f"/cohorts/{cohort.slug}/forum"
    at_post = f"{forum}/{topic_id}/posts/{first_post(topic_id)}"
    client.sign_in(ada).send(f"{at_post}/report", reason="Rude.")
    assert told("forum-report") == ["Tara Trainer"]
    client.sign_in(mentor)
    assert "Let it stand" not in client.get(f"{forum}/reports").text
    for deed in ("leave-standing", "restore"):
        assert client.send(f"{forum}/{topic_id}", f"{at_post}/{deed}").status_code == 403
    assert client.sign_in(trainer).send(f"{forum}/reports", f"{at_post}/leave-standing").status_code == 303


def test_where_the_author_alone_runs_the_camp_hr_is_asked_for_another_trainer(client, camp):
    cohort, trainer, (ada, *_) = camp
    make_person("Hanna", Role.HR)
    topic_id = open_topic(cohort, trainer)
    client.sign_in(ada).send(f"/cohorts/{cohort.slug}/forum/{topic_id}/posts/{first_post(topic_id)}/report", reason="Rude.")
    assert (told("forum-report"), told("forum-report-alone")) == ([], ["Hanna"])


def test_a_hidden_post_is_out_of_sight_for_all_but_the_staff_and_can_be_shown_again(client, camp):
    cohort, trainer, (ada, ben, _cem) = camp
    topic_id = open_topic(cohort, ada, text="UNFRIENDLY WORDS")
    at_post = f"/cohorts/{cohort.slug}/forum/{topic_id}/posts/{first_post(topic_id)}"
    page = f"/cohorts/{cohort.slug}/forum/{topic_id}"
    client.sign_in(ben).send(f"{at_post}/report", reason="Rude.")
    assert client.sign_in(ben).get(f"{at_post}/hide").status_code == 403
    assert client.sign_in(trainer).send(f"{at_post}/hide", reason="Let us stay friendly.").status_code == 303
    assert told("forum-post-hidden") == ["Ada Ademola"]
    assert queries.open_reports(found_of(cohort)) == []
    for one in (ada, ben):
        assert "UNFRIENDLY WORDS" not in client.sign_in(one).get(page).text
    assert "Let us stay friendly." not in client.get(page).text
    assert "UNFRIENDLY WORDS" in client.sign_in(trainer).get(page).text
    assert client.sign_in(ada).send(f"{at_post}/edit", text="x").status_code == 422
    assert client.sign_in(trainer).send(page, f"{at_post}/restore").status_code == 303
    assert "UNFRIENDLY WORDS" in client.sign_in(ben).get(page).text


def test_hiding_needs_a_reason_and_happens_once(camp):
    cohort, trainer, (ada, *_) = camp
    topic_id = open_topic(cohort, ada)
    at_hand = queries.post_at_hand(cohort.slug, topic_id, first_post(topic_id))
    with pytest.raises(moderating.ReasonMissing):
        moderating.hide(at_hand, " ", by=trainer)
    moderating.hide(at_hand, "Off topic.", by=trainer)
    with pytest.raises(moderating.AlreadyHidden):
        moderating.hide(at_hand, "Again.", by=trainer)
    moderating.restore(at_hand, by=trainer)
    with pytest.raises(moderating.NotHidden):
        moderating.restore(at_hand, by=trainer)


def test_in_a_locked_topic_nobody_posts_replies_or_edits(client, camp):
    cohort, trainer, (ada, ben, _cem) = camp
    topic_id = open_topic(cohort, ada)
    page = f"/cohorts/{cohort.slug}/forum/{topic_id}"
    assert client.sign_in(ben).send("/account", f"{page}/lock").status_code == 403
    assert client.sign_in(trainer).send(page, f"{page}/lock").status_code == 303
    assert client.sign_in(ben).send("/account", page, text="Late").status_code == 422
    with pytest.raises(posting.TopicLocked):
        posting.edit(queries.post_at_hand(cohort.slug, topic_id, first_post(topic_id)), "x", by=ada)
    client.sign_in(trainer).send(page, f"{page}/unlock")
    write(cohort, topic_id, ben)


# ── unread, digest ────────────────────────────────────────


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
            posting.choose_rhythm(found_of(cohort), rhythm, by=person(one))
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
            moderating.hide(queries.post_at_hand(cohort.slug, topic_id, first_post(topic_id)), "Off topic.", by=person(trainer))
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
