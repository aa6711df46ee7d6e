"""Catalog items: what the company sells, in the simple form of a product with one price.

A product whose default price is not one-time and flat has no simple form; lines may name it and say their price.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import ConfigDict, Field

from luma_mcp.domain.model import Description, Model, Resource, Text
from luma_mcp.domain.money import Currency, Percent, Price
from luma_mcp.domain.paging import PageQuery


class CatalogItemFields(Model):
    """What may be said of a catalog item besides its name and price."""

    number: Text | None = Field(None, description="Article number, unique in the profile; default: the next")
    description: Description | None = Field(None, description="Text for document lines; default the name")
    unit: Text | None = None
    currency: Currency | None = Field(None, description="Default the profile's")
    tax_rate: Percent | None = Field(None, description="Default: the profile's at the time of use")
    category: Text | None = None
    archived: bool | None = None


class CatalogItemDraft(CatalogItemFields):
    """A new catalog item."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Consulting", "price": 150, "unit": "h"}]})

    name: Text
    price: Annotated[Price, Field(ge=0)]


class CatalogItemChange(CatalogItemFields):
    """What changes on a catalog item: only the fields given. Documents already written keep their lines."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"id": "0197a943-2325-7829-b835-b6c71a293065", "price": 160}]}
    )
    never_empty: ClassVar[frozenset[str]] = frozenset({"archived", "currency", "name", "number", "price"})

    id: UUID = Field(description="Catalog item")
    name: Text | None = None
    price: Annotated[Price, Field(ge=0)] | None = None


class CatalogQuery(PageQuery):
    """Which catalog items."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"search": "consulting"}]})
    sorts: ClassVar[tuple[str, ...]] = ("name", "number", "created_at", "updated_at")
    default_sort: ClassVar[str] = "name"

    category: Text | None = None
    archived: bool | None = Field(None, description="Default: both")


class CatalogItem(Resource):
    """A catalog item."""

    concise: ClassVar[tuple[str, ...]] = ("id", "number", "name", "unit", "price", "currency", "tax_rate", "archived")

    number: str
    name: str
    description: str | None
    unit: str | None
    price: Decimal
    currency: Currency
    tax_rate: Decimal | None
    category: str | None
    archived: bool


@dataclass(frozen=True, slots=True)
class SoldItem:
    """What a line takes from the product that it names; without a price where the product has no simple one."""

    name: str
    description: str | None
    unit: str | None
    tax_rate: Decimal | None
    price: Decimal | None
    currency: str | None
