"""Every check of CI, run by the Python of ``.venv``: ``checks.py all|lint|migrations``. All run, even when one fails."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
COUNTS = re.compile(r"(\d+) (passed|failed|skipped|deselected|xfailed|xpassed|warnings?|errors?)\b")
CLOSING = re.compile(r"^=* ?(?:\d+ [a-z]+(?:, )?)+ in [\d.]+s")
CORES = os.cpu_count() or 1
WORKERS = CORES + 1  # a test often waits, for a server, a browser or a clock
ON_POSTGRES = round(WORKERS / 3)  # so both databases are done at about the same time
MEMORY = Path("/dev/shm")
ROOM = 4 << 30
"""Bytes of memory that must be free before files of tests go there; they take 1.2 gigabytes."""
COMPILED_ONCE = {"PYTHONDONTWRITEBYTECODE": ""}  # some machines keep nothing: each worker and each server of a test would compile the house again
RUNNING: "list[subprocess.Popen[str]]" = []
NO_SKIPS = ("-p", "no_skips", "--no-loadscope-reorder", "-rfE")


@dataclass(frozen=True)
class Step:
    """One check: its name, its command, and what its environment adds."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """How a step went; ``closing`` is pytest's last line where the step was pytest."""

    name: str
    code: int
    seconds: float
    closing: str


def tool(name: str, *words: str) -> tuple[str, ...]:
    return (str(BIN / name), *words)


LINT = (
    Step("ruff", tool("ruff", "check", ".")),
    Step("mypy", tool("mypy")),
    Step("mypy of the tools", tool("mypy", "--explicit-package-bases", "dev.py", ".ci", "tests/postgres.py"), {"MYPYPATH": ".ci"}),
    Step("import contracts", tool("lint-imports")),
    Step("templates", tool("djlint", "templates", "--lint", "--quiet")),
    Step("dependencies", tool("deptry", ".", "--extend-exclude", r"\.ci|dev\.py")),
)


def with_postgres(*command: str) -> tuple[str, ...]:
    """Return ``command`` wrapped so that a throw-away PostgreSQL runs beside it."""
    return (sys.executable, "-m", "tests.postgres", *command)


def migrations() -> tuple[Step, ...]:
    check = (sys.executable, ".ci/migrations.py")
    return (Step("migrations, SQLite", check), Step("migrations, PostgreSQL", with_postgres(*check)))


@contextmanager
def short_lived_files() -> Iterator[dict[str, str]]:
    """Say where the files of tests lie: in memory where there is room for them. A disk needs half a second to copy a database of PostgreSQL."""
    if not MEMORY.is_dir() or os.statvfs(MEMORY).f_flag & os.ST_NOEXEC or min(shutil.disk_usage(MEMORY).free, memory_to_spare()) < ROOM:
        yield {}
        return
    with TemporaryDirectory(dir=MEMORY, prefix="campus-tests-") as folder:
        Path(folder).chmod(0o711)  # PostgreSQL's account goes through it to its own
        yield {"TMPDIR": folder}


def memory_to_spare() -> int:
    found = re.search(r"MemAvailable: +(\d+) kB", Path("/proc/meminfo").read_text())
    return int(found[1]) * 1024 if found else 0


def tests(words: list[str], files: Mapping[str, str]) -> tuple[Step, Step]:
    pytest = (sys.executable, "-m", "pytest", *NO_SKIPS, *words)
    paths = {"PYTHONPATH": str(ROOT / ".ci"), **files}
    on_sqlite, on_postgres = {**paths, "CAMPUS_TEST_DATABASE": "sqlite"}, {**paths, "CAMPUS_TEST_DATABASE": "postgresql"}
    again = "not browser and (postgres or not slow)"  # the house's structure and the wheel are the same on both databases
    return (
        Step("tests, SQLite, browser", (*pytest, "-n", str(WORKERS - ON_POSTGRES), "-m", "not postgres"), on_sqlite),
        Step("tests, PostgreSQL", with_postgres(*pytest, "-n", str(ON_POSTGRES), "-m", again, "--ignore", "tests/structure"), on_postgres),
    )


def run(step: Step, *, live: bool = True) -> Outcome:
    """Run a step with its lines shown as they come, or all at its end."""
    kept: list[str] = []
    say = partial(print, end="", flush=True) if live else kept.append
    say(f"\n===== {step.name}\n")
    started, closing = time.monotonic(), ""
    env = {**os.environ, **COMPILED_ONCE, "PATH": f"{BIN}:{os.environ['PATH']}", **step.environment}
    with subprocess.Popen(step.command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        RUNNING.append(process)
        for line in process.stdout or ():
            say(line)
            closing = line.strip() if CLOSING.match(line) else closing
    print("".join(kept), end="", flush=True)
    return Outcome(step.name, process.returncode, time.monotonic() - started, closing)


def run_side_by_side(steps: Iterable[Step]) -> list[Outcome]:
    """Run short steps of one core each, as many at a time as there are cores."""
    with ThreadPoolExecutor(CORES) as pool:
        return list(pool.map(partial(run, live=False), steps))


def run_tests(on_sqlite: Step, on_postgres: Step) -> list[Outcome]:
    """Run the tests on both databases at once, so that no core waits for a server, a browser or the last file; PostgreSQL's lines come at its end."""
    with ThreadPoolExecutor(1) as pool:
        beside = pool.submit(run, on_postgres, live=False)
        return [run(on_sqlite), beside.result()]


def end(_signal: int, _frame: object) -> None:
    """End what runs, so that nobody waits for it and the files go."""
    for process in RUNNING:
        process.terminate()
    sys.exit(143)


def total(outcomes: list[Outcome], seconds: float) -> str:
    """Return the sum of pytest's closing lines, as one such line; each other step that failed counts as an error."""
    counts: Counter[str] = Counter()
    for outcome in outcomes:
        found = COUNTS.findall(outcome.closing)
        for number, word in found:
            counts[{"error": "errors", "warning": "warnings"}.get(word, word)] += int(number)
        failures = any(word in ("failed", "error", "errors") for _, word in found)
        counts["errors"] += int(outcome.code != 0 and not failures)
    order = ("failed", "passed", "skipped", "xfailed", "xpassed", "warnings", "errors")
    said = [f"{counts[word]} {word.rstrip('s') if counts[word] == 1 else word}" for word in order if counts[word]]
    return ", ".join(said) + f" in {seconds:.2f}s"


def main(which: str, *words: str) -> int:
    short = {"lint": LINT, "migrations": migrations(), "all": (*LINT, *migrations())}[which]
    started = time.monotonic()
    outcomes = run_side_by_side(short)
    if which == "all":
        signal.signal(signal.SIGTERM, end)
        with short_lived_files() as files:
            outcomes += run_tests(*tests(list(words), files))
    print("\n===== summary")
    for outcome in outcomes:
        print(f"  {'passed' if outcome.code == 0 else 'FAILED'}  {outcome.seconds:6.1f} s  {outcome.name:24}{outcome.closing.strip('= ')}")
    if which == "all":
        print(total(outcomes, time.monotonic() - started), flush=True)
    return int(any(outcome.code for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
