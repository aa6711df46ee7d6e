"""Prices of products: one-time, recurring or by usage; flat, by the package, by volume or graduated."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import ConfigDict, Field

from luma_mcp.domain.model import Model, Resource, Text
from luma_mcp.domain.money import Currency, Price, Quantity
from luma_mcp.errors import Invalid, Problem

MOST_TIERS = 100
MOST_INTERVALS = 1000

_ID = "0197a943-2325-7829-b835-b6c71a293065"


class BillingPeriodType(StrEnum):
    """How often a price is due: once, at every interval, or at every interval for what was used."""

    ONE_TIME = "one_time"
    RECURRING = "recurring"
    USAGE = "usage"


class PricingModel(StrEnum):
    """How a quantity becomes an amount: `luma_mcp.domain.prices` computes each."""

    FLAT_RATE = "flat_rate"
    PACKAGE = "package"
    VOLUME = "volume"
    GRADUATED = "graduated"


class BillingInterval(StrEnum):
    """The unit of the interval at which a price is due."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class PriceStatus(StrEnum):
    """Active prices are sold; disabled ones are not for now, archived ones no more. What uses one already goes on."""

    ACTIVE = "active"
    DISABLED = "disabled"
    ARCHIVED = "archived"


UnitAmount = Annotated[Price, Field(ge=0)]


class Tier(Model):
    """A step of a tiered price. The last one is open-ended: it has no `up_to`."""

    up_to: Annotated[Quantity, Field(gt=0)] | None = Field(
        None, description="Last quantity of the tier; of a package its size; of the last tier none"
    )
    unit_amount: UnitAmount | None = Field(None, description="Price of a unit; default 0")
    flat_amount: UnitAmount | None = Field(None, description="Once the tier is reached; of a package its price")


class PriceFields(Model):
    """What a price may say besides what it is for."""

    nickname: Text | None = None
    unit_amount: UnitAmount | None = Field(None, description="Price of a unit: of flat_rate, and only there")
    currency: Currency | None = Field(None, description="Default the profile's")
    tiers: Annotated[tuple[Tier, ...], Field(max_length=MOST_TIERS)] | None = Field(
        None, description="Of package exactly one, of volume and graduated one or more, of flat_rate none"
    )
    billing_interval: BillingInterval | None = Field(None, description="Required unless one_time, and absent there")
    billing_interval_count: Annotated[int, Field(ge=1, le=MOST_INTERVALS)] | None = Field(
        None, description="Every so many intervals; default 1"
    )
    meter_id: UUID | None = Field(None, description="What counts the usage: of usage, and only there")


class ProductPriceDraft(PriceFields):
    """A new price of a product."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "product_id": _ID,
                    "billing_period_type": "recurring",
                    "pricing_model": "flat_rate",
                    "unit_amount": "49.00",
                    "billing_interval": "month",
                }
            ]
        }
    )

    product_id: UUID = Field(description="Product")
    billing_period_type: BillingPeriodType
    pricing_model: PricingModel


class ProductPriceChange(PriceFields):
    """What changes on a price: only the fields given. A locked price changes its nickname and nothing else."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": _ID, "nickname": "Monthly"}]})
    never_empty: ClassVar[frozenset[str]] = frozenset({"billing_period_type", "currency", "pricing_model"})

    id: UUID = Field(description="Price of a product")
    billing_period_type: BillingPeriodType | None = None
    pricing_model: PricingModel | None = None


class ZoneRates(Model):
    """The VAT rate, in percent, in each VAT zone of a client."""

    domestic: Decimal
    eu: Decimal
    abroad: Decimal
    domestic_without_vat: Decimal


