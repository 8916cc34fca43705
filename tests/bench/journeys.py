"""What the visitors ask for, written as bytes once, so that the load costs the machine little."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from flask import Flask

from tests.bench.load import TURN
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


def cookie_of(app: Flask, learner: Learner) -> str:
    """The cookie of a browser on which ``learner`` is signed in."""
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    content = {"_user_id": learner.uniquifier, "_fresh": True, "sign_in": learner.token, "csrf_token": "b" * 40}
    return f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps(content)}"


def browsers(server: Server, app: Flask, city: City, path: str) -> list[str]:
    """The cookies of all learners after each has opened ``path`` once, as a browser has them: not written anew at every page."""
    begun = [cookie_of(app, learner) for learner in city.learners]
    return [new_cookie(server.ask(get(path, cookie))[1], cookie) for cookie in begun]


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


def answer_saves(server: Server, app: Flask, city: City, item: str) -> list[list[bytes]]:
    """For each learner the requests that save an answer to ``item`` again and again, now one option, now the other.

    The revision that the page would send rises with each turn, as in a browser; each play wants an item that nobody answered yet.
    """
    path, cookie = f"/attempts/{city.learners[0].attempt}", cookie_of(app, city.learners[0])
    status, _headers, body = server.ask(get(path, cookie))
    options = re.findall(rf'<input[^>]*name="answer\.{item}"[^>]*value="([^"]+)"', body.decode())
    if status != 200 or len(options) < 2:
        raise RuntimeError(f"{path} answers {status} with {len(options)} options for {item}")
    requests = []
    for learner in city.learners:
        address, cookie = f"/attempts/{learner.attempt}/answers/{item}", cookie_of(app, learner)
        status, headers, body = server.ask(get(f"/attempts/{learner.attempt}", cookie))
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', body.decode())
        if token is None:
            raise RuntimeError(f"{address}: the page has no CSRF token ({status})")
        cookie = new_cookie(headers, cookie)
        forms = [[("csrf_token", token[1]), (f"answer.{item}", option), (f"revision.{item}", "TURNED")] for option in options[:2]]
        requests.append([post(address, fields, cookie, more={"HX-Request": "true"}).replace(b"TURNED", TURN) for fields in forms])
    return requests


def new_cookie(headers: Mapping[str, str], cookie: str) -> str:
    """The cookie after an answer that may have set another."""
    found = re.match(r"([^=]+=[^;]+)", headers.get("set-cookie", ""))
    return found[1] if found else cookie
