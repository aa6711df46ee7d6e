"""Routes from tables: every handler of a dialect is made here, none is written by hand."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol
from uuid import UUID

from fastapi import FastAPI, Request, Response
from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from luma_mcp.access.caller import Caller
from luma_mcp.domain.paging import whole
from luma_mcp.errors import BadQuery, Invalid, NotFound, Problem, Refusal
from luma_mcp.executor import Executor, Outcome
from luma_mcp.problems import refusal_of
from luma_mcp.rest.binding import Binding, Listed
from luma_mcp.rest.body import read_body, read_query
from luma_mcp.rest.pairs import nested
from luma_mcp.rest.refusals import Fault, MethodNotAllowed, NoSuchPath
from luma_mcp.rest.wire import IN_JSON

_ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class Dialect(Protocol):
    """How one public API reads a key, chooses a profile, and words what it answers."""

    prefix: str
    bindings: Sequence[Binding]
    credentials_in_query: frozenset[str]
    """Query parameters that say who is calling, and are none of a row."""

    async def caller_of(self, request: Request) -> Caller:
        """The caller behind the credential of a request."""

    async def recognise(self, request: Request) -> None:
        """Learn who asks for what is not there, where the answer's headers tell of the credential."""

    def check(self, caller: Caller, binding: Binding) -> None:
        """Refuse a caller that may not do what the row says."""

    async def with_profile(self, request: Request, caller: Caller) -> Caller:
        """The caller with the profile that the request is about."""

    def idempotency_key(self, request: Request) -> str | None:
        """The key under which a write is done once."""

    def answer(self, request: Request, binding: Binding, outcome: Outcome[Any]) -> Response:
        """Word an answer."""

    def refuse(self, request: Request, refusal: Refusal, binding: Binding | None = None) -> Response:
        """Word a refusal; `binding` is the row that was asked for, where one was."""


def application(dialect: Dialect, executor: Executor) -> FastAPI:
    """Make a dialect's application: one route for each binding, and a worded refusal for all else."""

    async def no_such_path(request: Request, _: Exception) -> Response:
        await dialect.recognise(request)
        return dialect.refuse(request, NoSuchPath())

    async def fault(request: Request, _: Exception) -> Response:
        return dialect.refuse(request, Fault())

    app = FastAPI(
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry={"tracing": False, "metrics": False, "logs": False},
        exception_handlers={HTTPException: no_such_path, Exception: fault},
    )
    for binding in dialect.bindings:
        app.add_api_route(
            binding.path.removeprefix(dialect.prefix),
            _endpoint(binding, dialect, executor),
            methods=_methods(binding),
            name=binding.name,
            response_model=None,
            include_in_schema=False,
        )
    for path, allowed in allowed_methods(dialect.bindings).items():
        app.router.routes.append(Route(path.removeprefix(dialect.prefix), OtherMethods(dialect, allowed)))
    return app


def allowed_methods(bindings: Iterable[Binding]) -> Mapping[str, tuple[str, ...]]:
    """The methods of every path, as an Allow header lists them."""
    found: dict[str, list[str]] = {}
    for binding in bindings:
        found.setdefault(binding.path, []).extend(_methods(binding))
    return {path: (*methods, "OPTIONS") for path, methods in found.items()}


class OtherMethods:
    """What a path answers to a method that it does not take."""

    def __init__(self, dialect: Dialect, allowed: tuple[str, ...]) -> None:
        self._dialect = dialect
        self._allowed = allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        if request.method == "OPTIONS":
            response = Response(status_code=204, headers={"Allow": ", ".join(self._allowed)})
        else:
            await self._dialect.recognise(request)
            response = self._dialect.refuse(request, MethodNotAllowed(request.method, self._allowed))
        await response(scope, receive, send)


