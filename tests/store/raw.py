"""Statements straight into a database, past everything that usually stands before it."""

from typing import Any
from uuid import UUID

from sqlalchemy import text

from luma_mcp.store.database import set_context
from tests.world import World


async def attack(world: World, statement: str, profile: UUID | None = None, **values: Any) -> int:
    """Run one statement in a write transaction of a profile; how many rows it touched."""
    async with world.parts.database.writing() as connection:
        await set_context(connection, account_id=world.owner.account_id, profile_id=profile or world.swiss)
        touched = (await connection.execute(text(statement), values)).rowcount
    world.broken.append(statement)
    return touched


async def ask(world: World, statement: str, profile: UUID | None = None) -> Any:
    """The first column of the first row of a query."""
    async with world.parts.database.reading() as connection:
        await set_context(connection, account_id=world.owner.account_id, profile_id=profile or world.swiss)
        return (await connection.execute(text(statement))).scalar()
