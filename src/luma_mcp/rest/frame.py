"""What surrounds every request: an id, security headers, a line in the access log without secrets, the last catch."""

import json
import logging
import re
import time
from collections.abc import Callable, Sequence
from typing import Protocol
from uuid import uuid4

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from luma_mcp.logs import Facts, about_request
from luma_mcp.rest.address import Network, client_address

log = logging.getLogger(__name__)
access_log = logging.getLogger("luma_mcp.access")

_SANE_ID = re.compile(r"[A-Za-z0-9._-]{8,128}")
_SECRET_PARAMETER = re.compile(
    r"((?:^|[&;])[^=&;]*(?:key|token|secret|password|code)[^=&;]*=)[^&;]*", re.IGNORECASE | re.ASCII
)
_SECRET = re.compile(r"(lm[a-z](?:_|%5[fF]))[0-9A-Za-z]+")

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_HSTS = {"Strict-Transport-Security": "max-age=31536000"}


class Watcher(Protocol):
    """Is told of every request, for figures and traces."""

    def begin_request(self, scope: Scope) -> Callable[[int, float], None]:
        """A request begins; what is returned is told the status of its answer and its seconds."""


class Frame:
    """The outermost application: everything inside answers through it."""

    def __init__(
        self, app: ASGIApp, *, https: bool, trusted: Sequence[Network], watchers: Sequence[Watcher] = ()
    ) -> None:
        self._app = app
        self._watchers = tuple(watchers)
        self._headers = _HEADERS | (_HSTS if https else {})
        self._trusted = trusted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        with about_request(request_id) as facts:
            await self._framed(scope, receive, send, facts)

    async def _framed(self, scope: Scope, receive: Receive, send: Send, facts: Facts) -> None:
        request_id, ends = str(facts["request_id"]), [watcher.begin_request(scope) for watcher in self._watchers]
        started, status = time.perf_counter(), 0

        async def framed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                headers["X-Request-Id"] = request_id
            await send(message)

        try:
            await self._app(scope, receive, framed)
        except ClientDisconnect:
            status = status or 499
        except Exception:
            log.exception("request %s failed", request_id)
            if not status:
                await _answer_fault(framed, request_id)
        finally:
            seconds = time.perf_counter() - started
            for end in reversed(ends):
                end(status, seconds)
            if access_log.isEnabledFor(logging.INFO):
                self._note(scope, status, seconds * 1000, facts)

    def _note(self, scope: Scope, status: int, milliseconds: float, about: Facts) -> None:
        facts: Facts = {
            "method": scope["method"],
            "target": safe_target(scope),
            "status": status,
            "duration_ms": round(milliseconds, 1),
            "address": client_address(scope, self._trusted),
        }
        words = " ".join(str(word) for word in (*facts.values(), about["request_id"]))
        access_log.info("%s", words, extra={"facts": facts})


def safe_target(scope: Scope) -> str:
    """Path and query as they may be logged: no secret, no control character."""
    path = scope.get("raw_path") or scope["path"].encode()
    query = _SECRET_PARAMETER.sub(r"\1***", scope["query_string"].decode("latin-1"))
    target = path.partition(b"?")[0].decode("latin-1") + (f"?{query}" if query else "")
    return _SECRET.sub(r"\1***", target)[:2000].encode("ascii", "backslashreplace").decode().replace("\n", "\\n")


def _request_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id":
            given = value.decode("latin-1")
            if _SANE_ID.fullmatch(given) and not _SECRET.search(given):
                return str(given)
    return uuid4().hex


async def _answer_fault(send: Send, request_id: str) -> None:
    error = {
        "code": "internal_error",
        "message": "Something went wrong on our side.",
        "details": [],
        "fix": "Try again later; if it stays, report it with the request_id.",
        "request_id": request_id,
    }
    body = json.dumps({"error": error}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 500, "headers": headers})
    await send({"type": "http.response.body", "body": body})
