"""The words of the LedgerBee API: keys and tokens, the company behind them, lists, answers, the error envelope."""

import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from math import ceil
from typing import Any
from urllib.parse import quote

from fastapi import Request, Response
from pydantic_core import to_json

from luma_mcp import errors
from luma_mcp.access.access import Access
from luma_mcp.access.caller import Caller
from luma_mcp.access.grants import Grants
from luma_mcp.access.oauth_errors import InvalidToken
from luma_mcp.access.secret_forms import SecretKind
from luma_mcp.executor import Outcome
from luma_mcp.limits import RateState
from luma_mcp.rest.address import client_address
from luma_mcp.rest.binding import Binding, Listed
from luma_mcp.rest.body import read_query
from luma_mcp.rest.ledgerbee.codes import code_of, constraint_of, reason_of, status_of
from luma_mcp.rest.ledgerbee.words import Words, property_of
from luma_mcp.rest.refusals import BadRequest
from luma_mcp.rest.wire import Shown, milliseconds
from luma_mcp.settings import Settings

PREFIX = "/api"
KEY = "x-api-key"
MOST_PROBLEMS = 50
_KEY_AS_HEADER = "Send a live key as x-api-key. Keys are made with 'luma-mcp keys create'."


class ResultTooLarge(errors.Refusal):
    """This list has more rows than a bare array gives."""

    code = "result_too_large"
    fix = "Narrow it with a filter."


