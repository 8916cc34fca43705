"""``lms serve``, and how gunicorn runs the house: it reads this file as its configuration (why so: docs/adr/0002).

Apart from the other commands, since the command becomes gunicorn and need load nothing that gunicorn will load again.
"""

import fcntl
import gc
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import configure_mappers

from lms.kit.errors import DomainError
from lms.kit.i18n import gettext as _
from lms.settings import read_settings

MOST_WORKERS = 12
IN_USE = "in-use.lock"

# What follows in small letters are gunicorn's settings.
worker_class = "gthread"
threads = 1  # more starve each other in front of SQLite; one still lets idle connections wait outside
keepalive = 15
preload_app = True  # the house is built once and its memory shared
timeout = 120
graceful_timeout = 30
backlog = 512
limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190
accesslog = None  # the house writes its own lines, without paths and addresses
proc_name = "civic-campus"
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "lms.kit.logs.json_lines"}},
    "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["lines"], "level": "INFO"},
    "loggers": {"gunicorn.error": {"handlers": ["lines"], "level": "WARNING", "propagate": False}},
}


class HouseInUse(DomainError):
    """Something must not be done while the house is open."""


def when_ready(server: Any) -> None:
    """Configure once what each worker would configure for itself, and let the collector leave alone what the workers share."""
    configure_mappers()
    gc.collect()
    gc.freeze()


def on_exit(server: Any) -> None:
    """Take the folder of this server's counters away."""
    shutil.rmtree(server.cfg.env["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)


def most_fitting_workers() -> int:
    """One worker a core, two at least, so that one long request does not stop the house; twelve at most."""
    return max(2, min(MOST_WORKERS, len(os.sched_getaffinity(0))))


def fresh_counters(data_dir: Path) -> Path:
    """An empty folder where the workers of this process count their requests; those of servers that were killed go."""
    place = data_dir / "run"
    for old in place.glob("counters-*"):
        if not Path(f"/proc/{old.name.removeprefix('counters-')}").exists():
            shutil.rmtree(old, ignore_errors=True)
    folder = place / f"counters-{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def hold_house(data_dir: Path, *, alone: bool = False) -> int:
    """Say that the house is open, until this process and its children end; ``alone``: that it is closed for works.

    :raises HouseInUse: when others hold it in a way that does not go together with this.
    """
    handle = os.open(data_dir / IN_USE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        if alone:
            raise HouseInUse(_("The server or the scheduler is running on these data. Stop both first, then try again.")) from None
        raise HouseInUse(_("A backup is being restored just now. Start again when it is done.")) from None
    os.set_inheritable(handle, True)
    return handle


def gunicorn_words(*, host: str, port: int, workers: int, folder: Path) -> list[str]:
    """The command line that becomes the server."""
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return [
        sys.executable, "-m", "gunicorn", "--config", "python:lms.operations.serving", "--bind", address, "--workers", str(workers),
        "--env", f"PROMETHEUS_MULTIPROC_DIR={folder}", "lms.app:open_house()",
    ]  # fmt: skip


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on; 0.0.0.0 is every one of this machine.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", type=click.IntRange(1, 64), help="Processes that answer; as many as there are cores, if not given.")
def serve(host: str, port: int, workers: int | None) -> None:
    """Open the house: start the web server and stay with it."""
    settings = read_settings()
    data_dir = settings.make_data_dir()
    with settings.writing():
        hold_house(data_dir)
        folder = fresh_counters(data_dir)
    words = gunicorn_words(host=host, port=port, workers=workers or most_fitting_workers(), folder=folder)
    os.execv(words[0], words)  # noqa: S606  (our own words; the server takes this process's place, so signals reach it)
