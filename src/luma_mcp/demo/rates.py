"""Made-up exchange rates for the demo: a walk of small steps in plausible bounds, the same at every start."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from luma_mcp.domain.ecb import Quote
from luma_mcp.domain.money import divide, without_zeros

FIRST_RATE, LAST_RATE = date(2024, 12, 20), date(2026, 7, 10)

_SEED = 20241220
_FRIDAY = 4


@dataclass(frozen=True, slots=True)
class _Walk:
    """What one euro is worth in a currency, in its last decimal: the start, the bounds, the largest daily step."""

    currency: str
    decimals: int
    start: int
    lowest: int
    highest: int
    step: int


_WALKS = (
    _Walk("CHF", 4, 9400, 9200, 9600, 20),
    _Walk("DKK", 4, 74_600, 74_500, 74_700, 4),
    _Walk("USD", 4, 10_850, 10_200, 11_800, 60),
    _Walk("GBP", 5, 84_500, 82_000, 88_000, 300),
    _Walk("JPY", 2, 16_250, 15_200, 17_600, 95),
    _Walk("SEK", 4, 112_500, 108_000, 117_000, 500),
    _Walk("NOK", 4, 117_000, 112_000, 121_000, 550),
    _Walk("PLN", 4, 42_700, 41_500, 44_000, 150),
    _Walk("CZK", 3, 25_000, 24_300, 25_600, 60),
    _Walk("HUF", 2, 40_350, 38_500, 42_000, 160),
    _Walk("CAD", 4, 15_400, 14_600, 16_200, 70),
    _Walk("AUD", 4, 17_000, 16_000, 18_200, 90),
    _Walk("CNY", 4, 78_500, 75_000, 84_000, 350),
    _Walk("INR", 3, 93_500, 88_000, 101_000, 450),
    _Walk("KWD", 5, 33_300, 31_800, 35_000, 120),
)


def demo_quotes() -> tuple[Quote, ...]:
    """What one euro was worth in 15 currencies on each weekday around the demo's 18 months."""
    random = Random(_SEED)  # noqa: S311  nothing secret, and it has to repeat
    days = list(_weekdays())
    return tuple(quote for walk in _WALKS for quote in _quotes(walk, days, random))


def _weekdays() -> Iterator[date]:
    for passed in range((LAST_RATE - FIRST_RATE).days + 1):
        day = FIRST_RATE + timedelta(days=passed)
        if day.weekday() <= _FRIDAY:
            yield day


def _quotes(walk: _Walk, days: list[date], random: Random) -> Iterator[Quote]:
    """A step that would leave the bounds goes back."""
    ticks = walk.start
    for day in days:
        yield Quote(walk.currency, day, without_zeros(divide(Decimal(ticks), Decimal(10) ** walk.decimals)))
        step = random.randint(-walk.step, walk.step)
        ticks += step if walk.lowest <= ticks + step <= walk.highest else -step
