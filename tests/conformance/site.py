"""The whole site with a build of our MCP server behind it, at an address that holds a key."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from mcp.server import Server

from luma_mcp.app import create_app
from luma_mcp.tools.door import Door
from tests.conformance.server import fixture_server
from tests.rest.served import listening
from tests.world import World


@asynccontextmanager
async def mcp_of(
    world: World, server_over: Callable[[Door], Server[Any]] | None = fixture_server, *, sessions: bool = False
) -> AsyncIterator[str]:
    """The address of MCP on the whole site, with a key in it."""
    token, _ = await world.make_key(profile_id=world.swiss)
    async with listening(create_app(world.parts, jobs=False, server_over=server_over, sessions=sessions)) as address:
        yield f"{address}/mcp?key={token}"
