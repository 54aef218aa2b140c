"""What a monitor counts, as Prometheus reads it. No label comes from a document."""

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client.exposition import generate_latest

from extractor.store import Store

_STOCK = {
    "gouji_reports": ("Reports that were read", "documents WHERE status = 'ok'"),
    "gouji_failures": ("Documents that could not be read", "documents WHERE status <> 'ok'"),
    "gouji_queue_fields": ("Fields that wait for a person", "fields WHERE decision = 'review'"),
    "gouji_findings": ("Findings in all reports", "findings"),
    "gouji_sessions": ("Sessions that have not ended", "sessions"),
}
"""What is counted in the database, by the name of its gauge: in words, and as SQL."""

_DECISIONS = "SELECT action, count(*) AS n FROM decisions GROUP BY action"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5, 10)


disable_created_metrics()  # type: ignore[no-untyped-call]


class Metrics:
    """The counts of one service."""

    def __init__(self) -> None:
        registry = self._registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._requests = Counter(
            "gouji_requests",
            "Requests by route and status",
            ["method", "route", "status"],
            registry=registry,
        )
        self._seconds = Histogram(
            "gouji_request_seconds",
            "Seconds that a request took",
            ["route"],
            registry=registry,
            buckets=_SECONDS,
        )
        self.logins = Counter("gouji_logins", "Attempts to sign in", ["outcome"], registry=registry)
        self._gauges = {
            name: Gauge(name, meaning, registry=registry) for name, (meaning, _) in _STOCK.items()
        }
        self._decisions = Gauge(
            "gouji_decisions", "Decisions that are kept", ["action"], registry=registry
        )

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request."""
        self._requests.labels(method, route, status).inc()
        self._seconds.labels(route).observe(seconds)

    def take_stock(self, store: Store) -> None:
        """Count what is in the database."""
        for name, (_, counted) in _STOCK.items():
            self._gauges[name].set(next(store.query(f"SELECT count(*) AS n FROM {counted}"))["n"])
        for row in store.query(_DECISIONS):
            self._decisions.labels(row["action"]).set(row["n"])

    def text(self) -> bytes:
        """Everything in the text format of Prometheus."""
        return generate_latest(self._registry)
