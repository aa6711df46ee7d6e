"""Tags of journal entries: whether the values that an entry and its lines are to bear can be taken."""

from collections.abc import Mapping, Sequence
from typing import Protocol
from uuid import UUID

from luma_mcp.errors import UnknownReference
from luma_mcp.ledger_errors import DimensionClash, ProjectArchived
from luma_mcp.store.books import Books
from luma_mcp.store.tags import TagValue, tag_values


async def check_tags(books: Books, tags: Mapping[str, Sequence[UUID]]) -> None:
    """Check all values that one entry bears, each list by the field that names it (`tag_ids`, `lines.0.tag_ids`).

    Raises:
        UnknownReference: a field names a value that is not there.
        DimensionClash: two values of one unique dimension.
        ProjectArchived: a value stands for a project or sub-project that is archived.
    """
    known = await tag_values(books, {value for values in tags.values() for value in values})
    for field, values in tags.items():
        for value in values:
            if value not in known:
                raise UnknownReference.of(field, "dimension value", value)
    _refuse_archived(known)
    _refuse_clash(known)


async def checked_tags(books: Books, field: str, tag_ids: Sequence[UUID]) -> tuple[UUID, ...]:
    """Check the values that one field names, and give each once; refuses as `check_tags` does."""
    await check_tags(books, {field: tag_ids})
    return tuple(dict.fromkeys(tag_ids))


class Tagged(Protocol):
    """A line that may bear values."""

    @property
    def tag_ids(self) -> tuple[UUID, ...]: ...


def tags_named(tag_ids: Sequence[UUID], lines: Sequence[Tagged]) -> Mapping[str, Sequence[UUID]]:
    """The values that an entry and its lines name, by field."""
    return {"tag_ids": tag_ids} | {f"lines.{n}.tag_ids": line.tag_ids for n, line in enumerate(lines)}


def _refuse_archived(known: Mapping[UUID, TagValue]) -> None:
    for value in known.values():
        if value.is_archived:
            name = f"{value.dimension_name}: {value.name}"
            raise ProjectArchived(f"{name} is archived and takes no more entries.")


def _refuse_clash(known: Mapping[UUID, TagValue]) -> None:
    seen: dict[UUID, TagValue] = {}
    for value in known.values():
        if value.is_unique and value.dimension_id in seen:
            both = f"{seen[value.dimension_id].name} and {value.name}"
            raise DimensionClash(f"{value.dimension_name} takes one value an entry; {both} were given.")
        seen[value.dimension_id] = value
