"""JSON log lines with request ids and without personal data."""

import logging
import sys
from typing import Any

import structlog

log = structlog.get_logger("lms")

QUIET = frozenset({"static", "operations.alive", "operations.ready", "operations.numbers"})
"""Endpoints that are asked every few seconds by machines; they are not worth a line."""


def bind(**facts: Any) -> None:
    """Put ``facts`` on each line until the next request."""
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(**facts)


def request_done(*, endpoint: str, **facts: Any) -> None:
    """One line for one request. The path is left out: it may hold a name or a code."""
    if endpoint not in QUIET:
        log.info("request", endpoint=endpoint, **facts)


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
_TO_JSON: list[Any] = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]


def json_lines() -> logging.Formatter:
    """Writes what libraries log as the same JSON lines."""
    plain = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    return structlog.stdlib.ProcessorFormatter(foreign_pre_chain=_SHARED, processors=[plain, *_TO_JSON])


def set_up(level: str) -> None:
    """Write JSON lines to standard error, the libraries' own included."""
    structlog.configure(
        processors=[*_SHARED, *_TO_JSON],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping().get(level.upper(), logging.INFO)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(json_lines())
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    for noisy in ("alembic.runtime.plugins", "apscheduler", "fontTools", "weasyprint"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
