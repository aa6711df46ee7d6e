"""Vendors: list, read, make, change, delete."""

from decimal import Decimal
from uuid import UUID

from luma_mcp.domain.countries import vat_zone
from luma_mcp.domain.model import Deleted, Ref
from luma_mcp.domain.paging import Page
from luma_mcp.domain.party_groups import Region
from luma_mcp.domain.vendors import Vendor, VendorChange, VendorDraft, VendorQuery
from luma_mcp.errors import NotFound, NumberTaken, UnknownReference, VendorInUse
from luma_mcp.operation import reads, writes
from luma_mcp.operations.changes import changed_fields
from luma_mcp.operations.contacts import keep_parts, remove_parts
from luma_mcp.operations.numbers import party_number
from luma_mcp.operations.party_groups import join
from luma_mcp.operations.vendor_openings import post_vendor_opening
from luma_mcp.store import vendors as store
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.chart import accounts_by_id
from luma_mcp.store.contacts import OF_VENDORS as PARTS
from luma_mcp.store.expenses import vendor_in_use
from luma_mcp.store.party_groups import OF_VENDORS, group_for
from luma_mcp.store.profiles import this_profile

_PARTS = {"contacts", "departments"}


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
    """Create a vendor; only the name is needed. What it is owed as the books begin is posted in this fiscal year."""
    if draft.number and await store.number_taken(books, draft.number):
        raise NumberTaken(subject="vendor")
    await _check_account(books, draft.default_account_id)
    profile = await this_profile(books)
    region = Region(vat_zone(profile.country, draft.country))
    group = await join(books, OF_VENDORS, draft.vendor_group_id or await group_for(books, OF_VENDORS, region))
    made = Vendor(
        **draft.model_dump(exclude={"number", "vendor_group_id", "opening_balance", "archived"} | _PARTS),
        **{key: value for key, value in books.stamp().items() if key != "profile_id"},
        number=draft.number or await party_number(books, "vendor", "V-", store.number_taken),
        vendor_group_id=group.id,
        vendor_group_number=group.number,
        vendor_group_name=group.name,
        opening_balance=Decimal(0),
        archived=bool(draft.archived),
        expense_count=0,
    )
    await store.add_vendor(books, made)
    await keep_parts(books, PARTS, made.id, draft.contacts, draft.departments)
    if draft.opening_balance:
        await post_vendor_opening(books, profile, made, draft.opening_balance)
    return await get_vendor(books, Ref(id=made.id))


@writes("vendors")
async def update_vendor(books: WritableBooks, change: VendorChange) -> Vendor:
    """Change a vendor: only the fields given. Linked expenses show it at once."""
    await store.hold_vendor(books, change.id)
    before = await get_vendor(books, Ref(id=change.id))
    fields = changed_fields(change)
    parts = {name: fields.pop(name) or () for name in _PARTS & fields.keys()}
    if "number" in fields and await store.number_taken(books, fields["number"], but=change.id):
        raise NumberTaken(subject="vendor")
    await _check_account(books, fields.get("default_account_id"))
    if "vendor_group_id" in fields:
        group = await join(books, OF_VENDORS, fields["vendor_group_id"])
        fields |= {"vendor_group_number": group.number, "vendor_group_name": group.name}
    changed = before.model_copy(update=fields | {"updated_at": books.now})
    await store.save_vendor(books, changed)
    await keep_parts(books, PARTS, change.id, parts.get("contacts"), parts.get("departments"))
    return changed


@writes("vendors", destructive=True)
async def delete_vendor(books: WritableBooks, wanted: Ref) -> Deleted:
    """Delete a vendor without expenses; one with expenses is unlinked first or archived instead."""
    await get_vendor(books, wanted)
    if await vendor_in_use(books, wanted.id):
        raise VendorInUse
    await remove_parts(books, PARTS, wanted.id)
    await store.remove_vendor(books, wanted.id)
    return Deleted(id=wanted.id)


async def _check_account(books: Books, account_id: UUID | None) -> None:
    if account_id is not None and account_id not in await accounts_by_id(books, [account_id]):
        raise UnknownReference.of("default_account_id", "account", account_id)
