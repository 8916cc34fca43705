"""The only module that may call text ``Markup``: what leaves it is printed without escaping."""

from markupsafe import Markup


def safe(html: str) -> Markup:
    """Return HTML that is safe as it stands.

    Only for what the sanitiser has passed, and for words and pictures of the house itself whose variables are escaped.
    """
    return Markup(html)  # noqa: S704 (that is what this module is for)
