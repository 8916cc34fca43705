"""Tagged PDF (PDF/UA-1) from HTML, drawn by WeasyPrint in worker processes; nothing is fetched from the network or from files."""

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from queue import SimpleQueue

from lms.kit.errors import DomainError
from lms.kit.i18n import gettext as _
from lms.kit.worker import Worker

ADDRESS = "https://pdf.invalid/"  # where relative addresses stand when the caller names no site; no such host can exist

_TARGET = "lms.kit.pdf_drawing:answer"
_NO_WEASYPRINT, _NO_FILES = "no weasyprint", "no files"  # the child's answers that are not a PDF
_AHEAD = 2  # documents that wait for each process, so that none is idle


class PdfUnavailable(DomainError):
    """This machine lacks the libraries that draw PDF pages."""

    status = 503


def _worker() -> Worker:
    return Worker(_TARGET, seconds=60, memory_mb=2048)


_single = _worker()


def draw(html: str, *, base: Mapping[str, bytes], address: str = ADDRESS) -> bytes:
    """Return ``html`` as a PDF. ``base`` holds the pictures, fonts and style sheets by the address that the HTML uses (relative or full).

    ``address`` is what relative links are resolved against. Raises ``PdfUnavailable``, ``TooSlow`` (after 60 s) or ``WorkerDied``.
    """
    return _drawn(_single, html, _Files(base), address)


def draw_many(htmls: Iterable[str], *, base: Mapping[str, bytes], processes: int = 2, address: str = ADDRESS) -> Iterator[bytes]:
    """Yield the PDF of each of ``htmls`` in order, drawn by several processes that read only a little ahead. Raises as ``draw``."""
    files = _Files(base)
    idle: SimpleQueue[Worker] = SimpleQueue()

    def one(html: str) -> bytes:
        worker = idle.get()
        try:
            return _drawn(worker, html, files, address)
        finally:
            idle.put(worker)

    with ExitStack() as stack:
        for _number in range(processes):
            idle.put(stack.enter_context(_ending()))
        pool = stack.enter_context(ThreadPoolExecutor(processes))
        waiting: deque[Future[bytes]] = deque()
        stack.callback(lambda: [future.cancel() for future in waiting])
        for html in htmls:
            waiting.append(pool.submit(one, html))
            if len(waiting) > processes * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


@contextmanager
def _ending() -> Iterator[Worker]:
    worker = _worker()
    try:
        yield worker
    finally:
        worker.stop()


class _Files:
    """The files of many documents, sent to a process once and named by their digest afterwards."""

    def __init__(self, base: Mapping[str, bytes]) -> None:
        self.base = dict(base)
        digest = hashlib.sha256()
        for name, content in sorted(self.base.items()):
            digest.update(f"{name}\0{len(content)}\0".encode() + content)
        self.key = digest.hexdigest()


def _drawn(worker: Worker, html: str, files: _Files, address: str) -> bytes:
    answer = worker(html, address, files.key, None)
    if answer == _NO_FILES:
        answer = worker(html, address, files.key, files.base)
    if answer == _NO_WEASYPRINT:
        raise PdfUnavailable(
            _(
                "PDF pages cannot be drawn on this machine: libraries are missing. Install the Debian packages "
                "libpango-1.0-0, libpangoft2-1.0-0 and libharfbuzz-subset0; until then, open the page for printing "
                "and print it from the browser."
            )
        )
    pdf: bytes = answer
    return pdf
