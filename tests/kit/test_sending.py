"""What the same page sends twice is done once; anything else is a deed of its own."""

import io
import re

import pytest
from flask import redirect
from sqlalchemy import select
from werkzeug.exceptions import HTTPException

from lms.kit.clock import today
from lms.kit.db import db
from lms.kit.sending import SentForm, _key, once
from lms.relations.models import Contact
from tests.factories.people import make_person
from tests.factories.relations import listed


@pytest.fixture
def client(client, session):
    """Somebody who keeps contact with an organisation, at their browser."""
    karla = make_person("Karla Keeper")
    client.organisation = f"/relations/{listed(karla).id}"
    return client.sign_in(karla)


def hidden_in(page):
    return dict(re.findall(r'<input type="hidden" name="(csrf_token|page_name)" value="([^"]+)">', page.text))


def contact(subject="Sensors"):
    return {"on_day": today().isoformat(), "channel": "meeting", "subject": subject}


def subjects():
    return sorted(db.session.scalars(select(Contact.subject)))


def test_sent_twice_it_is_done_once_and_leads_to_the_same_place(client):
    address = f"{client.organisation}/log"
    page = hidden_in(client.get(address))
    first, second = (client.post(address, data={**page, **contact()}) for _ in range(2))
    assert (first.status_code, first.location) == (second.status_code, second.location) == (303, client.organisation)
    assert subjects() == ["Sensors"]
    assert "This was sent twice. It was done once." in client.get(second.location).text


def test_other_words_or_the_page_drawn_anew_are_another_deed(client):
    address = f"{client.organisation}/log"
    page = hidden_in(client.get(address))
    client.post(address, data={**page, **contact()})
    client.post(address, data={**page, **contact("A test bed")})
    client.post(address, data={**hidden_in(client.get(address)), **contact()})
    assert subjects() == ["A test bed", "Sensors", "Sensors"]


def test_what_was_refused_is_asked_again(client):
    address = f"{client.organisation}/log"
    page = hidden_in(client.get(address))
    assert [client.post(address, data={**page, **contact("")}).status_code for _ in range(2)] == [422, 422]
    assert client.post(address, data={**page, **contact()}).status_code == 303
    assert subjects() == ["Sensors"]


def test_a_script_that_saves_time_and_again_is_no_form_sent_twice(client):
    address = f"{client.organisation}/log"
    page = hidden_in(client.get(address))
    for _ in range(2):
        client.post(address, data={**page, **contact()}, headers={"HX-Request": "true"})
    assert subjects() == ["Sensors", "Sensors"]


def test_what_changes_the_session_is_done_again(client):
    """The visitor may never have got the first answer's cookie."""
    client.sign_in(make_person("Ada"))
    page = hidden_in(client.get("/"))
    for _ in range(2):
        with client.session_transaction() as cookie:
            before = dict(cookie)
        assert client.post("/language", data={**page, "language": "fr"}).status_code == 303
        with client.session_transaction() as cookie:
            assert dict(cookie) != before
            cookie.clear()
            cookie.update(before)


def test_another_file_in_the_same_field_is_another_deed(app, client):
    def key(content):
        data = {"page_name": "p", "file": (io.BytesIO(content), "people.csv")}
        with app.test_request_context("/people/import", method="POST", data=data):
            return _key()

    assert key(b"one") == key(b"one") != key(b"two")


def test_whoever_was_slower_is_undone_and_led_to_where_the_quicker_one_was(app, client):
    """A view that lets go of the database, to hash or to draw, lets the other pass."""

    def slow_view():
        db.session.add(SentForm(key=_key(), led_to="/first"))  # the other, who is done meanwhile
        db.session.flush()
        return redirect("/second", 303)

    with app.test_request_context("/", method="POST", data={"page_name": "p"}), pytest.raises(HTTPException) as undone:
        once(slow_view)
    assert (undone.value.response.status_code, undone.value.response.location) == (303, "/first")


def test_nobody_and_nothing_can_be_read_from_what_is_kept(client):
    address = f"{client.organisation}/log"
    client.post(address, data={**hidden_in(client.get(address)), **contact()})
    row = db.session.scalars(select(SentForm)).one()
    assert re.fullmatch("[0-9a-f]{32}", row.key)
    assert row.led_to == client.organisation
