"""The OpenAPI document of `/api`."""

import inspect
import json
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import core_schema
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from typing_extensions import override

from luma_mcp.domain.scopes import LEDGERBEE
from luma_mcp.rest.binding import Binding, Listed
from luma_mcp.rest.ledgerbee.codes import VALIDATION
from luma_mcp.rest.ledgerbee.table import BINDINGS
from luma_mcp.rest.ledgerbee.words import Words
from luma_mcp.rest.openapi import Json, Writer, ref_to

ERRORS = {
    400: "BadRequest",
    401: "Unauthorized",
    403: "Forbidden",
    404: "NotFound",
    409: "Conflict",
    413: "TooLarge",
    415: "UnsupportedMedia",
    429: "RateLimited",
    500: "Fault",
    503: "Unavailable",
}
_ALWAYS = ("BadRequest", "Unauthorized", "Forbidden", "RateLimited", "Fault", "Unavailable")

_SAID = {
    "BadRequest": ("The request breaks a rule: of its form, or of the books.", VALIDATION),
    "Unauthorized": ("The credential is missing, unknown, expired, or not allowed from this address.", "UNAUTHORIZED"),
    "Forbidden": ("The credential lacks a scope, or the company a licence.", "INSUFFICIENT_PERMISSIONS"),
    "NotFound": ("There is no such record in this company.", "CUSTOMER_NOT_FOUND"),
    "Conflict": ("The books changed meanwhile; read again and repeat.", "CHANGED_MEANWHILE"),
    "TooLarge": ("The body is too large.", "PAYLOAD_TOO_LARGE"),
    "UnsupportedMedia": ("The body is of a type that is not taken here.", "UNSUPPORTED_MEDIA_TYPE"),
    "RateLimited": ("A tier of the key is used up.", "RATE_LIMIT_EXCEEDED"),
    "Fault": ("Something went wrong on our side.", "INTERNAL_SERVER_ERROR"),
    "Unavailable": ("The books are busy or not reachable.", "BUSY"),
}

GENERAL = frozenset(code for _, code in _SAID.values()) | {
    "BAD_REQUEST",
    "LICENSE.REQUIRED",
    "METHOD_NOT_ALLOWED",
    "NOT_FOUND",
    "PLAN_REQUIRED",
    "RESULT_TOO_LARGE",
    "TOO_LARGE",
}
"""The codes that any row may answer."""

_ABOUT = """Accounting and subscription billing of a company.

**Credentials.** A key is sent as `x-api-key`; an OAuth access token (client credentials, POST /api/v1/auth/token) as
`Authorization: Bearer`. A key sent as Bearer is refused. The company is that of the credential.

**Money** is a decimal string in answers; numbers and strings are accepted. Posting dates are `YYYY-MM-DD`, timestamps
ISO 8601 in UTC with milliseconds. What has no value is `null`.

**Lists** are bare arrays, or pages with `data`, `total`, `page`, `limit` and `totalPages`.

**Errors** carry a stable `code`: branch on it, not on `message`. Unknown fields are refused.

A customer here is a client at Lumabill's interface: the same record, as is all else.
"""

_HEADERS = {
    "X-Request-Id": ("string", "Id of this request; the one that was sent, if it was sane"),
    "X-API-Key-Expires-At": ("string", "When the key of the request expires, if it does"),
    "X-Rate-Limit-Remaining": ("integer", "What is left of the tier that ends first"),
    "X-Rate-Limit-Reset": ("integer", "When more is free, in Unix seconds"),
    "Retry-After": ("integer", "Seconds to wait"),
    "WWW-Authenticate": ("string", "How to authenticate"),
    "Deprecation": ("string", "'true': another operation takes the place of this one"),
    "Sunset": ("string", "The day on which this operation ends"),
    "Link": ("string", "What takes its place"),
}


