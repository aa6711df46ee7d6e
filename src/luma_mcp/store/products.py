"""Products in the books, each in its group; and the simple form that documents and the catalog know them by."""

from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, and_, func, select

from luma_mcp.domain.metadata import kept, shown
from luma_mcp.domain.paging import Page
from luma_mcp.domain.products import Product, ProductQuery
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.listing import Listing, list_rows, matching, plain, search_text
from luma_mcp.store.product_groups import product_group
from luma_mcp.store.product_tables import product, product_in_group, product_price

_DERIVED = {"group_id", "group_number", "group_name", "default_price_id"}

_SOURCE = (
    product.join(
        product_in_group,
        and_(product_in_group.c.profile_id == product.c.profile_id, product_in_group.c.product_id == product.c.id),
    )
    .join(
        product_group,
        and_(
            product_group.c.profile_id == product_in_group.c.profile_id,
            product_group.c.id == product_in_group.c.group_id,
        ),
    )
    .outerjoin(
        product_price,
        and_(
            product_price.c.profile_id == product.c.profile_id,
            product_price.c.product_id == product.c.id,
            product_price.c.is_default,
        ),
    )
)
_COLUMNS: list[Any] = [
    product,
    product_in_group.c.group_id,
    product_group.c.number.label("group_number"),
    product_group.c.name.label("group_name"),
    product_price.c.id.label("default_price_id"),
]
SORTS = {
    "name": func.lower(product.c.name),
    "number": product.c.number,
    "created_at": product.c.created_at,
    "updated_at": product.c.updated_at,
}
_LISTING = Listing(columns=_COLUMNS, source=_SOURCE, id=product.c.id, sorts=SORTS)


async def list_products(books: Books, query: ProductQuery) -> Page[Product]:
    """A page of products, without their prices."""
    conditions = matching(books, product, query, "number", "category", "archived")
    if query.group_id:
        conditions.append(product_in_group.c.group_id == query.group_id)
    listed = await list_rows(books, _LISTING, query, conditions)
    return Page[Product](data=tuple(_product(row) for row in listed.rows), meta=listed.meta)


async def find_product(books: Books, product_id: UUID) -> Product | None:
    """One product, without its prices."""
    row = await books.fetch_one(select(*_COLUMNS).select_from(_SOURCE).where(books.this(product, product_id)))
    return _product(row) if row else None


async def hold_product(books: WritableBooks, product_id: UUID) -> None:
    """Keep other writes from changing a product until this one is done."""
    await books.hold_record(product, product_id)


async def number_taken(books: Books, number: str, but: UUID | None = None) -> bool:
    """Whether another product bears this number."""
    same = product.c.number == number
    return await books.exists(product, same if but is None else same & (product.c.id != but))


async def add_product(books: WritableBooks, row: dict[str, Any], group_id: UUID) -> None:
    """Write a new product into a group."""
    await books.add(product, **row | _written(row) | {"profile_id": books.profile_id})
    await books.add(product_in_group, profile_id=books.profile_id, product_id=row["id"], group_id=group_id)


async def save_product(books: WritableBooks, changed: Product) -> None:
    """Write a changed product, and the group that it stands in."""
    row = changed.model_dump(exclude={"id", "created_at", *_DERIVED})
    await books.write(product.update().where(books.this(product, changed.id)).values(**row | _written(row)))
    here = books.own(product_in_group) & (product_in_group.c.product_id == changed.id)
    await books.write(product_in_group.update().where(here).values(group_id=changed.group_id))


async def save_simple(books: WritableBooks, product_id: UUID, row: dict[str, Any]) -> None:
    """Write what the simple form of a product says of it."""
    fields = row | {"search": _search(row), "updated_at": books.now}
    await books.write(product.update().where(books.this(product, product_id)).values(**fields))


async def remove_product(books: WritableBooks, product_id: UUID) -> None:
    """Delete a product that nothing refers to; its prices are gone."""
    here = books.own(product_in_group) & (product_in_group.c.product_id == product_id)
    await books.write(product_in_group.delete().where(here))
    await books.write(product.delete().where(books.this(product, product_id)))


def _written(row: dict[str, Any]) -> dict[str, Any]:
    return {"search": _search(row), "metadata": kept(row.get("metadata") or {}) or None}


def _search(row: dict[str, Any]) -> str:
    return search_text(row["number"], row["name"], row["description"], row["category"])


def _product(row: RowMapping) -> Product:
    return Product.model_validate(plain(row) | {"metadata": shown(row["metadata"] or {})})
