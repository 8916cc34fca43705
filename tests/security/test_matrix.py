"""Who may open what: every route, every role, somebody's own things and other people's.

The table stands in ``access.txt``; a change of policy is a difference there. Renew it with

    LMS_RENEW_ACCESS=1 python -m pytest tests/security/test_matrix.py
"""

import difflib
import os

import pytest

from tests.security.scene import ROLES
from tests.security.table import TABLE
from tests.security.walk import Browser, routes, walk

pytestmark = pytest.mark.slow  # asks every page as every role; who may is the same on both databases

RENEW = "LMS_RENEW_ACCESS=1 python -m pytest tests/security/test_matrix.py"
HEAD = """\
Who gets what from each route: the status, or "sign-in" where a visitor is led to the sign-in.
owner: whose account, attempt, certificate and work it is. author: who wrote the courses and trains the boot camp. other, trainer: strangers to both.
POST carries a good token and an empty form, so 303, 409 and 422 all mean: may do this, 403 and 404: may not.
"""


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


NOTES_WHAT_IT_SHOWS = "INSERT INTO report_view"
"""Reports, and the other pages that show figures of people, note each showing; that, and nothing else, is written by opening them."""
NOTE = {"cohort_end.report", "cohort_end.report_file", "cohort_end.results", "cohorts.invitations", "competency.look_through_role_profiles"}
NOTE |= {"competency.drafted_rules", "home.overview", "home.start"}
"""The pages that note it beside the reports themselves."""


def test_opening_a_page_writes_nothing(seen):
    opened = [(one, what) for one in seen if one.method == "GET" for what in one.writes]
    may = {one.endpoint for one, _what in opened if one.endpoint in NOTE or one.endpoint.startswith("reports.")}
    assert not [f"{one}: {what}" for one, what in opened if not (one.endpoint in may and what.startswith(NOTES_WHAT_IT_SHOWS))]
    noted = {one.endpoint for one, what in opened if what.startswith(NOTES_WHAT_IT_SHOWS)}
    always = {"cohort_end.report", "cohort_end.results", "cohorts.invitations", "home.overview", "reports.statistics"}
    assert always <= noted, "figures are shown without a note"
    assert not [str(one) for one, _what in opened if one.refused]


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


MAY_TELL = {"assessment.result", "assessment.practice"}
"""The result of what was handed in, and questions of lessons, which are there to be explained and count for nothing."""


def test_the_key_of_a_quiz_is_shown_to_its_learner_after_handing_in_only(seen):
    learners = {"visitor", "owner", "other"}
    shown = [str(one) for one in seen if one.role in learners and "MARKER-OF-THE-KEY" in one.body and one.endpoint not in MAY_TELL]
    assert not shown
    assert any(one.endpoint == "assessment.result" and "MARKER-OF-THE-KEY" in one.body for one in seen), "the marker is gone: this test sees nothing"


def test_a_question_of_a_lesson_tells_nothing_before_it_is_answered(seen):
    assert not [str(one) for one in seen if one.endpoint == "assessment.practice" and one.method == "GET" and "MARKER-OF-THE-KEY" in one.body]


def test_every_answer_carries_the_strict_headers(seen):
    lax = []
    for one in seen:
        policy = one.headers.get("Content-Security-Policy", "")
        shut = "frame-ancestors 'none'" in policy or "sandbox" in policy
        strict = "default-src 'none'" in policy and shut and "unsafe" not in policy and "*" not in policy
        lax += [] if strict and one.headers.get("X-Content-Type-Options") == "nosniff" else [str(one)]
    assert not lax


def test_what_is_personal_is_kept_in_no_cache(seen):
    def personal(one):
        return one.refused or one.rule.endswith((".csv", ".pdf", "/zip")) or one.headers.get("Content-Type", "").startswith("text/html")

    lax = [f"{one}: {one.headers.get('Cache-Control')}" for one in seen if personal(one) and one.headers.get("Cache-Control") != "no-store"]
    assert not lax


def test_what_every_cache_may_keep_carries_nobodys_cookie(seen):
    shared = [one for one in seen if "public" in one.headers.get("Cache-Control", "")]
    assert shared
    assert not [str(one) for one in shared if "Set-Cookie" in one.headers]


def test_what_is_marked_for_every_cache_is_the_same_for_everybody(seen):
    shared = {one.endpoint for one in seen if "public" in one.headers.get("Cache-Control", "")}
    for endpoint in shared:
        assert len({one.cell for one in seen if one.endpoint == endpoint}) == 1, endpoint
