"""Finding the pages of the house by following its links: of each kind the one that shows most."""

import re
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from playwright.sync_api import APIRequestContext
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from tests.e2e.places import STARTS

FETCHED = 6
"""Of each kind of page so many are read; the one that shows most is looked at."""


class _Links(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.hrefs: list[str] = []
        self.features: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and given.get("href") and "download" not in given and not urlsplit(given["href"]).path.endswith(".pdf"):
            self.hrefs.append(given["href"] or "")
        kind = f"{tag}[{given['type']}]" if tag == "input" and given.get("type") else tag
        self.features |= {kind, *(f"{tag}.{name}" for name in (given.get("class") or "").split())}


@dataclass
class Found:
    """The pages that were found, by kind."""

    kept: dict[str, str] = field(default_factory=dict)
    shown: dict[str, set[str]] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    """Links that lead to no page."""

    @property
    def paths(self) -> list[str]:
        """All pages to look at."""
        return list(self.kept.values())

    def leads_nowhere(self, who: str | None) -> list[str]:
        """Links that lead to no page, but for the addresses that were asked for on purpose."""
        return [path for path in self.broken if path.split(": ")[0] not in STARTS[who]]

    def keep(self, kind: str, path: str, features: set[str]) -> None:
        """Keep the page when it shows more than the one of its kind that was kept."""
        if len(features) > len(self.shown.get(kind, ())):
            self.kept[kind], self.shown[kind] = path, features


def kind_of(adapter: MapAdapter, path: str) -> str | None:
    """The endpoint that answers ``path``; none for what is no page of ours."""
    try:
        return str(adapter.match(urlsplit(path).path, method="GET")[0])
    except HTTPException:
        return None


def crawl(request: APIRequestContext, adapter: MapAdapter, starts: Iterable[str], within: str = "/") -> Found:
    """Follow the links from ``starts`` to addresses that match ``within``."""
    found, fetched, seen = Found(), dict[str, int](), set(starts)
    waiting = deque(seen)
    while waiting:
        path = waiting.popleft()
        kind = kind_of(adapter, path)
        if kind is None or fetched.get(kind, 0) >= FETCHED:
            found.broken += [path] if kind is None and not re.match(r"/(static|assets)/", path) else []
            continue
        fetched[kind] = fetched.get(kind, 0) + 1
        answer = request.get(path, max_redirects=0)
        if answer.status != 200:
            found.broken += [f"{path}: {answer.status}"] if answer.status >= 400 else []
            continue
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        page = _Links(answer.text())
        found.keep(kind, path, page.features)
        for href in page.hrefs:
            address = urljoin(path, urldefrag(href).url)
            if re.match(within, address) and not address.startswith("//") and address not in seen:
                seen.add(address)
                waiting.append(address)
    return found


def shows_most(everything: Mapping[str | None, Found], kind: str) -> str | None:
    """Who sees most on that kind of page."""
    return max((who for who, found in everything.items() if kind in found.shown), key=lambda who: len(everything[who].shown[kind]))
