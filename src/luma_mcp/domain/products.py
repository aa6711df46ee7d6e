"""Products: what the company sells, in a group that says where sales are booked, with one price or several."""

from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from pydantic import ConfigDict, Field

from luma_mcp.domain.metadata import Metadata
from luma_mcp.domain.model import Description, Model, Resource, Text
from luma_mcp.domain.money import Percent
from luma_mcp.domain.paging import PageQuery
from luma_mcp.domain.product_prices import ProductPrice

_ID = "0197a943-2325-7829-b835-b6c71a293065"


class ProductFields(Model):
    """What may be said of a product besides its name."""

    number: Text | None = Field(None, description="Unique in the profile; default the next")
    description: Description | None = Field(None, description="Text for document lines; default the name")
    unit: Text | None = None
    group_id: UUID | None = Field(None, description="Product group; default the profile's")
    tax_rate: Percent | None = Field(None, description="Default: the profile's at the time of use")
    category: Text | None = None
    metadata: Metadata | None = Field(None, description="Keys and values of your own")
    archived: bool | None = None


class ProductDraft(ProductFields):
    """A new product; its prices are made after it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Hosting", "unit": "month"}]})

    name: Text


class ProductChange(ProductFields):
    """What changes on a product: only the fields given. Documents already written keep their lines."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": _ID, "name": "Hosting"}]})
    never_empty: ClassVar[frozenset[str]] = frozenset({"archived", "group_id", "name", "number"})

    id: UUID = Field(description="Product")
    name: Text | None = None


class ProductQuery(PageQuery):
    """Which products."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"search": "hosting"}]})
    sorts: ClassVar[tuple[str, ...]] = ("name", "number", "created_at", "updated_at")
    default_sort: ClassVar[str] = "name"

    number: Text | None = None
    group_id: UUID | None = Field(None, description="Product group")
    category: Text | None = None
    archived: bool | None = Field(None, description="Default: both")


class Product(Resource):
    """A product, without its prices."""

    concise: ClassVar[tuple[str, ...]] = ("id", "number", "name", "unit", "group_name", "default_price_id", "archived")

    number: str
    name: str
    description: str | None
    unit: str | None
    group_id: UUID
    group_number: str
    group_name: str
    tax_rate: Decimal | None
    category: str | None
    metadata: dict[str, Any]
    default_price_id: UUID | None
    archived: bool


class PricedProduct(Product):
    """A product with its prices, the default first."""

    concise: ClassVar[tuple[str, ...]] = (*Product.concise, "prices")

    prices: tuple[ProductPrice, ...]
