"""Vendors: list, read, make, change, delete."""

from luma_mcp.domain.model import Deleted, Ref
from luma_mcp.domain.paging import Page
from luma_mcp.domain.vendors import Vendor, VendorChange, VendorDraft, VendorQuery
from luma_mcp.errors import NotFound, VendorInUse
from luma_mcp.operation import reads, writes
from luma_mcp.operations.changes import changed_fields
from luma_mcp.store import vendors as store
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.expenses import vendor_in_use

_NEVER_EMPTY = frozenset({"name", "archived"})


@reads("vendors")
async def list_vendors(books: Books, query: VendorQuery) -> Page[Vendor]:
    """List vendors by name with their number of expenses; search looks at name, contact person, city and VAT number."""
    return await store.list_vendors(books, query)


@reads("vendors")
async def get_vendor(books: Books, wanted: Ref) -> Vendor:
    """Show one vendor."""
    found = await store.find_vendor(books, wanted.id)
    if found is None:
        raise NotFound.of("vendor", wanted.id)
    return found


@writes("vendors")
async def create_vendor(books: WritableBooks, draft: VendorDraft) -> Vendor:
    """Create a vendor; only the name is needed."""
    stamp = {key: value for key, value in books.stamp().items() if key != "profile_id"}
    made = Vendor(**draft.model_dump(exclude={"archived"}), **stamp, archived=bool(draft.archived), expense_count=0)
    await store.add_vendor(books, made)
    return made


@writes("vendors")
async def update_vendor(books: WritableBooks, change: VendorChange) -> Vendor:
    """Change a vendor: only the fields given. Linked expenses show it at once."""
    await store.hold_vendor(books, change.id)
    before = await get_vendor(books, Ref(id=change.id))
    fields = changed_fields(change, never_empty=_NEVER_EMPTY)
    changed = before.model_copy(update=fields | {"updated_at": books.now})
    await store.save_vendor(books, changed)
    return changed


@writes("vendors", destructive=True)
async def delete_vendor(books: WritableBooks, wanted: Ref) -> Deleted:
    """Delete a vendor without expenses; one with expenses is unlinked first or archived instead."""
    await get_vendor(books, wanted)
    if await vendor_in_use(books, wanted.id):
        raise VendorInUse
    await store.remove_vendor(books, wanted.id)
    return Deleted(id=wanted.id)
