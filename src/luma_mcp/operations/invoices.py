"""Invoices: list, read, write, change, delete, send, cancel."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from luma_mcp.domain.documents import draft_of
from luma_mcp.domain.invoices import (
    Invoice,
    InvoiceChange,
    InvoiceDraft,
    InvoiceQuery,
    InvoiceRow,
    InvoiceStatus,
    PaymentDraft,
    Settled,
    Stage,
    invoice_actions,
)
from luma_mcp.domain.ledger import Area, Source
from luma_mcp.domain.model import Deleted, Ref
from luma_mcp.domain.money import to_major
from luma_mcp.domain.paging import SummedPage
from luma_mcp.domain.profiles import Profile
from luma_mcp.domain.references import payment_reference
from luma_mcp.errors import InvoiceLocked, NotFound, PaymentsExist, StatusNotAllowed
from luma_mcp.operation import reads, writes
from luma_mcp.operations.changes import changed_fields
from luma_mcp.operations.documents import (
    Priced,
    Pricing,
    check_changed_supply,
    check_period,
    client_of,
    party_of,
    price_document,
    pricing_of,
    rates_of_the_day,
    sender_of,
    shown_discount,
)
from luma_mcp.operations.numbers import Series, given_number, next_number
from luma_mcp.operations.posting import refuse_locked
from luma_mcp.operations.sales_postings import post_invoice
from luma_mcp.operations.settlement import pay_in_full
from luma_mcp.operations.taking_back import take_back_document
from luma_mcp.store import invoices as store
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.counters import record_void
from luma_mcp.store.offers import reopen_offer
from luma_mcp.store.profiles import this_profile
from luma_mcp.store.settlements import item_of, set_due_date

SERIES = "invoice"

_SOFT = frozenset({"due_date", "notes", "internal_note", "language", "payment_info"})
"""What may still change on a sent invoice: nothing financial, nothing that the client was told as the bill."""


@reads("invoices")
async def list_invoices(books: Books, query: InvoiceQuery) -> SummedPage[InvoiceRow]:
    """List invoices, newest first, with totals per currency over all that match.

    Filters: status, client, dates, currency; search looks at number, client, line descriptions and notes.
    """
    return await store.list_invoices(books, query)


@reads("invoices")
async def get_invoice(books: Books, wanted: Ref) -> Invoice:
    """Show one invoice whole: lines, VAT, payments, and what may be done next (allowed_actions)."""
    found = await store.find_invoice(books, wanted.id)
    if found is None:
        raise NotFound.of("invoice", wanted.id)
    return found


@writes("invoices")
async def create_invoice(books: WritableBooks, draft: InvoiceDraft) -> Invoice:
    """Create a draft invoice; what is not given comes from the profile.

    Defaults: the next number, today, due after the payment deadline, the profile's currency, VAT rate, sender and
    payment details. Nothing is sent; send_invoice does that.
    """
    return await draft_invoice(books, draft)


async def draft_invoice(
    books: WritableBooks, draft: InvoiceDraft, *, offer_id: UUID | None = None, recurring_id: UUID | None = None
) -> Invoice:
    """Write a new invoice; one that comes from an offer or a recurring invoice names it."""
    profile = await this_profile(books)
    client = await client_of(books, draft.client_id, archived_too=offer_id is not None or recurring_id is not None)
    currency = draft.currency or profile.currency
    pricing = Pricing(currency, draft.prices_include_tax, draft.discount_percent, draft.discount_amount)
    issue_date = draft.issue_date or books.today
    await refuse_locked(books, issue_date, Area.SALES)
    lines = draft.lines
    supplied = draft.supply_date or draft.supply_to or issue_date
    if recurring_id is not None:
        lines = rates_of_the_day(profile, lines, supplied)
    priced = await price_document(books, profile, lines, pricing, supplied)
    deadline = profile.payment_deadline_days if client.payment_deadline_days is None else client.payment_deadline_days
    due_date = draft.due_date or issue_date + timedelta(days=deadline)
    check_period(issue_date, due_date, "due_date")
    number, series_n = await _number(books, profile, draft.number)
    kept = draft.model_dump(
        include={
            "supply_date",
            "supply_from",
            "supply_to",
            "discount_percent",
            "notes",
            "internal_note",
        }
    )
    made = _invoice(
        books,
        priced,
        **kept,
        number=number,
        client_id=client.id,
        client=party_of(client),
        issue_date=issue_date,
        due_date=due_date,
        prices_include_tax=draft.prices_include_tax,
        discount_amount=shown_discount(draft.discount_amount, currency),
        sender=draft.sender or sender_of(profile),
        payment_info=draft.payment_info if draft.payment_info is not None else profile.payment_template,
        language=draft.language or client.language,
        offer_id=offer_id,
        recurring_invoice_id=recurring_id,
    )
    await store.add_invoice(books, made, priced.totals, series_n=series_n)
    return await _sent(books, profile, made) if draft.status is InvoiceStatus.SENT else made


@writes("invoices")
async def update_invoice(books: WritableBooks, change: InvoiceChange) -> Invoice:
    """Change an invoice: only the fields given; lines are replaced whole; status moves it on.

    A draft changes freely. A sent invoice takes no financial change: only due_date, notes, internal_note, language and
    payment_info; otherwise cancel it and write a new one.
    """
    await _stage(books, change.id)
    before = await get_invoice(books, Ref(id=change.id))
    fields = changed_fields(change)
    status = fields.pop("status", None)
    fields = {name: value for name, value in fields.items() if name == "lines" or value != getattr(before, name)}
    if fields:
        await _apply(books, before, fields)
    if status is not None:
        await _move(books, change.id, status)
    return await get_invoice(books, Ref(id=change.id))


@writes("invoices", destructive=True)
async def delete_invoice(books: WritableBooks, wanted: Ref) -> Deleted:
    """Delete a draft invoice; its number stays on record as void. A sent invoice is cancelled instead."""
    if await _stage(books, wanted.id) is not Stage.DRAFT:
        raise InvoiceLocked
    found = await get_invoice(books, wanted)
    n = await store.series_n_of(books, wanted.id)
    await store.remove_invoice(books, wanted.id)
    if found.offer_id is not None:
        await reopen_offer(books, found.offer_id)
    if n is not None:
        await record_void(books, SERIES, n, n, number=found.number, reason="draft deleted")
    return Deleted(id=wanted.id)


@writes("invoices")
async def send_invoice(books: WritableBooks, wanted: Ref) -> Invoice:
    """Mark a draft invoice as sent: from then on it is owed and not changed financially."""
    if await _stage(books, wanted.id) is not Stage.DRAFT:
        raise StatusNotAllowed("Only a draft is sent; this invoice was sent or cancelled before.")
    return await _sent(books, await this_profile(books), await get_invoice(books, wanted))


@writes("invoices", destructive=True)
async def cancel_invoice(books: WritableBooks, wanted: Ref) -> Invoice:
    """Cancel an invoice that has no payments; it keeps its number and stays on record."""
    await _move(books, wanted.id, InvoiceStatus.CANCELLED)
    return await get_invoice(books, wanted)


def _invoice(books: WritableBooks, priced: Priced, **fields: Any) -> Invoice:
    stamp = {name: value for name, value in books.stamp().items() if name != "profile_id"}
    kind, reference = payment_reference(
        stamp["id"], currency=priced.currency, iban=fields["sender"].iban, qr_iban=fields["sender"].qr_iban
    )
    zero = to_major(0, priced.currency)
    return Invoice(
        **stamp,
        **fields,
        **priced.amounts,
        currency=priced.currency,
        lines=priced.lines,
        tax=priced.tax,
        payments=(),
        status=InvoiceStatus.DRAFT,
        paid=zero,
        credited=zero,
        written_off=zero,
        open=priced.amounts["gross"],
        overpaid=zero,
        reference_type=kind,
        payment_reference=reference,
        sent_at=None,
        overdue_days=0,
        allowed_actions=invoice_actions(Stage.DRAFT, Settled(priced.totals.gross)),
    )


async def _number(books: WritableBooks, profile: Profile, given: str | None) -> tuple[str, int | None]:
    series = Series(SERIES, profile.invoice_prefix, profile.number_padding, store.number_taken)
    if given is None:
        return await next_number(books, series)
    return await given_number(books, series, given)


async def _stage(books: Books, invoice_id: UUID) -> Stage:
    stage = await store.stage_of(books, invoice_id)
    if stage is None:
        raise NotFound.of("invoice", invoice_id)
    return stage


async def _sent(books: WritableBooks, profile: Profile, draft: Invoice) -> Invoice:
    await store.update_head(books, draft.id, stage=Stage.SENT, sent_at=books.now)
    await post_invoice(books, profile, draft)
    return await get_invoice(books, Ref(id=draft.id))


async def _apply(books: WritableBooks, before: Invoice, fields: dict[str, Any]) -> None:
    issue_date: date = fields.get("issue_date", before.issue_date)
    check_period(issue_date, fields.get("due_date", before.due_date), "due_date")
    if before.status is not InvoiceStatus.DRAFT:
        if set(fields) - _SOFT or before.status is InvoiceStatus.CANCELLED:
            raise InvoiceLocked
        await store.update_head(books, before.id, **fields)
        if "due_date" in fields:
            await _move_due_date(books, before.id, fields["due_date"])
        return
    await _rewrite(books, before, fields)


async def _move_due_date(books: WritableBooks, invoice_id: UUID, due_date: date) -> None:
    item = await item_of(books, Source.INVOICE, invoice_id)
    if item is not None:
        await set_due_date(books, item.id, due_date)


async def _rewrite(books: WritableBooks, before: Invoice, fields: dict[str, Any]) -> None:
    profile = await this_profile(books)
    n = await store.series_n_of(books, before.id)
    if "number" in fields:
        number, series_n = await _number(books, profile, fields["number"])
        if n is not None:
            await record_void(books, SERIES, n, n, number=before.number, reason="draft renumbered")
        fields |= {"number": number}
        n = series_n
    if "client_id" in fields:
        client = await client_of(books, fields["client_id"])
        fields |= {"client": party_of(client)}
    check_changed_supply(before, fields)
    supplied = _supplied(before, fields)
    await refuse_locked(books, fields.get("issue_date", before.issue_date), Area.SALES)
    pricing = pricing_of(before, fields)
    drafts = fields.pop("lines", None) or [draft_of(line) for line in before.lines]
    if supplied != _supplied(before, {}):
        drafts = rates_of_the_day(profile, drafts, supplied)
    priced = await price_document(books, profile, drafts, pricing, supplied)
    discounts = {"discount_percent": pricing.discount_percent, "discount_amount": pricing.discount_amount}
    sender = fields.get("sender", before.sender)
    kind, reference = payment_reference(before.id, currency=priced.currency, iban=sender.iban, qr_iban=sender.qr_iban)
    computed = priced.amounts | {"lines": priced.lines, "tax": priced.tax, "updated_at": books.now}
    computed |= {"reference_type": kind, "payment_reference": reference}
    changed = before.model_copy(update=fields | discounts | computed)
    await store.save_invoice(books, changed, priced.totals, series_n=n)


def _supplied(before: Invoice, fields: dict[str, Any]) -> date:
    """The day that chooses the VAT rate of lines that do not say theirs."""
    names = ("supply_date", "supply_to", "issue_date")
    days: list[date | None] = [fields.get(name, getattr(before, name)) for name in names]
    return next(day for day in days if day is not None)


async def _move(books: WritableBooks, invoice_id: UUID, status: InvoiceStatus) -> None:
    stage = await _stage(books, invoice_id)
    invoice = await get_invoice(books, Ref(id=invoice_id))
    if status is invoice.status or (status is InvoiceStatus.SENT and stage is Stage.SENT):
        return
    if status is InvoiceStatus.CANCELLED and stage is not Stage.CANCELLED:
        if invoice.payments:
            raise PaymentsExist
        if invoice.credited or invoice.written_off:
            raise StatusNotAllowed("This invoice was credited or written off in part.", fix="Credit the rest of it.")
        await take_back_document(books, [Source.INVOICE], invoice_id)
        await store.update_head(books, invoice_id, stage=Stage.CANCELLED)
    elif status is InvoiceStatus.SENT and stage is Stage.DRAFT:
        await _sent(books, await this_profile(books), invoice)
    elif status is InvoiceStatus.PAID and stage is Stage.SENT:
        await pay_in_full(books, invoice, PaymentDraft(id=invoice_id))
    else:
        raise StatusNotAllowed(f"An invoice that is {invoice.status} does not become {status}.")
