"""Posting without opening the form first, as somebody who knows its address does."""

import re
from typing import Any

from tests.browser import PageClient


def sent(client: PageClient, path: str, data: dict[str, Any] | None = None, **more: Any) -> Any:
    """Post ``data`` with a token that belongs to this browser."""
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/account").text)
    assert token
    return client.post(path, data={"csrf_token": token[1], **(data or {})}, **more)
