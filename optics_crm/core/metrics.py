"""Figures for Prometheus. An app adds its own in its `metrics.py` with @gauge; it is asked at each scrape."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily

from optics_crm.core.registry import Registry

Labels = tuple[str, ...]
Figures = Mapping[Labels, float]

PAGE = CollectorRegistry()
REQUESTS = Counter("optics_requests", "Requests answered", ["method", "route", "status"], registry=PAGE)
REQUEST_SECONDS = Histogram(
    "optics_request_seconds",
    "Time to answer",
    ["route"],
    registry=PAGE,
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


@dataclass(frozen=True)
class Gauge:
    """A figure read from the database: its name, what it means, its labels, the question."""

    name: str
    meaning: str
    labels: Labels
    ask: Callable[[], Figures]


GAUGES: Registry[Gauge] = Registry("gauges")


def gauge(name: str, meaning: str, *labels: str) -> Callable[[Callable[[], Figures]], Callable[[], Figures]]:
    """Adds a gauge. The function returns {label values: figure}; one without labels uses the key ()."""

    def decorate(ask: Callable[[], Figures]) -> Callable[[], Figures]:
        GAUGES.add(name, Gauge(name, meaning, labels, ask))
        return ask

    return decorate


class FromDatabase:
    """The registered gauges as a Prometheus collector."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for entry in GAUGES:
            family = GaugeMetricFamily(entry.name, entry.meaning, labels=entry.labels)
            for values, figure in entry.ask().items():
                family.add_metric([str(value) for value in values], figure)
            yield family


def exposition() -> bytes:
    """The text that /metrics answers with."""
    database = CollectorRegistry()
    database.register(FromDatabase())  # type: ignore[arg-type]
    return generate_latest(PAGE) + generate_latest(database)
