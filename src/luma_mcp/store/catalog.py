"""Catalog items in the books: products in their simple form, with their default price where it is flat and one-time."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import RowMapping, and_, select

from luma_mcp.domain.catalog import CatalogItem, CatalogQuery, SoldItem
from luma_mcp.domain.paging import Page
from luma_mcp.store.books import Books
from luma_mcp.store.listing import Listing, list_rows, matching
from luma_mcp.store.product_prices import SIMPLE
from luma_mcp.store.product_tables import product, product_price
from luma_mcp.store.products import SORTS

_PRICED = and_(product_price.c.profile_id == product.c.profile_id, product_price.c.product_id == product.c.id, SIMPLE)
_OF_PRICE = [product_price.c.unit_amount.label("price"), product_price.c.currency]
_COLUMNS = [*(product.c[name] for name in CatalogItem.model_fields if name in product.c), *_OF_PRICE]
_SOURCE = product.join(product_price, _PRICED)
_LISTING = Listing(columns=_COLUMNS, source=_SOURCE, id=product.c.id, sorts=SORTS)

_SOLD = [product.c[name] for name in ("id", "name", "description", "unit", "tax_rate")]


async def list_catalog_items(books: Books, query: CatalogQuery) -> Page[CatalogItem]:
    """A page of catalog items."""
    listed = await list_rows(books, _LISTING, query, matching(books, product, query, "category", "archived"))
    return Page[CatalogItem](data=tuple(_item(row) for row in listed.rows), meta=listed.meta)


async def find_catalog_item(books: Books, item_id: UUID) -> CatalogItem | None:
    """One catalog item."""
    row = await books.fetch_one(select(*_COLUMNS).select_from(_SOURCE).where(books.this(product, item_id)))
    return _item(row) if row else None


async def find_sold_items(books: Books, product_ids: Iterable[UUID]) -> dict[UUID, SoldItem]:
    """What lines take from the products under these ids; one that is not there is not in the answer."""
    wanted = set(product_ids)
    if not wanted:
        return {}
    query = select(*_SOLD, *_OF_PRICE).select_from(product.outerjoin(product_price, _PRICED))
    rows = await books.fetch_all(query.where(books.own(product), product.c.id.in_(wanted)))
    return {row["id"]: SoldItem(**{k: v for k, v in row.items() if k != "id"}) for row in rows}


def _item(row: RowMapping) -> CatalogItem:
    return CatalogItem.model_validate({name: row[name] for name in CatalogItem.model_fields})
