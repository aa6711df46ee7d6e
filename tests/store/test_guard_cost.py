"""What a posting costs does not grow with the ledger: no guard, no question on the way reads what lies before it."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import text

from luma_mcp.store.books import WritableBooks
from luma_mcp.store.database import Database
from tests.postgres import PostgresDatabase
from tests.store.ledger import bill, sell, writing
from tests.world import World, open_world

FEW, MANY = 20, 200
Post = Callable[[WritableBooks], Awaitable[object]]
BY_INDEX: Any = text("SET LOCAL enable_seqscan = off")
"""As in a table that is too large to be read whole."""
READ: Any = text(
    "SELECT coalesce(sum(seq_tup_read + idx_tup_fetch), 0) FROM pg_stat_xact_user_tables "
    "WHERE relname IN ('journal_entry', 'journal_line', 'cash_line', 'open_item', 'item_allocation')"
)


async def posted(world: World, post: Post, times: int) -> None:
    async with writing(world) as books:
        for _ in range(times):
            await post(books)


@pytest.mark.parametrize("post", [sell, bill])
async def test_a_posting_takes_as_many_steps_in_a_large_ledger(sqlite_world: World, post: Post) -> None:
    await posted(sqlite_world, post, FEW)
    steps = await instructions(sqlite_world, post)
    await posted(sqlite_world, post, MANY)
    assert 0 < await instructions(sqlite_world, post) <= steps * 1.05


async def instructions(world: World, post: Post) -> int:
    """How many instructions SQLite's machine carries out for a posting."""
    carried_out: list[None] = []
    async with writing(world) as books:
        driver: Any = (await books._connection.get_raw_connection()).driver_connection  # noqa: SLF001  it counts
        await driver.set_progress_handler(lambda: carried_out.append(None), 1)
        await post(books)
        await driver.set_progress_handler(None, 0)
    return len(carried_out)


@pytest.mark.parametrize("post", [sell, bill])
async def test_a_posting_reads_as_many_rows_in_a_large_ledger(postgres_database: PostgresDatabase, post: Post) -> None:
    async with open_world(postgres_database.app_url) as world:
        await posted(world, post, MANY)
        await measured(postgres_database.owner_url)
        async with writing(world) as books:
            await books.write(BY_INDEX)
            await post(books)
            assert 0 < await books.fetch_value(READ) < MANY / 2


async def measured(owner_url: str) -> None:
    """Let PostgreSQL count its tables, as it does by itself in a while."""
    database = Database(owner_url)
    async with database.writing() as connection:
        await connection.execute(text("ANALYZE"))
    await database.close()
