"""The ground that a report stands on: the accounts, the range, and how amounts are written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from luma_mcp.domain.charts import AccountClass, AccountType
from luma_mcp.domain.money import to_major
from luma_mcp.domain.periods import FiscalYears
from luma_mcp.domain.reports.spans import NOTHING, Span, Turnover, day_before


@dataclass(frozen=True, slots=True)
class ReportAccount:
    """An account as reports need it."""

    id: UUID
    number: str
    name: str
    account_class: AccountClass
    type: AccountType

    @property
    def of_result(self) -> bool:
        """Whether it is one of revenue or expense."""
        return self.account_class in (AccountClass.REVENUE, AccountClass.EXPENSE)

    @property
    def drill(self) -> str:
        """The handle of its lines."""
        return f"account:{self.number}"


@dataclass(frozen=True, slots=True)
class Ground:
    """One report's facts: range, comparison, base currency, language and fiscal years."""

    first: date
    last: date
    previous: tuple[date | None, date] | None
    currency: str
    language: str
    country: str
    years: FiscalYears

    @property
    def span(self) -> Span:
        """The range."""
        return Span(self.first, self.last)

    @property
    def ranges(self) -> tuple[Span, ...]:
        """The range, and that of the comparison where there is one."""
        return (self.span,) if self.previous is None else (self.span, Span(*self.previous))

    def money(self, minor: int) -> Decimal:
        """An amount in the books' currency."""
        return to_major(minor, self.currency)

    def beside(self, amounts: Sequence[int]) -> Decimal | None:
        """The amount of the comparison, where there is one."""
        return self.money(amounts[1]) if len(amounts) > 1 else None

    def before_in_year(self, day: date) -> Span:
        """From the start of the fiscal year that holds a day to the day before it; may be empty."""
        return Span(self.years.holding(day)[0], day_before(day))

    def before_year(self, day: date) -> Span:
        """All days before the fiscal year that holds a day."""
        return Span(None, day_before(self.years.holding(day)[0]))


Moved = Mapping[UUID, Sequence[Turnover]]
"""What moved, by account: one turnover a span."""


def moved_on(moved: Moved, account: ReportAccount, count: int) -> Sequence[Turnover]:
    """What moved on an account, nothing where nothing did."""
    return moved.get(account.id) or [NOTHING] * count
