"""Catalog items: list, read, make, change, delete. One is a product whose default price is flat and one-time."""

from luma_mcp.domain.catalog import CatalogItem, CatalogItemChange, CatalogItemDraft, CatalogQuery
from luma_mcp.domain.model import Deleted, Ref
from luma_mcp.domain.paging import Page
from luma_mcp.errors import CatalogItemInUse, NotFound, NumberTaken
from luma_mcp.operation import reads, writes
from luma_mcp.operations.changes import changed_fields
from luma_mcp.operations.numbers import record_number
from luma_mcp.operations.product_prices import reprice, simple_price
from luma_mcp.operations.products import SERIES, remove
from luma_mcp.store import catalog as store
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.documents_of import product_in_use
from luma_mcp.store.product_groups import default_group_id
from luma_mcp.store.product_prices import add_price
from luma_mcp.store.products import add_product, hold_product, number_taken, save_simple
from luma_mcp.store.profiles import this_profile

_OF_PRICE = {"price", "currency"}
_OF_PRODUCT = {"number", "name", "description", "unit", "tax_rate", "category", "archived"}


@reads("catalog")
async def list_catalog_items(books: Books, query: CatalogQuery) -> Page[CatalogItem]:
    """List catalog items by name; search looks at number, name, description and category."""
    return await store.list_catalog_items(books, query)


@reads("catalog")
async def get_catalog_item(books: Books, wanted: Ref) -> CatalogItem:
    """Show one catalog item."""
    found = await store.find_catalog_item(books, wanted.id)
    if found is None:
        raise NotFound.of("catalog item", wanted.id)
    return found


@writes("catalog")
async def create_catalog_item(books: WritableBooks, draft: CatalogItemDraft) -> CatalogItem:
    """Create a catalog item with its price; lines of documents can then name it instead of repeating it."""
    currency = draft.currency or (await this_profile(books)).currency
    stamp = {key: value for key, value in books.stamp().items() if key != "profile_id"}
    made = CatalogItem(
        **draft.model_dump(exclude={"number", "currency", "archived"}),
        **stamp,
        number=await record_number(books, SERIES, draft.number, subject="product"),
        currency=currency,
        archived=bool(draft.archived),
    )
    await add_product(books, made.model_dump(exclude={"price", "currency"}), await default_group_id(books))
    await add_price(books, simple_price(made.id, made.price, currency) | books.stamp())
    return made


@writes("catalog")
async def update_catalog_item(books: WritableBooks, change: CatalogItemChange) -> CatalogItem:
    """Change a catalog item: only the fields given. Documents already written keep their lines."""
    await hold_product(books, change.id)
    before = await get_catalog_item(books, Ref(id=change.id))
    fields = changed_fields(change)
    if "number" in fields and await number_taken(books, fields["number"], but=change.id):
        raise NumberTaken(subject="product")
    changed = before.model_copy(update=fields | {"updated_at": books.now})
    await save_simple(books, change.id, changed.model_dump(include=_OF_PRODUCT))
    if _OF_PRICE & fields.keys():
        await reprice(books, change.id, unit_amount=changed.price, currency=changed.currency)
    return changed


@writes("catalog", destructive=True)
async def delete_catalog_item(books: WritableBooks, wanted: Ref) -> Deleted:
    """Delete a catalog item that stands on no document; one that does is archived instead."""
    await get_catalog_item(books, wanted)
    if await product_in_use(books, wanted.id):
        raise CatalogItemInUse
    await remove(books, wanted.id)
    return Deleted(id=wanted.id)
