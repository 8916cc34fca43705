"""How a pitch is written: drafts, files, co-authors and challenges, one rule each."""

import io
import re

import pytest
from sqlalchemy import select

from lms.ideas.models.pitches import IdeaFile, IdeaJoin
from lms.ideas.service import challenging, co_authoring, pitching
from lms.ideas.service.refusals import AlreadyDone, ChallengeClosed, ChangedElsewhere, NoSuchColleague, NotComplete, NotWritable, WrongDates
from lms.kit.clock import at, now, today
from lms.kit.db import db, transaction
from lms.kit.uploads import FileRefused
from lms.notices.models import Notice
from lms.people.models import Grant, Role
from tests.factories.ideas import TEXT, at_hand, make_challenge, make_idea, office, person
from tests.factories.people import make_department, make_person

PITCH = {**TEXT, "title": "Permits in a minute"}


def _save(idea, author, revision, **more):
    with transaction():
        return pitching.save(at_hand(idea), pitching.Pitch(**{**PITCH, **more}), revision, by=person(author))


# ── drafts ────────────────────────────────────────────────


def test_two_windows_do_not_overwrite_each_other(session, author):
    idea = make_idea("draft", [author])
    seen = at_hand(idea).idea.revision
    assert _save(idea, author, seen, title="From the first window") == seen + 1
    with pytest.raises(ChangedElsewhere) as refusal:
        _save(idea, author, seen, title="From the second")
    assert refusal.value.revision == seen + 1
    assert at_hand(idea).idea.title == "From the first window"
    assert _save(idea, author, seen, title="From the first window") == seen + 1  # the same text harms nobody


def test_the_page_of_the_second_window_keeps_both_texts(client, author):
    idea = make_idea("draft", [author])
    client.sign_in(author)
    page = f"/ideas/{idea.number}/edit"
    seen = re.search(r'id="pitch-revision" value="(\d+)"', client.get(page).text)[1]
    assert client.send(page, revision=seen, **{**PITCH, "title": "First window"}).status_code == 303
    second = client.send(page, revision=seen, **{**PITCH, "title": "Second window"})
    assert second.status_code == 409
    assert "First window" in second.text
    assert 'value="Second window"' in second.text
    after = re.search(r'id="pitch-revision" value="(\d+)"', second.text)[1]
    assert client.send(page, revision=after, **{**PITCH, "title": "Second window"}).status_code == 303
    assert at_hand(idea).idea.title == "Second window"


def test_what_is_typed_is_saved_by_itself(client, author):
    idea = make_idea("draft", [author])
    client.sign_in(author)
    page, number = f"/ideas/{idea.number}/edit", idea.number
    seen = at_hand(idea).idea.revision
    saved = client.send(page, f"/ideas/{number}/autosave", revision=str(seen), **{**PITCH, "title": "Typed"})
    assert "Saved" in saved.text
    assert f'value="{seen + 1}" hx-swap-oob="true"' in saved.text
    assert at_hand(number).idea.title == "Typed"
    late = client.send(page, f"/ideas/{number}/autosave", revision=str(seen), **{**PITCH, "title": "Late"})
    assert "Nothing was overwritten" in late.text
    assert "hx-swap-oob" not in late.text
    assert at_hand(number).idea.title == "Typed"


def test_similar_ideas_show_while_typing_and_nothing_is_written(client, author, statements):
    other = make_idea("submitted", title="Permits in a minute")
    idea = make_idea("draft", [author])
    client.sign_in(author)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(f"/ideas/{idea.number}/edit").text)[1]
    with statements() as seen:
        answer = client.post(f"/ideas/{idea.number}/similar", data={"csrf_token": token, **PITCH})
    assert f"/ideas/{other.number}" in answer.text
    assert "<mark>" in answer.text
    assert not [one for one in seen if one.startswith(("INSERT", "UPDATE", "DELETE"))]


def test_marked_text_of_others_is_escaped(client, author):
    make_idea("submitted", title="<script>alert(1)</script> permits in a minute")
    idea = make_idea("draft", [author])
    client.sign_in(author)
    answer = client.send(f"/ideas/{idea.number}/edit", f"/ideas/{idea.number}/similar", **PITCH)
    assert "script" in answer.text
    assert "<script>" not in answer.text


def test_an_empty_sheet_is_given_again(session, author):
    numbers = set()
    for _ in range(3):
        with transaction():
            numbers.add(pitching.begin(by=person(author)).number)
    assert len(numbers) == 1


