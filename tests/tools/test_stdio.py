"""`luma-mcp stdio` in a process of its own, as clients start it."""

import json
import signal
from pathlib import Path
from typing import Any

import anyio
import pytest
from anyio.abc import Process
from mcp import MCPError

from luma_mcp.tools.wire import GRACE_SECONDS
from tests.tools.assistant import ERAS, ask, listed_by_default, refusal
from tests.tools.process import running, stdio_client
from tests.world import World

INITIALIZE = {
    "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}},
}
SCHEDULE: dict[str, Any] = {"interval": "monthly", "start_date": "2026-04-30", "title": "Hosting"}


def call(tool: str, **arguments: Any) -> dict[str, Any]:
    return {"method": "tools/call", "params": {"name": tool, "arguments": arguments}}


async def say(process: Process, *messages: dict[str, Any], first: int = 1) -> None:
    """Send requests, numbered."""
    assert process.stdin
    lines = [json.dumps({"jsonrpc": "2.0", "id": number} | said) for number, said in enumerate(messages, first)]
    await process.stdin.send("".join(f"{line}\n" for line in lines).encode())


async def answers(process: Process, said: bytes = b"") -> dict[int | None, Any]:
    """Everything that comes on standard output until the end, each line of it one answer; `said` came before."""
    assert process.stdout
    said += b"".join([chunk async for chunk in process.stdout])
    messages = [json.loads(line) for line in said.splitlines()]
    assert {message["jsonrpc"] for message in messages} <= {"2.0"}
    return {message["id"]: message for message in messages}


@pytest.mark.parametrize("era", ERAS)
async def test_a_client_of_either_era_works_with_the_books(era: str, sqlite_world: World) -> None:
    async with stdio_client(sqlite_world, "--profile", "Beispiel GmbH", era=era) as client:
        assert [tool.name for tool in (await client.list_tools()).tools] == listed_by_default()
        assert (await ask(client, "whoami"))["caller"] == "owner"
        await ask(client, "create_client", name="Muster AG")
        assert (await ask(client, "list_clients"))["data"][0]["name"] == "Muster AG"
        with pytest.raises(MCPError, match="Unknown tool"):
            await client.call_tool("nonsense", {})
    assert (await sqlite_world.run("list_clients")).data[0].name == "Muster AG"


async def test_nothing_but_answers_comes_on_standard_output(sqlite_world: World) -> None:
    async with running(sqlite_world, "stdio", "--key", "lmb_nonsense") as process:
        assert process.stdin
        await process.stdin.send(b"this is not JSON\n\n\xff\xfe\n")
        await say(process, INITIALIZE, call("whoami"), call("nonsense"), {"method": "tools/list"})
        await process.stdin.aclose()
        said = await answers(process)
        assert await process.wait() == 0
        assert process.stderr
        warned = b"".join([chunk async for chunk in process.stderr])
    assert {1, 2, 3, 4} <= said.keys()
    assert said[2]["result"]["structuredContent"]["code"] == "invalid_key"
    assert said[3]["error"]["code"] == -32602
    assert b"--key is visible to other users" in warned
    assert b"lmb_nonsense" not in warned


UNREADABLE = (
    b'{"jsonrpc":"2.0","id":50,"method":"tools/call","params":{"name":"\\ud800","arguments":{}}}\n'
    b'{"jsonrpc":"2.0","id":51,"method":"tools/call","params":{"name":"x","arguments":' + b"[" * 9999 + b"}}\n"
    b'{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":99,"reason":"id"}}\n'
    b'{"jsonrpc":"2.0","id":52,"method":"tools/call"}\n'
)


async def test_what_cannot_be_read_holds_nothing_back(sqlite_world: World) -> None:
    async with running(sqlite_world, "stdio", "--profile", "Beispiel GmbH") as process:
        await say(process, INITIALIZE)
        assert process.stdin
        assert process.stdout
        assert json.loads(await process.stdout.receive())["id"] == 1
        await process.stdin.send(UNREADABLE)
        await say(process, call("whoami"), first=60)
        before = b""
        while b'"id":60' not in before:
            before += await process.stdout.receive()
        await process.stdin.aclose()
        with anyio.fail_after(GRACE_SECONDS - 2):
            said = await answers(process, before)
            assert await process.wait() == 0
    assert said.keys() == {52, 60, None}
    assert said[None]["error"]["code"] == -32700
    assert said[52]["error"] == {"code": -32602, "message": "Invalid request parameters"}
    assert said[60]["result"]["structuredContent"]["caller"] == "owner"


