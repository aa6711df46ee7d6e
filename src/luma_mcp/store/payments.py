"""Payments received and their allocation to invoices. An undone payment stays on record."""

from datetime import date
from uuid import UUID

from sqlalchemy import Index, PrimaryKeyConstraint, and_, func, select

from luma_mcp.domain.invoices import Payment, PaymentDraft
from luma_mcp.domain.money import to_major
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.schema import (
    belongs_to,
    check,
    day,
    moment,
    money,
    profile_table,
    reference,
    table,
    text,
)

payment = profile_table(
    "payment",
    reference("invoice_id"),
    reference("client_id"),
    day("date"),
    money("amount_minor"),
    text("currency"),
    reference("bank_account_id", null=True),
    text("note", null=True),
    moment("undone_at", null=True),
    belongs_to("invoice", "invoice_id"),
    belongs_to("client", "client_id"),
    belongs_to("bank_account", "bank_account_id"),
    Index("ix_payment_invoice", "profile_id", "invoice_id"),
    Index("ix_payment_bank_account", "profile_id", "bank_account_id"),
    check("amount", "amount_minor > 0"),
)

allocation = table(
    "allocation",
    reference("profile_id"),
    reference("id"),
    reference("payment_id"),
    reference("invoice_id"),
    money("amount_minor"),
    moment("created_at"),
    moment("undone_at", null=True),
    PrimaryKeyConstraint("profile_id", "id"),
    belongs_to("payment", "payment_id"),
    belongs_to("invoice", "invoice_id"),
    Index("ix_allocation_invoice", "profile_id", "invoice_id"),
    Index("ix_allocation_payment", "profile_id", "payment_id"),
    check("amount", "amount_minor > 0"),
)
"""Which part of a payment settles which invoice; what is not allocated is the client's credit."""


async def payments_of(books: Books, invoice_id: UUID) -> tuple[Payment, ...]:
    """The live payments of an invoice, oldest first."""
    live = books.own(payment) & (payment.c.invoice_id == invoice_id) & payment.c.undone_at.is_(None)
    rows = await books.fetch_all(select(payment).where(live).order_by(payment.c.date, payment.c.id))
    return tuple(
        Payment(
            id=row["id"],
            date=row["date"],
            amount=to_major(row["amount_minor"], row["currency"]),
            bank_account_id=row["bank_account_id"],
            note=row["note"],
        )
        for row in rows
    )


async def add_payment(
    books: WritableBooks,
    draft: PaymentDraft,
    *,
    client_id: UUID,
    currency: str,
    amount_minor: int,
    bank_account_id: UUID | None,
    paid_on: date,
) -> UUID:
    """Write a payment; `settle` allocates it."""
    stamp = books.stamp()
    await books.add(
        payment,
        **stamp,
        invoice_id=draft.id,
        client_id=client_id,
        date=paid_on,
        amount_minor=amount_minor,
        currency=currency,
        bank_account_id=bank_account_id,
        note=draft.note,
    )
    return stamp["id"]  # type: ignore[no-any-return]


async def undo_payment(books: WritableBooks, invoice_id: UUID, payment_id: UUID) -> bool:
    """Mark a live payment of an invoice and its allocations undone; False when there is none."""
    live = books.this(payment, payment_id) & (payment.c.invoice_id == invoice_id) & payment.c.undone_at.is_(None)
    if not await books.write(payment.update().where(live).values(undone_at=books.now, updated_at=books.now)):
        return False
    standing = books.own(allocation) & (allocation.c.payment_id == payment_id) & allocation.c.undone_at.is_(None)
    await books.write(allocation.update().where(standing).values(undone_at=books.now))
    return True


async def settle(books: WritableBooks, invoice_id: UUID, gross_minor: int) -> tuple[int, int]:
    """Allocate what live payments still hold to what is open, oldest first; answers what is paid and received."""
    used = func.coalesce(func.sum(allocation.c.amount_minor), 0).label("used")
    standing = and_(
        allocation.c.profile_id == payment.c.profile_id,
        allocation.c.payment_id == payment.c.id,
        allocation.c.undone_at.is_(None),
    )
    live = books.own(payment) & (payment.c.invoice_id == invoice_id) & payment.c.undone_at.is_(None)
    columns = (payment.c.id, payment.c.amount_minor, payment.c.date)
    query = select(*columns, used).select_from(payment.outerjoin(allocation, standing)).where(live).group_by(*columns)
    rows = await books.fetch_all(query.order_by(payment.c.date, payment.c.id))
    left, made = gross_minor - sum(int(row["used"]) for row in rows), []
    for row in rows:
        part = min(left, row["amount_minor"] - int(row["used"]))
        left -= part
        if part:
            made.append(_allocation(books, row["id"], invoice_id, part))
    await books.write_rows(allocation, made)
    return gross_minor - left, sum(row["amount_minor"] for row in rows)


async def allocated(books: Books) -> dict[UUID, int]:
    """What is allocated to each invoice, in minor units."""
    query = select(allocation.c.invoice_id, func.sum(allocation.c.amount_minor).label("paid"))
    live = books.own(allocation) & allocation.c.undone_at.is_(None)
    rows = await books.fetch_all(query.where(live).group_by(allocation.c.invoice_id))
    return {row["invoice_id"]: int(row["paid"]) for row in rows}


def _allocation(books: WritableBooks, payment_id: UUID, invoice_id: UUID, part: int) -> dict[str, object]:
    return {
        "profile_id": books.profile_id,
        "id": books.new_id(),
        "payment_id": payment_id,
        "invoice_id": invoice_id,
        "amount_minor": part,
        "created_at": books.now,
    }
