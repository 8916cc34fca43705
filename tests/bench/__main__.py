"""``python -m tests.bench``: speed, size and load of a large city, against the least that the same stack can do."""

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from lms.app import create_app
from lms.kit import migrations
from lms.kit.db import db, transaction
from lms.settings import Environment, Settings
from tests import postgres
from tests.bench import bare, extras, inside
from tests.bench.classes import measure_classes
from tests.bench.ideas import measure_similar
from tests.bench.journeys import answer_saves, browsers, get, page_journeys, post
from tests.bench.report import Report
from tests.bench.reports import measure_reports
from tests.bench.rows import City, Maker, Size
from tests.bench.server import Server, gunicorn

SECRET = "a key that only the benchmark uses, long enough for production"


def say(line: str) -> None:
    """Progress goes to standard error, so that the report can be kept."""
    sys.stderr.write(line + "\n")


def options() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--courses", type=int, default=300)
    parser.add_argument("--enrolments", type=int, default=200_000)
    parser.add_argument("--seconds", type=float, default=8, help="how long each page is asked for")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--papers", type=int, default=1000, help="certificates to draw; 0 leaves them out")
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--worker-class", default="", help="try another kind of gunicorn worker, such as gthread")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--only", default="", help="words of the names of the pages to measure, separated by commas")
    return parser.parse_args()


@contextmanager
def house(kind: str, size: Size) -> Iterator[tuple[Flask, City, dict[str, str]]]:
    """A city of ``size`` in a database of its own, and the environment in which servers find it."""
    folder = Path(tempfile.mkdtemp(prefix=f"campus-bench-{kind}-"))
    folder.chmod(0o755)  # PostgreSQL, which never runs as root, has to get in
    server = postgres.Server(folder / "postgres", durable=True).start() if kind == "postgresql" else None
    address = server.make("bench") if server else f"sqlite:///{folder / 'campus.sqlite'}"
    settings = Settings(environment=Environment.DEMO, data_dir=folder / "data", database_url=address, secret_key=SECRET, log_level="ERROR")
    try:
        app = migrations.init_app(create_app(settings))
        with app.app_context():
            upgrade()
            began = time.monotonic()
            city = Maker(size).city()
            with transaction():
                bare.make_table()
            if server:
                with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                    connection.exec_driver_sql("ANALYZE")
            say(f"{kind}: {size.people} people, {size.courses} courses, {size.enrolments} enrolments in {time.monotonic() - began:.0f} s")
            db.session.remove()
            db.engine.dispose()
        environment = {
            "LMS_ENVIRONMENT": "demo",
            "LMS_DATA_DIR": str(folder / "data"),
            "DATABASE_URL": address,
            "SECRET_KEY": SECRET,
            "LMS_LOG_LEVEL": "WARNING",
        }
        yield app, city, environment
    finally:
        if server:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def words_for(given: argparse.Namespace, target: str) -> list[str]:
    """The command that starts a server as ``lms serve`` does, for the house or for the bare application."""
    words = [
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        "python:lms.operations.serving",
        "--bind",
        "127.0.0.1:{port}",
        "--workers",
        str(given.workers),
    ]
    words += ["--worker-class", given.worker_class, "--threads", str(given.threads)] if given.worker_class else []
    return [*words, "--env", f"PROMETHEUS_MULTIPROC_DIR={tempfile.mkdtemp(prefix='campus-bench-counters-')}", target]


def measure_bare(given: argparse.Namespace, app: Flask, city: City, environment: Mapping[str, str], report: Report) -> None:
    """The ceiling: the bare page and the bare save."""
    with gunicorn(environment, *words_for(given, "tests.bench.bare:create_bare()")) as server:
        cookies = browsers(server, app, city, "/page")
        status, _headers, body = server.ask(get("/page", cookies[0]))
        if status != 200 or not 15_000 < len(body) < 25_000:
            raise RuntimeError(f"The bare page answers {status} with {len(body)} bytes.")
        pages = [[get("/page", cookie)] for cookie in cookies]
        saves = [[post("/save", [("word", "x")], cookie)] for cookie in cookies]
        server.play(pages[: given.clients], 1)
        report.bare_page = server.play(pages[: given.clients], given.seconds)
        report.bare_save = server.play(saves[: given.clients], given.seconds)
        report.bare_save_crowd = server.play(saves[:32], given.seconds)
        report.bare_memory = server.memory()


def measure_house(given: argparse.Namespace, app: Flask, city: City, environment: Mapping[str, str], report: Report) -> None:
    """Each page of the house, the save, and the crowd that saves."""
    wanted = [word for word in given.only.split(",") if word]
    with gunicorn(environment, *words_for(given, "lms.app:create_app()")) as server:
        cookies = browsers(server, app, city, "/account")
        for journey in page_journeys(city):
            if wanted and not any(word in journey.name for word in wanted):
                continue
            requests = [[get(path, cookie) for path in paths] for cookie, paths in zip(cookies, journey.paths, strict=True)]
            status, _headers, body = server.ask(requests[0][0])
            if status != 200:
                report.absent(journey.name, status)
                continue
            say(f"  {journey.name}")
            server.play(requests[: given.clients], 0.5)
            measure = server.play(requests[: given.clients], given.seconds)
            with app.app_context():
                report.page(journey.name, measure, statements=inside.statements(app, city, journey), size=len(body))
        if not wanted or "save" in wanted:
            _measure_saves(given, app, city, server, report)
        report.memory = server.memory()
        extras.measure_wire(server, cookies[0], city, report)


def _measure_saves(given: argparse.Namespace, app: Flask, city: City, server: Server, report: Report) -> None:
    say("  answer save")
    try:
        few, crowd = answer_saves(server, app, city, "q5"), answer_saves(server, app, city, "q6")
    except RuntimeError as error:
        report.absent("answer save", str(error))
        return
    report.save(server.play(few[: given.clients], given.seconds))
    report.crowd(server.play(crowd[32:64], given.seconds))


def main() -> int:
    """Measure what was asked for and print the report."""
    given = options()
    kinds = ("sqlite", "postgresql") if given.database == "both" else (given.database,)
    reached = True
    for kind in kinds:
        report = Report(kind, given.clients)
        with house(kind, Size(given.people, given.courses, given.enrolments)) as (app, city, environment):
            measure_bare(given, app, city, environment, report)
            measure_house(given, app, city, environment, report)
            if not given.only:
                _measure_heavy(given, app, city, environment, report)
        sys.stdout.write(report.text() + "\n")
        reached &= report.all_reached()
    return 0 if reached else 1


def _measure_heavy(given: argparse.Namespace, app: Flask, city: City, environment: Mapping[str, str], report: Report) -> None:
    steps: tuple[Callable[[], None], ...] = (
        lambda: extras.measure_sign_ins(given, environment, words_for(given, "lms.app:create_app()"), report),
        lambda: extras.measure_papers(app, given.papers, report),
        lambda: measure_reports(app, report, people=given.people),
        lambda: measure_classes(app, report),
        lambda: measure_similar(app, report, ideas=given.people),
    )
    for step in steps:
        step()


if __name__ == "__main__":
    sys.exit(main())
