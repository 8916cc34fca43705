"""Who stays unnamed until screening is unnamed everywhere: each page, file, notice, letter, log and entry of the trail is searched for their name."""

import io
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from lms.audit.models import AuditEntry
from lms.ideas.models.pitches import IdeaAuthor
from lms.ideas.service import co_authoring, merging, pitching, talking
from lms.kit.db import db, transaction
from lms.notices.models import Letter, Notice
from lms.notices.sentences import sentence
from lms.people.models import Role
from tests.factories.ideas import TEXT, at_hand, make_idea, office, person, take
from tests.factories.people import make_department, make_person

NAME, CO_NAME, HOME = "Marker Hiddenson", "Marker Cohidden", "Marker Home Department"
SECRETS = (NAME, CO_NAME, HOME)


@pytest.fixture
def scene(session):
    """An anonymous idea of two authors that waits for screening, with a follower and people of every role."""
    home = make_department(HOME)
    author = make_person(NAME, department=home, email="marker.hidden@city.test")
    co_author = make_person(CO_NAME, department=home)
    people = {role: make_person(f"Person {role.value}", role) for role in Role if role is not Role.PROGRAMME_OFFICE}
    people["other"] = make_person("Otto Other")
    idea = make_idea("submitted", [author, co_author], title="Quiet idea", anonymous=True)
    with transaction():
        talking.support(at_hand(idea), by=person(people["other"]))
    return {"author": author, "co_author": co_author, "idea": idea, "people": people, "home": home, "office": office()}


def _pages(idea, home):
    return (
        "/ideas",
        "/ideas?q=quiet",
        f"/ideas?department={home.id}",
        f"/ideas/{idea.number}",
        f"/ideas/{idea.number}/join",
        f"/ideas/{idea.number}/screen",
        "/ideas/desk",
        "/ideas/desk.csv",
        "/ideas/exchange.csv",
        "/ideas/ideas.csv",
        "/ideas/ideas.xlsx",
        f"/ideas/ideas.csv?department={home.id}",
        "/audit",
        "/audit/export.csv",
        "/inbox",
        "/search?q=marker",
        "/ideas/culture",
        "/ideas/culture.csv",
        "/ideas/culture.xlsx",
        "/ideas/culture/ideas?figure=submitted",
        f"/ideas/culture/ideas?figure=submitted&by=department&group={home.id}",
    )


def _words(answer):
    if answer.mimetype.endswith("sheet"):
        with ZipFile(io.BytesIO(answer.data)) as book:
            return "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    return answer.get_data(as_text=True)


def test_no_page_or_file_of_anybody_but_the_office_names_them(client, scene):
    opened = 0
    for role, one in scene["people"].items():
        client.sign_in(one)
        for path in _pages(scene["idea"], scene["home"]):
            answer = client.get(path)
            opened += answer.status_code == 200
            shown = [secret for secret in SECRETS if secret in _words(answer)]
            assert not shown, f"{role} finds {shown} at {path}"
    assert opened > 40


def test_the_department_filter_does_not_give_them_away(client, scene):
    client.sign_in(scene["people"]["other"])
    assert "Quiet idea" in client.get("/ideas").text
    assert "Quiet idea" not in client.get(f"/ideas?department={scene['home'].id}").text


def test_the_culture_counts_an_unnamed_idea_in_no_group(client, scene):
    for number in range(11):
        make_idea("submitted", [make_person(f"Author {number}", department=scene["home"])], title=f"Open idea {number}")
    client.sign_in(scene["office"])
    assert ">12<" in client.get("/ideas/culture").text.replace(" ", "")
    behind = "/ideas/culture/ideas?figure=submitted"
    rows = {row.partition("</a>")[0].rpartition(">")[2]: row for row in client.get(behind).text.split("<tr>")[1:]}
    assert (HOME in rows["Open idea 1"], HOME in rows["Quiet idea"]) == (True, False)
    listed = client.get(f"{behind}&by=department&group={scene['home'].id}").text
    assert ("Open idea 1" in listed, "Quiet idea" in listed) == (True, False)
    lines = client.get("/ideas/culture.csv").text.splitlines()
    assert next(line for line in lines if line.startswith(HOME)).split(",")[1:3] == ["11", "11"]


def test_the_office_and_the_authors_know_each_other(client, scene):
    for one in (scene["office"], scene["author"], scene["co_author"]):
        assert NAME in client.sign_in(one).get(f"/ideas/{scene['idea'].number}").text


