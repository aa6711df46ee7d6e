"""What stands behind the MCP server: a list of tools and a way to call one. Free of the SDK and quick to import."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


class UnknownTool(Exception):  # noqa: N818  reads better where it is raised
    """No tool has this name."""


@dataclass(frozen=True, eq=False)
class Listed:
    """A tool as a client is shown it."""

    name: str
    title: str
    description: str
    input_schema: dict[str, Any]
    output_schema: dict[str, Any]
    read_only: bool
    destructive: bool
    idempotent: bool

    @property
    def seen_by_model(self) -> dict[str, Any]:
        """What a model reads of it, and what counts towards the budget of tokens."""
        return {
            "name": self.name,
            "title": self.title,
            "description": self.description,
            "inputSchema": self.input_schema,
        }


@dataclass(frozen=True)
class Attachment:
    """A file that goes with an answer, in base64."""

    name: str
    media_type: str
    content: str


@dataclass(frozen=True)
class Reply:
    """What a tool answers: the facts as text and as structured content."""

    text: str
    structured: dict[str, Any]
    is_error: bool = False
    is_replay: bool = False
    ledger_head: str | None = None
    """Where the chain of journal entries stands after a write; for the client, not for the model."""
    attachments: tuple[Attachment, ...] = ()


class Door(Protocol):
    """Lists and calls tools for whoever makes a request; `request` is the HTTP request, or None over stdio."""

    async def list_tools(self, request: object) -> Sequence[Listed]:
        """The tools that this caller is shown."""

    async def call_tool(self, request: object, name: str, arguments: Mapping[str, Any]) -> Reply:
        """Call a tool; a refusal is a reply.

        Raises:
            UnknownTool: there is none of this name.
        """
