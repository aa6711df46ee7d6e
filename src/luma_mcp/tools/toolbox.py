"""The tools at work: what a caller is shown, and a call from its arguments to its answer."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from uuid import UUID

from luma_mcp.access.access import Access
from luma_mcp.access.caller import Caller
from luma_mcp.errors import Invalid, NoProfile, ReadOnlyKey, Refusal
from luma_mcp.executor import Executor
from luma_mcp.operation import AnyOperation
from luma_mcp.tools.arguments import check_known, exact, fields_of
from luma_mcp.tools.discovery import DISCOVERY, FIND, WRITE, find, named
from luma_mcp.tools.door import Listed, Reply, UnknownTool
from luma_mcp.tools.references import reference_of
from luma_mcp.tools.registry import BY_NAME
from luma_mcp.tools.replies import refused, reply_of
from luma_mcp.tools.schemas import input_schema, output_schema, with_profile
from luma_mcp.tools.tool import Tool
from luma_mcp.tools.toolsets import chosen

MOST_LETTERS = 200
"""A name that is spoken is no longer."""


@dataclass(frozen=True)
class Visit:
    """Somebody at the door: the caller (with a profile, where one was fixed outside the call) and what to list."""

    caller: Caller
    toolsets: tuple[str, ...] = ()


Visits = Callable[[object], Awaitable[Visit]]
"""Tells who makes a request; may refuse."""


class Toolbox:
    """The door of the MCP server: operations as tools."""

    def __init__(
        self, executor: Executor, access: Access, visits: Visits, *, toolsets: Sequence[str] = (), writes: bool = True
    ) -> None:
        """`toolsets` and `writes` say what to list while nobody can be told apart; unknown toolsets are refused."""
        self._executor = executor
        self._access = access
        self._visits = visits
        self._names = chosen(toolsets)
        self._writes = writes

    async def list_tools(self, request: object) -> Sequence[Listed]:
        """The tools of the chosen toolsets that the caller may run."""
        try:
            visit = await self._visit(request)
            several = len(await self._reachable(visit.caller)) > 1
        except Refusal as refusal:
            return _listing(self._names, None, writes=self._writes and isinstance(refusal, NoProfile))
        names = chosen(visit.toolsets) if visit.toolsets else self._names
        return _listing(names, visit.caller, several=several)

    async def call_tool(self, request: object, name: str, arguments: Mapping[str, Any]) -> Reply:
        """Call a tool, listed or not."""
        if name not in BY_NAME and name not in DISCOVERY:
            raise UnknownTool(name)
        try:
            visit = await self._visit(request)
            given = exact(arguments)
            if name in BY_NAME:
                return await self._run(visit.caller, BY_NAME[name], given)
            return await self._discover(visit.caller, DISCOVERY[name], given)
        except Refusal as refusal:
            return refused(refusal)

    async def _visit(self, request: object) -> Visit:
        """Who makes a request; a profile that was fixed outside the call is the only one there is for it."""
        visit = await self._visits(request)
        profile = visit.caller.profile
        return (
            visit
            if profile is None
            else replace(visit, caller=replace(visit.caller, profile_ids=frozenset({profile.id})))
        )

    async def _discover(self, caller: Caller, listed: Listed, given: dict[str, Any]) -> Reply:
        if listed is WRITE and caller.read_only:
            raise ReadOnlyKey
        several = len(await self._reachable(caller)) > 1
        check_known(with_profile(listed.input_schema) if several else listed.input_schema, given, listed.name)
        if listed is FIND:
            return find(caller, given)
        tool = named(given.get("name"), writes=listed is WRITE)
        inner = given.get("arguments") or {}
        if not isinstance(inner, dict):
            raise Invalid.field("arguments", "is an object of the operation's arguments")
        outer = {name: given[name] for name in ("profile", "idempotency_key") if name in given}
        return await self._run(caller, tool, inner | outer, full=True)

    async def _run(self, caller: Caller, tool: Tool, given: dict[str, Any], *, full: bool = False) -> Reply:
        operation = tool.operation
        caller.check(operation)
        reachable = await self._reachable(caller)
        schema = input_schema(tool, full=full)
        rest = None if full else _rest(tool)
        check_known(with_profile(schema) if len(reachable) > 1 else schema, given, tool.name, rest)
        key, wanted = (_text(given, name) for name in ("idempotency_key", "profile"))
        placed = await self._placed(caller, reachable, operation, wanted)

        async def resolved() -> dict[str, Any]:
            fields = {name: value for name, value in given.items() if name not in {"idempotency_key", "profile"}}
            return await self._resolved(placed, operation, fields_of(tool, fields))

        return reply_of(tool, await self._executor.run(placed, operation, resolved, idempotency_key=key))

    async def _reachable(self, caller: Caller) -> Sequence[Any]:
        """The profiles to choose among; the fixed one alone, where one is fixed."""
        return [caller.profile] if caller.profile else await self._access.profiles(caller)

    async def _placed(
        self, caller: Caller, reachable: Sequence[Any], operation: AnyOperation, wanted: str | None
    ) -> Caller:
        """The caller in the profile that the call is about."""
        if not reachable:
            raise NoProfile
        if len(reachable) == 1:
            return replace(caller, profile=reachable[0])
        if wanted is None and operation.of_account:
            return caller
        return await self._access.choose_profile(caller, wanted, by_name=True)

    async def _resolved(self, caller: Caller, operation: AnyOperation, given: dict[str, Any]) -> dict[str, Any]:
        """The same fields with ids for names, those of lines too."""
        fields = dict(given)
        for name, value in given.items():
            if isinstance(value, list):
                fields[name] = [
                    await self._resolved(caller, operation, row) if isinstance(row, dict) else row for row in value
                ]
            elif isinstance(value, str | int) and not isinstance(value, bool):
                fields[name] = await self._meant(caller, operation, name, str(value)) or value
        return fields

    async def _meant(self, caller: Caller, operation: AnyOperation, name: str, spoken: str) -> UUID | None:
        """The id of the record that an argument names; None where it is an id already, or names no record."""
        of_profile = name == "id" and operation.noun == "profiles"
        reference = reference_of(operation, name)
        if (reference is None and not of_profile) or _is_id(spoken):
            return None
        if len(spoken) > MOST_LETTERS:
            raise Invalid.field(name, f"is a name, a number or an id of at most {MOST_LETTERS} characters")
        if reference is None:
            profile = (await self._access.choose_profile(caller, spoken, by_name=True)).profile
            return profile.id if profile else None
        outcome = await self._executor.run(caller, reference.resolve, {"text": spoken})
        found: UUID = outcome.result.id
        return found


def _listing(
    names: Sequence[str], caller: Caller | None, *, writes: bool = True, several: bool = False
) -> list[Listed]:
    """Sorted by name, so that clients that keep a list, and prompts that are cached with it, see the same bytes."""
    shown = [BY_NAME[name] for name in names]
    if caller is not None:
        shown = [tool for tool in shown if caller.may(tool.operation)]
        writes = not caller.read_only
    shown = [tool for tool in shown if writes or not tool.operation.writes]
    found = [listed(tool, several=several) for tool in shown]
    found += [_of_several(tool) if several else tool for tool in DISCOVERY.values() if writes or tool.read_only]
    return sorted(found, key=lambda tool: tool.name)


@cache
def listed(tool: Tool, *, several: bool = False) -> Listed:
    """A tool as it is listed; `several` for who has to say which profile is meant."""
    schema = input_schema(tool)
    return Listed(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=with_profile(schema) if several else schema,
        output_schema=output_schema(tool),
        read_only=not tool.operation.writes,
        destructive=tool.is_destructive,
        idempotent=tool.is_idempotent,
    )


@cache
def _of_several(tool: Listed) -> Listed:
    return replace(tool, input_schema=with_profile(tool.input_schema))


def _rest(tool: Tool) -> str | None:
    if set(input_schema(tool, full=True)["properties"]) == set(input_schema(tool)["properties"]):
        return None
    run = WRITE.name if tool.operation.writes else "read_operation"
    return f"Leave it away. {run} takes every field of {tool.name}; find_operation with schemas shows them."


def _text(given: Mapping[str, Any], name: str) -> str | None:
    value = given.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise Invalid.field(name, "is a text")
    return value


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
