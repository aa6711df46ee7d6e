"""Schedules, periods and numbers: calendar arithmetic with its edges."""

from datetime import date
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luma_mcp.domain.numbering import format_number, parse_number
from luma_mcp.domain.periods import PeriodName, a_year_before, fiscal_year_of, named_period, period_before
from luma_mcp.domain.schedules import Interval, first_from, next_after, occurrences

DAYS = st.dates(date(1990, 1, 1), date(2900, 1, 1))


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "interval", "dates"),
    [
        ("2026-01-31", Interval.MONTHLY, ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]),
        ("2027-12-31", Interval.MONTHLY, ["2027-12-31", "2028-01-31", "2028-02-29", "2028-03-31"]),
        ("2026-08-31", Interval.QUARTERLY, ["2026-08-31", "2026-11-30", "2027-02-28", "2027-05-31"]),
        ("2026-08-31", Interval.SEMI_ANNUALLY, ["2026-08-31", "2027-02-28", "2027-08-31"]),
        ("2024-02-29", Interval.ANNUALLY, ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]),
        ("2026-12-28", Interval.WEEKLY, ["2026-12-28", "2027-01-04", "2027-01-11"]),
    ],
)
def test_month_ends_keep_their_anchor(start: str, interval: Interval, dates: list[str]) -> None:
    assert list(islice(occurrences(day(start), interval), len(dates))) == [day(text) for text in dates]


def test_nothing_comes_after_the_end() -> None:
    start, end = day("2026-01-31"), day("2026-03-30")
    assert next_after(start, Interval.MONTHLY, None, end) == start
    assert next_after(start, Interval.MONTHLY, start, end) == day("2026-02-28")
    assert next_after(start, Interval.MONTHLY, day("2026-02-28"), end) is None


def test_a_resumed_schedule_goes_on_from_a_day() -> None:
    assert first_from(day("2026-01-31"), Interval.MONTHLY, day("2026-03-01"), None) == day("2026-03-31")
    assert first_from(day("2026-01-31"), Interval.MONTHLY, day("2026-03-31"), None) == day("2026-03-31")
    assert first_from(day("2026-01-31"), Interval.MONTHLY, day("2026-04-01"), day("2026-04-15")) is None


@given(DAYS, st.sampled_from(Interval))
def test_dates_only_go_forward(start: date, interval: Interval) -> None:
    dates = list(islice(occurrences(start, interval), 30))
    assert dates == sorted(set(dates))
    if interval is not Interval.WEEKLY:
        assert all(one.day == start.day or (one.day < start.day and one.day >= 28) for one in dates)


@pytest.mark.parametrize(
    ("today", "start", "first", "last"),
    [
        ("2026-03-31", "01-01", "2026-01-01", "2026-12-31"),
        ("2026-03-31", "04-01", "2025-04-01", "2026-03-31"),
        ("2026-04-01", "04-01", "2026-04-01", "2027-03-31"),
        ("2024-02-29", "03-01", "2023-03-01", "2024-02-29"),
    ],
)
def test_a_fiscal_year_starts_on_any_day(today: str, start: str, first: str, last: str) -> None:
    assert fiscal_year_of(day(today), start) == (day(first), day(last))


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        (PeriodName.THIS_MONTH, "2026-03-01", "2026-03-31"),
        (PeriodName.LAST_MONTH, "2026-02-01", "2026-02-28"),
        (PeriodName.THIS_QUARTER, "2026-01-01", "2026-03-31"),
        (PeriodName.LAST_QUARTER, "2025-10-01", "2025-12-31"),
        (PeriodName.LAST_YEAR, "2025-01-01", "2025-12-31"),
        (PeriodName.THIS_FISCAL_YEAR, "2025-07-01", "2026-06-30"),
        (PeriodName.LAST_FISCAL_YEAR, "2024-07-01", "2025-06-30"),
    ],
)
def test_named_periods_are_seen_from_today(name: PeriodName, first: str, last: str) -> None:
    assert named_period(name, day("2026-03-31"), "07-01") == (day(first), day(last))


def test_the_period_before_has_the_same_length() -> None:
    assert period_before(day("2026-01-01"), day("2026-03-31")) == (day("2025-10-01"), day("2025-12-31"))
    assert period_before(day("2026-03-01"), day("2026-03-31")) == (day("2026-02-01"), day("2026-02-28"))
    assert period_before(day("2026-03-10"), day("2026-03-19")) == (day("2026-02-28"), day("2026-03-09"))
    assert a_year_before(day("2024-01-01"), day("2024-02-29")) == (day("2023-01-01"), day("2023-02-28"))


@given(DAYS, st.integers(0, 900))
def test_the_period_before_ends_where_the_period_begins(first: date, length: int) -> None:
    last = date.fromordinal(first.toordinal() + length)
    earlier_first, earlier_last = period_before(first, last)
    assert (first - earlier_last).days == 1
    assert earlier_first <= earlier_last


@given(st.from_regex(r"[A-Z]{0,3}-?", fullmatch=True), st.integers(1, 9), st.integers(1, 10**12))
def test_a_number_is_read_back(prefix: str, padding: int, n: int) -> None:
    assert parse_number(format_number(prefix, padding, n), prefix, padding) == n


@pytest.mark.parametrize(
    "number", ["IV-1", "IV-01", "IV-0000", "IV-000", "IV-0010", "iv-010", "IV-010a", "X-010", "IV-\u0661\u0660\u0660"]
)
def test_a_number_of_another_form_lies_outside_the_series(number: str) -> None:
    assert parse_number(number, "IV-", 3) is None
