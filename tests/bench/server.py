"""Servers under load: start one as an operator would, ask it, and look what it used."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

TICKS = os.sysconf("SC_CLK_TCK")
ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True, slots=True)
class Measure:
    """How a load went. Times in milliseconds; ``cpu`` is the workers' per request, ``database_cpu`` that of PostgreSQL."""

    per_second: float
    p50: float
    p95: float
    p99: float
    slowest: float
    cpu: float
    bad: Mapping[str, int]
    client_cpu: float


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """A running gunicorn and the addresses of its processes."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int) -> None:
        self.process, self.port = process, port

    def workers(self) -> list[int]:
        """The processes that answer."""
        return [int(pid) for pid in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()]

    def cpu(self) -> float:
        """Seconds of processor that the workers used so far."""
        used = 0
        for pid in self.workers():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            used += int(fields[11]) + int(fields[12])
        return used / TICKS

    def memory(self) -> float:
        """Megabytes of master and workers, shared pages counted once (PSS)."""
        total = 0
        for pid in [self.process.pid, *self.workers()]:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        return total / 1024

    def play(self, clients: Sequence[Sequence[bytes]], seconds: float) -> Measure:
        """Let ``clients`` go round their requests for ``seconds``."""
        plan = {
            "address": ["127.0.0.1", self.port],
            "seconds": seconds,
            "clients": [[request.decode("latin-1") for request in one] for one in clients],
        }
        before = self.cpu()
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.load"], input=json.dumps(plan).encode(), stdout=subprocess.PIPE, check=True, cwd=ROOT
        )
        used = self.cpu() - before
        told = json.loads(done.stdout)
        times = sorted(time_ for one in told["times"] for time_ in one)
        count = len(times)

        def at(share: float) -> float:
            return times[min(count - 1, int(count * share))]

        return Measure(
            count / told["seconds"], median(times), at(0.95), at(0.99), times[-1], used / count * 1000, told["bad"], told["cpu"] / count * 1000
        )

    def ask(self, request: bytes) -> tuple[int, dict[str, str], bytes]:
        """One request as it is, and its whole answer."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as sock:
            sock.sendall(request)
            answer = http.client.HTTPResponse(sock)
            answer.begin()
            body = answer.read()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body


@contextmanager
def gunicorn(environment: Mapping[str, str], *words: str) -> Iterator[Server]:
    """A gunicorn (or ``lms serve``) on a port of its own; ``{port}`` in the words is that port."""
    port = free_port()
    log = Path(environment["LMS_DATA_DIR"]) / "server.log"
    with log.open("ab") as out:
        process = subprocess.Popen(
            [word.replace("{port}", str(port)) for word in words], env={**os.environ, **environment}, cwd=ROOT, stdout=out, stderr=out
        )
        server = Server(process, port)
        try:
            _wait(server, log)
            yield server
        finally:
            process.terminate()
            process.wait(40)


def _wait(server: Server, log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if server.process.poll() is not None:
            raise RuntimeError(f"The server ended at once:\n{log.read_text()[-3000:]}")
        try:
            if server.ask(b"GET /healthz HTTP/1.1\r\nHost: campus.test\r\nConnection: close\r\n\r\n")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"The server did not answer within a minute:\n{log.read_text()[-3000:]}")
