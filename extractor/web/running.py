"""A service on a socket, until it is asked to end."""

import contextlib
import logging.config
import socket
from pathlib import Path
from typing import Any

import structlog
import uvicorn

from extractor.web.app import create_app
from extractor.web.logs import PROCESSORS
from extractor.web.service import Options


def serve_on(
    listener: socket.socket,
    options: Options,
    certificate: Path | None = None,
    key: Path | None = None,
    forwarded_from: str | None = None,
    grace_seconds: int = 10,
) -> None:
    """Answer whoever connects, by HTTPS if there is a certificate, until Ctrl-C or SIGTERM.

    What proxies say about who asks is believed of those in `forwarded_from` alone.
    """
    _write_json()
    with contextlib.suppress(KeyboardInterrupt):  # uvicorn raises it again when all is in order
        config = configured(
            options,
            proxy_headers=forwarded_from is not None,
            forwarded_allow_ips=forwarded_from,
            ssl_certfile=certificate,
            ssl_keyfile=key,
            timeout_graceful_shutdown=grace_seconds,
        )
        uvicorn.Server(config).run(sockets=[listener])


def configured(options: Options, **how: Any) -> uvicorn.Config:
    """The service and how uvicorn runs it: it logs no requests, since the service does."""
    app = create_app(options)
    plain = {"log_config": None, "access_log": False, "server_header": False}
    return uvicorn.Config(app, **plain | {"proxy_headers": False} | how)


def _write_json() -> None:
    """Let what uvicorn and asyncio warn of be lines as the service writes them, without traces."""
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "json": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "processors": [
                        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                        _without_trace,
                        structlog.processors.JSONRenderer(ensure_ascii=False),
                    ],
                    "foreign_pre_chain": PROCESSORS,
                }
            },
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
            "root": {"handlers": ["stderr"], "level": "WARNING"},
        }
    )


def _without_trace(
    _logger: object, _method: str, told: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """A trace ends in the error's message, which could hold words of a report."""
    for name in ("exc_info", "exception", "stack_info"):
        told.pop(name, None)
    told["event"] = str(told["event"]).strip()
    return told
