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
    """A secret for a private address or a seal: nobody guesses it, and the house can work it out again (for the next letter, to compare).

    It comes from the house's own secret; ``purpose`` names what it opens or seals, once in the house.
    """
    key = current_app.config["SECRET_KEY"].encode()
    return urlsafe_b64encode(hmac.digest(key, f"address\n{purpose}".encode(), "sha256")).decode().rstrip("=")
