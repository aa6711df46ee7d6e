"""MCP on the wire: POST alone, a key or a token with every request, no sessions.

Who calls is found out here, before anything of the protocol runs, so that who has neither learns nothing but that. A
key comes in `Authorization: Bearer` or in `?key=`, which Lumabill documents; neither goes further than this file.
"""

import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from mcp.server import Server
from mcp.server.streamable_http_manager import StreamableHTTPASGIApp, StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from luma_mcp.access.caller import Caller
from luma_mcp.errors import BadQuery, InvalidKey, Refusal
from luma_mcp.rest.binding import MCP_BYTES
from luma_mcp.rest.cors import origins_of, with_cors
from luma_mcp.rest.oauth.addresses import MCP, resource_at
from luma_mcp.rest.oauth.bearer import Bearers, StepUp
from luma_mcp.rest.oauth.step_up import calls_a_change, peeked
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
    """The ASGI application at the MCP addresses; `run()` has to be entered around the time that it serves."""

    def __init__(
        self,
        server: Server[Any],
        bearers: Bearers,
        refuse: Callable[[Request, Refusal], Response],
        check_toolsets: Callable[[Sequence[str]], object],
        *,
        changes: Callable[[str], bool],
        sessions: bool = False,
    ) -> None:
        """`refuse` words a refusal as a response, `check_toolsets` refuses names of toolsets that do not exist.

        `changes` says whether a tool may change the books. With `sessions` a server may ask clients of the handshake
        revisions back; ours never asks.
        """
        settings = bearers.settings
        self._bearers = bearers
        self._refuse = refuse
        self._check_toolsets = check_toolsets
        self._changes = changes
        self._manager = StreamableHTTPSessionManager(
            server, stateless=not sessions, security_settings=_security(settings), max_request_body_size=MCP_BYTES
        )
        self._protocol = StreamableHTTPASGIApp(self._manager)
        self._for_browsers = with_cors(self._checked, settings)

    @asynccontextmanager
    async def run(self) -> AsyncIterator[None]:
        """Serve requests as long as this is entered; once for each endpoint."""
        async with self._manager.run():
            yield

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._for_browsers if scope["path"] == MCP else self._checked
        await app(scope, receive, send)

    async def _checked(self, scope: Scope, receive: Receive, send: Send) -> None:
        request, path = Request(scope, receive), resource_at(scope, scope["path"])
        try:
            if request.method != "POST":
                raise MethodNotAllowed(request.method, ("POST",))
            given = _parameters(request)
            admitted = await self._bearers.admitted(request, path, given.get("key"))
            arrival = await self._arrival(request, given, admitted.caller)
            if admitted.may_step_up and not _flag(given.get("read_only", "0")):
                receive = await self._stepped_up(request, receive)
        except Refusal as refusal:
            await self._refused(request, path, refusal)(scope, receive, send)
            return
        await self._protocol(_without_key(scope) | {_ARRIVAL: arrival}, receive, send)

    async def _stepped_up(self, request: Request, receive: Receive) -> Receive:
        """The same request for a client that may ask for more, which is told so before it calls what needs more."""
        body, again = await peeked(request, receive)
        if calls_a_change(body, self._changes):
            raise StepUp
        return again

    def _refused(self, request: Request, path: str, refusal: Refusal) -> Response:
        response = self._refuse(request, refusal)
        if response.status_code == 401 or isinstance(refusal, StepUp):  # noqa: PLR2004  Unauthorized
            self._bearers.challenge(request, path, response)
        return response

    async def _arrival(self, request: Request, given: Mapping[str, str], caller: Caller) -> Arrival:
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
            return await self._bearers.access.choose_profile(caller, header)
        if profile:
            return await self._bearers.access.choose_profile(caller, profile, by_name=True)
        return caller


def _parameters(request: Request) -> dict[str, str]:
    pairs = parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)
    given = dict(pairs)
    unknown = [name for name in given if name not in PARAMETERS]
    if unknown or len(given) < len(pairs):
        name = unknown[0] if unknown else "query"
        raise BadQuery.field(name[:100], f"takes {', '.join(PARAMETERS)}, each once")
    return given


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
