"""A client and somebody with a browser, going through OAuth against the whole site."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2

from luma_mcp.access.grants import challenge_of
from luma_mcp.app import create_app
from luma_mcp.rest.oauth.documents import Documents
from luma_mcp.rest.pages.session import cookie_name
from tests.rest.client import open_client
from tests.rest.test_mcp_http import HEADERS, LIST, alive
from tests.world import World

BASE = "http://127.0.0.1:8000"
CALLBACK = "https://assistant.example/callback"
VERIFIER = "v" * 43
FORM = {"Origin": BASE, "Content-Type": "application/x-www-form-urlencoded"}

_HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')


@dataclass(frozen=True)
class Flow:
    """One client that registered itself, over a browser that may be signed in."""

    world: World
    http: httpx2.AsyncClient
    client_id: str = ""
    base: str = BASE
    asks: dict[str, str] = field(default_factory=dict)
    """What it asks for at the authorization endpoint, but for what a test says."""

    async def register(self, *redirect_uris: str, method: str = "none", **other: Any) -> httpx2.Response:
        """Register a client."""
        said = {"client_name": "Assistant", "redirect_uris": list(redirect_uris or [CALLBACK])}
        said |= {"token_endpoint_auth_method": method} | other
        return await self.http.post(f"{self.base}/oauth/register", json=said)

    async def ask(self, **other: str | None) -> httpx2.Response:
        """Open the authorization address; a parameter that is None is left away."""
        return await self.http.get(f"{self.base}/oauth/authorize", params=self._asked(other))

    async def decide(self, page: httpx2.Response, **said: str) -> httpx2.Response:
        """Send the form of a consent page."""
        assert page.status_code == 200, page.text
        return await self.http.post(f"{self.base}/oauth/authorize", data=fields_of(page) | said, headers=FORM)

    async def allow(self, profile: Any = None, mode: str = "read_write", **other: str | None) -> dict[str, str]:
        """Consent; what comes back to the client."""
        chosen = {"profile_id": str(profile or self.world.swiss), "mode": mode, "decision": "allow"}
        return returned(await self.decide(await self.ask(**other), **chosen))

    async def token(self, path: str = "/oauth/token", **form: str) -> httpx2.Response:
        """Ask for tokens."""
        return await self.http.post(f"{self.base}{path}", data={"client_id": self.client_id} | form)

    async def exchange(self, code: str, **other: str) -> httpx2.Response:
        """Ask for tokens with a code."""
        given = {"grant_type": "authorization_code", "code": code, "code_verifier": VERIFIER}
        return await self.token(**given | {"redirect_uri": CALLBACK} | other)

    async def refresh(self, token: str, **other: str) -> httpx2.Response:
        """Ask for tokens with a refresh token."""
        return await self.token(grant_type="refresh_token", refresh_token=token, **other)

    async def tokens(self, profile: Any = None, mode: str = "read_write", **other: str | None) -> dict[str, Any]:
        """Go through all of it; the tokens."""
        code = (await self.allow(profile, mode, **other))["code"]
        response = await self.exchange(code)
        assert response.status_code == 200, response.text
        found: dict[str, Any] = response.json()
        return found

    async def mcp(self, token: str | None, path: str = "/mcp", body: Any = LIST, **headers: str) -> httpx2.Response:
        """Send an MCP request."""
        said = HEADERS | headers | ({"Authorization": f"Bearer {token}"} if token else {})
        return await self.http.post(f"{self.base}{path}", json=body, headers=said)

    async def sign_in(self, session: str) -> None:
        """Be somebody, in this browser."""
        self.http.cookies.set(cookie_name("luma_session", self.base), session)

    def as_client(self, client_id: str) -> "Flow":
        """The same browser with another client."""
        return replace(self, client_id=client_id)

    def _asked(self, other: dict[str, str | None]) -> dict[str, str]:
        asked: dict[str, str | None] = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": CALLBACK,
            "state": "xyz",
            "code_challenge": challenge_of(VERIFIER),
            "code_challenge_method": "S256",
        }
        return {name: value for name, value in (asked | self.asks | other).items() if value is not None}


@asynccontextmanager
async def open_flow(
    world: World,
    *redirect_uris: str,
    session: str | None = None,
    documents: Documents | None = None,
    **settings: Any,
) -> AsyncIterator[Flow]:
    """The whole site with a client that registered itself, and the first owner signed in (or who is given)."""
    parts = replace(world.parts, settings=replace(world.parts.settings, **settings))
    base = settings.get("public_url") or BASE
    async with alive(create_app(parts, jobs=False, documents=documents)) as app, open_client(app) as http:
        flow = Flow(world, http, base=base)
        await flow.sign_in(session or await world.own())
        registered = await flow.register(*redirect_uris)
        yield flow.as_client(registered.json()["client_id"])


def returned(response: httpx2.Response, to: str = CALLBACK) -> dict[str, str]:
    """What a redirect brings back to the client."""
    assert response.status_code == 303, response.text
    address, _, query = response.headers["Location"].partition("?")
    assert address == to
    pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=True)
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


def fields_of(page: httpx2.Response) -> dict[str, str]:
    """The hidden fields of a page's form."""
    return {unescape(name): unescape(value) for name, value in _HIDDEN.findall(page.text)}


def challenge_in(response: httpx2.Response) -> dict[str, str]:
    """The parameters of WWW-Authenticate."""
    scheme, _, parameters = response.headers["WWW-Authenticate"].partition(" ")
    assert scheme == "Bearer"
    return dict(re.findall(r'(\w+)="([^"]*)"', parameters))


def call(tool: str, **arguments: Any) -> dict[str, Any]:
    """A call of a tool."""
    return {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": tool, "arguments": arguments}}


def said(response: httpx2.Response) -> Any:
    """The JSON-RPC message in an answer, plain or as an event."""
    text = response.text
    if response.headers["content-type"].startswith("text/event-stream"):
        text = next(line.removeprefix("data: ") for line in text.splitlines() if line.startswith("data: {"))
    return httpx2.Response(200, text=text).json()


def query_of(address: str) -> dict[str, str]:
    """The query of an address."""
    return dict(parse_qsl(urlsplit(address).query))
