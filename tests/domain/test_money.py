"""Money: exact in, exact out, rounded once and half away from zero."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luma_mcp.domain.money import (
    LIMIT_MINOR,
    distribute,
    exact_decimal,
    exponent,
    places,
    round_to_minor,
    share,
    to_major,
    to_minor,
    without_zeros,
)
from luma_mcp.errors import Invalid

MINOR = st.integers(-LIMIT_MINOR, LIMIT_MINOR)
CURRENCY = st.sampled_from(["CHF", "EUR", "JPY", "KWD"])


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("0.005", "CHF", 1),
        ("-0.005", "CHF", -1),
        ("0.0049999999999999999", "CHF", 0),
        ("1.005", "EUR", 101),
        ("2.675", "EUR", 268),
        ("-2.675", "EUR", -268),
        ("0.5", "JPY", 1),
        ("1.4", "JPY", 1),
        ("1.0005", "KWD", 1001),
        ("9999999999999.995", "CHF", 10**15),
        ("12345678901234567.8912", "JPY", 12345678901234568),
    ],
)
def test_amounts_are_rounded_half_away_from_zero(amount: str, currency: str, minor: int) -> None:
    assert round_to_minor(Decimal(amount), currency) == minor


@pytest.mark.parametrize(("currency", "decimals"), [("JPY", 0), ("CHF", 2), ("DKK", 2), ("KWD", 3)])
def test_a_currency_has_the_decimals_of_iso_4217(currency: str, decimals: int) -> None:
    assert exponent(currency) == decimals


@pytest.mark.parametrize(("amount", "currency"), [("0.001", "CHF"), ("1.5", "JPY"), ("0.0001", "KWD")])
def test_more_decimals_than_the_currency_has_are_refused(amount: str, currency: str) -> None:
    with pytest.raises(Invalid, match="decimals"):
        to_minor(Decimal(amount), currency, "amount")


def test_the_largest_amount_is_ten_to_the_fifteenth_minor_units() -> None:
    assert to_minor(Decimal("10000000000000.00"), "CHF", "amount") == LIMIT_MINOR
    with pytest.raises(Invalid, match="largest"):
        to_minor(Decimal("10000000000000.01"), "CHF", "amount")


@pytest.mark.parametrize(
    "given_",
    [
        1.5,
        0.1 + 0.2,
        True,
        None,
        [],
        "",
        "abc",
        "1_000",
        "1'000",
        "1,5",
        "NaN",
        "-Infinity",
        "sNaN",
        "0x10",
        "١٢",
        "1e999",
    ],
)
def test_what_is_no_exact_number_is_refused(given_: object) -> None:
    with pytest.raises(ValueError, match=r"must be|is not|is out of range"):
        exact_decimal(given_)


@pytest.mark.parametrize("given_", ["9" * 61, 10**60, 10**10_000], ids=["text", "one digit", "very many"])
def test_a_number_of_too_many_digits_is_refused(given_: object) -> None:
    with pytest.raises(ValueError, match="too many digits"):
        exact_decimal(given_)


@pytest.mark.parametrize(
    ("given_", "shown"),
    [("150.00", "150.00"), ("1e3", "1000"), (150, "150"), ("-0", "0"), (" 2.50 ", "2.50"), (".5", "0.5"), ("+7", "7")],
)
def test_a_number_is_shown_without_an_exponent(given_: object, shown: str) -> None:
    assert str(exact_decimal(given_)) == shown


@pytest.mark.parametrize(("rate", "shown"), [("8.10", "8.1"), ("20", "20"), ("1E+2", "100"), ("0.00", "0")])
def test_a_rate_is_compared_without_trailing_zeros(rate: str, shown: str) -> None:
    assert str(without_zeros(Decimal(rate))) == shown


@given(MINOR, CURRENCY)
def test_minor_and_major_units_are_each_others_inverse(minor: int, currency: str) -> None:
    assert to_minor(to_major(minor, currency), currency, "amount") == minor
    assert places(to_major(minor, currency)) <= exponent(currency)


@given(MINOR, CURRENCY)
def test_rounding_is_symmetric(minor: int, currency: str) -> None:
    amount = to_major(minor, currency) / 8
    assert round_to_minor(-amount, currency) == -round_to_minor(amount, currency)


@given(MINOR, st.lists(st.integers(0, 10**12), min_size=1, max_size=30))
def test_shares_sum_to_the_whole_and_keep_their_proportion(total: int, weights: list[int]) -> None:
    parts = share(total, weights)
    assert sum(parts) == total
    if sum(weights):
        exact = [Fraction(total * weight, sum(weights)) for weight in weights]
        assert all(abs(part - wanted) < 1 for part, wanted in zip(parts, exact, strict=True))


@given(st.lists(st.fractions(-(10**9), 10**9), min_size=1, max_size=20))
def test_distributed_parts_stay_within_a_unit_of_what_is_exact(exact: list[Fraction]) -> None:
    total = round(sum(exact))
    parts = distribute(total, exact)
    assert sum(parts) == total
    assert all(abs(part - wanted) <= 1 for part, wanted in zip(parts, exact, strict=True))


def test_shares_of_nothing_are_nothing() -> None:
    assert share(5, []) == []
    assert share(0, [0, 0]) == [0, 0]
    assert share(100, [1, 1, 1]) == [34, 33, 33]
    assert share(-100, [1, 1, 1]) == [-34, -33, -33]
