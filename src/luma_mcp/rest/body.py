"""Bodies: read within a limit while they arrive, and taken only in the media types that a route knows."""

import re
from collections.abc import AsyncGenerator
from pathlib import PurePosixPath
from typing import Any

from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from luma_mcp.domain.receipts import MAX_BYTES
from luma_mcp.rest import exact_json
from luma_mcp.rest.binding import Binding, Body
from luma_mcp.rest.pairs import decode_pairs, given_twice
from luma_mcp.rest.refusals import BadRequest, BodyTooLarge, UnsupportedMedia

FILE_TYPES = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png", "application/octet-stream": ""}
MULTIPART = "multipart/form-data"
JSON = "application/json"


async def read_within(request: Request, most_bytes: int) -> bytes:
    """Read the body; one that is too large is refused as soon as that is known.

    Raises:
        BodyTooLarge: the declared or the real length is beyond the limit.
    """
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared[:20]) > most_bytes:
        raise BodyTooLarge(most_bytes)
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > most_bytes:
            raise BodyTooLarge(most_bytes)
        parts.append(part)
    return b"".join(parts)


def read_query(query: bytes) -> dict[str, str]:
    """Read the query's parameters.

    Raises:
        BadRequest: not UTF-8, a parameter twice, or too many.
    """
    try:
        pairs = decode_pairs(query)
    except ValueError:
        raise BadRequest("The query is not readable: percent-encoded UTF-8 is expected.") from None
    if (twice := given_twice(pairs)) is not None:
        raise BadRequest(f"The parameter {twice[:100]!r} is given twice.")
    if any("\0" in value for _, value in pairs):
        raise BadRequest("A parameter holds a character that is not text.")
    return dict(pairs)


async def read_body(request: Request, binding: Binding) -> dict[str, Any]:
    """Read what a write sends: a JSON object, or a file with its name.

    Raises:
        BadRequest: it cannot be read.
        BodyTooLarge: it is too large.
        UnsupportedMedia: it is of a type that is not taken here.
    """
    media_type = _media_type(request.headers)
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise UnsupportedMedia(_accepted(binding))
    if binding.takes is Body.FILE:
        return await _read_file(request, media_type, binding)
    if media_type is not None and media_type != JSON:
        raise UnsupportedMedia(_accepted(binding))
    body = await read_within(request, binding.most_bytes)
    if not body:
        if any(binding.open_fields.values()):
            raise BadRequest("The body is empty; a JSON object is expected.")
        return {}
    if media_type is None:
        raise UnsupportedMedia(_accepted(binding))
    return exact_json.read(body)


def safe_name(name: str) -> str:
    """The last part of a file name, whatever system it comes from."""
    return PurePosixPath(name.replace("\\", "/")).name.strip() or "receipt"


class BodyLimit:
    """An ASGI application behind a limit: its request bodies are read whole, or refused, before it sees them."""

    def __init__(self, app: ASGIApp, most_bytes: int, refuse: ASGIApp) -> None:
        self.app = app
        self.most_bytes = most_bytes
        self.refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in {"GET", "HEAD", "OPTIONS"}:
            await self.app(scope, receive, send)
            return
        try:
            body = await read_within(Request(scope, receive), self.most_bytes)
        except BodyTooLarge:
            await self.refuse(scope, receive, send)
            return
        first: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def again() -> Message:
            return first.pop() if first else await receive()

        await self.app(scope, again, send)


def _media_type(headers: Headers) -> str | None:
    """The media type without its parameters; another charset than UTF-8 is no type that is known."""
    given = headers.get("content-type")
    if given is None:
        return None
    kind, _, parameters = given.partition(";")
    charset = re.search(r'charset\s*=\s*"?([^";\s]+)', parameters, re.IGNORECASE)
    if charset and charset[1].lower() not in {"utf-8", "utf8"}:
        return "unknown"
    return kind.strip().lower()


def _accepted(binding: Binding) -> tuple[str, ...]:
    return (*FILE_TYPES, MULTIPART) if binding.takes is Body.FILE else (JSON,)


async def _read_file(request: Request, media_type: str | None, binding: Binding) -> dict[str, Any]:
    if media_type != MULTIPART and media_type not in FILE_TYPES:
        raise UnsupportedMedia(_accepted(binding))
    body = await read_within(request, binding.most_bytes)
    if media_type == MULTIPART:
        name, content = await _only_part(request.headers, body)
    else:
        name, content = _raw_name(request.headers, FILE_TYPES[media_type]), body
    if not content:
        raise BadRequest("The file is empty.")
    if len(content) > MAX_BYTES:
        raise BodyTooLarge(MAX_BYTES)
    return {"file_name": safe_name(name), "content": content}


def _raw_name(headers: Headers, suffix: str) -> str:
    named = re.search(r'filename="([^"]*)"', headers.get("content-disposition", ""))
    return named[1] if named else f"receipt{suffix}"


async def _only_part(headers: Headers, body: bytes) -> tuple[str, bytes]:
    async def whole() -> AsyncGenerator[bytes, None]:
        yield body

    try:
        form = await MultiPartParser(headers, whole(), max_files=1, max_fields=0).parse()
    except (MultiPartException, KeyError, ValueError):
        raise BadRequest("The multipart body must hold exactly one part, the file.") from None
    files = [part for _, part in form.multi_items() if isinstance(part, UploadFile)]
    if len(files) != 1:
        raise BadRequest("The multipart body must hold exactly one part, the file.")
    content = await files[0].read()
    await form.close()
    return files[0].filename or "receipt", content
