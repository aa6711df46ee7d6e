"""A tool: one operation in the words that an assistant reads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from luma_mcp.operation import AnyOperation, Effect


@dataclass(frozen=True, eq=False)
class Tool:
    """One operation with its title, its description and the arguments it is listed with."""

    operation: AnyOperation
    title: str
    description: str
    shown: tuple[str, ...] = ()
    """The arguments that are listed, where not all are; write_operation and read_operation take the others too."""
    words: Mapping[str, str] = field(default_factory=dict)
    """Descriptions of arguments, where those common to all tools do not do."""
    repeatable: bool = False
    """Whether a write that is repeated changes nothing more."""

    @property
    def name(self) -> str:
        """The operation's name."""
        return self.operation.name

    @property
    def is_destructive(self) -> bool:
        """Whether something is removed or cannot be undone."""
        return self.operation.effect is Effect.DESTRUCTIVE

    @property
    def is_idempotent(self) -> bool:
        """Whether calling it again with the same arguments changes nothing more."""
        return self.repeatable or not self.operation.writes

    @property
    def is_page(self) -> bool:
        """Whether it answers with rows."""
        return "data" in self.operation.output.model_fields

    @property
    def is_concise(self) -> bool:
        """Whether its answer is cut to the fields that matter: rows of lists and answers of writes are."""
        return self.operation.writes or self.is_page or "content" in self.operation.output.model_fields

    @property
    def clears(self) -> bool:
        """Whether an empty string clears a field: it changes a record that is there."""
        return self.operation.writes and self.name.startswith("update_")

    @property
    def example(self) -> dict[str, Any]:
        """An example of its arguments."""
        extra = self.operation.input.model_config.get("json_schema_extra")
        examples = extra.get("examples") if isinstance(extra, dict) else None
        return dict(examples[0]) if isinstance(examples, list) and isinstance(examples[0], dict) else {}
