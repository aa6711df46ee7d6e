"""Vendors in the books."""

from uuid import UUID

from sqlalchemy import RowMapping, func, select

from luma_mcp.domain.paging import Page
from luma_mcp.domain.vendors import Vendor, VendorQuery
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.expenses import expense
from luma_mcp.store.journal import journal_line
from luma_mcp.store.listing import Listing, list_rows, matching, plain, search_text
from luma_mcp.store.vendor_table import vendor

_expense_count = (
    select(func.count())
    .select_from(expense)
    .where(expense.c.profile_id == vendor.c.profile_id, expense.c.vendor_id == vendor.c.id)
    .scalar_subquery()
    .label("expense_count")
)

_LISTING = Listing(
    columns=[vendor, _expense_count],
    source=vendor,
    id=vendor.c.id,
    sorts={
        "name": func.lower(vendor.c.name),
        "created_at": vendor.c.created_at,
        "updated_at": vendor.c.updated_at,
    },
)


async def list_vendors(books: Books, query: VendorQuery) -> Page[Vendor]:
    """A page of vendors, each with its number of expenses."""
    conditions = [*matching(books, vendor, query, "country", "archived"), vendor.c.deleted_at.is_(None)]
    listed = await list_rows(books, _LISTING, query, conditions)
    return Page[Vendor](data=tuple(_vendor(row) for row in listed.rows), meta=listed.meta)


async def find_vendor(books: Books, vendor_id: UUID) -> Vendor | None:
    """One vendor."""
    live = books.this(vendor, vendor_id) & vendor.c.deleted_at.is_(None)
    row = await books.fetch_one(select(vendor, _expense_count).where(live))
    return _vendor(row) if row else None


async def hold_vendor(books: WritableBooks, vendor_id: UUID) -> None:
    """Keep other writes from changing a vendor until this one is done."""
    await books.hold_record(vendor, vendor_id)


async def add_vendor(books: WritableBooks, made: Vendor) -> None:
    """Write a new vendor."""
    row = made.model_dump(exclude={"expense_count"})
    await books.add(vendor, profile_id=books.profile_id, search=_search(made), **row)


async def save_vendor(books: WritableBooks, changed: Vendor) -> None:
    """Write a changed vendor."""
    row = changed.model_dump(exclude={"id", "created_at", "expense_count"})
    await books.write(vendor.update().where(books.this(vendor, changed.id)).values(search=_search(changed), **row))


async def remove_vendor(books: WritableBooks, vendor_id: UUID) -> None:
    """Delete a vendor that no expense refers to; where the ledger names it, its row stays, found by nobody."""
    if await books.exists(journal_line, journal_line.c.vendor_id == vendor_id):
        gone = vendor.update().where(books.this(vendor, vendor_id)).values(deleted_at=books.now)
        await books.write(gone)
        return
    await books.write(vendor.delete().where(books.this(vendor, vendor_id)))


def _search(made: Vendor) -> str:
    return search_text(made.name, made.contact_person, made.email, made.city, made.vat_number)


def _vendor(row: RowMapping) -> Vendor:
    fields = plain(row)
    del fields["deleted_at"]
    return Vendor.model_validate(fields)
