"""The OpenAPI document of `/v1`."""

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from luma_mcp.rest.binding import Binding
from luma_mcp.rest.lumabill.table import BINDINGS
from luma_mcp.rest.openapi import Json, Writer

ERRORS = {
    400: "BadRequest",
    401: "Unauthorized",
    403: "Forbidden",
    404: "NotFound",
    409: "Conflict",
    413: "TooLarge",
    415: "UnsupportedMedia",
    422: "Invalid",
    429: "RateLimited",
    500: "Fault",
    503: "Unavailable",
}
_ALWAYS = ("BadRequest", "Unauthorized", "Forbidden", "RateLimited", "Fault", "Unavailable")

_EXAMPLES: dict[str, tuple[str, str, str, str]] = {
    "BadRequest": (
        "The request cannot be read: body, query parameter, cursor or X-Profile-Id.",
        "profile_required",
        "Several profiles can be reached: say which one.",
        "Name one of the candidates (X-Profile-Id over REST, 'profile' in MCP).",
    ),
    "Unauthorized": (
        "The key is missing, unknown, expired or revoked.",
        "invalid_key",
        "The key is missing, unknown, expired or revoked.",
        "Send a live key as 'Authorization: Bearer lmb_…'. Keys are made with 'luma-mcp keys create'.",
    ),
    "Forbidden": (
        "The key may not do this: read_only_key, profile_forbidden, plan_required or insufficient_scope.",
        "read_only_key",
        "This key is read-only and cannot write.",
        "Use a read-write key for changes, or ask the account's owner to make one.",
    ),
    "NotFound": (
        "There is no such record in this profile.",
        "not_found",
        "No invoice 0197a943-2325-7829-b835-b6c71a293065 in this profile.",
        "Use list_invoices to find it.",
    ),
    "Conflict": (
        "The state of the books does not allow it: vendor_in_use, invoice_locked, number_taken and others.",
        "vendor_in_use",
        "This vendor has expenses and cannot be deleted.",
        "Unlink its expenses first, or archive it: update it with archived = true.",
    ),
    "TooLarge": ("The body is too large.", "payload_too_large", "The body is too large.", "Send a smaller one."),
    "UnsupportedMedia": (
        "The body is of a type that is not taken here.",
        "unsupported_media_type",
        "The body must be application/json.",
        "Send it with Content-Type: application/json.",
    ),
    "Invalid": (
        "Fields of the body cannot be taken; unknown ones are refused too.",
        "validation_failed",
        "lines.0.quantity: is required",
        "Correct the fields named in details and send it again. Nothing was changed.",
    ),
    "RateLimited": (
        "Too many requests with this key: 60 reads, 20 writes a minute.",
        "rate_limited",
        "Too many requests. Try again in 12 s.",
        "Wait the seconds given, then send the same request again.",
    ),
    "Fault": (
        "Something went wrong on our side.",
        "internal_error",
        "Something went wrong on our side.",
        "Try again later; if it stays, report it with the request_id.",
    ),
    "Unavailable": (
        "The books are busy or not reachable.",
        "busy",
        "The books are busy with another write.",
        "Send the same request again in a moment.",
    ),
}

_ABOUT = """Invoices, offers, clients, expenses and revenue of a small company.

**Keys.** Send `Authorization: Bearer lmb_…`. A key that reaches several profiles also sends `X-Profile-Id`.

**Money** is a JSON number in major units with all its digits; a decimal string is accepted too. Dates are
`YYYY-MM-DD`, timestamps ISO 8601 in UTC.

**Changes.** PUT changes only the keys that are present; `lines` are replaced whole.

**Retries.** Send the same `Idempotency-Key` for the same business event: it is done once, and repeated answers carry
`Idempotent-Replayed: true`.

**Proof.** Every change answers with `Ledger-Head`, the number and digest of the newest journal entry. Whoever keeps it
can prove later that nothing before it was altered.

**Limits.** 60 reads and 20 writes a minute for each key; see the `RateLimit-*` headers.
"""

