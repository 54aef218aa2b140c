"""What a monitor asks: is it alive, can it do its work, how much has it done."""

import ipaddress

from fastapi import APIRouter, Request
from fastapi.responses import Response
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from extractor.errors import StoreError
from extractor.store import Store
from extractor.web.accounts.users import may
from extractor.web.problems import Problem
from extractor.web.service import service_of

router = APIRouter(include_in_schema=False)

_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")


@router.get("/healthz")
async def alive() -> dict[str, str]:
    """It answers, so it is."""
    return {"status": "alive"}


@router.get("/readyz")
async def ready(request: Request) -> dict[str, str]:
    """Whether the database can be used, by those who read and by the one who writes."""
    access = service_of(request).access
    try:
        await access.read(_look)
        await access.write(_look)
    except StoreError as error:
        raise Problem(503, "the database cannot be used") from error
    return {"status": "ready"}


def _look(store: Store) -> None:
    next(store.query("SELECT count(*) AS n FROM batches"))


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    """For admins, and for who asks on this machine."""
    visitor = request.state.visitor
    if not (visitor and may(visitor.role, "admin")) and not _on_this_machine(request):
        detail = "metrics are for admins, or for a monitor on this machine"
        raise Problem(403 if visitor else 401, detail)
    service = service_of(request)
    await service.access.read(service.metrics.take_stock)
    return Response(service.metrics.text(), media_type=CONTENT_TYPE_LATEST)


def _on_this_machine(request: Request) -> bool:
    """Whether nobody stands between: behind a proxy, everyone would be on this machine."""
    if request.client is None or any(name in request.headers for name in _FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
