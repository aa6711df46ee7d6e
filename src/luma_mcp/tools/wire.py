"""Standard input and output as a wire to one client: whole lines, and nothing but the protocol ever gets onto it.

While the wire is held, descriptor 0 is the null device and 1 is standard error, so that a stray print cannot garble it.
Lines are read by a daemon thread, for a read that waits must not keep the program from ending.
"""

import os
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import anyio
from anyio.from_thread import run_sync
from anyio.lowlevel import EventLoopToken, checkpoint, current_token
from pydantic_core import from_json

GRACE_SECONDS = 10
"""How long requests that are running may take to end after the client has left or a signal came."""

_CHUNK = 65_536


class Wire:
    """One client at the other end of two descriptors."""

    def __init__(self, source: int, target: int) -> None:
        self._source = source
        self._target = target
        self._send, self._receive = anyio.create_memory_object_stream[str](max_buffer_size=float("inf"))
        self._unanswered: set[str | int] = set()
        self._hung_up = False
        self._settled = anyio.Event()
        self._on_first_answer: Callable[[], None] | None = None

    def on_first_answer(self, tell: Callable[[], None]) -> None:
        """Tell once the first answer is with the client."""
        self._on_first_answer = tell

    def hang_up(self) -> None:
        """Listen to nothing more. What was asked before is still answered."""
        self._hung_up = True
        self._send.close()

    async def __aiter__(self) -> AsyncIterator[str]:
        """The lines that the client sends; ends once it has left and its last requests are answered."""
        threading.Thread(target=self._listen, args=(current_token(),), name="stdin", daemon=True).start()
        with self._receive:
            async for line in self._receive:
                self._note_request(_message(line))
                yield line
        with anyio.move_on_after(GRACE_SECONDS):
            if self._unanswered:
                await self._settled.wait()

    async def write(self, text: str) -> None:
        """Write whole lines, even while the program is ending."""
        await anyio.to_thread.run_sync(self._write, text.encode())
        self._unanswered.discard(_message(text).get("id", ""))
        if self._on_first_answer is not None:
            self._on_first_answer()
        if self._hung_up and not self._unanswered:
            self._settled.set()

    async def flush(self) -> None:
        """Nothing is kept back."""
        await checkpoint()

    def _note_request(self, message: dict[str, Any]) -> None:
        """Expect an answer to a request, and none any more to one that is cancelled."""
        if message.get("method") == "notifications/cancelled":
            params = message.get("params")
            self._unanswered.discard(params.get("requestId", "") if isinstance(params, dict) else "")
        elif "method" in message and isinstance(message.get("id"), str | int):
            self._unanswered.add(message["id"])

    def _listen(self, token: EventLoopToken) -> None:
        rest = b""
        with suppress(anyio.ClosedResourceError, anyio.BrokenResourceError, anyio.RunFinishedError, OSError):
            while chunk := os.read(self._source, _CHUNK):
                *lines, rest = (rest + chunk).split(b"\n")
                for line in lines:
                    if line.strip():
                        run_sync(self._send.send_nowait, line.decode(errors="replace"), token=token)
            run_sync(self.hang_up, token=token)

    def _write(self, content: bytes) -> None:
        while content:
            content = content[os.write(self._target, content) :]


def _message(line: str) -> dict[str, Any]:
    """A line as the message that it is; empty where it is none."""
    try:
        message = from_json(line)
    except ValueError:
        return {}
    return message if isinstance(message, dict) else {}


@contextmanager
def held_wire() -> Iterator[Wire]:
    """Take standard input and output for the protocol alone; give them back at the end."""
    sys.stdout.flush()
    source, target = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    os.dup2(2, 1)
    try:
        yield Wire(source, target)
    finally:
        sys.stdout.flush()
        os.dup2(target, 1)
        os.dup2(source, 0)
