"""A ledger to attack: vouchers posted as operations post them, entries forged past them, and what the database said."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from luma_mcp.domain.ledger import ItemKind, Leg, NewItem, Posted, Source, Voucher
from luma_mcp.errors import Refusal
from luma_mcp.operations.posting import post
from luma_mcp.store.books import Scene, WritableBooks
from luma_mcp.store.chart import accounts_by_role
from luma_mcp.store.database import set_context
from luma_mcp.store.journal import journal_entry, journal_line
from luma_mcp.store.posting import digest_of
from luma_mcp.store.refusals import first_line
from tests.store.raw import attack
from tests.world import World

MARCH = date(2026, 3, 1)
Row = dict[str, Any]
Forgery = Callable[[Row, list[Row]], object]
"""What is changed of the next entry and its lines before they are written."""


def books_on(world: World, connection: AsyncConnection, *, caller: str = "owner", profile: UUID | None = None) -> Any:
    """Books of a profile in a transaction that somebody else ends."""
    clock, account = world.clock, world.owner.account_id
    ids = world.parts.executor.new_id
    scene = Scene(account, caller, "", read_only=False, now=clock.now, today=clock.now.date(), new_id=ids)
    return WritableBooks(connection, scene, profile or world.swiss)


@asynccontextmanager
async def writing(world: World, *, caller: str = "owner", profile: UUID | None = None) -> AsyncIterator[WritableBooks]:
    """Books of a profile in a write transaction of their own."""
    async with world.parts.database.writing() as connection:
        await set_context(connection, account_id=world.owner.account_id, profile_id=profile or world.swiss)
        yield books_on(world, connection, caller=caller, profile=profile)


async def sell(books: WritableBooks, amount: int = 100, on: date = MARCH, **more: Any) -> Posted:
    """Post a sale for cash: the bank has more, revenue too."""
    accounts = await accounts_by_role(books, "bank", "sales_revenue")
    vat = {name: more.pop(name) for name in ("vat_code", "vat_role", "tax_date") if name in more}
    legs = (
        Leg(accounts["bank"].id, amount, amount),
        Leg(accounts["sales_revenue"].id, -amount, -amount, of_result=True, **vat),
    )
    given = {"description": "Sale", "source": Source.MANUAL, "currency": "CHF", "legs": legs} | more
    posted = await post(books, Voucher(date=on, **given))
    assert posted
    return posted


async def bill(books: WritableBooks, amount: int = 100, on: date = MARCH, kind: ItemKind = ItemKind.RECEIVABLE) -> UUID:
    """Post a sale that a client owes; the id of the open item."""
    accounts = await accounts_by_role(books, "receivable", "sales_revenue")
    owed = accounts["receivable"].id
    item = NewItem(books.new_id(), kind, owed, amount, amount, on)
    legs = (
        Leg(owed, amount, amount, open_item_id=item.id),
        Leg(accounts["sales_revenue"].id, -amount, -amount, of_result=True),
    )
    voucher = Voucher(date=on, description="Bill", source=Source.MANUAL, currency="CHF", legs=legs, items=(item,))
    await post(books, voucher)
    return item.id


async def sold(world: World, amount: int = 100, on: date = MARCH, *, caller: str = "owner", **more: Any) -> Posted:
    """Sell in a transaction of its own."""
    async with writing(world, caller=caller) as books:
        return await sell(books, amount, on, **more)


async def billed(world: World, amount: int = 100) -> UUID:
    """Bill in a transaction of its own."""
    async with writing(world) as books:
        return await bill(books, amount)


async def last_entry(books: WritableBooks) -> tuple[Row, list[Row]]:
    """The newest entry and its lines."""
    newest = journal_entry.select().where(books.own(journal_entry)).order_by(journal_entry.c.seq.desc()).limit(1)
    entry = dict(await books.fetch_one(newest) or {})
    own = books.own(journal_line) & (journal_line.c.entry_id == entry["id"])
    lines = await books.fetch_all(journal_line.select().where(own).order_by(journal_line.c.n))
    return entry, [dict(line) for line in lines]


async def next_entry(books: WritableBooks) -> tuple[Row, list[Row]]:
    """What would follow the newest entry, as its copy."""
    entry, lines = await last_entry(books)
    made = books.new_id()
    year, n = entry["number"].rpartition("-")[0], entry["n"] + 1
    entry |= {"id": made, "voucher_id": made, "n": n, "number": f"{year}-{n:04d}", "version": 1}
    entry |= {"seq": entry["seq"] + 1, "prev_hash": entry["hash"]}
    return entry | {"hash": "forged"}, [line | {"entry_id": made, "seq": entry["seq"]} for line in lines]


async def write_forged(books: WritableBooks, entry: Row, lines: list[Row]) -> None:
    """Write lines and their entry, row by row."""
    for line in lines:
        await books.write(journal_line.insert().values(**line))
    if entry:
        await books.write(journal_entry.insert().values(**entry))


async def forge(world: World, change: Forgery = lambda _entry, _lines: None) -> None:
    """Write a copy of the newest entry as the next one, after a change."""
    async with writing(world) as books:
        entry, lines = await next_entry(books)
        change(entry, lines)
        await write_forged(books, entry, lines)
    world.broken.append("forged")


async def answer(attempt: Awaitable[object]) -> str:
    """What was said to an attempt: the driver's words, or that it was let through."""
    try:
        await attempt
    except Refusal as refusal:
        return first_line(refusal.__cause__) if isinstance(refusal.__cause__, Exception) else str(refusal)
    except DBAPIError as problem:
        return first_line(problem)
    return "let through"


