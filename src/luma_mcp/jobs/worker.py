"""The worker: runs the jobs at start and then again and again, until it is cancelled."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import anyio

from luma_mcp.access.access import Access
from luma_mcp.access.grants import Grants
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
    access: Access
    grants: Grants

    async def run(self, *, every_seconds: float = EVERY_SECONDS) -> None:
        """Run all jobs, wait, and start over; a job that fails is logged and tried again in the next round."""
        while True:
            await self.run_once()
            await anyio.sleep(every_seconds)

    async def run_once(self) -> None:
        """Run each job once."""
        await _attempt("recurring invoices", self._recurring)
        await _attempt("old idempotency keys", self._old_keys)
        await _attempt("old sign-ins", self._old_sign_ins)
        await _attempt("last use of keys", self.access.flush_used)
        await _attempt("last use of connections", self.grants.flush_used)

    async def _recurring(self) -> None:
        made = await self.recurring_invoices.run()
        if made:
            log.info("recurring invoices: %d drafts made", made)

    async def _old_keys(self) -> None:
        await self.old_idempotency_keys.run()

    async def _old_sign_ins(self) -> None:
        await self.old_sign_ins.run()


async def _attempt(name: str, job: Callable[[], Awaitable[None]]) -> None:
    try:
        await job()
    except Exception:
        log.exception("job failed: %s", name)
