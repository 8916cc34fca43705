"""A throw-away PostgreSQL: made in a temporary folder, started without durability, gone at exit.

Standard library only, because ``dev.py demo --postgres`` uses it before anything is installed. Where
``DATABASE_URL_TEST_POSTGRES`` names a server (``postgresql+psycopg://user:password@host/database``), that one is used, and
only databases whose name begins with ``campus_test_`` are made and dropped there.
"""

import atexit
import contextlib
import functools
import getpass
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self
from urllib.parse import quote, urlsplit, urlunsplit

GIVEN = "DATABASE_URL_TEST_POSTGRES"
TEMPLATE = "campus_test_template"
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "120",
    "max_locks_per_transaction": "512",  # a test that has one of everything touches all tables and their indexes in one transaction
    "shared_buffers": "64MB",
    "logging_collector": "off",
    "listen_addresses": "127.0.0.1",
}


class PostgresAbsentError(Exception):
    """No PostgreSQL server programs were found on this machine."""


def programs() -> Path | None:
    """Return the folder that holds ``initdb`` and ``postgres`` of the newest version, or None."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(re.sub(r"\D", "", p.parent.parent.name) or 0))
    if versions:
        return versions[-1].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def keeper() -> str | None:
    """Return the account the server must run under: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in names)


class Server:
    """A cluster in ``folder``. Durable clusters keep their rows safely; throw-away ones are fast and lost at a power cut."""

    def __init__(self, folder: Path, *, durable: bool = False) -> None:
        found = programs()
        if found is None:
            raise PostgresAbsentError("PostgreSQL is not installed here. On Debian: apt-get install postgresql")
        self.bin, self.folder, self.durable, self.owner = found, folder, durable, keeper()
        self.user = self.owner or getpass.getuser()
        self.port = 0

    def _run(self, program: str, *words: str, quiet: bool = True) -> str:
        out = subprocess.PIPE if quiet else subprocess.DEVNULL
        done = subprocess.run(
            [str(self.bin / program), *words],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT if quiet else subprocess.DEVNULL,
            cwd=self.folder,
            text=True,
            check=False,
            env={"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8"},
            user=self.owner,
            group=pwd.getpwnam(self.owner).pw_gid if self.owner else None,
            extra_groups=[] if self.owner else None,
        )
        if done.returncode:
            raise RuntimeError(f"{program} {' '.join(words)} failed ({done.returncode}):\n{done.stdout or self._log()}")
        return done.stdout or ""

    def _log(self) -> str:
        log = self.folder / "log"
        return log.read_text()[-2000:] if log.exists() else ""

    def start(self) -> Self:
        """Make the cluster if there is none, and start it on a free port of 127.0.0.1."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.owner:
            shutil.chown(self.folder, self.owner)
        self.folder.chmod(0o700)
        if not (self.folder / "data" / "PG_VERSION").exists():
            shutil.rmtree(self.folder / "data", ignore_errors=True)
            self._run("initdb", "-D", "data", "-U", self.user, "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync", "--no-instructions")
        elif (self.folder / "data" / "postmaster.pid").exists():  # left running by a process that was killed
            with contextlib.suppress(RuntimeError):
                self._run("pg_ctl", "-D", "data", "-m", "fast", "-w", "stop", quiet=False)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        settings = {k: v for k, v in FAST.items() if not self.durable or k not in ("fsync", "synchronous_commit", "full_page_writes")}
        options = " ".join(f"-c {key}={value}" for key, value in settings.items())
        options += f" -c port={self.port} -c unix_socket_directories=''"
        self._run("pg_ctl", "-D", "data", "-l", "log", "-w", "-t", "60", "-o", options, "start", quiet=False)
        return self

    def stop(self) -> None:
        """Stop the server; a throw-away cluster is deleted too."""
        if self.port:
            self._run("pg_ctl", "-D", "data", "-m", "fast" if self.durable else "immediate", "-w", "stop", quiet=False)
            self.port = 0
        if not self.durable:
            shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str = "postgres") -> str:
        """Return the SQLAlchemy address of ``database``."""
        return f"postgresql+psycopg://{quote(self.user)}@127.0.0.1:{self.port}/{database}"

    def make(self, database: str) -> str:
        """Make ``database`` unless it is there, and return its address."""
        here = ("-h", "127.0.0.1", "-p", str(self.port), "-U", self.user)
        listed = self._run("psql", *here, "-At", "-d", "postgres", "-c", "SELECT datname FROM pg_database")
        if database not in listed.split():
            self._run("createdb", *here, database)
        return self.url(database)


def throw_away() -> Server:
    """Start a server in a temporary folder; it stops and is deleted when this process ends."""
    server = Server(Path(tempfile.mkdtemp(prefix="campus-postgres-")))
    try:
        server.start()
    except BaseException:
        shutil.rmtree(server.folder, ignore_errors=True)
        raise
    atexit.register(server.stop)
    return server


@functools.cache
def address() -> str:
    """Return the address of this process's server: the one that was given, or a new throw-away one."""
    found = os.environ.get(GIVEN) or throw_away().url()
    atexit.register(_drop_all)  # what is registered last goes first: before the server stops
    return found


def named(database: str) -> str:
    """Return the address of ``database`` on the server of :func:`address`."""
    return urlunsplit(urlsplit(address())._replace(path=f"/{database}"))


def _say(*statements: str) -> None:
    import psycopg  # only the tests need it, after installation

    with psycopg.connect(address().replace("+psycopg", ""), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


@functools.cache
def _template(fill: Callable[[str], None]) -> str:
    name = f"{TEMPLATE}_{os.getpid()}"
    drop(name)
    _made.add(name)
    _say(f'CREATE DATABASE "{name}"')
    fill(named(name))
    return name


_made: set[str] = set()
"""The databases of this process that are still there."""


def drop(database: str) -> None:
    """Drop ``database`` even while somebody is connected to it."""
    _say(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
    _made.discard(database)


def _drop_all() -> None:
    for database in sorted(_made):
        drop(database)


def fresh(fill: Callable[[str], None] | None = None) -> str:
    """Return the address of a new database, dropped at exit unless somebody dropped it before.

    ``fill(address)`` (the migrations, say) runs once in this process, in a template that is then copied (in 70 ms where the server's
    files lie in memory, in 600 on a disk); it must close its connections. Without it the database is empty.
    """
    name = f"campus_test_{os.getpid()}_{time.monotonic_ns()}"
    _say(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{_template(fill)}"' if fill else ""))
    _made.add(name)
    return named(name)


def main() -> int:
    """``python -m tests.postgres COMMAND…``: run a command with a throw-away server named in its environment."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that atexit stops the server
    with_server = {**os.environ, GIVEN: address()}
    return subprocess.run(sys.argv[1:], env=with_server, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
