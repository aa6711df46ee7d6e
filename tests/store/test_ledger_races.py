"""Two at once at one ledger: whoever comes second waits or is refused, and nothing is missing or there twice.

On PostgreSQL the first session has not committed yet when the second one writes; on SQLite the second connection is
told that the file is busy and tries again.
"""

import re
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import replace
from datetime import date
from typing import Any, cast
from uuid import UUID

import anyio
import anyio.lowlevel
import pytest
from anyio.abc import TaskGroup
from sqlalchemy import Update, func, select, text
from sqlalchemy.exc import DBAPIError

from luma_mcp.errors import Busy, ChangedMeanwhile, Refusal
from luma_mcp.ledger_errors import EntryReversed, HardLock, PeriodLocked
from luma_mcp.operations.posting import reverse
from luma_mcp.operations.taking_back import take_back
from luma_mcp.store.books import WritableBooks
from luma_mcp.store.chart import accounts_by_role
from luma_mcp.store.database import BUSY_TIMEOUT_MS, Database, set_context
from luma_mcp.store.journal import journal_entry
from luma_mcp.store.open_items import open_item
from tests.postgres import PostgresDatabase
from tests.store.ledger import (
    MARCH,
    answer,
    billed,
    books_on,
    next_entry,
    sell,
    sold,
    spelled,
    write_forged,
    writing,
    wrong_with,
)
from tests.store.raw import ask
from tests.world import World, open_world

Work = Callable[[WritableBooks], Awaitable[object]]
"""What one session does in its transaction."""

Refused = Refusal | DBAPIError | None
"""What a session was refused with, if it was."""


@pytest.fixture
async def postgres_world(postgres_database: PostgresDatabase) -> AsyncIterator[World]:
    """A world on PostgreSQL alone."""
    async with open_world(postgres_database.app_url) as made:
        yield made


def statement(world: World, words: str, **values: Any) -> Work:
    """Run one statement."""
    given = {name: spelled(world, value) if isinstance(value, UUID) else value for name, value in values.items()}
    return lambda books: books.write(cast("Update", text(words).bindparams(**given)))


def sale(amount: int = 100, on: date = MARCH) -> Work:
    """Post a sale."""
    return lambda books: sell(books, amount, on)


class GivenUp(Exception):  # noqa: N818  it is meant
    """What ends a session without a commit."""


async def interleaved(world: World, first: Work, second: Work, *, give_up: bool = False) -> Refused:
    """Let the second session begin before the first one commits; what the second was refused with in the end."""
    async with rival_of(world) as rival, anyio.create_task_group() as tasks:
        with suppress(GivenUp):
            async with writing(world) as books:
                await first(books)
                told = await begun(world, tasks, rival, second)
                if give_up:
                    raise GivenUp
        await told.ended.wait()
    return await outcome(world, second) if isinstance(told.refusal, Busy) else told.refusal


class Told:
    """What a session in the background was refused with, once it has ended."""

    def __init__(self) -> None:
        self.pid = 0
        self.refusal: Refused = None
        self.ended = anyio.Event()


async def begun(world: World, tasks: TaskGroup, rival: World, work: Work) -> Told:
    """Start a session and go on once it waits for another one, or has ended."""
    told = Told()

    async def known(books: WritableBooks) -> object:
        if books.is_postgresql:
            told.pid = await books.fetch_value(select(func.pg_backend_pid()))
        return await work(books)

    async def run() -> None:
        told.refusal = await outcome(rival, known)
        told.ended.set()

    tasks.start_soon(run)
    while not told.ended.is_set() and not await is_waiting(world, told.pid):
        await anyio.lowlevel.checkpoint()
    return told


async def is_waiting(world: World, pid: int) -> bool:
    """Whether a session of PostgreSQL waits for another one."""
    return bool(pid and await ask(world, f"SELECT cardinality(pg_blocking_pids({pid}))"))


async def outcome(world: World, work: Work) -> Refused:
    """Run work in a transaction; the refusal, if there was one."""
    try:
        async with writing(world) as books:
            await work(books)
    except (Refusal, DBAPIError) as refusal:
        return refusal
    return None


def said(refused: Refused) -> str:
    """What the database said."""
    return str(getattr(refused, "__cause__", None) or refused)


