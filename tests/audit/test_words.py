"""Deeds and things are codes in the rows and words on the page."""

import ast

import pytest

from lms.audit.sentences.deeds import DEEDS, deed_word
from lms.audit.sentences.things import THINGS, thing_word
from lms.catalogue.workflow import MOVES
from lms.people.models import Role
from tests.factories.people import make_person
from tests.structure.sources import MODULES, called, calls_in, name_of

BY_VARIABLE = {"enrolled", "renewed", "second-step-on", "passkey-added", "passkey-removed", "erased", *(move.deed for move in MOVES)}


def _recorded():
    """Codes that are written where they can be read from the source."""
    for path in MODULES:
        for call in calls_in(path):
            if called(call) == "record" and len(call.args) >= 2:
                deed, thing = call.args[:2]
                yield name_of(path), deed.value if isinstance(deed, ast.Constant) else None, thing.value if isinstance(thing, ast.Constant) else None


def test_every_deed_and_thing_that_is_recorded_has_a_word():
    lost = [f"{where}: {deed}" for where, deed, _thing in _recorded() if isinstance(deed, str) and deed not in DEEDS]
    lost += [f"{where}: {thing}" for where, _deed, thing in _recorded() if isinstance(thing, str) and thing not in THINGS]
    assert not lost, "add to lms/audit/sentences: " + ", ".join(lost)
    assert DEEDS.keys() >= BY_VARIABLE


def test_a_code_of_another_version_stays_readable():
    assert (deed_word("did-something-new"), thing_word("new-thing")) == ("did something new", "new thing")


@pytest.mark.parametrize("path", ["/audit", "/audit?deed=role-given"])
def test_the_page_shows_words_and_asks_for_codes(client, path):
    auditor = make_person("Axel", Role.AUDITOR)
    client.sign_in(auditor)
    client.send("/account", "/account/sign-out-everywhere")
    client.sign_in(auditor)
    page = client.get("/audit").text
    assert 'value="signed-out-everywhere"' in page
    assert "signed out everywhere" in page
    assert client.get(path).status_code == 200
