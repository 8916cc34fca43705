"""The forum and the announcements: who is told what, what is kept, who may do what, and what nobody can break."""


import pytest
from sqlalchemy import select

from lms.cohorts.models.cohorts import PlaceState, StaffKind
from lms.cohorts.models.forum import Announcement, FormerText, ForumPost, ForumTopic, Mention, PostReport
from lms.cohorts.queries import forum as queries
from lms.cohorts.service import announcing, moderating, posting
from lms.kit.db import db, transaction
from lms.kit.errors import NotFound, TooOften
from lms.kit.text_limits import TextTooLong
from lms.notices.models import Letter
from lms.people.models import Role
from tests.factories.cohorts import join_staff
from tests.factories.forum import first_post, open_topic, write
from tests.factories.looking import count, told
from tests.factories.people import make_person
from tests.factories.running_camps import found_of, place_of, running_camp
from tests.factories.work import me

EVIL = "<script>alert(1)</script> <img src=x onerror=alert(2)> [x](javascript:alert(3)) **bold** </div></article>"


@pytest.fixture
def camp(session):
    return running_camp([make_person("Ada Ademola"), make_person("Ben Bakker"), make_person("Cem Costa")])


# ── announcements ─────────────────────────────────────────


def test_an_announcement_reaches_every_participant_who_is_here_by_inbox_and_mail(camp):
    cohort, trainer, (ada, ben, cem) = camp
    ben.active = False
    place_of(cohort, cem).state = PlaceState.GIVEN_UP
    db.session.commit()
    with transaction():
        announcing.announce(found_of(cohort), "Room  changed", "We meet in **room 5**.", by=me(trainer))
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
            queries.post_at_hand(cohort.slug, topic_id, first_post(topic_id)), "@Ben Bakker @Cem Costa @Tara Trainer", by=me(ada)
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
