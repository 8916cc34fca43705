"""Templates of what is no page of the site: papers, letters and copies of data, which are written without a request."""

from collections.abc import Callable
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from lms.kit import i18n
from lms.kit.paths import bundled

_FONTS = ("fonts/inter-latin-wght-normal.woff2", "fonts/inter-latin-ext-wght-normal.woff2")


def environment(**filters: Callable[..., Any]) -> Environment:
    """The templates with the house's words, days and amounts; ``filters`` are a slice's own."""
    env = Environment(
        loader=FileSystemLoader(bundled("templates")),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    env.filters.update(i18n.FILTERS | filters)
    env.install_gettext_callables(i18n.gettext, i18n.ngettext, newstyle=True)  # type: ignore[attr-defined]
    return env


def fonts() -> dict[str, bytes]:
    """The bytes of the fonts of papers, by the address that their style sheet uses."""
    return {name: (bundled("static") / name).read_bytes() for name in _FONTS}
