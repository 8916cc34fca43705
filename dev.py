#!/usr/bin/env python3
"""The one command of this checkout: it installs what is missing, and does what you ask.

    python3 dev.py demo     a believable city on your machine      python3 dev.py test     the tests
    python3 dev.py doctor   what is missing, and its remedy         python3 dev.py --help   the rest

Standard library only, so that Debian 12 with git and python3 is enough to begin. Nothing outside this folder is changed,
except that missing system packages are installed through apt when you are root or have passwordless sudo.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  said in words, before an import fails
    sys.exit("Civic Campus needs Python 3.11 or newer; this is " + sys.version.split()[0] + ".")

import argparse
import contextlib
import ctypes
import fcntl
import hashlib
import os
import re
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType

sys.path.insert(0, str(Path(__file__).resolve().parent / ".ci"))
from machine import GOOD_TO_HAVE, LOCKS, POSTGRESQL, ROOT, TO_RUN, TO_TEST_ALL, VENV, VENV_NEED, Stop, apt_line, in_venv, is_fresh, prepare, say

DEMO = ROOT / "var" / "demo"


# ---------------------------------------------------------------------------------------------------------------- the demo


def free_port(host: str, wanted: int) -> int:
    """Return ``wanted``, or the next port that nobody listens on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for port in range(wanted, min(wanted + 200, 65536)):
        with socket.socket(family) as probe, contextlib.suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
            return port
    raise Stop(f"No free port from {wanted} on at {host}. Choose another with --port.")


