"""A browser without script: follows nothing by itself, and checks each page it gets."""

import re
import time
from collections import Counter
from typing import Any

from flask import g
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser, LexborNode

from lms.kit.db import db, transaction
from lms.people import accounts
from lms.people.models import Person
from lms.people.service import sign_ins

NEEDS_NO_LABEL = frozenset({"hidden", "submit", "button", "image", "reset"})


class Page:
    """What the checks need to know of a page, read as browsers read it."""

    def __init__(self, html: str) -> None:
        self.ids: list[str] = []
        self.h1 = 0
        self.labels: set[str] = set()
        self.inputs: list[dict[str, str]] = []
        self.forms: list[dict[str, Any]] = []
        self.faults: list[str] = []
        tree = LexborHTMLParser(html)
        self._inside_labels = {node.mem_id for node in tree.css("label input, label select, label textarea")}
        for node in tree.root.traverse() if tree.root else ():
            self._read(node, {name: value or "" for name, value in node.attributes.items()})

    def _read(self, node: LexborNode, given: dict[str, str]) -> None:
        if "id" in given:
            self.ids.append(given["id"])
        self._read_form(node, given)
        self.h1 += node.tag == "h1"
        self.faults += [f"{name} on <{node.tag}>" for name in given if name.startswith("on") or name == "style"]
        inline = node.tag == "script" and "src" not in given and given.get("type") != "application/json"
        if inline or node.tag == "style":
            self.faults.append(f"inline {node.tag}")
        if node.tag == "img" and "alt" not in given:
            self.faults.append("an image without alt")

    def _read_form(self, node: LexborNode, given: dict[str, str]) -> None:
        if node.tag == "label":
            self.labels.add(given.get("for", ""))
        if node.tag == "form":
            self.forms.append({"attrs": given, "fields": {}})
        if node.tag in {"input", "select", "textarea", "button"} and self.forms:
            self.forms[-1]["fields"][given.get("name", "")] = given.get("value", "")
        if node.tag in {"input", "select", "textarea"} and given.get("type") not in NEEDS_NO_LABEL:
            self.inputs.append({**given, "in_label": "yes" if node.mem_id in self._inside_labels else ""})

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
