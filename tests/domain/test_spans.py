"""Spans of days cut into whole months and at most two parts of months."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from luma_mcp.domain.reports.spans import Cut, Span, month_of

TODAY = date(2026, 3, 31)
DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=passed) for passed in range((last - first).days + 1)]


def counted(cut: Cut, of: list[date]) -> Counter[date]:
    """How often each day counts: by its month's balance, and by the parts that are read."""
    found = Counter(day for day in of if cut.first_month <= month_of(day) <= cut.last_month)
    for part in cut.parts:
        for day in days(part.first, part.last):
            found[day] += part.sign
    return Counter({day: times for day, times in found.items() if times})


@given(DAYS, DAYS, DAYS)
def test_every_day_of_a_span_counts_once_and_no_other(one: date, other: date, today: date) -> None:
    first, last = sorted((one, other))
    cut = Span(first, last).cut(today)
    assert counted(cut, days(date(2023, 12, 1), date(2027, 1, 31))) == Counter(days(first, last))
    assert len(cut.parts) <= 2
    assert all(month_of(part.first) == month_of(part.last) for part in cut.parts)


@given(DAYS)
def test_a_span_without_a_first_day_begins_with_the_books(last: date) -> None:
    start = date(2023, 12, 1)
    assert counted(Span(None, last).cut(TODAY), days(start, date(2027, 1, 31))) == Counter(days(start, last))


@given(DAYS, st.integers(1, 400))
def test_an_empty_span_counts_nothing(first: date, back: int) -> None:
    cut = Span(first, first - timedelta(days=back)).cut(TODAY)
    assert counted(cut, days(date(2022, 1, 1), date(2027, 1, 31))) == Counter()


def test_whole_months_read_no_line() -> None:
    assert Span(date(2026, 1, 1), date(2026, 2, 28)).cut(TODAY) == Cut("2026-01", "2026-02", ())


def test_the_shorter_side_of_a_month_is_read() -> None:
    late = Span(date(2026, 1, 1), date(2026, 3, 21)).cut(TODAY)
    assert (late.last_month, [part.days for part in late.parts]) == ("2026-03", [(date(2026, 3, 22), TODAY)])
    early = Span(date(2026, 1, 1), date(2026, 3, 10)).cut(TODAY)
    assert (early.last_month, [part.days for part in early.parts]) == (
        "2026-02",
        [(date(2026, 3, 1), date(2026, 3, 10))],
    )


def test_up_to_today_only_what_is_dated_later_is_read() -> None:
    today = date(2026, 3, 3)
    (rest,) = Span(date(2026, 1, 1), today).cut(today).parts
    assert (rest.days, rest.sign) == ((date(2026, 3, 4), date(2026, 3, 31)), -1)
