"""Clients of others sign in with the OAuth that they bring, and work: TypeScript SDK, Python SDK 1.x, fastmcp."""

import pytest

from tests.clients.browser import consent, visited
from tests.clients.first_session import STEPS, check
from tests.clients.python import command_of
from tests.clients.talking import talking
from tests.clients.typescript import FOLDER, NODE, Http
from tests.tools.assistant import listed_by_default
from tests.world import World


@pytest.mark.parametrize("path", ["/mcp", "/api/v1/mcp"])
async def test_typescript_works_until_the_connection_is_revoked(path: str, sqlite_world: World) -> None:
    world = sqlite_world
    async with (
        visited(world) as (base, browser),
        talking([str(NODE), str(FOLDER / "oauth.mjs"), f"{base}{path}"]) as talk,
    ):
        asked = await talk(None)
        done = await talk(await consent(browser, asked["open"], world.swiss, "read_write"))
        connection = (await world.run("list_connections", caller=world.owner)).data[0]
        await world.run("revoke_connection", caller=world.owner, id=connection.id)
        asked_again = await talk("go on")
    assert done["protocol"] >= "2026-07-28"
    assert done["scope"] == "books:read books:write"
    assert done["tools"] == listed_by_default()
    assert done["read"]["profiles"][0]["name"] == "Beispiel GmbH"
    assert done["refreshed"] is True
    assert asked_again["open"].startswith(f"{base}/oauth/authorize?")


@pytest.mark.parametrize(("client", "path", "newest"), [("python_v1", "/mcp", False), ("fastmcp", "/api/v1/mcp", True)])
async def test_python_works(client: str, path: str, sqlite_world: World, *, newest: bool) -> None:
    world = sqlite_world
    async with (
        visited(world) as (base, browser),
        talking(command_of(client, Http(url=f"{base}{path}", sign_in=True), STEPS)) as talk,
    ):
        asked = await talk(None)
        played = await talk(await consent(browser, asked["open"], world.swiss, "read_write"))
    check(played, newest=newest)
