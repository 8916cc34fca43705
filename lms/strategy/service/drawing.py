"""Draw a strategy as PDF, in the reader's language, each time it is asked for: what it shows of indicators is of that day."""

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from lms.city.queries import city_look
from lms.kit import i18n, pdf
from lms.kit.clock import now
from lms.kit.db import let_go
from lms.kit.i18n import local_day
from lms.kit.paths import bundled
from lms.strategy.models.strategies import Strategy
from lms.strategy.queries.indicators import of_strategy as indicators_of
from lms.strategy.queries.indicators import progress_of
from lms.strategy.queries.initiatives import of_strategy as initiatives_of
from lms.strategy.queries.strategies import last_number

_papers = Environment(
    loader=FileSystemLoader(bundled("templates")),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    extensions=["jinja2.ext.i18n"],
)
_papers.filters["day"] = i18n.format_day
_papers.filters["figure"] = lambda value: f"{value.normalize():f}"
_papers.install_gettext_callables(i18n.gettext, i18n.ngettext, newstyle=True)  # type: ignore[attr-defined]


def paper_of(strategy: Strategy) -> bytes:
    """The PDF of a strategy that was loaded as a whole. Lets go of the database before it draws.

    :raises PdfUnavailable: this machine cannot draw.
    """
    look, today = city_look(), local_day(now())
    page = _papers.get_template("pdf/strategy.html").render(
        strategy=strategy,
        progress=progress_of(indicators_of(strategy), today),
        serving=initiatives_of(strategy),
        number=last_number(strategy.id),
        look=look,
        city=look.identity,
        today=today,
        locale=i18n.language(),
        dir=i18n.direction(),
    )
    let_go()
    return pdf.draw(page, base=look.files)
