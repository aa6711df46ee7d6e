"""Standard input and output as a wire to one client: whole lines, and nothing but the protocol ever gets onto it.

While the wire is held, descriptor 0 is the null device and 1 is standard error, so that a stray print cannot garble it.
Daemon threads read and write, for a client that says nothing, or reads nothing, must not keep the program from ending.
What waits is limited: a client with many unanswered requests is not listened to until it has taken some answers.
"""

import os
import queue
import sys
import threading
from collections.abc import AsyncIterator, Callable, Hashable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress

import anyio
from anyio.from_thread import run, run_sync
from anyio.lowlevel import EventLoopToken, checkpoint, current_token

from luma_mcp.tools.messages import MOST_BYTES, Fault, Message, id_of, read_message

GRACE_SECONDS = 10.0
"""How long requests that are running may take to end after the client has left or a signal came."""

MOST_UNANSWERED = 100
"""Requests that run at once; together they are not longer than the longest, beyond the one that comes last."""

_CHUNK = 65_536
_GONE = (anyio.ClosedResourceError, anyio.BrokenResourceError, anyio.RunFinishedError, CancelledError, OSError)


class Wire:
    """One client at the other end of two descriptors."""

    def __init__(self, source: int, target: int, *, grace_seconds: float = GRACE_SECONDS) -> None:
        self._source = source
        self._target = target
        self._grace_seconds = grace_seconds
        self._send, self._receive = anyio.create_memory_object_stream[bytes | None]()
        self._outbox: queue.SimpleQueue[tuple[bytes, Callable[[], None]]] | None = None
        self._writes: set[anyio.Event] = set()
        self._unanswered: dict[Hashable, int] = {}
        self._hung_up = self._gave_up = False
        self._answered, self._settled = anyio.Event(), anyio.Event()
        self._on_first_answer: Callable[[], None] | None = None

    def on_first_answer(self, tell: Callable[[], None]) -> None:
        """Tell once the first answer is with the client."""
        self._on_first_answer = tell

    def hang_up(self) -> None:
        """Listen to nothing more. What was asked before is still answered."""
        self._hung_up = True
        self._send.close()
        self._answered.set()

    def give_up(self) -> None:
        """Listen to nothing more and wait for nobody."""
        self.hang_up()
        self._settled.set()
        self._gave_up = True
        for written in self._writes:
            written.set()

    async def __aiter__(self) -> AsyncIterator[str]:
        """The messages that the client sends; ends once it has left and its last requests are answered."""
        threading.Thread(target=self._listen, args=(current_token(),), name="stdin", daemon=True).start()
        with self._receive:
            async for line in self._receive:
                await self._room()
                message = read_message(line)
                if isinstance(message, Fault):
                    self._refuse(message)
                elif line is not None:
                    self._note(message, len(line))
                    yield line.decode()
        with anyio.move_on_after(self._grace_seconds):
            if self._unanswered:
                await self._settled.wait()
        self.give_up()

    async def write(self, text: str) -> None:
        """Write whole lines, even while the program is ending; once nobody reads them they are dropped."""
        if self._gave_up:
            return
        written = anyio.Event()
        self._writes.add(written)
        self._post(text.encode(), written.set)
        try:
            await written.wait()
        finally:
            self._writes.discard(written)
        self._settle(id_of(text))
        if self._on_first_answer is not None:
            self._on_first_answer()

    async def flush(self) -> None:
        """Nothing is kept back."""
        await checkpoint()

    async def _room(self) -> None:
        """Wait until there is room for one more request, or nothing more is listened to."""
        while not self._hung_up and self._is_full():
            self._answered = anyio.Event()
            await self._answered.wait()

    def _is_full(self) -> bool:
        return len(self._unanswered) >= MOST_UNANSWERED or sum(self._unanswered.values()) >= MOST_BYTES

    def _note(self, message: Message, size: int) -> None:
        """Expect an answer to a request, and none any more to one that is cancelled."""
        if message.get("method") == "notifications/cancelled":
            self._unanswered.pop(str((message.get("params") or {}).get("requestId")), None)
        elif "method" in message and "id" in message:
            self._unanswered[str(message["id"])] = size

    def _refuse(self, fault: Fault) -> None:
        """Answer what is no message, while others are listened to; it counts as one that waits."""
        waiting = object()
        self._unanswered[waiting] = 0
        self._post(fault.answer, lambda: self._settle(waiting))

    def _settle(self, answered: Hashable) -> None:
        self._unanswered.pop(answered, None)
        self._answered.set()
        if self._hung_up and not self._unanswered:
            self._settled.set()

    def _listen(self, token: EventLoopToken) -> None:
        with suppress(*_GONE):
            for line in _lines(self._source):
                run(self._send.send, line, token=token)
            run_sync(self.hang_up, token=token)

    def _post(self, content: bytes, then: Callable[[], None]) -> None:
        if self._outbox is None:
            self._outbox = queue.SimpleQueue()
            arguments = (self._outbox, current_token())
            threading.Thread(target=self._deliver, args=arguments, name="stdout", daemon=True).start()
        self._outbox.put((content, then))

    def _deliver(self, outbox: "queue.SimpleQueue[tuple[bytes, Callable[[], None]]]", token: EventLoopToken) -> None:
        with suppress(anyio.RunFinishedError, CancelledError):
            try:
                while True:
                    content, then = outbox.get()
                    _write(self._target, content)
                    run_sync(then, token=token)
            except OSError:
                run_sync(self.give_up, token=token)  # nobody reads what is written


def _lines(source: int) -> Iterator[bytes | None]:
    """Lines that are not empty, as they come; None for one that is too long, which is not kept."""
    kept: list[bytes] = []
    size = 0
    while chunk := os.read(source, _CHUNK):
        *ends, rest = chunk.split(b"\n")
        for end in ends:
            kept.append(end)
            size += len(end)
            yield from _line(kept, size)
            kept, size = [], 0
        size += len(rest)
        if size > MOST_BYTES:
            kept.clear()
        else:
            kept.append(rest)
    yield from _line(kept, size)


def _line(kept: list[bytes], size: int) -> Iterator[bytes | None]:
    if size > MOST_BYTES:
        yield None
    elif (line := b"".join(kept)).strip():
        yield line


def _write(target: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(target, rest) :]


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
