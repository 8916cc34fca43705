"""A worker answers, or refuses in words; it never hangs, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from lms.kit.errors import DomainError
from lms.kit.worker import TooSlow, Worker, WorkerDied

HERE = Path(__file__).parent
TARGET = "worker_work:work"


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Worker]:
    monkeypatch.syspath_prepend(str(HERE))
    it = Worker(TARGET, seconds=1, memory_mb=512)
    yield it
    it.stop()


def gone(pid: int) -> bool:
    """Whether the process is neither running nor a zombie, after a moment of grace."""
    for _attempt in range(50):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def test_it_returns_what_the_function_returns(worker: Worker) -> None:
    assert worker("echo", {"a": [1, b"x"]}) == {"a": [1, b"x"]}


def test_it_keeps_its_child_between_calls(worker: Worker) -> None:
    assert worker("pid") == worker("pid") != os.getpid()


@pytest.mark.parametrize("what", ["sleep", "spin"])
def test_work_without_end_is_stopped_and_the_next_call_succeeds(worker: Worker, what: str) -> None:
    first = worker("pid")
    began = time.monotonic()
    with pytest.raises(TooSlow, match="takes too long"):
        worker(what)
    assert time.monotonic() - began < 2
    assert gone(first)
    assert worker("echo", 1) == 1


@pytest.mark.parametrize("what", ["eat", "crash", "bug", "dive"])
def test_work_that_fails_is_refused_in_a_sentence_and_the_next_call_succeeds(worker: Worker, what: str) -> None:
    with pytest.raises(WorkerDied, match="try again"):
        worker(what)
    assert worker("echo", 1) == 1


def test_a_refusal_of_the_work_comes_through_and_the_child_lives_on(worker: Worker) -> None:
    first = worker("pid")
    with pytest.raises(DomainError, match="That is too pink"):
        worker("refuse")
    assert worker("pid") == first


def test_a_child_that_was_killed_between_calls_is_replaced(worker: Worker) -> None:
    first = worker("pid")
    os.kill(first, signal.SIGKILL)
    time.sleep(0.2)
    assert worker("pid") != first
    assert gone(first)


def test_stopping_leaves_no_process(worker: Worker) -> None:
    first = worker("pid")
    worker.stop()
    assert gone(first)


def test_threads_wait_for_each_other_and_each_gets_its_own_answer(worker: Worker) -> None:
    answers: list[tuple[int, object]] = []
    threads = [threading.Thread(target=lambda n=n: answers.append((n, worker("echo", n)))) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [(n, n) for n in range(20)]


def test_a_fork_of_the_server_gets_a_child_of_its_own(worker: Worker) -> None:
    first = worker("pid")
    read, write = os.pipe()
    fork = os.fork()
    if fork == 0:
        os.write(write, str(worker("pid")).encode())
        worker.stop()
        os._exit(0)
    os.waitpid(fork, 0)
    theirs = int(os.read(read, 20))
    os.close(read)
    os.close(write)
    assert theirs != first
    assert worker("pid") == first


@pytest.mark.parametrize("what", ["pid", "sleep", "spin"])
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_the_child_ends_when_its_parent_is_killed(what: str, end: signal.Signals) -> None:
    code = (
        f"import sys; sys.path[:0] = [{str(HERE)!r}, {str(HERE.parent.parent)!r}]\n"
        "from lms.kit.worker import Worker\n"
        f"it = Worker({TARGET!r}, seconds=20, memory_mb=512)\n"
        "print(it('pid'), flush=True)\n"
        f"it({what!r})\n"
        "input()\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    assert parent.stdin is not None
    child = int(parent.stdout.readline())
    time.sleep(0.3)
    parent.send_signal(end)
    parent.wait()
    parent.stdout.close()
    parent.stdin.close()
    assert gone(child)


def test_an_ordinary_end_of_the_program_ends_the_child_and_warns_of_nothing() -> None:
    code = (
        f"import sys; sys.path[:0] = [{str(HERE)!r}, {str(HERE.parent.parent)!r}]\n"
        "from lms.kit.worker import Worker\n"
        f"it = Worker({TARGET!r}, seconds=20, memory_mb=512)\n"
        "print(it('pid'), flush=True)\n"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert gone(int(done.stdout))
