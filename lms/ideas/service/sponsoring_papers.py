"""The charter and the figures of the culture on paper."""

from typing import Any

from lms.city import colours
from lms.city import queries as city
from lms.ideas.queries.culture import Culture
from lms.ideas.queries.sponsoring import CharterAtHand
from lms.kit import i18n, papers, pdf
from lms.kit.clock import now
from lms.kit.db import let_go

_papers = papers.environment()


def _drawn(template: str, **facts: Any) -> bytes:
    row = city.profile()
    palette = colours.Palette() if row is None else colours.Palette(primary=row.primary, accent=row.accent)
    main = colours.scale(palette.primary).light
    frame = {"city": city.identity(), "today": now(), "locale": i18n.language(), "dir": i18n.direction(), "main": main}
    page = _papers.get_template(f"pdf/{template}").render(**frame, **facts)
    let_go()
    return pdf.draw(page, base=papers.fonts())


def charter_paper(at_hand: CharterAtHand) -> bytes:
    """The PDF of a charter, with its signatures. Lets go of the database before it draws.

    :raises PdfUnavailable: this machine cannot draw.
    """
    return _drawn("charter.html", row=at_hand.sponsorship, idea=at_hand.idea, days=at_hand.days)


def culture_paper(figures: Culture, words: dict[str, Any]) -> bytes:
    """The PDF of the figures. Lets go of the database before it draws.

    :raises PdfUnavailable: this machine cannot draw.
    """
    return _drawn("culture.html", figures=figures, **words)