def secret_key() -> str:
    file = DEMO / "secret_key"
    if not file.exists():
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
            handle.write(secrets.token_urlsafe(48))
    return file.read_text()


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """Hold the demo's folder, so that two demos never share (or reset) one database."""
    DEMO.mkdir(parents=True, exist_ok=True)
    with (DEMO.parent / "demo.lock").open("a+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            handle.seek(0)
            raise Stop(f"The demo of this checkout is already running: {handle.read().strip()}. Stop it first with Ctrl-C.") from None
        handle.truncate(0)
        handle.write(f"process {os.getpid()}")
        handle.flush()
        yield


def whole_or_gone(loaded: Path, city: Path, *beside: Path) -> None:
    """Keep the ``city`` (a file or folder) and the mark that it was ``loaded`` where both are there, and neither where one is missing.

    Of a city whose loading was broken off (Ctrl-C, power) nobody can tell what it lacks; one that was deleted has to be loaded again.
    """
    if not (loaded.exists() and city.exists()):
        for one in (loaded, city, *beside):
            if one.is_dir():
                shutil.rmtree(one, ignore_errors=True)
            else:
                one.unlink(missing_ok=True)


@contextlib.contextmanager
def database(postgres: bool) -> Iterator[tuple[str, Path]]:
    """Give the address of the demo's database, and the mark that its city was loaded; a PostgreSQL server runs as long as the block does."""
    loaded = DEMO / ("loaded-postgres" if postgres else "loaded")
    if not postgres:
        file = DEMO / "campus.sqlite"
        whole_or_gone(loaded, file, DEMO / "campus.sqlite-wal", DEMO / "campus.sqlite-shm")
        yield f"sqlite:///{file}", loaded
        return
    from tests.postgres import Server, keeper  # noqa: PLC0415  only this road needs it

    # Root may not run PostgreSQL, and the account that may cannot enter root's folders.
    outside = Path("/var/tmp") / f"civic-campus-demo-{hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]}"
    server = Server(outside if keeper() else DEMO / "postgres", durable=True)
    whole_or_gone(loaded, server.folder)
    server.start()
    try:
        yield server.make("civic_campus"), loaded
    finally:
        server.stop()


def follow_parent() -> None:
    """Have the kernel end a child when dev.py is killed, so that no port stays taken."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def answers(address: str) -> bool:
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(f"{address}/healthz", timeout=2) as reply:
            return bool(reply.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def stop_children(children: Sequence[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(20)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def serve(env: Mapping[str, str], host: str, port: int) -> int:
    """Run server and scheduler until Ctrl-C, or until one of them ends."""
    everything = {**os.environ, "PYTHONPATH": "", **env}
    lms = str(VENV / "bin" / "lms")
    lines = ((lms, "serve", "--host", host, "--port", str(port)), (lms, "scheduler"))
    # Sessions of their own: Ctrl-C reaches dev.py alone, which then stops them in order.
    children = [subprocess.Popen(line, cwd=ROOT, env=everything, start_new_session=True, preexec_fn=follow_parent) for line in lines]
    here = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"
    try:
        deadline = time.monotonic() + 60
        while not answers(here) and all(child.poll() is None for child in children):
            if time.monotonic() > deadline:
                raise Stop(f"The server did not answer at {here}/healthz within a minute; its lines above say why.")
            time.sleep(0.2)
        if all(child.poll() is None for child in children):
            say("")
            in_venv("lms", "demo", "accounts", environment=env)
            say(f"\n  Civic Campus is at {env['LMS_BASE_URL']}   (Ctrl-C stops it; the data stays in {DEMO.relative_to(ROOT)}/)\n")
        while all(child.poll() is None for child in children):
            time.sleep(0.5)
        ended = next(line for line, child in zip(lines, children, strict=True) if child.poll() is not None)
        raise Stop(f"{' '.join(ended[1:2])} ended by itself; its lines above say why.")
    except KeyboardInterrupt:
        say("\nStopping.")
        return 0
    finally:
        stop_children(children)


def load_city(env: Mapping[str, str], loaded: Path) -> None:
    """Bring the database up to date, and fill it where ``loaded`` does not yet say that this was done."""
    if in_venv("lms", "db", "upgrade", environment=env):
        raise Stop("The database could not be brought up to date. Start over with: python3 dev.py demo --reset")
    if not loaded.exists():
        say("Loading a city (once)")
        if in_venv("lms", "demo", "load", environment=env):
            raise Stop("The city could not be loaded; the lines above say why.")
        loaded.touch()


def demo(options: argparse.Namespace, _rest: list[str]) -> int:
    prepare("runtime", (*TO_RUN, POSTGRESQL) if options.postgres else TO_RUN)
    with only_one():
        if options.reset:
            shutil.rmtree(DEMO)
            DEMO.mkdir()
        port = free_port(options.host, options.port)
        if port != options.port:
            say(f"Port {options.port} is taken; using {port}.")
        with database(options.postgres) as (address, loaded):
            shown = "localhost" if options.host in ("127.0.0.1", "0.0.0.0") else options.host
            env = {
                "LMS_ENVIRONMENT": "demo",
                "LMS_DATA_DIR": str(DEMO),
                "LMS_BASE_URL": f"http://{shown}:{port}",
                "DATABASE_URL": address,
                "SECRET_KEY": secret_key(),
            }
            load_city(env, loaded)
            if options.no_serve:
                in_venv("lms", "demo", "accounts", environment=env)
                say("Ready. Start the server with: python3 dev.py demo")
                return 0
            return serve(env, options.host, port)


# -------------------------------------------------------------------------------------------------------------- the doctor


def head_of_migrations() -> str | None:
    """Return the newest revision on disk: the one that no other comes after."""
    texts = [file.read_text() for file in (ROOT / "migrations" / "versions").glob("*.py")]
    found = [re.search(rf"^{name}\b[^=]*= *[\"']([^\"']+)", text, re.M) for text in texts for name in ("revision", "down_revision")]
    names = [match.group(1) if match else None for match in found]
    heads = set(names[::2]) - set(names[1::2])
    return heads.pop() if len(heads) == 1 else None


def database_is_current() -> bool:
    """Return whether the demo's SQLite database, where there is one, stands at the newest migration."""
    file = DEMO / "campus.sqlite"
    if not file.exists():
        return True
    try:
        with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
            return connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(head_of_migrations(),)]
    except sqlite3.Error:
        return False


def port_is_free() -> bool:
    return free_port("127.0.0.1", 8000) == 8000


def doctor(_options: argparse.Namespace, _rest: list[str]) -> int:
    """Print a table of what is there and what is not, each with its remedy; exit code 1 where the demo could not start."""
    again = "python3 dev.py demo"
    rows: list[tuple[str, bool, bool, str]] = [("python 3.11 or newer", sys.version_info >= (3, 11), True, "apt-get install python3")]
    rows += [(need.name, bool(need.present()), need is VENV_NEED, apt_line([need])) for need in (*TO_TEST_ALL, *GOOD_TO_HAVE)]
    rows += [
        (".venv", (VENV / "bin" / "python").exists(), False, again),
        ("packages as locked", is_fresh("runtime"), False, again),
        ("packages for tests", is_fresh("dev"), False, "python3 dev.py test"),
        ("var/ can be written", os.access(DEMO.parent if DEMO.parent.exists() else ROOT, os.W_OK), True, f"chown -R $USER {ROOT}"),
        ("2 GB of disk free", shutil.disk_usage(ROOT).free > 2 * 1024**3, True, "free some disk space"),
        ("one migration head", head_of_migrations() is not None, True, "python3 dev.py migrate-check"),
        ("demo database current", database_is_current(), False, again),
        ("port 8000 free", port_is_free(), False, f"{again} --port 8001 (or let it choose)"),
    ]
    for name, there, _needed, remedy in rows:
        say(f"  {'there  ' if there else 'MISSING'}  {name:24}{'' if there else remedy}")
    return int(any(needed and not there for _, there, needed, _ in rows))