def spelled(world: World, value: UUID) -> Any:
    """An id as raw SQL takes it."""
    return str(value) if world.parts.database.is_sqlite else value


def today_of(world: World, day: str) -> Any:
    """A date as raw SQL takes it."""
    return day if world.parts.database.is_sqlite else date.fromisoformat(day)


KEPT = r"ledger_posted|permission denied"


async def outcomes(world: World, attacks: Mapping[str, str]) -> list[str]:
    """The attacks that were not refused for the reason they should be, with what was said."""
    wrong = []
    for statement, reason in attacks.items():
        said = await answer(attack(world, statement))
        wrong += [] if re.search(reason, said) else [f"{statement}: {said}"]
    return wrong


def changed(**columns: Any) -> Forgery:
    """Change the entry."""
    return lambda entry, _: entry.update(columns)


def line(n: int = 0, **columns: Any) -> Forgery:
    """Change one line."""
    return lambda _, lines: lines[n].update(columns)


ALLOCATION = (
    "INSERT INTO item_allocation SELECT i.profile_id, :id, i.id, :counter, NULL, 'credit', NULL, i.date, :amount, "
    ":amount, NULL, i.created_at FROM open_item i WHERE i.id = :item"
)


async def allocate(world: World, item: UUID, amount: int, counter: UUID) -> str:
    """Settle a part of an item with another one; what the database said."""
    ids = {"item": spelled(world, item), "counter": spelled(world, counter)}
    made = spelled(world, world.parts.executor.new_id())
    return await answer(attack(world, ALLOCATION, id=made, amount=amount, **ids))


async def wrong_with(world: World) -> list[str]:
    """What of a profile's ledger does not follow from its lines: the chain, its numbers, and the balances."""
    async with writing(world) as books:
        entries = await books.fetch_all(journal_entry.select().where(books.own(journal_entry)).order_by("seq"))
        rows = await books.fetch_all(journal_line.select().where(books.own(journal_line)).order_by("n"))
        wrong, before = [], ""
        for seq, entry in enumerate(entries, start=1):
            lines = [line for line in rows if line["entry_id"] == entry["id"]]
            whole = sum(line["amount_minor"] for line in lines) == 0 and len(lines) == entry["line_count"]
            chained = entry["prev_hash"] == before and entry["hash"] == digest_of(entry, lines)
            wrong += [] if whole and chained and entry["seq"] == seq else [f"entry {entry['number']}"]
            before = entry["hash"]
        balanced = await books.fetch_all(_UNBALANCED)
        return wrong + [f"account {row['account_id']}" for row in balanced]


_UNBALANCED = text("""
    SELECT account_id, sum(amount) FROM (
      SELECT account_id, debit_minor - credit_minor AS amount FROM period_balance WHERE book <> 'cash'
      UNION ALL SELECT account_id, -amount_minor FROM journal_line
    ) AS moved GROUP BY account_id HAVING sum(amount) <> 0
""")
