"""Files of people, departments and posts, imported as HR does it on the pages."""

import io
import re
from typing import Any

from sqlalchemy import select

from lms.kit.db import db
from lms.people.models import Person
from tests.browser import PageClient


def upload(client: PageClient, content: bytes | str, *, kind: str = "people", name: str = "list.xlsx", **more: Any) -> str:
    """Give the file in; the address of its import."""
    data = content if isinstance(content, bytes) else content.encode()
    answer = client.send("/people/import", kind=kind, file=(io.BytesIO(data), name), content_type="multipart/form-data", **more)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def seen(client: PageClient, address: str) -> dict[str, str]:
    """What the page of an import sends back to say what was seen there."""
    page = client.get(address).text
    return {name: str(re.findall(rf'name="{name}"[^>]*value="([^"]+)"', page)[0]) for name in ("csrf_token", "seen")}


def carry_out(client: PageClient, address: str, mode: str = "all", **more: Any) -> Any:
    """Carry out what the page of the import shows; the answer."""
    return client.post(address, data={**seen(client, address), "mode": mode, **more})


def by_email(email: str) -> Person:
    """Who has that address."""
    return db.session.scalars(select(Person).where(Person.email == email)).one()
