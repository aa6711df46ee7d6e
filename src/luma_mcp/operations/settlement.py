"""Settling what clients owe: payments, over-payments set against invoices, and what remains of both after each step."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from luma_mcp.domain.exchange import part_of, to_base
from luma_mcp.domain.invoices import Invoice, PaymentDraft
from luma_mcp.domain.ledger import AllocationKind, Area, ItemKind, Leg, NewItem, Source, Voucher
from luma_mcp.domain.money import LIMIT_MINOR, round_to_minor, to_minor
from luma_mcp.domain.open_items import Item, NewAllocation
from luma_mcp.errors import Invalid
from luma_mcp.operations.posting import post
from luma_mcp.store import invoices as store
from luma_mcp.store import payments
from luma_mcp.store.bank_accounts import Bank, bank_of, default_bank
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.chart import ChartAccount, WorkingChart, accounts_by_number, working_chart
from luma_mcp.store.credit_notes import credit_note_ids
from luma_mcp.store.exchange_rates import rate_on
from luma_mcp.store.settlements import allocate, item_of, kept_of, settled_by_kind

_WRITTEN_OFF = (AllocationKind.WRITE_OFF, AllocationKind.DISCOUNT, AllocationKind.DIFFERENCE)
_PAID = (AllocationKind.PAYMENT, AllocationKind.TRANSFER)


async def pay_in_full(books: WritableBooks, invoice: Invoice, draft: PaymentDraft) -> None:
    """Record a payment of the amount given, or of all that is open; what is too much is kept for the client."""
    currency = invoice.currency
    amount = _amount(invoice, draft)
    paid_on = draft.date or books.today
    if paid_on > books.today:
        raise Invalid.field("date", f"lies in the future; today is {books.today}")
    bank = await bank_account_for(books, draft.bank_account_id, currency)
    payment_id = await payments.add_payment(
        books,
        draft,
        client_id=invoice.client_id,
        currency=currency,
        amount_minor=amount,
        bank_account_id=bank.id if bank else None,
        paid_on=paid_on,
    )
    item = await item_of(books, Source.INVOICE, invoice.id)
    await post_payment(books, invoice, item, Received(payment_id, paid_on, amount, bank))
    await note_settlement(books, invoice.id)


@dataclass(frozen=True, slots=True)
class Received:
    """Money received for an invoice, in minor units of its currency."""

    payment_id: UUID
    date: date
    amount: int
    bank: Bank | None


async def post_payment(books: WritableBooks, invoice: Invoice, item: Item | None, paid: Received) -> None:
    """Post a payment: it settles the invoice as far as that is open, the rest was paid in advance.

    The difference between what was owed and what came in, both in base currency, is a realised exchange difference.
    """
    chart, settled = await working_chart(books), min(item.open_tc if item else 0, paid.amount)
    rate = await rate_on(books, chart.base, invoice.currency, paid.date)
    came, worth = (to_base(amount, invoice.currency, chart.base, rate.rate) for amount in (paid.amount, settled))
    bank = await bank_ledger_account(books, chart, paid.bank)
    legs = [Leg(bank.id, came, paid.amount, client_id=invoice.client_id)]
    items: list[NewItem] = []
    part = 0
    if item is not None and settled:
        part = part_to_settle(item, settled)
        legs.append(Leg(item.account_id, -part, -settled, open_item_id=item.id, client_id=item.client_id))
    if paid.amount > settled:
        kept = _prepayment(books, chart, invoice, settled - paid.amount, worth - came)
        items.append(replace(kept, source_id=paid.payment_id))
        legs.append(Leg(kept.account_id, kept.amount, kept.amount_tc, open_item_id=kept.id, client_id=kept.client_id))
    legs += exchange_difference(chart, part - worth)
    voucher = Voucher(
        date=paid.date,
        description=f"Payment of {invoice.number} {invoice.client.name}"[:200],
        source=Source.PAYMENT,
        source_id=paid.payment_id,
        legs=tuple(legs),
        items=tuple(items),
        currency=invoice.currency,
        area=Area.SALES,
        rate=rate.rate,
        rate_date=rate.date,
    )
    posted = await post(books, voucher)
    if item is not None and settled and posted is not None:
        kind, entry = AllocationKind.PAYMENT, posted.entry_id
        new = NewAllocation(kind, paid.date, amount_tc=settled, amount=part, entry_id=entry, payment_id=paid.payment_id)
        await allocate(books, item, new)


def part_to_settle(item: Item, amount_tc: int) -> int:
    """The base value of a part of an item, so that the last part clears it in both currencies."""
    done_tc, done = item.original_tc - item.open_tc, item.original - item.open
    return part_of(item.original_tc, item.original, done_tc, done, amount_tc)


def exchange_difference(chart: WorkingChart, loss: int) -> Sequence[Leg]:
    """The line of a realised exchange difference: a loss above zero, a gain below, none at zero."""
    if not loss:
        return ()
    account = chart.account("fx_loss" if loss > 0 else "fx_gain")
    return (Leg(account.id, loss, 0, of_result=account.of_result),)


async def transfer(books: WritableBooks, item: Item, credit: Item, amount_tc: int, day: date) -> None:
    """Set a credit of the client (below zero) against an item that is owed (above zero)."""
    part, given = part_to_settle(item, amount_tc), part_to_settle(credit, -amount_tc)
    same_account = item.account_id == credit.account_id
    entry_id = None
    if not same_account or part + given:
        chart = await working_chart(books)
        moved = 0 if same_account else amount_tc
        legs = [
            Leg(item.account_id, -part, -moved, open_item_id=item.id, client_id=item.client_id),
            Leg(credit.account_id, -given, moved, open_item_id=credit.id, client_id=credit.client_id),
            *exchange_difference(chart, part + given),
        ]
        voucher = Voucher(
            date=day,
            description=f"{credit.number or credit.source} set against {item.number or item.source}"[:200],
            source=Source.SETTLEMENT,
            source_id=item.source_id,
            legs=tuple(legs),
            currency=item.currency,
            area=Area.SALES,
        )
        posted = await post(books, voucher)
        entry_id = posted.entry_id if posted else None
    kind = AllocationKind.CREDIT if credit.kind is ItemKind.RECEIVABLE else AllocationKind.TRANSFER
    new = NewAllocation(kind, day, amount_tc=amount_tc, amount=part, entry_id=entry_id, counter_item_id=credit.id)
    await allocate(books, item, new)
    back = replace(new, amount_tc=-amount_tc, amount=given, counter_item_id=item.id)
    await allocate(books, credit, back)


async def use_credits(books: WritableBooks, invoice_id: UUID) -> None:
    """Let what this invoice's payments and credit notes hold beyond it settle what is open again, oldest first."""
    held = [(Source.PAYMENT, one) for one in await payments.live_payment_ids(books, invoice_id)]
    held += [(Source.CREDIT_NOTE, one) for one in await credit_note_ids(books, invoice_id)]
    for source, source_id in held:
        item = await item_of(books, Source.INVOICE, invoice_id)
        credit = await item_of(books, source, source_id)
        if item is None or not item.open_tc:
            return
        if credit is not None and credit.open_tc:
            await transfer(books, item, credit, min(item.open_tc, -credit.open_tc), books.today)


