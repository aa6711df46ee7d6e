"""A binding: the row of a dialect's table that makes a route of an operation."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from luma_mcp.operation import AnyOperation
from luma_mcp.rest.wire import Given, Shown

JSON_BYTES = 1_000_000
FILE_BYTES = 11_000_000
"""A receipt of 10 MB and what multipart puts around it."""
MCP_BYTES = 15_000_000
"""A receipt of 10 MB in base64 fits into one message."""


class Body(StrEnum):
    """What a body is."""

    JSON = "json"
    FILE = "file"


class Listed(StrEnum):
    """How a list is given: whole as a bare array, or in numbered pages."""

    ARRAY = "array"
    PAGE = "page"


@dataclass(frozen=True)
class Binding:
    """One row: method, path, operation, status; the rest only where it is not the usual."""

    method: str
    path: str
    operation: AnyOperation
    status: int = 200
    location: str | None = None
    """Where a created record is found, written with fields of the answer: `/v1/clients/{id}`."""
    takes: Body = Body.JSON
    gives: Body = Body.JSON
    words: Mapping[str, str] = field(default_factory=dict)
    """Path parameters whose name differs from the operation's field."""
    row: str = ""
    """The row's name (operationId) where it is not the operation's."""
    group: str = ""
    """The group (tag) that the row stands in, where it is not the operation's noun."""
    scope: str = ""
    """The scope in the dialect's words, where it has its own; empty: any credential."""
    given: type[Given] | None = None
    """The wire model of what is sent, where its words are not the operation's."""
    shown: type[Shown] | None = None
    """The wire model of the answer, or of each row of a list."""
    listed: Listed | None = None
    fixed: Mapping[str, Any] = field(default_factory=dict)
    """Fields of the input that this row always says, and that nobody can send."""
    codes: tuple[str, ...] = ()
    """The codes of the refusals that are the row's own, for the document."""
    successor: str = ""
    """A deprecated row: the path of what takes its place."""
    status_of: Callable[[Any], int] | None = None
    """The status where it depends on the answer: 201 when an upsert created, 200 when it updated."""
    most_body_bytes: int = JSON_BYTES
    """How large a JSON body may be."""

    @property
    def name(self) -> str:
        """The row's name."""
        return self.row or self.operation.name

    @property
    def in_path(self) -> dict[str, str]:
        """The path's parameters, each with the operation's field that it fills."""
        return {name: self.words.get(name, name) for name in re.findall(r"\{(\w+)\}", self.path)}

    @property
    def most_bytes(self) -> int:
        """How large a body may be."""
        return FILE_BYTES if self.takes is Body.FILE else self.most_body_bytes

    @property
    def open_fields(self) -> dict[str, bool]:
        """What query or body may say, by its name outside, each with whether it is required."""
        if self.given is not None:
            return {str(one.alias): one.is_required() for one in self.given.model_fields.values()}
        filled = set(self.in_path.values())
        fields = self.operation.input.model_fields.items()
        return {given.alias or name: given.is_required() for name, given in fields if name not in filled}
