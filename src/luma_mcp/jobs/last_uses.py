"""The job of last uses: every process notes in the books when the keys and connections that it let in were used."""

from dataclasses import dataclass

import anyio

from luma_mcp.access.access import Access
from luma_mcp.access.grants import Grants
from luma_mcp.jobs.attempt import attempt

EVERY_SECONDS = 60.0


@dataclass(frozen=True)
class LastUses:
    """Notes once a minute what only this process knows."""

    access: Access
    grants: Grants

    async def run(self) -> None:
        """Note again and again, until it is cancelled."""
        while True:
            await anyio.sleep(EVERY_SECONDS)
            await self.run_once()

    async def run_once(self) -> None:
        """Note what was used since the last time."""
        await attempt("last use of keys", self.access.flush_used)
        await attempt("last use of connections", self.grants.flush_used)
