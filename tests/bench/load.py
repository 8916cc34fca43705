"""Plays visitors from a process of its own: raw sockets and requests written beforehand, so that asking costs next to nothing.

Reads a plan as JSON from standard input: ``{"address": [host, port], "seconds": s, "clients": [[request, …], …]}``, where a request is the
bytes as latin-1; client n goes round its own list. Writes ``{"seconds": s, "times": [[ms, …], …], "bad": {status: count}, "cpu": s}``.
"""

import json
import socket
import sys
import threading
import time
from collections import Counter

TURN = b"@@@@@@"
"""Stands for the number of the client's request, counted from 0; as long as what takes its place."""


class Visitor(threading.Thread):
    """One client, with one connection for as long as the server keeps it."""

    def __init__(self, address: tuple[str, int], requests: list[bytes], until: float) -> None:
        super().__init__(daemon=True)
        self.address, self.requests, self.until = address, requests, until
        self.times: list[float] = []
        self.bad: Counter[str] = Counter()
        self.sock: socket.socket | None = None

    def run(self) -> None:
        turn = 0
        while time.perf_counter() < self.until:
            began = time.perf_counter()
            status = self.ask(self.requests[turn % len(self.requests)].replace(TURN, b"%06d" % turn))
            self.times.append(round((time.perf_counter() - began) * 1000, 2))
            if status not in {"200", "302", "303"}:
                self.bad[status] += 1
            turn += 1

    def ask(self, request: bytes) -> str:
        if self.sock is None:
            self.sock = socket.create_connection(self.address, timeout=60)
            self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            self.sock.sendall(request)
            head, stay = self.read()
        except OSError:
            self.close()
            return "broken"
        if not stay:
            self.close()
        return head[9:12].decode("latin-1")

    def read(self) -> tuple[bytes, bool]:
        assert self.sock is not None
        got = bytearray()
        while (end := got.find(b"\r\n\r\n")) < 0:
            piece = self.sock.recv(65536)
            if not piece:
                raise OSError("closed")
            got += piece
        head = bytes(got[:end]).lower()
        _, _, rest = head.partition(b"content-length: ")
        missing = int(rest.split(b"\r\n", 1)[0]) - (len(got) - end - 4)
        while missing > 0:
            piece = self.sock.recv(65536)
            if not piece:
                raise OSError("closed")
            missing -= len(piece)
        return head, b"connection: close" not in head

    def close(self) -> None:
        if self.sock is not None:
            self.sock.close()
            self.sock = None


def main() -> None:
    """Play the plan and tell how it went."""
    plan = json.load(sys.stdin)
    began, cpu = time.perf_counter(), time.process_time()
    visitors = [
        Visitor(tuple(plan["address"]), [request.encode("latin-1") for request in requests], began + plan["seconds"]) for requests in plan["clients"]
    ]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    bad: Counter[str] = sum((visitor.bad for visitor in visitors), Counter())
    told = {"seconds": time.perf_counter() - began, "times": [visitor.times for visitor in visitors], "bad": bad, "cpu": time.process_time() - cpu}
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
