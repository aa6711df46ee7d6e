"""What a quantity costs at a price: flat, by the package, by volume or graduated, with exact decimals."""

from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal
from typing import Protocol

from luma_mcp.domain.money import add, divide, multiply
from luma_mcp.domain.product_prices import PricingModel, Tier

_NOTHING = Decimal(0)


class AnyPrice(Protocol):
    """What is asked of a price here; its terms hold together (`check_terms`)."""

    @property
    def pricing_model(self) -> PricingModel: ...
    @property
    def unit_amount(self) -> Decimal | None: ...
    @property
    def tiers(self) -> Sequence[Tier]: ...


def amount_for(price: AnyPrice, quantity: Decimal) -> Decimal:
    """The amount of a quantity in major units, not rounded; what is taken back mirrors what is sold.

    flat_rate: quantity × unit amount. package: as many whole packages as hold the quantity, at the package's price.
    volume: the tier that the quantity falls in prices all units. graduated: each tier prices its part. The flat amount
    of a tier is added once it is reached: of volume that of the one tier, of graduated those of all tiers so far.
    Nothing costs nothing.
    """
    if quantity < 0:
        return amount_for(price, quantity.copy_negate()).copy_negate()
    if not quantity:
        return _NOTHING
    match price.pricing_model:
        case PricingModel.FLAT_RATE:
            return multiply(price.unit_amount or _NOTHING, quantity)
        case PricingModel.PACKAGE:
            return _packages(price.tiers[0], quantity)
        case PricingModel.VOLUME:
            return _volume(price.tiers, quantity)
        case PricingModel.GRADUATED:
            return _graduated(price.tiers, quantity)


def _packages(tier: Tier, quantity: Decimal) -> Decimal:
    packages = divide(quantity, tier.up_to or Decimal(1)).to_integral_value(ROUND_CEILING)
    return multiply(packages, tier.flat_amount or _NOTHING)


def _volume(tiers: Sequence[Tier], quantity: Decimal) -> Decimal:
    tier = next(one for one in tiers if one.up_to is None or quantity <= one.up_to)
    return _part(tier, quantity)


def _graduated(tiers: Sequence[Tier], quantity: Decimal) -> Decimal:
    total = below = _NOTHING
    for tier in tiers:
        reached = quantity if tier.up_to is None else min(quantity, tier.up_to)
        total = add(total, _part(tier, reached - below))
        if reached == quantity:
            break
        below = reached
    return total


def _part(tier: Tier, units: Decimal) -> Decimal:
    return add(multiply(tier.unit_amount or _NOTHING, units), tier.flat_amount or _NOTHING)
