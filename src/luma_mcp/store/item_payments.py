"""Payments of open items without a document of their own: written once, undone once."""

from datetime import date
from uuid import UUID

from sqlalchemy import select

from luma_mcp.domain.open_items import Item
from luma_mcp.store.books import WritableBooks
from luma_mcp.store.journal import journal_entry
from luma_mcp.store.open_items import item_payment


async def add_item_payment(
    books: WritableBooks,
    item: Item,
    *,
    amount_minor: int,
    paid_on: date,
    bank_account_id: UUID | None,
    note: str | None,
) -> UUID:
    """Write a payment of an item, above zero what came in."""
    stamp = books.stamp()
    await books.add(
        item_payment,
        **stamp,
        item_id=item.id,
        client_id=item.client_id,
        vendor_id=item.vendor_id,
        date=paid_on,
        amount_minor=amount_minor,
        currency=item.currency,
        bank_account_id=bank_account_id,
        note=note,
    )
    return stamp["id"]  # type: ignore[no-any-return]


async def undo_item_payment(books: WritableBooks, entry_id: UUID) -> None:
    """Mark the payment that an entry booked undone."""
    booked = select(journal_entry.c.source_id).where(books.this(journal_entry, entry_id)).scalar_subquery()
    row = books.own(item_payment) & (item_payment.c.id == booked)
    await books.write(item_payment.update().where(row).values(undone_at=books.now, updated_at=books.now))
