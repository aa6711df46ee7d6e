"""Several serving processes on one port, for databases that several processes may write."""

import socket
from collections.abc import Callable

import uvicorn
from uvicorn.supervisors import Multiprocess

from luma_mcp.rest.serving import config_of


def serve_with_workers(factory: str, host: str, port: int, workers: int, started: Callable[[int], None]) -> None:
    """Serve with several processes until SIGINT or SIGTERM; `factory` ("module:function") makes each its application.

    Raises:
        OSError: the address cannot be listened on.
    """
    config = config_of(factory, host, port, factory=True, workers=workers)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as listening:
        listening.set_inheritable(True)
        started(listening.getsockname()[1])
        Multiprocess(config, target=uvicorn.Server(config).run, sockets=[listening]).run()
