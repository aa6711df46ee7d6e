"""Programs that say a line of JSON and wait for a line, while somebody does what they ask for."""

import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from subprocess import PIPE
from typing import Any

import anyio
from anyio.streams.buffered import BufferedByteReceiveStream

from tests.clients.typescript import TIMEOUT_SECONDS

MOST_BYTES = 1_000_000

Talk = Callable[[str | None], Any]
"""Tell it a line, or nothing, and wait for what it says next."""


@asynccontextmanager
async def talking(command: Sequence[str]) -> AsyncIterator[Talk]:
    """A program while it runs."""
    async with await anyio.open_process(command, stdin=PIPE, stdout=PIPE, stderr=None) as process:
        assert process.stdin
        assert process.stdout
        stdin, stdout = process.stdin, BufferedByteReceiveStream(process.stdout)

        async def talk(line: str | None) -> Any:
            if line is not None:
                await stdin.send(f"{line}\n".encode())
            return json.loads(await stdout.receive_until(b"\n", MOST_BYTES))

        with anyio.fail_after(TIMEOUT_SECONDS):
            yield talk
