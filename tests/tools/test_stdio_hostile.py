"""`luma-mcp stdio` with clients that send nonsense, too much, everything at once, or read nothing."""

import json
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from subprocess import PIPE
from typing import Any

import anyio
import pytest
from anyio.abc import Process

from tests.tools.process import LUMA_MCP, running
from tests.tools.test_stdio import INITIALIZE, answers, call, say
from tests.world import World, copy_of

SWISS = ("--profile", "Beispiel GmbH")
LINE_MB = 50
FLOOD = 600
"""Requests of 50 kB that nobody reads the answers of."""


def peak_mb(process: Process) -> float:
    """The most memory that a process ever held."""
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))


async def started(process: Process) -> None:
    """Begin, so that all is loaded that an answer needs."""
    await say(process, INITIALIZE, call("whoami"))
    await told(process, 2)


async def told(process: Process, count: int) -> dict[int | None, Any]:
    """The next answers, so many and no more."""
    assert process.stdout
    said: list[bytes] = []
    ended = 0
    while ended < count:
        said.append(await process.stdout.receive())
        ended += said[-1].count(b"\n")
    messages = [json.loads(line) for line in b"".join(said).splitlines()]
    assert len(messages) == count
    return {message["id"]: message for message in messages}


async def test_malformed_lines_are_answered_and_the_session_lives_on(sqlite_world: World) -> None:
    async with running(sqlite_world, "stdio", *SWISS) as process:
        assert process.stdin
        await say(process, INITIALIZE)
        await process.stdin.send(b'not JSON\n{"jsonrpc":"2.0","id":7,"method":"ping"\n\xff\xfe{}\n[]\n')
        await say(process, call("whoami"), first=2)
        await process.stdin.aclose()
        assert process.stdout
        said = [json.loads(line) for line in b"".join([chunk async for chunk in process.stdout]).splitlines()]
        assert await process.wait() == 0
    faults = [message["error"]["code"] for message in said if message["id"] is None]
    assert faults == [-32700, -32700, -32700, -32600]
    assert next(message for message in said if message["id"] == 2)["result"]["structuredContent"]["caller"] == "owner"


async def test_a_line_of_50_mb_is_refused_in_little_memory(sqlite_world: World) -> None:
    async with running(sqlite_world, "stdio", *SWISS) as process:
        await started(process)
        before = peak_mb(process)
        assert process.stdin
        await process.stdin.send(b'{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"')
        for _ in range(LINE_MB):
            await process.stdin.send(b"x" * 1_000_000)
        await process.stdin.send(b'"}}\n')
        await say(process, call("whoami"), first=6)
        said = await told(process, 2)
        grown = peak_mb(process) - before
    assert said[None]["error"]["code"] == -32600
    assert said[6]["result"]["structuredContent"]["caller"] == "owner"
    assert grown < LINE_MB


async def test_200_calls_at_once_are_all_answered_once(sqlite_world: World) -> None:
    async with running(sqlite_world, "stdio", *SWISS) as process:
        await say(process, INITIALIZE, *(call("create_client", name=f"Muster {n}") for n in range(200)))
        assert process.stdin
        await process.stdin.aclose()
        said = await answers(process)
        assert await process.wait() == 0
    assert said.keys() == set(range(1, 202))
    assert all(not said[number]["result"].get("isError") for number in range(2, 202))
    assert (await sqlite_world.run("list_clients", limit=1)).meta.total == 200


async def flood(process: Process) -> None:
    """Ask for much, and read nothing of it."""
    asked = {"method": "tools/list", "params": {"_meta": {"filler": "x" * 50_000}}}
    with suppress(anyio.BrokenResourceError):
        for number in range(10, 10 + FLOOD):
            await say(process, asked, first=number)


async def test_who_reads_late_loses_nothing_and_costs_little_memory(sqlite_world: World) -> None:
    async with running(sqlite_world, "stdio", *SWISS) as process, anyio.create_task_group() as tasks:
        await started(process)
        before = peak_mb(process)
        tasks.start_soon(flood, process)
        await anyio.sleep(3)
        said = await told(process, FLOOD)
        grown = peak_mb(process) - before
    assert said.keys() == set(range(10, 10 + FLOOD))
    assert grown < 45, "with no limit to what runs at once it was 59"


@pytest.mark.parametrize("told_twice", [signal.SIGINT, signal.SIGTERM])
async def test_a_second_signal_does_not_wait_for_who_reads_nothing(
    told_twice: signal.Signals, sqlite_world: World
) -> None:
    async with running(sqlite_world, "stdio", *SWISS) as process, anyio.create_task_group() as tasks:
        await started(process)
        tasks.start_soon(flood, process)
        await anyio.sleep(0.5)
        process.send_signal(told_twice)
        await anyio.sleep(0.2)
        assert process.returncode is None
        process.send_signal(told_twice)
        with anyio.fail_after(5):
            assert await process.wait() == 0
        tasks.cancel_scope.cancel()


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_ends_it_at_once_while_nothing_runs(told: signal.Signals, sqlite_world: World) -> None:
    async with running(sqlite_world, "stdio", *SWISS) as process:
        await started(process)
        process.send_signal(told)
        with anyio.fail_after(5):
            assert await process.wait() == 0


def test_a_client_that_closes_its_end_has_left(sqlite_template: Path, tmp_path: Path) -> None:
    command = [sys.executable, *LUMA_MCP, "stdio"]
    variables = {"LUMA_DATABASE_URL": copy_of(sqlite_template, tmp_path)}
    with subprocess.Popen(command, env=variables, stdin=PIPE, stdout=PIPE, stderr=PIPE) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        process.stdin.write(json.dumps({"jsonrpc": "2.0", "id": 1} | INITIALIZE).encode() + b"\n")
        process.stdin.flush()
        assert (process.wait(timeout=20), process.stderr.read()) == (0, b"")
