"""The job of recurring invoices: for every profile, make the drafts that are due, under one lease."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from luma_mcp.access.caller import Caller
from luma_mcp.errors import Refusal
from luma_mcp.executor import Executor
from luma_mcp.operations.recurring_invoices import list_due_runs, run_recurring_invoice
from luma_mcp.store.accounts import Account, all_accounts
from luma_mcp.store.database import Database, set_context
from luma_mcp.store.leases import drop_lease, take_lease
from luma_mcp.store.profiles import ProfileHandle, profile_handles

JOB = "recurring_invoices"
LEASE = timedelta(minutes=5)
MOST_RUNS = 1000
"""Drafts made for one recurring invoice in one go; a schedule gone wrong cannot flood the books."""

_OPERATIONS = frozenset({list_due_runs.name, run_recurring_invoice.name})

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class RecurringInvoices:
    """Runs what is due in every profile of every account."""

    database: Database
    executor: Executor
    clock: Callable[[], datetime]

    async def run(self) -> int:
        """Make every draft that is due; answers how many. Another worker at it: nothing is done."""
        holder = str(uuid4())
        if not await self._lease(holder):
            return 0
        try:
            return sum([await self._of_account(account, holder) for account in await self._accounts()])
        finally:
            async with self.database.writing() as connection:
                await drop_lease(connection, JOB, holder)

    async def _lease(self, holder: str) -> bool:
        async with self.database.writing() as connection:
            return await take_lease(connection, JOB, holder, self.clock(), LEASE)

    async def _accounts(self) -> list[Account]:
        async with self.database.reading() as connection:
            return [account for account in await all_accounts(connection) if account.plan != "free"]

    async def _of_account(self, account: Account, holder: str) -> int:
        async with self.database.reading() as connection:
            await set_context(connection, account_id=account.id)
            handles = await profile_handles(connection, account.id)
        return sum([await self._of_profile(account, handle, holder) for handle in handles])

    async def _of_profile(self, account: Account, profile: ProfileHandle, holder: str) -> int:
        caller = replace(Caller.system(account.id, profile, JOB, _OPERATIONS), account_today=account.today)
        due = (await self.executor.run(caller, list_due_runs, {"limit": MOST_RUNS})).result
        return sum([await self._of_one(caller, recurring_id, holder) for recurring_id in due.ids])

    async def _of_one(self, caller: Caller, recurring_id: UUID, holder: str) -> int:
        made = 0
        for _ in range(MOST_RUNS):
            if not await self._lease(holder):
                return made
            try:
                run = (await self.executor.run(caller, run_recurring_invoice, {"id": recurring_id})).result
            except Refusal as refusal:
                log.warning("recurring invoice %s could not run and is tried again: %s", recurring_id, refusal.message)
                return made
            made += run.invoice_id is not None
            if not run.more:
                break
        return made
