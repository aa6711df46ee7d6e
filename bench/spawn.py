"""From the start of a process to its first answer over stdio, against a bare SDK server."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.books import SECRET, copy_of
from bench.measure import Ratio, in_turns

_HELLO = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "bench", "version": "1"}},
}


def measure(path: Path, answers: Path) -> Sequence[Ratio]:
    """Measure both; `answers` is what the bare server says."""
    books = copy_of(path, "spawn.db")
    ours = {"LUMA_DATABASE_URL": f"sqlite+aiosqlite:///{books}", "LUMA_SECRET": SECRET}
    return [
        in_turns(
            "stdio, spawn to first answer",
            _started(("-m", "luma_mcp.cli", "stdio", "--no-jobs"), ours),
            _started(("-m", "bench.bare_mcp", str(answers)), {}),
        )
    ]


def _started(arguments: Sequence[str], settings: dict[str, str]) -> Callable[[], int]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LUMA_")}

    def work() -> int:
        pipe = subprocess.PIPE
        command = [sys.executable, *arguments]
        with subprocess.Popen(
            command, env=kept | settings, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL
        ) as server:
            assert server.stdin
            assert server.stdout
            server.stdin.write(json.dumps(_HELLO).encode() + b"\n")
            server.stdin.flush()
            assert b"serverInfo" in server.stdout.readline()
            server.kill()
        return 1

    return work
