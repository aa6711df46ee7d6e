"""What is served by a real uvicorn on a free port, for clients that only know sockets."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anyio
from starlette.types import ASGIApp

from luma_mcp.rest.serving import server_of
from tests.rest.client import site_of
from tests.world import World


@asynccontextmanager
async def served(world: World, **settings: Any) -> AsyncIterator[str]:
    """Serve a world without MCP; the address of its site."""
    async with listening(site_of(world, **settings)) as address:
        yield address


@asynccontextmanager
async def listening(app: ASGIApp) -> AsyncIterator[str]:
    """Serve an application; its address."""
    up = anyio.Event()
    ports: list[int] = []

    def started(port: int) -> None:
        ports.append(port)
        up.set()

    server = server_of(app, "127.0.0.1", 0, started)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(server.serve)
        with anyio.fail_after(10):
            await up.wait()
        yield f"http://127.0.0.1:{ports[0]}"
        server.should_exit = True
