"""Attacks that meet every slice: odd parameters, extra keys, strange hosts, paths and places to be led to."""

import html
import json
import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import select
from werkzeug.datastructures import ImmutableMultiDict

from lms.assessment.models import Attempt
from lms.catalogue.models import CourseAuthor
from lms.credentials.models import Certificate
from lms.kit.db import db
from lms.learning.models import Enrolment
from lms.people.models import Grant, Person
from tests.browser import Page
from tests.security.scene import ROLES
from tests.security.table import may_open
from tests.security.walk import Browser, answer_to, routes, undoing

same_on_both = pytest.mark.slow  # what these ask of a page is the same on both databases
SOURCES = Path(__file__).resolve().parents[2] / "lms"
NO_TEXT = "\ud800".encode("utf-8", "surrogatepass").decode("latin-1")
QUERIES = (
    "' OR '1'='1' --",
    "1; DROP TABLE person; --",
    "1) UNION SELECT password FROM person --",
    "%' AND (SELECT 1 FROM (SELECT sleep(3))x) --",
    '"*" OR NEAR(a b',
    "\x00",
    "-1",
    "99999999999999999999999",
    "٣",
    "{{7*7}}",
    "../../../etc/passwd",
    NO_TEXT,
    "x" * 9000,
)
EXTRA = {
    "role": "administrator",
    "roles": "administrator",
    "grants": "administrator",
    "is_admin": "1",
    "active": "",
    "person_id": "00000000-0000-0000-0000-000000000001",
    "author_ids": "00000000-0000-0000-0000-000000000001",
    "points": "100",
    "percent": "100",
    "passed": "1",
    "fraction": "1",
    "state": "marked",
    "completed_at": "2020-01-01",
    "created_at": "2020-01-01",
    "deadline_at": "2099-01-01",
    "certificate_id": "00000000-0000-0000-0000-000000000001",
    "revoked_at": "2020-01-01",
    "fs_uniquifier": "known",
    "confirmed_at": "2020-01-01",
}
ELSEWHERE = (
    "http://evil.example",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "/%0d%0aLocation:%20http://evil.example",
    "/\r\nSet-Cookie: planted=1",
    "javascript:alert(1)",
    "/\tevil.example",
    "http://campus.test@evil.example",
    "http://campus.test.evil.example",
    "data:text/html,x",
)
PATHS = (
    "../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/etc/passwd",
    "....//....//etc/passwd",
    "/etc/passwd",
    "C:\\windows\\win.ini",
    "a%00.png",
    "media/../../../../etc/passwd",
    "." * 300,
)


@pytest.fixture(scope="module")
def names():
    """Every name that the house reads from an address."""
    texts = [path.read_text(encoding="utf-8") for path in SOURCES.rglob("*.py")]
    return sorted(
        {name for text in texts for name in re.findall(r'(?:args\.get(?:list)?|_word|_page|_day|_number)\("(\w+)"', text)} | {"next", "page", "q"}
    )


class _Noting(ImmutableMultiDict):
    """The parameters of an address, which note that somebody asked for one."""

    asked = False


def _noting(name):
    def ask(self, *words, **facts):
        _Noting.asked = True
        return getattr(ImmutableMultiDict, name)(self, *words, **facts)

    return ask


for _name in ("__contains__", "__getitem__", "__iter__", "get", "getlist", "items", "keys", "lists", "to_dict"):
    setattr(_Noting, _name, _noting(_name))


@pytest.fixture(scope="module")
def opened(app, scene):
    """Each page by somebody who may open it."""
    browsers = {role: Browser(app, scene, role) for role in ROLES}
    return [(rule, browsers[next(iter(may_open("GET", rule.rule)), "visitor")]) for _method, rule in routes(app, ("GET",))]


@pytest.fixture(scope="module")
def readers(app, scene, opened, names):
    """The pages that read a parameter of their address: no value breaks the others, which is asked with one that is no text at all."""
    reading = []
    assert len(names) > 10
    kept = app.request_class.parameter_storage_class
    app.request_class.parameter_storage_class = _Noting
    try:
        for rule, browser in opened:
            _Noting.asked = False
            status, _headers, body = answer_to(browser, "GET", scene.address(rule) + "?" + urlencode(dict.fromkeys(names, NO_TEXT)))
            assert status < 500, f"{rule.rule}: {status} {body[:120]}"
            reading += [(rule, browser)] if _Noting.asked else []
    finally:
        app.request_class.parameter_storage_class = kept
    return reading


@pytest.mark.parametrize("value", QUERIES, ids=lambda value: value[:24].encode("unicode_escape").decode())
def test_no_parameter_of_an_address_breaks_a_page(scene, readers, names, value):
    assert len(readers) > 50
    broken = []
    for rule, browser in readers:
        path = scene.address(rule) + "?" + urlencode(dict.fromkeys(names, value))
        status, _headers, body = answer_to(browser, "GET", path)
        broken += [f"{rule.rule}: {status} {body[:120]}"] if status >= 500 else []
    assert not broken


def _stands():
    """How everything stands that nobody may write by a form of their own."""
    db.session.expire_all()
    return json.dumps(
        [
            sorted(map(str, db.session.execute(select(Grant.person_id, Grant.role)).all())),
            sorted(map(str, db.session.execute(select(CourseAuthor.course_id, CourseAuthor.person_id)).all())),
            sorted(map(str, db.session.execute(select(Person.name, Person.email, Person.active, Person.fs_uniquifier, Person.confirmed_at)).all())),
            sorted(map(str, db.session.execute(select(Enrolment.person_id, Enrolment.completed_at.is_(None), Enrolment.left_at.is_(None))).all())),
            sorted(map(str, db.session.execute(select(Attempt.person_id, Attempt.state, Attempt.points, Attempt.passed, Attempt.deadline_at)).all())),
            sorted(map(str, db.session.execute(select(Certificate.number, Certificate.person_id, Certificate.revoked_at.is_(None))).all())),
        ]
    )


