"""Tags: the values of dimensions that journal entries and their lines bear, written with them and never after."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select

from luma_mcp.domain.ledger import Voucher
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.dimension_tables import dimension, dimension_value, entry_tag, line_tag, project, subproject


@dataclass(frozen=True, slots=True)
class TagValue:
    """A value of a dimension, as far as it matters where it is used."""

    id: UUID
    name: str
    dimension_id: UUID
    dimension_name: str
    is_unique: bool
    is_archived: bool
    """Whether the project or sub-project that it stands for is archived."""


async def tag_values(books: Books, value_ids: Collection[UUID]) -> Mapping[UUID, TagValue]:
    """The values under these ids; one that is not there is not in the answer."""
    if not value_ids:
        return {}
    of = and_(dimension.c.profile_id == dimension_value.c.profile_id, dimension.c.id == dimension_value.c.dimension_id)
    backed = and_(project.c.profile_id == dimension.c.profile_id, project.c.dimension_id == dimension.c.id)
    part = and_(subproject.c.profile_id == dimension_value.c.profile_id, subproject.c.id == dimension_value.c.id)
    source = dimension_value.join(dimension, of).outerjoin(project, backed).outerjoin(subproject, part)
    columns: list[Any] = [dimension_value.c.id, dimension_value.c.name, dimension_value.c.dimension_id]
    columns += [dimension.c.name.label("dimension_name"), dimension.c.is_unique]
    columns += [project.c.archived.label("shut"), subproject.c.archived.label("part_shut")]
    own = books.own(dimension_value) & dimension_value.c.id.in_(value_ids)
    order = (dimension_value.c.sort_order, dimension_value.c.id)
    rows = await books.fetch_all(select(*columns).select_from(source).where(own).order_by(*order))
    names = ("id", "name", "dimension_id", "dimension_name", "is_unique")
    return {
        row["id"]: TagValue(**{n: row[n] for n in names}, is_archived=bool(row["shut"] or row["part_shut"]))
        for row in rows
    }


async def write_tags(books: WritableBooks, entry_id: UUID, voucher: Voucher) -> None:
    """Write the tags of an entry and its lines; the entry itself comes after them."""
    same = {"profile_id": books.profile_id, "entry_id": entry_id}
    await books.write_rows(entry_tag, [same | {"value_id": value} for value in voucher.tag_ids])
    lines = [same | {"n": n, "value_id": value} for n, leg in enumerate(voucher.legs, start=1) for value in leg.tag_ids]
    await books.write_rows(line_tag, lines)


async def tags_of_entries(books: Books, entry_ids: Collection[UUID]) -> Mapping[UUID, tuple[UUID, ...]]:
    """The values that entries bear, by entry; one without any is not in the answer."""
    if not entry_ids:
        return {}
    own = books.own(entry_tag) & entry_tag.c.entry_id.in_(entry_ids)
    found: dict[UUID, tuple[UUID, ...]] = {}
    for row in await books.fetch_all(
        select(entry_tag.c.entry_id, entry_tag.c.value_id).where(own).order_by("value_id")
    ):
        found[row["entry_id"]] = (*found.get(row["entry_id"], ()), row["value_id"])
    return found


async def tags_of_lines(books: Books, entry_ids: Collection[UUID]) -> Mapping[tuple[UUID, int], tuple[UUID, ...]]:
    """The values that lines of these entries bear, by entry and number of the line."""
    if not entry_ids:
        return {}
    own = books.own(line_tag) & line_tag.c.entry_id.in_(entry_ids)
    found: dict[tuple[UUID, int], tuple[UUID, ...]] = {}
    query = select(line_tag.c.entry_id, line_tag.c.n, line_tag.c.value_id).where(own).order_by("value_id")
    for row in await books.fetch_all(query):
        key = (row["entry_id"], row["n"])
        found[key] = (*found.get(key, ()), row["value_id"])
    return found
