"""Several serving processes on one port, for databases that several processes may write."""

import socket

from uvicorn.supervisors import Multiprocess

from luma_mcp.rest.serving import config_of


def serve_with_workers(factory: str, listening: socket.socket, workers: int) -> None:
    """Serve with several processes until SIGINT or SIGTERM; `factory` ("module:function") makes each an application."""
    host, port = listening.getsockname()[:2]
    listening.set_inheritable(True)
    Multiprocess(config_of(factory, host, port, factory=True, workers=workers), [listening]).run()
