"""Numbers for the operator's dashboard, counted over all worker processes."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from prometheus_client import REGISTRY as OWN
from prometheus_client import CollectorRegistry, Counter, Histogram, Metric, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

_requests = Counter("lms_requests_total", "Requests answered.", ["method", "endpoint", "status"])
_seconds = Histogram("lms_request_seconds", "Time to answer.", ["endpoint"], buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10))


def observe(method: str, endpoint: str, status: int, seconds: float) -> None:
    """Count one answered request."""
    _requests.labels(method, endpoint, str(status)).inc()
    _seconds.labels(endpoint).observe(seconds)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it is just now; ``label`` and ``label_value`` tell several of the same name apart."""

    name: str
    about: str
    value: float
    label: str = ""
    label_value: str = ""


class _Figures(Collector):
    def __init__(self, figures: Iterable[Figure]) -> None:
        self._figures = figures

    def collect(self) -> Iterator[Metric]:
        families: dict[str, GaugeMetricFamily] = {}
        for figure in self._figures:
            family = families.setdefault(figure.name, GaugeMetricFamily(figure.name, figure.about, labels=[figure.label] if figure.label else None))
            family.add_metric([figure.label_value] if figure.label else [], figure.value)
        return iter(families.values())


def report(figures: Iterable[Figure] = ()) -> bytes:
    """All counts of all workers, and ``figures``, in Prometheus' text format."""
    folder = os.getenv("PROMETHEUS_MULTIPROC_DIR")
    now = CollectorRegistry()
    now.register(_Figures(figures))
    counted = OWN
    if folder and Path(folder).is_dir():
        counted = CollectorRegistry()
        multiprocess.MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
    return generate_latest(counted) + generate_latest(now)
