"""Payments of invoices: record and undo."""

from datetime import date
from uuid import UUID

from luma_mcp.domain.invoices import Invoice, PaymentDraft, PaymentRef, Stage
from luma_mcp.domain.ledger import AllocationKind, Area, Source
from luma_mcp.domain.model import Ref
from luma_mcp.errors import NotFound, StatusNotAllowed
from luma_mcp.ledger_errors import ItemsSettled
from luma_mcp.operation import writes
from luma_mcp.operations.invoices import get_invoice
from luma_mcp.operations.settlement import note_settlement, pay_in_full, use_credits
from luma_mcp.operations.taking_back import day_to_undo, take_back_document, undo_transfer
from luma_mcp.store import payments
from luma_mcp.store.books import WritableBooks
from luma_mcp.store.invoices import stage_of
from luma_mcp.store.settlements import allocations_of, find_item, hold_items, item_of


@writes("invoices")
async def record_payment(books: WritableBooks, draft: PaymentDraft) -> Invoice:
    """Record a payment received for a sent invoice: part of it, all of it, or more (kept as over-payment).

    Default: all that is open, today, to the default bank account. Answers the invoice as it stands then.
    """
    stage = await stage_of(books, draft.id)
    if stage is None:
        raise NotFound.of("invoice", draft.id)
    invoice = await get_invoice(books, Ref(id=draft.id))
    if stage is not Stage.SENT:
        way_out = "Send it first (send_invoice)." if stage is Stage.DRAFT else "Write a new invoice."
        raise StatusNotAllowed(f"A payment goes to a sent invoice; this one is {stage}.", fix=way_out)
    if draft.amount is None and invoice.open == 0:
        raise StatusNotAllowed("This invoice is paid already.", fix="Give an amount to record an over-payment.")
    await pay_in_full(books, invoice, draft)
    return await get_invoice(books, Ref(id=draft.id))


@writes("invoices", destructive=True)
async def delete_payment(books: WritableBooks, wanted: PaymentRef) -> Invoice:
    """Undo a payment of an invoice; it stays on record as undone. Answers the invoice as it stands then.

    Raises:
        ItemsSettled: its over-payment was paid back; that is undone first.
    """
    kept = await item_of(books, Source.PAYMENT, wanted.payment_id)
    if kept is not None:
        await hold_items(books, kept.id)
    if await stage_of(books, wanted.id) is None:
        raise NotFound.of("invoice", wanted.id)
    invoice = await get_invoice(books, Ref(id=wanted.id))
    paid_on = await payments.live_payment(books, wanted.id, wanted.payment_id)
    if paid_on is None:
        raise NotFound(
            f"Invoice {invoice.number} has no payment {wanted.payment_id}.", fix="See payments of get_invoice."
        )
    day = await day_to_undo(books, paid_on, Area.SALES)
    if kept is not None:
        await _free(books, kept.id, day)
    await take_back_document(books, [Source.PAYMENT], wanted.payment_id, on=day)
    await payments.undo_payment(books, wanted.payment_id)
    await use_credits(books, wanted.id)
    await note_settlement(books, wanted.id)
    return await get_invoice(books, Ref(id=wanted.id))


async def _free(books: WritableBooks, item_id: UUID, day: date) -> None:
    """Take back what an over-payment was set against; the invoices that it paid are open again."""
    for done in await allocations_of(books, item_id):
        if done.kind is AllocationKind.REFUND:
            raise ItemsSettled("What this payment brought in beyond its invoice was paid back.")
        await undo_transfer(books, done, max(day, done.date))
        other = await find_item(books, done.counter_item_id) if done.counter_item_id else None
        if other is not None and other.source is Source.INVOICE and other.source_id is not None:
            await note_settlement(books, other.source_id)
