"""Several serving processes on one port, for databases that several processes may write."""

import os
import socket
import tempfile

from uvicorn.supervisors import Multiprocess

from luma_mcp.rest.serving import config_of

METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""Names the folder that several processes share; the library of the figures reads it when it is imported."""


def serve_with_workers(factory: str, listening: socket.socket, workers: int) -> None:
    """Serve with several processes until SIGINT or SIGTERM; `factory` ("module:function") makes each an application."""
    host, port = listening.getsockname()[:2]
    listening.set_inheritable(True)
    with tempfile.TemporaryDirectory(prefix="luma-mcp-metrics-") as figures:
        os.environ[METRICS_FOLDER] = figures  # inherited: what each process counts is added up from there
        Multiprocess(config_of(factory, host, port, factory=True, workers=workers), [listening]).run()
