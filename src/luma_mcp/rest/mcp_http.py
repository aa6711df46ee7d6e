"""MCP on the wire: one path, POST alone, a key with every request, no sessions.

The key is checked here, before anything of the protocol runs, so that who has none learns nothing but that. It is taken
from `Authorization: Bearer` or from `?key=`, which Lumabill documents; neither goes further than this file.
"""

import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from mcp.server import Server
from mcp.server.streamable_http_manager import StreamableHTTPASGIApp, StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from luma_mcp.access.access import Access
from luma_mcp.access.caller import Caller
from luma_mcp.errors import BadQuery, InvalidKey, Refusal
from luma_mcp.rest.address import client_address
from luma_mcp.rest.binding import MCP_BYTES
from luma_mcp.rest.cors import origins_of, with_cors
from luma_mcp.rest.refusals import MethodNotAllowed
from luma_mcp.settings import Settings

PARAMETERS = ("key", "profile", "read_only", "toolsets")
LOOPBACK_HOSTS = ("127.0.0.1", "127.0.0.1:*", "localhost", "localhost:*", "[::1]", "[::1]:*")

_ARRIVAL = "luma_mcp.arrival"
_PORTS = {"http": 80, "https": 443}
_FLAGS = {"1": True, "true": True, "0": False, "false": False}

logging.getLogger("mcp.server.streamable_http").setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who made a request, narrowed as it asks, and which toolsets it wants listed."""

    caller: Caller
    toolsets: tuple[str, ...]


def arrival_of(request: object) -> Arrival:
    """What was found out about a request when it came in."""
    if not isinstance(request, Request) or _ARRIVAL not in request.scope:
        raise InvalidKey
    arrival: Arrival = request.scope[_ARRIVAL]
    return arrival


class McpEndpoint:
    """The ASGI application at `/mcp`; `run()` has to be entered around the time that it serves."""

    def __init__(
        self,
        server: Server[Any],
        access: Access,
        settings: Settings,
        refuse: Callable[[Request, Refusal], ASGIApp],
        check_toolsets: Callable[[Sequence[str]], object],
        *,
        sessions: bool = False,
    ) -> None:
        """`refuse` words a refusal as a response; `check_toolsets` refuses names of toolsets that do not exist.

        With `sessions` a server may ask clients of the handshake revisions back; ours never asks.
        """
        self._access = access
        self._settings = settings
        self._refuse = refuse
        self._check_toolsets = check_toolsets
        self._manager = StreamableHTTPSessionManager(
            server, stateless=not sessions, security_settings=_security(settings), max_request_body_size=MCP_BYTES
        )
        self._protocol = StreamableHTTPASGIApp(self._manager)
        self._app = with_cors(self._checked, settings)

    @asynccontextmanager
    async def run(self) -> AsyncIterator[None]:
        """Serve requests as long as this is entered; once for each endpoint."""
        async with self._manager.run():
            yield

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)

    async def _checked(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            if request.method != "POST":
                raise MethodNotAllowed(request.method, ("POST",))
            arrival = await self._arrival(request)
        except Refusal as refusal:
            await self._refuse(request, refusal)(scope, receive, send)
            return
        await self._protocol(_without_key(scope) | {_ARRIVAL: arrival}, receive, send)

    async def _arrival(self, request: Request) -> Arrival:
        given = _parameters(request)
        address = client_address(request.scope, self._settings.trusted_proxies)
        caller = await self._access.caller_of(_token(request, given.get("key")), address)
        caller = caller.narrowed(read_only=_flag(given.get("read_only", "0")))
        toolsets = tuple(word.strip() for word in given.get("toolsets", "").split(",") if word.strip())
        try:
            self._check_toolsets(toolsets)
        except Refusal as unknown:
            raise BadQuery(unknown.message, fix=unknown.way_out) from None
        return Arrival(await self._placed(request, caller, given.get("profile")), toolsets)

    async def _placed(self, request: Request, caller: Caller, profile: str | None) -> Caller:
        """The caller in the profile that the connection is about, where it says so."""
        header = request.headers.get("x-profile-id")
        if header is not None:
            return await self._access.choose_profile(caller, header)
        if profile:
            return await self._access.choose_profile(caller, profile, by_name=True)
        return caller


def _parameters(request: Request) -> dict[str, str]:
    pairs = parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)
    given = dict(pairs)
    unknown = [name for name in given if name not in PARAMETERS]
    if unknown or len(given) < len(pairs):
        name = unknown[0] if unknown else "query"
        raise BadQuery.field(name[:100], f"takes {', '.join(PARAMETERS)}, each once")
    return given


def _token(request: Request, key: str | None) -> str:
    given = request.headers.getlist("authorization")
    scheme, _, token = (given[0] if len(given) == 1 else "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return token.strip()
    if given or not key:
        raise InvalidKey("There is no key with this request.")
    return key


def _flag(text: str) -> bool:
    if text not in _FLAGS:
        raise BadQuery.field("read_only", "is 1 or 0")
    return _FLAGS[text]


def _without_key(scope: Scope) -> dict[str, Any]:
    """The same request with nothing secret left in it, and no space around what headers say (RFC 9110, 5.5)."""
    headers = [(name, value.strip(b" \t")) for name, value in scope["headers"] if name != b"authorization"]
    return {**scope, "query_string": b"", "headers": headers}


def _security(settings: Settings) -> TransportSecuritySettings:
    """Hosts and origins that a browser may have been sent to or from: loopback, and what is configured."""
    hosts, origins = list(LOOPBACK_HOSTS), [f"http://{host}" for host in LOOPBACK_HOSTS]
    if settings.public_url is not None:
        host = urlsplit(settings.public_url).netloc
        hosts += [host, host.lower(), f"{host.lower()}:{_PORTS[urlsplit(settings.public_url).scheme]}"]
    return TransportSecuritySettings(allowed_hosts=hosts, allowed_origins=[*origins, *origins_of(settings)])