def test_files_name_nobody_even_for_the_office(client, scene):
    client.sign_in(scene["office"])
    for path in ("/ideas/ideas.csv", "/ideas/ideas.xlsx"):
        words = _words(client.get(path))
        assert "Quiet idea" in words
        assert not [secret for secret in SECRETS if secret in words]


def test_the_audit_trail_does_not_say_who_submitted_it(scene, session):
    authors = {scene["author"].id, scene["co_author"].id}
    entries = session.scalars(select(AuditEntry).where(AuditEntry.thing_id == str(scene["idea"].id))).all()
    assert [entry.deed for entry in entries] == ["submit-idea"]
    for entry in entries:
        assert entry.actor_id is None
        assert not [one for one in authors if str(one) in str(entry.facts)]


def test_notices_and_letters_to_others_name_nobody(scene, session):
    joiner = scene["people"]["other"]
    with transaction():
        row = co_authoring.ask_to_join(at_hand(scene["idea"]), "I tried it", by=person(joiner)).id
    with transaction():
        co_authoring.answer_join(at_hand(scene["idea"]), row, False, by=person(scene["author"]))
        take(scene["idea"], "return", by=scene["office"])
    told = 0
    authors = {scene["author"].id, scene["co_author"].id}
    for notice in session.scalars(select(Notice).where(Notice.person_id.not_in(authors))):
        told += 1
        assert not [secret for secret in SECRETS if secret in sentence(notice.kind, notice.facts)]
    for letter in session.scalars(select(Letter).where(Letter.person_id.not_in(authors))):
        assert not [secret for secret in SECRETS if secret in letter.subject + letter.text_body + letter.html_body]
    assert told >= 2


def test_whoever_joins_an_unnamed_idea_stays_unnamed_too(client, scene):
    joiner = scene["people"]["other"]
    with transaction():
        row = co_authoring.ask_to_join(at_hand(scene["idea"]), "", by=person(joiner)).id
    with transaction():
        co_authoring.answer_join(at_hand(scene["idea"]), row, True, by=person(scene["author"]))
    page = client.sign_in(scene["people"][Role.AUDITOR]).get(f"/ideas/{scene['idea'].number}").text
    assert "Otto Other" not in page
    assert "A co-author joined" in page


def test_names_show_from_admission_on(client, scene):
    with transaction():
        take(scene["idea"], "admit", by=scene["office"])
    page = client.sign_in(scene["people"]["other"]).get(f"/ideas/{scene['idea'].number}").text
    assert NAME in page
    assert HOME in page


@pytest.mark.parametrize("deed", ["decline", "park", "return"])
def test_no_other_decision_of_the_office_shows_a_name(client, scene, deed):
    with transaction():
        take(scene["idea"], deed, by=scene["office"])
    page = client.sign_in(scene["people"]["other"]).get(f"/ideas/{scene['idea'].number}").text
    assert "Quiet idea" in page
    assert not [secret for secret in SECRETS if secret in page]


def test_a_merger_into_a_named_idea_keeps_them_unnamed(client, scene):
    into = make_idea("in_evaluation", [make_person("Nia Named")])
    with transaction():
        merging.merge(at_hand(scene["idea"]), into.number, "One idea.", by=person(scene["office"]))
    client.sign_in(scene["people"]["other"])
    page = client.get(f"/ideas/{into.number}").text
    assert "Nia Named" in page
    assert not [secret for secret in SECRETS if secret in page]
    assert NAME not in client.get("/ideas").text


def test_an_author_may_show_their_own_name_and_no_other(client, scene):
    client.sign_in(scene["author"])
    assert client.send(f"/ideas/{scene['idea'].number}", f"/ideas/{scene['idea'].number}/show-name").status_code == 303
    page = client.sign_in(scene["people"]["other"]).get(f"/ideas/{scene['idea'].number}").text
    assert NAME in page
    assert CO_NAME not in page


def test_a_withdrawn_idea_can_be_submitted_with_names(client, scene):
    idea, author = scene["idea"], scene["author"]
    with transaction():
        pitching.withdraw(at_hand(idea), by=person(author))
    found = at_hand(idea)
    with transaction():
        pitching.save(found, pitching.Pitch(**{**TEXT, "title": "Quiet idea"}), found.idea.revision, by=person(author))
        pitching.submit(at_hand(idea), by=person(author))
    assert not db.session.scalars(select(IdeaAuthor).where(IdeaAuthor.masked)).all()
    assert NAME in client.sign_in(scene["people"]["other"]).get(f"/ideas/{idea.number}").text
