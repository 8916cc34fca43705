"""Draw a cohort's report as PDF."""

from lms.city import queries as city
from lms.cohorts.queries.cohorts import CohortAtHand
from lms.cohorts.queries.counting import kept_figures, tables_of
from lms.cohorts.queries.reporting import Report
from lms.kit import i18n, papers, pdf
from lms.kit.db import let_go
from lms.kit.errors import DomainError
from lms.kit.i18n import gettext as _
from lms.kit.small_groups import LEAST
from lms.kit.tables import words

_papers = papers.environment(cell=words)


class NotCounted(DomainError):
    """The camp has not come to its end."""


def page_of(found: CohortAtHand, report: Report) -> str:
    """The report as the HTML that is drawn, in the reader's language."""
    return _papers.get_template("pdf/cohort-report.html").render(
        found=found, cohort=found.cohort, report=report, least=LEAST, city=city.identity(), locale=i18n.language(), dir=i18n.direction()
    )


def draw(found: CohortAtHand, report: Report) -> bytes:
    """The PDF. Lets go of the database before it draws.

    :raises PdfUnavailable: this machine cannot draw.
    """
    return _drawn(page_of(found, report))


def counted_page_of(found: CohortAtHand) -> str:
    """What was counted at the end, as the HTML that is drawn.

    :raises NotCounted: before the end.
    """
    kept = kept_figures(found.cohort.id)
    if kept is None:
        raise NotCounted(_("This boot camp is not counted yet: its figures stand here within minutes after everybody is decided."))
    title, tables = _("Report on %(camp)s", camp=found.cohort.name), tables_of(found, kept)
    facts = {"city": city.identity(), "locale": i18n.language(), "dir": i18n.direction()}
    return _papers.get_template("pdf/report.html").render(title=title, tables=tables, **facts)


def draw_counted(found: CohortAtHand) -> bytes:
    """The PDF of what was counted at the end.

    :raises NotCounted: before the end.
    :raises PdfUnavailable: this machine cannot draw.
    """
    return _drawn(counted_page_of(found))


def _drawn(page: str) -> bytes:
    let_go()
    return pdf.draw(page, base=papers.fonts())