@pytest.mark.parametrize("field", list(PITCH))
def test_a_pitch_without_a_part_is_not_submitted(session, author, field):
    idea = make_idea("draft", [author])
    _save(idea, author, at_hand(idea).idea.revision, **{field: "  "})
    with pytest.raises(NotComplete), transaction():
        pitching.submit(at_hand(idea), by=person(author))


def test_what_was_submitted_stands(session, author):
    idea = make_idea("submitted", [author])
    with pytest.raises(NotWritable):
        _save(idea, author, at_hand(idea).idea.revision, title="Changed")
    with pytest.raises(NotWritable), transaction():
        pitching.add_files(at_hand(idea), [("a.pdf", b"%PDF-1.7")], by=person(author))


def test_saying_why_it_differs_is_kept_for_evaluators_alone(client, author):
    idea = make_idea("draft", [author])
    client.sign_in(author)
    make_idea("submitted", title="Permits in a minute")
    assert "Permits in a minute" in client.get(f"/ideas/{idea.number}/submit").text
    assert client.send(f"/ideas/{idea.number}/submit", differs="Mine needs no new register.").status_code == 303
    for one, sees in ((author, True), (make_person("Eva", Role.EVALUATOR), True), (office(), True), (make_person(), False)):
        page = client.sign_in(one).get(f"/ideas/{idea.number}").text
        assert ("Mine needs no new register." in page) == sees


# ── files ─────────────────────────────────────────────────


def test_evidence_is_kept_and_served_as_a_download(client, author):
    idea = make_idea("draft", [author])
    client.sign_in(author)
    page = f"/ideas/{idea.number}/edit"
    seen = str(at_hand(idea).idea.revision)
    sent = client.send(page, revision=seen, files=(io.BytesIO(b"%PDF-1.7 x"), "../../count.pdf"), **PITCH, content_type="multipart/form-data")
    assert sent.status_code == 303
    row = db.session.scalars(select(IdeaFile)).one()
    assert row.name == "count.pdf"
    answer = client.get(f"/ideas/{idea.number}/files/{row.id}")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert client.get(f"/ideas/{make_idea('submitted').number}/files/{row.id}").status_code == 404
    assert client.sign_in(make_person()).get(f"/ideas/{idea.number}/files/{row.id}").status_code == 403


def test_what_a_browser_would_run_is_no_evidence(session, author):
    idea = make_idea("draft", [author])
    for name, content in (("a.svg", b"<svg/>"), ("a.html", b"<html>"), ("a.pdf", b"<script>"), ("a.txt", b"<!doctype html>")):
        with pytest.raises(FileRefused), transaction():
            pitching.add_files(at_hand(idea), [(name, content)], by=person(author))
    with pytest.raises(FileRefused, match="at most 5"), transaction():
        pitching.add_files(at_hand(idea), [("a.pdf", b"%PDF-1.7")] * 6, by=person(author))


# ── co-authors ────────────────────────────────────────────


def test_a_co_author_is_asked_sees_the_draft_and_agrees(client, author):
    colleague = make_person("Cora Colleague")
    idea = make_idea("draft", [author])
    client.sign_in(author)
    assert client.send(f"/ideas/{idea.number}/co-authors", who="cora colleague").status_code == 303
    assert colleague.id not in at_hand(idea).author_ids
    client.sign_in(colleague)
    page = client.get(f"/ideas/{idea.number}")
    assert "You are asked to be a co-author" in page.text
    assert client.get(f"/ideas/{idea.number}/edit").status_code == 403
    assert client.send(f"/ideas/{idea.number}", f"/ideas/{idea.number}/co-authors/answer", agrees="yes").status_code == 303
    assert client.get(f"/ideas/{idea.number}/edit").status_code == 200
    assert db.session.scalars(select(Notice.kind).where(Notice.person_id == author.id)).all() == ["idea-co-author-agreed"]


def test_whoever_declines_sees_the_draft_no_more(client, author):
    colleague = make_person("Cora Colleague")
    idea = make_idea("draft", [author])
    with transaction():
        co_authoring.ask(at_hand(idea), colleague.email, by=person(author))
    client.sign_in(colleague)
    client.send(f"/ideas/{idea.number}", f"/ideas/{idea.number}/co-authors/answer", agrees="no")
    assert client.get(f"/ideas/{idea.number}").status_code == 403


