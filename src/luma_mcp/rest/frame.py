"""What surrounds every request: an id, security headers, a line in the access log without secrets, the last catch."""

import json
import logging
import re
import time
from collections.abc import Sequence
from uuid import uuid4

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from luma_mcp.rest.address import Network, client_address

log = logging.getLogger(__name__)
access_log = logging.getLogger("luma_mcp.access")

_SANE_ID = re.compile(r"[A-Za-z0-9._-]{8,128}")
_SECRET_PARAMETER = re.compile(
    r"((?:^|[&;])[^=&;]*(?:key|token|secret|password|code)[^=&;]*=)[^&;]*", re.IGNORECASE | re.ASCII
)
_SECRET = re.compile(r"(lm[a-z]_)[0-9A-Za-z]+")

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_HSTS = {"Strict-Transport-Security": "max-age=31536000"}


class Frame:
    """The outermost application: everything inside answers through it."""

    def __init__(self, app: ASGIApp, *, https: bool, trusted: Sequence[Network]) -> None:
        self._app = app
        self._headers = _HEADERS | (_HSTS if https else {})
        self._trusted = trusted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(scope)
        scope.setdefault("state", {})["request_id"] = request_id
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
            self._note(scope, status, started, request_id)

    def _note(self, scope: Scope, status: int, started: float, request_id: str) -> None:
        if not access_log.isEnabledFor(logging.INFO):
            return
        milliseconds = (time.perf_counter() - started) * 1000
        address = client_address(scope, self._trusted)
        access_log.info(
            "%s %s %s %.1f ms %s %s", scope["method"], safe_target(scope), status, milliseconds, address, request_id
        )


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
