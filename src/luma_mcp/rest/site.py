"""The whole HTTP surface as one ASGI application: REST, its documents, health, and MCP beside them."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

from starlette.routing import BaseRoute, Mount, Route, Router
from starlette.types import ASGIApp

from luma_mcp.access.access import Access
from luma_mcp.access.grants import Grants
from luma_mcp.executor import Executor
from luma_mcp.rest.binding import MCP_BYTES
from luma_mcp.rest.body import BodyLimit
from luma_mcp.rest.docs_page import docs_routes
from luma_mcp.rest.frame import Frame, Watcher
from luma_mcp.rest.health import Ready, health_routes
from luma_mcp.rest.ledgerbee import table as ledgerbee
from luma_mcp.rest.ledgerbee.dialect import PREFIX as LEDGERBEE
from luma_mcp.rest.ledgerbee.dialect import LedgerBee
from luma_mcp.rest.ledgerbee.document import document_route as ledgerbee_document_route
from luma_mcp.rest.lumabill.dialect import PREFIX, Lumabill
from luma_mcp.rest.lumabill.document import document_route
from luma_mcp.rest.lumabill.table import BINDINGS
from luma_mcp.rest.metrics import Metrics, metrics_routes
from luma_mcp.rest.oauth.addresses import LEDGERBEE_MCP, MCP, OF_COMPANY
from luma_mcp.rest.refusals import BodyTooLarge, NoSuchPath
from luma_mcp.rest.routes import OtherMethods, Refusing, application
from luma_mcp.settings import Settings

Lifespan = Callable[[Any], AbstractAsyncContextManager[Any]]


def build_site(  # noqa: PLR0913  each part is named where it is given
    executor: Executor,
    access: Access,
    grants: Grants,
    settings: Settings,
    ready: Ready,
    *,
    mcp: ASGIApp | None = None,
    sign_in: Sequence[BaseRoute] = (),
    lifespan: Lifespan | None = None,
    metrics: Metrics | None = None,
    watchers: Sequence[Watcher] = (),
) -> ASGIApp:
    """Put the site together; `mcp` is served at the MCP addresses alone, `lifespan` runs around all of it.

    `sign_in` holds what people who sign in and their applications use: pages and OAuth.
    `watchers` are told of every request, `metrics` is served at /metrics.
    """
    dialect = Lumabill(access, settings, BINDINGS)
    vendor = LedgerBee(access, grants, settings, ledgerbee.BINDINGS)
    pages = [
        document_route(f"{PREFIX}/openapi.json", settings.public_url),
        *docs_routes("/docs", f"{PREFIX}/openapi.json", "Lumabill API"),
        *health_routes(ready),
        *(metrics_routes(metrics, settings) if metrics is not None else ()),
    ]
    others = [Route(page.path, OtherMethods(dialect, ("GET", "HEAD", "OPTIONS"))) for page in pages]
    documents = [
        ledgerbee_document_route("/api/openapi.json", settings.public_url),
        *docs_routes("/api/docs", "/api/openapi.json", "LedgerBee API"),
    ]
    others += [Route(page.path, OtherMethods(vendor, ("GET", "HEAD", "OPTIONS"))) for page in documents]
    routes: list[BaseRoute] = [*pages, *documents, *others, Mount(PREFIX, application(dialect, executor))]
    if mcp is not None:
        limited = BodyLimit(mcp, MCP_BYTES, Refusing(dialect, BodyTooLarge(MCP_BYTES)))
        routes += [Route(path, limited) for path in (MCP, LEDGERBEE_MCP, OF_COMPANY)]
    routes += [*sign_in, Mount(LEDGERBEE, application(vendor, executor))]
    router = Router(routes, redirect_slashes=False, default=Refusing(dialect, NoSuchPath()), lifespan=lifespan)
    https = (settings.public_url or "").startswith("https://")
    return Frame(router, https=https, trusted=settings.trusted_proxies, watchers=watchers)
