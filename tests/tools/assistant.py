"""An assistant: the SDK's own client on our server, in memory, as a caller of one's choice."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from mcp import Client
from mcp.types import TextContent

from luma_mcp.access.caller import Caller
from luma_mcp.tools.door import Door
from luma_mcp.tools.server import build_server
from luma_mcp.tools.toolbox import Toolbox, Visit
from luma_mcp.tools.toolsets import DISCOVERY, chosen
from tests.world import World

ERAS = ("auto", "legacy")
"""The newest revision, and the handshake of 2025."""


def toolbox_of(world: World, caller: Caller, *, toolsets: Sequence[str] = ()) -> Toolbox:
    """The tools of a world as one caller reaches them."""

    async def visit(_: object) -> Visit:
        return Visit(caller, tuple(toolsets))

    return Toolbox(world.parts.executor, world.parts.access, visit)


def listed_by_default() -> list[str]:
    """The names of the tools that a client is shown who asks for no toolset."""
    return sorted([*chosen(()), *DISCOVERY])


@asynccontextmanager
async def assistant(
    world: World, caller: Caller | None = None, *, era: str = "auto", toolsets: Sequence[str] = ()
) -> AsyncIterator[Client]:
    """A connected client; the owner in the Swiss profile unless another caller is given."""
    who = caller or await world.at(world.swiss)
    async with connected(toolbox_of(world, who, toolsets=toolsets), era) as client:
        yield client


@asynccontextmanager
async def connected(door: Door, era: str = "auto") -> AsyncIterator[Client]:
    """A client of a server with this door."""
    async with Client(build_server(door), mode="legacy" if era == "legacy" else "auto") as client:
        yield client


async def ask(client: Client, tool: str, /, **arguments: Any) -> Any:
    """Call a tool that does what it is asked; its structured content."""
    answer = await client.call_tool(tool, arguments)
    assert not answer.is_error, answer.content
    return answer.structured_content


async def refusal(client: Client, tool: str, /, **arguments: Any) -> Any:
    """Call a tool that refuses; the refusal, its shape checked."""
    answer = await client.call_tool(tool, arguments)
    assert answer.is_error, answer.structured_content
    assert answer.structured_content is not None
    assert list(answer.structured_content) == ["code", "message", "retryable", "fix", "candidates"]
    return answer.structured_content


async def text(client: Client, tool: str, /, **arguments: Any) -> str:
    """Call a tool; what it answers as text."""
    content = (await client.call_tool(tool, arguments)).content[0]
    assert isinstance(content, TextContent)
    return content.text


def compact(value: object) -> str:
    """JSON as it travels: without a space that nobody needs."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