class Refusing:
    """An application that refuses everything in the same words."""

    def __init__(self, dialect: Dialect, refusal: Refusal) -> None:
        self._dialect = dialect
        self._refusal = refusal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = self._dialect.refuse(Request(scope, receive), self._refusal)
        await response(scope, receive, send)


def _methods(binding: Binding) -> list[str]:
    return ["GET", "HEAD"] if binding.method == "GET" else [binding.method]


def _endpoint(binding: Binding, dialect: Dialect, executor: Executor) -> Any:  # noqa: ANN401  FastAPI takes any callable
    async def endpoint(request: Request) -> Response:
        try:
            outcome = await _run(request, binding, dialect, executor)
        except Refusal as refusal:
            return dialect.refuse(request, refusal, binding)
        return dialect.answer(request, binding, outcome)

    return endpoint


async def _run(request: Request, binding: Binding, dialect: Dialect, executor: Executor) -> Outcome[Any]:
    """Who is calling, what they may, which profile; only then is read what they sent."""
    operation = binding.operation
    caller = await dialect.caller_of(request)
    dialect.check(caller, binding)
    if not operation.of_account:
        caller = await dialect.with_profile(request, caller)
    try:
        given = await _given(request, binding, dialect)
        request.state.given = given
        key = dialect.idempotency_key(request) if operation.writes else None
    except Refusal as unreadable:
        await executor.refuse(caller, operation, unreadable)
    try:
        return await executor.run(caller, operation, given, idempotency_key=key)
    except Invalid as invalid:
        if operation.writes:
            raise
        if any(problem.field in binding.in_path.values() for problem in invalid.problems):
            raise NotFound(invalid.message) from None
        raise _as_query(invalid) from None


async def _given(request: Request, binding: Binding, dialect: Dialect) -> dict[str, Any] | BaseModel:
    """The input: its fields in the path, those of the query or the body, and what the row always says."""
    path, sent = await _sent(request, binding, dialect)
    if binding.given is None:
        return {**path, **sent, **binding.fixed}
    context = IN_JSON if binding.operation.writes else None
    try:
        given = binding.given.model_validate(sent, by_alias=True, by_name=False, context=context)
        fields = {**path, **given.to_domain(), **binding.fixed}
        return whole(binding.operation.input, fields) if binding.listed is Listed.ARRAY else fields
    except ValidationError as problem:
        raise refusal_of(problem, binding.given) from None


async def _sent(request: Request, binding: Binding, dialect: Dialect) -> tuple[dict[str, Any], dict[str, Any]]:
    """What stands in the path, by the operation's fields, and what was sent besides."""
    path = {field: request.path_params[name] for name, field in binding.in_path.items()}
    for field, value in path.items():
        if binding.operation.input.model_fields[field].annotation is UUID and not _ID.fullmatch(value):
            raise NotFound(f"Nothing has the id {value[:60]!r}: ids are UUIDs.")
    asked = read_query(request.scope["query_string"]).items()
    query: dict[str, Any] = {name: value for name, value in asked if name not in dialect.credentials_in_query}
    if binding.operation.writes:
        if query:
            raise _unknown(query, {})
        body = await read_body(request, binding)
        if binding.given is None and (clash := body.keys() & path.keys()):
            raise Invalid.field(min(clash), "stands in the path; leave it away here")
        return path, body
    query = nested(query, binding.given or binding.operation.input)
    if unknown := query.keys() - binding.open_fields.keys():
        raise _unknown(unknown, binding.open_fields)
    return path, query


def _unknown(names: Iterable[str], known: Iterable[str]) -> BadQuery:
    listed = ", ".join(known)
    takes = f"this takes {listed}" if listed else "this takes none"
    name, words = min(names)[:100], f"is not a query parameter here; {takes}"
    return BadQuery(f"{name}: {words}", problems=[Problem(name, words, "extra_forbidden")])


def _as_query(invalid: Invalid) -> BadQuery:
    return BadQuery(invalid.message, problems=invalid.problems)
