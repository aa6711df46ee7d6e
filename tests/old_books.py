"""Books as they were before a migration: the rows of a world, in a database of the revision before it."""

from functools import partial
from typing import Any

from alembic import command
from sqlalchemy import Column, Connection, MetaData, Table, Text, inspect, select
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from luma_mcp.store import guards
from luma_mcp.store.migrate import alembic_config
from luma_mcp.store.product_tables import product, product_price
from luma_mcp.store.tables import ALL
from luma_mcp.store.types import DecimalText
from tests.world import World

BEFORE_THE_LEDGER = "0002"
NAMED_SINCE = {"catalog_item": "product"}
"""What a table was called, and what it is called now."""
NUMBERED_SINCE = frozenset({"vendor"})
"""Series whose counter there was not yet."""

Rows = list[dict[str, Any]]


async def write_old_books(world: World, url: str, revision: str = BEFORE_THE_LEDGER) -> None:
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
