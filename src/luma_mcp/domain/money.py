"""Money: exact decimals in code, integer minor units in the books, never a binary float.

Currency exponents are ISO 4217's. Rounding is half away from zero, symmetric for negatives (EN 16931, BR-CO-17).
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import cache
from math import floor
from typing import Annotated

from iso4217 import Currency as IsoCurrency
from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from luma_mcp.errors import Invalid

LIMIT_MINOR = 10**15
"""No amount is larger than this many minor units, either way."""

USUAL_EXPONENT = 2
"""The decimals of most currencies."""

_DIGITS = 60
_LARGEST_EXPONENT = 40
_DECIMAL_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")

_EXACT = Context(prec=_DIGITS)
"""Enough digits for quantity (18) × price (27) without rounding on the way."""


def exact_decimal(given: object) -> Decimal:
    """Read a decimal from a string, an integer or a Decimal; a binary float, NaN and infinity are refused."""
    if isinstance(given, bool | float) or not isinstance(given, str | int | Decimal):
        raise ValueError("must be a decimal number or a decimal string such as '150.00'")  # noqa: TRY004
    if isinstance(given, int) and abs(given) >= 10**_DIGITS:
        raise ValueError("has too many digits")
    text = given.strip() if isinstance(given, str) else str(given)
    if len(text) > _DIGITS:
        raise ValueError("has too many digits")
    if text.upper().lstrip("+-") in {"NAN", "SNAN", "INF", "INFINITY"}:
        raise ValueError("must be a finite number")
    if not _DECIMAL_NUMBER.fullmatch(text):
        raise PydanticCustomError("is_number", "is not a decimal number such as '150.00'")
    return plain(Decimal(text))


def plain(number: Decimal) -> Decimal:
    """Write a number without an exponent, and zero without a sign: 1E+3 becomes 1000, -0 becomes 0."""
    if not number:
        return Decimal(0)
    if abs(number.adjusted()) > _LARGEST_EXPONENT:
        raise ValueError("is out of range")
    return Decimal(format(number, "f"))


def without_zeros(number: Decimal) -> Decimal:
    """Write a number without trailing zeros, as a rate is compared: 8.10 becomes 8.1, 20 stays 20."""
    return plain(number.normalize(_EXACT))


def places(number: Decimal) -> int:
    """How many decimals a number has, trailing zeros not counted."""
    exponent = number.normalize(_EXACT).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _at_most(decimals: int) -> AfterValidator:
    def check(number: Decimal) -> Decimal:
        if places(number) > decimals:
            raise ValueError(f"has more than {decimals} decimals")
        return number

    return AfterValidator(check)


def _decimal_schema(description: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "number", "format": "decimal", "description": description})


_DECIMAL = BeforeValidator(exact_decimal)
_RANGE = Decimal(LIMIT_MINOR)

Amount = Annotated[
    Decimal, _DECIMAL, Field(ge=-_RANGE, le=_RANGE), _decimal_schema("Amount in major units of the currency")
]
"""An amount in major units; how many decimals it may have depends on the currency (`to_minor`)."""

Price = Annotated[
    Decimal, _DECIMAL, Field(ge=-_RANGE, le=_RANGE), _at_most(12), _decimal_schema("Unit price, up to 12 decimals")
]
"""A unit price in major units, up to 12 decimals."""

Quantity = Annotated[
    Decimal,
    _DECIMAL,
    Field(ge=Decimal(-1_000_000_000), le=Decimal(1_000_000_000)),
    _at_most(6),
    _decimal_schema("Quantity, up to 6 decimals"),
]
"""A quantity, up to 6 decimals; negative for what is taken back."""

Percent = Annotated[Decimal, _DECIMAL, Field(ge=0, le=100), _at_most(4), _decimal_schema("Percentage from 0 to 100")]
"""A percentage from 0 to 100."""


@cache
def _exponents() -> dict[str, int]:
    return {c.code: c.exponent for c in IsoCurrency if c.exponent is not None}


def is_currency(code: str) -> bool:
    """Whether ISO 4217 lists this code as money."""
    return code in _exponents()


def _known(code: str) -> str:
    if not is_currency(code):
        raise ValueError("is not an ISO 4217 currency code such as CHF or EUR")
    return code


Currency = Annotated[
    str,
    StringConstraints(to_upper=True, min_length=3, max_length=3),
    AfterValidator(_known),
    WithJsonSchema({"type": "string", "description": "ISO 4217 code, e.g. CHF"}),
]
"""An ISO 4217 currency code."""


def exponent(currency: str) -> int:
    """How many decimals this currency has: JPY 0, CHF 2, KWD 3."""
    return _exponents()[currency]


@cache
def unusual_exponents() -> dict[int, tuple[str, ...]]:
    """The currencies that have more or fewer decimals than the usual two, by how many."""
    found = defaultdict(list)
    for code, decimals in sorted(_exponents().items()):
        if decimals != USUAL_EXPONENT:
            found[decimals].append(code)
    return {decimals: tuple(codes) for decimals, codes in found.items()}


def round_to_minor(amount: Decimal, currency: str) -> int:
    """Round an exact amount of major units to whole minor units, half away from zero."""
    scaled = amount.scaleb(exponent(currency), _EXACT)
    return int(scaled.to_integral_value(ROUND_HALF_UP, _EXACT))


def to_minor(amount: Decimal, currency: str, field: str) -> int:
    """Give an amount that came from outside as minor units; more decimals than the currency has are refused."""
    if places(amount) > exponent(currency):
        raise Invalid.field(field, f"{currency} has {exponent(currency)} decimals; {amount} has more")
    minor = round_to_minor(amount, currency)
    if abs(minor) > LIMIT_MINOR:
        raise Invalid.field(field, "is beyond the largest amount that the books hold")
    return minor


def to_major(minor: int, currency: str) -> Decimal:
    """Give minor units as an amount of major units with the currency's decimals."""
    return Decimal(minor).scaleb(-exponent(currency), _EXACT)


def multiply(left: Decimal, right: Decimal) -> Decimal:
    """Multiply exactly."""
    return _EXACT.multiply(left, right)


def add(left: Decimal, right: Decimal) -> Decimal:
    """Add exactly."""
    return _EXACT.add(left, right)


def divide(left: Decimal, right: Decimal) -> Decimal:
    """Divide with 60 digits, far beyond what the final rounding looks at."""
    return _EXACT.divide(left, right)


def half_away(exact: Fraction) -> int:
    """Round an exact number to a whole one, half away from zero: the mirror for what is negative."""
    size = (2 * abs(exact.numerator) + exact.denominator) // (2 * exact.denominator)
    return size if exact > 0 else -size


def share(total: int, weights: Sequence[int]) -> list[int]:
    """Distribute a total over weights so that the parts sum to it exactly (largest remainder, first wins a tie)."""
    whole = sum(weights)
    if whole == 0:
        return [total, *([0] * (len(weights) - 1))] if weights else []
    return distribute(total, [Fraction(total * weight, whole) for weight in weights])


def distribute(total: int, exact: Sequence[Fraction]) -> list[int]:
    """Round exact parts to whole ones that sum to a total within half a unit of theirs (largest remainder).

    Negated parts of a negated total are the mirror, also where the total is zero.
    """
    if next((part for part in (Fraction(total), *exact) if part), Fraction(0)) < 0:
        return [-part for part in distribute(-total, [-part for part in exact])]
    parts = [floor(part) for part in exact]
    missing = total - sum(parts)
    by_remainder = sorted(range(len(parts)), key=lambda i: parts[i] - exact[i])
    for i in by_remainder[:missing]:
        parts[i] += 1
    return parts
