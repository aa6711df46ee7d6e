"""Leases: one worker at a time does a job, whichever process it runs in."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import PrimaryKeyConstraint, or_
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from luma_mcp.store.schema import moment, table, text

lease = table("lease", text("name"), text("holder"), moment("until"), PrimaryKeyConstraint("name"))


async def take_lease(connection: AsyncConnection, name: str, holder: str, now: datetime, length: timedelta) -> bool:
    """Take or renew a lease; False while another holder has it."""
    insert: Any = postgresql_insert if connection.dialect.name == "postgresql" else sqlite_insert
    row = {"holder": holder, "until": now + length}
    statement = insert(lease).values(name=name, **row)
    statement = statement.on_conflict_do_update(
        index_elements=["name"], set_=row, where=or_(lease.c.until < now, lease.c.holder == holder)
    )
    return bool((await connection.execute(statement)).rowcount)


async def drop_lease(connection: AsyncConnection, name: str, holder: str) -> None:
    """Give a lease back."""
    await connection.execute(lease.delete().where(lease.c.name == name, lease.c.holder == holder))
