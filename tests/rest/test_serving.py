"""What only a real server shows: heads without end, sizes on the wire, compressed and broken requests."""

import anyio
import httpx2
import pytest

from tests.rest.served import served
from tests.world import World


async def sent(address: str, request: bytes) -> bytes:
    """The first bytes of the answer to a raw request; the server may close while we still send."""
    host, _, port = address.removeprefix("http://").partition(":")
    async with await anyio.connect_tcp(host, int(port)) as stream:
        with anyio.fail_after(10):
            try:
                await stream.send(request)
                return await stream.receive()
            except (anyio.BrokenResourceError, anyio.EndOfStream):
                return b""


async def test_a_head_without_end_is_cut_off(sqlite_world: World) -> None:
    async with served(sqlite_world) as address:
        endless = b"GET /healthz HTTP/1.1\r\n" + b"X-Filler: " + b"x" * 5_000_000
        assert not (await sent(address, endless)).startswith(b"HTTP/1.1 200")
        async with httpx2.AsyncClient(base_url=address) as client:
            assert (await client.get("/healthz")).status_code == 200


@pytest.mark.parametrize(
    "request_line",
    [
        b"POST /v1/clients HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /v1/clients HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        b"NONSENSE\r\n\r\n",
    ],
    ids=["two lengths", "negative length", "nonsense"],
)
async def test_a_broken_request_is_400(request_line: bytes, sqlite_world: World) -> None:
    async with served(sqlite_world) as address:
        assert (await sent(address, request_line)).startswith(b"HTTP/1.1 400")


async def test_a_body_that_is_too_large_is_told_so_on_the_wire(sqlite_world: World) -> None:
    token, _ = await sqlite_world.make_key(profile_id=sqlite_world.swiss)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    async with served(sqlite_world) as address, httpx2.AsyncClient(base_url=address, headers=headers) as client:
        response = await client.post("/v1/clients", content=b" " * 3_000_000)
        assert (response.status_code, response.json()["error"]["code"]) == (413, "payload_too_large")
        compressed = await client.post("/v1/clients", content=b"x", headers={"Content-Encoding": "gzip"})
        assert compressed.status_code == 415
        head = await client.head("/v1/clients")
        assert (head.status_code, head.content) == (200, b"")
        assert "server" not in head.headers
