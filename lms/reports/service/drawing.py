"""Reports on paper: PDF with the filters, the date and the definitions, from which a third person can compute them again."""

from collections.abc import Sequence

from lms.city import queries as city
from lms.kit import i18n, papers, pdf
from lms.kit.db import let_go
from lms.kit.errors import DomainError
from lms.kit.i18n import gettext as _
from lms.kit.tables import Table, words

MOST_ROWS = 3000

_papers = papers.environment(cell=words)


class TooLongForPaper(DomainError):
    """A list of thousands of rows is for a spreadsheet."""


def page_of(title: str, tables: Sequence[Table]) -> str:
    """The report as the HTML that is drawn."""
    return _papers.get_template("pdf/report.html").render(
        title=title, tables=tables, city=city.identity(), locale=i18n.language(), dir=i18n.direction()
    )


def paper_of(title: str, tables: Sequence[Table]) -> bytes:
    """The PDF of a report. Lets go of the database before it draws.

    :raises TooLongForPaper: when there are thousands of rows.
    :raises PdfUnavailable: this machine cannot draw.
    """
    if sum(len(table.rows) for table in tables) > MOST_ROWS:
        raise TooLongForPaper(_("This report has more than %(number)s rows: too many for paper. Take XLSX, or set a filter.", number=MOST_ROWS))
    page = page_of(title, tables)
    let_go()
    return pdf.draw(page, base=papers.fonts())
