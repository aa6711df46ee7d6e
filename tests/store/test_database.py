"""The database: pragmas, one writer, and refusals in our words instead of a driver's."""

from pathlib import Path

import anyio
import pytest
from sqlalchemy import text

from luma_mcp.errors import Busy, ChangedMeanwhile, Invalid, NumberTaken, TooLarge, Unavailable
from luma_mcp.store.database import Database, set_context
from tests.postgres import PostgresDatabase
from tests.store.raw import ask, attack
from tests.world import World, copy_of

PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1, "busy_timeout": 5000}


@pytest.mark.parametrize("side", ["reading", "writing"])
async def test_sqlite_runs_with_its_pragmas(sqlite_template: Path, tmp_path: Path, side: str) -> None:
    database = Database(copy_of(sqlite_template, tmp_path))
    async with getattr(database, side)() as connection:
        found = {name: (await connection.execute(text(f"PRAGMA {name}"))).scalar_one() for name in PRAGMAS}
        query_only = (await connection.execute(text("PRAGMA query_only"))).scalar_one()
    await database.close()
    assert found == PRAGMAS
    assert query_only == (side == "reading")


async def test_a_second_writer_that_waits_too_long_is_told_to_come_back(database_url: str) -> None:
    first, second = Database(database_url), Database(database_url, busy_timeout_ms=50)
    async with first.writing() as connection:
        await connection.execute(INSERT, {"bucket": "bucket"})
        with pytest.raises(Busy) as caught:
            await insert(second)
    await first.close()
    await second.close()
    assert caught.value.retryable


async def test_after_a_busy_answer_writing_goes_on(sqlite_template: Path, tmp_path: Path) -> None:
    url = copy_of(sqlite_template, tmp_path)
    first, second = Database(url), Database(url, busy_timeout_ms=10)
    async with first.writing():
        with pytest.raises(Busy):
            await insert(second)
    await insert(second)
    await first.close()
    await second.close()


async def test_a_writer_that_is_given_up_while_it_waits_leaves_writing_free(
    sqlite_template: Path, tmp_path: Path
) -> None:
    url = copy_of(sqlite_template, tmp_path)
    first, second = Database(url), Database(url, busy_timeout_ms=300)
    async with first.writing():
        with anyio.move_on_after(0.05) as given_up:
            await insert(second)
    await insert(second)
    await insert(first, "another")
    await first.close()
    await second.close()
    assert given_up.cancelled_caught


async def test_a_failed_write_leaves_nothing(database_url: str) -> None:
    database = Database(database_url)
    with pytest.raises(ZeroDivisionError):
        await insert(database, fail=True)
    async with database.reading() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM rate_window"))).scalar_one() == 0
    await database.close()


async def test_a_read_is_one_view_whatever_is_written_meanwhile(world: World) -> None:
    counted = text("SELECT count(*) FROM client")
    async with world.parts.database.reading() as connection:
        await set_context(connection, profile_id=world.swiss)
        before = (await connection.execute(counted)).scalar_one()
        await world.client()
        after = (await connection.execute(counted)).scalar_one()
    assert (before, after, await ask(world, str(counted))) == (0, 0, 1)


async def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "luma.db").write_bytes(b"dear diary " * 1000)
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'luma.db'}")
    with pytest.raises(Unavailable, match="not a database"):
        await database.is_behind()
    await database.close()


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="does not exist"):
        Database(f"sqlite+aiosqlite:///{tmp_path / 'nowhere' / 'luma.db'}")


async def test_a_server_that_does_not_answer_is_refused(tmp_path: Path) -> None:
    database = Database(f"postgresql+asyncpg://luma@/luma?host={tmp_path}")
    with pytest.raises(Unavailable, match="cannot be reached"):
        await database.check()
    await database.close()


async def test_a_number_that_two_writes_give_at_once_is_taken(world: World) -> None:
    await world.invoice(number="A")
    second = await world.invoice(number="B")
    spelled = str(second.id) if world.parts.database.is_sqlite else second.id
    with pytest.raises(NumberTaken):
        await attack(world, "UPDATE invoice SET number = 'A' WHERE id = :id", id=spelled)


async def test_a_record_that_is_used_meanwhile_is_not_deleted(world: World) -> None:
    await world.invoice()
    with pytest.raises(ChangedMeanwhile):
        await attack(world, "DELETE FROM client")


async def test_sums_beyond_the_largest_number_are_refused(world: World) -> None:
    most = "SELECT 9223372036854775807 AS v UNION ALL SELECT 9"
    with pytest.raises(TooLarge):
        await ask(world, f"SELECT CAST(sum(v) AS bigint) FROM ({most}) AS t")  # noqa: S608


async def test_a_nul_character_is_a_refusal_on_postgresql(postgres_database: PostgresDatabase) -> None:
    database = Database(postgres_database.app_url)
    with pytest.raises(Invalid):
        await insert(database, "a\x00b")
    await database.close()


INSERT = text("INSERT INTO rate_window VALUES (:bucket, '{}')")


async def insert(database: Database, bucket: str = "bucket", *, fail: bool = False) -> None:
    async with database.writing() as connection:
        await connection.execute(INSERT, {"bucket": bucket})
        if fail:
            raise ZeroDivisionError
