"""Catalog items in the books."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Index, RowMapping, func, select

from luma_mcp.domain.catalog import CatalogItem, CatalogQuery
from luma_mcp.domain.paging import Page
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.listing import Listing, list_rows, matching, plain, search_text
from luma_mcp.store.schema import decimal, flag, profile_table, text, unique_index

catalog_item = profile_table(
    "catalog_item",
    text("number"),
    text("name"),
    text("description", null=True),
    text("unit", null=True),
    decimal("price"),
    text("currency"),
    decimal("tax_rate", null=True),
    text("category", null=True),
    flag("archived"),
    text("search"),
    unique_index("uq_catalog_item_number", "profile_id", "number"),
    Index("ix_catalog_item_name", "profile_id", "name", "id"),
)

_LISTING = Listing(
    columns=[catalog_item],
    source=catalog_item,
    id=catalog_item.c.id,
    sorts={
        "name": func.lower(catalog_item.c.name),
        "number": catalog_item.c.number,
        "created_at": catalog_item.c.created_at,
        "updated_at": catalog_item.c.updated_at,
    },
)


async def list_catalog_items(books: Books, query: CatalogQuery) -> Page[CatalogItem]:
    """A page of catalog items."""
    listed = await list_rows(books, _LISTING, query, matching(books, catalog_item, query, "category", "archived"))
    return Page[CatalogItem](data=tuple(_item(row) for row in listed.rows), meta=listed.meta)


async def find_catalog_item(books: Books, item_id: UUID) -> CatalogItem | None:
    """One catalog item."""
    row = await books.fetch_one(select(catalog_item).where(books.this(catalog_item, item_id)))
    return _item(row) if row else None


async def find_catalog_items(books: Books, item_ids: Iterable[UUID]) -> dict[UUID, CatalogItem]:
    """The catalog items under these ids, in one statement; an id that is not there is not in the answer."""
    wanted = set(item_ids)
    if not wanted:
        return {}
    rows = await books.fetch_all(select(catalog_item).where(books.own(catalog_item), catalog_item.c.id.in_(wanted)))
    return {row["id"]: _item(row) for row in rows}


async def hold_catalog_item(books: WritableBooks, catalog_item_id: UUID) -> None:
    """Keep other writes from changing a catalog item until this one is done."""
    await books.hold_record(catalog_item, catalog_item_id)


async def number_taken(books: Books, number: str, but: UUID | None = None) -> bool:
    """Whether another catalog item bears this number."""
    same = catalog_item.c.number == number
    return await books.exists(catalog_item, same if but is None else same & (catalog_item.c.id != but))


async def add_catalog_item(books: WritableBooks, made: CatalogItem) -> None:
    """Write a new catalog item."""
    row = made.model_dump()
    await books.add(catalog_item, profile_id=books.profile_id, search=_search(made), **row)


async def save_catalog_item(books: WritableBooks, changed: CatalogItem) -> None:
    """Write a changed catalog item."""
    row = changed.model_dump(exclude={"id", "created_at"}) | {"search": _search(changed)}
    await books.write(catalog_item.update().where(books.this(catalog_item, changed.id)).values(**row))


async def remove_catalog_item(books: WritableBooks, item_id: UUID) -> None:
    """Delete a catalog item that nothing refers to."""
    await books.write(catalog_item.delete().where(books.this(catalog_item, item_id)))


def _search(made: CatalogItem) -> str:
    return search_text(made.number, made.name, made.description, made.category)


def _item(row: RowMapping) -> CatalogItem:
    return CatalogItem.model_validate(plain(row))
