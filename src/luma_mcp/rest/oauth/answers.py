"""Answers of the OAuth endpoints: JSON that nobody keeps, and errors as RFC 6749 §5.2 shapes them."""

import json
import re
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from luma_mcp.access.oauth_errors import OAuthRefusal
from luma_mcp.errors import RateLimited, Refusal
from luma_mcp.rest.refusals import BodyTooLarge, MethodNotAllowed

Headers = Mapping[str, str]

NOT_KEPT = {"Cache-Control": "no-store", "Pragma": "no-cache"}

_UNSAYABLE = re.compile(r"[^\x20\x21\x23-\x5b\x5d-\x7e]")


def answered(content: Mapping[str, Any], status: int = 200, headers: Headers | None = None) -> Response:
    """Answer with a JSON object that must not be kept."""
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return Response(body, status, {**NOT_KEPT, **(headers or {})}, media_type="application/json")


def refused(refusal: Refusal, headers: Headers | None = None, *, basic: bool = False) -> Response:
    """Word a refusal; `basic` where the client used the Authorization header."""
    code, status = _code_and_status(refusal)
    said = {**(headers or {}), **getattr(refusal, "headers", {})}
    if status == 401 and basic:  # noqa: PLR2004  Unauthorized
        said["WWW-Authenticate"] = 'Basic realm="luma_mcp"'
    wait = getattr(refusal, "retry_after", None)
    if wait is not None:
        said["Retry-After"] = str(wait)
    return answered({"error": code, "error_description": description_of(refusal)}, status, said)


def description_of(refusal: Refusal) -> str:
    """What is wrong and what to do, in the characters that an error_description may have."""
    return _UNSAYABLE.sub("'", f"{refusal.message} {refusal.way_out}".strip())[:500]


def _code_and_status(refusal: Refusal) -> tuple[str, int]:
    if isinstance(refusal, OAuthRefusal):
        return refusal.code, refusal.status
    if isinstance(refusal, RateLimited):
        return "temporarily_unavailable", 429
    if isinstance(refusal, BodyTooLarge):
        return "invalid_request", 413
    if isinstance(refusal, MethodNotAllowed):
        return "invalid_request", 405
    return ("temporarily_unavailable", 503) if refusal.retryable else ("invalid_request", 400)
