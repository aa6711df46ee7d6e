"""Prices of products: the rows."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field
from typing_extensions import override

from luma_mcp.domain import product_prices as core
from luma_mcp.domain.model import Text
from luma_mcp.domain.money import Currency, Quantity
from luma_mcp.operation import AnyOperation
from luma_mcp.operations import product_prices
from luma_mcp.rest.binding import Binding
from luma_mcp.rest.ledgerbee.parties import EveryOne
from luma_mcp.rest.wire import Given, Shown, Timestamp


class BillingPeriodType(StrEnum):
    """How often a price is due."""

    ONE_TIME = "ONE_TIME"
    RECURRING = "RECURRING"
    USAGE = "USAGE"


class PricingModel(StrEnum):
    """How a quantity becomes an amount."""

    FLAT_RATE = "FLAT_RATE"
    PACKAGE = "PACKAGE"
    VOLUME = "VOLUME"
    GRADUATED = "GRADUATED"


class ProductPriceStatus(StrEnum):
    """Whether a price is sold."""

    ACTIVE = "ACTIVE"
    DISABLED = "DISABLED"
    ARCHIVED = "ARCHIVED"


class ProductPriceTierInput(Given):
    """A step of a tiered price. The last tier of VOLUME and GRADUATED has no upTo; of PACKAGE upTo is its size."""

    up_to: Annotated[Quantity, Field(gt=0)] | None = Field(None, description="Last quantity of the tier")
    unit_amount: core.UnitAmount | None = Field(None, description="Price of a unit")
    flat_amount: core.UnitAmount | None = Field(None, description="Once the tier is reached; the price of a package")


class _Terms(Given):
    nickname: Text | None = None
    unit_amount: core.UnitAmount | None = Field(None, description="Required for FLAT_RATE; absent otherwise")
    billing_interval: core.BillingInterval | None = Field(None, description="Required unless ONE_TIME; absent there")
    billing_interval_count: Annotated[int, Field(ge=1, le=core.MOST_INTERVALS)] | None = Field(
        None, description="Every so many intervals; default 1"
    )
    currency: Currency | None = Field(None, description="ISO 4217; default the company's")
    meter_id: UUID | None = Field(None, description="Required for USAGE; absent otherwise")
    tiers: Annotated[tuple[ProductPriceTierInput, ...], Field(max_length=core.MOST_TIERS)] | None = Field(
        None, description="PACKAGE exactly one; VOLUME and GRADUATED one or more; absent for FLAT_RATE"
    )

    @override
    def to_domain(self) -> dict[str, Any]:
        """The period and the model in the core's words."""
        fields = super().to_domain()
        spoken = {name: fields[name] for name in ("billing_period_type", "pricing_model") if fields.get(name)}
        return fields | {name: value.lower() for name, value in spoken.items()}


class ProductPriceCreate(_Terms):
    """A new price of a product; the first one becomes its default."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "productId": "0197a943-2325-7829-b835-b6c71a293065",
                    "billingPeriodType": "RECURRING",
                    "pricingModel": "FLAT_RATE",
                    "unitAmount": "49.00",
                    "billingInterval": "month",
                }
            ]
        }
    )

    product_id: UUID
    billing_period_type: BillingPeriodType
    pricing_model: PricingModel


class ProductPriceUpdate(_Terms):
    """What changes on a price: only the fields given. A locked price changes its nickname alone."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"nickname": "Månedlig"}]})

    billing_period_type: BillingPeriodType | None = None
    pricing_model: PricingModel | None = None


class ProductPriceTier(Shown):
    """A step of a tiered price."""

    up_to: Decimal | None
    unit_amount: Decimal | None
    flat_amount: Decimal | None


class ProductPriceResponse(Shown):
    """A price of a product; its id is the priceId of lines."""

    id: UUID
    product_id: UUID
    nickname: str | None
    billing_period_type: BillingPeriodType
    pricing_model: PricingModel
    unit_amount: Decimal | None
    tiers: tuple[ProductPriceTier, ...]
    currency: str
    base_currency: str
    available_currencies: tuple[str, ...] = Field(description="Currencies that the product has active prices in")
    billing_interval: core.BillingInterval | None
    billing_interval_count: int | None
    meter_id: UUID | None
    status: ProductPriceStatus
    is_default: bool
    is_locked: bool = Field(description="Used by a document or a subscription")
    vat_rates_by_zone: Mapping[str, Decimal] = Field(description="Percent: domestic, eu, abroad, domestic_without_vat")
    created_at: Timestamp
    updated_at: Timestamp

    @classmethod
    @override
    def spoken(cls, made: Any) -> dict[str, Any]:
        """The price in these words."""
        price: core.ProductPrice = made
        return {
            "billing_period_type": BillingPeriodType(price.billing_period_type.upper()),
            "pricing_model": PricingModel(price.pricing_model.upper()),
            "status": ProductPriceStatus(price.status.upper()),
            "vat_rates_by_zone": price.vat_rates_by_zone.model_dump(),
        }


_ALL, _ONE = "/api/v1/product-prices", "/api/v1/product-prices/{id}"
_GROUP: dict[str, Any] = {"group": "Product Prices", "shown": ProductPriceResponse}
_WRITE: dict[str, Any] = _GROUP | {"scope": "products-write"}
_MISSING = "PRODUCT_PRICE_NOT_FOUND"
_NEEDED = ("METER_NOT_FOUND", "LICENSE.REQUIRED")


def _step(path: str, operation: AnyOperation, *codes: str) -> Binding:
    return Binding("POST", f"{_ONE}/{path}", operation, codes=(_MISSING, *codes), **_WRITE)


BINDINGS = (
    Binding(
        "POST",
        _ALL,
        product_prices.create_product_price,
        201,
        given=ProductPriceCreate,
        codes=("PRODUCT_NOT_FOUND", *_NEEDED),
        **_WRITE,
    ),
    Binding(
        "GET",
        _ONE,
        product_prices.get_product_price,
        scope="products-read",
        given=EveryOne,
        codes=(_MISSING,),
        **_GROUP,
    ),
    Binding(
        "DELETE",
        _ONE,
        product_prices.delete_product_price,
        204,
        group="Product Prices",
        scope="products-write",
        codes=(_MISSING, "PRICE_LOCKED", "PRICE_IS_DEFAULT"),
    ),
    Binding(
        "PATCH",
        _ONE,
        product_prices.update_product_price,
        given=ProductPriceUpdate,
        codes=(_MISSING, "PRICE_LOCKED", *_NEEDED),
        **_WRITE,
    ),
    _step("activate", product_prices.activate_product_price),
    _step("archive", product_prices.archive_product_price, "PRICE_IS_DEFAULT"),
    _step("disable", product_prices.disable_product_price, "PRICE_IS_DEFAULT"),
    _step("set-default", product_prices.set_default_product_price, "STATUS_NOT_ALLOWED"),
)
