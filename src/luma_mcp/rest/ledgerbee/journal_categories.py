"""Journal categories: the row."""

from typing import Any, Self
from uuid import UUID

from typing_extensions import override

from luma_mcp.operations import journal_categories
from luma_mcp.rest.binding import Binding, Listed
from luma_mcp.rest.ledgerbee.journal_words import EntryType
from luma_mcp.rest.ledgerbee.parties import EveryOne
from luma_mcp.rest.wire import Shown


class JournalCategory(Shown):
    """A journal category: which types of entries may be posted into it."""

    id: UUID
    name: str
    is_default: bool
    allowed_journal_types: tuple[EntryType, ...]

    @classmethod
    @override
    def from_domain(cls, made: Any) -> Self:
        """The category in these words, its types in the order of the vendor's documentation."""
        taken = {EntryType.of(one) for one in made.allowed_types}
        types = tuple(one for one in EntryType if one in taken)
        return cls(id=made.id, name=made.name, is_default=made.is_default, allowed_journal_types=types)


BINDINGS = (
    Binding(
        "GET",
        "/api/v1/journal-categories",
        journal_categories.list_journal_categories,
        group="Journal Categories",
        scope="journal-categories-read",
        given=EveryOne,
        shown=JournalCategory,
        listed=Listed.ARRAY,
    ),
)
