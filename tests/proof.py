"""What holds at the end of every test that wrote: the books can be proved again from their lines."""

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from luma_mcp.domain.verification import VerificationQuery
from luma_mcp.operations.verification import verify_books
from luma_mcp.store.books import Books, Scene
from luma_mcp.store.database import set_context
from tests.world import World

_USED = text("SELECT (SELECT max(seq) FROM ledger_head) > 0 OR EXISTS (SELECT 1 FROM invoice)")


async def prove(world: World) -> None:
    """Prove the books of both profiles, as far as anything was written and nothing was changed past the program."""
    async with world.parts.database.reading() as connection:
        for profile in (world.swiss, world.danish):
            await set_context(connection, account_id=world.owner.account_id, profile_id=profile)
            if not world.broken and (await connection.execute(_USED)).scalar_one():
                facts = (await verify_books(_books(world, connection, profile), VerificationQuery())).broken
                assert facts == (), "the books do not hold at the end of this test"


def _books(world: World, connection: AsyncConnection, profile: UUID) -> Books:
    now, ids = world.clock.now, world.parts.executor.new_id
    scene = Scene(world.owner.account_id, "test", "test", read_only=True, now=now, today=now.date(), new_id=ids)
    return Books(connection, scene, profile)
