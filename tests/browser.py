"""A browser without script: follows nothing by itself, and checks each page it gets."""

import re
import time
from collections import Counter
from html.parser import HTMLParser
from typing import Any

from flask import g
from flask.testing import FlaskClient

from lms.kit.db import db, transaction
from lms.people import accounts
from lms.people.models import Person
from lms.people.service import sign_ins

VOID_OF_LABEL = frozenset({"hidden", "submit", "button", "image", "reset"})


class Page(HTMLParser):
    """What the checks need to know of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.h1 = 0
        self.labels: set[str] = set()
        self.inputs: list[dict[str, str]] = []
        self.forms: list[dict[str, Any]] = []
        self.faults: list[str] = []
        self.links: list[str] = []
        self._label_depth = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.append(given["id"])
        self._structure(tag, given)
        self._forms(tag, given)
        self.faults += [f"{name} on <{tag}>" for name in given if name.startswith("on") or name == "style"]
        inline = tag == "script" and "src" not in given and given.get("type") != "application/json"
        if inline or tag == "style":
            self.faults.append(f"inline {tag}")
        if tag == "img" and "alt" not in given:
            self.faults.append("an image without alt")

    def _structure(self, tag: str, given: dict[str, str]) -> None:
        if tag == "h1":
            self.h1 += 1
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "label":
            self._label_depth += 1
            self.labels.add(given.get("for", ""))

    def _forms(self, tag: str, given: dict[str, str]) -> None:
        if tag == "form":
            self.forms.append({"attrs": given, "fields": {}})
        if tag in {"input", "select", "textarea", "button"} and self.forms:
            self.forms[-1]["fields"][given.get("name", "")] = given.get("value", "")
        if tag in {"input", "select", "textarea"} and given.get("type") not in VOID_OF_LABEL:
            self.inputs.append({**given, "in_label": "yes" if self._label_depth else ""})

    def handle_endtag(self, tag: str) -> None:
        if tag == "label":
            self._label_depth -= 1

    def all_faults(self) -> list[str]:
        """Everything that no page may have."""
        faults = list(self.faults)
        if self.h1 != 1:
            faults.append(f"{self.h1} h1 instead of one")
        faults += [f"id {name!r} {count} times" for name, count in Counter(self.ids).items() if count > 1]
        for field in self.inputs:
            named = field.get("id") in self.labels or field["in_label"] or field.get("aria-label") or field.get("aria-labelledby")
            if not named:
                faults.append(f"no label for {field.get('name') or field.get('id')}")
        for form in self.forms:
            if form["attrs"].get("method", "get").lower() == "post" and "csrf_token" not in form["fields"]:
                faults.append(f"no CSRF token in the form to {form['attrs'].get('action') or 'itself'}")
        return faults


class PageClient(FlaskClient):
    """A test client that forgets ``g`` between requests, as a server does, and checks whole pages."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        for name in list(g):
            g.pop(name)
        db.session.expire_all()
        response = super().open(*args, **kwargs)
        for name in list(g):
            g.pop(name)
        db.session.expire_all()
        if response.mimetype == "text/html" and response.data.lstrip().startswith(b"<!doctype"):
            faults = Page(response.text).all_faults()
            assert not faults, f"{args}: {'; '.join(faults)}"
        return response

    def sign_in(self, person: Person) -> "PageClient":
        """Be ``person`` from now on, without the form."""
        with transaction():
            token = sign_ins.begin_sign_in(db.session.get_one(Person, person.id), device="test", hours=1)
        with self.session_transaction() as cookie:
            cookie.clear()
            cookie["_user_id"] = person.fs_uniquifier
            cookie["_fresh"] = True
            cookie["fs_paa"] = time.time()
            cookie[accounts.TOKEN] = token
        return self

    def send(self, form_page: str, action: str | None = None, **fields: Any) -> Any:
        """Open ``form_page``, take its CSRF token, and post ``fields`` to ``action`` (the page itself, if not given)."""
        page = self.get(form_page)
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
        assert found, f"{form_page} has no CSRF token ({page.status})"
        content = fields.pop("content_type", None)
        return self.post(action or form_page, data={"csrf_token": found[1], **fields}, content_type=content)
