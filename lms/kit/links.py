"""Addresses for letters and papers: always of the configured house, never of the request's Host header."""

from email.utils import parseaddr

from flask import current_app


def absolute(path: str) -> str:
    """``path`` with the house's own address before it."""
    return f"{current_app.config['BASE_URL']}{path}"


def sender() -> str:
    """The bare address that the house's letters come from."""
    return parseaddr(current_app.config["MAIL_FROM"])[1]
