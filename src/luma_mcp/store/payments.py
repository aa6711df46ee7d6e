"""Payments received for invoices. An undone payment stays on record; what it settles is an allocation of open items."""

from datetime import date
from uuid import UUID

from sqlalchemy import Index, select

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
    """Write a payment."""
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


async def live_payment(books: Books, invoice_id: UUID, payment_id: UUID) -> date | None:
    """The day of a payment of an invoice that was not undone; None where there is none."""
    live = books.this(payment, payment_id) & (payment.c.invoice_id == invoice_id) & payment.c.undone_at.is_(None)
    found: date | None = await books.fetch_value(select(payment.c.date).where(live))
    return found


async def undo_payment(books: WritableBooks, payment_id: UUID) -> None:
    """Mark a payment undone."""
    undone = payment.update().where(books.this(payment, payment_id))
    await books.write(undone.values(undone_at=books.now, updated_at=books.now))


async def invoice_paid_by(books: Books, payment_id: UUID) -> UUID | None:
    """The invoice that a payment came in for."""
    found: UUID | None = await books.fetch_value(select(payment.c.invoice_id).where(books.this(payment, payment_id)))
    return found


async def live_payment_ids(books: Books, invoice_id: UUID) -> list[UUID]:
    """The live payments of an invoice, oldest first."""
    live = books.own(payment) & (payment.c.invoice_id == invoice_id) & payment.c.undone_at.is_(None)
    rows = await books.fetch_all(select(payment.c.id).where(live).order_by(payment.c.date, payment.c.id))
    return [row["id"] for row in rows]
