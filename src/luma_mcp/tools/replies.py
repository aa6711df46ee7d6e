"""Answers: structured content, and a compact text that carries the same facts and one next step.

Text that came from outside (names, descriptions, notes) is data: in the text it cannot leave its line or its column.
"""

import base64
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from luma_mcp.errors import Refusal
from luma_mcp.executor import Outcome
from luma_mcp.tools.door import Attachment, Reply
from luma_mcp.tools.schemas import shown_fields
from luma_mcp.tools.tool import Tool

_WRITERS: dict[type, Callable[[Any], str]] = {
    Decimal: lambda number: f"{number:f}",
    UUID: str,
    date: date.isoformat,
    datetime: lambda moment: moment.isoformat().replace("+00:00", "Z"),
}

_SHORT = 30
"""Candidates up to this length stand on one line."""

_BREAKS = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]+"
)
"""Line breaks, controls, direction marks, and the tags that say to a model what no person sees."""


def reply_of(tool: Tool, outcome: Outcome[Any]) -> Reply:
    """What a tool answers after its operation ran."""
    structured = plain(outcome.result, concise=tool.is_concise)
    if structured.get("csv"):
        return Reply("\n".join([structured["csv"], *_next_step(structured)]), structured)
    lines = _lines(structured)
    if outcome.replayed:
        lines.insert(0, "Done before with this idempotency_key; nothing was done again.")
    lines += _next_step(structured)
    head = None if outcome.ledger_head is None else str(outcome.ledger_head)
    files = _files(outcome.result)
    return Reply("\n".join(lines), structured, is_replay=outcome.replayed, ledger_head=head, attachments=files)


def refused(refusal: Refusal) -> Reply:
    """A refusal that the assistant can mend."""
    structured = {
        "code": refusal.code,
        "message": _with_places(refusal),
        "retryable": refusal.retryable,
        "fix": refusal.way_out,
        "candidates": list(refusal.candidates),
    }
    lines = [f"Refused ({refusal.code}): {one_line(structured['message'])}"]
    if refusal.way_out:
        lines.append(f"Fix: {one_line(refusal.way_out)}")
    if refusal.candidates:
        shown = [one_line(candidate) for candidate in refusal.candidates]
        lines += [f"Candidates: {', '.join(shown)}"] if _are_short(shown) else ["Candidates:", *shown]
    return Reply("\n".join(lines), structured, is_error=True)


def _with_places(refusal: Refusal) -> str:
    """The message, and the fields that it is about where it does not name them."""
    places = [problem.field for problem in refusal.problems[:5] if problem.field not in refusal.message]
    return f"{refusal.message} ({', '.join(places)})" if places else refusal.message


def plain(value: Any, *, concise: bool) -> Any:  # noqa: ANN401  JSON can hold anything
    """A model as JSON: decimals as strings, names as they are outside; `concise` keeps the fields that matter."""
    write = _WRITERS.get(type(value))
    if write is not None:
        return write(value)
    if isinstance(value, BaseModel):
        return {name: plain(getattr(value, own), concise=concise) for name, own in _names(type(value), concise)}
    if isinstance(value, tuple):
        return [plain(inner, concise=concise) for inner in value]
    if isinstance(value, dict):
        return {str(name): plain(inner, concise=concise) for name, inner in value.items()}
    return str(value) if isinstance(value, str | UUID) else value  # PostgreSQL's driver has a UUID of its own


@cache
def _names(model: type[BaseModel], concise: bool) -> tuple[tuple[str, str], ...]:  # noqa: FBT001  cached by position
    """The fields to show: the name outside and the name in the model."""
    shown = shown_fields(model, concise=concise)
    own = {info.alias or name: name for name, info in model.model_fields.items()}
    return tuple((name, own[name]) for name in shown)


def one_line(text: object) -> str:
    """Text without line breaks, control and direction characters."""
    return _BREAKS.sub(" ", str(text)).strip()


def table(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Rows as lines with a head; columns that are empty everywhere are left away."""
    names = list(dict.fromkeys(name for row in rows for name, value in row.items() if _says(value)))
    head = " | ".join(names)
    return [head, *(" | ".join(_cell(row.get(name)) for name in names) for row in rows)]


def _lines(record: Mapping[str, Any]) -> list[str]:
    lines: list[str] = []
    meta = record.get("meta")
    if isinstance(meta, Mapping) and "data" in record:
        rows, total = len(record["data"]), meta["total"]
        lines.append(f"{rows} rows" if total is None else f"{rows} of {total} that match")
    for name, value in record.items():
        if not _says(value) or (name == "meta" and lines):
            continue
        if isinstance(value, list) and isinstance(value[0], Mapping):
            lines += table(value) if name == "data" else [f"{name}:", *table(value)]
        elif isinstance(value, Mapping) and all(isinstance(inner, Mapping) for inner in value.values()):
            lines += [f"{name} {one_line(key)}: {_inline(inner)}" for key, inner in value.items()]
        else:
            lines.append(f"{name}: {_inline(value)}")
    return lines


def _inline(value: Any) -> str:  # noqa: ANN401  JSON can hold anything
    if isinstance(value, Mapping):
        said = {name: inner for name, inner in value.items() if _says(inner)}
        if list(said) == ["name"]:
            return _inline(said["name"])
        return ", ".join(f"{one_line(name)} {_inline(inner)}" for name, inner in said.items())
    if isinstance(value, list):
        return ", ".join(_inline(inner) for inner in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return one_line(value)


def _are_short(texts: Sequence[str]) -> bool:
    return all(len(text) <= _SHORT for text in texts)


def _cell(value: Any) -> str:  # noqa: ANN401  JSON can hold anything
    return _inline(value).replace("|", "¦") if _says(value) else ""


def _says(value: object) -> bool:
    return value is not None and value not in ("", [], {})


def _next_step(record: Mapping[str, Any]) -> list[str]:
    meta = record.get("meta")
    if isinstance(meta, Mapping):
        cursor = meta.get("next_cursor")
        return [f"Next: the same call with cursor {cursor} for more."] if cursor else []
    actions = record.get("allowed_actions")
    handle = record.get("number") or record.get("id")
    return [f"Next: {actions[0]} with id {one_line(handle)}."] if actions and handle else []


def _files(result: BaseModel) -> tuple[Attachment, ...]:
    content = getattr(result, "content", None)
    if not isinstance(content, bytes):
        return ()
    name, media_type = str(getattr(result, "file_name", "")), str(getattr(result, "type", ""))
    return (Attachment(name, media_type, base64.b64encode(content).decode()),)