async def test_the_list_of_tools_is_the_same_to_the_byte_in_every_process(sqlite_world: World) -> None:
    lists: list[bytes] = []
    for seed in ("1", "2"):
        async with running(sqlite_world, "stdio", "--toolsets", "all", PYTHONHASHSEED=seed) as process:
            await say(process, INITIALIZE, {"method": "tools/list"}, {"method": "tools/list"})
            assert process.stdin
            assert process.stdout
            await process.stdin.aclose()
            said = b"".join([chunk async for chunk in process.stdout])
            lists += [line.partition(b'"result":')[2] for line in said.splitlines() if b'"tools":[' in line]
    assert len(lists) == 4
    assert len(set(lists)) == 1
    assert len(lists[0]) > 10_000


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_ends_it_with_nothing_half_done(told: signal.Signals, sqlite_world: World) -> None:
    async with running(sqlite_world, "stdio", "--profile", "Beispiel GmbH") as process:
        await say(process, INITIALIZE)
        assert process.stdout
        assert json.loads(await process.stdout.receive())["id"] == 1
        await say(process, *(call("create_client", name=f"Muster {n}") for n in range(10)), first=2)
        process.send_signal(told)
        said = await answers(process)
        assert await process.wait() == 0
    made = {answer["result"]["structuredContent"]["name"] for answer in said.values()}
    assert made == {client.name for client in (await sqlite_world.run("list_clients")).data}


async def test_a_key_says_who_calls_until_it_is_revoked(sqlite_world: World, tmp_path: Path) -> None:
    token, key = await sqlite_world.make_key(label="Desk", profile_id=sqlite_world.swiss)
    (tmp_path / "key").write_text(f"{token}\n")
    async with stdio_client(sqlite_world, LUMA_API_KEY_FILE=str(tmp_path / "key")) as client:
        assert (await ask(client, "whoami"))["caller"] == "Desk"
        await sqlite_world.run("revoke_key", caller=sqlite_world.owner, id=key.id)
        assert (await refusal(client, "whoami"))["code"] == "invalid_key"
        assert (await refusal(client, "create_client", name="Muster AG"))["code"] == "invalid_key"


async def test_a_read_only_key_is_shown_and_allowed_reads_alone(sqlite_world: World) -> None:
    token, _ = await sqlite_world.make_key(mode="read_only", profile_id=sqlite_world.swiss)
    async with stdio_client(sqlite_world, LUMA_API_KEY=token) as client:
        tools = (await client.list_tools()).tools
        assert all(tool.annotations and tool.annotations.read_only_hint for tool in tools)
        assert (await refusal(client, "create_client", name="Muster AG"))["code"] == "read_only_key"


async def test_the_connection_narrows_what_the_owner_may(sqlite_world: World) -> None:
    options = ("--read-only", "--profile", str(sqlite_world.danish))
    async with stdio_client(sqlite_world, *options, LUMA_TOOLSETS="vendors,catalog") as client:
        names = {tool.name for tool in (await client.list_tools()).tools}
        assert names == {
            "whoami", "list_vendors", "get_vendor", "list_catalog_items", "get_catalog_item",
            "find_operation", "read_operation",
        }  # fmt: skip
        me = await ask(client, "whoami")
        assert (me["read_only"], [one["name"] for one in me["profiles"]]) == (True, ["Eksempel ApS"])
        assert (await refusal(client, "create_vendor", name="TDC"))["code"] == "read_only_key"


async def test_the_environment_narrows_too(sqlite_world: World) -> None:
    given = {"LUMA_READ_ONLY": "1", "LUMA_PROFILE_ID": str(sqlite_world.danish)}
    async with stdio_client(sqlite_world, "--toolsets", "all", **given) as client:
        assert (await ask(client, "get_profile", id="Eksempel ApS"))["currency"] == "DKK"
        assert (await refusal(client, "create_vendor", name="TDC"))["code"] == "read_only_key"


async def test_an_empty_file_says_how_to_begin(tmp_path: Path, sqlite_world: World) -> None:
    async with stdio_client(sqlite_world, LUMA_DATABASE_URL=f"sqlite+aiosqlite:///{tmp_path}/new.db") as client:
        assert "create_invoice" in {tool.name for tool in (await client.list_tools()).tools}
        refused = await refusal(client, "list_invoices")
    assert refused["code"] == "no_profile"
    assert refused["fix"] == "Run 'luma-mcp init' to make the first profile."


async def recurring(world: World) -> str:
    """A schedule that is due today; what today is."""
    client = await world.client()
    line = {"description": "Hosting", "quantity": 1, "price": 30}
    await world.run("create_recurring_invoice", client_id=client.id, lines=[line], **SCHEDULE)
    return "2026-05-01"


async def test_a_due_recurring_invoice_is_made_in_the_background(sqlite_world: World) -> None:
    today = await recurring(sqlite_world)
    async with running(sqlite_world, "stdio", LUMA_TODAY=today) as process:
        await say(process, INITIALIZE)
        assert process.stderr
        async for said in process.stderr:
            if b"1 drafts made" in said:
                break
    (made,) = (await sqlite_world.run("list_invoices")).data
    assert (made.status, made.client.name) == ("draft", "Muster AG")


async def test_no_recurring_invoice_is_made_where_that_is_not_wanted(sqlite_world: World) -> None:
    today = await recurring(sqlite_world)
    async with (
        stdio_client(sqlite_world, "--no-jobs", LUMA_TODAY=today) as one,
        stdio_client(sqlite_world, "--read-only", LUMA_TODAY=today) as other,
    ):
        await one.list_tools()
        await other.list_tools()
        await anyio.sleep(2)
    assert (await sqlite_world.run("list_invoices")).data == ()
