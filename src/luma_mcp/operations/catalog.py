"""Catalog items: list, read, make, change, delete."""

from luma_mcp.domain.catalog import CatalogItem, CatalogItemChange, CatalogItemDraft, CatalogQuery
from luma_mcp.domain.model import Deleted, Ref
from luma_mcp.domain.numbering import format_number, parse_number
from luma_mcp.domain.paging import Page
from luma_mcp.errors import CatalogItemInUse, NotFound, NumberTaken
from luma_mcp.operation import reads, writes
from luma_mcp.operations.changes import changed_fields
from luma_mcp.store import catalog as store
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.counters import last_taken, move_past, take_next
from luma_mcp.store.documents_of import catalog_item_in_use
from luma_mcp.store.profiles import this_profile

_NEVER_EMPTY = frozenset({"name", "number", "price", "currency", "archived"})
_SERIES, _PREFIX, _PADDING = "catalog_item", "A-", 3


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
        number=await _number(books, draft.number),
        currency=currency,
        archived=bool(draft.archived),
    )
    await store.add_catalog_item(books, made)
    return made


@writes("catalog")
async def update_catalog_item(books: WritableBooks, change: CatalogItemChange) -> CatalogItem:
    """Change a catalog item: only the fields given. Documents already written keep their lines."""
    await store.hold_catalog_item(books, change.id)
    before = await get_catalog_item(books, Ref(id=change.id))
    fields = changed_fields(change, never_empty=_NEVER_EMPTY)
    if "number" in fields and await store.number_taken(books, fields["number"], but=change.id):
        raise NumberTaken
    changed = before.model_copy(update=fields | {"updated_at": books.now})
    await store.save_catalog_item(books, changed)
    return changed


@writes("catalog", destructive=True)
async def delete_catalog_item(books: WritableBooks, wanted: Ref) -> Deleted:
    """Delete a catalog item that stands on no document; one that does is archived instead."""
    await get_catalog_item(books, wanted)
    if await catalog_item_in_use(books, wanted.id):
        raise CatalogItemInUse
    await store.remove_catalog_item(books, wanted.id)
    return Deleted(id=wanted.id)


async def _number(books: WritableBooks, given: str | None) -> str:
    if given is None:
        while True:
            number = format_number(_PREFIX, _PADDING, await take_next(books, _SERIES))
            if not await store.number_taken(books, number):
                return number
    if await store.number_taken(books, given):
        raise NumberTaken
    n = parse_number(given, _PREFIX, _PADDING)
    if n is not None and n > await last_taken(books, _SERIES):
        await move_past(books, _SERIES, n)
    return given
