"""PDFs are tagged, fetch nothing, and are drawn by processes that keep what they loaded."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from lms.kit import pdf_drawing
from lms.kit.pdf import PdfUnavailable, _drawn, _Files, draw, draw_many
from lms.kit.worker import TooSlow, Worker
from tests.papers import inside

pytestmark = pytest.mark.skipif(pdf_drawing.weasyprint is None, reason="pango is not installed on this machine")

SQUARE = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><rect width="40" height="40" fill="#123456"/></svg>'


def page(body: str, head: str = "") -> str:
    return f'<!doctype html><html lang="en"><head><title>A certificate</title>{head}</head><body><h1>Certificate</h1>{body}</body></html>'


@pytest.fixture
def listener() -> Iterator[tuple[int, list[object]]]:
    """A port of this machine that counts who knocks."""
    visits: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        done = threading.Event()

        def listen() -> None:
            while not done.is_set():
                try:
                    connection, address = server.accept()
                except TimeoutError:
                    continue
                visits.append(address)
                connection.close()

        thread = threading.Thread(target=listen)
        thread.start()
        yield server.getsockname()[1], visits
        done.set()
        thread.join()


def test_the_pdf_is_tagged_and_says_its_standard_title_and_language() -> None:
    opened = inside(draw(page("<ul><li>One</li></ul>"), base={}))
    for mark in (
        b"/MarkInfo",
        b"/StructTreeRoot",
        b"pdfuaid:part",
        b"/Lang (en)",
        b"A certificate",
        b"/DisplayDocTitle true",
        b"/H1",
        b"/LI",
    ):
        assert mark in opened, mark


def test_pictures_and_style_sheets_come_from_the_given_files() -> None:
    html = page('<img alt="a square" src="media/square.svg">', '<link rel="stylesheet" href="https://site.example/a.css">')
    opened = inside(draw(html, base={"media/square.svg": SQUARE, "https://site.example/a.css": b"h1 { color: #ff0000 }"}))
    assert b"0.070588 0.203922 0.337255 rg" in opened
    assert b"1 0 0 rg" in opened


def test_relative_links_lead_to_the_given_site() -> None:
    opened = inside(draw(page('<a href="verify/1">check</a>'), base={}, address="https://campus.example/"))
    assert b"https://campus.example/verify/1" in opened


@pytest.mark.parametrize(
    "body",
    [
        '<img alt="" src="{url}">',
        '<img alt="" srcset="{url} 1x">',
        '<link rel="stylesheet" href="{url}">',
        "<style>@import '{url}'; body {{ background: url({url}) }}</style>",
        "<style>@font-face {{ font-family: x; src: url({url}) }} h1 {{ font-family: x }}</style>",
        '<object data="{url}"></object>',
        '<embed src="{url}">',
        '<link rel="attachment" href="{url}">',
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="{url}" width="9" height="9"/><use href="{url}#x"/></svg>',
        "<img alt='' src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><image href='{url}' width='9' height='9'/></svg>\">",
        '<base href="{url}"><img alt="" src="x.png">',
    ],
)
def test_nothing_is_fetched_from_the_network(body: str, listener: tuple[int, list[object]]) -> None:
    port, visits = listener
    for host in (f"http://127.0.0.1:{port}/x", f"//127.0.0.1:{port}/x", f"ftp://127.0.0.1:{port}/x", f"http://2130706433:{port}/x"):
        assert draw(page(body.format(url=host)), base={}).startswith(b"%PDF")
    assert visits == []


@pytest.mark.parametrize("url", ["file:///etc/passwd", "/etc/passwd", "FILE:///etc/passwd", "file://localhost/etc/passwd"])
def test_no_file_of_the_machine_is_read(url: str) -> None:
    html = page(f'<link rel="attachment" href="{url}"><object data="{url}"></object><img alt="" src="{url}">')
    opened = inside(draw(html, base={}))
    assert b"root:" not in opened
    assert b"EmbeddedFile" not in opened


def test_many_are_drawn_in_order_by_several_processes_and_read_only_a_little_ahead() -> None:
    read: list[int] = []

    def pages() -> Iterator[str]:
        for number in range(40):
            read.append(number)
            yield page("<p>text</p>").replace("A certificate", f"Number {number:03}")

    drawn = draw_many(pages(), base={"square.svg": SQUARE}, processes=2)
    assert b"Number 000" in inside(next(drawn))
    assert len(read) <= 6
    rest = list(drawn)
    assert [number for number in range(1, 40) if f"Number {number:03}".encode() in inside(rest[number - 1])] == list(range(1, 40))


def test_leaving_off_in_the_middle_of_many_is_no_fault() -> None:
    drawn = draw_many((page(str(number)) for number in range(1000)), base={}, processes=1)
    assert next(drawn).startswith(b"%PDF")
    drawn.close()  # type: ignore[attr-defined]


def test_files_are_sent_again_to_a_process_that_was_replaced() -> None:
    worker, files = Worker("lms.kit.pdf_drawing:answer", seconds=30, memory_mb=2048), _Files({"square.svg": SQUARE})
    for _round in range(2):
        assert b"0.070588" in inside(_drawn(worker, page('<img alt="x" src="square.svg">'), files, "https://pdf.invalid/"))
        worker.stop()


def test_a_machine_without_pango_says_which_packages_are_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "weasyprint.py").write_text("raise OSError(\"cannot load library 'libpango-1.0-0'\")")  # as WeasyPrint's own import ends
    monkeypatch.syspath_prepend(str(tmp_path))
    worker = Worker("lms.kit.pdf_drawing:answer", seconds=30, memory_mb=2048)
    with pytest.raises(PdfUnavailable, match=r"libpango-1\.0-0.*print it from the browser") as refusal:
        _drawn(worker, page(""), _Files({}), "https://pdf.invalid/")
    worker.stop()
    assert refusal.value.status == 503


def test_a_page_that_takes_for_ever_is_refused() -> None:
    worker = Worker("lms.kit.pdf_drawing:answer", seconds=1, memory_mb=2048)
    with pytest.raises(TooSlow, match="takes too long"):
        _drawn(worker, page("<table>" + "<tr><td>x</td></tr>" * 50_000 + "</table>"), _Files({}), "https://pdf.invalid/")
