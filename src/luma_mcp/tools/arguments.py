"""From what an assistant sends to the fields of an operation: exact numbers, nothing unknown, empty means absent."""

from collections.abc import Mapping
from decimal import Decimal
from difflib import get_close_matches
from types import NoneType
from typing import Any, get_args

from luma_mcp.errors import Invalid, Problem
from luma_mcp.tools.schemas import Schema
from luma_mcp.tools.tool import Tool

MOST_DIGITS = 15
"""A binary float says no more decimal digits than these for certain."""

MOST_DEPTH = 20


def exact(given: Any, path: str = "", depth: int = 0) -> Any:  # noqa: ANN401  JSON can hold anything
    """The same JSON with decimals for floats.

    Raises:
        Invalid: a number that a float cannot hold exactly; it has to be sent as a string.
    """
    if depth > MOST_DEPTH:
        raise Invalid.field(path, "is nested too deeply")
    if isinstance(given, float):
        return _exact_number(given, path)
    if isinstance(given, Mapping):
        return {str(name): exact(value, _inside(path, name), depth + 1) for name, value in given.items()}
    if isinstance(given, list):
        return [exact(value, _inside(path, index), depth + 1) for index, value in enumerate(given)]
    return given


def check_known(schema: Schema, given: Mapping[str, Any], tool: str, fix: str | None = None) -> None:
    """Refuse arguments that the schema does not name, however deep.

    Raises:
        Invalid: names them and the arguments that there are in their place, the nearest first.
    """
    unknown = _unknown(schema, given, "")
    if unknown:
        problems = [Problem(path, f"is not an argument of {tool}") for path, _ in unknown[:5]]
        message = "; ".join(f"{problem.field}: {problem.problem}" for problem in problems)
        raise Invalid(message, problems=problems, candidates=_nearest_first(*unknown[0]), fix=fix)


def fields_of(tool: Tool, given: Mapping[str, Any]) -> dict[str, Any]:
    """The operation's fields: what is empty is left away, or cleared where a record is changed."""
    fields: dict[str, Any] = {}
    for name, value in given.items():
        if _is_empty(value):
            if (value is not None and tool.clears) or _has_to_be_said(tool, name):
                fields[name] = None
        else:
            fields[name] = _without_empty(value)
    return fields


def _exact_number(given: float, path: str) -> Decimal:
    number = Decimal(repr(given))
    if not number.is_finite():
        raise Invalid.field(path, "must be a finite number")
    if len(number.normalize().as_tuple().digits) > MOST_DIGITS:
        raise Invalid.field(path, f"has more than {MOST_DIGITS} digits; send it as a string such as '150.00'")
    return number


def _unknown(schema: Schema, given: Any, path: str) -> list[tuple[str, Schema]]:  # noqa: ANN401  JSON can hold anything
    """The place of every argument that there is not, and those that there are in that place."""
    if isinstance(given, list):
        rows = enumerate(given)
        return [found for index, row in rows for found in _unknown(schema.get("items", {}), row, _inside(path, index))]
    if not isinstance(given, Mapping) or "properties" not in schema:
        return []
    known = schema["properties"]
    found = [(_inside(path, name), known) for name in given if name not in known]
    for name, value in given.items():
        if name in known:
            found += _unknown(known[name], value, _inside(path, name))
    return found


def _nearest_first(path: str, known: Schema) -> list[str]:
    near = get_close_matches(path.rpartition(".")[2][:100], known, n=3)
    return near + [name for name in known if name not in near]


def _inside(path: str, name: object) -> str:
    return f"{path}.{name}" if path else str(name)


def _is_empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _without_empty(value: Any) -> Any:  # noqa: ANN401  JSON can hold anything
    if isinstance(value, list):
        return [_without_empty(inner) for inner in value]
    if isinstance(value, dict):
        return {name: _without_empty(inner) for name, inner in value.items() if not _is_empty(inner)}
    return value


def _has_to_be_said(tool: Tool, name: str) -> bool:
    """Whether nothing, too, has to be said in words: null takes a lock away, and leaving it out is an oversight."""
    info = tool.operation.input.model_fields.get(name)
    return info is not None and info.is_required() and NoneType in get_args(info.annotation)
