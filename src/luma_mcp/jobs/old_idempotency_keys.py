"""The job of old idempotency keys: once an hour, those that are no longer kept are deleted with their answers."""

from collections.abc import Callable
from datetime import datetime

from luma_mcp.jobs.once_an_hour import OnceAnHour
from luma_mcp.store.accounts import all_accounts
from luma_mcp.store.database import Database, set_context
from luma_mcp.store.idempotency import forget_old
from luma_mcp.store.profiles import profile_handles


class OldIdempotencyKeys:
    """Deletes in every profile; doing it twice does no harm, so no lease is needed."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._turns = OnceAnHour(clock)

    async def run(self) -> int:
        """Delete what is too old, if the last time is long enough ago; answers how many."""
        now = self._turns.take()
        if now is None:
            return 0
        async with self._database.reading() as connection:
            accounts = [account.id for account in await all_accounts(connection)]
        forgotten = 0
        for account_id in accounts:
            async with self._database.reading() as connection:
                await set_context(connection, account_id=account_id)
                handles = await profile_handles(connection, account_id)
            for handle in handles:
                async with self._database.writing() as connection:
                    await set_context(connection, account_id=account_id, profile_id=handle.id)
                    forgotten += await forget_old(connection, handle.id, now)
        return forgotten
