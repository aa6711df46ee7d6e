"""One company's office in the demo: who it knows, what it sells, and how it runs operations."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from luma_mcp.access.caller import Caller
from luma_mcp.demo.calendar import DAYS, FIRST_DAY, morning, workday
from luma_mcp.demo.companies import Company
from luma_mcp.demo.diary import Act, Diary
from luma_mcp.domain.bank_accounts import BankAccount
from luma_mcp.domain.catalog import CatalogItem
from luma_mcp.domain.clients import Client
from luma_mcp.domain.vendors import Vendor
from luma_mcp.executor import Executor
from luma_mcp.operations.registry import BY_NAME


class Office:
    """Runs operations as the company's owner and keeps what they answered."""

    def __init__(self, executor: Executor, caller: Caller, company: Company, diary: Diary, random: Random) -> None:
        self.executor = executor
        self.caller = caller
        if caller.profile is None:
            raise LookupError("an office keeps the books of one profile")
        self.profile = caller.profile
        self.company = company
        self.diary = diary
        self.random = random
        self.clients: list[Client] = []
        self.vendors: list[Vendor] = []
        self.items: list[CatalogItem] = []
        self.accounts: list[BankAccount] = []

    async def open(self) -> None:
        """Record what is known on the first day."""
        company = self.company
        self.accounts = [await self.do("create_bank_account", **one) for one in company.accounts]
        self.clients = [await self.do("create_client", **one) for one in company.clients]
        self.vendors = [await self.do("create_vendor", **one) for one in company.vendors]
        self.items = [await self.do("create_catalog_item", **one) for one in company.catalog]

    async def do(self, operation: str, **given: Any) -> Any:  # noqa: ANN401  each operation answers its own model
        """Run an operation; its result."""
        return (await self.executor.run(self.caller, BY_NAME[operation], given)).result

    def note(self, when: datetime, act: Act) -> None:
        """Write into the diary."""
        self.diary.note(when, act)

    def workdays(self, count: int, *, first: int = 2, last: int = DAYS - 4) -> list[date]:
        """So many workdays, spread over the 18 months, in order."""
        days = sorted(self.random.randint(first, last) for _ in range(count))
        return [workday(FIRST_DAY + timedelta(days=day)) for day in days]

    def hour(self, day: date) -> datetime:
        """Some time during the day."""
        return morning(day) + timedelta(minutes=self.random.randint(0, 420))

    def chance(self, percent: int) -> bool:
        """True so many times in a hundred."""
        return self.random.randrange(100) < percent
