"""What a quantity costs, by hand and by what always holds."""

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luma_mcp.domain.prices import amount_for
from luma_mcp.domain.product_prices import PricingModel, Tier

FLAT, PACKAGE, VOLUME, GRADUATED = PricingModel


@dataclass(frozen=True)
class Asked:
    """What is asked of a price."""

    pricing_model: PricingModel
    unit_amount: Decimal | None = None
    tiers: tuple[Tier, ...] = ()


def tier(up_to: str | None, unit: str | None, flat: str | None = None) -> Tier:
    return Tier.model_validate({"up_to": up_to, "unit_amount": unit, "flat_amount": flat})


STEPS = (tier("10", "5", "100"), tier("20", "4", "50"), tier(None, "3"))

SIZES = st.decimals("0.000001", 1000, places=6)
AMOUNTS = st.decimals(0, 10**6, places=12)
QUANTITIES = st.decimals(0, 10**6, places=6)
TIERS = st.lists(st.tuples(SIZES, AMOUNTS, AMOUNTS), min_size=1, max_size=5)


@pytest.mark.parametrize(
    ("price", "quantity", "amount"),
    [
        (Asked(FLAT, Decimal("0.000149611361")), "1000000", "149.611361"),
        (
            Asked(FLAT, Decimal("999999999999.999999999999")),
            "999999999.999999",
            "999999999999998999999.999000000000000001",
        ),
        (Asked(PACKAGE, tiers=(tier("100", None, "9.90"),)), "1", "9.90"),
        (Asked(PACKAGE, tiers=(tier("100", None, "9.90"),)), "100", "9.90"),
        (Asked(PACKAGE, tiers=(tier("100", None, "9.90"),)), "100.000001", "19.80"),
        (Asked(VOLUME, tiers=STEPS), "10", "150"),
        (Asked(VOLUME, tiers=STEPS), "11", "94"),
        (Asked(VOLUME, tiers=STEPS), "21", "63"),
        (Asked(GRADUATED, tiers=STEPS), "10", "150"),
        (Asked(GRADUATED, tiers=STEPS), "11", "204"),
        (Asked(GRADUATED, tiers=STEPS), "25", "255"),
        (Asked(GRADUATED, tiers=STEPS), "-25", "-255"),
    ],
)
def test_a_quantity_costs_what_the_model_says(price: Asked, quantity: str, amount: str) -> None:
    assert amount_for(price, Decimal(quantity)) == Decimal(amount)


@pytest.mark.parametrize("model", PricingModel)
def test_nothing_costs_nothing(model: PricingModel) -> None:
    assert amount_for(Asked(model, Decimal(5), STEPS), Decimal(0)) == 0


@given(AMOUNTS, QUANTITIES)
def test_a_flat_rate_is_exact(unit: Decimal, quantity: Decimal) -> None:
    assert Fraction(amount_for(Asked(FLAT, unit), quantity)) == Fraction(unit) * Fraction(quantity)


@given(SIZES, AMOUNTS, QUANTITIES)
def test_so_many_packages_hold_the_quantity_and_one_fewer_does_not(size: Decimal, flat: Decimal, q: Decimal) -> None:
    packages = -(-Fraction(q) // Fraction(size))
    asked = Asked(PACKAGE, tiers=(Tier(up_to=size, flat_amount=flat),))
    assert Fraction(amount_for(asked, q)) == packages * Fraction(flat)


@given(TIERS, QUANTITIES)
def test_graduated_is_the_sum_of_its_parts_and_volume_one_of_its_tiers(
    steps: list[tuple[Decimal, Decimal, Decimal]], quantity: Decimal
) -> None:
    ends = sorted({size for size, _, _ in steps})
    tiers = [Tier(up_to=end, unit_amount=u, flat_amount=f) for end, (_, u, f) in zip(ends, steps, strict=False)]
    tiers[-1] = tiers[-1].model_copy(update={"up_to": None})
    price = Asked(GRADUATED, tiers=tuple(tiers))
    expected, below, q = Fraction(0), Fraction(0), Fraction(quantity)
    for one in tiers:
        if q > below:
            top = q if one.up_to is None else min(q, Fraction(one.up_to))
            expected += (top - below) * Fraction(one.unit_amount or 0) + Fraction(one.flat_amount or 0)
        below = below if one.up_to is None else Fraction(one.up_to)
    assert Fraction(amount_for(price, quantity)) == expected
    assert amount_for(price, -quantity) == amount_for(price, quantity).copy_negate()
    whole = Fraction(amount_for(replace(price, pricing_model=VOLUME), quantity))
    if quantity:
        priced = [q * Fraction(t.unit_amount or 0) + Fraction(t.flat_amount or 0) for t in tiers]
        assert whole in priced
