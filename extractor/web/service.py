"""What one running service has at hand, and how a request finds it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from fastapi import Request

from extractor.batch.worker import Read
from extractor.limits import LIMITS, Limits
from extractor.review import Access, Desk
from extractor.review.desk import Clock, now
from extractor.web.accounts.throttle import Guard
from extractor.web.metrics import Metrics


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
