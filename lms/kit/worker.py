"""A child process that does one risky piece of work at a time, under limits of time and memory."""

import atexit
import contextlib
import gc
import importlib
import logging
import os
import resource
import select
import signal
import subprocess
import sys
import threading
import time
import traceback
import weakref
from collections.abc import Callable
from multiprocessing.connection import Connection, Pipe
from typing import Any

from lms.kit.errors import DomainError
from lms.kit.i18n import gettext as _

log = logging.getLogger(__name__)

_START_SECONDS = 60.0
_REQUESTS_PER_CHILD = 500  # libraries in C keep caches: a child is replaced before they grow into its memory limit
_CHILD = "import sys; sys.path[:] = {path!r}; from lms.kit.worker import serve; serve({fd}, {target!r}, {memory_mb})"


class TooSlow(DomainError):
    """The work was stopped because it went on for too long."""

    status = 422


class WorkerDied(DomainError):
    """The work ended without a result: a crash, too much memory, or nesting too deep to follow."""

    status = 422


class Worker:
    """Runs the function named ``target`` ("package.module:function") in a child process of its own.

    ``seconds`` is the wall-clock limit of one call, ``memory_mb`` the child's address space. The child is started by the first call,
    is replaced after a refusal, and ends with this process, however that ends. Calls from several threads wait for each other.
    """

    def __init__(self, target: str, *, seconds: float, memory_mb: int) -> None:
        self._target, self._seconds, self._memory_mb = target, seconds, memory_mb
        self._lock = threading.Lock()
        self._child: _Child | None = None

    def __call__(self, *arguments: Any) -> Any:
        """Return what the function returns; raise its ``DomainError``, ``TooSlow`` or ``WorkerDied``."""
        with self._lock:
            child = self._ready_child()
            try:
                kind, value = child.ask(arguments, self._seconds)
            except TimeoutError:
                self.stop()
                raise TooSlow(
                    _("This text takes too long to prepare. Shorten it, or take out deeply nested or very long parts, and try again.")
                ) from None
            except (EOFError, OSError):
                self.stop()
                raise WorkerDied(_("This text could not be prepared: the work broke off. Shorten or simplify it and try again.")) from None
            return self._result(kind, value)

    def stop(self) -> None:
        """End the child, if there is one; the next call starts another."""
        child, self._child = self._child, None
        if child is not None:
            child.end()

    def _ready_child(self) -> "_Child":
        child = self._child
        if child is not None and child.usable():
            return child
        self.stop()
        self._child = _Child(self._target, self._memory_mb)
        return self._child

    def _result(self, kind: str, value: Any) -> Any:
        if kind == "done":
            return value
        if kind == "refused":
            raise value
        self.stop()
        if kind == "memory":
            raise WorkerDied(_("This text needs too much memory to prepare. Shorten it and try again."))
        log.warning("%s failed in its worker:\n%s", self._target, value)
        raise WorkerDied(_("This text could not be prepared. Simplify it, above all what is nested deeply, and try again."))


class _Child:
    """One running process and the pipe to it."""

    def __init__(self, target: str, memory_mb: int) -> None:
        self._pid, self._asked = os.getpid(), 0
        self._pipe, theirs = Pipe()
        code = _CHILD.format(path=sys.path, fd=theirs.fileno(), target=target, memory_mb=memory_mb)
        # A fresh interpreter, not a fork: the server may have threads, and a fork would copy their locks. The code holds no user's word.
        nothing = subprocess.DEVNULL  # libraries in C greet on standard output; answers come through the pipe
        self._process = subprocess.Popen([sys.executable, "-c", code], pass_fds=[theirs.fileno()], stdin=nothing, stdout=nothing)  # noqa: S603
        theirs.close()
        self.end: Callable[[], Any] = weakref.finalize(self, _end, self._pid, self._process, self._pipe)
        if not self._pipe.poll(_START_SECONDS) or not self._said_ready():
            self.end()
            raise WorkerDied(_("This text could not be prepared: the machine is too busy. Try again in a minute."))

    def _said_ready(self) -> bool:
        try:
            return bool(self._pipe.recv() == "ready")
        except (EOFError, OSError):
            return False

    def usable(self) -> bool:
        """Whether the child is alive, ours (not of the process that forked us) and not yet worn out."""
        return self._pid == os.getpid() and self._asked < _REQUESTS_PER_CHILD and self._process.poll() is None

    def ask(self, arguments: tuple[Any, ...], seconds: float) -> tuple[str, Any]:
        self._asked += 1
        self._pipe.send((seconds, arguments))
        if not self._pipe.poll(seconds):
            raise TimeoutError
        answer: tuple[str, Any] = self._pipe.recv()
        return answer


def _end(pid: int, process: "subprocess.Popen[bytes]", pipe: Connection) -> None:
    if pid != os.getpid():
        process.returncode = 0  # a fork of the starter: the child is not ours to end, and Popen must not complain about it
        pipe.close()
        return
    pipe.close()
    process.kill()
    process.wait()


def serve(fd: int, target: str, memory_mb: int) -> None:
    """The child's whole life: load ``target``, then answer calls until the other end of the pipe closes."""
    pipe: Connection = Connection(fd)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, whose end ends us
    threading.Thread(target=_leave_with_parent, args=(fd,), daemon=True).start()
    module, _colon, name = target.partition(":")
    gc.disable()  # nothing of what is loaded is garbage
    work = getattr(importlib.import_module(module), name)
    gc.freeze()
    gc.enable()
    bytes_ = memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (bytes_, bytes_))
    with contextlib.suppress(EOFError, OSError):
        pipe.send("ready")
        while True:
            seconds, arguments = pipe.recv()
            _limit_cpu(seconds)
            pipe.send(_answer(work, arguments))


def _answer(work: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[str, Any]:
    try:
        return "done", work(*arguments)
    except DomainError as refusal:
        return "refused", type(refusal)(*refusal.args)  # without its traceback and causes, which may not travel
    except MemoryError:
        return "memory", None
    except Exception:
        return "failed", traceback.format_exc(limit=-5)


def _limit_cpu(seconds: float) -> None:
    """Let the kernel stop us too: a parent that was killed cannot."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime + 2 * seconds) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def _leave_with_parent(fd: int) -> None:
    """Wait until the parent's end of the pipe is gone; give the main thread a moment to leave by itself, then leave at once."""
    watch = select.poll()
    watch.register(fd, 0)
    watch.poll()
    time.sleep(1)
    atexit._run_exitfuncs()
    os._exit(1)
