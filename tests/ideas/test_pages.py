"""The pages of ideas, as officers use them without script."""

import re

from sqlalchemy import select

from lms.ideas.models.pitches import Idea, IdeaState
from lms.kit.db import db
from lms.notices.models import Notice
from lms.people.models import Role
from tests.factories.ideas import TEXT, at_hand, make_challenge, make_idea, office
from tests.factories.people import make_person

PITCH = {**TEXT, "title": "Permits in a minute", "cost_from": "1000", "cost_until": "5000"}


def _begun(client):
    answer = client.send("/ideas", "/ideas/new")
    return int(re.search(r"/ideas/(\d+)/edit", answer.location)[1])


def _revision(client, number):
    return re.search(r'name="revision" id="pitch-revision" value="(\d+)"', client.get(f"/ideas/{number}/edit").text)[1]


def test_an_officer_pitches_an_idea_without_script(client):
    officer, reader = make_person("Ira Idea"), make_person()
    client.sign_in(officer)
    number = _begun(client)
    saved = client.send(f"/ideas/{number}/edit", revision=_revision(client, number), **PITCH, **{"go-on": "yes"})
    assert saved.location.endswith(f"/ideas/{number}/submit")
    assert "No idea like yours" in client.get(saved.location).text
    assert client.send(f"/ideas/{number}/submit", differs="").status_code == 303
    page = client.sign_in(reader).get(f"/ideas/{number}").text
    for words in ("Permits in a minute", "€1,000 to €5,000", "Ira Idea", "5 working days left"):
        assert words in page


def test_a_draft_is_seen_by_its_authors_only(client):
    idea = make_idea("draft")
    for one in (make_person(), office(), make_person("Axel", Role.AUDITOR)):
        assert client.sign_in(one).get(f"/ideas/{idea.number}").status_code == 403
        assert client.get("/ideas").status_code == 200
        assert idea.title not in client.get("/ideas").text


def test_every_page_of_an_idea_can_be_opened(client):
    author, desk = make_person("Ira Idea"), office()
    challenge = make_challenge(by=desk)
    idea = make_idea("in_evaluation", [author], challenge_id=challenge.id)
    other = make_idea("submitted", [make_person()])
    client.sign_in(desk)
    pages = ["", "/desk", "/desk/reports", "/challenges", "/challenges/new", f"/challenges/{challenge.slug}", f"/challenges/{challenge.slug}/edit"]
    pages += [f"/challenges/{challenge.slug}/close", f"/{idea.number}", f"/{idea.number}/screen", f"/{other.number}/screen", f"/{other.number}/join"]
    for page in pages:
        assert client.get(f"/ideas{page}").status_code == 200, page


def test_a_comment_is_written_and_counted(client):
    author, reader = make_person("Ira Idea"), make_person("Rita Reader")
    idea = make_idea("submitted", [author])
    client.sign_in(reader)
    answer = client.send(f"/ideas/{idea.number}", f"/ideas/{idea.number}/comments", stance="against", text="It costs **too much**.")
    assert answer.status_code == 303
    page = client.get(f"/ideas/{idea.number}").text
    assert "0 for, 1 against, 0 neutral" in page
    assert "<strong>too much</strong>" in page
    assert db.session.scalars(select(Notice.kind).where(Notice.person_id == author.id, Notice.kind == "idea-comment")).all()
    assert client.send(f"/ideas/{idea.number}", f"/ideas/{idea.number}/comments", stance="against", text=" ").status_code == 422


def test_the_desk_decides_and_tells_why(client):
    author, desk = make_person("Ira Idea"), office()
    idea = make_idea("submitted", [author])
    client.sign_in(desk)
    page = f"/ideas/{idea.number}/screen"
    assert client.send(page, deed="return", reason="").status_code == 422
    assert client.send(page, deed="return", reason="Please say how often.").status_code == 303
    assert db.session.get_one(Idea, idea.id).state is IdeaState.RETURNED
    assert "Please say how often." in client.sign_in(author).get(f"/ideas/{idea.number}").text
    number = idea.number
    page = client.get(f"/ideas/{number}/edit").text
    assert "Please say how often." in page
    assert "It stays a draft" not in page
    client.send(f"/ideas/{number}/edit", revision=_revision(client, number), **{**PITCH, "frequency": "Daily"}, **{"go-on": "yes"})
    assert client.send(f"/ideas/{number}/submit").status_code == 303
    assert db.session.get_one(Idea, idea.id).state is IdeaState.SUBMITTED
    assert at_hand(number).idea.frequency == "Daily"
