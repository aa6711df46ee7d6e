"""What a database holds, in one value, to see that nothing was changed."""

import hashlib
from uuid import UUID

from sqlalchemy import func, select

from luma_mcp.store.database import set_context
from luma_mcp.store.tables import ALL
from tests.world import World

UNSTEADY = frozenset({"rate_window", "exchange_rate"})
"""What counts requests, refused ones too; and what only the command line imports, by the thousand."""

_TABLES = [table.name for table in ALL.sorted_tables if table.name not in UNSTEADY]
_OF_TABLE = {
    "sqlite": "SELECT * FROM {}",
    "postgresql": "SELECT md5(string_agg(row::text, '|' ORDER BY row::text)) FROM {} row",
}


async def digest(world: World) -> str:
    """The digest of every row of both profiles in every table."""
    found = hashlib.sha256()
    async with world.parts.database.reading() as connection:
        kind = connection.dialect.name
        for profile in (world.swiss, world.danish) if kind == "postgresql" else (world.swiss,):
            await set_context(connection, account_id=world.owner.account_id, profile_id=profile)
            for table in _TABLES:
                rows = (await connection.exec_driver_sql(_OF_TABLE[kind].format(table))).all()
                found.update(repr((table, sorted(map(repr, rows)))).encode())
    return found.hexdigest()


async def count(world: World, table: str, profile: UUID | None = None) -> int:
    """How many rows of a table belong to a profile (the first one unless said otherwise)."""
    async with world.parts.database.reading() as connection:
        await set_context(connection, account_id=world.owner.account_id, profile_id=profile or world.swiss)
        counted = await connection.execute(select(func.count()).select_from(ALL.tables[table]))
        return int(counted.scalar_one())
