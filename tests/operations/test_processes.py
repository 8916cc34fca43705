"""The house as processes: started by its commands, killed, crowded and misused."""

import contextlib
import json
import os
import resource
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.conftest import migrate

pytestmark = pytest.mark.slow
LMS = [sys.executable, "-c", "from lms.__main__ import main; main()"]
ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 60


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The settings of a house in ``tmp_path`` with an empty, migrated database."""
    migrate(f"sqlite:///{tmp_path / 'campus.sqlite'}")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LMS_")}
    return {**kept, "LMS_ENVIRONMENT": "demo", "LMS_DATA_DIR": str(tmp_path), "SECRET_KEY": "k" * 48, "DATABASE_URL": "", "PYTHONPATH": str(ROOT)}


def _say(environment: dict[str, str], *words: str, **more: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([*LMS, *words], env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120, **more)


@contextlib.contextmanager
def _running(environment: dict[str, str], *words: str) -> Iterator["subprocess.Popen[bytes]"]:
    log = Path(environment["LMS_DATA_DIR"]) / f"{words[0]}-{time.monotonic_ns()}.log"
    with log.open("wb") as out:
        process = subprocess.Popen([*LMS, *words], env=environment, cwd=ROOT, stdout=out, stderr=out)
    process.log = log  # type: ignore[attr-defined]
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def _until(reached: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not reached():
        assert time.monotonic() < end, f"waited a minute for: {what}"
        time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _status(port: int, path: str, **more: object) -> int:
    try:
        with urllib.request.urlopen(urllib.request.Request(f"http://127.0.0.1:{port}{path}", **more), timeout=30) as answer:  # type: ignore[arg-type]
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


@contextlib.contextmanager
def _serving(environment: dict[str, str]) -> Iterator[tuple["subprocess.Popen[bytes]", int]]:
    port = _free_port()
    with _running(environment, "serve", "--port", str(port), "--workers", "2") as server:
        _until(lambda: _status(port, "/healthz") == 200 or server.poll() is not None, "the server to answer")
        assert server.poll() is None, server.log.read_text()  # type: ignore[attr-defined]
        yield server, port


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_the_server_replaces_a_killed_worker_counts_all_requests_and_cleans_up(environment, tmp_path):
    with _serving(environment) as (server, port):
        _until(lambda: len(_children(server.pid)) == 2, "both workers")
        workers = _children(server.pid)
        os.kill(workers[0], signal.SIGKILL)
        _until(lambda: len(set(_children(server.pid)) - {workers[0]}) == 2, "a new worker")
        assert _status(port, "/readyz") == 200
        assert _status(port, "/metrics") == 200
        assert len(list((tmp_path / "run").glob("counters-*"))) == 1
        server.send_signal(signal.SIGTERM)
        assert server.wait(PATIENCE) == 0
    assert not list((tmp_path / "run").glob("counters-*"))


def test_a_backup_is_not_restored_under_a_running_server(environment, tmp_path):
    assert _say(environment, "backup", str(tmp_path / "city.backup")).returncode == 0
    with _serving(environment):
        refused = _say(environment, "restore", str(tmp_path / "city.backup"))
    assert refused.returncode == 1
    assert refused.stderr.strip().splitlines()[-1].startswith("The server or the scheduler is running on these data.")


def test_when_the_leader_is_killed_the_next_scheduler_leads_and_ends_cleanly(environment):
    def leads(scheduler: "subprocess.Popen[bytes]") -> bool:
        return "scheduler leads" in scheduler.log.read_text()  # type: ignore[attr-defined,no-any-return]

    with _running(environment, "scheduler") as first:
        _until(lambda: leads(first), "the first scheduler to lead")
        with _running(environment, "scheduler") as second:
            time.sleep(3)
            assert second.poll() is None
            assert not leads(second)
            first.kill()
            _until(lambda: leads(second), "the second scheduler to lead")
            second.send_signal(signal.SIGTERM)
            assert second.wait(PATIENCE) == 0


def _form(port: int, path: str) -> tuple[str, str]:
    """The cookie and the CSRF token that a page gives."""
    page = urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30)
    token = page.read().decode().partition('name="csrf_token" value="')[2].partition('"')[0]
    assert token
    return page.headers["Set-Cookie"].partition(";")[0], token


def test_a_database_locked_for_too_long_is_a_503_with_retry_after_and_a_page(environment, tmp_path):
    with _serving(environment) as (_server, port), closing(sqlite3.connect(tmp_path / "campus.sqlite", isolation_level=None)) as other:
        cookie, token = _form(port, "/sign-in")
        other.execute("BEGIN IMMEDIATE")
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/sign-in", headers={"Cookie": cookie}, data=f"csrf_token={token}&email=a@b.test&password=x".encode()
        )
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=60)
        assert refused.value.code == 503
        assert refused.value.headers["Retry-After"] == "5"
        assert "<h1" in refused.value.read().decode()


def test_all_faults_of_the_settings_are_told_at_once(environment):
    wrong = {**environment, "LMS_TIME_ZONE": "Moon/Base", "LMS_BASE_URL": "campus", "LMS_SESSION_HOURS": "0"}
    refused = _say(wrong, "jobs")
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    for word in ("time_zone", "base_url", "session_hours"):
        assert word in refused.stderr


@pytest.mark.parametrize("command", ["serve", "scheduler"])
def test_an_empty_database_is_named_before_anything_starts(environment, tmp_path, command):
    (tmp_path / "campus.sqlite").unlink()
    refused = _say(environment, command)
    assert refused.returncode == 1
    assert "Run: lms db upgrade" in refused.stderr


def test_a_data_folder_that_cannot_be_made_is_a_sentence(environment, tmp_path):
    (tmp_path / "a-file").write_text("")
    refused = _say({**environment, "LMS_DATA_DIR": str(tmp_path / "a-file" / "data")}, "jobs")
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert "LMS_DATA_DIR" in refused.stderr


def test_a_full_disk_is_a_sentence(environment, tmp_path):
    def no_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

    refused = _say(
        {**environment, "LMS_DATA_DIR": str(tmp_path / "new"), "DATABASE_URL": f"sqlite:///{tmp_path / 'campus.sqlite'}"}, "jobs", preexec_fn=no_room
    )
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert "LMS_DATA_DIR" in refused.stderr


def test_a_job_that_does_not_exist_is_answered_with_those_that_do(environment):
    refused = _say(environment, "run-job", "make-tea")
    assert refused.returncode == 1
    assert "There is no job “make-tea”" in refused.stderr
    assert "send-letters" in refused.stderr


def test_the_log_is_json_with_request_ids_and_without_names_addresses_secrets_or_forged_lines(environment):
    private = ["mysterious.person", "a-secret-of-nobody", "wrong-password", "forged"]
    with _serving(environment) as (server, port):
        cookie, token = _form(port, "/sign-in?next=/me%3Ftoken%3Da-secret-of-nobody")
        fields = urlencode({"csrf_token": token, "email": 'mysterious.person@city.test\n{"event": "forged"}', "password": "wrong-password"})
        _status(port, "/sign-in?next=/a-secret-of-nobody", data=fields.encode(), headers={"Cookie": cookie, "X-Request-ID": "abc-1"})
        _status(port, "/mysterious.person?q=a-secret-of-nobody", headers={"User-Agent": "mysterious.person"})
        server.send_signal(signal.SIGTERM)
        server.wait(PATIENCE)
        written = server.log.read_text()  # type: ignore[attr-defined]
    requests = [line for line in map(json.loads, written.splitlines()) if line["event"] == "request"]
    assert [line["status"] for line in requests if line["endpoint"] == "none"] == [404]
    assert [line["method"] for line in requests if line["request_id"] == "abc-1"] == ["POST"]
    assert [word for word in private if word in written] == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("backup", "a-file/city.backup"), "a-file: "),
        (("courses", "import", "courses/open-data", "--to", "a-file/course"), "a-file/course: Not a directory."),
    ],
)
def test_what_the_machine_refuses_is_a_sentence(environment, tmp_path, words, sentence):
    (tmp_path / "a-file").touch()
    done = _say(environment, *(word.replace("a-file", str(tmp_path / "a-file")) for word in words))
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_a_command_on_a_database_without_tables_says_what_to_run(environment, tmp_path):
    (tmp_path / "campus.sqlite").unlink()
    done = _say(environment, "courses", "list")
    assert done.returncode == 1
    assert done.stderr.strip().endswith("run: lms db upgrade")
    assert "Traceback" not in done.stderr
