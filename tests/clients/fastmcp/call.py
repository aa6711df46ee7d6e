# mypy: ignore-errors
"""Plays steps against an MCP server with the fastmcp client; a job in JSON in, one line of JSON out.

It runs in an environment of its own, since it brings many packages. `tests/clients/python.py` knows the job.
"""

import json
import sys
import webbrowser
from typing import Any
from urllib.parse import parse_qs, urlsplit

import anyio
from fastmcp import Client
from fastmcp.client.auth import OAuth
from fastmcp.client.transports import StdioTransport, StreamableHttpTransport
from fastmcp.exceptions import McpError
from mcp.client.auth import AuthorizationCodeResult


class SignIn(OAuth):
    """Its own way to sign in, but that somebody else opens the address that it prints and says where they came back."""

    async def callback_handler(self) -> AuthorizationCodeResult:
        """Read where somebody who consented was sent back to."""
        given = parse_qs(urlsplit(await anyio.to_thread.run_sync(sys.stdin.readline)).query)
        return AuthorizationCodeResult(code=given["code"][0], state=given["state"][0], iss=given["iss"][0])


def open_page(address: str) -> None:
    """What it takes for the browser of this machine."""
    print(json.dumps({"open": address}), flush=True)


def transport_to(transport: dict[str, Any]) -> Any:
    """The way to a server."""
    if "url" in transport:
        auth = SignIn() if transport.get("sign_in") else None
        return StreamableHttpTransport(transport["url"], headers=transport.get("headers"), auth=auth)
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
    async with Client(transport_to(job["transport"])) as client:
        results = [await answer_of(client, step) for step in job["steps"]]
        return {"server": plain(client.server_info), "protocol": client.protocol_version, "results": results}


webbrowser.open = open_page
print(json.dumps(anyio.run(play, json.loads(sys.argv[1]))))
