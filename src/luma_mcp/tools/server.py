"""The MCP server: the SDK's low-level server over a door of tools; the only file of tools that knows the SDK.

It serves the handshake revisions and 2026-07-28 alike. What fails inside is never told to a client: the SDK would send
the text of an exception to clients of the handshake revisions, so a guard stands in front.
"""

import logging
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, contextmanager
from functools import cache
from importlib.metadata import version
from signal import SIGINT, SIGTERM
from typing import Any, cast
from urllib.parse import quote

import anyio
import mcp_types as types
from mcp.server import Server, ServerRequestContext
from mcp.server.caching import CacheHint
from mcp.server.context import CallNext, HandlerResult
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError
from pydantic import ValidationError

from luma_mcp.tools.door import Attachment, Door, Listed, Reply, UnknownTool
from luma_mcp.tools.instructions import INSTRUCTIONS
from luma_mcp.tools.wire import Wire, held_wire

NAME = "luma_mcp"
TITLE = "Luma accounting"
LIST_FRESH_MS = 300_000
"""How long a client may keep its list of tools."""

_Context = ServerRequestContext[Any, Any]

log = logging.getLogger(__name__)


def build_server(door: Door) -> Server[Any]:
    """Make a server whose tools are behind a door."""

    async def list_tools(context: _Context, _: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        with _told_nothing("tools/list"):
            return types.ListToolsResult(tools=[_tool(listed) for listed in await door.list_tools(context.request)])

    async def call_tool(context: _Context, params: types.CallToolRequestParams) -> types.CallToolResult:
        with _told_nothing("tools/call"):
            try:
                reply = await door.call_tool(context.request, params.name, params.arguments or {})
            except UnknownTool:
                raise MCPError(types.INVALID_PARAMS, f"Unknown tool: {params.name[:100]}") from None
            return _result(reply)

    server: Server[Any] = Server(
        NAME,
        title=TITLE,
        version=version("luma-mcp"),
        instructions=INSTRUCTIONS,
        cache_hints={"tools/list": CacheHint(LIST_FRESH_MS, "private")},
        get_tool_input_schema=lambda _: None,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )
    server.middleware.append(_guard)
    return server


async def serve_stdio(open_door: Callable[[], AbstractAsyncContextManager[Door]]) -> None:
    """Serve one client over standard input and output until it leaves, or SIGINT or SIGTERM comes.

    The door is opened once the first answer is out, which needs nothing behind it, so that a client is not kept waiting
    for a database. What is running at the end is finished and answered; nothing is written by halves.

    Raises:
        Exception: whatever kept the door from opening.
    """
    with held_wire() as wire:
        late, listening = _LateDoor(), anyio.CancelScope()
        server = build_server(late)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_hang_up_on_signal, wire, listening)
            tasks.start_soon(late.keep_open, open_door, wire)
            stream = cast("anyio.AsyncFile[str]", wire)
            async with stdio_server(stdin=stream, stdout=stream) as (read, write):
                await server.run(read, write, server.create_initialization_options())
            listening.cancel()
            late.close()
    if late.problem is not None:
        raise late.problem


class _LateDoor:
    """A door that opens while the first answer is on its way: whoever comes early waits."""

    def __init__(self) -> None:
        self.problem: Exception | None = None
        self._door: Door | None = None
        self._wanted, self._ready, self._done = anyio.Event(), anyio.Event(), anyio.Event()

    async def list_tools(self, request: object) -> Sequence[Listed]:
        return await (await self._opened()).list_tools(request)

    async def call_tool(self, request: object, name: str, arguments: Mapping[str, Any]) -> Reply:
        return await (await self._opened()).call_tool(request, name, arguments)

    async def keep_open(self, open_door: Callable[[], AbstractAsyncContextManager[Door]], wire: Wire) -> None:
        wire.on_first_answer(self._wanted.set)
        await self._wanted.wait()
        try:
            async with open_door() as self._door:
                self._ready.set()
                await self._done.wait()
        except Exception as problem:  # noqa: BLE001  told to whoever serves, once the wire is down
            self.problem = problem
            self._ready.set()
            wire.hang_up()

    def close(self) -> None:
        self._wanted.set()
        self._done.set()

    async def _opened(self) -> Door:
        self._wanted.set()
        await self._ready.wait()
        if self._door is None:
            raise MCPError(types.INTERNAL_ERROR, "Internal error")
        return self._door


async def _hang_up_on_signal(wire: Wire, listening: anyio.CancelScope) -> None:
    """Let what runs finish at the first signal; wait for nothing at the second."""
    if sys.platform == "win32":
        return
    with listening, anyio.open_signal_receiver(SIGINT, SIGTERM) as signals:
        async for _ in signals:
            wire.hang_up()
            break
        async for _ in signals:
            wire.give_up()


async def _guard(ctx: _Context, call_next: CallNext) -> HandlerResult:
    """Name what is no request of the protocol as the client's mistake, and tell nothing of what broke inside."""
    with _told_nothing(ctx.method):
        try:
            return await call_next(ctx)
        except ValidationError:
            raise MCPError(types.INVALID_PARAMS, "Invalid request parameters") from None


@contextmanager
def _told_nothing(method: str) -> Iterator[None]:
    """Tell clients nothing of what broke inside."""
    try:
        yield
    except MCPError:
        raise
    except Exception:
        log.exception("%s failed", method)
        raise MCPError(types.INTERNAL_ERROR, "Internal error") from None


@cache
def _tool(listed: Listed) -> types.Tool:
    return types.Tool(
        name=listed.name,
        title=listed.title,
        description=listed.description,
        input_schema=listed.input_schema,
        output_schema=listed.output_schema,
        annotations=types.ToolAnnotations(
            read_only_hint=listed.read_only,
            destructive_hint=listed.destructive,
            idempotent_hint=listed.idempotent,
            open_world_hint=False,
        ),
    )


def _result(reply: Reply) -> types.CallToolResult:
    content: list[types.ContentBlock] = [types.TextContent(text=reply.text)]
    content += [_file(attachment) for attachment in reply.attachments]
    meta = None if reply.ledger_head is None else {"luma_mcp/ledger_head": reply.ledger_head}
    return types.CallToolResult(
        content=content, structured_content=reply.structured, is_error=reply.is_error, meta=meta
    )


def _file(attachment: Attachment) -> types.ContentBlock:
    if attachment.media_type.startswith("image/"):
        return types.ImageContent(data=attachment.content, mime_type=attachment.media_type)
    file = types.BlobResourceContents(
        uri=f"receipt:///{quote(attachment.name)}", mime_type=attachment.media_type, blob=attachment.content
    )
    return types.EmbeddedResource(resource=file)
