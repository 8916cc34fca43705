"""Size over the wire, sign-ins, and certificates."""

import argparse
import gzip
import re
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path
from urllib.parse import urljoin

from argon2 import PasswordHasher
from flask import Flask

from lms.credentials import queries
from lms.credentials.service import drawing
from lms.kit.db import db
from tests.bench.journeys import get, new_cookie, post
from tests.bench.report import Report
from tests.bench.rows import PASSWORD, City
from tests.bench.server import Server, gunicorn

FIRST_PAGE, NEXT_PAGE, MOST_REQUESTS = 130, 20, 10
ASSET = re.compile(r'(?:<link rel="(?:stylesheet|preload|icon|modulepreload)" href|<script[^>]* src|<img[^>]* src)="(/[^"]+)"')
IMPORT = re.compile(r'(?:import|from)\s*"([^"]+)"|url\(([^)"]+)\)')


def _weight(server: Server, path: str, cookie: str) -> tuple[int, bytes]:
    """Bytes of an answer with its head, and its content unpacked. A page that is not packed counts as a proxy would pack it."""
    _status, headers, body = server.ask(get(path, cookie, gzip=True))
    head = sum(len(name) + len(value) + 4 for name, value in headers.items())
    packed = headers.get("content-encoding") == "gzip"
    is_page = headers.get("content-type", "").startswith("text/html")
    size = len(gzip.compress(body, 6)) if is_page and not packed else len(body)
    return size + head, gzip.decompress(body) if packed else body


def measure_wire(server: Server, cookie: str, city: City, report: Report) -> None:
    """The first page with everything it fetches, then the next one with an empty list of things to fetch."""
    first, page = _weight(server, "/courses", cookie)
    waiting = list(dict.fromkeys(ASSET.findall(page.decode())))
    weights = {"/courses": first}
    while waiting:
        path = waiting.pop()
        if path in weights:
            continue
        weights[path], content = _weight(server, path, cookie)
        if path.endswith(".js"):
            waiting += [urljoin(path, name) for name, _ in IMPORT.findall(content.decode()) if name]
    total = sum(weights.values()) / 1024
    following, next_page = _weight(server, f"/learn/{city.learners[0].slug}/{city.learners[0].lesson}", cookie)
    fresh = [path for path in dict.fromkeys(ASSET.findall(next_page.decode())) if path not in weights]
    following += sum(_weight(server, path, cookie)[0] for path in fresh)
    report.lines.append("wire: " + ", ".join(f"{path.rpartition('/')[2] or path} {size / 1024:.1f}" for path, size in weights.items()) + " KB")
    report.judge(total <= FIRST_PAGE, f"first page: {total:.0f} KB with everything, packed ({FIRST_PAGE})")
    report.judge(len(weights) <= MOST_REQUESTS, f"first page: {len(weights)} requests ({MOST_REQUESTS})")
    report.judge(following / 1024 <= NEXT_PAGE, f"next page: {following / 1024:.1f} KB, {len(fresh)} new things ({NEXT_PAGE})")


def _verify_for(seconds: float) -> int:
    hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
    hashed, until, count = hasher.hash(PASSWORD), time.perf_counter() + seconds, 0
    while time.perf_counter() < until:
        hasher.verify(hashed, PASSWORD)
        count += 1
    return count


def measure_sign_ins(given: argparse.Namespace, environment: Mapping[str, str], words: Sequence[str], report: Report) -> None:
    """Sign-ins by the form, as a share of what argon2 alone does on as many processes."""
    with ProcessPoolExecutor(given.workers) as pool:
        most = sum(pool.map(_verify_for, [given.seconds] * given.workers)) / given.seconds
    with gunicorn({**environment, "LMS_TRUSTED_PROXIES": "1"}, *words) as server:
        status, headers, body = server.ask(get("/sign-in"))
        found = re.search(rb'name="csrf_token"[^>]*value="([^"]+)"', body)
        if status != 200 or not found:
            report.absent("sign-in", status)
            return
        cookie, token = new_cookie(headers, ""), found[1].decode()
        requests = [[_sign_in(number, token, cookie) for number in range(start, given.people, given.clients)] for start in range(given.clients)]
        server.play(requests, 0.5)
        measure = server.play(requests, given.seconds)
    report.lines.append(f"sign-ins          {measure.per_second:8.1f}/s, argon2 alone {most:.1f}/s  {dict(measure.bad) or ''}")
    report.judge(not measure.bad and measure.per_second >= 0.7 * most, f"sign-ins: {measure.per_second / most:.2f} of what argon2 allows (0.7)")


def _sign_in(number: int, token: str, cookie: str) -> bytes:
    network = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    fields = [("csrf_token", token), ("email", f"citizen{number}@city.test"), ("password", PASSWORD), ("submit", "Sign in")]
    return post("/sign-in", fields, cookie, more={"X-Forwarded-For": network})


def _draw_raw(pages: Sequence[str], files: Mapping[str, bytes], folder: str) -> float:
    """Draw ``pages`` by WeasyPrint itself, with its fonts loaded; return the seconds, without those of the first page."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    for name, content in files.items():
        place = Path(folder) / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    fonts = FontConfiguration()
    began = time.perf_counter()
    for number, page in enumerate(pages):
        if number == 1:
            began = time.perf_counter()
        weasyprint.HTML(string=page, base_url=f"{folder}/").write_pdf(pdf_variant="pdf/ua-1", font_config=fonts)
    return time.perf_counter() - began


def measure_papers(app: Flask, count: int, report: Report) -> None:
    """Certificates drawn by the house, against WeasyPrint alone on two processes."""
    if not count:
        return
    with app.app_context(), tempfile.TemporaryDirectory() as folder:
        look, ids = drawing.city_look(), queries.drawable()[: count + 2]
        pages = [drawing.page_of(paper, look) for start in range(0, len(ids), 100) for paper in queries.with_holders(ids[start : start + 100])]
        drawn = drawing.draw_missing(Path(folder), processes=2)
        next(drawn)  # both sides have their libraries and fonts loaded when the clock starts
        began = time.perf_counter()
        done = sum(1 for _place in islice(drawn, count))
        house = time.perf_counter() - began
        drawn.close()
        db.session.rollback()
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(2) as pool:
        halves = [pages[0::2], pages[1::2]]
        raw = max(pool.map(_draw_raw, halves, [look.files] * 2, [f"{folder}/a", f"{folder}/b"]))
    report.lines.append(f"{done} certificates: {house:.1f} s, WeasyPrint alone {raw:.1f} s")
    report.judge(done == count and house <= 1.15 * raw, f"{done} certificates: {house / raw:.2f} times what WeasyPrint alone takes (1.15)")
