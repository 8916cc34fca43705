"""Draw certificates as PDF: from the row and the city's colours, when somebody first asks, and once.

The drawn papers lie in a folder that can be deleted at any time, and not in the database: a GET writes nothing there, a
thousand papers do not grow the backups with bytes that can be drawn again, and no reader takes the write lock. Their
names hold the hash of all that was drawn, so a city with new colours, or a holder whose name was erased, never gets an
old paper.
"""

import os
from collections import deque
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

from lms.city.queries import Look, city_look
from lms.credentials import queries
from lms.credentials.models import Certificate
from lms.credentials.papers import State, check_path, duration
from lms.credentials.service.refusals import PaperWithdrawn
from lms.kit import i18n, papers, pdf
from lms.kit.db import let_go
from lms.kit.i18n import gettext as _
from lms.kit.links import absolute
from lms.kit.qr import qr_svg

LOADED_AT_ONCE = 100

_papers = papers.environment(duration=duration)


def page_of(paper: Certificate, look: Look) -> str:
    """The certificate as the HTML that is drawn: in the language of its course where the house speaks it, else in English."""
    address = absolute(check_path(paper.code))
    with i18n.speaking(i18n.offered(paper.language)):
        return _papers.get_template("pdf/certificate.html").render(
            paper=paper,
            look=look,
            city=look.identity,
            locale=i18n.language(),
            dir=i18n.direction(),
            address=address,
            qr=qr_svg(address),
        )


def paper_of(paper: Certificate, cache: Path) -> bytes:
    """The PDF of ``paper``; drawn now unless it lies in ``cache``. Lets go of the database before it draws.

    :raises PaperWithdrawn: the certificate was revoked.
    :raises PdfUnavailable: this machine cannot draw.
    """
    if queries.state_of(paper) is State.REVOKED:
        raise PaperWithdrawn(_("This certificate was revoked, so it cannot be downloaded any more. Its page shows when and why."))
    look = city_look()
    page = page_of(paper, look)
    place = _place(cache, paper.id, page, look)
    let_go()
    if place.exists():
        return place.read_bytes()
    drawn = pdf.draw(page, base=look.files)
    _keep(place, drawn)
    return drawn


def draw_missing(cache: Path, *, processes: int = 2) -> Iterator[Path]:
    """Draw every paper that does not lie in ``cache`` yet, by several processes; yields each when it is there."""
    look, places = city_look(), deque[Path]()

    def pages() -> Iterator[str]:
        for place, page in _missing(cache, look):
            places.append(place)
            yield page

    for drawn in pdf.draw_many(pages(), base=look.files, processes=processes):
        place = places.popleft()
        _keep(place, drawn)
        yield place


def _missing(cache: Path, look: Look) -> Iterator[tuple[Path, str]]:
    ids = queries.drawable()
    for start in range(0, len(ids), LOADED_AT_ONCE):
        pages = [(paper.id, page_of(paper, look)) for paper in queries.with_holders(ids[start : start + LOADED_AT_ONCE])]
        let_go()
        for paper_id, page in pages:
            place = _place(cache, paper_id, page, look)
            if not place.exists():
                yield place, page


def _place(cache: Path, paper_id: UUID, page: str, look: Look) -> Path:
    digest = sha256(page.encode())
    for name, content in sorted(look.files.items()):
        digest.update(f"\0{name}\0{len(content)}\0".encode() + content)
    return cache / str(paper_id) / f"{digest.hexdigest()[:32]}.pdf"


def _keep(place: Path, drawn: bytes) -> None:
    """Write a paper whole or not at all, and take those it replaces away: an old one may hold a name that was erased."""
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = place.with_name(f"{uuid4().hex}.new")
    fresh.write_bytes(drawn)
    os.replace(fresh, place)
    for old in place.parent.glob("*.pdf"):
        if old != place:
            old.unlink(missing_ok=True)


def forget_paper(paper_id: UUID, cache: Path) -> None:
    """Delete what was drawn of a certificate, for instance because its holder's name was erased."""
    for old in (cache / str(paper_id)).glob("*"):
        old.unlink(missing_ok=True)
