"""The words of the Lumabill API: how a key is read, a profile chosen, an answer written and a refusal shaped."""

import json
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from fastapi import Request, Response

from luma_mcp import errors
from luma_mcp.access.access import Access
from luma_mcp.access.caller import Caller
from luma_mcp.access.oauth_errors import InvalidToken
from luma_mcp.domain.reports.report import Report
from luma_mcp.executor import Outcome
from luma_mcp.limits import RateState
from luma_mcp.rest import exact_json, refusals
from luma_mcp.rest.address import client_address
from luma_mcp.rest.binding import Binding, Body
from luma_mcp.settings import Settings

PREFIX = "/v1"
MOST_DETAILS = 50

STATUSES: dict[type[errors.Refusal], int] = {
    errors.BadProfileHeader: 400,
    errors.BadQuery: 400,
    errors.ProfileRequired: 400,
    refusals.BadRequest: 400,
    InvalidToken: 401,
    errors.InvalidKey: 401,
    errors.OwnerOnly: 403,
    errors.PlanRequired: 403,
    errors.ProfileForbidden: 403,
    errors.ReadOnlyKey: 403,
    errors.ScopeMissing: 403,
    errors.NotFound: 404,
    errors.ProfileNotFound: 404,
    refusals.NoSuchPath: 404,
    refusals.MethodNotAllowed: 405,
    errors.KeyRequired: 403,
    errors.LicenceRequired: 403,
    errors.AccountRequired: 409,
    errors.Ambiguous: 409,
    errors.Conflict: 409,
    errors.NoProfile: 409,
    errors.NotEmpty: 409,
    refusals.BodyTooLarge: 413,
    refusals.UnsupportedMedia: 415,
    errors.Invalid: 422,
    errors.RateLimited: 429,
    errors.ReportBroken: 500,
    refusals.Fault: 500,
    errors.Busy: 503,
    errors.Unavailable: 503,
}

_KEY = re.compile(r"[\x21-\x7e]{1,255}")


class Lumabill:
    """The dialect of `/v1`."""

    prefix = PREFIX
    credentials_in_query = frozenset[str]()

    def __init__(self, access: Access, settings: Settings, bindings: Sequence[Binding]) -> None:
        self._access = access
        self._trusted = settings.trusted_proxies
        self._base = settings.public_url or ""
        self.bindings = bindings

    async def caller_of(self, request: Request) -> Caller:
        """Read `Authorization: Bearer lmb_…`."""
        given = request.headers.getlist("authorization")
        scheme, _, token = (given[0] if len(given) == 1 else "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise errors.InvalidKey("There is no key with this request.")
        return await self._access.caller_of(token.strip(), client_address(request.scope, self._trusted))

    async def recognise(self, request: Request) -> None:
        """No header of this dialect tells of the key alone."""

    def check(self, caller: Caller, binding: Binding) -> None:
        """Refuse a caller without the right to run the operation."""
        caller.check(binding.operation)

    async def with_profile(self, request: Request, caller: Caller) -> Caller:
        """Choose the profile by X-Profile-Id, or the only one that the key reaches."""
        given = request.headers.getlist("x-profile-id")
        if len(given) > 1:
            raise errors.BadProfileHeader("X-Profile-Id is given twice.")
        return await self._access.choose_profile(caller, given[0] if given else None)

    def idempotency_key(self, request: Request) -> str | None:
        """Read Idempotency-Key: 1 to 255 visible ASCII characters."""
        given = request.headers.getlist("idempotency-key")
        if not given:
            return None
        if len(given) > 1 or not _KEY.fullmatch(given[0]):
            raise refusals.BadRequest("Idempotency-Key is 1 to 255 visible ASCII characters, given once.")
        return given[0]

    def answer(self, _: Request, binding: Binding, outcome: Outcome[Any]) -> Response:
        """Write the result, with what is left of the rate and whether it is a replay."""
        headers = _rate_headers(outcome.rate)
        if outcome.replayed:
            headers["Idempotent-Replayed"] = "true"
        if outcome.ledger_head is not None:
            headers["Ledger-Head"] = str(outcome.ledger_head)
        if binding.location is not None:
            headers["Location"] = self._base + binding.location.format(id=outcome.result.id)
        if binding.status == 204:  # noqa: PLR2004  No Content
            return Response(status_code=204, headers=headers)
        if binding.gives is Body.FILE:
            headers["Content-Disposition"] = _attachment(outcome.result.file_name)
            return Response(outcome.result.content, media_type=outcome.result.type, headers=headers)
        if isinstance(outcome.result, Report) and outcome.result.csv is not None:
            return _csv(outcome.result, headers)
        body = exact_json.write(outcome.result)
        return Response(body, binding.status, headers, media_type="application/json")

    def refuse(self, request: Request, refusal: errors.Refusal, _: Binding | None = None) -> Response:
        """Shape a refusal."""
        status = status_of(refusal)
        headers = _rate_headers(refusal.rate) | getattr(refusal, "headers", {})
        wait = getattr(refusal, "retry_after", None)
        if wait is not None:
            headers["Retry-After"] = str(wait)
        if isinstance(refusal, errors.InvalidKey):
            sent = ', error="invalid_token"' if "authorization" in request.headers else ""
            headers["WWW-Authenticate"] = f'Bearer realm="luma_mcp"{sent}'
        body = json.dumps({"error": _error(refusal, request)}, ensure_ascii=False, separators=(",", ":"))
        return Response(body.encode(errors="replace"), status, headers, media_type="application/json")


def status_of(refusal: errors.Refusal) -> int:
    """The status of a refusal, or of the nearest kind of refusal that it is."""
    return next(STATUSES[kind] for kind in type(refusal).__mro__ if kind in STATUSES)


def _error(refusal: errors.Refusal, request: Request) -> dict[str, object]:
    details = [{"field": p.field, "problem": p.problem} for p in refusal.problems[:MOST_DETAILS]]
    if isinstance(refusal, errors.ProfileRequired):
        details += [{"field": "X-Profile-Id", "problem": f"can be {choice}"} for choice in refusal.candidates]
    return {
        "code": refusal.code,
        "message": refusal.message,
        "details": details,
        "fix": refusal.way_out,
        "request_id": request.scope.get("state", {}).get("request_id", ""),
    }


def _rate_headers(rate: object) -> dict[str, str]:
    if not isinstance(rate, RateState):
        return {}
    return {
        "RateLimit-Limit": str(rate.limit),
        "RateLimit-Remaining": str(rate.remaining),
        "RateLimit-Reset": str(rate.reset_seconds),
        "RateLimit-Policy": f"{rate.limit};w=60",
    }


def _csv(report: Report, headers: dict[str, str]) -> Response:
    """A report as a file; where more rows follow, a header says how to get them."""
    days = [str(day) for day in (report.from_, report.to, report.as_of) if day is not None]
    headers["Content-Disposition"] = _attachment("_".join((report.type, *days)) + ".csv")
    if report.meta.next_cursor is not None:
        headers["X-Next-Cursor"] = report.meta.next_cursor
    return Response((report.csv or "").encode(), headers=headers, media_type="text/csv; charset=utf-8; header=present")


def _attachment(name: str) -> str:
    """A file name that no header and no browser can misread (RFC 6266)."""
    plain = re.sub(r"[^A-Za-z0-9._ -]", "_", name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