class _Schemas(GenerateJsonSchema):
    """Schemas of this wire: a decimal is a string in answers; a number, or a string, in what is sent."""

    @override
    def decimal_schema(self, schema: core_schema.DecimalSchema) -> Json:
        return {"type": "string", "format": "decimal"} if self.mode == "serialization" else {"type": "number"}


class _Document(Writer):
    """Writes what is another way here than at Lumabill."""

    generator = _Schemas

    @override
    def inputs_of(self, binding: Binding) -> Sequence[type[BaseModel]]:
        return () if binding.given is None else (binding.given,)

    @override
    def never_null(self, binding: Binding) -> set[str]:
        given = binding.given
        return set() if given is None else {given.property_of(name) for name in binding.operation.input.never_empty}

    @override
    def outputs_of(self, binding: Binding) -> Sequence[type[BaseModel]]:
        return () if binding.shown is None else (binding.shown,)

    @override
    def common_parameters(self, binding: Binding) -> list[Json]:
        return []

    @override
    def path_parameters(self, binding: Binding) -> list[Json]:
        kind = {"type": "string", "format": "uuid"}
        return [
            {"name": name, "in": "path", "required": True, "description": "Id of the record", "schema": kind}
            for name in binding.in_path
        ]

    @override
    def extras(self, binding: Binding) -> Json:
        scopes = [binding.scope] if binding.scope else []
        said: Json = {"security": [{"key": []}, {"oauth": scopes}]}
        if binding.codes:
            said["x-error-codes"] = sorted(binding.codes)
        return said | ({"deprecated": True} if binding.successor else {})

    @override
    def refusals(self, binding: Binding, raises: str) -> str:
        codes = ", ".join(f"`{code}`" for code in sorted(binding.codes))
        return f"Error codes of its own: {codes}." if codes else ""

    @override
    def answer(self, binding: Binding) -> tuple[Json, str]:
        name = "" if binding.shown is None else binding.shown.__name__
        described = inspect.cleandoc((binding.shown and binding.shown.__doc__) or "Done.").split("\n")[0]
        row = ref_to(name)
        if binding.listed is Listed.ARRAY:
            return {"type": "array", "items": row}, "All of them."
        if binding.listed is Listed.PAGE:
            return _page_of(row, name), "A page of them."
        return row, described

    @override
    def headers(self, binding: Binding) -> Iterable[str]:
        yield from ("X-Request-Id", "X-API-Key-Expires-At")
        if binding.successor:
            yield from ("Deprecation", "Sunset", "Link")

    @override
    def possible(self, binding: Binding) -> Iterable[str]:
        if binding.in_path or binding.operation.writes:
            yield "NotFound"
        if binding.operation.writes:
            yield from ("Conflict", "TooLarge", "UnsupportedMedia")

    @override
    def statuses(self, binding: Binding) -> Sequence[int]:
        return (200, 201) if binding.status_of else (binding.status,)


def document_route(path: str, public_url: str | None) -> Route:
    """Serve the document; it is made when it is first asked for."""

    async def show(_: Request) -> Response:
        headers = {"Cache-Control": "public, max-age=300"}
        return Response(_written(public_url), headers=headers, media_type="application/json")

    return Route(path, show, methods=["GET"])


def openapi_document(bindings: Sequence[Binding] = BINDINGS, public_url: str | None = None) -> Json:
    """Make the document."""
    writer = _Document(bindings, ERRORS, _ALWAYS)
    words = Words(bindings)
    tags = dict.fromkeys(binding.group for binding in bindings)
    return {
        "openapi": "3.1.0",
        "info": {"title": "LedgerBee API", "version": "1", "description": _ABOUT, "license": {"name": "MIT"}},
        "servers": [{"url": public_url or "/"}],
        "security": [{"key": []}, {"oauth": []}],
        "tags": [{"name": tag} for tag in tags],
        "paths": _in_words(writer.paths(), words),
        "components": {
            "schemas": _in_words(writer.schemas(), words) | {"Error": _error_schema(bindings)},
            "responses": {name: _refusal(status, name) for status, name in ERRORS.items()},
            "headers": {
                name: {"description": text, "schema": {"type": kind}} for name, (kind, text) in _HEADERS.items()
            },
            "securitySchemes": {
                "key": {"type": "apiKey", "in": "header", "name": "x-api-key", "description": "An API key: lmb_…"},
                "oauth": _oauth(public_url),
            },
        },
    }


