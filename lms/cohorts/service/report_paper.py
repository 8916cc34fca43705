"""Draw a cohort's report as PDF."""

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from lms.city import queries as city
from lms.cohorts.queries.cohorts import CohortAtHand
from lms.cohorts.queries.reporting import Report
from lms.kit import i18n, pdf
from lms.kit.db import let_go
from lms.kit.paths import bundled
from lms.kit.small_groups import LEAST

FONTS = ("fonts/inter-latin-wght-normal.woff2", "fonts/inter-latin-ext-wght-normal.woff2")

_papers = Environment(
    loader=FileSystemLoader(bundled("templates")),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    extensions=["jinja2.ext.i18n"],
)
_papers.filters["day"] = i18n.format_day
_papers.filters["moment"] = i18n.format_moment
_papers.install_gettext_callables(i18n.gettext, i18n.ngettext, newstyle=True)  # type: ignore[attr-defined]


def page_of(found: CohortAtHand, report: Report) -> str:
    """The report as the HTML that is drawn, in the reader's language."""
    return _papers.get_template("pdf/cohort-report.html").render(
        found=found, cohort=found.cohort, report=report, least=LEAST, city=city.identity(), locale=i18n.language(), dir=i18n.direction()
    )


def draw(found: CohortAtHand, report: Report) -> bytes:
    """The PDF. Lets go of the database before it draws.

    :raises PdfUnavailable: this machine cannot draw.
    """
    page = page_of(found, report)
    let_go()
    return pdf.draw(page, base={name: (bundled("static") / name).read_bytes() for name in FONTS})