def test_strangers_namesakes_and_authors_cannot_be_asked(session, author):
    idea = make_idea("draft", [author])
    make_person("Two Alike")
    make_person("Two Alike")
    outside = make_person("Otto Outside", external=True)
    gone = make_person("Gary Gone", active=False)
    for who in ("Nobody Here", "Two Alike", outside.email, gone.email, "", "%"):
        with pytest.raises(NoSuchColleague), transaction():
            co_authoring.ask(at_hand(idea), who, by=person(author))
    with pytest.raises(AlreadyDone), transaction():
        co_authoring.ask(at_hand(idea), author.email, by=person(author))


def test_somebody_joins_when_an_author_accepts(client, author):
    joiner = make_person("Joe Joiner")
    idea = make_idea("submitted", [author])
    client.sign_in(joiner)
    assert client.send(f"/ideas/{idea.number}/join", text="I tried it in Parks").status_code == 303
    assert "You asked to join" in client.get(f"/ideas/{idea.number}").text
    assert client.send(f"/ideas/{idea.number}/join", text="Again").status_code == 422
    row = db.session.scalars(select(IdeaJoin)).one()
    assert client.post(f"/ideas/{idea.number}/joins/{row.id}", data={"accepts": "yes"}).status_code == 400
    assert client.send(f"/ideas/{idea.number}", f"/ideas/{idea.number}/joins/{row.id}", accepts="yes").status_code == 403
    client.sign_in(author)
    assert "I tried it in Parks" in client.get(f"/ideas/{idea.number}").text
    assert client.send(f"/ideas/{idea.number}", f"/ideas/{idea.number}/joins/{row.id}", accepts="yes").status_code == 303
    assert joiner.id in at_hand(idea).author_ids
    assert client.send(f"/ideas/{idea.number}", f"/ideas/{idea.number}/joins/{row.id}", accepts="no").status_code == 409
    other = make_idea("submitted")
    assert client.send(f"/ideas/{idea.number}", f"/ideas/{other.number}/joins/{row.id}", accepts="yes").status_code == 403


# ── challenges ────────────────────────────────────────────


def test_a_head_calls_for_their_own_department_only(client, session):
    parks, roads = make_department("Parks"), make_department("Roads")
    head = make_person("Hedi Head")
    session.add(Grant(person_id=head.id, role=Role.DEPARTMENT_HEAD, department_id=parks.id))
    session.commit()
    client.sign_in(head)
    call = {"title": "Cool streets", "problem": "It is hot.", "opens_on": today().isoformat(), "closes_on": today().isoformat()}
    page = "/ideas/challenges/new"
    assert "Roads" not in client.get(page).text
    assert client.send(page, **call, department=str(roads.id)).status_code == 422
    assert client.send(page, **call, department=str(parks.id)).location.endswith("/ideas/challenges/cool-streets")
    assert client.get("/ideas/challenges/cool-streets/edit").status_code == 200
    theirs = make_challenge("Dry roads", department=roads)
    assert client.get(f"/ideas/challenges/{theirs.slug}/edit").status_code == 403
    assert client.sign_in(make_person()).get(page).status_code == 403


def test_ideas_answer_a_challenge_while_it_is_open(client, session, author):
    desk = office()
    challenge = make_challenge(by=desk, days=10)
    client.sign_in(author)
    begun = client.send(f"/ideas/challenges/{challenge.slug}", "/ideas/new", challenge=challenge.slug)
    number = int(re.search(r"/ideas/(\d+)/edit", begun.location)[1])
    _save(number, author, 0, challenge_id=challenge.id)
    with at(now().replace(year=now().year + 1)), pytest.raises(ChallengeClosed), transaction():
        pitching.submit(at_hand(number), by=person(author))
    with transaction():
        pitching.submit(at_hand(number), by=person(author))
    assert PITCH["title"] in client.get(f"/ideas/challenges/{challenge.slug}").text
    client.sign_in(desk)
    assert client.send(f"/ideas/challenges/{challenge.slug}/close", outcome="").status_code == 422
    assert client.send(f"/ideas/challenges/{challenge.slug}/close", outcome="Two are tried.").status_code == 303
    assert client.send("/ideas", "/ideas/new", challenge=challenge.slug).status_code == 409
    told = session.scalars(select(Notice).where(Notice.kind == "challenge-closed")).all()
    assert [notice.person_id for notice in told] == [author.id]


def test_dates_of_a_challenge_stand_in_order(session):
    with pytest.raises(WrongDates):
        make_challenge(days=-1)
    made = make_challenge()
    call, desk = challenging.Call(made.title, made.problem, "", "", made.closes_on, made.opens_on), office()
    with pytest.raises(WrongDates), transaction():
        challenging.edit(made, call, by=person(desk))
