"""Dimensions and their values in the books."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import RowMapping, and_, func, select, union_all

from luma_mcp.domain.dimensions import Dimension, DimensionQuery, DimensionValue
from luma_mcp.domain.paging import Page
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.dimension_tables import dimension, dimension_value, entry_tag, line_tag, project
from luma_mcp.store.journal import hold_ledger
from luma_mcp.store.journal_tables import draft_tag
from luma_mcp.store.listing import Listing, list_rows, plain, words_match

_LISTING = Listing(
    columns=[dimension],
    source=dimension,
    id=dimension.c.id,
    sorts={
        "name": func.lower(dimension.c.name),
        "created_at": dimension.c.created_at,
        "updated_at": dimension.c.updated_at,
    },
)


async def list_dimensions(books: Books, query: DimensionQuery) -> Page[Dimension]:
    """A page of dimensions, each with all its values."""
    conditions = [books.own(dimension)]
    if query.search:
        conditions.append(words_match(func.lower(dimension.c.name), query.search))
    if query.updated_since:
        conditions.append(dimension.c.updated_at >= query.updated_since)
    listed = await list_rows(books, _LISTING, query, conditions)
    values = await _values_of(books, [row["id"] for row in listed.rows])
    return Page[Dimension](data=tuple(_dimension(row, values) for row in listed.rows), meta=listed.meta)


async def find_dimension(books: Books, dimension_id: UUID) -> Dimension | None:
    """One dimension with its values."""
    row = await books.fetch_one(select(dimension).where(books.this(dimension, dimension_id)))
    return _dimension(row, await _values_of(books, [dimension_id])) if row else None


async def find_values_below(books: Books, value_id: UUID) -> Collection[UUID]:
    """A value and all that stand below it; empty where there is no such value."""
    query = select(dimension_value.c.dimension_id).where(books.this(dimension_value, value_id))
    dimension_id = await books.fetch_value(query)
    if dimension_id is None:
        return ()
    found = {value_id}
    for value in (await _values_of(books, [dimension_id]))[dimension_id]:
        if value.parent_id in found:
            found.add(value.id)
    return found


async def hold_dimension(books: WritableBooks, dimension_id: UUID) -> None:
    """Keep other writes from changing a dimension or its values until this one is done."""
    await books.hold_record(dimension, dimension_id)


async def name_taken(books: Books, name: str, but: UUID | None = None) -> bool:
    """Whether another dimension bears this name."""
    same = dimension.c.name == name
    return await books.exists(dimension, same if but is None else same & (dimension.c.id != but))


async def backs_project(books: Books, dimension_id: UUID) -> bool:
    """Whether a project stands on this dimension."""
    return await books.exists(project, project.c.dimension_id == dimension_id)


async def used_values(books: Books, value_ids: Collection[UUID]) -> set[UUID]:
    """Those of these values that an entry, a line or a draft bears."""
    if not value_ids:
        return set()
    borne = [
        select(table.c.value_id).where(books.own(table), table.c.value_id.in_(value_ids))
        for table in (entry_tag, line_tag, draft_tag)
    ]
    return {row["value_id"] for row in await books.fetch_all(union_all(*borne))}


async def bears_two(books: WritableBooks, dimension_id: UUID) -> bool:
    """Whether an entry, with its lines, bears two values of a dimension; postings wait until this write is done."""
    await hold_ledger(books)
    borne = union_all(
        *(select(t.c.entry_id, t.c.value_id).where(books.own(t)) for t in (entry_tag, line_tag))
    ).subquery()
    of = and_(dimension_value.c.id == borne.c.value_id, dimension_value.c.dimension_id == dimension_id)
    twice = (
        select(borne.c.entry_id)
        .select_from(borne.join(dimension_value, of))
        .where(books.own(dimension_value))
        .group_by(borne.c.entry_id)
        .having(func.count(borne.c.value_id.distinct()) > 1)
        .limit(1)
    )
    return await books.fetch_value(twice) is not None


async def add_dimension(books: WritableBooks, made: Dimension) -> None:
    """Write a new dimension without values."""
    await books.add(dimension, profile_id=books.profile_id, **made.model_dump(exclude={"values"}))


async def save_dimension(books: WritableBooks, changed: Dimension) -> None:
    """Write a changed dimension; its values are written by themselves."""
    row = changed.model_dump(include={"name", "is_unique", "updated_at"})
    await books.write(dimension.update().where(books.this(dimension, changed.id)).values(**row))


async def remove_dimension(books: WritableBooks, dimension_id: UUID) -> None:
    """Delete a dimension with its values, none of which is borne."""
    await books.write(
        dimension_value.delete().where(books.own(dimension_value), dimension_value.c.dimension_id == dimension_id)
    )
    await books.write(dimension.delete().where(books.this(dimension, dimension_id)))


async def add_value(books: WritableBooks, made: DimensionValue) -> None:
    """Write a new value."""
    await books.add(dimension_value, profile_id=books.profile_id, **made.model_dump())


async def save_value(books: WritableBooks, changed: DimensionValue) -> None:
    """Write a changed value."""
    row = changed.model_dump(include={"name", "parent_id", "sort_order", "updated_at"})
    await books.write(dimension_value.update().where(books.this(dimension_value, changed.id)).values(**row))


async def remove_value(books: WritableBooks, value_id: UUID) -> None:
    """Delete a value that nothing bears and that has none below."""
    await books.write(dimension_value.delete().where(books.this(dimension_value, value_id)))


async def value_named(books: Books, like: DimensionValue) -> bool:
    """Whether another value of the same parent bears this name."""
    beside = dimension_value.c.parent_id.is_not_distinct_from(like.parent_id)
    same = and_(dimension_value.c.dimension_id == like.dimension_id, dimension_value.c.name == like.name)
    return await books.exists(dimension_value, same, beside, dimension_value.c.id != like.id)


async def _values_of(books: Books, ids: Collection[UUID]) -> Mapping[UUID, list[DimensionValue]]:
    """The values of dimensions, each dimension's in the order of its tree."""
    if not ids:
        return {}
    own = books.own(dimension_value) & dimension_value.c.dimension_id.in_(ids)
    order = (dimension_value.c.sort_order, func.lower(dimension_value.c.name), dimension_value.c.id)
    below: dict[tuple[UUID, UUID | None], list[DimensionValue]] = {}
    for row in await books.fetch_all(select(dimension_value).where(own).order_by(*order)):
        value = DimensionValue.model_validate(plain(row))
        below.setdefault((value.dimension_id, value.parent_id), []).append(value)
    return {one: _in_order(below, one, None) for one in ids}


def _in_order(
    below: Mapping[tuple[UUID, UUID | None], list[DimensionValue]], dimension_id: UUID, parent_id: UUID | None
) -> list[DimensionValue]:
    found: list[DimensionValue] = []
    for value in below.get((dimension_id, parent_id), []):
        found += [value, *_in_order(below, dimension_id, value.id)]
    return found


def _dimension(row: RowMapping, values: Mapping[UUID, list[DimensionValue]]) -> Dimension:
    return Dimension.model_validate(plain(row) | {"values": tuple(values[row["id"]])})
