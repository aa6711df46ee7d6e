"""Open items at work: finding them, settling them, and what of revenue and expense counts by that."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, Text, and_, bindparam, cast, func, literal, null, select, union, union_all

from luma_mcp.domain.ledger import MONEY_MOVED, AllocationKind, ItemKind, Source, cash_share
from luma_mcp.domain.open_items import Allocated, Item, NewAllocation
from luma_mcp.store.books import OWN, Books, WritableBooks, own_rows
from luma_mcp.store.invoices import invoice
from luma_mcp.store.journal import cash_line, hold_ledger, journal_entry, journal_line
from luma_mcp.store.ledger_accounts import ledger_account
from luma_mcp.store.open_items import item_allocation, open_item
from luma_mcp.store.payments import payment
from luma_mcp.store.posting import OF_RESULT, cash_seq_of, write_cash_lines
from luma_mcp.store.types import Id

_UNDOING = item_allocation.alias("undoing")


async def item_of(books: Books, source: Source, source_id: UUID) -> Item | None:
    """The open item of a document, settled or not; one whose entry was taken back counts no more."""
    gone = (
        select(journal_entry.c.id)
        .where(journal_entry.c.profile_id == open_item.c.profile_id, journal_entry.c.reverses == open_item.c.entry_id)
        .exists()
    )
    own = books.own(open_item) & (open_item.c.source == source) & (open_item.c.source_id == source_id) & ~gone
    query = select(open_item).where(own).order_by(open_item.c.created_at.desc(), open_item.c.id.desc()).limit(1)
    row = await books.fetch_one(query)
    return _item(row) if row else None


async def hold_items(books: WritableBooks, *item_ids: UUID) -> None:
    """Keep other writes from these items, and those that they were set against, until this one is done.

    Their invoices come first and the ledger then, as where an invoice is paid, so that nobody waits in a ring.
    """
    if not books.is_postgresql:
        return
    allocated = books.own(item_allocation) & item_allocation.c.item_id.in_(item_ids)
    chosen = union(
        select(open_item.c.id).where(books.own(open_item), open_item.c.id.in_(item_ids)),
        select(item_allocation.c.counter_item_id).where(allocated),
    )
    of_items = select(open_item.c.source_id).where(books.own(open_item), open_item.c.id.in_(chosen))
    paid = of_items.where(open_item.c.source == Source.PAYMENT)
    invoices = union(
        of_items.where(open_item.c.source == Source.INVOICE),
        select(payment.c.invoice_id).where(books.own(payment), payment.c.id.in_(paid)),
    )
    own = books.own(invoice) & invoice.c.id.in_(invoices)
    await books.fetch_all(select(invoice.c.id).where(own).order_by(invoice.c.id).with_for_update())
    await hold_ledger(books)


async def find_item(books: Books, item_id: UUID) -> Item | None:
    """One open item; inside a write it is held until the end."""
    query = select(open_item).where(books.this(open_item, item_id))
    row = await books.fetch_one(query.with_for_update() if isinstance(books, WritableBooks) else query)
    return _item(row) if row else None


async def items_opened_by(books: Books, entry_id: UUID) -> Sequence[Item]:
    """The items that an entry opened."""
    own = books.own(open_item) & (open_item.c.entry_id == entry_id)
    return [_item(row) for row in await books.fetch_all(select(open_item).where(own).order_by(open_item.c.id))]


async def set_due_date(books: WritableBooks, item_id: UUID, due_date: date) -> None:
    """Move the day on which an item is due."""
    row = books.this(open_item, item_id)
    await books.write(open_item.update().where(row).values(due_date=due_date, updated_at=books.now))


async def allocate(books: WritableBooks, item: Item, new: NewAllocation) -> UUID:
    """Settle a part of an item; the database moves what is open and refuses too much.

    On a cash basis revenue and expense of the item's entry count by so much, where money moved.
    """
    made = books.new_id()
    await books.add(
        item_allocation,
        profile_id=books.profile_id,
        id=made,
        item_id=item.id,
        counter_item_id=new.counter_item_id,
        entry_id=new.entry_id,
        kind=new.kind,
        payment_id=new.payment_id,
        date=new.date,
        amount_tc_minor=new.amount_tc,
        amount_minor=new.amount,
        reverses=new.reverses,
        created_at=books.now,
    )
    if new.kind in MONEY_MOVED:
        await _count(books, item.entry_id, made, new.date)
    return made


async def allocations_booked_by(books: Books, entry_id: UUID) -> Sequence[Allocated]:
    """The allocations of an entry that stand, newest first."""
    return await _live(books, item_allocation.c.entry_id == entry_id)


async def allocations_of(books: Books, item_id: UUID) -> Sequence[Allocated]:
    """The allocations of an item that stand, newest first."""
    return await _live(books, item_allocation.c.item_id == item_id)


async def settled_by_kind(books: Books, item_id: UUID) -> Mapping[str, int]:
    """What settles an item, in the item's currency, by kind."""
    query = select(item_allocation.c.kind, func.sum(item_allocation.c.amount_tc_minor).label("amount"))
    own = books.own(item_allocation) & (item_allocation.c.item_id == item_id)
    rows = await books.fetch_all(query.where(own).group_by(item_allocation.c.kind))
    return {row["kind"]: int(row["amount"]) for row in rows}


