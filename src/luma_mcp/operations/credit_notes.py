"""Credit notes: list, read, write. One that is issued stays; what it gives back settles its invoice first."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from luma_mcp.domain.credit_notes import Credit, CreditNote, CreditNoteDraft, CreditNoteQuery, CreditNoteRow, credit
from luma_mcp.domain.exchange import to_base
from luma_mcp.domain.invoices import Invoice, Stage
from luma_mcp.domain.ledger import AllocationKind, Area, ItemKind, Leg, NewItem, Source, Voucher
from luma_mcp.domain.model import Ref
from luma_mcp.domain.open_items import Item, NewAllocation
from luma_mcp.domain.paging import SummedPage
from luma_mcp.domain.profiles import Profile
from luma_mcp.errors import Invalid, NotFound, StatusNotAllowed
from luma_mcp.operation import reads, writes
from luma_mcp.operations.documents import check_period
from luma_mcp.operations.invoices import get_invoice
from luma_mcp.operations.numbers import Series, next_number
from luma_mcp.operations.posting import post
from luma_mcp.operations.sales_postings import basis_of, given_back_in_base, revenue_legs
from luma_mcp.operations.settlement import note_settlement, part_to_settle
from luma_mcp.operations.sold_products import parts_of_rows, sold_by
from luma_mcp.store import credit_notes as store
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.chart import working_chart
from luma_mcp.store.invoices import stage_of
from luma_mcp.store.profiles import this_profile
from luma_mcp.store.settlements import allocate, item_of

PREFIX = "CN-"


@reads("credit-notes")
async def list_credit_notes(books: Books, query: CreditNoteQuery) -> SummedPage[CreditNoteRow]:
    """List credit notes, newest first, with totals per currency over all that match.

    Filters: client, invoice, dates, currency; search looks at numbers, client, line descriptions and reason.
    """
    return await store.list_credit_notes(books, query)


@reads("credit-notes")
async def get_credit_note(books: Books, wanted: Ref) -> CreditNote:
    """Show one credit note whole: lines, VAT, what of it is open, and what may be done next (allowed_actions)."""
    found = await store.find_credit_note(books, wanted.id)
    if found is None:
        raise NotFound.of("credit note", wanted.id)
    return found


@writes("credit-notes")
async def create_credit_note(books: WritableBooks, draft: CreditNoteDraft) -> CreditNote:
    """Issue a credit note for a sent invoice: all that is left of it, or quantities or amounts of its lines.

    It gives back revenue and VAT at the invoice's own rates and settles what is open of the invoice; what the invoice
    does not need is kept for the client (settle_open_item, allocate_open_items). It cannot be changed or deleted.
    """
    invoice = await _credited(books, draft.invoice_id)
    profile, day = await this_profile(books), draft.issue_date or books.today
    check_period(invoice.issue_date, day, "issue_date")
    made = credit(invoice, draft.lines, await store.given_back(books, invoice))
    number, n = await next_number(books, Series("credit_note", PREFIX, profile.number_padding, store.number_taken))
    fields = {"issue_date": day, "reason": draft.reason}
    made_id = await store.add_credit_note(books, invoice, made, number=number, series_n=n, **fields)
    await _post(books, profile, invoice, _Issued(made_id, number, day, made))
    await note_settlement(books, invoice.id)
    return await get_credit_note(books, Ref(id=made_id))


async def _credited(books: WritableBooks, invoice_id: UUID) -> Invoice:
    """The invoice that is credited, held until the end."""
    stage = await stage_of(books, invoice_id)
    if stage is None:
        raise Invalid.field("invoice_id", f"there is no invoice {invoice_id} in this profile; use list_invoices")
    if stage is not Stage.SENT:
        way_out = "Change or delete the draft." if stage is Stage.DRAFT else "A cancelled invoice is owed no more."
        raise StatusNotAllowed(f"A credit note goes to a sent invoice; this one is {stage}.", fix=way_out)
    invoice = await get_invoice(books, Ref(id=invoice_id))
    if invoice.written_off:
        raise StatusNotAllowed(
            f"{invoice.written_off} {invoice.currency} of this invoice was written off.",
            fix="Undo that first (undo_allocation), then credit the invoice.",
        )
    return invoice


@dataclass(frozen=True, slots=True)
class _Issued:
    """A credit note that is to be posted."""

    id: UUID
    number: str
    date: date
    credit: Credit


async def _post(books: WritableBooks, profile: Profile, invoice: Invoice, note: _Issued) -> None:
    """Post what is given back; as far as the invoice is open it is settled, the rest stays open for the client."""
    chart, basis = await working_chart(books), await basis_of(books, invoice)
    owed, gross = basis.item, note.credit.gross
    applied = min(owed.open_tc, gross)
    part = part_to_settle(owed, applied)
    worth = part + to_base(gross - applied, invoice.currency, chart.base, basis.rate)
    item = NewItem(
        id=books.new_id(),
        kind=ItemKind.RECEIVABLE,
        account_id=owed.account_id,
        amount_tc=-gross,
        amount=-worth,
        due_date=note.date,
        client_id=invoice.client_id,
        number=note.number,
    )
    given = [(one.line, one.net) for one in note.credit.lines]
    parts = parts_of_rows(note.credit.taxes, await sold_by(books, invoice, given))
    legs = revenue_legs(chart, profile, invoice, parts, sign=1, tax_date=note.date)
    control = Leg(owed.account_id, -worth, -gross, open_item_id=item.id, client_id=invoice.client_id)
    voucher = Voucher(
        date=note.date,
        description=f"Credit note {note.number} for {invoice.number} {invoice.client.name}"[:200],
        source=Source.CREDIT_NOTE,
        source_id=note.id,
        legs=(control, *given_back_in_base(legs, basis, chart.base, worth)),
        items=(item,),
        currency=invoice.currency,
        area=Area.SALES,
        rate=basis.rate,
        rate_date=basis.rate_date,
    )
    posted = await post(books, voucher)
    if applied and posted is not None:
        await _settle(books, note, owed, applied, part)


async def _settle(books: WritableBooks, note: _Issued, owed: Item, applied: int, part: int) -> None:
    """Set the credit note against its invoice; both lie on one account at one rate, so nothing is posted."""
    given = await item_of(books, Source.CREDIT_NOTE, note.id)
    if given is None:
        raise LookupError("a credit note without an item")
    new = NewAllocation(AllocationKind.CREDIT, note.date, amount_tc=applied, amount=part, counter_item_id=given.id)
    await allocate(books, owed, new)
    await allocate(books, given, replace(new, amount_tc=-applied, amount=-part, counter_item_id=owed.id))
