"""Books from before the ledger: which accounts wait for it, and what is posted in which order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ForeignKeyConstraint,
    PrimaryKeyConstraint,
    Select,
    Table,
    and_,
    case,
    cast,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from luma_mcp.domain.charts import CONTROL_TYPES, AccountClass
from luma_mcp.store.accounts import Account, all_accounts
from luma_mcp.store.bank_accounts import bank_account
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.database import set_context
from luma_mcp.store.expenses import expense
from luma_mcp.store.income import income
from luma_mcp.store.invoices import invoice
from luma_mcp.store.journal import ledger_head
from luma_mcp.store.ledger_accounts import ledger_account
from luma_mcp.store.payments import payment
from luma_mcp.store.profiles import ProfileHandle, profile, profile_handles
from luma_mcp.store.schema import reference, table
from luma_mcp.store.types import Id

back_posting = table(
    "back_posting",
    reference("account_id"),
    PrimaryKeyConstraint("account_id"),
    ForeignKeyConstraint(["account_id"], ["account.id"]),
)
"""The accounts that were there before the ledger and wait for it; whoever is not here has nothing to post."""

_NO_PAYMENT = cast(null(), Id())


class Past(StrEnum):
    """What is posted of the past; on the same day in this order."""

    INVOICE = "1 invoice"
    EXPENSE = "2 expense"
    INCOME = "3 income"
    PAYMENT = "4 payment"
    EXPENSE_PAYMENT = "5 expense payment"


@dataclass(frozen=True, slots=True)
class PastDocument:
    """Something to post: of a payment, `id` is the invoice's and `payment_id` its own."""

    day: date
    kind: Past
    id: UUID
    payment_id: UUID | None


async def any_waiting(connection: AsyncConnection) -> bool:
    """Whether any account waits for its ledger."""
    return (await connection.execute(select(back_posting.c.account_id).limit(1))).first() is not None


async def waiting_accounts(connection: AsyncConnection) -> Sequence[Account]:
    """The accounts that wait for their ledger, oldest first."""
    waiting = set((await connection.execute(select(back_posting.c.account_id))).scalars())
    return [one for one in await all_accounts(connection) if one.id in waiting] if waiting else []


async def profiles_without_ledger(connection: AsyncConnection, account_id: UUID) -> Sequence[ProfileHandle]:
    """The profiles of an account that have no ledger, oldest first."""
    await set_context(connection, account_id=account_id)
    without = []
    for handle in await profile_handles(connection, account_id):
        await set_context(connection, account_id=account_id, profile_id=handle.id)
        head = select(ledger_head.c.profile_id).where(ledger_head.c.profile_id == handle.id)
        if (await connection.execute(head)).first() is None:
            without.append(handle)
    return without


async def note_posted(connection: AsyncConnection, account_id: UUID) -> None:
    """An account waits no longer."""
    await connection.execute(back_posting.delete().where(back_posting.c.account_id == account_id))


async def lacks_ledger(books: WritableBooks) -> bool:
    """Whether these books have no ledger; nobody else gives them one until this write is done."""
    await books.hold(profile, profile.c.id == books.profile_id)
    return not await books.exists(ledger_head)


async def keep_banks_on_accounts_for_money(books: WritableBooks) -> None:
    """Take account numbers from bank accounts that the chart does not have for money: they go to the usual one.

    Before there was a chart any number could be given.
    """
    account = ledger_account.c
    for_money = account["class"].in_((AccountClass.ASSET, AccountClass.LIABILITY)) & account.type.not_in(CONTROL_TYPES)
    numbers = select(account.number).where(books.own(ledger_account), for_money)
    wrong = books.own(bank_account) & bank_account.c.account_number.not_in(numbers)
    await books.write(bank_account.update().where(wrong).values(account_number=None, updated_at=books.now))


async def past_documents(books: Books) -> Sequence[PastDocument]:
    """Everything that moves the ledger, in the order of its days.

    A payment comes after what it pays, also where it is said to be older.
    """
    past = union_all(*_past(books)).subquery()
    rows = await books.fetch_all(select(past).order_by(past.c.day, past.c.kind, past.c.id, past.c.payment_id))
    return [PastDocument(row["day"], Past(row["kind"]), row["id"], row["payment_id"]) for row in rows]


async def opened_bank_accounts(books: Books) -> Sequence[UUID]:
    """Bank accounts that began with a balance, oldest first."""
    opened = books.own(bank_account) & (bank_account.c.opening_balance_minor != 0)
    rows = await books.fetch_all(select(bank_account.c.id).where(opened).order_by(bank_account.c.id))
    return [row["id"] for row in rows]


def _past(books: Books) -> Sequence[Select[Any]]:
    of_invoice = and_(payment.c.profile_id == invoice.c.profile_id, payment.c.invoice_id == invoice.c.id)
    paid_on = case((payment.c.date < invoice.c.issue_date, invoice.c.issue_date), else_=payment.c.date)
    live, later = payment.c.undone_at.is_(None), expense.c.paid_on > expense.c.date
    return [
        _rows(Past.INVOICE, invoice, invoice.c.issue_date).where(books.own(invoice), invoice.c.stage == "sent"),
        _rows(Past.EXPENSE, expense, expense.c.date).where(books.own(expense), expense.c.status != "draft"),
        _rows(Past.INCOME, income, income.c.date).where(books.own(income)),
        _rows(Past.PAYMENT, invoice, paid_on, payment.c.id)
        .select_from(payment.join(invoice, of_invoice))
        .where(books.own(payment), live),
        _rows(Past.EXPENSE_PAYMENT, expense, expense.c.paid_on).where(books.own(expense), later),
    ]


def _rows(kind: Past, document: Table, day: Any, payment_id: Any = _NO_PAYMENT) -> Select[Any]:
    columns = {"day": day, "kind": literal(str(kind)), "id": document.c.id, "payment_id": payment_id}
    return select(*(column.label(name) for name, column in columns.items()))