async def kept_of(books: Books, invoice_id: UUID) -> int:
    """What is left of what an invoice's payments brought in beyond it, in minor units of its currency."""
    paid = and_(payment.c.profile_id == open_item.c.profile_id, payment.c.id == open_item.c.source_id)
    query = select(func.coalesce(func.sum(-open_item.c.open_tc_minor), 0)).select_from(open_item.join(payment, paid))
    of_payments = books.own(open_item) & (open_item.c.source == Source.PAYMENT)
    return int(await books.fetch_value(query.where(of_payments, payment.c.invoice_id == invoice_id)))


async def _live(books: Books, *conditions: Any) -> Sequence[Allocated]:
    """Allocations that stand: neither taken back nor taking back."""
    undone = (
        select(_UNDOING.c.id)
        .where(_UNDOING.c.profile_id == item_allocation.c.profile_id, _UNDOING.c.reverses == item_allocation.c.id)
        .exists()
    )
    own = books.own(item_allocation) & item_allocation.c.reverses.is_(None) & ~undone
    order = (item_allocation.c.created_at.desc(), item_allocation.c.id.desc())
    rows = await books.fetch_all(select(item_allocation).where(own, *conditions).order_by(*order))
    return [_allocated(row) for row in rows]


def _item(row: RowMapping) -> Item:
    names = ("id", "account_id", "client_id", "vendor_id", "source_id", "number", "currency", "date", "due_date")
    return Item(
        **{name: row[name] for name in (*names, "entry_id")},
        kind=ItemKind(row["kind"]),
        source=Source(row["source"]),
        original_tc=row["original_tc_minor"],
        original=row["original_minor"],
        open_tc=row["open_tc_minor"],
        open=row["open_minor"],
    )


def _allocated(row: RowMapping) -> Allocated:
    names = ("id", "item_id", "counter_item_id", "entry_id", "payment_id", "date")
    return Allocated(
        **{name: row[name] for name in names},
        kind=AllocationKind(row["kind"]),
        amount_tc=row["amount_tc_minor"],
        amount=row["amount_minor"],
    )


async def _count(books: WritableBooks, entry_id: UUID, allocation_id: UUID, day: date) -> None:
    """Let an entry's revenue and expense count as far as its items are settled by now."""
    rows = await books.fetch_all(_CASH_QUESTION, {OWN: books.profile_id, "entry_id": entry_id})
    result, counted = _by_account(rows, "result"), _by_account(rows, "counted")
    totals = {row["what"]: int(row["amount"] or 0) for row in rows if row["account_id"] is None}
    whole = totals["whole"]
    settled = whole - totals["opened"] + totals["settled"]
    moved = {
        account: cash_share(amount, settled, whole) - counted.get(account, 0) for account, amount in result.items()
    }
    if any(moved.values()):
        seq = await cash_seq_of(books)
        await write_cash_lines(books, entry_id, day, moved, cash_seq=seq, allocation_id=allocation_id)


def _by_account(rows: Sequence[RowMapping], what: str) -> Mapping[UUID, int]:
    """The sums by account. The database would go through all lines in the order of accounts to add up these few."""
    sums: dict[UUID, int] = {}
    for row in rows:
        if row["what"] == what:
            sums[row["account_id"]] = sums.get(row["account_id"], 0) + int(row["amount"])
    return sums


def _what(name: str) -> Any:
    return literal(name, Text()).label("what")


def _sum(column: Any) -> Any:
    return func.coalesce(func.sum(column), 0).label("amount")


def _cash_question() -> Any:
    """An entry's lines of result, what counted of them, and how much of what settles it is settled: one question."""
    entry = bindparam("entry_id", type_=journal_line.c.entry_id.type)
    lines = journal_line.join(
        ledger_account,
        and_(
            ledger_account.c.profile_id == journal_line.c.profile_id, ledger_account.c.id == journal_line.c.account_id
        ),
    )
    own = own_rows(journal_line) & (journal_line.c.entry_id == entry)
    of_result = ledger_account.c["class"].in_(OF_RESULT)
    untaxed = journal_line.c.vat_role.is_(None) | (journal_line.c.vat_role == "base")
    opened = own_rows(open_item) & (open_item.c.entry_id == entry)
    nobody = cast(null(), Id()).label("account_id")
    moved = item_allocation.join(
        open_item,
        and_(open_item.c.profile_id == item_allocation.c.profile_id, open_item.c.id == item_allocation.c.item_id),
    )
    return union_all(
        select(_what("result"), journal_line.c.account_id, journal_line.c.amount_minor.label("amount"))
        .select_from(lines)
        .where(own, of_result),
        select(_what("counted"), cash_line.c.account_id, cash_line.c.amount_minor.label("amount")).where(
            own_rows(cash_line), cash_line.c.entry_id == entry
        ),
        select(_what("whole"), nobody, _sum(journal_line.c.amount_minor))
        .select_from(lines)
        .where(own, ~of_result, untaxed),
        select(_what("opened"), nobody, _sum(open_item.c.original_minor)).where(opened),
        select(_what("settled"), nobody, _sum(item_allocation.c.amount_minor))
        .select_from(moved)
        .where(opened, item_allocation.c.kind.in_(MONEY_MOVED)),
    )


_CASH_QUESTION = _cash_question()
