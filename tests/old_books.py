"""Books as they were before a migration: the rows of a world, in a database of the revision before it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from alembic import command
from sqlalchemy import Column, Connection, MetaData, Table, Text, inspect, select
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from luma_mcp import administration
from luma_mcp.app import Parts, open_parts
from luma_mcp.operations.registry import BY_NAME
from luma_mcp.settings import Settings
from luma_mcp.store import guards
from luma_mcp.store.migrate import alembic_config
from luma_mcp.store.product_tables import product, product_price
from luma_mcp.store.tables import ALL
from luma_mcp.store.types import DecimalText
from tests.world import START, World

BEFORE_THE_LEDGER = "0002"
NAMED_SINCE = {"catalog_item": "product"}
"""What a table was called, and what it is called now."""
NUMBERED_SINCE = frozenset({"vendor"})
"""Series whose counter there was not yet."""

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class OldBooks:
    """An empty database for old books, as the program and as its owner open it."""

    settings: Settings

    async def write(self, world: World, revision: str = BEFORE_THE_LEDGER) -> None:
        """Write what a world on SQLite has, as books of an old revision have it."""
        await _write_old_books(world, self.settings.migration_url or self.settings.database_url, revision)

    async def migrate(self) -> administration.Migrated:
        """Migrate them, as the command does."""
        return await administration.migrate(self.settings)

    @asynccontextmanager
    async def opened(self, **how: Any) -> AsyncIterator[Parts]:
        """Open them on the day on which the world stands still."""
        async with open_parts(self.settings, lambda: START, **how) as parts:
            yield parts


async def run_in(parts: Parts, profile: object, operation: str, **given: Any) -> Any:
    """Run an operation in a profile, as the owner."""
    caller = await parts.access.choose_profile(await parts.access.owner(), str(profile))
    return (await parts.executor.run(caller, BY_NAME[operation], given)).result


async def _write_old_books(world: World, url: str, revision: str) -> None:
    """Write what a world on SQLite has, as far as there was a place for it, into an empty database."""
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        columns = await connection.run_sync(partial(_upgraded, revision=revision))
        for name, rows in (await _rows(world, columns)).items():
            if rows:
                await connection.execute(_table(name).insert(), rows)
    async with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            for statement in guards.statements("postgresql.sql"):
                if "ROW LEVEL SECURITY" in statement or "POLICY" in statement:
                    await connection.exec_driver_sql(statement)
    await engine.dispose()


def _upgraded(connection: Connection, revision: str) -> dict[str, set[str]]:
    """The columns of each table that the old revision shares with the newest."""
    command.upgrade(alembic_config(connection), revision)
    found = inspect(connection)
    kept = [name for name in found.get_table_names() if name in ALL.tables or name in NAMED_SINCE]
    return {name: {str(column["name"]) for column in found.get_columns(name)} for name in kept}


async def _rows(world: World, columns: dict[str, set[str]]) -> dict[str, Rows]:
    rows: dict[str, Rows] = {}
    async with world.parts.database.reading() as connection:
        for table in ALL.sorted_tables:
            if table is product and "catalog_item" in columns:
                rows["catalog_item"] = await _catalog_items(connection)
            if table.name in columns:
                wanted = select(*(column for column in table.columns if column.name in columns[table.name]))
                rows[table.name] = [dict(row) for row in (await connection.execute(wanted)).mappings()]
    rows["counter"] = [row for row in rows["counter"] if row["series"] not in NUMBERED_SINCE]
    return rows


def _table(name: str) -> Table:
    """A table to write into, under the name that it had."""
    if name not in NAMED_SINCE:
        return ALL.tables[name]
    priced: list[Column[Any]] = [Column("price", DecimalText()), Column("currency", Text())]
    kept: list[Column[Any]] = [
        Column(column.name, column.type) for column in product.columns if column.name != "metadata"
    ]
    return Table(name, MetaData(), *kept, *priced)


async def _catalog_items(connection: AsyncConnection) -> Rows:
    """Products with their prices in one row each, as they were."""
    priced = (product.c.profile_id == product_price.c.profile_id) & (product.c.id == product_price.c.product_id)
    columns = [column for column in product.columns if column.name != "metadata"]
    price = (product_price.c.unit_amount.label("price"), product_price.c.currency)
    query = select(*columns, *price).select_from(product.join(product_price, priced)).where(product_price.c.is_default)
    return [dict(row) for row in (await connection.execute(query)).mappings()]
