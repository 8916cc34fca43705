"""Papers about projects as PDF: the portfolio, and the report of one project."""

from collections.abc import Mapping, Sequence
from typing import Any

from lms.city import queries as city
from lms.kit import i18n, papers, pdf
from lms.kit.clock import now
from lms.kit.db import let_go
from lms.projects.money import Sum
from lms.projects.queries.portfolio import Row

_papers = papers.environment()


def _drawn(template: str, **facts: Any) -> bytes:
    page = _papers.get_template(template).render(city=city.identity(), locale=i18n.language(), dir=i18n.direction(), today=now(), **facts)
    let_go()
    return pdf.draw(page, base=papers.fonts())


def portfolio_paper(rows: Sequence[Row], total: Sum, *, money_words: Mapping[str, tuple[Any, str]], states: Mapping[Any, tuple[Any, str]]) -> bytes:
    """All projects of a list on paper. Lets go of the database before it draws.

    :raises PdfUnavailable: this machine cannot draw.
    """
    return _drawn("pdf/portfolio.html", rows=rows, total=total, money_words=money_words, states=states)


def project_paper(facts: Mapping[str, Any]) -> bytes:
    """The report of one project. Lets go of the database before it draws.

    :raises PdfUnavailable: this machine cannot draw.
    """
    return _drawn("pdf/project.html", **facts)
