"""The routes of sign-in for programs: what they discover, ask, exchange and give back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from luma_mcp.access.access import Access
from luma_mcp.access.grants import Grants
from luma_mcp.access.people import People
from luma_mcp.executor import Executor
from luma_mcp.limits import Limits
from luma_mcp.rest.cors import with_cors
from luma_mcp.rest.oauth import authorize
from luma_mcp.rest.oauth.answers import refused
from luma_mcp.rest.oauth.authorize import AuthorizationEndpoint, on_pages
from luma_mcp.rest.oauth.clients import Clients
from luma_mcp.rest.oauth.documents import Documents
from luma_mcp.rest.oauth.metadata import metadata_routes
from luma_mcp.rest.oauth.register import RegistrationEndpoint
from luma_mcp.rest.oauth.revoke import RevocationEndpoint
from luma_mcp.rest.oauth.throttle import Throttle, Work
from luma_mcp.rest.oauth.token import TokenEndpoint
from luma_mcp.rest.refusals import MethodNotAllowed
from luma_mcp.settings import Settings

PER_MINUTE, REGISTRATIONS_PER_MINUTE = 60, 20
VENDOR_PER_MINUTE = 10
"""LedgerBee's limit, of an address and of a client."""

_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


@dataclass(frozen=True, slots=True)
class OAuth:
    """What the endpoints work with."""

    access: Access
    people: People
    grants: Grants
    executor: Executor
    limits: Limits
    documents: Documents
    settings: Settings
    clock: Callable[[], datetime]


def oauth_routes(parts: OAuth) -> Sequence[Route]:
    """Make the routes of the authorization server; LedgerBee's addresses are the same with its limits."""
    clients = Clients(parts.grants, parts.documents)
    revocation = RevocationEndpoint(parts.grants, clients, parts.executor)
    registration = RegistrationEndpoint(parts.grants, parts.clock)
    registering = _throttle(parts, "register", REGISTRATIONS_PER_MINUTE)
    ours, theirs = _throttle(parts, "token"), _vendor(parts, "auth/token")
    browsers = (Middleware(with_cors, parts.settings),)
    return [
        *metadata_routes(parts.settings),
        *_people(parts, clients),
        *_post("/oauth/token", _tokens(parts, clients, ours), browsers),
        *_post("/oauth/revoke", _throttle(parts, "revoke").around(revocation.answer), browsers),
        *_post("/oauth/register", registering.around(registration.answer), browsers),
        *_post("/api/v1/auth/token", _tokens(parts, clients, theirs)),
        *_post("/api/v1/oauth/revoke", _vendor(parts, "oauth/revoke").around(revocation.answer)),
    ]


def _people(parts: OAuth, clients: Clients) -> Sequence[Route]:
    settings = parts.settings
    asked = AuthorizationEndpoint(
        parts.access, parts.people, parts.grants, clients, parts.executor, settings.public_url
    )
    show, decide = (on_pages(work, parts.limits, settings.trusted_proxies) for work in (asked.show, asked.decide))
    path = authorize.PATH
    return [
        Route(path, show, methods=["GET"]),
        Route(path, decide, methods=["POST"]),
        _others(path, "GET", "HEAD", "POST"),
    ]


def _tokens(parts: OAuth, clients: Clients, throttle: Throttle) -> Work:
    return throttle.around(TokenEndpoint(parts.grants, clients, throttle, parts.settings.public_url).answer)


def _throttle(parts: OAuth, endpoint: str, per_minute: int = PER_MINUTE) -> Throttle:
    return Throttle(parts.limits, parts.clock, parts.settings.trusted_proxies, endpoint, per_minute)


def _vendor(parts: OAuth, endpoint: str) -> Throttle:
    trusted, most = parts.settings.trusted_proxies, VENDOR_PER_MINUTE
    return Throttle(parts.limits, parts.clock, trusted, endpoint, most, per_client=most, vendor=True)


def _post(path: str, work: Work, around: Sequence[Middleware] = ()) -> Sequence[Route]:
    return [Route(path, work, methods=["POST"], middleware=around), _others(path, "POST", around=around)]


def _others(path: str, *allowed: str, around: Sequence[Middleware] = ()) -> Route:
    """What a path answers to a method that it does not take; before that, browsers may ask what they may send."""

    async def refuse(request: Request) -> Response:
        return refused(MethodNotAllowed(request.method, allowed))

    return Route(path, refuse, methods=_METHODS, middleware=around)
