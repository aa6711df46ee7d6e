# mypy: ignore-errors
"""Plays steps against an MCP server with the fastmcp client; a job in JSON in, one line of JSON out.

It runs in an environment of its own, since it brings many packages. `tests/clients/python.py` knows the job.
"""

import json
import sys
from typing import Any

import anyio
from fastmcp import Client
from fastmcp.client.transports import StdioTransport, StreamableHttpTransport
from fastmcp.exceptions import McpError


def transport_to(transport: dict[str, Any]) -> Any:
    """The way to a server."""
    if "url" in transport:
        return StreamableHttpTransport(transport["url"], headers=transport.get("headers"))
    return StdioTransport(transport["command"], transport["args"], env=transport.get("env"), keep_alive=False)


async def answer_of(client: Client[Any], step: dict[str, Any]) -> dict[str, Any]:
    """What the server says to a step."""
    try:
        if step.get("list"):
            return {"ok": [plain(tool) for tool in await client.list_tools()]}
        return {"ok": plain(await client.call_tool_mcp(step["call"], step["arguments"]))}
    except McpError as refused:
        return {"error": {"code": refused.error.code, "message": refused.error.message}}


def plain(model: Any) -> dict[str, Any]:
    """A model as it travels."""
    return model.model_dump(by_alias=True, mode="json", exclude_none=True)


async def play(job: dict[str, Any]) -> dict[str, Any]:
    """Connect, play the steps in order, disconnect."""
    async with Client(transport_to(job["transport"]), mode=job["protocol"]) as client:
        results = [await answer_of(client, step) for step in job["steps"]]
        return {"server": plain(client.server_info), "protocol": client.protocol_version, "results": results}


print(json.dumps(anyio.run(play, json.loads(sys.argv[1]))))
