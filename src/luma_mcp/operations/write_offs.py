"""Writing off what a client will not or need not pay: bad debts, cash discounts, small differences."""

from datetime import date
from decimal import Decimal

from luma_mcp.domain.invoices import Invoice, Stage
from luma_mcp.domain.ledger import Area, Leg, Source, Voucher
from luma_mcp.domain.model import Ref
from luma_mcp.domain.money import round_to_minor, to_minor
from luma_mcp.domain.open_items import NewAllocation
from luma_mcp.domain.profiles import Profile
from luma_mcp.domain.write_offs import ALLOCATED_AS, BOOKED_ON, WriteOffDraft, given_up, left_of
from luma_mcp.errors import Invalid, NotFound, StatusNotAllowed
from luma_mcp.operation import writes
from luma_mcp.operations.invoices import get_invoice
from luma_mcp.operations.posting import post
from luma_mcp.operations.sales_postings import basis_of, given_back_in_base, revenue_legs, tax_totals
from luma_mcp.operations.settlement import note_settlement, part_to_settle
from luma_mcp.operations.sold_products import parts_of_rows, sold_by
from luma_mcp.store.books import WritableBooks
from luma_mcp.store.chart import working_chart
from luma_mcp.store.credit_notes import credited_taxes
from luma_mcp.store.invoices import stage_of
from luma_mcp.store.profiles import this_profile
from luma_mcp.store.settlements import allocate


@writes("invoices")
async def write_off_invoice(books: WritableBooks, draft: WriteOffDraft) -> Invoice:
    """Write off what a client will not or need not pay of a sent invoice: bad debt, cash discount, small difference.

    Default: all that is open, today. VAT is corrected in proportion per rate. undo_allocation takes it back. What was
    credited is no revenue any more and cannot be given up again, though it may be open after a payment was undone.
    """
    stage = await stage_of(books, draft.id)
    if stage is None:
        raise NotFound.of("invoice", draft.id)
    invoice = await get_invoice(books, Ref(id=draft.id))
    if stage is not Stage.SENT or not invoice.open:
        raise StatusNotAllowed(
            f"Nothing is owed on this invoice; it is {invoice.status}.", fix="Nothing is to be done."
        )
    if not _most(invoice):
        raise StatusNotAllowed(
            "All of this invoice was credited; what is open is a payment that was undone.",
            fix="Record the payment that came in (record_payment).",
        )
    day = draft.date or books.today
    if not invoice.issue_date <= day <= books.today:
        raise Invalid.field("date", f"lies between the invoice's date {invoice.issue_date} and today {books.today}")
    await _write_off(books, await this_profile(books), invoice, draft, day)
    await note_settlement(books, invoice.id)
    return await get_invoice(books, Ref(id=invoice.id))


async def _write_off(books: WritableBooks, profile: Profile, invoice: Invoice, draft: WriteOffDraft, day: date) -> None:
    chart, basis = await working_chart(books), await basis_of(books, invoice)
    item, amount = basis.item, _amount(invoice, draft)
    part = part_to_settle(item, amount)
    rows = left_of(tax_totals(invoice), await credited_taxes(books, invoice.id))
    before = round_to_minor(invoice.written_off, invoice.currency)
    account = chart.account(BOOKED_ON[draft.reason])
    parts = parts_of_rows(given_up(rows, before, amount), await sold_by(books, invoice))
    legs = revenue_legs(chart, profile, invoice, parts, sign=1, tax_date=day, on=account)
    control = Leg(item.account_id, -part, -amount, open_item_id=item.id, client_id=item.client_id)
    voucher = Voucher(
        date=day,
        description=f"{invoice.number} {invoice.client.name}: {draft.note or draft.reason.replace('_', ' ')}"[:200],
        source=Source.WRITE_OFF,
        source_id=invoice.id,
        legs=(control, *given_back_in_base(legs, basis, chart.base, part)),
        currency=invoice.currency,
        area=Area.SALES,
        rate=basis.rate,
        rate_date=basis.rate_date,
        on_cash_basis=False,
    )
    posted = await post(books, voucher)
    if posted is not None:
        kind = ALLOCATED_AS[draft.reason]
        await allocate(books, item, NewAllocation(kind, day, amount_tc=amount, amount=part, entry_id=posted.entry_id))


def _most(invoice: Invoice) -> Decimal:
    """What can be given up: what is open, as far as it was not credited."""
    return min(invoice.open, invoice.gross - invoice.credited - invoice.written_off)


def _amount(invoice: Invoice, draft: WriteOffDraft) -> int:
    most = _most(invoice)
    if draft.amount is None:
        return round_to_minor(most, invoice.currency)
    if draft.amount > invoice.open:
        raise Invalid.field("amount", f"is more than is open: {invoice.open} {invoice.currency}")
    if draft.amount > most:
        raise Invalid.field("amount", f"is more than was not credited: {most} {invoice.currency}")
    return to_minor(draft.amount, invoice.currency, "amount")
