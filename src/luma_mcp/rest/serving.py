"""Serves an ASGI application with uvicorn until it is told to stop."""

import gc
import socket
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp
from typing_extensions import override

from luma_mcp.rest.protocol import LimitedProtocol

GRACE_SECONDS = 10
"""How long requests in flight may take to end once it is told to stop."""

IDLE_SECONDS = 15
"""How long a connection is kept between requests."""


class Server(uvicorn.Server):
    """A server that says on which port it listens."""

    def __init__(self, config: uvicorn.Config, started: Callable[[int], None]) -> None:
        super().__init__(config)
        self._tell = started

    @override
    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """End cleanly on SIGINT and SIGTERM: uvicorn would raise them again once it is done."""
        with super().capture_signals():
            yield
            self._captured_signals.clear()

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            listening = sockets or self.servers[0].sockets
            self._tell(listening[0].getsockname()[1])


def config_of(app: ASGIApp | str, host: str, port: int, *, factory: bool = False, workers: int = 1) -> uvicorn.Config:
    """How we serve: no WebSocket, no access log of its own (it would write `?key=`), no name, no proxy headers."""
    return uvicorn.Config(
        app,
        factory=factory,
        workers=workers,
        host=host,
        port=port,
        http=LimitedProtocol,
        loop="asyncio",
        ws="none",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def server_of(app: ASGIApp, host: str, port: int, started: Callable[[int], None]) -> Server:
    """Make a server that tells its port once it listens."""
    return Server(config_of(app, host, port), started)


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

    def listening(port: int) -> None:
        gc.collect()
        gc.freeze()  # what is here at the start stays: collections need not look at it again
        if started is not None:
            started(port)

    server = server_of(app, host, port, listening)
    await server.serve(list(sockets) if sockets else None)
    return server.started