def _after(app, browser, path, fields):
    with undoing(app):
        answer = browser.client.post(path, data=fields)
        answer.close()
        stands = _stands()
    browser.client._cookies = dict(browser._cookies)
    return answer.status_code, re.sub(r"'[0-9a-f]{32}'", "''", stands)


def _filled(browser, path):
    """The fields of the form of that page as a browser would send them."""
    page = browser.raw("GET", path)
    forms = Page(page.text).forms if page.status_code == 200 and page.mimetype == "text/html" else []
    fields = next((form["fields"] for form in forms if form["attrs"].get("action", path) in {"", path}), {})
    return {name: html.unescape(value) for name, value in fields.items() if name and name != "csrf_token"}


@same_on_both
@pytest.mark.parametrize("role", ["owner", "author", "curator", "hr"])
def test_keys_that_no_form_asked_for_change_nothing(app, scene, role):
    browser = Browser(app, scene, role)
    allowed = [rule for _method, rule in routes(app, ("POST",)) if not rule.endpoint.startswith("security.") and role in may_open("POST", rule.rule)]
    differs = []
    for rule in allowed:
        path = scene.address(rule)
        fields = {"csrf_token": browser.token, **_filled(browser, path)}
        extra = {name: value for name, value in EXTRA.items() if name not in fields}
        differs += [rule.rule] if _after(app, browser, path, fields) != _after(app, browser, path, {**extra, **fields}) else []
    assert len(allowed) > 8
    assert not differs


@same_on_both
@pytest.mark.parametrize("target", ELSEWHERE)
def test_nobody_is_led_to_another_site(app, scene, target):
    names = ("next", "return_to", "RelayState", "came_from", "url")
    for role in ("visitor", "owner"):
        browser = Browser(app, scene, role)
        for method, path in (("GET", "/sign-in"), ("POST", "/sign-in"), ("POST", "/sign-out"), ("POST", "/language"), ("GET", "/account/confirm")):
            where = dict.fromkeys(names, target)
            data = {"csrf_token": browser.token, "language": "fr", **where} if method == "POST" else None
            answer = browser.raw(method, path, query_string=where, data=data)
            location = answer.headers.get("Location", "/")
            assert answer.status_code < 500, (role, method, path)
            assert re.match(r"(http://(campus\.test|localhost))?/(?![/\\])", location), (role, method, path, location)
            assert "planted" not in answer.headers.get("Set-Cookie", "")


@same_on_both
@pytest.mark.parametrize("name", ["Host", "X-Forwarded-Host", "X-Forwarded-Server", "Forwarded", "X-Original-URL", "X-Rewrite-URL"])
def test_the_host_that_a_request_claims_is_never_repeated(app, scene, name):
    value = "host=evil.example" if name == "Forwarded" else "evil.example" if name == "Host" or "Forwarded" in name else "/people"
    browser = Browser(app, scene, "visitor")
    for path in ("/", "/courses", "/sign-in", "/verify", "/people", "/no-such-page"):
        answer = browser.raw("GET", path, headers={name: value})
        assert answer.status_code < 500
        assert "evil.example" not in answer.text
        assert "evil.example" not in answer.headers.get("Location", "")


@same_on_both
@pytest.mark.parametrize("odd", PATHS)
def test_no_path_leads_out_of_the_house(app, scene, odd):
    bases = ("/brand/", "/logo/", "/verify/", "/courses/", "/learn/", "/people/import/", "/teach/", "/static/", "/courses/matrix-open/media/1/")
    drafts = ("/teach/matrix-draft/versions/1/files/", "/teach/matrix-draft/versions/1/media/", "/teach/matrix-draft/versions/1/delete/")
    for role, paths in (("visitor", bases), ("author", (*bases, *drafts)), ("hr", bases)):
        browser = Browser(app, scene, role)
        for base in paths:
            answer = browser.raw("GET", base + odd)
            assert answer.status_code in {301, 302, 303, 307, 308, 400, 403, 404}, (role, base, answer.status_code)
            assert "root:" not in answer.text


@same_on_both
def test_what_changes_something_cannot_be_opened_by_a_link(app, scene):
    browser = Browser(app, scene, "administrator")
    for _method, rule in routes(app, ("POST",)):
        if not any(other.rule == rule.rule and "GET" in (other.methods or ()) for other in app.url_map.iter_rules()):
            assert browser.raw("GET", scene.address(rule)).status_code in {404, 405}, rule.rule


@same_on_both
@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/xml", "multipart/form-data"])
def test_a_body_of_another_kind_is_no_way_round_the_token(app, scene, kind):
    browser = Browser(app, scene, "hr")
    for path in ("/people/new", "/accommodations", "/departments/new", "/sign-out", "/account/password"):
        answer = browser.raw("POST", path, data='{"csrf_token": "x", "name": "Eve"}', content_type=kind)
        assert answer.status_code == 400, path


@same_on_both
def test_a_form_from_another_site_is_refused_though_it_has_a_token(app, scene):
    browser = Browser(app, scene, "hr")
    answer = browser.raw(
        "POST",
        "/departments/new",
        base_url="https://campus.test",
        data={"csrf_token": browser.token, "code": "X", "name": "X"},
        headers={"Referer": "https://evil.example/"},
    )
    assert answer.status_code == 400
