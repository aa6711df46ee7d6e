"""Schedules: on which dates something recurring falls, with the anchor day kept at month ends."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from itertools import count

from dateutil.relativedelta import relativedelta


class Interval(StrEnum):
    """How often: the vendor's five intervals."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    SEMI_ANNUALLY = "semi_annually"
    ANNUALLY = "annually"


_STEP = {
    Interval.WEEKLY: relativedelta(weeks=1),
    Interval.MONTHLY: relativedelta(months=1),
    Interval.QUARTERLY: relativedelta(months=3),
    Interval.SEMI_ANNUALLY: relativedelta(months=6),
    Interval.ANNUALLY: relativedelta(years=1),
}


def occurrences(start: date, interval: Interval) -> Iterator[date]:
    """All dates of a schedule, each counted from the start, so that 31 Jan → 28 Feb → 31 Mar."""
    for n in count():
        yield start + _STEP[interval] * n


def next_after(start: date, interval: Interval, last: date | None, end: date | None) -> date | None:
    """The first date of the schedule after `last` (or the start), or None when it lies behind the end."""
    day = next(day for day in occurrences(start, interval) if last is None or day > last)
    return None if end is not None and day > end else day


def first_from(start: date, interval: Interval, earliest: date, end: date | None) -> date | None:
    """The first date of the schedule on or after `earliest`, as for a schedule that is resumed."""
    day = next(day for day in occurrences(start, interval) if day >= earliest)
    return None if end is not None and day > end else day
