# mypy: ignore-errors
"""Plays steps against an MCP server with a 1.x release of the Python SDK; a job in JSON in, one line of JSON out.

It runs in an environment of its own, since our server needs a 2.x release. `tests/clients/python.py` knows the job.
"""

import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anyio
import httpx
from mcp import ClientSession, McpError, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client


@asynccontextmanager
async def wire_to(transport: dict[str, Any]) -> AsyncIterator[Any]:
    """The streams to a server."""
    if "url" not in transport:
        async with stdio_client(StdioServerParameters(**transport)) as streams:
            yield streams
        return
    async with (
        httpx.AsyncClient(headers=transport.get("headers")) as http,
        streamable_http_client(transport["url"], http_client=http) as (read, write, _),
    ):
        yield read, write


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
