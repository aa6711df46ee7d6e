"""Spans of days, cut into whole months, which have balances, and at most two parts of months, which have lines."""

from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from luma_mcp.domain.model import EARLIEST

BEGINNING = "0000-00"
"""Before every month."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days from the first to the last, both included; without a first from the beginning of the books."""

    first: date | None
    last: date

    @property
    def is_empty(self) -> bool:
        """Whether it holds no day."""
        return self.first is not None and self.first > self.last

    @property
    def before(self) -> date:
        """The day before it; needs a first day."""
        return day_before(self.first or EARLIEST)

    @property
    def months(self) -> tuple[str, str]:
        """The first and last whole month in it; the first is after the last where there is none."""
        if self.first is None:
            low = BEGINNING
        else:
            low = month_of(self.first if self.first.day == 1 else _next_month(self.first))
        high = self.last if _ends_month(self.last) else self.last.replace(day=1) - timedelta(days=1)
        return low, month_of(high)

    @property
    def parts(self) -> tuple["Span", ...]:
        """What is not whole months."""
        if self.is_empty:
            return ()
        first, last = self.first, self.last
        if first is not None and first.day != 1:
            end = min(last, _next_month(first) - timedelta(days=1))
            head = (Span(first, end),)
            return head if end == last else head + Span(_next_month(first), last).parts
        start = last.replace(day=1)
        return () if _ends_month(last) else (Span(start if first is None else max(first, start), last),)


@dataclass(frozen=True, slots=True)
class Turnover:
    """What moved on an account: debit and credit, closing entries apart."""

    debit: int = 0
    credit: int = 0
    closing_debit: int = 0
    closing_credit: int = 0

    @property
    def net(self) -> int:
        """Debit less credit, without closing entries."""
        return self.debit - self.credit

    @property
    def closing(self) -> int:
        """Debit less credit of closing entries."""
        return self.closing_debit - self.closing_credit

    @property
    def whole(self) -> int:
        """Debit less credit of everything."""
        return self.net + self.closing

    def __add__(self, other: "Turnover") -> "Turnover":
        return Turnover(
            self.debit + other.debit,
            self.credit + other.credit,
            self.closing_debit + other.closing_debit,
            self.closing_credit + other.closing_credit,
        )


NOTHING = Turnover()


def month_of(day: date) -> str:
    """YYYY-MM."""
    return day.isoformat()[:7]


def day_before(day: date) -> date:
    """The day before."""
    return day - timedelta(days=1)


def _next_month(day: date) -> date:
    return day.replace(day=1) + relativedelta(months=1)


def _ends_month(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1
