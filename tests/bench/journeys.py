"""What the visitors ask for, written as bytes once, so that the load costs the machine little."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import quote, urlencode

from flask import Flask

from tests.bench.rows import City, Learner
from tests.bench.server import Server

WORDS = (
    "trees",
    "open data budgets",
    "sensor contracts",
    "residents notice",
    "register permits",
    "neighbour fields purpose",
    "market",
    "school timetables",
)
QUIET = frozenset({"/language", "/sign-out", "/search"})


def cookie_of(app: Flask, learner: Learner) -> str:
    """The cookie of a browser on which ``learner`` is signed in."""
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    content = {"_user_id": learner.uniquifier, "_fresh": True, "sign_in": learner.token, "csrf_token": "b" * 40}
    return f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps(content)}"


def get(path: str, cookie: str = "", *, gzip: bool = False) -> bytes:
    """A GET as a browser sends it."""
    lines = [f"GET {path} HTTP/1.1", "Host: campus.test", "Accept: text/html", "Accept-Language: en", "Connection: keep-alive"]
    lines += [f"Cookie: {cookie}"] if cookie else []
    lines += ["Accept-Encoding: gzip"] if gzip else []
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def post(path: str, fields: Sequence[tuple[str, str]], cookie: str, *, more: Mapping[str, str] | None = None) -> bytes:
    """A form as a browser sends it."""
    body = urlencode(fields).encode()
    lines = [f"POST {path} HTTP/1.1", "Host: campus.test", "Accept-Language: en", "Connection: keep-alive", f"Cookie: {cookie}"]
    lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in (more or {}).items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


@dataclass(frozen=True, slots=True)
class Journey:
    """A kind of page: its name in the report, and what each learner asks for."""

    name: str
    paths: tuple[tuple[str, ...], ...]
    """For each learner the addresses to go round."""


def page_journeys(city: City) -> list[Journey]:
    """The pages that are read, in the order of the report."""
    us = city.learners

    def each(name: str, *lists: list[str]) -> Journey:
        return Journey(name, tuple(tuple(paths) for paths in lists))

    catalogues = [[f"/courses?page={1 + (n + page) % 10}" for page in range(4)] for n, _ in enumerate(us)]
    return [
        each("start page", *[["/"] for _ in us]),
        each("catalogue", *catalogues),
        each("search", *[[f"/courses?q={quote(WORDS[(n + turn) % len(WORDS)])}" for turn in range(4)] for n, _ in enumerate(us)]),
        each("course page", *[[f"/courses/{one.slug}"] for one in us]),
        each("lesson", *[[f"/learn/{one.slug}/{one.lesson}"] for one in us]),
        each("quiz page", *[[f"/attempts/{one.attempt}"] for one in us]),
        each("certificate check", *[[f"/verify/{city.codes[(n + turn) % len(city.codes)]}" for turn in range(4)] for n, _ in enumerate(us)]),
    ]


class _Forms(HTMLParser):
    """Collects the forms of a page as a browser would send them, with the first choice of each group."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[dict[str, str], list[tuple[str, str]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((given, []))
        if tag == "input" and self.forms and given.get("name"):
            fields = self.forms[-1][1]
            choice = given.get("type") in {"radio", "checkbox"}
            if not choice or all(name != given["name"] for name, _ in fields):
                fields.append((given["name"], given.get("value", "")))


def answer_saves(server: Server, app: Flask, city: City, path: str = "") -> list[list[bytes]]:
    """For each learner the request that saves an answer, read off the form of their quiz page."""
    requests = []
    for learner in city.learners:
        cookie = cookie_of(app, learner)
        page_path = path or f"/attempts/{learner.attempt}"
        status, headers, body = server.ask(get(page_path, cookie))
        if status != 200:
            raise RuntimeError(f"{page_path} answers {status}")
        cookie = new_cookie(headers, cookie)
        page = _Forms()
        page.feed(body.decode())
        action, fields = next((form.get("action") or page_path, fields) for form, fields in page.forms if is_answer_form(form, fields))
        requests.append([post(action, fields, cookie)])
    return requests


def is_answer_form(form: Mapping[str, str], fields: Sequence[tuple[str, str]]) -> bool:
    """Whether this form keeps answers: it is posted, and is none of those in the header."""
    return form.get("method", "").lower() == "post" and form.get("action") not in QUIET and len(fields) > 1


def new_cookie(headers: Mapping[str, str], cookie: str) -> str:
    """The cookie after an answer that may have set another."""
    found = re.match(r"([^=]+=[^;]+)", headers.get("set-cookie", ""))
    return found[1] if found else cookie