class LedgerBee:
    """The dialect of `/api`."""

    prefix = PREFIX
    credentials_in_query = frozenset({KEY})

    def __init__(self, access: Access, grants: Grants, settings: Settings, bindings: Sequence[Binding]) -> None:
        self._access = access
        self._grants = grants
        self._trusted = settings.trusted_proxies
        self._sunset = settings.sunset
        self.bindings = bindings
        self._words = Words(bindings)

    async def caller_of(self, request: Request) -> Caller:
        """Read `x-api-key`, or an access token of a service (client credentials) as bearer.

        A key sent as bearer is refused, and so is a key without scopes, which is one of other interfaces.
        """
        key = self._key(request)
        caller = await (self._with_key(request, key) if key is not None else self._with_token(request))
        if caller.scopes is None or caller.profile_ids is None:
            raise errors.InvalidKey(
                "Invalid API key", fix="Use a key with scopes: luma-mcp keys create --scopes … --profile ID."
            )
        request.state.caller = caller
        return caller.by_tiers()

    async def recognise(self, request: Request) -> None:
        """Learn who asks, so that the answer says when the key expires."""
        with suppress(errors.Refusal):
            await self.caller_of(request)

    def check(self, caller: Caller, binding: Binding) -> None:
        """Refuse a credential without the row's scope."""
        if binding.scope and binding.scope not in (caller.scopes or ()):
            raise errors.ScopeMissing(f"This needs the scope {binding.scope}.")
        caller.check(binding.operation)

    async def with_profile(self, _: Request, caller: Caller) -> Caller:
        """The company of the credential; nothing in a request can name another."""
        company = next(iter(caller.profile_ids or ()), None)
        return await self._access.choose_profile(caller, None if company is None else str(company))

    def idempotency_key(self, _: Request) -> None:
        """No row of this part reads one."""

    def answer(self, request: Request, binding: Binding, outcome: Outcome[Any]) -> Response:
        """Write the result in the row's words."""
        result = outcome.result
        headers = self._headers(request, binding, outcome.rate)
        status = binding.status_of(result) if binding.status_of else binding.status
        if status == 204:  # noqa: PLR2004  No Content
            return Response(status_code=204, headers=headers)
        try:
            body = _listed(request, binding, result) if binding.listed else _words(binding.shown, result)
        except errors.Refusal as refusal:
            return self.refuse(request, refusal, binding)
        return Response(to_json(body, by_alias=True), status, headers, media_type="application/json")

    def refuse(self, request: Request, refusal: errors.Refusal, binding: Binding | None = None) -> Response:
        """Shape a refusal."""
        status = status_of(refusal)
        headers = self._headers(request, binding, refusal.rate) | getattr(refusal, "headers", {})
        wait = getattr(refusal, "retry_after", None)
        if wait is not None:
            headers["Retry-After"] = str(wait)
        if status == 401:  # noqa: PLR2004  Unauthorized
            error = ', error="invalid_token"' if isinstance(refusal, InvalidToken) else ""
            headers["WWW-Authenticate"] = f'Bearer realm="luma_mcp"{error}'
        envelope = {
            "statusCode": status,
            "timestamp": milliseconds(datetime.now(UTC)),
            "path": request.scope["path"].removeprefix(PREFIX),
            "message": self._words.message(refusal, binding),
            "code": code_of(refusal),
            "details": _details(refusal, binding, self._words),
        }
        body = json.dumps(envelope, ensure_ascii=False, separators=(",", ":"))
        return Response(body.encode(errors="replace"), status, headers, media_type="application/json")

    def _key(self, request: Request) -> str | None:
        given = request.headers.getlist(KEY)
        if not given:
            try:
                asked = read_query(request.scope["query_string"]).get(KEY)
            except BadRequest:
                return None
            given = [asked] if asked else []
        if len(given) > 1:
            raise errors.InvalidKey("Invalid API key", fix=_KEY_AS_HEADER)
        return given[0].strip() if given else None

    async def _with_key(self, request: Request, key: str) -> Caller:
        try:
            return await self._access.caller_of(key, client_address(request.scope, self._trusted))
        except errors.AddressNotAllowed:
            raise
        except errors.InvalidKey:
            raise errors.InvalidKey("Invalid API key", fix=_KEY_AS_HEADER) from None

    async def _with_token(self, request: Request) -> Caller:
        given = request.headers.getlist("authorization")
        scheme, _, token = (given[0] if len(given) == 1 else "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise errors.InvalidKey("Invalid API key", fix="Send a key as x-api-key, or an access token as Bearer.")
        if not token.strip().startswith(SecretKind.ACCESS):
            raise errors.InvalidKey("Invalid API key", fix="Send a key as x-api-key; Bearer is for access tokens.")
        granted = await self._grants.caller_of(token.strip())
        if granted.resource or granted.caller.scopes is None:
            raise InvalidToken("This token is for MCP.")
        return granted.caller

    def _headers(self, request: Request, binding: Binding | None, rate: object) -> dict[str, str]:
        headers = {}
        caller: Caller | None = getattr(request.state, "caller", None)
        if caller is not None and caller.expires_at is not None:
            headers["X-API-Key-Expires-At"] = milliseconds(caller.expires_at)
        if isinstance(rate, RateState):
            headers["X-Rate-Limit-Remaining"] = str(rate.remaining)
            reset = int(datetime.now(UTC).timestamp()) + rate.reset_seconds
            headers["X-Rate-Limit-Reset"] = str(reset)
        if binding is not None and binding.successor:
            headers["Deprecation"] = "true"
            sent = {name: quote(value, safe="") for name, value in request.path_params.items()}
            headers["Link"] = f'<{binding.successor.format(**sent)}>; rel="successor-version"'
            if self._sunset is not None:
                headers["Sunset"] = self._sunset.isoformat()
        return headers


def _words(shown: type[Shown] | None, made: Any) -> Shown:  # noqa: ANN401  any model of the core
    if shown is None:
        raise TypeError("a row of this dialect that answers has a wire model")
    return shown.from_domain(made)


def _listed(request: Request, binding: Binding, page: Any) -> Any:  # noqa: ANN401  any page of the core
    rows = [_words(binding.shown, row) for row in page.data]
    total = page.meta.total
    if binding.listed is Listed.ARRAY:
        if total > len(rows):
            filters = ", ".join(binding.open_fields)
            fix = f"Narrow it by {filters}." if filters else None
            raise ResultTooLarge(f"There are {total:,} rows, and this gives {len(rows):,}.", fix=fix)
        return rows
    number = int(request.query_params.get("page", 1))
    limit = page.meta.limit
    return {"data": rows, "total": total, "page": number, "limit": limit, "totalPages": ceil(total / limit)}


def _details(refusal: errors.Refusal, binding: Binding | None, words: Words) -> dict[str, Any]:
    details: dict[str, Any] = {}
    if isinstance(refusal, errors.ScopeMissing | errors.ReadOnlyKey) and binding is not None:
        details["requiredScopes"] = [binding.scope]
    if isinstance(refusal, errors.LicenceRequired):
        details["licenseKey"] = refusal.licence
    if (reason := reason_of(refusal)) is not None:
        details["reason"] = reason
    if refusal.problems:
        details["validationErrors"] = _validation_errors(refusal.problems[:MOST_PROBLEMS], binding, words)
    if refusal.way_out:
        details["fix"] = words.fix(refusal.way_out, binding)
    return details


def _validation_errors(
    problems: Sequence[errors.Problem], binding: Binding | None, words: Words
) -> list[dict[str, Any]]:
    """The failing properties, each once, with its constraints by name."""
    found: dict[str, dict[str, str]] = {}
    for problem in problems:
        name = property_of(problem, binding)
        constraints = found.setdefault(name, {})
        constraints[constraint_of(problem.rule)] = f"{name} {words.problem(problem, binding)}"
    return [{"property": name, "constraints": constraints} for name, constraints in found.items()]
