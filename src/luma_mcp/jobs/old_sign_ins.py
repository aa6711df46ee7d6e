"""The job of what sign-in leaves behind: once an hour, sessions, codes, tokens and clients that are over go."""

from collections.abc import Callable
from datetime import datetime, timedelta

from luma_mcp.access.people import IDLE_SESSION
from luma_mcp.jobs.once_an_hour import OnceAnHour
from luma_mcp.store.database import Database
from luma_mcp.store.grants import connected_clients
from luma_mcp.store.oauth_clients import forget_unused_clients
from luma_mcp.store.oauth_tokens import forget_old_tokens
from luma_mcp.store.rates import forget_old_windows
from luma_mcp.store.web_sessions import forget_old_sessions

CODES_KEPT = timedelta(days=1)
"""After their end, so that a second use is noticed."""
UNUSED_CLIENTS_KEPT = timedelta(days=90)


class OldSignIns:
    """Deletes in all accounts; doing it twice does no harm, so no lease is needed."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._turns = OnceAnHour(clock)

    async def run(self) -> int:
        """Delete what is over, if the last time is long enough ago; answers how many rows."""
        now = self._turns.take()
        if now is None:
            return 0
        async with self._database.writing() as connection:
            sessions = await forget_old_sessions(connection, now, now - IDLE_SESSION)
            tokens = await forget_old_tokens(connection, now, now - CODES_KEPT)
            clients = await forget_unused_clients(connection, now - UNUSED_CLIENTS_KEPT, connected_clients())
        if not self._database.is_sqlite:
            async with self._database.writing() as connection:
                await forget_old_windows(connection, now)
        return sessions + tokens + clients
