"""Everything else: find any operation by words, and run it by name."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from math import log
from typing import Any

from luma_mcp.access.caller import Caller
from luma_mcp.errors import Invalid, NotFound
from luma_mcp.tools.door import Listed, Reply
from luma_mcp.tools.registry import BY_NAME, TOOLS
from luma_mcp.tools.replies import table
from luma_mcp.tools.schemas import Schema, input_schema
from luma_mcp.tools.synonyms import FILLING, SYNONYMS
from luma_mcp.tools.tool import Tool

MOST_FOUND = 20
USUALLY_FOUND = 5

_WORD = re.compile(r"[a-z]+")
_PLURAL = re.compile(r"(?<=[a-z]{3})(?<!s)s$")

_QUERY: Schema = {
    "type": "object",
    "properties": {
        "query": {"type": "string", "description": "Words for what is to be done, or an operation's name"},
        "schemas": {"type": "boolean", "description": "Give the full input schemas too; default false"},
        "limit": {"type": "integer", "description": f"1 to {MOST_FOUND}; default {USUALLY_FOUND}"},
    },
    "required": ["query"],
    "additionalProperties": False,
}
_RUN: Schema = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "description": "Operation, as find_operation names it"},
        "arguments": {"type": "object", "description": "Its arguments; names are taken instead of ids"},
    },
    "required": ["name"],
    "additionalProperties": False,
}
_FOUND: Schema = {
    "type": "object",
    "properties": {
        "operations": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "name": {"type": "string"},
                    "effect": {"type": "string"},
                    "run_with": {"type": "string"},
                    "summary": {"type": "string"},
                    "arguments": {"type": "string"},
                    "input_schema": {"type": "object"},
                },
            },
        },
    },
}

FIND = Listed(
    name="find_operation",
    title="Find an operation",
    description="Find what else can be done with the books when no listed tool fits: searches all operations by words "
    "and answers their names, effects and arguments. Changes nothing.",
    input_schema=_QUERY,
    output_schema=_FOUND,
    read_only=True,
    destructive=False,
    idempotent=True,
)
READ = Listed(
    name="read_operation",
    title="Run a reading operation",
    description="Run an operation that only reads, by its name from find_operation. Changes nothing.",
    input_schema=_RUN,
    output_schema={"type": "object"},
    read_only=True,
    destructive=False,
    idempotent=True,
)
WRITE = Listed(
    name="write_operation",
    title="Run a changing operation",
    description="Run an operation that changes, sends or deletes, by its name from find_operation. Some cannot be "
    "undone: its effect says 'destructive' then.",
    input_schema=_RUN
    | {
        "properties": _RUN["properties"]
        | {"idempotency_key": {"type": "string", "description": "Same value for a retry of the same business event"}}
    },
    output_schema={"type": "object"},
    read_only=False,
    destructive=True,
    idempotent=False,
)

DISCOVERY = {listed.name: listed for listed in (FIND, READ, WRITE)}


def find(caller: Caller, given: dict[str, Any]) -> Reply:
    """The operations that fit some words best, among those that the caller may run."""
    query, limit = given.get("query"), given.get("limit") or USUALLY_FOUND
    if not isinstance(query, str) or not query.strip():
        raise Invalid.field("query", "is required: words for what is to be done")
    if isinstance(limit, bool) or not isinstance(limit, int) or not 1 <= limit <= MOST_FOUND:
        raise Invalid.field("limit", f"is a whole number from 1 to {MOST_FOUND}")
    allowed = [tool for tool in TOOLS if caller.may(tool.operation)]
    found = _best(query.strip()[:500], allowed)[:limit]
    rows = [_described(tool) for tool in found]
    shown = [row | {"input_schema": input_schema(tool, full=True)} for row, tool in zip(rows, found, strict=True)]
    structured = {"operations": shown if given.get("schemas") is True else rows}
    if not rows:
        nouns = sorted({tool.operation.noun for tool in allowed})
        return Reply(f"Nothing found. Try one of: {', '.join(nouns)}.", structured)
    lines = table(rows)
    if given.get("schemas") is True:
        lines += [f"{tool.name}: {input_schema(tool, full=True)}" for tool in found]
    return Reply("\n".join([*lines, f"Next: {rows[0]['run_with']} with name {rows[0]['name']}."]), structured)


def named(name: object, *, writes: bool) -> Tool:
    """The operation that read_operation or write_operation is to run.

    Raises:
        NotFound: there is none of this name; names those that look like it.
        Invalid: it belongs to the other of the two.
    """
    tool = BY_NAME.get(name) if isinstance(name, str) else None
    if tool is None:
        raise NotFound(
            f"There is no operation {str(name)[:100]}.",
            fix="Use find_operation to find its name.",
            candidates=[tool.name for tool in _best(str(name)[:500].replace("_", " "), TOOLS)[:USUALLY_FOUND]],
        )
    if tool.operation.writes is not writes:
        other = "write_operation" if tool.operation.writes else "read_operation"
        does = "changes the books" if tool.operation.writes else "only reads"
        raise Invalid(f"{tool.name} {does}.", fix=f"Run it with {other}.")
    return tool


def changes(name: str) -> bool:
    """Whether a call of the tool of this name may change the books; a name that there is none of changes nothing."""
    return BY_NAME[name].operation.writes if name in BY_NAME else name == WRITE.name


def _best(query: str, among: Sequence[Tool]) -> list[Tool]:
    exact = [tool for tool in among if tool.name == query]
    if exact:
        return exact
    wanted = _meant(query)
    scored = [(_score(tool, wanted), tool) for tool in among]
    ranked = sorted((pair for pair in scored if pair[0] > 0), key=lambda pair: -pair[0])
    return [tool for _, tool in ranked]


def _score(tool: Tool, wanted: Counter[str]) -> float:
    words, rarity = _words_of(tool), _rarity()
    covered = sum(weight * words[word] * rarity.get(word, 0.0) for word, weight in wanted.items())
    name = set(_stems(tool.name.replace("_", " ")))
    return covered / (1 + 0.2 * len(name - set(wanted)))


def _described(tool: Tool) -> dict[str, Any]:
    schema = input_schema(tool, full=True)
    required = schema.get("required", ())
    arguments = ", ".join(name if name in required else f"{name}?" for name in schema["properties"])
    return {
        "name": tool.name,
        "effect": tool.operation.effect.value,
        "run_with": WRITE.name if tool.operation.writes else READ.name,
        "summary": tool.description,
        "arguments": arguments,
    }


def _meant(query: str) -> Counter[str]:
    meant: Counter[str] = Counter()
    for word in _stems(query):
        meant[word] += 2
        for synonym in SYNONYMS.get(word, "").split():
            meant[synonym] += 2
    return meant


@cache
def _words_of(tool: Tool) -> Counter[str]:
    words: Counter[str] = Counter()
    for text, weight in ((tool.name.replace("_", " "), 4), (tool.title, 2), (tool.description, 1)):
        for word in set(_stems(text)):
            words[word] += weight
    return words


@cache
def _rarity() -> dict[str, float]:
    seen = Counter(word for tool in TOOLS for word in _words_of(tool))
    return {word: log(1 + len(TOOLS) / count) for word, count in seen.items()}


def _stems(text: str) -> Iterable[str]:
    return [_PLURAL.sub("", word) for word in _WORD.findall(text.lower()) if word not in FILLING]
