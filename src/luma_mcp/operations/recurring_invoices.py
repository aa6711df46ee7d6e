"""Recurring invoices: list, read, write, change, delete, pause, resume, and make what is due."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from luma_mcp.domain.documents import draft_of
from luma_mcp.domain.invoices import InvoiceDraft
from luma_mcp.domain.model import Deleted, Ref
from luma_mcp.domain.paging import Page
from luma_mcp.domain.recurring_invoices import (
    DueRuns,
    RecurringInvoice,
    RecurringInvoiceChange,
    RecurringInvoiceDraft,
    RecurringInvoiceQuery,
    RecurringInvoiceRow,
    RecurringStatus,
    RunMade,
    RunsDue,
    recurring_actions,
)
from luma_mcp.domain.schedules import first_from, next_after
from luma_mcp.errors import Conflict, Invalid, NotFound, StatusNotAllowed, WriteOnce
from luma_mcp.operation import reads, writes
from luma_mcp.operations.changes import changed_fields
from luma_mcp.operations.documents import Pricing, client_of, party_of, price_document, pricing_of
from luma_mcp.operations.invoices import draft_invoice
from luma_mcp.store import recurring_invoices as store
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.profiles import this_profile


@reads("recurring-invoices")
async def list_recurring_invoices(books: Books, query: RecurringInvoiceQuery) -> Page[RecurringInvoiceRow]:
    """List recurring invoices with their next run and the amount of one invoice."""
    return await store.list_recurring_invoices(books, query)


@reads("recurring-invoices")
async def get_recurring_invoice(books: Books, wanted: Ref) -> RecurringInvoice:
    """Show one recurring invoice with its lines, its next run and its last invoice."""
    found = await store.find_recurring_invoice(books, wanted.id)
    if found is None:
        raise NotFound.of("recurring invoice", wanted.id)
    return found


@writes("recurring-invoices")
async def create_recurring_invoice(books: WritableBooks, draft: RecurringInvoiceDraft) -> RecurringInvoice:
    """Create a recurring invoice: on each due date it makes one draft for review. Month ends stay month ends."""
    profile = await this_profile(books)
    client = await client_of(books, draft.client_id)
    pricing = Pricing(draft.currency or profile.currency, draft.prices_include_tax)
    priced = await price_document(books, profile, draft.lines, pricing, draft.start_date)
    stamp = {name: value for name, value in books.stamp().items() if name != "profile_id"}
    made = RecurringInvoice(
        **stamp,
        **draft.model_dump(exclude={"lines", "currency"}),
        **priced.amounts,
        currency=priced.currency,
        client=party_of(client),
        lines=priced.lines,
        status=RecurringStatus.ACTIVE,
        next_run_date=draft.start_date,
        last_invoice_id=None,
        invoices_created=0,
        allowed_actions=recurring_actions(RecurringStatus.ACTIVE),
    )
    await store.add_recurring_invoice(books, made, priced.totals)
    return await get_recurring_invoice(books, Ref(id=made.id))


@writes("recurring-invoices")
async def update_recurring_invoice(books: WritableBooks, change: RecurringInvoiceChange) -> RecurringInvoice:
    """Change a recurring invoice: only the fields given; later invoices follow it. `status` pauses, resumes, ends."""
    await store.hold_recurring_invoice(books, change.id)
    before = await get_recurring_invoice(books, Ref(id=change.id))
    fields = changed_fields(change)
    status = fields.pop("status", None)
    if fields:
        await _rewrite(books, before, fields)
    if status is not None and status is not before.status:
        await _move(books, change.id, status)
    return await get_recurring_invoice(books, Ref(id=change.id))


@writes("recurring-invoices", destructive=True)
async def delete_recurring_invoice(books: WritableBooks, wanted: Ref) -> Deleted:
    """Delete a recurring invoice that has made no invoice; one that has is ended instead."""
    await get_recurring_invoice(books, wanted)
    if await store.has_invoices(books, wanted.id):
        raise Conflict(
            "This recurring invoice has made invoices and stays on record.",
            fix="End it: update it with status = ended.",
        )
    await store.remove_recurring_invoice(books, wanted.id)
    return Deleted(id=wanted.id)


@writes("recurring-invoices")
async def pause_recurring_invoice(books: WritableBooks, wanted: Ref) -> RecurringInvoice:
    """Pause a recurring invoice: no drafts until it is resumed."""
    await get_recurring_invoice(books, wanted)
    await _move(books, wanted.id, RecurringStatus.PAUSED)
    return await get_recurring_invoice(books, wanted)


@writes("recurring-invoices")
async def resume_recurring_invoice(books: WritableBooks, wanted: Ref) -> RecurringInvoice:
    """Resume a paused recurring invoice: the next run is its first date from today on; paused dates are not made up."""
    await get_recurring_invoice(books, wanted)
    await _move(books, wanted.id, RecurringStatus.ACTIVE)
    return await get_recurring_invoice(books, wanted)


@reads("recurring-invoices", internal=True)
async def list_due_runs(books: Books, wanted: DueRuns) -> RunsDue:
    """List the recurring invoices that are due today or were missed."""
    return RunsDue(ids=tuple(await store.due_recurring_invoices(books, wanted.limit)))


@writes("recurring-invoices", internal=True)
async def run_recurring_invoice(books: WritableBooks, wanted: Ref) -> RunMade:
    """Make the draft of the oldest due date of a recurring invoice, once, and move on to the next date."""
    await store.hold_recurring_invoice(books, wanted.id)
    recurring = await get_recurring_invoice(books, wanted)
    due = recurring.next_run_date
    if recurring.status is not RecurringStatus.ACTIVE or due is None or due > books.today:
        return RunMade(id=wanted.id, invoice_id=None, more=False)
    invoice_id = None
    if await store.claim_run(books, wanted.id, due):
        invoice_id = (await draft_invoice(books, await _draft(books, recurring), recurring_id=wanted.id)).id
    following = next_after(recurring.start_date, recurring.interval, due, recurring.end_date)
    status = RecurringStatus.ACTIVE if following else RecurringStatus.ENDED
    await store.update_schedule(books, wanted.id, next_run_date=following, status=status)
    return RunMade(id=wanted.id, invoice_id=invoice_id, more=following is not None and following <= books.today)


async def _draft(books: Books, recurring: RecurringInvoice) -> InvoiceDraft:
    """The draft of a due date: dated the day it is made (S3); the date that was missed stands as supply date."""
    missed = recurring.next_run_date if recurring.next_run_date != books.today else None
    deadline = recurring.payment_deadline_days
    return InvoiceDraft(
        client_id=recurring.client_id,
        lines=tuple(draft_of(line) for line in recurring.lines),
        currency=recurring.currency,
        prices_include_tax=recurring.prices_include_tax,
        notes=recurring.notes,
        supply_date=missed,
        due_date=None if deadline is None else books.today + timedelta(days=deadline),
    )


async def _rewrite(books: WritableBooks, before: RecurringInvoice, fields: dict[str, Any]) -> None:
    if before.status is RecurringStatus.ENDED:
        raise StatusNotAllowed("This recurring invoice has ended.", fix="Create a new one.")
    if fields.get("start_date", before.start_date) != before.start_date and before.invoices_created:
        raise WriteOnce("The start date is fixed once an invoice was made.", fix="End it and create a new one.")
    if "client_id" in fields:
        fields |= {"client": party_of(await client_of(books, fields["client_id"]))}
    pricing = pricing_of(before, fields | {"discount_percent": None, "discount_amount": None})
    drafts = fields.pop("lines", None) or [draft_of(line) for line in before.lines]
    priced = await price_document(books, await this_profile(books), drafts, pricing, books.today)
    changed = before.model_copy(update=fields | priced.amounts | {"lines": priced.lines, "updated_at": books.now})
    if changed.end_date and changed.end_date < changed.start_date:
        raise Invalid.field("end_date", "is before the start date")
    changed = changed.model_copy(update=_rescheduled(before, changed))
    await store.save_recurring_invoice(books, changed, priced.totals)


def _rescheduled(before: RecurringInvoice, changed: RecurringInvoice) -> dict[str, Any]:
    """The next run and the status after start, end or interval changed."""
    following = before.next_run_date
    if changed.start_date != before.start_date:
        following = changed.start_date
    elif changed.interval is not before.interval and following is not None:
        following = first_from(changed.start_date, changed.interval, following, None)
    if following is not None and changed.end_date is not None and following > changed.end_date:
        following = None
    status = changed.status if following else RecurringStatus.ENDED
    return {"next_run_date": following, "status": status}


async def _move(books: WritableBooks, recurring_id: UUID, wanted: RecurringStatus) -> None:
    await store.hold_recurring_invoice(books, recurring_id)
    recurring = await get_recurring_invoice(books, Ref(id=recurring_id))
    if wanted is recurring.status:
        return
    if recurring.status is RecurringStatus.ENDED:
        raise StatusNotAllowed("This recurring invoice has ended.", fix="Create a new one.")
    fields: dict[str, Any] = {"status": wanted}
    if wanted is RecurringStatus.ACTIVE:
        following = first_from(recurring.start_date, recurring.interval, books.today, recurring.end_date)
        fields |= {"next_run_date": following, "status": wanted if following else RecurringStatus.ENDED}
    elif wanted is RecurringStatus.ENDED:
        fields |= {"next_run_date": None}
    await store.update_schedule(books, recurring_id, **fields)
