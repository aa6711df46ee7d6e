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

    def cut(self, today: date) -> "Cut":
        """Whole months, and what of the first and the last month is read line by line.

        Of a month that is cut the shorter side is read, the days after today counting nothing: few lines are there.
        """
        if self._is_inside_a_month:
            inside = (Part(self.first or EARLIEST, self.last, 1),)
            return Cut(*self._whole_months(None, None), inside)
        head, tail = self._head(today), self._tail(today)
        return Cut(*self._whole_months(head, tail), tuple(part for part in (head, tail) if part is not None))

    @property
    def _is_inside_a_month(self) -> bool:
        """Whether it begins and ends within one month, neither on its first nor on its last day."""
        first, last = self.first, self.last
        if first is None or self.is_empty or month_of(first) != month_of(last):
            return False
        return first.day != 1 and not _ends_month(last)

    def _head(self, today: date) -> "Part | None":
        """How the first month is cut: what is wanted of it, or what is not."""
        first = self.first
        if first is None or self.is_empty or first.day == 1:
            return None
        end = day_before(_next_month(first))
        return _cheaper(Part(first, end, 1), Part(first.replace(day=1), day_before(first), -1), today)

    def _tail(self, today: date) -> "Part | None":
        """How the last month is cut."""
        last = self.last
        if self.is_empty or _ends_month(last):
            return None
        rest = Part(last + timedelta(days=1), day_before(_next_month(last)), -1)
        return _cheaper(Part(last.replace(day=1), last, 1), rest, today)

    def _whole_months(self, head: "Part | None", tail: "Part | None") -> tuple[str, str]:
        """The first and last month whose balance counts; one that something is taken from does."""
        first, last = self.first, self.last
        low, high = BEGINNING, month_of(last)
        if first is not None:
            begins = first.day == 1 or (head is not None and head.sign < 0)
            low = month_of(first if begins else _next_month(first))
        if not (_ends_month(last) or (tail is not None and tail.sign < 0)):
            high = month_of(day_before(last.replace(day=1)))
        return low, high


@dataclass(frozen=True, slots=True)
class Part:
    """Days of one month whose lines are read: added to whole months (1), or taken from one (−1)."""

    first: date
    last: date
    sign: int

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day."""
        return self.first, self.last


@dataclass(frozen=True, slots=True)
class Cut:
    """A span as whole months and at most two parts of months; no months where the first is after the last."""

    first_month: str
    last_month: str
    parts: tuple[Part, ...]


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

    def times(self, sign: int) -> "Turnover":
        """The same, or what takes it away."""
        return Turnover(sign * self.debit, sign * self.credit, sign * self.closing_debit, sign * self.closing_credit)

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


def _cheaper(wanted: Part, rest: Part, today: date) -> Part:
    return rest if _days_to_read(rest, today) < _days_to_read(wanted, today) else wanted


def _days_to_read(part: Part, today: date) -> int:
    return max(0, (min(part.last, today) - part.first).days + 1)
