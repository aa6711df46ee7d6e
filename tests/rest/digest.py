"""What a database holds, in one value, to see that nothing was changed."""

import hashlib

from sqlalchemy import select

from luma_mcp.store.database import set_context
from luma_mcp.store.tables import ALL
from tests.world import World

UNSTEADY = {"rate_window"}
"""Counts requests, refused ones too."""


async def digest(world: World) -> str:
    """The digest of every row of both profiles in every table."""
    found = hashlib.sha256()
    async with world.parts.database.reading() as connection:
        for profile in (world.swiss, world.danish):
            await set_context(connection, account_id=world.owner.account_id, profile_id=profile)
            for table in ALL.sorted_tables:
                if table.name not in UNSTEADY:
                    rows = (await connection.execute(select(table))).all()
                    found.update(repr((table.name, sorted(map(repr, rows)))).encode())
    return found.hexdigest()


async def audit_lines(world: World, table: str = "audit") -> int:
    """How many writes the audit trail of the Swiss profile knows."""
    async with world.parts.database.reading() as connection:
        await set_context(connection, account_id=world.owner.account_id, profile_id=world.swiss)
        return len((await connection.execute(select(ALL.tables[table]))).all())
