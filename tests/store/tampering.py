"""Changes behind the program's back, by whoever owns the file or the server; they are taken back after a look."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from luma_mcp.store.books import Books, Scene
from tests.world import World

Tamper = Callable[[Sequence[str]], AbstractAsyncContextManager[Books]]


@asynccontextmanager
async def tampering(world: World) -> AsyncIterator[Tamper]:
    """A way to look at the books after statements that no guard of the database saw; each must change something."""
    url = make_url(world.parts.settings.database_url)
    if url.get_backend_name() == "postgresql":
        url = url.set(username="postgres")
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    async with engine.connect() as connection:

        @asynccontextmanager
        async def tamper(statements: Sequence[str]) -> AsyncIterator[Books]:
            await connection.exec_driver_sql("BEGIN")
            try:
                await _put_guards_to_sleep(connection)
                touched = [(await connection.exec_driver_sql(statement)).rowcount for statement in statements]
                assert all(count > 0 for count in touched), (statements, touched)
                yield Books(connection, _scene(world), world.swiss)
            finally:
                await connection.exec_driver_sql("ROLLBACK")

        yield tamper
    await engine.dispose()


async def _put_guards_to_sleep(connection: AsyncConnection) -> None:
    """Triggers and foreign keys; on SQLite the latter sleep unless they are asked for."""
    if connection.dialect.name == "postgresql":
        await connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        return
    triggers = await connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    for (name,) in triggers.all():
        await connection.exec_driver_sql(f"DROP TRIGGER {name}")


def _scene(world: World) -> Scene:
    now, ids = world.clock.now, world.parts.executor.new_id
    return Scene(world.owner.account_id, "test", "", read_only=True, now=now, today=now.date(), new_id=ids)
