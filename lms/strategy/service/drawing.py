"""Draw a strategy as PDF, in the reader's language, each time it is asked for: what it shows of indicators is of that day."""

from lms.city.queries import city_look
from lms.kit import i18n, papers, pdf
from lms.kit.clock import today
from lms.kit.db import let_go
from lms.strategy.models.strategies import Strategy
from lms.strategy.queries.indicators import of_strategy as indicators_of
from lms.strategy.queries.indicators import progress_of
from lms.strategy.queries.initiatives import of_strategy as initiatives_of
from lms.strategy.queries.strategies import last_number

_papers = papers.environment(figure=lambda value: f"{value.normalize():f}")


def paper_of(strategy: Strategy) -> bytes:
    """The PDF of a strategy that was loaded as a whole. Lets go of the database before it draws.

    :raises PdfUnavailable: this machine cannot draw.
    """
    look, day = city_look(), today()
    page = _papers.get_template("pdf/strategy.html").render(
        strategy=strategy,
        progress=progress_of(indicators_of(strategy), day),
        serving=initiatives_of(strategy),
        number=last_number(strategy.id),
        look=look,
        city=look.identity,
        today=day,
        locale=i18n.language(),
        dir=i18n.direction(),
    )
    let_go()
    return pdf.draw(page, base=look.files)