@asynccontextmanager
async def rival_of(world: World) -> AsyncIterator[World]:
    """The same books through connections of another program."""
    own = world.parts.database
    settings = world.parts.settings
    database = Database(str(settings.database_url), busy_timeout_ms=1 if own.is_sqlite else BUSY_TIMEOUT_MS)
    try:
        yield replace(world, parts=replace(world.parts, database=database))
    finally:
        await database.close()


async def numbers(world: World) -> list[str]:
    """The voucher numbers, in the order of posting."""
    async with writing(world) as books:
        query = select(journal_entry.c.number).where(books.own(journal_entry)).order_by(journal_entry.c.seq)
        return [row["number"] for row in await books.fetch_all(query)]


def numbered(count: int, year: int = 2026) -> list[str]:
    return [f"{year}-{n:04d}" for n in range(1, count + 1)]


async def test_two_postings_take_one_number_after_the_other(world: World) -> None:
    await sold(world)
    assert await interleaved(world, sale(200), sale(300)) is None
    assert await numbers(world) == numbered(3)
    assert await wrong_with(world) == []


async def test_a_posting_that_is_given_up_gives_its_number_back(world: World) -> None:
    await sold(world)
    assert await interleaved(world, sale(200), sale(300), give_up=True) is None
    assert await numbers(world) == numbered(2)
    assert await wrong_with(world) == []


async def test_two_entries_prepared_alike_do_not_both_come_in(world: World) -> None:
    await sold(world)
    async with writing(world) as books:
        planned = await next_entry(books)
    assert await interleaved(world, sale(200), lambda books: write_forged(books, *planned)) is not None
    assert await numbers(world) == numbered(2)
    assert await wrong_with(world) == []


async def test_two_first_postings_of_a_year_make_it_once(world: World) -> None:
    day = date(2027, 1, 5)
    assert await interleaved(world, sale(200, day), sale(300, day)) is None
    assert await numbers(world) == numbered(2, 2027)
    assert await ask(world, "SELECT count(*) FROM fiscal_year") == 1


LOCK = "INSERT INTO period_lock SELECT profile_id, 'all', '2026-03-31', updated_at FROM fiscal_year"
CLOSE = "UPDATE fiscal_year SET status = 'closed', closed_at = updated_at"


async def test_a_posting_waits_for_a_lock_that_is_being_set_and_is_refused(world: World) -> None:
    await sold(world)
    assert isinstance(await interleaved(world, statement(world, LOCK), sale()), PeriodLocked)
    assert await numbers(world) == numbered(1)


async def test_a_lock_waits_for_a_posting_before_it(world: World) -> None:
    await sold(world)
    assert await interleaved(world, sale(), statement(world, LOCK)) is None
    assert await numbers(world) == numbered(2)
    assert isinstance(await outcome(world, sale()), PeriodLocked)
    assert await wrong_with(world) == []


async def test_a_posting_waits_for_a_year_that_is_being_closed_and_is_refused(world: World) -> None:
    await sold(world)
    refused = await interleaved(world, statement(world, CLOSE), sale())
    assert isinstance(refused, PeriodLocked | ChangedMeanwhile)
    assert await numbers(world) == numbered(1)


async def test_a_year_is_closed_after_a_posting_before_it(world: World) -> None:
    await sold(world)
    assert await interleaved(world, sale(), statement(world, CLOSE)) is None
    assert await numbers(world) == numbered(2)
    assert isinstance(await outcome(world, sale()), PeriodLocked)


async def test_a_hard_lock_is_not_moved_back_by_who_comes_second(world: World) -> None:
    await sold(world)
    await outcome(world, statement(world, LOCK.replace("all", "hard").replace("03-31", "01-31")))
    move = "UPDATE period_lock SET locked_through = '2026-02-{}'"
    first, second = (statement(world, move.format(day)) for day in (20, 10))
    assert isinstance(await interleaved(world, first, second), HardLock)
    assert str(await ask(world, "SELECT locked_through FROM period_lock")) == "2026-02-20"


async def test_an_entry_is_reversed_once(world: World) -> None:
    posted = await sold(world)
    refused = await interleaved(
        world, lambda books: reverse(books, posted.entry_id), lambda books: reverse(books, posted.entry_id)
    )
    assert isinstance(refused, EntryReversed)
    assert await numbers(world) == numbered(2)
    assert await wrong_with(world) == []


