"""The inbox and the outbox."""

import re
from collections import defaultdict

import pytest
from sqlalchemy import select

from lms.kit.db import transaction
from lms.notices import jobs, queries, service
from lms.notices.models import Letter
from lms.notices.sentences import SENTENCES, sentence
from tests.factories.people import make_person

FACTS = {"course": "Open data", "number": "CC-2026-000001"}


def told(person, about="c1"):
    with transaction():
        return service.tell(person.id, "certificate-issued", about=about, href="/me", **FACTS)


def test_the_same_is_told_once(session):
    person = make_person()
    assert told(person)
    assert not told(person)
    assert queries.unread_count(person.id) == 1


def test_a_notice_without_its_facts_is_refused_where_it_is_written(session):
    with pytest.raises(KeyError):
        service.tell(make_person().id, "certificate-issued", about="x", course="Open data")


def test_opening_a_notice_marks_it_read_and_leads_on(client):
    person = make_person()
    told(person)
    client.sign_in(person)
    notice_id = queries.inbox(person.id, page=1)[0][0].id
    answer = client.send("/inbox", f"/inbox/{notice_id}")
    assert (answer.status_code, answer.location) == (303, "/me")
    assert queries.unread_count(person.id) == 0


def test_what_comes_after_the_page_was_shown_stays_new(client):
    person = make_person()
    told(person)
    page = client.sign_in(person).get("/inbox").text
    told(person, about="c2")
    sent = dict(re.findall(r'name="(csrf_token|until)" value="([^"]+)"', page.partition('action="/inbox/read"')[2].partition("</form>")[0]))
    assert client.post("/inbox/read", data=sent).status_code == 303
    assert queries.unread_count(person.id) == 1
    assert client.post("/inbox/read", data={**sent, "until": "now"}).status_code == 303
    assert queries.unread_count(person.id) == 0


def test_nobody_opens_the_notice_of_somebody_else(client):
    owner, other = make_person(), make_person("Bo Berg")
    told(owner)
    told(other)
    notice_id = queries.inbox(owner.id, page=1)[0][0].id
    answer = client.sign_in(other).send("/inbox", f"/inbox/{notice_id}")
    assert answer.status_code == 403
    assert queries.unread_count(owner.id) == 1


def test_names_in_a_notice_are_escaped(client):
    person = make_person()
    with transaction():
        service.tell(person.id, "certificate-issued", about="x", course="<img src=x onerror=alert(1)>", number="1")
    assert "<img src=x" not in client.sign_in(person).get("/inbox").text


def test_a_letter_is_written_in_the_language_of_its_reader(session):
    person = make_person(language="en")
    with transaction():
        service.write_letter("certificate-issued", to=person, about="c1", facts={**FACTS, "path": "/certificates/1", "check_path": "/verify/x"})
    letter = session.scalars(select(Letter)).one()
    assert letter.subject == "Your certificate for “Open data”"
    assert "http://campus.test/verify/x" in letter.text_body
    assert "<style" not in letter.html_body


def test_a_letter_that_cannot_leave_waits_and_is_tried_again(app, session):
    person = make_person()
    with transaction():
        service.write_letter("certificate-issued", to=person, about="c1", facts={**FACTS, "path": "/a", "check_path": "/b"})
    unreachable = app.extensions["lms.settings"].model_copy(update={"mail_server": "127.0.0.1", "mail_port": 9, "mail_tls": False})
    assert jobs.send_letters(unreachable) == 0
    letter = session.scalars(select(Letter)).one()
    assert (letter.sent_at, letter.tries, letter.fault) == (None, 1, "ConnectionRefusedError")
    assert jobs.send_letters(unreachable) == 0
    assert session.scalars(select(Letter)).one().tries == 1


@pytest.mark.parametrize("kind", sorted(SENTENCES))
def test_every_kind_of_notice_is_a_sentence(app, kind):
    facts = defaultdict(lambda: "x")  # what a sentence lacks is refused where it is told
    with app.app_context():
        assert sentence(kind, facts)


def test_an_inbox_of_many_costs_as_many_statements_as_one_of_few(client, statements):
    person = make_person()
    client.sign_in(person)
    counts = []
    for about in range(1, 21):
        told(person, about=f"c{about}")
        if about in (2, 20):
            assert len(queries.inbox(person.id, page=1)[0]) == about
            with statements() as seen:
                client.get("/inbox")
            counts.append(len(seen))
    assert counts[0] == counts[1] <= 8
