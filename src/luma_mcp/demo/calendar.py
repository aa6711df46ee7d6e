"""The 18 months of the demo. They are fixed, so that every demo has the same books; the last day is its 'today'."""

from datetime import UTC, date, datetime, time, timedelta

FIRST_DAY = date(2025, 1, 1)
LAST_DAY = date(2026, 6, 30)
DAYS = (LAST_DAY - FIRST_DAY).days
FIRST_MOMENT = datetime.combine(FIRST_DAY, time(8), UTC)
LAST_MOMENT = datetime.combine(LAST_DAY, time(16), UTC)

_FRIDAY, _WEEK = 4, 7


def morning(day: date) -> datetime:
    """When the office opens."""
    return datetime.combine(day, time(8), UTC)


def workday(day: date) -> date:
    """This day, or the Monday after a weekend."""
    return day if day.weekday() <= _FRIDAY else day + timedelta(days=_WEEK - day.weekday())
