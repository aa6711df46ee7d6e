"""What is listed: toolsets, read-only callers, scopes, and callers who cannot be told."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from mcp import Client

from luma_mcp.errors import InvalidKey, NoProfile, Refusal
from luma_mcp.tools.door import Listed
from luma_mcp.tools.registry import BY_NAME
from luma_mcp.tools.toolbox import Toolbox, Visit
from luma_mcp.tools.toolsets import DISCOVERY, TOOLSETS, UnknownToolset, chosen
from tests.tools.assistant import ask, assistant, refusal, toolbox_of
from tests.world import World

SURFACE = Path(__file__).parents[1] / "surface" / "lumabill-surface.tsv"


async def listing(world: World, *toolsets: str) -> Sequence[Listed]:
    """What the owner of several profiles is shown, the longest list there is."""
    return await toolbox_of(world, world.owner, toolsets=toolsets).list_tools(None)


async def names_of(client: Client) -> list[str]:
    """The names of the tools that a client is shown."""
    return [tool.name for tool in (await client.list_tools()).tools]


async def test_all_lists_a_tool_for_every_row_of_the_surface_that_exists(sqlite_world: World) -> None:
    rows = {line.split("\t")[0] for line in SURFACE.read_text().splitlines()[1:]}
    names = {tool.name for tool in await listing(sqlite_world, "all")}
    assert len(rows & set(BY_NAME)) >= 44
    assert rows & set(BY_NAME) <= names
    assert {"whoami", *DISCOVERY} <= names


@pytest.mark.parametrize("toolset", list(TOOLSETS))
async def test_every_toolset_is_sorted_and_holds_whoami_and_discovery(sqlite_world: World, toolset: str) -> None:
    names = [tool.name for tool in await listing(sqlite_world, toolset)]
    assert names == sorted(names)
    assert {"whoami", *DISCOVERY, *TOOLSETS[toolset]} == set(names)


def test_an_unknown_toolset_is_refused_with_those_there_are() -> None:
    with pytest.raises(UnknownToolset) as caught:
        chosen(["invoices", "everything"])
    assert "recurring_invoices" in caught.value.candidates


async def test_a_tool_that_is_not_listed_can_still_be_called(sqlite_world: World) -> None:
    async with assistant(sqlite_world, toolsets=["clients"]) as client:
        assert "list_vendors" not in await names_of(client)
        assert (await ask(client, "list_vendors"))["data"] == []


async def test_a_read_only_caller_is_shown_reads_alone(sqlite_world: World) -> None:
    caller = replace(await sqlite_world.at(sqlite_world.swiss), read_only=True)
    async with assistant(sqlite_world, caller, toolsets=["all"]) as client:
        tools = (await client.list_tools()).tools
        assert "write_operation" not in {tool.name for tool in tools}
        assert all(tool.annotations and tool.annotations.read_only_hint for tool in tools)
        found = await ask(client, "find_operation", query="create an invoice", limit=20)
        assert {row["effect"] for row in found["operations"]} == {"read"}


async def test_a_key_with_scopes_is_shown_what_they_allow(sqlite_world: World) -> None:
    scopes = ["invoices-read", "invoices-write", "clients-read"]
    token, _ = await sqlite_world.make_key(profile_id=sqlite_world.swiss, scopes=scopes)
    async with assistant(sqlite_world, await sqlite_world.caller(token)) as client:
        names = await names_of(client)
        assert "create_invoice" in names
        assert "list_clients" in names
        assert "create_client" not in names
        assert (await refusal(client, "list_vendors"))["code"] == "insufficient_scope"


async def test_a_profile_that_was_fixed_outside_is_the_only_one_there_is(sqlite_world: World) -> None:
    async with assistant(sqlite_world) as client:
        assert [row["name"] for row in (await ask(client, "whoami"))["profiles"]] == ["Beispiel GmbH"]
        assert (await ask(client, "list_profiles"))["meta"]["total"] == 1
        assert (await refusal(client, "get_profile", id="Eksempel"))["code"] in {"not_found", "profile_forbidden"}
        assert (await refusal(client, "get_profile", id=str(sqlite_world.danish)))["code"] == "not_found"


@pytest.mark.parametrize(("refusal", "writes"), [(NoProfile(), True), (InvalidKey(), False)])
async def test_a_caller_who_cannot_be_told_is_answered_in_every_call(
    sqlite_world: World, refusal: Refusal, *, writes: bool
) -> None:
    async def visit(_: object) -> Visit:
        raise refusal

    toolbox = Toolbox(sqlite_world.parts.executor, sqlite_world.parts.access, visit)
    assert any(not tool.read_only for tool in await toolbox.list_tools(None)) == writes
    reply = await toolbox.call_tool(None, "whoami", {})
    assert reply.structured["code"] == refusal.code
    assert reply.structured["fix"]