class ProductPrice(Resource):
    """A price of a product."""

    concise: ClassVar[tuple[str, ...]] = (
        "id", "product_id", "nickname", "billing_period_type", "pricing_model", "unit_amount", "tiers", "currency",
        "billing_interval", "billing_interval_count", "status", "is_default", "is_locked",
    )  # fmt: skip

    product_id: UUID
    nickname: str | None
    billing_period_type: BillingPeriodType
    pricing_model: PricingModel
    unit_amount: Decimal | None
    tiers: tuple[Tier, ...]
    currency: Currency
    base_currency: Currency
    available_currencies: tuple[str, ...] = Field(description="Currencies that the product has active prices in")
    billing_interval: BillingInterval | None
    billing_interval_count: int | None
    meter_id: UUID | None
    status: PriceStatus
    is_default: bool
    is_locked: bool = Field(description="Used by a document or a subscription: its amount and terms stay")
    vat_rates_by_zone: ZoneRates


TERMS = (
    "billing_period_type", "pricing_model", "unit_amount", "tiers", "currency", "billing_interval",
    "billing_interval_count", "meter_id",
)  # fmt: skip
"""What a locked price keeps."""


def check_terms(terms: Mapping[str, Any]) -> None:
    """Hold the terms of a price together.

    Raises:
        Invalid: names every field that is missing or does not go with the others.
    """
    problems = [*_amount_problems(terms), *_interval_problems(terms)]
    if terms["meter_id"] is not None and terms["billing_period_type"] is not BillingPeriodType.USAGE:
        problems.append(Problem("meter_id", "is only of a usage price"))
    if problems:
        raise Invalid("; ".join(f"{one.field}: {one.problem}" for one in problems[:5]), problems=problems)


def _amount_problems(terms: Mapping[str, Any]) -> list[Problem]:
    model, amount, tiers = terms["pricing_model"], terms["unit_amount"], terms["tiers"] or ()
    if model is PricingModel.FLAT_RATE:
        missing = [Problem("unit_amount", "is required for flat_rate", "missing")] if amount is None else []
        return missing + ([Problem("tiers", "are left away for flat_rate")] if tiers else [])
    found = [] if amount is None else [Problem("unit_amount", f"is left away for {model}; it is in tiers")]
    if not tiers:
        return [*found, Problem("tiers", f"are required for {model}", "missing")]
    return found + (_package_problems(tiers) if model is PricingModel.PACKAGE else _step_problems(tiers))


def _package_problems(tiers: Sequence[Tier]) -> list[Problem]:
    if len(tiers) > 1:
        return [Problem("tiers", "package has exactly one tier")]
    problems = []
    if tiers[0].up_to is None:
        problems.append(Problem("tiers.0.up_to", "is required: how many units a package holds", "missing"))
    if tiers[0].flat_amount is None:
        problems.append(Problem("tiers.0.flat_amount", "is required: the price of a package", "missing"))
    if tiers[0].unit_amount:
        problems.append(Problem("tiers.0.unit_amount", "is left away: a package has one price"))
    return problems


def _step_problems(tiers: Sequence[Tier]) -> list[Problem]:
    problems, last, reached = [], len(tiers) - 1, Decimal(0)
    for index, tier in enumerate(tiers):
        field = f"tiers.{index}.up_to"
        if index == last:
            if tier.up_to is not None:
                problems.append(Problem(field, "is left away: the last tier is open-ended"))
        elif tier.up_to is None:
            problems.append(Problem(field, "is required: only the last tier is open-ended", "missing"))
        elif tier.up_to <= reached:
            problems.append(Problem(field, f"is more than {reached}: tiers ascend"))
        if tier.unit_amount is None and tier.flat_amount is None:
            problems.append(Problem(f"tiers.{index}", "needs unit_amount or flat_amount", "missing"))
        reached = tier.up_to or reached
    return problems


def _interval_problems(terms: Mapping[str, Any]) -> list[Problem]:
    period, interval, count = (terms[k] for k in ("billing_period_type", "billing_interval", "billing_interval_count"))
    if period is not BillingPeriodType.ONE_TIME:
        words = f"is required for {period}: day, week, month or year"
        return [Problem("billing_interval", words, "missing")] if interval is None else []
    given = {"billing_interval": interval, "billing_interval_count": count}
    return [Problem(name, "is left away for one_time") for name, value in given.items() if value]
