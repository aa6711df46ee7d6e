"""An application on somebody's own machine that asks to be let in, and waits on loopback for the answer."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlencode

import anyio
import httpx2
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from luma_mcp.access.grants import challenge_of
from tests.grants import VERIFIER
from tests.rest.served import listening
from tests.rest.test_mcp_http import HEADERS, LIST


@asynccontextmanager
async def assistant() -> AsyncIterator[tuple[str, dict[str, str]]]:
    """Listen on loopback: where people come back to, and, once they have, what they bring."""
    came_back, arrived = dict[str, str](), anyio.Event()

    async def callback(request: Request) -> Response:
        came_back.update(request.query_params)
        arrived.set()
        return HTMLResponse("<!doctype html><title>Done</title><link rel=icon href=data:,><p>Back to the assistant.")

    async with listening(Starlette(routes=[Route("/callback", callback)])) as address:
        yield f"{address}/callback", came_back
        with anyio.fail_after(10):
            await arrived.wait()


async def registered(site: str, callback: str) -> str:
    """Register the application; its client id."""
    said = {"client_name": "Assistant", "redirect_uris": [callback], "token_endpoint_auth_method": "none"}
    async with httpx2.AsyncClient(base_url=site, trust_env=False) as client:
        answer = await client.post("/oauth/register", json=said)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["client_id"])


def asked(client_id: str, callback: str) -> str:
    """The path that the application sends people to."""
    query = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": callback,
        "state": "xyz",
        "code_challenge": challenge_of(VERIFIER),
        "code_challenge_method": "S256",
        "scope": "books:read books:write",
    }
    return f"/oauth/authorize?{urlencode(query)}"


async def exchanged(site: str, client_id: str, callback: str, code: str) -> str:
    """The access token for a code."""
    said = {"grant_type": "authorization_code", "client_id": client_id, "redirect_uri": callback}
    async with httpx2.AsyncClient(base_url=site, trust_env=False) as client:
        answer = await client.post("/oauth/token", data=said | {"code": code, "code_verifier": VERIFIER})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["access_token"])


async def lists_tools(site: str, token: str) -> int:
    """The status with which MCP answers a token."""
    async with httpx2.AsyncClient(base_url=site, trust_env=False) as client:
        return (
            await client.post("/mcp", json=LIST, headers=HEADERS | {"Authorization": f"Bearer {token}"})
        ).status_code
