"""A client of another SDK (TypeScript) works with the books, over stdio and over HTTP, in both eras."""

import sys

import pytest

from luma_mcp.app import create_app
from tests.clients.first_session import STEPS, check
from tests.clients.typescript import Http, Stdio, play
from tests.rest.served import listening
from tests.tools.process import LUMA_MCP, address_of, environment, running
from tests.world import World

in_both_eras = pytest.mark.parametrize(("era", "newest"), [("auto", True), ("legacy", False)])


@in_both_eras
async def test_it_works_over_stdio(era: str, sqlite_world: World, *, newest: bool) -> None:
    arguments = [*LUMA_MCP, "stdio", "--profile", str(sqlite_world.swiss), "--no-jobs"]
    server = Stdio(command=sys.executable, args=arguments, env=environment(sqlite_world))
    check(await play(server, STEPS, era), newest=newest)


@in_both_eras
async def test_it_works_over_http(era: str, sqlite_world: World, *, newest: bool) -> None:
    token, _ = await sqlite_world.make_key(profile_id=sqlite_world.swiss)
    async with running(sqlite_world, "serve", "--port", "0", "--no-jobs") as server:
        url = f"{await address_of(server)}/mcp"
        check(await play(Http(url=url, headers={"Authorization": f"Bearer {token}"}), STEPS, era), newest=newest)


async def test_a_key_in_the_address_works_too(sqlite_world: World) -> None:
    token, _ = await sqlite_world.make_key(profile_id=sqlite_world.swiss, mode="read_only")
    async with listening(create_app(sqlite_world.parts, jobs=False)) as address:
        played = await play(Http(url=f"{address}/mcp?key={token}"), [{"list": True}])
    tools = played["results"][0]["ok"]
    assert tools
    assert all(tool["annotations"]["readOnlyHint"] for tool in tools)
