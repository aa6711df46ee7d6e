"""Standard input and output as a wire: whole lines, every request answered, and nothing else on it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import anyio
import pytest

from luma_mcp.tools.wire import GRACE_SECONDS, Wire

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
    os.write(client, b'{"a":')
    os.write(client, b' "\xc3\xbc"}\n\n  \n{"b": 1}')
    os.write(client, b"\n")
    os.close(client)
    assert [json.loads(line) async for line in Wire(source, target)] == [{"a": "ü"}, {"b": 1}]


def test_a_stray_print_or_a_child_does_not_reach_the_wire() -> None:
    command = [sys.executable, "-c", STRAY]
    done = subprocess.run(command, input="meant for the server", capture_output=True, text=True, check=True)
    assert done.stdout == "free again\n"
    assert sorted(done.stderr.splitlines()) == ["a stray child", "a stray print"]
