"""Whether the process lives, and whether it can answer: for whoever starts, restarts and balances it."""

import logging
from collections.abc import Awaitable, Callable, Sequence

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

log = logging.getLogger(__name__)

Ready = Callable[[], Awaitable[bool]]


def health_routes(ready: Ready) -> Sequence[Route]:
    """Make `/healthz` and `/readyz`; `ready` says whether the database is reachable and migrated."""

    async def lives(_: Request) -> JSONResponse:
        return JSONResponse({"status": "ok"})

    async def is_ready(_: Request) -> JSONResponse:
        if await _answers(ready):
            return JSONResponse({"status": "ready"})
        return JSONResponse({"status": "unavailable"}, status_code=503, headers={"Retry-After": "5"})

    return [Route("/healthz", lives, methods=["GET"]), Route("/readyz", is_ready, methods=["GET"])]


async def _answers(ready: Ready) -> bool:
    try:
        return await ready()
    except Exception:
        log.exception("the readiness check failed")
        return False