@cache
def _written(public_url: str | None) -> bytes:
    return json.dumps(openapi_document(BINDINGS, public_url), ensure_ascii=False, separators=(",", ":")).encode()


def _in_words(part: Any, words: Words) -> Any:  # noqa: ANN401  any part of the document
    """The part with what it describes in this API's words; examples stay, for they are what callers send."""
    if isinstance(part, list):
        return [_in_words(one, words) for one in part]
    if not isinstance(part, dict):
        return part
    return {
        key: words.text(value)
        if key in {"description", "summary"} and isinstance(value, str)
        else value
        if key == "examples"
        else _in_words(value, words)
        for key, value in part.items()
    }


def _page_of(row: Json, name: str) -> Json:
    count = {"type": "integer"}
    properties = {"data": {"type": "array", "items": row}, "total": count, "page": count, "limit": count}
    properties["totalPages"] = count
    return {"type": "object", "title": f"{name}Page", "properties": properties, "required": list(properties)}


def _oauth(public_url: str | None) -> Json:
    scopes = {scope: scope.replace("-", " ").capitalize() for scope in LEDGERBEE}
    flow = {"tokenUrl": f"{public_url or ''}/api/v1/auth/token", "scopes": scopes}
    return {"type": "oauth2", "flows": {"clientCredentials": flow}}


def _refusal(status: int, name: str) -> Json:
    described, code = _SAID[name]
    error: dict[str, Any] = {
        "statusCode": status,
        "timestamp": f"{date(2026, 3, 31)}T10:00:00.000Z",
        "path": "/v1/customers",
        "message": described,
        "code": code,
        "details": {},
    }
    if code == VALIDATION:
        constraints = {"isEmail": "email is not an e-mail address such as info@example.org"}
        error["details"] = {"validationErrors": [{"property": "email", "constraints": constraints}]}
    headers = ["X-Request-Id"]
    headers += ["Retry-After"] if name in {"RateLimited", "Unavailable"} else []
    headers += ["WWW-Authenticate"] if name == "Unauthorized" else []
    shown = {"schema": ref_to("Error"), "examples": {"typical": {"value": error}}}
    return {
        "description": described,
        "headers": {header: {"$ref": f"#/components/headers/{header}"} for header in headers},
        "content": {"application/json": shown},
    }


def _error_schema(bindings: Sequence[Binding]) -> Json:
    text = {"type": "string"}
    codes = sorted({code for binding in bindings for code in binding.codes} | GENERAL)
    constraints = {"type": "object", "additionalProperties": text}
    failing = {
        "type": "object",
        "title": "ValidationError",
        "properties": {"property": text, "constraints": constraints},
        "required": ["property", "constraints"],
    }
    details = {
        "type": "object",
        "title": "ErrorDetails",
        "properties": {
            "validationErrors": {"type": "array", "items": failing},
            "requiredScopes": {"type": "array", "items": text},
            "licenseKey": text,
            "reason": text,
            "fix": text | {"description": "What to do next"},
        },
        "additionalProperties": True,
    }
    properties = {
        "statusCode": {"type": "integer"},
        "timestamp": text | {"format": "date-time"},
        "path": text | {"description": "Relative to /api"},
        "message": text | {"description": "For people; not stable"},
        "code": text | {"description": f"For programs; stable. One of {', '.join(codes)}."},
        "details": details,
    }
    required = ["statusCode", "timestamp", "path", "message"]
    return {
        "type": "object",
        "title": "Error",
        "description": "A refusal: nothing was changed.",
        "properties": properties,
        "required": required,
    }
