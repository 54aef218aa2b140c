"""What one running service has at hand: its options, its database, and what a monitor counts."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from fastapi import Request
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client.exposition import generate_latest

from extractor.batch.worker import Read
from extractor.limits import LIMITS, Limits
from extractor.review import Access, Desk
from extractor.review.desk import Clock, now
from extractor.store import Store
from extractor.web.accounts.throttle import Guard

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


@dataclass(frozen=True, slots=True)
class Options:
    """How the service runs.

    `secure` asks browsers to send cookies over HTTPS only; on 127.0.0.1 they count as safe
    without. `session_hours` is how long one stays signed in without doing anything, `processes`
    how many read documents, each within `limits`, `upload_bytes` the most that one uploaded file
    may have. `log` is where its lines go, None for standard error; `evaluation` a report of
    `gouji eval --json`.
    """

    db: Path
    secure: bool = True
    session_hours: float = 12.0
    processes: int = 2
    upload_bytes: int = 20 * 2**20
    clock: Clock = field(default=now)
    log: TextIO | None = None
    evaluation: Path | None = None
    limits: Limits = LIMITS


class Metrics:
    """What a monitor counts of one service. No label comes from a document."""

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


@dataclass(frozen=True, slots=True)
class Service:
    """The open database, the desk where decisions are made, and how a file is read.

    `guard` says who may try to sign in, `metrics` are counted for a monitor.
    """

    options: Options
    access: Access
    desk: Desk
    read: Read
    guard: Guard
    metrics: Metrics


def service_of(request: Request) -> Service:
    """The service that a request came to."""
    service: Service = request.app.state.service
    return service
