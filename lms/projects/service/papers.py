"""Papers about projects as PDF: the portfolio, and the report of one project."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from lms.city import queries as city
from lms.kit import i18n, pdf
from lms.kit.clock import now
from lms.kit.db import let_go
from lms.kit.paths import bundled
from lms.projects.money import Sum
from lms.projects.queries.portfolio import Row

FONTS = ("fonts/inter-latin-wght-normal.woff2", "fonts/inter-latin-ext-wght-normal.woff2")
Euro = Callable[[Decimal | None], str]

_papers = Environment(
    loader=FileSystemLoader(bundled("templates")),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    extensions=["jinja2.ext.i18n"],
)
_papers.filters["day"] = i18n.format_day
_papers.install_gettext_callables(i18n.gettext, i18n.ngettext, newstyle=True)  # type: ignore[attr-defined]


def _drawn(template: str, **facts: Any) -> bytes:
    page = _papers.get_template(template).render(city=city.identity(), locale=i18n.language(), dir=i18n.direction(), today=now(), **facts)
    let_go()
    return pdf.draw(page, base={name: (bundled("static") / name).read_bytes() for name in FONTS})


def portfolio_paper(
    rows: Sequence[Row], total: Sum, *, money_words: Mapping[str, tuple[Any, str]], states: Mapping[Any, tuple[Any, str]], euro: Euro
) -> bytes:
    """All projects of a list on paper. Lets go of the database before it draws.

    :raises PdfUnavailable: this machine cannot draw.
    """
    return _drawn("pdf/portfolio.html", rows=rows, total=total, money_words=money_words, states=states, euro=euro)


def project_paper(facts: Mapping[str, Any]) -> bytes:
    """The report of one project. Lets go of the database before it draws.

    :raises PdfUnavailable: this machine cannot draw.
    """
    return _drawn("pdf/project.html", **facts)
