"""Addresses for letters and papers: always of the configured house, never of the request's Host header."""

from flask import current_app


def absolute(path: str) -> str:
    """``path`` with the house's own address before it."""
    return f"{current_app.config['BASE_URL']}{path}"
