"""Lines as JSON-RPC messages, and what is answered to a line that is none."""

import json
from dataclasses import dataclass
from typing import Any, TypeAlias

from pydantic_core import from_json

MOST_BYTES = 15_000_000
"""The longest message that is taken; as long as a body over HTTP."""

Message: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Fault:
    """Why a line is no message, as JSON-RPC 2.0 numbers it (section 5.1)."""

    code: int
    words: str
    id: str | int | None = None

    @property
    def answer(self) -> bytes:
        """The line that says so; `id` is null where none could be read."""
        said = {"jsonrpc": "2.0", "id": self.id, "error": {"code": self.code, "message": self.words}}
        return f"{json.dumps(said)}\n".encode()


def read_message(line: bytes | None) -> Message | Fault:
    """Read a line; None stands for one that was too long to keep."""
    if line is None:
        return Fault(-32600, f"Invalid request: a message has at most {MOST_BYTES:,} bytes")
    try:
        line.decode()
        found = from_json(line, allow_inf_nan=False)
    except ValueError:
        return Fault(-32700, "Parse error: a line is one JSON value in UTF-8")
    if isinstance(found, dict) and (_is_request(found) or _is_answer(found)):
        return found
    given = found.get("id") if isinstance(found, dict) else None
    return Fault(-32600, "Invalid request", given if _is_id(given) else None)


def id_of(line: str) -> str:
    """The id of an answer of our own, as text."""
    return str(from_json(line).get("id"))


def _is_request(message: Message) -> bool:
    """Whether it is a request, or a notification, which has no id."""
    well_formed = message.get("jsonrpc") == "2.0" and isinstance(message.get("params"), dict | None)
    return well_formed and isinstance(message.get("method"), str) and _is_id(message.get("id", ""))


def _is_answer(message: Message) -> bool:
    """Whether it says that it is an answer; one that is broken is not answered in turn."""
    return "method" not in message and ("result" in message or "error" in message)


def _is_id(value: object) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)
