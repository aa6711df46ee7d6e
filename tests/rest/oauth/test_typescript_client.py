"""The official TypeScript client signs in with its OAuth helper, works, renews its tokens, and is let in no more."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from subprocess import PIPE
from typing import Any

import anyio
import pytest
from anyio.streams.buffered import BufferedByteReceiveStream

from luma_mcp.app import create_app
from tests.clients.browser import consent, signed_in
from tests.clients.typescript import FOLDER, NODE, TIMEOUT_SECONDS
from tests.rest.served import listening
from tests.tools.assistant import listed_by_default
from tests.world import World

Talk = Callable[[str | None], Any]


@asynccontextmanager
async def client_of(address: str) -> AsyncIterator[Talk]:
    """The client while it runs: tell it a line (or nothing), and wait for what it says."""
    command = [str(NODE), str(FOLDER / "oauth.mjs"), address]
    async with await anyio.open_process(command, stdin=PIPE, stdout=PIPE, stderr=None) as process:
        assert process.stdin
        assert process.stdout
        stdin, stdout = process.stdin, BufferedByteReceiveStream(process.stdout)

        async def talk(line: str | None) -> Any:
            if line is not None:
                await stdin.send(f"{line}\n".encode())
            return json.loads(await stdout.receive_until(b"\n", 1_000_000))

        with anyio.fail_after(TIMEOUT_SECONDS):
            yield talk


@pytest.mark.parametrize("path", ["/mcp", "/api/v1/mcp"])
async def test_it_signs_in_and_works_until_the_connection_is_revoked(path: str, sqlite_world: World) -> None:
    world = sqlite_world
    async with (
        listening(create_app(world.parts, jobs=False)) as base,
        signed_in(world, base) as browser,
        client_of(f"{base}{path}") as talk,
    ):
        asked = await talk(None)
        done = await talk(await consent(browser, asked["open"], world.swiss, "read_write"))
        connection = (await world.run("list_connections", caller=world.owner)).data[0]
        await world.run("revoke_connection", caller=world.owner, id=connection.id)
        asked_again = await talk("go on")
    assert done["protocol"] >= "2026-07-28"
    assert done["scope"] == "books:read books:write"
    assert done["tools"] == listed_by_default()
    assert done["read"]["profiles"][0]["name"] == "Beispiel GmbH"
    assert done["refreshed"] is True
    assert asked_again["open"].startswith(f"{base}/oauth/authorize?")
