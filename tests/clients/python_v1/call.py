# mypy: ignore-errors
"""Plays steps against an MCP server with a 1.x release of the Python SDK; a job in JSON in, one line of JSON out.

It runs in an environment of its own, since our server needs a 2.x release. `tests/clients/python.py` knows the job.
"""

import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import anyio
import httpx
from mcp import ClientSession, McpError, StdioServerParameters
from mcp.client.auth import OAuthClientProvider
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.auth import OAuthClientMetadata


@asynccontextmanager
async def wire_to(transport: dict[str, Any]) -> AsyncIterator[Any]:
    """The streams to a server."""
    if "url" not in transport:
        async with stdio_client(StdioServerParameters(**transport)) as streams:
            yield streams
        return
    async with (
        httpx.AsyncClient(headers=transport.get("headers"), auth=sign_in_at(transport)) as http,
        streamable_http_client(transport["url"], http_client=http) as (read, write, _),
    ):
        yield read, write


def sign_in_at(transport: dict[str, Any]) -> OAuthClientProvider | None:
    """The SDK's own way to sign in, where that is wanted; somebody has to consent at the address that it prints."""

    async def send_somebody_to(address: str) -> None:
        print(json.dumps({"open": address}), flush=True)

    async def where_they_came_back() -> tuple[str, str | None]:
        given = parse_qs(urlsplit(await anyio.to_thread.run_sync(sys.stdin.readline)).query)
        return given["code"][0], given["state"][0]

    if not transport.get("sign_in"):
        return None
    asks = OAuthClientMetadata(client_name="luma-mcp-tests", redirect_uris=["http://127.0.0.1:33418/callback"])
    return OAuthClientProvider(transport["url"], asks, Kept(), send_somebody_to, where_they_came_back)


class Kept:
    """What the SDK keeps of a sign-in, in memory."""

    tokens = client = None

    async def get_tokens(self) -> Any:
        """The tokens, once there are some."""
        return self.tokens

    async def set_tokens(self, tokens: Any) -> None:
        """Keep tokens."""
        self.tokens = tokens

    async def get_client_info(self) -> Any:
        """What was registered, once it was."""
        return self.client

    async def set_client_info(self, client_info: Any) -> None:
        """Keep what was registered."""
        self.client = client_info


async def answer_of(session: ClientSession, step: dict[str, Any]) -> dict[str, Any]:
    """What the server says to a step."""
    try:
        if step.get("list"):
            return {"ok": [plain(tool) for tool in (await session.list_tools()).tools]}
        return {"ok": plain(await session.call_tool(step["call"], step["arguments"]))}
    except McpError as refused:
        return {"error": {"code": refused.error.code, "message": refused.error.message}}


def plain(model: Any) -> dict[str, Any]:
    """A model as it travels."""
    return model.model_dump(by_alias=True, mode="json", exclude_none=True)


async def play(job: dict[str, Any]) -> dict[str, Any]:
    """Connect, play the steps in order, disconnect."""
    async with wire_to(job["transport"]) as (read, write), ClientSession(read, write) as session:
        begun = await session.initialize()
        results = [await answer_of(session, step) for step in job["steps"]]
    return {"server": plain(begun.serverInfo), "protocol": begun.protocolVersion, "results": results}


print(json.dumps(anyio.run(play, json.loads(sys.argv[1]))))
