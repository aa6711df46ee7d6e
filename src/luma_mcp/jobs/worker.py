"""The worker: runs the jobs at start and then again and again, until it is cancelled."""

import logging
from dataclasses import dataclass

import anyio

from luma_mcp.jobs.attempt import attempt
from luma_mcp.jobs.last_uses import LastUses
from luma_mcp.jobs.old_idempotency_keys import OldIdempotencyKeys
from luma_mcp.jobs.old_sign_ins import OldSignIns
from luma_mcp.jobs.recurring_invoices import RecurringInvoices

EVERY_SECONDS = 60.0

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Worker:
    """All jobs of one process."""

    recurring_invoices: RecurringInvoices
    old_idempotency_keys: OldIdempotencyKeys
    old_sign_ins: OldSignIns
    last_uses: LastUses

    async def run(self, *, every_seconds: float = EVERY_SECONDS) -> None:
        """Run all jobs, wait, and start over; a job that fails is logged and tried again in the next round."""
        while True:
            await self.run_once()
            await anyio.sleep(every_seconds)

    async def run_once(self) -> None:
        """Run each job once."""
        await attempt("recurring invoices", self._recurring)
        await attempt("old idempotency keys", self._old_keys)
        await attempt("old sign-ins", self._old_sign_ins)
        await self.last_uses.run_once()

    async def _recurring(self) -> None:
        made = await self.recurring_invoices.run()
        if made:
            log.info("recurring invoices: %d drafts made", made)

    async def _old_keys(self) -> None:
        await self.old_idempotency_keys.run()

    async def _old_sign_ins(self) -> None:
        await self.old_sign_ins.run()
