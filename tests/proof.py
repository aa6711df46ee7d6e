"""What holds at the end of every test that wrote: the books can be proved again from their lines."""

from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from luma_mcp.domain.verification import Section, VerificationQuery
from luma_mcp.operations.verification import verify_books
from luma_mcp.store.books import Books, Scene
from luma_mcp.store.database import set_context
from tests.world import World

_USED = text(
    "SELECT (SELECT max(seq) FROM ledger_head WHERE profile_id = :profile) > 0 "
    "OR EXISTS (SELECT 1 FROM invoice WHERE profile_id = :profile)"
)
_SECTIONS = [section for section in Section if section is not Section.FILE]
"""The file itself, with keys that lead nowhere, has tests of its own: the database keeps them out."""


async def prove(world: World) -> None:
    """Prove the books of both profiles, as far as anything was written and nothing was changed past the program."""
    if world.broken:
        return
    async with world.parts.database.reading() as connection:
        for profile in (world.swiss, world.danish):
            await set_context(connection, account_id=world.owner.account_id, profile_id=profile)
            key: Any = profile if connection.dialect.name == "postgresql" else str(profile)
            if not (await connection.execute(_USED, {"profile": key})).scalar_one():
                continue
            books = _books(world, connection, profile)
            for section in _SECTIONS:
                facts = (await verify_books(books, VerificationQuery(section=section))).broken
                assert facts == (), f"the {section} do not hold at the end of this test"


def _books(world: World, connection: AsyncConnection, profile: UUID) -> Books:
    now, ids = world.clock.now, world.parts.executor.new_id
    scene = Scene(world.owner.account_id, "test", "test", read_only=True, now=now, today=now.date(), new_id=ids)
    return Books(connection, scene, profile)