_HEADERS = {
    "X-Request-Id": ("string", "Id of this request; the one that was sent, if it was sane"),
    "RateLimit-Limit": ("integer", "Requests a minute in this bucket (reads or writes)"),
    "RateLimit-Remaining": ("integer", "What is left of them"),
    "RateLimit-Reset": ("integer", "Seconds until one more is free"),
    "Retry-After": ("integer", "Seconds to wait"),
    "Location": ("string", "Where the created record is"),
    "Idempotent-Replayed": ("string", "'true' when this answers a repeated Idempotency-Key"),
    "Ledger-Head": ("string", "Number and digest of the newest journal entry; kept elsewhere it proves the books"),
    "WWW-Authenticate": ("string", "How to authenticate"),
}


def document_route(path: str, public_url: str | None) -> Route:
    """Serve the document; it is made when it is first asked for."""

    async def show(_: Request) -> Response:
        headers = {"Cache-Control": "public, max-age=300"}
        return Response(_written(public_url), headers=headers, media_type="application/json")

    return Route(path, show, methods=["GET"])


def openapi_document(bindings: Sequence[Binding] = BINDINGS, public_url: str | None = None) -> Json:
    """Make the document."""
    writer = Writer(bindings, ERRORS, _ALWAYS)
    tags = {operation["tags"][0] for path in writer.paths().values() for operation in path.values()}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Lumabill API", "version": "1", "description": _ABOUT, "license": {"name": "MIT"}},
        "servers": [{"url": public_url or "/"}],
        "security": [{"key": []}],
        "tags": [{"name": tag} for tag in sorted(tags)],
        "paths": writer.paths(),
        "components": {
            "schemas": writer.schemas() | {"Error": _error_schema()},
            "responses": {name: _refusal(name) for name in ERRORS.values()},
            "parameters": {"ProfileId": _profile_id(), "IdempotencyKey": _idempotency_key()},
            "headers": {
                name: {"description": text, "schema": {"type": kind}} for name, (kind, text) in _HEADERS.items()
            },
            "securitySchemes": {
                "key": {"type": "http", "scheme": "bearer", "description": "An API key: lmb_…"},
            },
        },
    }


@cache
def _written(public_url: str | None) -> bytes:
    return json.dumps(openapi_document(BINDINGS, public_url), ensure_ascii=False, separators=(",", ":")).encode()


def _refusal(name: str) -> Json:
    described, code, message, fix = _EXAMPLES[name]
    error = {"code": code, "message": message, "details": [], "fix": fix, "request_id": "f3b1c2d4"}
    headers = ["X-Request-Id"]
    if name in {"RateLimited", "Unavailable"}:
        headers.append("Retry-After")
    if name == "Unauthorized":
        headers.append("WWW-Authenticate")
    shown: dict[str, Any] = {
        "schema": {"$ref": "#/components/schemas/Error"},
        "examples": {"typical": {"value": {"error": error}}},
    }
    return {
        "description": described,
        "headers": {header: {"$ref": f"#/components/headers/{header}"} for header in headers},
        "content": {"application/json": shown},
    }


def _error_schema() -> Json:
    text = {"type": "string"}
    detail = {
        "type": "object",
        "title": "ErrorDetail",
        "properties": {"field": text, "problem": text},
        "required": ["field", "problem"],
    }
    properties = {
        "code": text | {"description": "A fixed word for programs"},
        "message": text | {"description": "What is wrong, for people"},
        "details": {"type": "array", "items": detail, "description": "The fields that are wrong"},
        "fix": text | {"description": "What to do next"},
        "request_id": text,
    }
    body = {"type": "object", "title": "ErrorBody", "properties": properties, "required": list(properties)}
    return {
        "type": "object",
        "title": "Error",
        "description": "A refusal: nothing was changed.",
        "properties": {"error": body},
        "required": ["error"],
    }


def _profile_id() -> Json:
    return {
        "name": "X-Profile-Id",
        "in": "header",
        "required": False,
        "description": "The profile; needed when the key reaches several (see GET /v1/profiles)",
        "schema": {"type": "string", "minLength": 36, "maxLength": 36},
    }


def _idempotency_key() -> Json:
    return {
        "name": "Idempotency-Key",
        "in": "header",
        "required": False,
        "description": "The same for every retry of the same business event; kept 30 days",
        "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    }
