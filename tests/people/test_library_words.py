"""What Flask-Security says on our pages is said in our words."""

import re

import pytest
from flask_security.core import _default_messages

from lms.people.forms.library_words import WORDS
from tests.factories.people import make_person


@pytest.mark.parametrize("key", WORDS)
def test_each_sentence_takes_the_place_of_one_of_the_library(app, key):
    old = _default_messages[key][0]
    holders = re.compile(r"%\((\w+)\)s")
    with app.test_request_context():
        said = str(WORDS[key][0])
    assert set(holders.findall(said)) <= set(holders.findall(old))
    assert said.endswith(".")


def test_what_it_says_survives_the_cookie(client):
    person = make_person()
    client.sign_in(person)
    page = client.send("/account/second-step", setup="disable", follow_redirects=True)
    assert page.status_code in (200, 302)
    assert "two-factor" not in client.get("/account").text
