"""Products: list, read, make, change, delete."""

from uuid import UUID

from luma_mcp.domain.model import Deleted, Ref
from luma_mcp.domain.paging import Page
from luma_mcp.domain.products import PricedProduct, Product, ProductChange, ProductDraft, ProductQuery
from luma_mcp.errors import NotFound, NumberTaken, RecordInUse, UnknownReference
from luma_mcp.operation import reads, writes
from luma_mcp.operations.changes import changed_fields
from luma_mcp.operations.numbers import Series, record_number
from luma_mcp.operations.price_views import shown_prices
from luma_mcp.store import products as store
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.documents_of import product_in_use
from luma_mcp.store.product_groups import default_group_id, find_product_group
from luma_mcp.store.product_prices import remove_prices

SERIES = Series("catalog_item", "A-", 3, store.number_taken)
"""The numbers of products, which catalog items are."""


@reads("products")
async def list_products(books: Books, query: ProductQuery) -> Page[Product]:
    """List products by name, without their prices; search looks at number, name, description and category."""
    return await store.list_products(books, query)


@reads("products")
async def get_product(books: Books, wanted: Ref) -> PricedProduct:
    """Show one product with its group and its prices, the default one first."""
    found = await store.find_product(books, wanted.id)
    if found is None:
        raise NotFound.of("product", wanted.id)
    return PricedProduct(**found.model_dump(), prices=await shown_prices(books, found))


@writes("products")
async def create_product(books: WritableBooks, draft: ProductDraft) -> PricedProduct:
    """Create a product in a group (default: the profile's); its prices are made after it (create_product_price)."""
    group_id = await _group(books, draft.group_id) if draft.group_id else await default_group_id(books)
    stamp = {key: value for key, value in books.stamp().items() if key != "profile_id"}
    number = await record_number(books, SERIES, draft.number, subject="product")
    row = draft.model_dump(exclude={"group_id"}) | stamp | {"number": number, "archived": bool(draft.archived)}
    await store.add_product(books, row, group_id)
    return await get_product(books, Ref(id=stamp["id"]))


@writes("products")
async def update_product(books: WritableBooks, change: ProductChange) -> PricedProduct:
    """Change a product: only the fields given; metadata is replaced whole. Documents already written keep their lines.

    Sales that are booked from now on go to the accounts of its group.
    """
    await store.hold_product(books, change.id)
    before = await get_product(books, Ref(id=change.id))
    fields = changed_fields(change)
    if "number" in fields and await store.number_taken(books, fields["number"], but=change.id):
        raise NumberTaken(subject="product")
    if "group_id" in fields:
        await _group(books, fields["group_id"])
    if "metadata" in fields:
        fields["metadata"] = fields["metadata"] or {}
    changed = before.model_copy(update=fields | {"updated_at": books.now})
    await store.save_product(books, Product(**changed.model_dump(exclude={"prices"})))
    return await get_product(books, Ref(id=change.id))


@writes("products", destructive=True)
async def delete_product(books: WritableBooks, wanted: Ref) -> Deleted:
    """Delete a product with its prices; one that stands on a document is archived instead."""
    await get_product(books, wanted)
    if await product_in_use(books, wanted.id):
        words = "This product stands on documents and cannot be deleted."
        raise RecordInUse(words, fix="Archive it instead: update it with archived = true.", subject="product")
    await remove(books, wanted.id)
    return Deleted(id=wanted.id)


async def remove(books: WritableBooks, product_id: UUID) -> None:
    """Take a product and its prices out of the books."""
    await remove_prices(books, product_id)
    await store.remove_product(books, product_id)


async def _group(books: Books, group_id: UUID) -> UUID:
    if await find_product_group(books, group_id) is None:
        raise UnknownReference.of("group_id", "product group", group_id)
    return group_id
