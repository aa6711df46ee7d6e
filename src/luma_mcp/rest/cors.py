"""Which pages of other sites a browser lets talk to this one (CORS): those of configured origins, on paths for them.

Put around MCP, sign-in and its documents; never around `/v1` and `/api`, for a key does not belong in a browser.
"""

from collections.abc import Sequence

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from luma_mcp.rest.base import origin_of
from luma_mcp.settings import Settings

HEADERS = (
    "Authorization",
    "Content-Type",
    "Last-Event-ID",
    "Mcp-Method",
    "Mcp-Name",
    "Mcp-Protocol-Version",
    "Mcp-Session-Id",
    "X-Profile-Id",
)
"""What a client in a browser may send."""

EXPOSED = ("WWW-Authenticate", "Retry-After", "X-Request-Id", "X-Rate-Limit-Remaining", "X-Rate-Limit-Reset")
"""What it may read of an answer."""


def origins_of(settings: Settings) -> tuple[str, ...]:
    """The origins that are configured: those of LUMA_ALLOWED_ORIGINS, and the site's own."""
    own = () if settings.public_url is None else (origin_of(settings.public_url),)
    return (*own, *settings.allowed_origins)


def with_cors(app: ASGIApp, settings: Settings, methods: Sequence[str] = ("POST",)) -> ASGIApp:
    """The same application for pages of the configured origins too; as it is where none is configured."""
    origins = origins_of(settings)
    if not origins:
        return app
    return CORSMiddleware(
        app, allow_origins=origins, allow_methods=methods, allow_headers=HEADERS, expose_headers=EXPOSED
    )
