"""The application, and how it runs on a socket."""

import contextlib
import socket
from collections.abc import AsyncIterator
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import uvicorn
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.middleware import Middleware

from extractor.batch.worker import workers
from extractor.review import Access, Desk
from extractor.web import api, monitoring, pages
from extractor.web.accounts.throttle import Guard
from extractor.web.api.description import Described
from extractor.web.identity import Identify
from extractor.web.language import LANGUAGES, words
from extractor.web.logs import Logged, log_warnings, logger
from extractor.web.problems import tell_problems
from extractor.web.security import LimitBody, OwnPages, SafeHeaders
from extractor.web.service import Metrics, Options, Service


def create_app(options: Options) -> FastAPI:
    """The service over the database that `options` name.

    Raises StoreError when it starts, where the database cannot be used.
    """
    for language in LANGUAGES:
        words(language)  # what is wrong with them is told now, not to the first who comes
    metrics = Metrics()

    @contextlib.asynccontextmanager
    async def opened(app: FastAPI) -> AsyncIterator[None]:
        access = Access(options.db)
        try:
            await access.write(lambda _: None)  # bring an older database up to date, once
            with workers(options.processes, options.limits) as read:
                desk = Desk(access, read, options.clock)
                guard = Guard(options.clock)
                app.state.service = Service(options, access, desk, read, guard, metrics)
                yield
        finally:
            access.close()

    app = Described(
        lifespan=opened,
        middleware=[
            Middleware(SafeHeaders),
            Middleware(Logged, log=logger(options.log), on_request=metrics.request),
            Middleware(OwnPages),
            Middleware(Identify),
            Middleware(LimitBody, upload_bytes=options.upload_bytes),
        ],
    )
    tell_problems(app)
    app.mount("/static", StaticFiles(directory=str(files("extractor.web") / "static")), "static")
    app.include_router(monitoring.router)
    for part in (api, pages):
        for module in iter_modules(part.__path__):  # each adds its routes to the part's router
            import_module(f"{part.__name__}.{module.name}")
        app.include_router(part.router)
    return app


def configured(options: Options, **how: Any) -> uvicorn.Config:
    """The service and how uvicorn runs it: it logs no requests, since the service does."""
    plain = {"log_config": None, "access_log": False, "server_header": False}
    return uvicorn.Config(create_app(options), **plain | {"proxy_headers": False} | how)


def serve_on(
    listener: socket.socket,
    options: Options,
    certificate: Path | None = None,
    key: Path | None = None,
    forwarded_from: str | None = None,
) -> None:
    """Answer whoever connects, by HTTPS if there is a certificate, until Ctrl-C or SIGTERM.

    What proxies say about who asks is believed of those in `forwarded_from` alone.
    """
    log_warnings()
    with contextlib.suppress(KeyboardInterrupt):  # uvicorn raises it again when all is in order
        config = configured(
            options,
            proxy_headers=forwarded_from is not None,
            forwarded_allow_ips=forwarded_from,
            ssl_certfile=certificate,
            ssl_keyfile=key,
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )
        uvicorn.Server(config).run(sockets=[listener])


_GRACE_SECONDS = 5
"""How long answers that are underway may take when the service ends."""
