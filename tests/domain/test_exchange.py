"""Exchange rates: by hand, and what always holds when an entry or an open item is converted."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from luma_mcp.domain.exchange import cross_rate, part_of, shares_to_base, to_base
from luma_mcp.domain.money import places
from luma_mcp.errors import TooLarge

CURRENCIES = st.sampled_from(["CHF", "EUR", "JPY", "KWD"])
RATES = st.decimals("0.000001", "9999", places=12)
AMOUNTS = st.integers(-(10**8), 10**8)


@pytest.mark.parametrize(
    ("base", "currency", "base_per_euro", "currency_per_euro", "rate"),
    [
        ("CHF", "EUR", "0.9412", "1", "0.9412"),
        ("EUR", "CHF", "1", "0.9412", "1.062473438164"),
        ("CHF", "USD", "0.9412", "1.0815", "0.870272769302"),
        ("DKK", "KWD", "7.46", "0.33", "22.606060606061"),
        ("KWD", "JPY", "0.333", "162.5", "0.002049230769"),
        ("EUR", "HUF", "1", "400", "0.0025"),
    ],
)
def test_a_cross_rate_has_twelve_decimals(
    base: str, currency: str, base_per_euro: str, currency_per_euro: str, rate: str
) -> None:
    day = date(2026, 3, 31)
    made = cross_rate(base, currency, Decimal(base_per_euro), Decimal(currency_per_euro), date=day, source="ecb")
    assert (str(made.rate), made.base, made.currency, made.date, made.source) == (rate, base, currency, day, "ecb")


def test_a_cross_rate_is_rounded_half_away_from_zero_and_only_once() -> None:
    """0.0000000000005 becomes 0.000000000001; a digit below it that rounds up first must not count twice."""
    assert made_rate("0.5", "1000000000000") == Decimal("0.000000000001")
    assert made_rate("0.49999999999999999999999999999999", "1000000000000") == 0


def made_rate(base_per_euro: str, currency_per_euro: str) -> Decimal:
    pair = (Decimal(base_per_euro), Decimal(currency_per_euro))
    return cross_rate("CHF", "USD", *pair, date=date(2026, 3, 31), source="ecb").rate


@pytest.mark.parametrize(
    ("minor", "currency", "base", "rate", "converted"),
    [
        (100000, "EUR", "CHF", "0.9412", 94120),
        (1, "EUR", "CHF", "0.5", 1),
        (-1, "EUR", "CHF", "0.5", -1),
        (1, "EUR", "CHF", "0.49", 0),
        (12345, "JPY", "CHF", "0.0058", 7160),
        (10000, "CHF", "JPY", "172.5", 17250),
        (1000, "KWD", "CHF", "2.85", 285),
        (285, "CHF", "KWD", "0.350877192982", 1000),
        (1, "KWD", "JPY", "490", 0),
        (2, "KWD", "JPY", "490", 1),
        (-32430, "USD", "DKK", "6.897", -223670),
    ],
)
def test_an_amount_is_converted_into_the_minor_units_of_the_books(
    minor: int, currency: str, base: str, rate: str, converted: int
) -> None:
    assert to_base(minor, currency, base, Decimal(rate)) == converted


def test_what_the_books_cannot_hold_is_refused() -> None:
    with pytest.raises(TooLarge, match="JPY"):
        to_base(10**15, "CHF", "JPY", Decimal("172.5"))


def test_what_rounding_leaves_over_goes_to_the_largest_amount() -> None:
    """33.33 + 33.33 + 33.33 − 99.99 at 0.5: 16.67 three times, and −50.00 becomes −50.01."""
    assert shares_to_base([3333, 3333, 3333, -9999], "EUR", "CHF", Decimal("0.5")) == [1667, 1667, 1667, -5001]


def test_a_fixed_amount_keeps_its_own_rounding() -> None:
    """The receivable of 99.99 is 50.00; the first of the three equal lines gives way."""
    parts = shares_to_base([3333, 3333, 3333, -9999], "EUR", "CHF", Decimal("0.5"), fixed=3)
    assert parts == [1666, 1667, 1667, -5000]


def test_amounts_of_a_known_total_sum_to_it() -> None:
    assert shares_to_base([3333, 3333, 3333], "EUR", "CHF", Decimal("0.5")) == [1666, 1667, 1667]
    assert shares_to_base([3333, 3333, 3333], "EUR", "CHF", Decimal("0.5"), total_base=5001) == [1667, 1667, 1667]
    assert shares_to_base([], "EUR", "CHF", Decimal("0.5")) == []


def test_a_receivable_is_cleared_in_three_payments() -> None:
    """100.00 EUR booked at 94.12 CHF: a third each is 31.37, 31.37 and, at last, 31.38."""
    parts, done_tc, done_base = [], 0, 0
    for part_tc in (3333, 3333, 3334):
        part = part_of(10000, 9412, done_tc, done_base, part_tc)
        parts.append(part)
        done_tc, done_base = done_tc + part_tc, done_base + part
    assert parts == [3137, 3137, 3138]


def test_an_item_of_nothing_is_cleared_by_nothing() -> None:
    assert part_of(0, 0, 0, 0, 0) == 0
    assert part_of(0, 5, 0, 0, 0) == 5


@given(RATES, RATES)
def test_a_cross_rate_never_has_more_than_twelve_decimals(one: Decimal, other: Decimal) -> None:
    made = cross_rate("CHF", "USD", one, other, date=date(2026, 3, 31), source="ecb")
    assert places(made.rate) <= 12
    assert abs(made.rate * other - one) <= other * Decimal("0.0000000000006")


@given(AMOUNTS, CURRENCIES, CURRENCIES, RATES)
def test_a_conversion_is_symmetric(minor: int, currency: str, base: str, rate: Decimal) -> None:
    assert to_base(-minor, currency, base, rate) == -to_base(minor, currency, base, rate)
    assert to_base(minor, currency, currency, Decimal(1)) == minor


@given(st.lists(AMOUNTS, min_size=1, max_size=12), CURRENCIES, CURRENCIES, RATES)
def test_an_entry_that_sums_to_zero_does_so_in_the_books(
    amounts: list[int], currency: str, base: str, rate: Decimal
) -> None:
    entry = [*amounts, -sum(amounts)]
    parts = shares_to_base(entry, currency, base, rate)
    assert sum(parts) == 0
    assert [-part for part in parts] == shares_to_base([-amount for amount in entry], currency, base, rate)
    off = [part for part, amount in zip(parts, entry, strict=True) if part != to_base(amount, currency, base, rate)]
    assert len(off) <= 1


@given(st.lists(AMOUNTS, min_size=1, max_size=12), CURRENCIES, CURRENCIES, RATES)
def test_an_entry_sums_to_zero_around_its_fixed_amount(
    amounts: list[int], currency: str, base: str, rate: Decimal
) -> None:
    parts = shares_to_base([-sum(amounts), *amounts], currency, base, rate, fixed=0)
    assert sum(parts) == 0
    assert parts[0] == to_base(-sum(amounts), currency, base, rate)


@given(st.integers(1, 10**12), st.integers(0, 10**12), st.lists(st.integers(1, 10**6), max_size=20), st.booleans())
def test_any_parts_of_an_item_clear_it_in_both_currencies(
    original_tc: int,
    original_base: int,
    weights: list[int],
    is_payable: bool,  # noqa: FBT001
) -> None:
    sign = -1 if is_payable else 1
    open_tc, done_tc, done_base = original_tc, 0, 0
    for weight in weights:
        part_tc = min(open_tc, original_tc * weight // 10**7)
        done_base += part_of(sign * original_tc, sign * original_base, done_tc, done_base, sign * part_tc)
        done_tc, open_tc = done_tc + sign * part_tc, open_tc - part_tc
        assert abs(done_base) <= original_base
    last = part_of(sign * original_tc, sign * original_base, done_tc, done_base, sign * open_tc)
    assert (done_tc + sign * open_tc, done_base + last) == (sign * original_tc, sign * original_base)


@given(st.integers(1, 10**9), st.integers(0, 10**9), st.integers(1, 10**9))
def test_a_part_that_is_taken_back_leaves_the_item_as_it_was(original_tc: int, original_base: int, part: int) -> None:
    assume(part <= original_tc)
    paid = part_of(original_tc, original_base, 0, 0, part)
    assert part_of(original_tc, original_base, part, paid, -part) == -paid