async def note_settlement(books: WritableBooks, invoice_id: UUID) -> None:
    """Note on the invoice what is paid, credited and written off, and what is left of what came in beyond it."""
    item = await item_of(books, Source.INVOICE, invoice_id)
    kinds = await settled_by_kind(books, item.id) if item else {}
    paid = sum(kinds.get(kind, 0) for kind in _PAID)
    await store.update_head(
        books,
        invoice_id,
        paid_minor=paid,
        credited_minor=kinds.get(AllocationKind.CREDIT, 0),
        written_off_minor=sum(kinds.get(kind, 0) for kind in _WRITTEN_OFF),
        received_minor=paid + await kept_of(books, invoice_id),
    )


async def bank_account_for(books: Books, given: UUID | None, currency: str) -> Bank | None:
    """The bank account given, or the default one of this currency; None where the profile has none.

    Raises:
        Invalid: not in this profile, or in another currency.
    """
    if given is None:
        return await default_bank(books, currency)
    found = await bank_of(books, given)
    if found is None:
        raise Invalid.field("bank_account_id", "there is no such bank account in this profile; use list_bank_accounts")
    if found.currency != currency:
        raise Invalid.field("bank_account_id", f"{found.name} is in {found.currency}, this is in {currency}")
    return found


async def bank_ledger_account(books: Books, chart: WorkingChart, bank: Bank | None) -> ChartAccount:
    """The ledger account that a bank account's movements are booked on: its own, or the one for banks."""
    if bank is not None and bank.account_number:
        found = (await accounts_by_number(books, [bank.account_number])).get(bank.account_number)
        if found is not None:
            return found
    return chart.account("bank")


def _amount(invoice: Invoice, draft: PaymentDraft) -> int:
    currency = invoice.currency
    amount = round_to_minor(invoice.open, currency)
    if draft.amount is not None:
        amount = to_minor(draft.amount, currency, "amount")
    if abs(round_to_minor(invoice.paid + invoice.overpaid, currency) + amount) > LIMIT_MINOR:
        raise Invalid.field("amount", "together with earlier payments it is beyond the largest that the books hold")
    return amount


def _prepayment(books: WritableBooks, chart: WorkingChart, invoice: Invoice, amount_tc: int, amount: int) -> NewItem:
    return NewItem(
        id=books.new_id(),
        kind=ItemKind.PREPAYMENT,
        account_id=chart.account("customer_prepayment").id,
        amount_tc=amount_tc,
        amount=amount,
        due_date=books.today,
        client_id=invoice.client_id,
        number=invoice.number,
    )
