"""Every form of the house, sent twice, without a field, with nothing in it, and with what no browser would send: never an error of ours."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urljoin, urlsplit
from zlib import crc32

import pytest
from sqlalchemy import Numeric, String, event, inspect
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from lms.kit.sending import FIELD
from tests.security.forms import FormSeen, posted_forms
from tests.security.scene import ROLES
from tests.security.table import may_open
from tests.security.walk import Browser, routes, undoing

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("strict")]  # with it, what a form makes of odd values is the same on both databases

ODD = (
    "   ",
    "x" * 5001,
    "-1",
    "99999999999999999999",
    "nonsense",
    "2026-13-45",
    "00000000-0000-0000-0000-000000000001",
    "1e400",
    "NaN",
    "zero\0byte",
    "\u202eodd",
)
"""Each field gets one of them: which one, its name says, so that each kind of value meets many fields."""
BEYOND = {"date": "9999-12-31", "datetime-local": "9999-12-31T23:59", "month": "9999-12"}
"""What lies beyond all that can be counted with; in any other kind of field a number does."""


class NoColumnHolds(ValueError):
    """PostgreSQL would refuse what SQLite takes."""


def _as_strict_as_postgresql(session: Session, *_more: object) -> None:
    for row in {*session.new, *session.dirty}:
        for attribute in inspect(type(row)).column_attrs:
            value, kind = inspect(row).dict.get(attribute.key), attribute.columns[0].type
            if isinstance(kind, String) and isinstance(value, str):
                fits = len(value) <= (kind.length or len(value)) and "\0" not in value
            elif isinstance(kind, Numeric) and isinstance(value, Decimal):
                fits = abs(value) < 10 ** ((kind.precision or 14) - (kind.scale or 0))
            else:
                continue
            if not fits:
                raise NoColumnHolds(f"{type(row).__name__}.{attribute.key}: {value!s:.50}")


@pytest.fixture(scope="module")
def strict() -> Iterator[None]:
    """Rows that PostgreSQL would refuse are refused."""
    event.listen(Session, "before_flush", _as_strict_as_postgresql)
    yield
    event.remove(Session, "before_flush", _as_strict_as_postgresql)


@dataclass(frozen=True)
class Found:
    """A form, who sees it, and where it is sent."""

    browser: Browser
    endpoint: str
    target: str
    form: FormSeen

    def filled(self) -> dict[str, list[str]]:
        """As somebody would send it who fills it in, each time from a page drawn anew."""
        return {**{name: values for name, values in self.form.filled().items() if name != FIELD}, "csrf_token": [self.browser.token]}

    @property
    def names(self) -> list[str]:
        """Its fields, but for those of every form."""
        return [name for name in self.form.fields if name not in {"csrf_token", FIELD}]

    def send(self, data: dict[str, list[str]], *, times: int = 1) -> str:
        """Post it, undone afterwards; nothing, or what was wrong."""
        client, kind = self.browser.client, "multipart/form-data" if self.form.with_files else None
        try:
            with undoing(self.browser.app):
                for _ in range(times):
                    answer = client.post(self.target, data=data, content_type=kind)
                    answer.close()
                    if answer.status_code >= 500:
                        return str(answer.status_code)
        except Exception as fault:  # what a visitor would get as a page with 500
            return f"{type(fault).__name__}: {str(fault)[:200]}"
        finally:
            client._cookies = dict(self.browser._cookies)
        return ""


def _pages(app, scene) -> Iterator[tuple[Browser, str, str]]:
    """Each page as the first and as the last who may open it."""
    for role in ROLES:
        browser = Browser(app, scene, role)
        for _method, rule in routes(app, ("GET",)):
            allowed = may_open("GET", rule.rule)
            if role in {*allowed[:1], *allowed[-1:]}:
                answer = browser.raw("GET", scene.address(rule))
                if answer.status_code == 200 and answer.mimetype == "text/html":
                    yield browser, scene.address(rule), answer.text


@pytest.fixture(scope="module")
def forms(app, scene):
    """Each kind of form once: as whoever sees it first."""
    adapter, found = app.url_map.bind("localhost"), {}
    for browser, path, html in _pages(app, scene):
        for form in posted_forms(html):
            target = urljoin(path, form.action or path)
            try:
                endpoint = adapter.match(urlsplit(target).path, method="POST")[0]
            except MethodNotAllowed:
                assert not form.action, f"{path}: a form is sent to {target}, which takes none"
                continue  # all its buttons lead elsewhere
            except HTTPException:
                pytest.fail(f"{path}: a form is sent to {target}, which is not there")
            if not endpoint.startswith("security."):
                found.setdefault((endpoint, frozenset(form.fields), tuple(form.buttons)), Found(browser, endpoint, target, form))
    assert len(found) > 200
    return list(found.values())


def test_every_form_names_the_page_it_stands_on(forms):
    """So the same page sent twice is done once (``lms/kit/sending.py``)."""
    assert not [found.endpoint for found in forms if FIELD not in found.form.fields]


def test_sent_twice_a_form_never_breaks(forms):
    faults = []
    for found in forms:
        for button in found.form.buttons or [None]:
            data = found.filled() | ({button[0]: [button[1]]} if button else {})
            fault = found.send(data, times=2)
            faults += [f"{found.endpoint} {button or ''}: {fault}"] if fault else []
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("what", ["is not sent", "holds nothing", "holds an odd value", "goes beyond"])
def test_when_one_field_is_wrong_a_form_never_breaks(forms, what):
    faults = []
    for found in forms:
        for name in found.names:
            sent = {
                "is not sent": [],
                "holds nothing": [""],
                "holds an odd value": [ODD[crc32(f"{found.endpoint} {name}".encode()) % len(ODD)]],
                "goes beyond": [BEYOND.get(found.form.fields[name].kind, "1e400")],
            }
            data = found.filled() | {name: sent[what]}
            fault = found.send(data)
            faults += [f"{found.endpoint} {name}={data[name]}: {fault}"[:300]] if fault else []
    assert not faults, "\n".join(faults)
