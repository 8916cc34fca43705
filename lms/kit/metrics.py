"""Numbers for the operator's dashboard, counted over all worker processes."""

import os
from pathlib import Path

from prometheus_client import REGISTRY as OWN
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess

_requests = Counter("lms_requests_total", "Requests answered.", ["method", "endpoint", "status"])
_seconds = Histogram("lms_request_seconds", "Time to answer.", ["endpoint"], buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10))


def observe(method: str, endpoint: str, status: int, seconds: float) -> None:
    """Count one answered request."""
    _requests.labels(method, endpoint, str(status)).inc()
    _seconds.labels(endpoint).observe(seconds)


def report() -> bytes:
    """All numbers in Prometheus' text format."""
    folder = os.getenv("PROMETHEUS_MULTIPROC_DIR")
    if folder and Path(folder).is_dir():
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)
    return generate_latest(OWN)
