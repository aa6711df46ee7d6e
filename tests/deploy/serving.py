"""`luma-mcp serve` in a process of its own, and what it says."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread

LUMA_MCP = (sys.executable, "-m", "luma_mcp.cli")


@dataclass
class Serving:
    """One that runs: its port, and the lines of its standard error."""

    port: int = 0
    said: list[str] = field(default_factory=list)


def plain_environment() -> dict[str, str]:
    """This environment without settings of ours."""
    return {name: value for name, value in os.environ.items() if not name.startswith("LUMA_")}


@contextmanager
def serving(settings: dict[str, str], *options: str) -> Iterator[Serving]:
    """Serve until this is left; it has to end cleanly then."""
    with subprocess.Popen(
        [*LUMA_MCP, "serve", "--port", "0", *options],
        env=plain_environment() | settings | {"PYTHONUNBUFFERED": "1"},
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr
        started = process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)", started)
        assert found, started + process.stderr.read()
        made = Serving(int(found[1]))
        listener = Thread(target=lambda: made.said.extend(process.stderr or ()))
        listener.start()
        try:
            yield made
        finally:
            process.send_signal(signal.SIGTERM)
            code = process.wait(30)
            listener.join()
        assert code == 0, made.said
