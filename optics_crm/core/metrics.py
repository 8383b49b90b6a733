"""Figures for Prometheus. An app adds its own in its `metrics.py` with @gauge; it is asked at each scrape."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.db import connection
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily

from optics_crm.core import heartbeats
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
    database.register(FromDatabase())
    return generate_latest(PAGE) + generate_latest(database)


@gauge("optics_heartbeat_age_seconds", "Since the last sign of life", "process")
def heartbeat_ages() -> Figures:
    return {(name,): age for name, age in heartbeats.ages().items()}


@gauge("optics_ticks_unfinished", "Ticks of the schedule not yet done", "job")
def unfinished_ticks() -> Figures:
    return _counts("SELECT job, count(*) FROM core_tick WHERE finished_at IS NULL GROUP BY job")


@gauge("optics_jobs", "Long jobs that wait or run", "state")
def long_jobs() -> Figures:
    return _counts("SELECT state, count(*) FROM core_job WHERE state IN ('queued', 'running') GROUP BY state")


@gauge("optics_news_lag_seconds", "Age of the oldest news that a reaction has not heard", "reader")
def news_lag() -> Figures:
    return _counts(
        """SELECT c.reader, coalesce(extract(epoch FROM app_now() - min(n.at)), 0)::float8 FROM core_reactioncursor c
           LEFT JOIN core_news n ON (n.xid, n.id) > (c.xid, c.news_id) GROUP BY c.reader"""
    )


def _counts(statement: str) -> Figures:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return {(name,): figure for name, figure in cursor.fetchall()}
