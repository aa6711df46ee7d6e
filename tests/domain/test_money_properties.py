"""What always holds for money: EN 16931's rounding, ISO 4217's decimals, and parts that sum to their whole."""

from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from luma_mcp.domain.money import (
    LIMIT_MINOR,
    Price,
    Quantity,
    distribute,
    divide,
    exact_decimal,
    multiply,
    plain,
    round_to_minor,
    share,
    to_major,
    to_minor,
    without_zeros,
)

MINOR = st.integers(-LIMIT_MINOR, LIMIT_MINOR)
CURRENCY = st.sampled_from(["JPY", "CHF", "KWD"])
"""0, 2 and 3 decimals."""
PRICES = st.integers(-(10**18), 10**18).map(lambda ticks: divide(Decimal(ticks), Decimal(10**12)))
QUANTITIES = st.integers(-(10**12), 10**12).map(lambda ticks: divide(Decimal(ticks), Decimal(10**6)))
EXACT = st.lists(st.fractions(-(10**6), 10**6, max_denominator=12), min_size=1, max_size=8)


def rounded(exact: Fraction) -> int:
    """Half away from zero, said in another way than the code does."""
    size = floor(abs(exact) + Fraction(1, 2))
    return size if exact >= 0 else -size


@given(PRICES, CURRENCY)
def test_rounding_is_half_away_from_zero_and_symmetric(amount: Decimal, currency: str) -> None:
    minor = {"JPY": 1, "CHF": 100, "KWD": 1000}[currency]
    assert round_to_minor(amount, currency) == rounded(Fraction(amount) * minor)
    assert round_to_minor(-amount, currency) == -round_to_minor(amount, currency)


@given(MINOR, CURRENCY, st.sampled_from(["0.5", "0.499999999999", "0.500000000001"]))
def test_a_half_decides_however_close_it_is(minor: int, currency: str, part: str) -> None:
    amount = to_major(abs(minor), currency) + multiply(Decimal(part), to_major(1, currency))
    assert round_to_minor(amount, currency) == abs(minor) + (part != "0.499999999999")
    assert round_to_minor(-amount, currency) == -abs(minor) - (part != "0.499999999999")


@given(MINOR, CURRENCY)
def test_an_amount_comes_back_as_it_was(minor: int, currency: str) -> None:
    major = to_major(minor, currency)
    assert to_minor(major, currency, "amount") == round_to_minor(major, currency) == minor
    assert to_minor(exact_decimal(str(major)), currency, "amount") == minor
    assert to_minor(without_zeros(major), currency, "amount") == minor


@given(st.lists(MINOR, max_size=20), CURRENCY)
def test_amounts_add_up_the_same_in_either_unit(amounts: list[int], currency: str) -> None:
    assert sum(to_major(minor, currency) for minor in amounts) == to_major(sum(amounts), currency)


@given(PRICES, QUANTITIES, CURRENCY)
def test_a_unit_price_with_twelve_decimals_is_rounded_only_on_its_line(
    price: Decimal, quantity: Decimal, currency: str
) -> None:
    exact = Fraction(price) * Fraction(quantity)
    assert Fraction(multiply(price, quantity)) == exact
    minor = {"JPY": 1, "CHF": 100, "KWD": 1000}[currency]
    assert round_to_minor(multiply(price, quantity), currency) == rounded(exact * minor)


def test_a_metered_price_is_taken_as_it_is() -> None:
    """0.000149611361 × 1,234,567.5 is 184.705 and a little."""
    price = TypeAdapter(Price).validate_python("0.000149611361")
    quantity = TypeAdapter(Quantity).validate_python("1234567.5")
    assert round_to_minor(multiply(price, quantity), "CHF") == 18471
    with pytest.raises(ValidationError, match="more than 12 decimals"):
        TypeAdapter(Price).validate_python("0.0001496113615")


@given(PRICES)
def test_a_number_is_written_without_an_exponent_and_means_the_same(number: Decimal) -> None:
    for written in (plain(number), without_zeros(number), exact_decimal(str(number))):
        assert written == number
        assert "E" not in format(written, "f")
        assert written.as_tuple().exponent in range(-12, 1)


@given(MINOR, st.lists(st.integers(0, 10**12), min_size=1, max_size=20))
def test_shares_mirror_when_a_document_is_credited(total: int, weights: list[int]) -> None:
    parts = share(total, weights)
    assert share(-total, [-weight for weight in weights]) == [-part for part in parts]
    assert share(-total, weights) == [-part for part in parts]
    if sum(weights):
        assert all(part == 0 for part, weight in zip(parts, weights, strict=True) if weight == 0)


@given(EXACT)
@example([Fraction(5, 2), Fraction(-5, 2)])
@example([Fraction(-1, 2), Fraction(1, 2), Fraction(0)])
def test_distributed_parts_mirror_when_a_document_is_credited(exact: list[Fraction]) -> None:
    total = rounded(Fraction(sum(exact)))
    parts = distribute(total, exact)
    assert sum(parts) == total
    assert all(abs(part - wanted) <= 1 for part, wanted in zip(parts, exact, strict=True))
    assert distribute(-total, [-part for part in exact]) == [-part for part in parts]


@given(EXACT)
def test_parts_that_are_whole_already_are_left_alone(exact: list[Fraction]) -> None:
    whole = [floor(part) for part in exact]
    assert distribute(sum(whole), [Fraction(part) for part in whole]) == whole
