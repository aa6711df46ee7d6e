"""Who reaches several companies says which one is meant; who reaches one never has to."""

from collections.abc import AsyncIterator

import pytest
from mcp import Client

from tests.tools.assistant import ask, assistant, refusal
from tests.world import World


@pytest.fixture
async def everywhere(sqlite_world: World) -> AsyncIterator[Client]:
    """The client of the owner, who reaches both companies."""
    async with assistant(sqlite_world, sqlite_world.owner) as client:
        yield client


async def test_profile_is_an_argument_of_every_tool_for_who_reaches_several(everywhere: Client) -> None:
    for tool in (await everywhere.list_tools()).tools:
        assert tool.input_schema["properties"]["profile"]["type"] == "string", tool.name
        assert "profile" not in tool.input_schema.get("required", []), tool.name


async def test_profile_is_no_argument_for_who_reaches_one(sqlite_world: World) -> None:
    async with assistant(sqlite_world) as client:
        assert all("profile" not in tool.input_schema["properties"] for tool in (await client.list_tools()).tools)
        refused = await refusal(client, "list_clients", profile="Beispiel GmbH")
    assert refused["message"].startswith("profile: is not an argument of list_clients")


async def test_a_call_without_profile_is_refused_with_the_companies(sqlite_world: World, everywhere: Client) -> None:
    for tool, given in (("list_clients", {}), ("read_operation", {"name": "list_vendors"})):
        refused = await refusal(everywhere, tool, **given)
        assert refused["code"] == "profile_required"
        assert refused["candidates"] == [
            f"{sqlite_world.swiss} Beispiel GmbH",
            f"{sqlite_world.danish} Eksempel ApS",
        ]


@pytest.mark.parametrize("spoken", ["Eksempel ApS", "eksempel"])
async def test_a_company_is_meant_by_name(spoken: str, sqlite_world: World, everywhere: Client) -> None:
    await ask(everywhere, "create_client", name="Dansk ApS", profile=spoken)
    through = {"name": "create_vendor", "arguments": {"name": "TDC"}, "profile": str(sqlite_world.danish)}
    await ask(everywhere, "write_operation", **through)
    assert (await ask(everywhere, "list_clients", profile=spoken))["meta"]["total"] == 1
    assert (await ask(everywhere, "list_vendors", profile=spoken))["meta"]["total"] == 1
    assert (await ask(everywhere, "list_clients", profile="Beispiel GmbH"))["meta"]["total"] == 0


async def test_an_unknown_company_is_refused_with_those_there_are(everywhere: Client) -> None:
    for spoken in ("Nobody Ltd", "0197a943-2325-7829-b835-b6c71a293065"):
        refused = await refusal(everywhere, "list_clients", profile=spoken)
        assert (refused["code"], len(refused["candidates"])) == ("not_found", 2)
    refused = await refusal(everywhere, "list_clients", profile=7)
    assert (refused["code"], refused["message"]) == ("validation_failed", "profile: is a text")


async def test_whoami_names_the_companies_without_profile(everywhere: Client) -> None:
    me = await ask(everywhere, "whoami")
    assert [(one["name"], one["currency"]) for one in me["profiles"]] == [
        ("Beispiel GmbH", "CHF"),
        ("Eksempel ApS", "DKK"),
    ]


async def test_a_key_of_one_company_reaches_no_other(sqlite_world: World) -> None:
    token, _ = await sqlite_world.make_key(profile_id=sqlite_world.swiss)
    async with assistant(sqlite_world, await sqlite_world.caller(token)) as client:
        assert [one["name"] for one in (await ask(client, "whoami"))["profiles"]] == ["Beispiel GmbH"]
        assert (await ask(client, "create_client", name="Muster AG"))["name"] == "Muster AG"
        for spoken in (str(sqlite_world.danish), "Eksempel ApS"):
            refused = await refusal(client, "read_operation", name="get_profile", arguments={"id": spoken})
            assert refused["code"] in {"profile_forbidden", "not_found"}
            assert "Eksempel" not in str(refused["candidates"])


async def test_a_company_is_shown_by_name(everywhere: Client) -> None:
    shown = await ask(everywhere, "read_operation", name="get_profile", arguments={"id": "eksempel"})
    assert (shown["name"], shown["currency"]) == ("Eksempel ApS", "DKK")


async def test_names_of_another_company_are_not_found(sqlite_world: World) -> None:
    danish = await sqlite_world.at(sqlite_world.danish)
    await sqlite_world.run("create_client", caller=danish, name="Dansk ApS")
    async with assistant(sqlite_world) as client:
        refused = await refusal(client, "list_invoices", client_id="Dansk ApS")
    assert (refused["code"], refused["candidates"]) == ("not_found", [])