# -------------------------------------------------------------------------------------------------------- the other commands


def test(options: argparse.Namespace, rest: list[str]) -> int:
    prepare("dev", TO_TEST_ALL if options.all else TO_RUN)
    if options.all:
        return in_venv("python", ".ci/checks.py", "all", *rest)
    chosen_by_hand = any(word.startswith("-m") or (ROOT / word.split("::")[0]).exists() for word in rest)
    quick = [] if chosen_by_hand else ["-m", "not browser and not postgres and not slow"]
    return in_venv("python", "-m", "pytest", *quick, *rest)


def lock(_options: argparse.Namespace, rest: list[str]) -> int:
    """Compile the three locks from pyproject.toml; ``--upgrade`` asks for the newest of everything."""
    prepare("dev")
    build = tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"]
    LOCKS.mkdir(parents=True, exist_ok=True)
    words = ("uv", "pip", "compile", "-q", "--universal", "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--no-header")
    wanted = LOCKS / "build.in"
    wanted.write_text("\n".join([*build, "editables", "setuptools", "wheel"]) + "\n")  # the last two build what is no wheel yet
    try:
        return (
            in_venv(*words, *rest, "--no-annotate", ".ci/locks/build.in", "-o", ".ci/locks/build.txt")
            or in_venv(*words, *rest, "pyproject.toml", "-c", ".ci/locks/build.txt", "-o", ".ci/locks/runtime.txt")
            or in_venv(*words, *rest, "pyproject.toml", "--group", "dev", "-c", ".ci/locks/runtime.txt", "-o", ".ci/locks/dev.txt")
        )
    finally:
        wanted.unlink()


def passed_on(*words: str) -> Callable[[argparse.Namespace, list[str]], int]:
    """Return a command that prepares the tests' environment and runs ``words`` in it."""

    def run(_options: argparse.Namespace, rest: list[str]) -> int:
        prepare("dev")
        return in_venv(*words, *rest)

    return run


COMMANDS: dict[str, tuple[str, Callable[[argparse.Namespace, list[str]], int]]] = {
    "demo": ("start a city with data on this machine", demo),
    "test": ("run the tests; --all runs every check there is", test),
    "doctor": ("say what is missing, and its remedy", doctor),
    "lint": ("ruff, mypy, import contracts, templates, dependencies", passed_on("python", ".ci/checks.py", "lint")),
    "migrate-check": ("migrations up from empty and equal to the models", passed_on("python", ".ci/checks.py", "migrations")),
    "translations": ("extract, update and compile the translations", passed_on("python", ".ci/translations.py")),
    "vendor": ("fetch the browser files named in static/vendor/vendor.json", passed_on("python", ".ci/vendor.py")),
    "bench": ("measure speed, size and load", passed_on("python", "-m", "tests.bench")),
    "lock": ("recompile .ci/locks from pyproject.toml", lock),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.py", description="Civic Campus on your machine.", allow_abbrev=False)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    made = {name: commands.add_parser(name, help=line, description=line, allow_abbrev=False) for name, (line, _) in COMMANDS.items()}
    made["demo"].add_argument("--reset", action="store_true", help="throw the demo's data away and start over")
    made["demo"].add_argument("--port", type=int, default=8000, help="the port to serve on (default 8000; the next free one if taken)")
    made["demo"].add_argument("--host", default="127.0.0.1", help="the address to listen on (0.0.0.0: everybody in the network)")
    made["demo"].add_argument("--postgres", action="store_true", help="keep the data in a PostgreSQL of its own")
    made["demo"].add_argument("--no-serve", action="store_true", help="prepare everything, do not start the server")
    made["test"].add_argument("--all", action="store_true", help="everything that CI runs; other words go to pytest")
    options, rest = parser.parse_known_args()
    if rest and options.command in ("demo", "doctor"):
        parser.error(f"unknown: {' '.join(rest)}")
    try:
        return COMMANDS[options.command][1](options, rest)
    except Stop as reason:
        say(f"\n{reason}")
        return 1
    except KeyboardInterrupt:
        return 130


def interrupted(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, interrupted)
    sys.exit(main())
