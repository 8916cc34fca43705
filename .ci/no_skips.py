"""pytest plugin of CI: long files come first, and a skipped test is a failed one, because what is not run proves nothing.

A file goes to one worker, which makes what its tests share once; but the pages are looked at by all workers.

One absence is allowed: tests that read the shared data folder (the ``shared`` fixture or the ``needs_shared`` marker) may skip
where that folder is truly absent.
"""

import gc
import os
from collections.abc import Generator
from pathlib import Path

import pytest
from xdist.remote import Producer  # type: ignore[import-untyped]
from xdist.scheduler import LoadFileScheduling  # type: ignore[import-untyped]

SHARED = Path(os.environ.get("CAMPUS_SHARED") or Path(__file__).resolve().parent.parent.parent / "shared")


gc.disable()  # until all is collected (``tests/conftest.py``): nothing of it is garbage, and looking took a third of the time


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "needs_shared: reads the shared data folder; skips where that is absent")


LONGEST_FIRST = ({"slow"}, {"slow", "browser"}, {"browser"}, set[str]())
"""So no worker is left with a long file at the end. Browsers come second: then one worker founds their city while the others are busy."""
SPREAD = "tests/e2e/test_pages.py"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: LONGEST_FIRST.index({name for name in ("slow", "browser") if item.get_closest_marker(name)}))


class ByFile(LoadFileScheduling):  # type: ignore[misc]
    """Gives a file to one worker, and each test of ``SPREAD`` to whoever is free."""

    def _split_scope(self, nodeid: str) -> str:
        return nodeid if nodeid.startswith(SPREAD) else str(super()._split_scope(nodeid))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    return ByFile(config, log)


def reason_of(report: pytest.TestReport | pytest.CollectReport) -> str:
    """Return the sentence that a skip was given."""
    return report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)


def may_skip(item: pytest.Item) -> bool:
    asks = "shared" in getattr(item, "fixturenames", ()) or item.get_closest_marker("needs_shared") is not None
    return asks and not SHARED.is_dir()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and not may_skip(item):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and nothing may be skipped here: {reason_of(report)}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if report.skipped:
        report.outcome = "failed"
        report.longrepr = f"{collector.nodeid} was skipped as a whole, and nothing may be skipped here: {reason_of(report)}"
    return report
