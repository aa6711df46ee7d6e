"""HTTP/1.1 as uvicorn speaks it, with limits to size and time that neither it nor httptools sets."""

from typing import Any, Protocol

from typing_extensions import override
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

MOST_HEAD_BYTES = 300_000
"""More than one read of a socket brings, so that a body that comes along is never counted as head."""

HEAD_SECONDS = 10.0
"""How long the head of a request may take, and how long a new connection may say nothing."""

BODY_SECONDS = 20.0
BODY_BYTES_A_SECOND = 10_000
"""A body may take as long, and longer by what it has brought at this pace."""

ANSWER_SECONDS = 60.0
"""How long a client may take nothing of its answer."""

LAST_SECONDS = 7.0
"""How long a request may still come in once the server is told to stop; less than it is given to finish."""

_TOO_SLOW = (
    b"HTTP/1.1 408 Request Timeout\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 30\r\n"
    b"Connection: close\r\n\r\nThe request came too slowly.\r\n"
)


class _Timer(Protocol):
    def cancel(self) -> None: ...


class LimitedProtocol(HttpToolsProtocol):
    """Closes connections whose requests do not end or come too slowly, and those that take no answer."""

    _in_head = False
    _head_bytes = 0
    _body_bytes = 0
    _since = 0.0
    _incoming: _Timer | None = None
    _outgoing: _Timer | None = None

    @override
    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._expect(HEAD_SECONDS)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._expect_nothing()
        self._stop_outgoing()
        super().connection_lost(exc)

    @override
    def on_message_begin(self) -> None:
        self._in_head, self._head_bytes, self._body_bytes = True, 0, 0
        self._expect(HEAD_SECONDS)
        super().on_message_begin()

    @override
    def on_headers_complete(self) -> None:
        self._in_head = False
        self._expect(BODY_SECONDS)
        super().on_headers_complete()

    @override
    def on_body(self, body: bytes) -> None:
        self._body_bytes += len(body)
        super().on_body(body)

    @override
    def on_message_complete(self) -> None:
        self._expect_nothing()
        super().on_message_complete()

    @override
    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._in_head and not self.transport.is_closing():
            self._head_bytes += len(data)
            if self._head_bytes > MOST_HEAD_BYTES:
                self.send_400_response("The head of the request is too large.")

    @override
    def pause_writing(self) -> None:
        super().pause_writing()
        self._stop_outgoing()
        self._outgoing = self.loop.call_later(ANSWER_SECONDS, self.transport.abort)

    @override
    def resume_writing(self) -> None:
        self._stop_outgoing()
        super().resume_writing()

    @override
    def shutdown(self) -> None:
        super().shutdown()
        self.loop.call_later(LAST_SECONDS, self._come_to_an_end)

    def _come_to_an_end(self) -> None:
        if self._incoming is not None and not self.transport.is_closing():
            self._cut_off()

    def _expect(self, seconds: float) -> None:
        """Wait so long for what has to come next."""
        self._expect_nothing()
        self._since = self.loop.time()
        self._incoming = self.loop.call_later(seconds, self._overdue)

    def _expect_nothing(self) -> None:
        if self._incoming is not None:
            self._incoming.cancel()
            self._incoming = None

    def _stop_outgoing(self) -> None:
        if self._outgoing is not None:
            self._outgoing.cancel()
            self._outgoing = None

    def _overdue(self) -> None:
        """End a connection, unless it is we who do not read on, or a body that keeps its pace."""
        if self.transport.is_closing():
            return
        allowed = BODY_SECONDS + self._body_bytes / BODY_BYTES_A_SECOND
        in_body = self._running() is not None and not self._in_head
        rest = self._since + allowed - self.loop.time() if in_body else 0.0
        if self.flow.read_paused or (self._in_head and self._running() is not None):
            rest = max(rest, HEAD_SECONDS)
        if rest > 0:
            self._incoming = self.loop.call_later(rest, self._overdue)
        else:
            self._cut_off()

    def _running(self) -> RequestResponseCycle | None:
        """The request that is not answered whole; while a head comes in, the one before."""
        cycle: RequestResponseCycle | None = self.cycle
        return None if cycle is None or cycle.response_complete else cycle

    def _cut_off(self) -> None:
        running = self._running()
        if self._in_head or (running is not None and not running.response_started):
            self.transport.write(_TOO_SLOW)
        if running is not None:
            running.disconnected = True
            running.message_event.set()
        self.transport.close()
