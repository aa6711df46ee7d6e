"""A real HTTPS server that publishes a client's document, or does to us what a hostile one would."""

import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import anyio
from anyio.abc import ByteStream, SocketAttribute
from anyio.streams.tls import TLSListener

from luma_mcp.rest.oauth.fetching import Fetcher
from tests.certificates import certify
from tests.rest.oauth.flow import CALLBACK

HOST = "assistant.example"

Answer = Callable[[ByteStream], Awaitable[None]]


@dataclass
class Publisher:
    """What it answers next, and what it was asked."""

    port: int
    trust: ssl.SSLContext
    asked: list[str] = field(default_factory=list)
    answer: Answer | None = None

    @property
    def client_id(self) -> str:
        """The address of the document."""
        return f"https://{HOST}:{self.port}/client.json"

    def fetcher(self, most_seconds: float = 10) -> Fetcher:
        """Fetches from here, as if this were a host on the Internet."""
        return Fetcher(self._resolved, lambda _: True, self.trust, most_seconds)

    def document(self, **other: Any) -> dict[str, Any]:
        """A good document, but for what a test says."""
        return {"client_id": self.client_id, "client_name": "Published", "redirect_uris": [CALLBACK]} | other

    def publish(self, content: object, *headers: str, status: str = "200 OK", kind: str = "application/json") -> None:
        """Answer with this from now on."""
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        head = "\r\n".join((f"HTTP/1.1 {status}", f"Content-Type: {kind}", *headers, f"Content-Length: {len(body)}"))

        async def answer(stream: ByteStream) -> None:
            await stream.send(f"{head}\r\nConnection: close\r\n\r\n".encode() + body)

        self.answer = answer

    async def _resolved(self, host: str, port: int) -> Sequence[str]:
        assert (host, port) == (HOST, self.port)
        return ["127.0.0.1"]


@asynccontextmanager
async def publishing(folder: Path) -> AsyncIterator[Publisher]:
    """Serve until the test is over."""
    certify(HOST, folder)
    certificate = folder / "certificate.pem"
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, folder / "key.pem")
    tcp = await anyio.create_tcp_listener(local_host="127.0.0.1")
    listener = TLSListener(tcp, context, standard_compatible=False)
    trust = ssl.create_default_context(cafile=certificate)
    publisher = Publisher(tcp.extra(SocketAttribute.local_port), trust)  # noqa: S610  not Django's

    async def handle(stream: ByteStream) -> None:
        async with stream:
            asked = b""
            while b"\r\n\r\n" not in asked:
                asked += await stream.receive()
            publisher.asked.append(asked.decode())
            assert publisher.answer
            try:
                await publisher.answer(stream)
            except (anyio.BrokenResourceError, anyio.ClosedResourceError, ssl.SSLError):
                return

    async with listener, anyio.create_task_group() as tasks:
        tasks.start_soon(listener.serve, handle)
        yield publisher
        tasks.cancel_scope.cancel()
