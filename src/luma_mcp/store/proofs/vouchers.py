"""What proving vouchers needs to read: documents whose live entries, amounts or settlements are not theirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Table, and_, bindparam, case, func, literal, or_, select, true

from luma_mcp.domain.ledger import AllocationKind, Source
from luma_mcp.store.bank_accounts import bank_account
from luma_mcp.store.books import OWN, Books, own_rows
from luma_mcp.store.credit_notes import credit_note
from luma_mcp.store.expenses import expense
from luma_mcp.store.income import income
from luma_mcp.store.invoices import invoice
from luma_mcp.store.journal import journal_entry, journal_line
from luma_mcp.store.open_items import item_allocation, item_payment, open_item
from luma_mcp.store.payments import payment

PAID = (AllocationKind.PAYMENT, AllocationKind.TRANSFER)
_MOST = bindparam("most", type_=Integer())
WRITTEN_OFF = (AllocationKind.WRITE_OFF, AllocationKind.DISCOUNT, AllocationKind.DIFFERENCE)


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """A kind of document that is posted: which of them are, and the amount that a line of the entry bears."""

    noun: str
    source: Source
    table: Table
    name: ColumnElement[Any]
    posted: ColumnElement[bool]
    amount: ColumnElement[int]
    unless: ColumnElement[bool] | None = None
    """Documents that may have an entry and need none."""


_GIVEN = func.coalesce(bank_account.c.opening_balance_minor, 0)

KINDS: Sequence[Kind] = (
    Kind(
        "invoice",
        Source.INVOICE,
        invoice,
        invoice.c.number,
        invoice.c.stage == "sent",
        invoice.c.gross_minor,
        and_(invoice.c.stage == "sent", invoice.c.gross_minor == 0),
    ),
    Kind("credit note", Source.CREDIT_NOTE, credit_note, credit_note.c.number, true(), credit_note.c.gross_minor),
    Kind("payment", Source.PAYMENT, payment, payment.c.date, payment.c.undone_at.is_(None), payment.c.amount_minor),
    Kind(
        "payment of an item",
        Source.ITEM_PAYMENT,
        item_payment,
        item_payment.c.date,
        item_payment.c.undone_at.is_(None),
        item_payment.c.amount_minor,
    ),
    Kind("expense", Source.EXPENSE, expense, expense.c.number, expense.c.status != "draft", expense.c.amount_minor),
    Kind("income", Source.INCOME, income, income.c.date, true(), income.c.amount_minor),
    Kind("bank account", Source.BANK_ACCOUNT, bank_account, bank_account.c.name, _GIVEN != 0, _GIVEN),
)


@dataclass(frozen=True, slots=True)
class Miscounted:
    """A document with another number of live entries than it should have."""

    id: Any
    name: Any
    wanted: int
    entries: int


@dataclass(frozen=True, slots=True)
class Misposted:
    """A document whose live entry has no line of its amount."""

    id: Any
    name: Any
    amount: int
    entry: str


@dataclass(frozen=True, slots=True)
class Missettled:
    """An invoice that says something else than its open item, its settlements and its payments. Minor units."""

    id: Any
    name: Any
    said: tuple[int, int, int, int]
    """Paid, credited, written off, received."""
    made: tuple[int, int, int, int]
    left: int
    open: int


@dataclass(frozen=True, slots=True)
class Owed:
    """An expense that is owed by another amount than it says."""

    id: Any
    name: Any
    owed: int
    open: int


async def count_documents(books: Books, kind: Kind) -> int:
    """How many documents of a kind there are."""
    return int(await books.fetch_value(select(func.count()).select_from(kind.table).where(books.own(kind.table))))


async def miscounted(books: Books, kind: Kind, most: int) -> list[Miscounted]:
    """Documents without their live entry, with several, or with one that they should not have."""
    return [Miscounted(*row) for row in await books.fetch_rows(_miscounted(kind), _given(books, most))]


@cache
def _miscounted(kind: Kind) -> Any:
    live = (
        select(journal_entry.c.source_id, func.count().label("n"))
        .where(_live(kind.source))
        .group_by(journal_entry.c.source_id)
        .subquery("live")
    )
    wanted, entries = case((kind.posted, 1), else_=0), func.coalesce(live.c.n, 0)
    wrong = wanted != entries
    if kind.unless is not None:
        wrong = and_(wrong, or_(~kind.unless, entries > 1))
    query = (
        select(kind.table.c.id, kind.name, wanted, entries)
        .select_from(kind.table.outerjoin(live, live.c.source_id == kind.table.c.id))
        .where(own_rows(kind.table), wrong)
    )
    return query.order_by(kind.table.c.id).limit(_MOST)


async def misposted(books: Books, kind: Kind, most: int) -> list[Misposted]:
    """Documents whose live entry has no line of their amount, VAT aside."""
    return [Misposted(*row) for row in await books.fetch_rows(_misposted(kind), _given(books, most))]


@cache
def _misposted(kind: Kind) -> Any:
    line = journal_line.c
    bears = (
        select(literal(1))
        .where(
            line.profile_id == journal_entry.c.profile_id,
            line.entry_id == journal_entry.c.id,
            line.vat_role.is_(None),
            func.abs(line.amount_tc_minor) == func.abs(kind.amount),
        )
        .correlate(journal_entry, kind.table)
        .exists()
    )
    of_document = and_(
        journal_entry.c.profile_id == kind.table.c.profile_id, journal_entry.c.source_id == kind.table.c.id
    )
    query = (
        select(kind.table.c.id, kind.name, kind.amount, journal_entry.c.number)
        .select_from(kind.table.join(journal_entry, of_document))
        .where(own_rows(kind.table), _live(kind.source), kind.amount != 0, ~bears)
    )
    return query.order_by(kind.table.c.id).limit(_MOST)


async def strays(books: Books, kind: Kind, most: int) -> list[str]:
    """The numbers of live entries of a kind of document that is not there."""
    return [row[0] for row in await books.fetch_rows(_strays(kind), _given(books, most))]


@cache
def _strays(kind: Kind) -> Any:
    there = (
        select(literal(1))
        .where(kind.table.c.profile_id == journal_entry.c.profile_id, kind.table.c.id == journal_entry.c.source_id)
        .correlate(journal_entry)
        .exists()
    )
    query = select(journal_entry.c.number).where(_live(kind.source), ~there)
    return query.order_by(journal_entry.c.seq).limit(_MOST)


async def missettled_invoices(books: Books, most: int) -> list[Missettled]:
    """Invoices whose amounts paid, credited, written off, received and open are not what ledger and payments say."""
    rows = await books.fetch_rows(_missettled_invoices(), _given(books, most))
    return [Missettled(row[0], row[1], _four(row[2:6]), _four(row[6:10]), int(row[10]), int(row[11])) for row in rows]


@cache
def _missettled_invoices() -> Any:
    settled, opened, kept = _settlements(), _open(Source.INVOICE), _kept()
    said = [invoice.c[name] for name in ("paid_minor", "credited_minor", "written_off_minor", "received_minor")]
    made: list[ColumnElement[Any]] = [
        func.coalesce(column, 0) for column in (settled.c.paid, settled.c.credited, settled.c.written_off)
    ]
    made.append(made[0] + func.coalesce(kept.c.kept, 0))
    left = case((invoice.c.stage == "sent", invoice.c.gross_minor - said[0] - said[1] - said[2]), else_=0)
    still_open = func.coalesce(opened.c.open, 0)
    wrong = or_(*[ours != theirs for ours, theirs in zip(said, made, strict=True)], left != still_open)
    source = invoice
    for found in (settled, opened, kept):
        source = source.outerjoin(found, found.c.source_id == invoice.c.id)  # type: ignore[assignment]
    query = select(invoice.c.id, invoice.c.number, *said, *made, left, still_open).select_from(source)
    return query.where(own_rows(invoice), wrong).order_by(invoice.c.id).limit(_MOST)


async def missettled_expenses(books: Books, most: int) -> list[Owed]:
    """Expenses whose open items do not say that all is owed, or nothing once they are paid."""
    return [Owed(*row) for row in await books.fetch_rows(_missettled_expenses(), _given(books, most))]


@cache
def _missettled_expenses() -> Any:
    opened = _open(Source.EXPENSE)
    owed = case((expense.c.status == "unpaid", -expense.c.amount_minor), else_=0)
    still_open = func.coalesce(opened.c.open, 0)
    query = (
        select(expense.c.id, expense.c.number, owed, still_open)
        .select_from(expense.outerjoin(opened, opened.c.source_id == expense.c.id))
        .where(own_rows(expense), owed != still_open)
    )
    return query.order_by(expense.c.id).limit(_MOST)


def _given(books: Books, most: int) -> dict[str, Any]:
    return {OWN: books.profile_id, "most": most}


def _settlements() -> Any:
    """What the items of each invoice were settled with."""
    of_item = and_(item_allocation.c.profile_id == open_item.c.profile_id, item_allocation.c.item_id == open_item.c.id)
    kinds = {"paid": PAID, "credited": (AllocationKind.CREDIT,), "written_off": WRITTEN_OFF}
    sums = [
        func.sum(case((item_allocation.c.kind.in_(of), item_allocation.c.amount_tc_minor), else_=0)).label(name)
        for name, of in kinds.items()
    ]
    return (
        select(open_item.c.source_id, *sums)
        .select_from(open_item.join(item_allocation, of_item))
        .where(own_rows(open_item), open_item.c.source == Source.INVOICE)
        .group_by(open_item.c.source_id)
        .subquery("settled")
    )


def _open(source: Source) -> Any:
    """What is open of the items of each document of a source."""
    return (
        select(open_item.c.source_id, func.sum(open_item.c.open_tc_minor).label("open"))
        .where(own_rows(open_item), open_item.c.source == source)
        .group_by(open_item.c.source_id)
        .subquery("opened")
    )


def _kept() -> Any:
    """What is left of what each invoice's payments brought in beyond it."""
    paid = and_(payment.c.profile_id == open_item.c.profile_id, payment.c.id == open_item.c.source_id)
    return (
        select(payment.c.invoice_id.label("source_id"), func.sum(-open_item.c.open_tc_minor).label("kept"))
        .select_from(open_item.join(payment, paid))
        .where(own_rows(open_item), open_item.c.source == Source.PAYMENT)
        .group_by(payment.c.invoice_id)
        .subquery("kept")
    )


def _live(source: Source) -> ColumnElement[bool]:
    """The condition that an entry is of this source and neither reversed nor a reversal."""
    back = journal_entry.alias("back")
    undone = (
        select(literal(1))
        .where(back.c.profile_id == journal_entry.c.profile_id, back.c.reverses == journal_entry.c.id)
        .correlate(journal_entry)
        .exists()
    )
    return and_(own_rows(journal_entry), journal_entry.c.source == source, journal_entry.c.reverses.is_(None), ~undone)


def _four(amounts: Sequence[Any]) -> tuple[int, int, int, int]:
    first, second, third, fourth = amounts
    return int(first), int(second), int(third), int(fourth)
