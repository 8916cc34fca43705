"""PostgreSQL's own programs, which write everything into a file and bring it back."""

import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from lms.kit.db import db
from lms.kit.i18n import gettext as _
from lms.operations.backup_files import BackupRefused

_EMPTY = r"""
BEGIN;
SET LOCAL client_min_messages = warning;
SELECT format('DROP TABLE %s CASCADE', oid::regclass) FROM pg_class
WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace
  AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e') \gexec
SELECT format('DROP ROUTINE %s CASCADE', oid::regprocedure) FROM pg_proc
WHERE pronamespace = current_schema()::regnamespace
  AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e') \gexec
"""
"""Takes away what the house made, and leaves the schema, which may belong to another account, and what extensions made."""


def _line(name: str, *words: str) -> tuple[list[str], dict[str, str]]:
    """How one of PostgreSQL's programs is called; a password goes by the environment, which other users cannot see."""
    found = shutil.which(name)
    if found is None:
        raise BackupRefused(_("The program %(name)s is not installed. On Debian: apt-get install postgresql-client", name=name))
    password = db.engine.url.password
    env = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", **({"PGPASSWORD": str(password)} if password else {})}
    return [found, *words], env


def _ours() -> tuple[str, ...]:
    """Where our database is, in words of PostgreSQL's programs: all that its address says, a socket or a certificate to insist on, too."""
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415  a city on SQLite has no need of it

    _args, found = db.engine.dialect.create_connect_args(db.engine.url)
    return ("--no-password", "--dbname", make_conninfo(**{key: value for key, value in found.items() if key not in {"context", "password"}}))


def _refuse_failed(name: str, code: int, said: bytes) -> None:
    if code:
        raise BackupRefused(_("%(name)s failed: %(reason)s", name=name, reason=said.decode(errors="replace").strip()[-500:]))


def dump(copy: Path) -> None:
    """Write our database to ``copy``, as it is at one instant.

    :raises BackupRefused: when it cannot be done.
    """
    line, env = _line("pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--file", str(copy), *_ours())
    done = subprocess.run(line, stdin=subprocess.DEVNULL, capture_output=True, check=False, env=env)  # noqa: S603  (our own words)
    _refuse_failed("pg_dump", done.returncode, done.stderr)


def refill(copy: Path) -> None:
    """Replace all that is in our database by what ``copy`` holds, in one transaction: where it fails, all is as it was.

    ``pg_restore --clean`` takes away only what the copy has too, so whatever a newer schema added would stand in the way.

    :raises BackupRefused: when it cannot be done.
    """
    reading, _env = _line("pg_restore", "--file=-", "--no-owner", "--no-privileges", str(copy))
    writing, env = _line("psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", *_ours())
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(writing, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said, env=env) as psql,  # noqa: S603  (our own words)
    ):
        assert psql.stdin is not None  # noqa: S101  (for the type checker)
        with suppress(BrokenPipeError):
            psql.stdin.write(_EMPTY.encode())
            psql.stdin.flush()
        read = subprocess.run(reading, stdin=subprocess.DEVNULL, stdout=psql.stdin, stderr=subprocess.PIPE, check=False, env=env)  # noqa: S603
        psql.communicate(b"\nCOMMIT;\n" if read.returncode == 0 else b"")  # without the word nothing has happened
        said.seek(0)
        _refuse_failed("psql", psql.returncode, said.read())
        _refuse_failed("pg_restore", read.returncode, read.stderr)
