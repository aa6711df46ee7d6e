"""What a proxy in front relies on: `luma-mcp serve` in a process of its own."""

import time
from http.client import HTTPConnection
from pathlib import Path

from tests.deploy.serving import serving
from tests.world import SECRET, copy_of

DELAYED_ACKNOWLEDGEMENT_SECONDS = 0.04
"""How long Linux waits before it acknowledges, and how long an answer in two parts would wait for that."""


def test_an_answer_on_a_kept_connection_is_sent_at_once(sqlite_template: Path, tmp_path: Path) -> None:
    settings = {"LUMA_DATABASE_URL": copy_of(sqlite_template, tmp_path), "LUMA_SECRET": SECRET}
    with serving(settings, "--no-jobs") as server:
        connection = HTTPConnection("127.0.0.1", server.port)
        seconds = [_answered(connection) for _ in range(30)]
        connection.close()
    assert min(seconds[5:]) < DELAYED_ACKNOWLEDGEMENT_SECONDS / 2


def _answered(connection: HTTPConnection) -> float:
    started = time.perf_counter()
    connection.request("GET", "/healthz")
    assert connection.getresponse().read() == b'{"status":"ok"}'
    return time.perf_counter() - started
