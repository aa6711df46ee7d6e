"""The job of books from before the ledger: their documents are posted once, in a transaction for each profile."""

from dataclasses import dataclass, replace

from luma_mcp.access.caller import Caller
from luma_mcp.errors import RateMissing
from luma_mcp.executor import Executor
from luma_mcp.operations.back_posting import post_past_documents
from luma_mcp.store import back_posting as store
from luma_mcp.store.accounts import Account
from luma_mcp.store.database import Database
from luma_mcp.store.profiles import ProfileHandle

JOB = "back_posting"
_OPERATIONS = frozenset({post_past_documents.name})


@dataclass(frozen=True)
class BackPostings:
    """Posts what waits, account by account; what is done stays done when it is stopped."""

    database: Database
    executor: Executor

    async def run(self) -> int:
        """Give every profile that has none its ledger; answers how many documents were posted.

        Raises:
            RateMissing: names the profile, the currency and the day; what was posted before stays.
        """
        async with self.database.reading() as connection:
            waiting = await store.waiting_accounts(connection)
        return sum([await self._of_account(account) for account in waiting])

    async def _of_account(self, account: Account) -> int:
        async with self.database.reading() as connection:
            handles = await store.profiles_without_ledger(connection, account.id)
        posted = sum([await self._of_profile(account, handle) for handle in handles])
        async with self.database.writing() as connection:
            await store.note_posted(connection, account.id)
        return posted

    async def _of_profile(self, account: Account, profile: ProfileHandle) -> int:
        caller = replace(Caller.system(account.id, profile, JOB, _OPERATIONS), account_today=account.today)
        try:
            posted = (await self.executor.run(caller, post_past_documents, {})).result
        except RateMissing as missing:
            raise RateMissing(
                f"{profile.name} has documents from before the ledger that cannot be posted yet: {missing.message}",
                fix="Import rates with luma-mcp rates import FILE (the European Central Bank's eurofxref-hist.csv), "
                "then run luma-mcp migrate again.",
            ) from missing
        return int(posted.documents)
