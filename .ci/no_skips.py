"""pytest plugin of CI: long files come first, and a skipped test is a failed one, because what is not run proves nothing.

One absence is allowed: tests that read the shared data folder (the ``shared`` fixture or the ``needs_shared`` marker) may skip
where that folder is truly absent.
"""

import os
from collections.abc import Generator
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("CAMPUS_SHARED") or Path(__file__).resolve().parent.parent.parent / "shared")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "needs_shared: reads the shared data folder; skips where that is absent")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest, so that no worker is left with one of them at the end."""
    items.sort(key=lambda item: -sum(item.get_closest_marker(name) is not None for name in ("browser", "slow")))


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
