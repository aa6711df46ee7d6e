"""Standard input and output as a wire: whole lines, every request answered, and nothing else on it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as some
from mcp_types import jsonrpc_message_adapter

from luma_mcp.tools.messages import MOST_BYTES, Fault, read_message
from luma_mcp.tools.wire import GRACE_SECONDS, MOST_UNANSWERED, Wire

REQUEST = {"jsonrpc": "2.0", "id": 1, "method": "tools/call"}
CANCELLED = {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 1}}
ANSWER = {"jsonrpc": "2.0", "id": 1, "result": {}}
STRAY = """
import os
from luma_mcp.tools.wire import held_wire
with held_wire():
    print("a stray print")
    os.system("echo a stray child; cat")
print("free again")
"""


@pytest.fixture
def pipes() -> Iterator[tuple[int, int, int]]:
    """What the server reads from, where its client writes, and where the server writes to."""
    (source, client), target = os.pipe(), os.open(os.devnull, os.O_WRONLY)
    yield source, client, target
    os.close(source)
    os.close(target)


def send(client: int, *messages: dict[str, object]) -> None:
    """Send all that a client has to say, and leave."""
    os.write(client, "".join(f"{json.dumps(message)}\n" for message in messages).encode())
    os.close(client)


async def test_a_client_that_has_left_is_still_answered(pipes: tuple[int, int, int]) -> None:
    source, client, target = pipes
    wire, ended = Wire(source, target), anyio.Event()

    async def listen() -> None:
        assert [json.loads(line) async for line in wire] == [REQUEST]
        ended.set()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(listen)
        send(client, REQUEST)
        with anyio.move_on_after(0.5):
            await ended.wait()
        assert not ended.is_set()
        await wire.write(f"{json.dumps(ANSWER)}\n")
        with anyio.fail_after(GRACE_SECONDS / 2):
            await ended.wait()


@pytest.mark.parametrize("said", [[REQUEST, CANCELLED], [ANSWER]], ids=["cancelled", "no request"])
async def test_nobody_waits_for_what_will_not_be_answered(
    pipes: tuple[int, int, int], said: list[dict[str, object]]
) -> None:
    source, client, target = pipes
    send(client, *said)
    with anyio.fail_after(GRACE_SECONDS / 2):
        assert [json.loads(line) async for line in Wire(source, target)] == said


async def test_lines_come_whole_however_they_are_cut(pipes: tuple[int, int, int]) -> None:
    source, client, target = pipes
    os.write(client, b'{"jsonrpc": "2.0",')
    os.write(client, b' "method": "\xc3\xbc"}\n\n  \n{"jsonrpc": "2.0", "method": "b"}')
    os.write(client, b"\n")
    os.close(client)
    assert [json.loads(line)["method"] async for line in Wire(source, target)] == ["ü", "b"]


async def test_a_last_line_counts_without_its_end(pipes: tuple[int, int, int]) -> None:
    source, client, target = pipes
    os.write(client, json.dumps(ANSWER).encode())
    os.close(client)
    assert [json.loads(line) async for line in Wire(source, target)] == [ANSWER]


async def test_who_reads_nothing_is_not_listened_to_for_ever() -> None:
    (source, client), (reader, target) = os.pipe(), os.pipe()
    wire, heard = Wire(source, target, grace_seconds=0.1), 0
    filler = "x" * 1_000_000

    async def serve() -> None:
        nonlocal heard
        async for line in wire:
            heard += 1
            tasks.start_soon(wire.write, json.dumps(ANSWER | {"id": json.loads(line)["id"], "x": filler}) + "\n")

    def flood() -> None:
        with suppress(BrokenPipeError):
            for number in range(10 * MOST_UNANSWERED):
                os.write(client, json.dumps(REQUEST | {"id": number}).encode().ljust(5_000) + b"\n")

    with anyio.fail_after(10):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(anyio.to_thread.run_sync, flood)
            tasks.start_soon(serve)
            while heard < MOST_UNANSWERED:
                await anyio.wait_all_tasks_blocked()
            with anyio.move_on_after(0.5):
                while heard == MOST_UNANSWERED:
                    await anyio.wait_all_tasks_blocked()
            assert heard == MOST_UNANSWERED
            wire.hang_up()
            os.close(source)
    for descriptor in (client, reader, target):
        os.close(descriptor)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"this is not JSON", -32700),
        (b'{"jsonrpc": "2.0", "id": 1', -32700),
        (b'{"jsonrpc": "2.0", "method": "x\xff"}', -32700),
        (b'{"jsonrpc": "2.0", "method": "x", "params": {"a": NaN}}', -32700),
        (b"[" * 9999, -32700),
        (b"[]", -32600),
        (b"7", -32600),
        (b"{}", -32600),
        (b'{"jsonrpc": "1.0", "id": 1, "method": "ping"}', -32600),
        (b'{"jsonrpc": "2.0", "id": null, "method": "ping"}', -32600),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "ping", "params": []}', -32600),
        (None, -32600),
    ],
    ids=[
        "no JSON",
        "cut off",
        "not UTF-8",
        "not a number",
        "too deep",
        "a batch",
        "a number",
        "empty",
        "JSON-RPC 1.0",
        "no id",
        "params as a list",
        "too long",
    ],
)
def test_what_is_no_message_is_numbered_as_json_rpc_does(line: bytes | None, code: int) -> None:
    found = read_message(line)
    assert isinstance(found, Fault)
    said = json.loads(found.answer)
    assert (said["jsonrpc"], said["error"]["code"]) == ("2.0", code)
    assert said["id"] == (1 if line and b'"id": 1,' in line else None)


PARTS = some.fixed_dictionaries(
    {},
    optional={
        "jsonrpc": some.sampled_from(["2.0", "1.0", 2]),
        "id": some.none() | some.booleans() | some.integers() | some.text(max_size=3) | some.just([]),
        "method": some.text(max_size=3) | some.integers(),
        "params": some.none() | some.just([]) | some.dictionaries(some.text(max_size=2), some.integers()),
    },
)


@given(PARTS)
def test_the_sdk_takes_every_request_that_the_wire_takes(message: dict[str, object]) -> None:
    line = json.dumps(message).encode()
    if isinstance(read_message(line), dict):
        assert jsonrpc_message_adapter.validate_json(line).model_dump(exclude_unset=True) == message


async def test_a_line_that_is_too_long_is_told_so_and_the_next_is_heard(pipes: tuple[int, int, int]) -> None:
    source, client, _ = pipes
    reader, target = os.pipe()
    wire = Wire(source, target)

    def say() -> None:
        for _ in range(MOST_BYTES // 1_000_000 + 1):
            os.write(client, b"x" * 1_000_000)
        os.write(client, f"\n{json.dumps(CANCELLED)}\n".encode())
        os.close(client)

    heard = []
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(anyio.to_thread.run_sync, say)
        heard = [json.loads(line) async for line in wire]
    assert heard == [CANCELLED]
    assert json.loads(os.read(reader, 1000))["error"]["message"].endswith("15,000,000 bytes")
    os.close(reader)
    os.close(target)


async def test_a_client_that_takes_no_answer_has_left(pipes: tuple[int, int, int]) -> None:
    source, client, _ = pipes
    reader, target = os.pipe()
    os.close(reader)
    os.write(client, f"{json.dumps(REQUEST)}\n".encode())
    wire = Wire(source, target)
    with anyio.fail_after(GRACE_SECONDS / 2):
        async for _ in wire:
            await wire.write(f"{json.dumps(ANSWER)}\n")
    os.close(client)
    os.close(target)


def test_a_stray_print_or_a_child_does_not_reach_the_wire() -> None:
    command = [sys.executable, "-c", STRAY]
    done = subprocess.run(command, input="meant for the server", capture_output=True, text=True, check=True)
    assert done.stdout == "free again\n"
    assert sorted(done.stderr.splitlines()) == ["a stray child", "a stray print"]
