"""Accounts: who owns profiles, and under which plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import PrimaryKeyConstraint, RowMapping, select
from sqlalchemy.ext.asyncio import AsyncConnection

from luma_mcp.store.books import AccountBooks, WritableAccountBooks
from luma_mcp.store.schema import column, day, moment, one_of, table, text
from luma_mcp.store.types import Id

account = table(
    "account",
    column("id", Id()),
    text("name"),
    text("plan"),
    day("today", null=True),
    moment("created_at"),
    PrimaryKeyConstraint("id"),
    one_of("plan", "free", "pro", "lifetime"),
)


@dataclass(frozen=True, slots=True)
class Account:
    """An account; `today` stands in for the calendar where demo books end on a fixed day."""

    id: UUID
    name: str
    plan: str
    today: date | None


async def all_accounts(connection: AsyncConnection) -> Sequence[Account]:
    """Every account, oldest first."""
    rows = (await connection.execute(select(account).order_by(account.c.created_at, account.c.id))).mappings()
    return [_account(row) for row in rows]


async def add_account(
    connection: AsyncConnection, *, account_id: UUID, name: str, plan: str, now: datetime, today: date | None = None
) -> Account:
    """Make an account."""
    await connection.execute(account.insert().values(id=account_id, name=name, plan=plan, today=today, created_at=now))
    return Account(account_id, name, plan, today)


async def set_today(connection: AsyncConnection, account_id: UUID, today: date) -> None:
    """Fix the day that is 'today' for an account."""
    await connection.execute(account.update().where(account.c.id == account_id).values(today=today))


def _account(row: RowMapping) -> Account:
    return Account(row["id"], row["name"], row["plan"], row["today"])


async def hold_account(books: WritableAccountBooks) -> None:
    """Keep other writes from counting the account's keys until this one is done."""
    await books.hold(account, account.c.id == books.account_id)


async def plan_of(books: AccountBooks) -> str:
    """The plan of the account whose books these are."""
    return str(await books.fetch_value(select(account.c.plan).where(account.c.id == books.account_id)))
