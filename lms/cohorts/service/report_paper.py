"""Draw a cohort's report as PDF."""

from lms.city import queries as city
from lms.cohorts.queries.cohorts import CohortAtHand
from lms.cohorts.queries.reporting import Report
from lms.kit import i18n, papers, pdf
from lms.kit.db import let_go
from lms.kit.small_groups import LEAST

_papers = papers.environment()


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
    return pdf.draw(page, base=papers.fonts())
