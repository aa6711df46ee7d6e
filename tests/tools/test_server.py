"""The MCP server in both eras: what it says of itself, what is called, refused, and never told."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from mcp import Client
from mcp.shared.exceptions import MCPError
from pydantic import TypeAdapter
from typing_extensions import override

from luma_mcp.executor import Executor
from luma_mcp.tools.door import Listed, Reply
from luma_mcp.tools.instructions import INSTRUCTIONS
from luma_mcp.tools.toolbox import Toolbox, Visit
from tests.digest import digest
from tests.tools.assistant import ERAS, ask, assistant, connected, refusal, text
from tests.world import World

LINE = {"description": "Consulting", "quantity": 2, "price": 150}


class BrokenDoor:
    """A door behind which nothing works."""

    async def list_tools(self, request: object) -> Sequence[Listed]:
        raise RuntimeError(f"secret {request}")

    async def call_tool(self, request: object, name: str, arguments: Mapping[str, Any]) -> Reply:
        raise RuntimeError(f"secret {request} {name} {arguments}")


@pytest.fixture(params=ERAS)
async def client(request: pytest.FixtureRequest, sqlite_world: World) -> AsyncIterator[Client]:
    """The owner of a world, in the Swiss profile, once in each era of the protocol."""
    async with assistant(sqlite_world, era=request.param) as opened:
        yield opened


@pytest.fixture
async def rated(sqlite_world: World) -> AsyncIterator[Client]:
    """A client with a key, and so with a rate."""
    token, _ = await sqlite_world.make_key(profile_id=sqlite_world.swiss)
    async with assistant(sqlite_world, await sqlite_world.caller(token)) as opened:
        yield opened


async def test_a_client_of_either_era_works_with_the_books(client: Client) -> None:
    await ask(client, "create_client", name="Muster AG")
    made = await ask(client, "create_invoice", client_id="Muster AG", lines=[LINE])
    assert (made["number"], made["gross"], made["currency"]) == ("IV-001", "324.30", "CHF")
    assert (await ask(client, "list_invoices"))["totals"]["CHF"]["open"] == "324.30"


async def test_a_write_tells_the_client_where_the_ledger_stands(client: Client) -> None:
    await ask(client, "create_client", name="Muster AG")
    sent = {"client_id": "Muster AG", "lines": [LINE], "status": "sent"}
    posted = await client.call_tool("create_invoice", sent)
    assert (posted.meta or {})["luma_mcp/ledger_head"].startswith("1:")
    read = await client.call_tool("list_invoices", {})
    assert "luma_mcp/ledger_head" not in (read.meta or {})


async def test_the_server_says_what_it_is(client: Client) -> None:
    assert client.instructions == INSTRUCTIONS
    assert client.server_info is not None
    assert client.server_info.name == "luma_mcp"
    assert client.server_info.version


def test_the_instructions_fit_where_clients_cut_them_off() -> None:
    assert len(INSTRUCTIONS) <= 2000


async def test_the_tools_come_on_one_page_in_the_same_order_each_time(client: Client) -> None:
    first = await client.list_tools()
    assert first.next_cursor is None
    assert first.tools == (await client.list_tools()).tools
    assert len({tool.name for tool in first.tools}) == len(first.tools)


async def test_every_tool_has_a_title_words_an_answer_and_all_hints(client: Client) -> None:
    for tool in (await client.list_tools()).tools:
        assert tool.title
        assert tool.description
        assert tool.output_schema
        assert tool.annotations is not None
        hints = tool.annotations.model_dump(exclude={"title"})
        assert None not in hints.values()
        assert hints["open_world_hint"] is False


async def test_an_unknown_tool_is_a_fault_of_the_protocol(client: Client) -> None:
    with pytest.raises(MCPError) as caught:
        await client.call_tool("drop_tables", {})
    assert caught.value.error.code == -32602


@pytest.mark.parametrize("hidden", ["list_due_runs", "run_recurring_invoice", "resolve_client", "create_key"])
async def test_what_is_internal_or_the_owners_is_no_tool(client: Client, hidden: str) -> None:
    with pytest.raises(MCPError, match="Unknown tool"):
        await client.call_tool(hidden, {})
    assert (await refusal(client, "write_operation", name=hidden))["code"] == "not_found"


@pytest.mark.parametrize("era", ERAS)
async def test_what_breaks_inside_is_not_told(era: str, caplog: pytest.LogCaptureFixture) -> None:
    async with connected(BrokenDoor(), era) as client:
        for ask_in_vain in (client.list_tools(), client.call_tool("whoami", {})):
            with pytest.raises(MCPError) as caught:
                await ask_in_vain
            assert caught.value.error.code == -32603
            assert "secret" not in str(caught.value.error)
    assert "secret" in caplog.text


async def test_a_refusal_says_how_to_mend_it(client: Client) -> None:
    assert await refusal(client, "get_invoice", id="IV-404") == {
        "code": "not_found",
        "message": "No invoice 'IV-404' in this profile.",
        "retryable": False,
        "fix": "Use list_invoices to find it.",
        "candidates": [],
    }
    assert await text(client, "get_invoice", id="IV-404") == (
        "Refused (not_found): No invoice 'IV-404' in this profile.\nFix: Use list_invoices to find it."
    )


async def test_a_caller_with_a_rate_is_told_to_wait(rated: Client) -> None:
    for _ in range(60):
        await ask(rated, "list_clients")
    refused = await refusal(rated, "list_clients")
    assert refused["code"] == "rate_limited"
    assert refused["retryable"] is True


async def test_names_that_are_not_found_cost_the_rate_too(rated: Client) -> None:
    for _ in range(60):
        assert (await refusal(rated, "get_client", id="nobody"))["code"] == "not_found"
    assert (await refusal(rated, "get_client", id="nobody"))["code"] == "rate_limited"


async def test_an_account_on_the_free_plan_is_refused(sqlite_world: World) -> None:
    caller = replace(await sqlite_world.at(sqlite_world.swiss), plan="free")
    async with assistant(sqlite_world, caller) as client:
        refused = await refusal(client, "list_clients")
    assert refused["code"] == "plan_required"
    assert refused["fix"] == "Upgrade under Subscription & Modules."


class UnspeakableDoor(BrokenDoor):
    """A door that answers what cannot be written as JSON."""

    @override
    async def call_tool(self, request: object, name: str, arguments: Mapping[str, Any]) -> Reply:
        return Reply("fine", {"secret": type("Secret", (), {})()})


@pytest.mark.parametrize("era", ERAS)
async def test_an_answer_that_cannot_be_written_is_a_fault_and_not_told(
    era: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with connected(UnspeakableDoor(), era) as client:
        with pytest.raises(MCPError) as caught:
            await client.call_tool("whoami", {})
    assert (caught.value.error.code, caught.value.error.message) == (-32603, "Internal error")
    assert "Secret" in caplog.text


def fails(_: datetime) -> UUID:
    raise RuntimeError("secret")


def gives_no_id(_: datetime) -> UUID:
    return TypeAdapter(UUID).validate_python("secret")


@pytest.mark.parametrize("era", ERAS)
@pytest.mark.parametrize("broken", [fails, gives_no_id])
async def test_what_breaks_in_an_operation_is_logged_not_told_and_leaves_nothing(
    era: str, broken: Callable[[datetime], UUID], sqlite_world: World, caplog: pytest.LogCaptureFixture
) -> None:
    parts, who = sqlite_world.parts, await sqlite_world.at(sqlite_world.swiss)
    executor = Executor(parts.database, parts.limits, clock=sqlite_world.clock, new_id=broken)
    before = await digest(sqlite_world)

    async def visit(_: object) -> Visit:
        return Visit(who)

    async with connected(Toolbox(executor, parts.access, visit), era) as client:
        with pytest.raises(MCPError) as caught:
            await client.call_tool("create_client", {"name": "Muster AG"})
    assert (caught.value.error.code, caught.value.error.message) == (-32603, "Internal error")
    assert "secret" in caplog.text
    assert await digest(sqlite_world) == before
