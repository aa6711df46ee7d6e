"""Periods: fiscal years that start on any day, and the named periods that people ask for."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from dateutil.relativedelta import relativedelta


class PeriodName(StrEnum):
    """A period by its name, as seen from today."""

    THIS_MONTH = "this_month"
    LAST_MONTH = "last_month"
    THIS_QUARTER = "this_quarter"
    LAST_QUARTER = "last_quarter"
    THIS_HALF_YEAR = "this_half_year"
    LAST_HALF_YEAR = "last_half_year"
    THIS_YEAR = "this_year"
    LAST_YEAR = "last_year"
    THIS_FISCAL_YEAR = "this_fiscal_year"
    LAST_FISCAL_YEAR = "last_fiscal_year"


def fiscal_year_of(day: date, start: str) -> tuple[date, date]:
    """First and last day of the fiscal year that holds a day; `start` is MM-DD."""
    month, first_day = (int(part) for part in start.split("-"))
    first = _on(day.year, month, first_day)
    if first > day:
        first = _on(day.year - 1, month, first_day)
    return first, _on(first.year + 1, month, first_day) - timedelta(days=1)


def named_period(name: PeriodName, today: date, fiscal_start: str) -> tuple[date, date]:
    """First and last day of a named period."""
    back = 1 if name.startswith("last_") else 0
    unit = name.removeprefix("this_").removeprefix("last_")
    if unit == "fiscal_year":
        return fiscal_year_of(today - relativedelta(years=back), fiscal_start)
    months = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}[unit]
    first = today.replace(day=1, month=(today.month - 1) // months * months + 1) - relativedelta(months=months * back)
    return first, first + relativedelta(months=months) - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class FiscalYears:
    """The fiscal years that the books have, and the day on which others start (MM-DD)."""

    known: tuple[tuple[date, date], ...]
    start: str

    def holding(self, day: date) -> tuple[date, date]:
        """First and last day of the fiscal year that holds a day: as it is kept, or as it would be made."""
        for first, last in self.known:
            if first <= day <= last:
                return first, last
        first, last = fiscal_year_of(day, self.start)
        first = max([first, *(end + timedelta(days=1) for _, end in self.known if end < day)])
        return first, min([last, *(begin - timedelta(days=1) for begin, _ in self.known if begin > day)])

    def period(self, name: PeriodName, today: date) -> tuple[date, date]:
        """First and last day of a named period; a fiscal year is the one that the books have."""
        if name is PeriodName.THIS_FISCAL_YEAR:
            return self.holding(today)
        if name is PeriodName.LAST_FISCAL_YEAR:
            return self.holding(self.holding(today)[0] - timedelta(days=1))
        return named_period(name, today, self.start)


def period_before(first: date, last: date) -> tuple[date, date]:
    """The period of the same length just before: whole months where the period is whole months, else days."""
    months = _whole_months(first, last)
    if months:
        return first - relativedelta(months=months), first - timedelta(days=1)
    length = (last - first).days + 1
    return first - timedelta(days=length), first - timedelta(days=1)


def a_year_before(first: date, last: date) -> tuple[date, date]:
    """The same days a year earlier; a last day of February stays one."""
    year = relativedelta(years=1)
    return first - year, last + timedelta(days=1) - year - timedelta(days=1)


def is_calendar_period(first: date, last: date, months: int) -> bool:
    """Whether it is one of the quarters (3 months) or half-years (6) that a calendar year is cut into."""
    return _whole_months(first, last) == months and (first.month - 1) % months == 0


def _whole_months(first: date, last: date) -> int:
    after = last + timedelta(days=1)
    if first.day != 1 or after.day != 1:
        return 0
    return (after.year - first.year) * 12 + after.month - first.month


def _on(year: int, month: int, day: int) -> date:
    return date(year, month, 1) + relativedelta(day=day)
