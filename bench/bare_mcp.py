"""A bare MCP server on the SDK: answers every list and every call with bytes made before, over HTTP or stdio."""

import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import mcp_types as types
from mcp.server import Server, ServerRequestContext
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPASGIApp, StreamableHTTPSessionManager
from starlette.applications import Starlette
from starlette.routing import Route


def bare_server(answers: dict[str, Any]) -> Server[Any]:
    """Make a server that knows two answers: `list` and `call`."""
    listing = types.ListToolsResult.model_validate(answers["list"])
    result = types.CallToolResult.model_validate(answers["call"])

    async def list_tools(_: ServerRequestContext[Any, Any], __: types.PaginatedRequestParams | None) -> Any:  # noqa: ANN401
        return listing

    async def call_tool(_: ServerRequestContext[Any, Any], __: types.CallToolRequestParams) -> Any:  # noqa: ANN401
        return result

    return Server("bare", version="1", on_list_tools=list_tools, on_call_tool=call_tool)


def bare_http(answers: dict[str, Any]) -> Starlette:
    """Serve it at /mcp, without sessions."""
    manager = StreamableHTTPSessionManager(bare_server(answers), stateless=True)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with manager.run():
            yield

    return Starlette(routes=[Route("/mcp", StreamableHTTPASGIApp(manager))], lifespan=lifespan)


async def _stdio(answers: dict[str, Any]) -> None:
    server = bare_server(answers)
    async with stdio_server() as (read, write):
        await server.run(read, write, server.create_initialization_options())


if __name__ == "__main__":
    anyio.run(_stdio, json.loads(Path(sys.argv[1]).read_bytes()))
