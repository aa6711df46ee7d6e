"""A client of another SDK (TypeScript) works with the books, over stdio and over HTTP, in both eras."""

import sys
from typing import Any

import pytest

from tests.clients.typescript import Http, Played, Stdio, Step, play
from tests.tools.assistant import listed_by_default
from tests.tools.process import LUMA_MCP, address_of, environment, running
from tests.world import World

LINE = {"description": "Consulting", "quantity": 1.5, "price": "19.99", "tax_rate": 0}
STEPS: list[Step] = [
    {"list": True},
    {"call": "whoami", "arguments": {}},
    {"call": "create_client", "arguments": {"name": "Muster AG"}},
    {"call": "create_invoice", "arguments": {"client_id": "Muster AG", "lines": [LINE]}},
    {"call": "get_invoice", "arguments": {"id": "IV-404"}},
    {"call": "nonsense", "arguments": {}},
]

in_both_eras = pytest.mark.parametrize(("era", "newest"), [("auto", True), ("legacy", False)])


def check(played: Played, *, newest: bool) -> None:
    """The client understood everything that it was answered."""
    assert played["server"]["name"] == "luma_mcp"
    assert (played["protocol"] >= "2026-07-28") is newest
    listed, me, client, invoice, refused, unknown = played["results"]
    assert [tool["name"] for tool in listed["ok"]] == listed_by_default()
    assert facts(me)["today"]
    assert facts(client)["name"] == "Muster AG"
    assert (facts(invoice)["number"], facts(invoice)["gross"], facts(invoice)["currency"]) == ("IV-001", "29.99", "CHF")
    assert refused["ok"]["isError"] is True
    assert facts(refused)["code"] == "not_found"
    assert unknown["error"]["code"] == -32602


def facts(answer: dict[str, Any]) -> Any:
    return answer["ok"]["structuredContent"]


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
    async with running(sqlite_world, "serve", "--port", "0", "--no-jobs") as server:
        played = await play(Http(url=f"{await address_of(server)}/mcp?key={token}"), [{"list": True}])
    tools = played["results"][0]["ok"]
    assert tools
    assert all(tool["annotations"]["readOnlyHint"] for tool in tools)
