"""HTTP/1.1 as uvicorn speaks it, with a limit to the head of a request, which httptools does not set."""

from typing_extensions import override
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST_HEAD_BYTES = 300_000
"""More than one read of a socket brings, so that a body that comes along is never counted as head."""


class LimitedProtocol(HttpToolsProtocol):
    """Closes a connection whose request line and headers do not end."""

    _in_head = False
    _head_bytes = 0

    @override
    def on_message_begin(self) -> None:
        self._in_head, self._head_bytes = True, 0
        super().on_message_begin()

    @override
    def on_headers_complete(self) -> None:
        self._in_head = False
        super().on_headers_complete()

    @override
    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._in_head and not self.transport.is_closing():
            self._head_bytes += len(data)
            if self._head_bytes > MOST_HEAD_BYTES:
                self.send_400_response("The head of the request is too large.")