SETTLE = (
    "INSERT INTO item_allocation SELECT i.profile_id, :id, i.id, :counter, NULL, 'credit', NULL, i.date, 60, 60, NULL, "
    "i.created_at FROM open_item i WHERE i.id = :item"
)


def settled(world: World, item: UUID, counter: UUID) -> Work:
    """Settle 60 of an item with another one, which does not hear of it."""
    world.broken.append(SETTLE)
    return statement(world, SETTLE, id=world.parts.executor.new_id(), item=item, counter=counter)


async def test_an_item_is_not_settled_twice(world: World) -> None:
    item, credit = await billed(world, 100), await billed(world, -100)
    refused = await interleaved(world, settled(world, item, credit), settled(world, item, credit))
    assert "more is settled" in said(refused)
    assert await ask(world, "SELECT max(open_minor) FROM open_item") == 40


async def test_an_entry_is_not_taken_back_while_what_it_opened_is_settled(world: World) -> None:
    item, credit = await billed(world, 100), await billed(world, -100)
    async with writing(world) as books:
        entry = await books.fetch_value(select(open_item.c.entry_id).where(books.this(open_item, item)))
    refused = await interleaved(world, settled(world, item, credit), lambda books: take_back(books, entry, MARCH))
    assert refused is not None
    assert await numbers(world) == numbered(2)
    assert await ask(world, "SELECT max(open_minor) FROM open_item") == 40


async def test_an_account_is_not_made_another_one_while_it_is_posted_to(world: World) -> None:
    async with writing(world) as books:
        account = (await accounts_by_role(books, "sales_revenue"))["sales_revenue"].id
    for change in (
        "UPDATE ledger_account SET class = 'expense' WHERE id = :id",
        "DELETE FROM ledger_account WHERE id = :id",
    ):
        assert isinstance(await interleaved(world, sale(), statement(world, change, id=account)), ChangedMeanwhile)


async def test_no_line_joins_an_entry_that_is_being_posted(postgres_world: World) -> None:
    world = postgres_world
    await sold(world)
    async with writing(world) as books:
        entry, lines = await next_entry(books)
    joining = [line | {"n": n} for n, line in enumerate(lines, start=3)]
    refused = await interleaved(
        world, lambda books: write_forged(books, entry, lines), lambda books: write_forged(books, {}, joining)
    )
    assert refused is not None
    assert await ask(world, "SELECT count(*) FROM journal_line") == 4


TRUNCATE = "TRUNCATE journal_entry, journal_line, open_item, item_allocation, cash_line CASCADE"


async def test_nobody_truncates_while_somebody_posts(
    postgres_world: World, postgres_database: PostgresDatabase
) -> None:
    world, owner = postgres_world, replace(postgres_world.parts.settings, database_url=postgres_database.owner_url)
    by_owner = replace(world, parts=replace(world.parts, settings=owner))
    refusals = [await interleaved(one, sale(), statement(one, TRUNCATE)) for one in (world, by_owner)]
    assert [re.findall("permission denied|stays", said(refusal)) for refusal in refusals] == [
        ["permission denied"],
        ["stays"],
    ]
    assert await numbers(world) == numbered(2)


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
async def test_who_would_not_see_what_it_waited_for_does_not_post(postgres_world: World, level: str) -> None:
    world = postgres_world
    await sold(world)

    async def post() -> None:
        async with world.parts.database.writing() as connection:
            await connection.execute(text(f"SET TRANSACTION ISOLATION LEVEL {level}"))
            await set_context(connection, account_id=world.owner.account_id, profile_id=world.swiss)
            await sell(books_on(world, connection))

    assert "ledger_isolation" in await answer(post())
    assert await numbers(world) == numbered(1)


async def test_who_read_before_another_wrote_does_not_write_on_sqlite(sqlite_world: World) -> None:
    world = sqlite_world
    await sold(world)
    with closing(sqlite3.connect(world.parts.database.url.database or "", isolation_level=None)) as connection:
        connection.execute("BEGIN")
        connection.execute("SELECT seq FROM ledger_head").fetchall()
        await sold(world)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            connection.execute("UPDATE ledger_head SET seq = seq + 1")
    assert await numbers(world) == numbered(2)
