"""A binding: the row of a dialect's table that makes a route of an operation."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from luma_mcp.operation import AnyOperation

JSON_BYTES = 1_000_000
FILE_BYTES = 11_000_000
MCP_BYTES = 15_000_000
"""A receipt of 10 MB in base64 fits into one message."""
"""A receipt of 10 MB and what multipart puts around it."""


class Wire(StrEnum):
    """What goes over the wire."""

    JSON = "json"
    FILE = "file"


@dataclass(frozen=True)
class Binding:
    """One row: method, path, operation, status; the rest only where it is not the usual."""

    method: str
    path: str
    operation: AnyOperation
    status: int = 200
    location: str | None = None
    """Where a created record is found, written with fields of the answer: `/v1/clients/{id}`."""
    takes: Wire = Wire.JSON
    gives: Wire = Wire.JSON
    words: Mapping[str, str] = field(default_factory=dict)
    """Path parameters whose name differs from the operation's field."""

    @property
    def in_path(self) -> dict[str, str]:
        """The path's parameters, each with the operation's field that it fills."""
        return {name: self.words.get(name, name) for name in re.findall(r"\{(\w+)\}", self.path)}

    @property
    def most_bytes(self) -> int:
        """How large a body may be."""
        return FILE_BYTES if self.takes is Wire.FILE else JSON_BYTES

    @property
    def open_fields(self) -> dict[str, bool]:
        """What query or body may say, by its name outside, each with whether it is required."""
        filled = set(self.in_path.values())
        fields = self.operation.input.model_fields.items()
        return {given.alias or name: given.is_required() for name, given in fields if name not in filled}
