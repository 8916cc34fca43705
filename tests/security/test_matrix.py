"""Who may open what: every route, every role, somebody's own things and other people's.

The table stands in ``access.txt``; a change of policy is a difference there. Renew it with

    LMS_RENEW_ACCESS=1 python -m pytest tests/security/test_matrix.py
"""

import difflib
import os
from pathlib import Path

import pytest

from tests.conftest import undone
from tests.security.scene import ROLES, set_up
from tests.security.walk import Browser, routes, walk

TABLE = Path(__file__).with_name("access.txt")
RENEW = "LMS_RENEW_ACCESS=1 python -m pytest tests/security/test_matrix.py"
HEAD = """\
Who gets what from each route: the status, or "sign-in" where a visitor is led to the sign-in.
owner: whose account, attempt and certificate it is. author: who wrote the courses. other, trainer: strangers to both.
POST carries a good token and an empty form, so 303, 409 and 422 all mean: may do this, 403 and 404: may not.
"""


@pytest.fixture(scope="module")
def scene(app):
    """One of everything, for all questions of this module."""
    with undone(app):
        yield set_up()


@pytest.fixture(scope="module")
def seen(app, scene):
    """What every role got from every route."""
    return list(walk(app, scene))


def _table(seen):
    rows = {}
    for one in seen:
        rows.setdefault((one.rule, one.method), {})[one.role] = one.cell
    width = max(len(rule) for rule, _method in rows)
    lines = ["".join(["method ", "route".ljust(width + 2), *(role.ljust(15) for role in ROLES)]).rstrip()]
    for (rule, method), cells in sorted(rows.items()):
        lines.append("".join([method.ljust(7), rule.ljust(width + 2), *(cells[role].ljust(15) for role in ROLES)]).rstrip())
    return HEAD + "\n" + "\n".join(lines) + "\n"


def test_everybody_gets_what_the_table_says(seen):
    now = _table(seen)
    if os.environ.get("LMS_RENEW_ACCESS"):
        TABLE.write_text(now, encoding="utf-8")
    written = TABLE.read_text(encoding="utf-8")
    changed = "\n".join(difflib.unified_diff(written.splitlines(), now.splitlines(), "access.txt", "the house", lineterm="", n=0))
    assert not changed, f"Access changed. If that is meant, renew the table with: {RENEW}\n{changed}"


def test_no_route_is_without_a_row(app, seen):
    walked = {(one.method, one.rule) for one in seen}
    assert {(method, rule.rule) for method, rule in routes(app)} <= walked


def test_every_view_says_who_may_open_it(app):
    silent = [endpoint for endpoint, view in app.view_functions.items() if not hasattr(view, "access")]
    assert not silent


def test_no_page_is_an_error_of_ours(seen):
    broken = [str(one) for one in seen if one.status >= 500 and one.endpoint != "operations.ready"]
    assert not broken


def test_a_refusal_shows_nothing_of_what_it_refuses(scene, seen):
    glimpses = [f"{one} shows the {what}" for one in seen if one.refused for word, what in scene.markers_for(one.role).items() if word in one.body]
    assert not glimpses


def test_a_visitor_is_asked_to_sign_in_before_anything_is_looked_up(seen):
    """The answer is the same whether the thing is there or not."""
    open_to_all = {"200", "303", "422", "sign-in", "302", "404"}
    wrong = [str(one) for one in seen if one.role == "visitor" and one.cell not in open_to_all]
    assert not wrong


def test_opening_a_page_writes_nothing(seen):
    written = [f"{one}: {one.writes[0]}" for one in seen if one.method == "GET" and one.writes]
    assert not written


def test_a_refused_post_writes_nothing(seen):
    written = [f"{one}: {one.writes[0]}" for one in seen if one.method == "POST" and one.refused and one.writes]
    assert not written


@pytest.mark.parametrize("role", ["visitor", "owner", "administrator"])
def test_nothing_is_done_without_the_token_of_the_form(app, scene, role):
    browser = Browser(app, scene, role)
    through = []
    for method, rule in routes(app):
        if method == "POST":
            for sent in ({}, {"csrf_token": "invented"}):
                answer = browser.raw("POST", scene.address(rule), data=sent)
                through += [f"{rule.rule} with {sent}: {answer.status_code}"] if answer.status_code != 400 else []
    assert not through


def test_the_token_of_somebody_else_opens_nothing(app, scene):
    stolen = Browser(app, scene, "owner").token
    browser = Browser(app, scene, "administrator")
    for path in ("/people/new", "/settings", "/account/sign-out-everywhere", "/sign-out"):
        assert browser.raw("POST", path, data={"csrf_token": stolen}).status_code == 400, path
