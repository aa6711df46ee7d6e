"""Clients of other Python packages work with the books, over stdio and over HTTP: the SDK's 1.x line and fastmcp."""

import sys

import pytest

from luma_mcp.app import create_app
from tests.clients.first_session import STEPS, check
from tests.clients.python import play
from tests.clients.typescript import Http, Stdio
from tests.rest.served import listening
from tests.tools.process import LUMA_MCP, environment
from tests.world import World

each_client = pytest.mark.parametrize(("client", "newest"), [("python_v1", False), ("fastmcp", True)])


@each_client
async def test_it_works_over_stdio(client: str, sqlite_world: World, *, newest: bool) -> None:
    arguments = [*LUMA_MCP, "stdio", "--profile", str(sqlite_world.swiss), "--no-jobs"]
    server = Stdio(command=sys.executable, args=arguments, env=environment(sqlite_world))
    check(await play(client, server, STEPS), newest=newest)


@each_client
async def test_it_works_over_http(client: str, sqlite_world: World, *, newest: bool) -> None:
    token, _ = await sqlite_world.make_key(profile_id=sqlite_world.swiss)
    async with listening(create_app(sqlite_world.parts, jobs=False)) as address:
        server = Http(url=f"{address}/mcp", headers={"Authorization": f"Bearer {token}"})
        check(await play(client, server, STEPS), newest=newest)
