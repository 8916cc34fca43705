"""Addresses for letters and papers: always of the configured house, never of the request's Host header."""

import hmac
from base64 import urlsafe_b64encode
from email.utils import parseaddr

from flask import current_app


def absolute(path: str) -> str:
    """``path`` with the house's own address before it."""
    return f"{current_app.config['BASE_URL']}{path}"


def sender() -> str:
    """The bare address that the house's letters come from."""
    return parseaddr(current_app.config["MAIL_FROM"])[1]


def secret_for(purpose: str) -> str:
    """A secret for a private address: nobody guesses it, no row holds it, and it can be worked out again for the next letter.

    It comes from the house's own secret; ``purpose`` names what it opens, once in the house.
    """
    key = current_app.config["SECRET_KEY"].encode()
    return urlsafe_b64encode(hmac.digest(key, f"address\n{purpose}".encode(), "sha256")).decode().rstrip("=")
