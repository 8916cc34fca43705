"""An answer that was acknowledged survives the sudden death of the server."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from lms.assessment.models import Answer
from lms.kit.db import db
from tests.browser import PageClient
from tests.conftest import make_app
from tests.factories.assessment import begin, make_class, values_for

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server(folder: Path, address: str, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A real server on that database; whoever is inside may kill it."""
    environment = {
        **os.environ,
        "LMS_ENVIRONMENT": "test",
        "LMS_DATA_DIR": str(folder),
        "DATABASE_URL": address,
        "SECRET_KEY": "a key that only tests use, long enough",
        "LMS_BASE_URL": "http://campus.test",
    }
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "1", "lms.app:create_app()"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_for(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise AssertionError("the server did not come up within a minute")


def ask(port: int, method: str, path: str, cookie: str, fields: dict[str, list[str]] | None = None) -> tuple[int, str, str]:
    """One request without any of the test client's conveniences: status, text, the cookie to go on with."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request(method, path, urlencode(fields or {}, doseq=True), headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text, (answer.getheader("Set-Cookie") or cookie).partition(";")[0]


@pytest.mark.slow
def test_an_acknowledged_answer_survives_a_killed_server(tmp_path: Path) -> None:
    app = make_app(tmp_path)
    app.test_client_class = PageClient
    with app.app_context():
        group = make_class(items=("word",))
        attempt_id = begin(group)
        value = values_for(attempt_id, "word", {"text": "written in time"})
        client = app.test_client().sign_in(group.learner)
        cookie = f"campus={client.get_cookie('campus', domain='localhost').value}"
        address = db.engine.url.render_as_string(hide_password=False)
        db.session.remove()
        db.engine.dispose()
    port = free_port()
    with server(tmp_path, address, port) as process:
        status, page, cookie = ask(port, "GET", f"/attempts/{attempt_id}", cookie)
        assert status == 200
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert token
        fields = {"csrf_token": [token[1]], "revision.word": ["0"], "answer.word": value}
        status, receipt, cookie = ask(port, "POST", f"/attempts/{attempt_id}/answers/word", cookie, fields)
        os.killpg(process.pid, signal.SIGKILL)
        assert (status, "Saved" in receipt) == (200, True)
    with server(tmp_path, address, free := free_port()):
        assert 'value="written in time"' in ask(free, "GET", f"/attempts/{attempt_id}", cookie)[1]
    with app.app_context():
        assert db.session.scalars(select(Answer.response)).one() == {"text": "written in time"}
        db.session.remove()
        db.engine.dispose()
