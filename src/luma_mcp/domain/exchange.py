"""Exchange rates: how many units of the books' currency one unit of another is worth, and amounts converted with them.

A rate has at most 12 decimals, rounded half away from zero, and is stored as decimal text: whoever multiplies with the
rate that is shown gets the amount that is booked. Amounts are integer minor units on both sides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from luma_mcp.domain.model import Day
from luma_mcp.domain.money import LIMIT_MINOR, divide, half_away, multiply, round_to_minor, to_major, without_zeros
from luma_mcp.errors import TooLarge

EURO = "EUR"
STALE_DAYS = 7
"""A rate published up to so many days before counts: weekends and holidays have none of their own."""

RATE_DECIMALS = 12
_TICKS = Decimal(10) ** RATE_DECIMALS


@dataclass(frozen=True, slots=True)
class ExchangeRate:
    """How many units of `base` one unit of `currency` is worth, e.g. 0.9412 CHF for 1 EUR."""

    base: str
    currency: str
    rate: Decimal
    date: Day
    """The day on which it was published."""
    source: str


def cross_rate(
    base: str, currency: str, base_per_euro: Decimal, currency_per_euro: Decimal, *, date: Day, source: str
) -> ExchangeRate:
    """Make the rate of two currencies from what one euro is worth in each, to 12 decimals."""
    ticks = round_to_minor(multiply(divide(base_per_euro, currency_per_euro), _TICKS), "JPY")
    return ExchangeRate(base, currency, without_zeros(divide(Decimal(ticks), _TICKS)), date, source)


def to_base(amount_minor: int, currency: str, base: str, rate: Decimal) -> int:
    """Convert minor units into minor units of the books' currency, half away from zero, symmetric for negatives.

    Raises:
        TooLarge: the result is beyond what the books hold.
    """
    converted = round_to_minor(multiply(to_major(amount_minor, currency), rate), base)
    if abs(converted) > LIMIT_MINOR:
        raise TooLarge(f"An amount is beyond what the books hold in {base}.", fix="Check the amount and the rate.")
    return converted


def shares_to_base(
    amounts_minor: Sequence[int],
    currency: str,
    base: str,
    rate: Decimal,
    *,
    fixed: int | None = None,
    total_base: int | None = None,
) -> list[int]:
    """Convert the amounts of one entry so that they sum to what their sum is worth: to zero, where they sum to zero.

    Each is rounded by itself; the minor units that are left over go to the largest (the first of equals). The amount
    at the index `fixed` keeps its own rounding (the receivable, payable or bank line), so the rest goes to the largest
    of the others. `total_base` is what they must sum to where that is known already.

    Raises:
        TooLarge: an amount is beyond what the books hold.
        ValueError: `total_base` cannot be met because no amount may take what is left over.
    """
    parts = [to_base(amount, currency, base, rate) for amount in amounts_minor]
    wanted = to_base(sum(amounts_minor), currency, base, rate) if total_base is None else total_base
    residual = wanted - sum(parts)
    if residual:
        takers = [index for index in range(len(parts)) if index != fixed]
        parts[max(takers, key=lambda index: abs(amounts_minor[index]))] += residual
    return parts


def part_of(original_tc: int, original_base: int, done_tc: int, done_base: int, part_tc: int) -> int:
    """The base value of the part of an open item that is settled now, so that the last part clears it exactly.

    It is the rounded base value of everything settled up to now, less what was settled before; all in minor units.
    """
    if original_tc == 0:
        return original_base - done_base
    return half_away(Fraction(original_base * (done_tc + part_tc), original_tc)) - done_base
