"""Clients that are slow or silent are cut off, and a server that is told to stop finishes what it has begun."""

import re
import signal
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import httpx2
import pytest
from anyio.abc import SocketStream

from luma_mcp.rest import protocol, serving
from luma_mcp.settings import SQLITE
from tests.rest.served import served
from tests.tools.process import address_of, running
from tests.world import World

POST = b"POST /v1/clients HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
CUT_OFF = b"HTTP/1.1 408 Request Timeout"


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be impatient."""
    for name in ("HEAD_SECONDS", "BODY_SECONDS", "ANSWER_SECONDS"):
        monkeypatch.setattr(protocol, name, 0.4)
    monkeypatch.setattr(serving, "IDLE_SECONDS", 0.4)


@asynccontextmanager
async def connected(address: str, *, seconds: float = 10) -> AsyncIterator[SocketStream]:
    host, _, port = address.removeprefix("http://").partition(":")
    async with await anyio.connect_tcp(host, int(port)) as stream:
        with anyio.fail_after(seconds):
            yield stream


async def rest_of(stream: SocketStream) -> bytes:
    """All that comes until the server closes."""
    said = b""
    while True:
        try:
            said += await stream.receive()
        except (anyio.EndOfStream, anyio.BrokenResourceError):
            return said


async def dribble(stream: SocketStream, piece: bytes, every_seconds: float) -> None:
    """Send a piece again and again until nobody takes it."""
    try:
        while True:
            await stream.send(piece)
            await anyio.sleep(every_seconds)
    except (anyio.BrokenResourceError, anyio.ClosedResourceError):
        return


async def token_of(world: World) -> bytes:
    token, _ = await world.make_key(profile_id=world.swiss)
    return f"Authorization: Bearer {token}\r\n".encode()


async def test_a_connection_that_says_nothing_is_closed(sqlite_world: World) -> None:
    async with served(sqlite_world) as address, connected(address) as stream:
        assert await rest_of(stream) == b""


async def test_a_head_that_comes_slowly_is_cut_off(sqlite_world: World) -> None:
    async with served(sqlite_world) as address, connected(address) as stream, anyio.create_task_group() as tasks:
        await stream.send(b"GET /healthz HTTP/1.1\r\n")
        tasks.start_soon(dribble, stream, b"X-Slow: 1\r\n", 0.1)
        assert (await rest_of(stream)).startswith(CUT_OFF)
        tasks.cancel_scope.cancel()


async def test_a_body_that_comes_slowly_is_cut_off(sqlite_world: World) -> None:
    key = await token_of(sqlite_world)
    async with served(sqlite_world) as address, connected(address) as stream, anyio.create_task_group() as tasks:
        await stream.send(POST + key + b"Content-Length: 1000000\r\n\r\n")
        tasks.start_soon(dribble, stream, b" ", 0.1)
        assert (await rest_of(stream)).startswith(CUT_OFF)
        tasks.cancel_scope.cancel()
    assert (await sqlite_world.run("list_clients")).meta.total == 0


async def test_a_body_that_keeps_its_pace_is_taken(sqlite_world: World) -> None:
    key = await token_of(sqlite_world)
    body = b'{"name": "Muster AG"' + b" " * 90_000 + b"}"
    async with served(sqlite_world) as address, connected(address) as stream:
        await stream.send(POST + key + f"Content-Length: {len(body)}\r\n\r\n".encode())
        for start in range(0, len(body), 10_000):
            await stream.send(body[start : start + 10_000])
            await anyio.sleep(0.1)
        assert b" 201 " in await stream.receive()


async def test_a_body_that_nobody_waits_for_ends_without_a_second_answer(sqlite_world: World) -> None:
    async with served(sqlite_world) as address, connected(address) as stream:
        await stream.send(POST + b"Content-Length: 1000000\r\n\r\n ")
        said = await rest_of(stream)
    assert said.count(b"HTTP/1.1 ") == 1
    assert said.startswith(b"HTTP/1.1 401")


async def test_a_connection_is_not_kept_for_ever_between_requests(sqlite_world: World) -> None:
    async with served(sqlite_world) as address, connected(address) as stream:
        for _ in range(2):
            await stream.send(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            assert (await stream.receive()).startswith(b"HTTP/1.1 200")
        assert await rest_of(stream) == b""


async def test_a_client_that_takes_no_answer_is_cut_off(sqlite_world: World) -> None:
    async with served(sqlite_world) as address, connected(address) as stream:
        await dribble(stream, b"GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: x\r\n\r\n", 0.05)
        with pytest.raises((anyio.BrokenResourceError, anyio.EndOfStream)):
            await stream.send(b"GET")


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
async def test_what_is_in_flight_is_answered_before_it_stops(told: signal.Signals, sqlite_world: World) -> None:
    token, _ = await sqlite_world.make_key(profile_id=sqlite_world.swiss)
    path = Path(sqlite_world.parts.settings.database_url.removeprefix(SQLITE))
    async with running(sqlite_world, "serve", "--port", "0", "--no-jobs") as server:
        address = await address_of(server)
        async with httpx2.AsyncClient(base_url=address, headers={"Authorization": f"Bearer {token}"}) as http:
            await http.get("/v1/clients")
            answers: list[httpx2.Response] = []

            async def write() -> None:
                answers.append(await http.post("/v1/clients", json={"name": "Muster AG"}))

            held = sqlite3.connect(path, isolation_level=None)
            held.execute("BEGIN IMMEDIATE")
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(write)
                await anyio.sleep(0.5)
                server.send_signal(told)
                await anyio.sleep(0.5)
                assert (server.returncode, answers) == (None, [])
                with pytest.raises(httpx2.ConnectError):
                    await httpx2.AsyncClient().get(f"{address}/healthz")
                held.rollback()
                held.close()
        assert await server.wait() == 0
    assert answers[0].status_code == 201
    assert (await sqlite_world.run("list_clients")).data[0].name == "Muster AG"


async def test_a_client_that_hangs_does_not_keep_it_from_stopping(sqlite_world: World) -> None:
    key = await token_of(sqlite_world)
    async with running(sqlite_world, "serve", "--port", "0", "--no-jobs") as server:
        address = await address_of(server)
        async with connected(address, seconds=25) as silent, connected(address, seconds=25) as half:
            await half.send(POST + key + b"Content-Length: 1000000\r\n\r\n{")
            await anyio.sleep(0.3)
            server.terminate()
            with anyio.fail_after(serving.GRACE_SECONDS + 5):
                assert await server.wait() == 0
            assert await rest_of(silent) == b""
        assert server.stderr
        said = b"".join([chunk async for chunk in server.stderr]).decode()
    assert "Traceback" not in said
    assert re.search(r"luma_mcp.access: POST /v1/clients", said)
