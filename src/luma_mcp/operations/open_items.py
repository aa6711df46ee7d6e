"""Open items: what is owed either way, setting one against another, paying what no document pays, and undoing it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from luma_mcp.domain.exchange import to_base
from luma_mcp.domain.ledger import AllocationKind, Area, ItemKind, Leg, Source, Voucher
from luma_mcp.domain.model import Ref
from luma_mcp.domain.money import to_major, to_minor
from luma_mcp.domain.open_items import (
    Allocated,
    AllocationDraft,
    AllocationRef,
    Item,
    ItemPaymentDraft,
    NewAllocation,
    OpenItem,
    OpenItemPage,
    OpenItemQuery,
)
from luma_mcp.errors import Invalid, NotFound, StatusNotAllowed
from luma_mcp.operation import reads, writes
from luma_mcp.operations.posting import post, refuse_locked
from luma_mcp.operations.settlement import (
    bank_account_for,
    bank_ledger_account,
    exchange_difference,
    note_settlement,
    part_to_settle,
    transfer,
)
from luma_mcp.operations.taking_back import day_to_undo, undo_transfer
from luma_mcp.store import open_item_list as store
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.chart import working_chart
from luma_mcp.store.exchange_rates import rate_on
from luma_mcp.store.item_payments import add_item_payment, undo_item_payment
from luma_mcp.store.payments import invoice_paid_by
from luma_mcp.store.settlements import allocate, allocations_of, find_item, hold_items

_PAID_ELSEWHERE = {
    Source.INVOICE: "Use record_payment with the invoice.",
    Source.EXPENSE: "Use update_expense with status = paid.",
}


@reads("open-items")
async def list_open_items(books: Books, query: OpenItemQuery) -> OpenItemPage:
    """List open items, the first due first: receivables above zero; payables, credits and advance payments below.

    Filters: kind, client, vendor, dates, currency; settled = true shows those that are settled.
    """
    return await store.list_open_items(books, query)


@reads("open-items")
async def get_open_item(books: Books, wanted: Ref) -> OpenItem:
    """Show one open item with what settled it."""
    found = await store.find_open_item(books, wanted.id)
    if found is None:
        raise NotFound.of("open item", wanted.id)
    return found


@writes("open-items")
async def allocate_open_items(books: WritableBooks, draft: AllocationDraft) -> OpenItem:
    """Set what a client owes against a credit note or an over-payment of the same client and currency.

    Default: as much as both allow, today. Answers the item as it stands then; undo_allocation takes it back.
    """
    item, other = await _held(books, draft.id, draft.counter_item_id), await find_item(books, draft.counter_item_id)
    if other is None:
        raise Invalid.field("counter_item_id", "there is no such open item in this profile; use list_open_items")
    owed, credit = (item, other) if item.open_tc > 0 else (other, item)
    _check_pair(owed, credit)
    most = min(owed.open_tc, -credit.open_tc)
    amount = _amount(draft.amount, most, item.currency)
    day = _day(books, draft.date, max(owed.date, credit.date))
    await refuse_locked(books, day, Area.SALES)
    await transfer(books, owed, credit, amount, day)
    await _note(books, owed, credit)
    return await get_open_item(books, Ref(id=item.id))


@writes("open-items")
async def settle_open_item(books: WritableBooks, draft: ItemPaymentDraft) -> OpenItem:
    """Record money for an open item that no document pays: received, paid to a vendor, or paid back to a client.

    For items from opening balances, credit notes and over-payments. Default: all that is open, today, through the
    default bank account. A difference of exchange rates is booked. undo_allocation takes it back.
    """
    item = await _held(books, draft.id)
    if item.source in _PAID_ELSEWHERE:
        raise StatusNotAllowed(f"This item belongs to an {item.source}.", fix=_PAID_ELSEWHERE[item.source])
    if not item.open_tc:
        raise StatusNotAllowed("This item is settled already.", fix="Look for another one: list_open_items.")
    sign = 1 if item.open_tc > 0 else -1
    amount = sign * _amount(draft.amount, abs(item.open_tc), item.currency)
    await _pay(books, item, draft, amount, _day(books, draft.date, item.date))
    await _note(books, item)
    return await get_open_item(books, Ref(id=item.id))


@writes("open-items", destructive=True)
async def undo_allocation(books: WritableBooks, wanted: AllocationRef) -> OpenItem:
    """Take back what settled an open item: a set-off, a write-off, a refund; both items are open again.

    Payments of invoices are undone by delete_payment. What was booked is reversed, on its day where that is open.
    """
    item = await _held(books, wanted.id)
    done = next((one for one in await allocations_of(books, item.id) if one.id == wanted.allocation_id), None)
    if done is None or done.kind is AllocationKind.REVERSAL:
        raise NotFound(f"This item has no settlement {wanted.allocation_id}.", fix="See settlements of get_open_item.")
    if done.payment_id is not None or (done.kind is AllocationKind.PAYMENT and item.source in _PAID_ELSEWHERE):
        raise StatusNotAllowed("This is a payment of a document.", fix=_UNDO_ELSEWHERE[item.source])
    await _undo(books, item, done)
    other = await find_item(books, done.counter_item_id) if done.counter_item_id else None
    await _note(books, item, *([other] if other else []))
    return await get_open_item(books, Ref(id=item.id))


_UNDO_ELSEWHERE = {
    Source.INVOICE: "Use delete_payment with the invoice.",
    Source.EXPENSE: "Use update_expense with status = unpaid.",
}


async def _held(books: WritableBooks, item_id: UUID, *others: UUID) -> Item:
    await hold_items(books, item_id, *others)
    found = await find_item(books, item_id)
    if found is None:
        raise NotFound.of("open item", item_id)
    return found


def _check_pair(owed: Item, credit: Item) -> None:
    """Refuse two items that cannot settle one another."""
    if owed.open_tc <= 0 or credit.open_tc >= 0:
        raise Invalid.field("counter_item_id", "one of the two must be owed to us and the other be a credit, both open")
    if owed.client_id is None or owed.client_id != credit.client_id:
        raise Invalid.field("counter_item_id", "the two belong to different clients")
    if owed.currency != credit.currency:
        raise Invalid.field("counter_item_id", f"one is in {owed.currency}, the other in {credit.currency}")


def _amount(given: Decimal | None, most: int, currency: str) -> int:
    if given is None:
        return most
    amount = to_minor(given, currency, "amount")
    if amount > most:
        raise Invalid.field("amount", f"is more than is open: {to_major(most, currency)} {currency}")
    return amount


def _day(books: WritableBooks, given: date | None, first: date) -> date:
    day = given or books.today
    if not first <= day <= max(books.today, first):
        raise Invalid.field("date", f"lies between {first}, the date of what is settled, and today {books.today}")
    return day


async def _pay(books: WritableBooks, item: Item, draft: ItemPaymentDraft, amount: int, day: date) -> None:
    """Post money for an item, above zero what came in, and settle it by so much."""
    chart = await working_chart(books)
    bank = await bank_account_for(books, draft.bank_account_id, item.currency)
    rate = await rate_on(books, chart.base, item.currency, day)
    moved, part = to_base(amount, item.currency, chart.base, rate.rate), part_to_settle(item, amount)
    money = Leg(
        (await bank_ledger_account(books, chart, bank)).id,
        moved,
        amount,
        client_id=item.client_id,
        vendor_id=item.vendor_id,
    )
    settled = replace(money, account_id=item.account_id, amount=-part, amount_tc=-amount, open_item_id=item.id)
    payment_id = await add_item_payment(
        books, item, amount_minor=amount, paid_on=day, bank_account_id=bank.id if bank else None, note=draft.note
    )
    voucher = Voucher(
        date=day,
        description=f"{_WORDS[item.kind, amount > 0]} {item.number or ''}".strip(),
        source=Source.ITEM_PAYMENT,
        source_id=payment_id,
        legs=(money, settled, *exchange_difference(chart, part - moved)),
        currency=item.currency,
        area=Area.PURCHASES if item.kind is ItemKind.PAYABLE else Area.SALES,
        rate=rate.rate,
        rate_date=rate.date,
    )
    posted = await post(books, voucher)
    if posted is not None:
        refunded = amount < 0 and item.kind is not ItemKind.PAYABLE
        kind = AllocationKind.REFUND if refunded else AllocationKind.PAYMENT
        await allocate(books, item, NewAllocation(kind, day, amount_tc=amount, amount=part, entry_id=posted.entry_id))


_WORDS = {
    (ItemKind.RECEIVABLE, True): "Payment received",
    (ItemKind.RECEIVABLE, False): "Refund of",
    (ItemKind.PREPAYMENT, True): "Payment received",
    (ItemKind.PREPAYMENT, False): "Refund of",
    (ItemKind.PAYABLE, True): "Refund from vendor",
    (ItemKind.PAYABLE, False): "Payment to vendor",
}


async def _undo(books: WritableBooks, item: Item, done: Allocated) -> None:
    area = Area.PURCHASES if item.kind is ItemKind.PAYABLE else Area.SALES
    day = await day_to_undo(books, done.date, area)
    if done.kind in (AllocationKind.PAYMENT, AllocationKind.REFUND) and done.entry_id is not None:
        await undo_item_payment(books, done.entry_id)
    await undo_transfer(books, done, day)


async def _note(books: WritableBooks, *items: Item) -> None:
    """Note on the invoices of these items, and of the payments that they are left of, how they stand now."""
    for item in items:
        invoice_id = item.source_id if item.source is Source.INVOICE else None
        if item.source is Source.PAYMENT and item.source_id is not None:
            invoice_id = await invoice_paid_by(books, item.source_id)
        if invoice_id is not None:
            await note_settlement(books, invoice_id)
