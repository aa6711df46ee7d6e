"""Serves an ASGI application with uvicorn until it is told to stop."""

import gc
import socket
from collections.abc import Callable, Sequence

import uvicorn
from starlette.types import ASGIApp
from typing_extensions import override

GRACE_SECONDS = 10


class _Server(uvicorn.Server):
    """A server that says when it listens."""

    def __init__(self, config: uvicorn.Config, started: Callable[[int], None] | None) -> None:
        super().__init__(config)
        self._told = started

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if not self.started:
            return
        gc.collect()
        gc.freeze()
        if self._told is not None:
            self._told(self.servers[0].sockets[0].getsockname()[1])


async def serve(
    app: ASGIApp,
    host: str = "127.0.0.1",
    port: int = 8000,
    *,
    started: Callable[[int], None] | None = None,
    sockets: Sequence[socket.socket] | None = None,
) -> bool:
    """Serve until SIGINT or SIGTERM, answering what has begun; `started` is told the port, 0 picks a free one.

    Returns whether it ever listened; a port that is taken is logged by uvicorn.
    """
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http="httptools",
        loop="asyncio",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=True,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    server = _Server(config, started)
    await server.serve(list(sockets) if sockets else None)
    return server.started
