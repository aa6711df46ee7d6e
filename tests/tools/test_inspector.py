"""The MCP Inspector works with the books from the command line, over stdio and over HTTP."""

import sys

import pytest

from luma_mcp.app import create_app
from tests.clients.inspector import FINE, IS_ERROR, NEEDS_SIGN_IN, call, inspect
from tests.clients.typescript import Http, Stdio
from tests.rest.served import listening
from tests.tools.assistant import listed_by_default
from tests.tools.process import LUMA_MCP, environment
from tests.world import World


async def check_listing_and_writing(server: Stdio | Http, era: str) -> None:
    """It lists and writes."""
    listed = await inspect(server, "tools/list", "--strict", era=era)
    assert listed.status == FINE, listed.said
    assert [tool["name"] for tool in listed.result["tools"]] == listed_by_default()
    written = await inspect(server, "tools/call", *call("create_client", name="Muster AG"), era=era)
    assert (written.status, written.result["structuredContent"]["name"]) == (FINE, "Muster AG")


async def check_reading_and_refusing(server: Stdio | Http, era: str) -> None:
    """It reads, and shows a refusal as one."""
    read = await inspect(server, "tools/call", *call("whoami"), era=era)
    assert read.result["structuredContent"]["today"]
    refused = await inspect(server, "tools/call", *call("get_invoice", id="IV-404"), era=era)
    assert (refused.status, refused.result["structuredContent"]["code"]) == (IS_ERROR, "not_found")


async def test_it_works_over_stdio(sqlite_world: World) -> None:
    arguments = [*LUMA_MCP, "stdio", "--profile", str(sqlite_world.swiss), "--no-jobs"]
    server = Stdio(command=sys.executable, args=arguments, env=environment(sqlite_world))
    await check_listing_and_writing(server, "legacy")


@pytest.mark.parametrize("era", ["legacy", "modern"])
async def test_it_works_over_http(era: str, sqlite_world: World) -> None:
    token, _ = await sqlite_world.make_key(profile_id=sqlite_world.swiss)
    async with listening(create_app(sqlite_world.parts, jobs=False)) as address:
        server = Http(url=f"{address}/mcp", headers={"Authorization": f"Bearer {token}"})
        await check_listing_and_writing(server, era)
        await check_reading_and_refusing(server, era)


async def test_without_a_key_it_is_told_to_sign_in(sqlite_world: World) -> None:
    async with listening(create_app(sqlite_world.parts, jobs=False)) as address:
        assert (await inspect(Http(url=f"{address}/mcp"), "tools/list")).status == NEEDS_SIGN_IN
