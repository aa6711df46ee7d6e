"""Vendors in the books."""

from uuid import UUID

from sqlalchemy import RowMapping, and_, func, select

from luma_mcp.domain.ledger import AllocationKind, Source
from luma_mcp.domain.money import to_major
from luma_mcp.domain.paging import Page
from luma_mcp.domain.vendors import Vendor, VendorQuery
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.expenses import expense
from luma_mcp.store.journal import journal_line, ledger_head
from luma_mcp.store.listing import Listing, list_rows, matching, plain, search_text
from luma_mcp.store.open_items import item_allocation, open_item
from luma_mcp.store.party_group_tables import vendor_group, vendor_standing
from luma_mcp.store.profiles import profile
from luma_mcp.store.vendor_table import vendor

_expense_count = (
    select(func.count())
    .select_from(expense)
    .where(expense.c.profile_id == vendor.c.profile_id, expense.c.vendor_id == vendor.c.id)
    .scalar_subquery()
    .label("expense_count")
)

_taken_back = select(item_allocation.c.id).where(
    item_allocation.c.profile_id == open_item.c.profile_id,
    item_allocation.c.item_id == open_item.c.id,
    item_allocation.c.kind == AllocationKind.REVERSAL,
    item_allocation.c.reverses.is_(None),
)
_opened = (
    select(func.coalesce(func.sum(-open_item.c.original_minor), 0))
    .where(
        open_item.c.profile_id == vendor.c.profile_id,
        open_item.c.vendor_id == vendor.c.id,
        open_item.c.source == Source.OPENING_BALANCE,
        ~_taken_back.correlate(open_item).exists(),
    )
    .correlate(vendor)
    .scalar_subquery()
    .label("opening_balance_minor")
)
"""What was posted for a vendor as the books began, in their currency."""

_base = func.coalesce(
    select(ledger_head.c.currency).where(ledger_head.c.profile_id == vendor.c.profile_id).scalar_subquery(),
    select(profile.c.currency).where(profile.c.id == vendor.c.profile_id).scalar_subquery(),
).label("base_currency")

_STANDS = and_(vendor_standing.c.profile_id == vendor.c.profile_id, vendor_standing.c.vendor_id == vendor.c.id)
_GROUPED = and_(
    vendor_group.c.profile_id == vendor_standing.c.profile_id, vendor_group.c.id == vendor_standing.c.vendor_group_id
)
_STANDING = ("vendor_group_id", "default_account_id")
_ELSEWHERE = {*_STANDING, "vendor_group_number", "vendor_group_name", "opening_balance", "expense_count"}
"""What a vendor has in tables beside its own, and what is counted."""

_LISTING = Listing(
    columns=[
        vendor,
        *(vendor_standing.c[name] for name in _STANDING),
        vendor_group.c.number.label("vendor_group_number"),
        vendor_group.c.name.label("vendor_group_name"),
        _opened,
        _base,
        _expense_count,
    ],
    source=vendor.join(vendor_standing, _STANDS).join(vendor_group, _GROUPED),
    id=vendor.c.id,
    sorts={
        "name": func.lower(vendor.c.name),
        "number": vendor.c.number,
        "created_at": vendor.c.created_at,
        "updated_at": vendor.c.updated_at,
    },
)


async def list_vendors(books: Books, query: VendorQuery) -> Page[Vendor]:
    """A page of vendors, each with its number of expenses."""
    conditions = [*matching(books, vendor, query, "number", "country", "archived"), vendor.c.deleted_at.is_(None)]
    if query.vendor_group_id:
        conditions.append(vendor_standing.c.vendor_group_id == query.vendor_group_id)
    listed = await list_rows(books, _LISTING, query, conditions)
    return Page[Vendor](data=tuple(_vendor(row) for row in listed.rows), meta=listed.meta)


async def find_vendor(books: Books, vendor_id: UUID) -> Vendor | None:
    """One vendor."""
    live = books.this(vendor, vendor_id) & vendor.c.deleted_at.is_(None)
    row = await books.fetch_one(select(*_LISTING.columns).select_from(_LISTING.source).where(live))
    return _vendor(row) if row else None


async def hold_vendor(books: WritableBooks, vendor_id: UUID) -> None:
    """Keep other writes from changing a vendor until this one is done."""
    await books.hold_record(vendor, vendor_id)


async def number_taken(books: Books, number: str, but: UUID | None = None) -> bool:
    """Whether another vendor bears this number."""
    same = (vendor.c.number == number) & vendor.c.deleted_at.is_(None)
    return await books.exists(vendor, same if but is None else same & (vendor.c.id != but))


async def deadline_of(books: Books, vendor_id: UUID) -> int | None:
    """Within how many days a vendor's bills are due, where that was said."""
    found = select(vendor.c.payment_deadline_days).where(books.this(vendor, vendor_id))
    days: int | None = await books.fetch_value(found)
    return days


async def add_vendor(books: WritableBooks, made: Vendor) -> None:
    """Write a new vendor."""
    row = made.model_dump(exclude=_ELSEWHERE)
    await books.add(vendor, profile_id=books.profile_id, search=_search(made), **row)
    standing = made.model_dump(include=set(_STANDING))
    await books.add(vendor_standing, profile_id=books.profile_id, vendor_id=made.id, **standing)


async def save_vendor(books: WritableBooks, changed: Vendor) -> None:
    """Write a changed vendor."""
    row = changed.model_dump(exclude={"id", "created_at", *_ELSEWHERE})
    await books.write(vendor.update().where(books.this(vendor, changed.id)).values(search=_search(changed), **row))
    own = books.own(vendor_standing) & (vendor_standing.c.vendor_id == changed.id)
    standing = changed.model_dump(include=set(_STANDING))
    await books.write(vendor_standing.update().where(own).values(**standing))


async def remove_vendor(books: WritableBooks, vendor_id: UUID) -> None:
    """Delete a vendor that no expense refers to; where the ledger names it, its row stays, found by nobody."""
    own = books.own(vendor_standing) & (vendor_standing.c.vendor_id == vendor_id)
    await books.write(vendor_standing.delete().where(own))
    if await books.exists(journal_line, journal_line.c.vendor_id == vendor_id):
        gone = vendor.update().where(books.this(vendor, vendor_id)).values(deleted_at=books.now)
        await books.write(gone)
        return
    await books.write(vendor.delete().where(books.this(vendor, vendor_id)))


def _search(made: Vendor) -> str:
    return search_text(made.number, made.name, made.contact_person, made.email, made.city, made.vat_number)


def _vendor(row: RowMapping) -> Vendor:
    fields = plain(row)
    del fields["deleted_at"]
    fields["opening_balance"] = to_major(int(fields.pop("opening_balance_minor")), fields.pop("base_currency"))
    return Vendor.model_validate(fields)
