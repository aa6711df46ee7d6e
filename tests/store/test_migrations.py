"""Migrations: up from empty, the same schema as the tables say, and no other revision is worked on."""

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

from luma_mcp.errors import Unavailable
from luma_mcp.store.database import Database
from luma_mcp.store.migrate import alembic_config, keep_copy, migrate
from luma_mcp.store.revision import HEAD, KNOWN
from luma_mcp.store.tables import ALL
from tests.postgres import APP, PostgresDatabase, PostgresServer
from tests.world import open_world


async def test_the_migrations_make_what_the_tables_say(database_url: str) -> None:
    database = Database(database_url)
    async with database.reading() as connection:
        differences = await connection.run_sync(lambda sync: compare_metadata(MigrationContext.configure(sync), ALL))
    await database.close()
    assert differences == []


async def test_a_migrated_database_is_opened_and_not_behind(database_url: str) -> None:
    database = Database(database_url)
    await database.check()
    assert not await database.is_behind()
    await database.close()


async def test_the_newest_revision_is_the_last_file() -> None:
    folder = Path(str(alembic_config().get_main_option("script_location"))) / "versions"
    numbers = sorted(path.name[:4] for path in folder.glob("0*.py"))
    assert tuple(numbers) == KNOWN
    assert numbers[-1] == HEAD


async def test_an_empty_file_is_behind_and_is_migrated(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'new.db'}"
    database = Database(url)
    assert await database.is_behind()
    with pytest.raises(Unavailable, match="luma-mcp migrate"):
        await database.check()
    await database.close()
    assert await migrate(url) == HEAD
    async with open_world(url) as world:
        assert (await world.invoice()).number == "IV-001"


async def test_an_older_file_is_brought_up_and_keeps_its_rows(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'old.db'}"
    database = Database(url)
    async with database.writing() as connection:
        await connection.run_sync(upgrade_to_0001)
        await connection.execute(text("INSERT INTO lease VALUES ('kept', 'me', '2026-01-01T00:00:00.000000Z')"))
    assert await database.is_behind()
    await database.close()
    await migrate(url)
    reopened = Database(url)
    await reopened.check()
    async with reopened.reading() as connection:
        assert (await connection.execute(text("SELECT name FROM lease"))).scalar_one() == "kept"
    await reopened.close()


async def test_an_older_postgresql_is_refused_until_its_owner_migrates(postgres_server: PostgresServer) -> None:
    with postgres_server.fresh_database() as empty:
        database = Database(empty.app_url)
        with pytest.raises(Unavailable, match="run luma-mcp migrate"):
            await database.check()
        await migrate(empty.owner_url, application_role=APP)
        await database.check()
        await database.close()


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
async def test_a_newer_database_is_refused(request: pytest.FixtureRequest, dialect: str, tmp_path: Path) -> None:
    if dialect == "sqlite":
        owner_url = app_url = f"sqlite+aiosqlite:///{tmp_path / 'new.db'}"
        await migrate(owner_url)
    else:
        made: PostgresDatabase = request.getfixturevalue("postgres_database")
        owner_url, app_url = made.owner_url, made.app_url
    engine = create_async_engine(owner_url)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await engine.dispose()
    database = Database(app_url)
    with pytest.raises(Unavailable, match="newer than this program"):
        await database.check()
    assert not await database.is_behind()
    await database.close()


async def test_the_application_role_cannot_migrate(postgres_database: PostgresDatabase) -> None:
    database = Database(postgres_database.app_url)
    with pytest.raises(Exception, match=r"permission denied|must be owner"):
        async with database.writing() as connection:
            await connection.execute(text("ALTER TABLE invoice DISABLE TRIGGER ALL"))
    with pytest.raises(Exception, match="permission denied"):
        async with database.writing() as connection:
            await connection.execute(text("TRUNCATE audit"))
    await database.close()


def test_a_copy_is_kept_before_a_migration(tmp_path: Path) -> None:
    file = tmp_path / "luma.db"
    url = f"sqlite+aiosqlite:///{file}"
    assert keep_copy(url) is None
    file.write_bytes(b"books")
    copy = keep_copy(url)
    assert copy is not None
    assert copy.read_bytes() == b"books"


def upgrade_to_0001(connection: Connection) -> None:
    command.upgrade(alembic_config(connection), "0001")
