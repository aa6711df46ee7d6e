"""Product groups: on which account sales of their products are booked, for each VAT zone of the client."""

from typing import Any, ClassVar
from uuid import UUID

from pydantic import ConfigDict, Field

from luma_mcp.domain.clients import VatZone
from luma_mcp.domain.model import Description, Model, Resource, Text
from luma_mcp.domain.paging import PageQuery, Search

ACCOUNT_OF_ZONE = {
    VatZone.DOMESTIC: "domestic_account_id",
    VatZone.EU: "eu_account_id",
    VatZone.ABROAD: "abroad_account_id",
    VatZone.DOMESTIC_WITHOUT_VAT: "domestic_without_vat_account_id",
}
"""The field of a group that names a zone's account."""

ROLE_OF_ZONE = {
    VatZone.DOMESTIC: "sales_revenue",
    VatZone.EU: "sales_revenue_eu_services",
    VatZone.ABROAD: "sales_revenue_abroad_services",
    VatZone.DOMESTIC_WITHOUT_VAT: "sales_revenue_exempt",
}
"""The posting role whose account the group of a new company has for a zone."""

NAMES = {"en": "Products and services", "de": "Produkte und Dienstleistungen", "fr": "Produits et services",
         "it": "Prodotti e servizi", "da": "Varer og ydelser"}  # fmt: skip
"""What the group of a new company is called."""

_ID = "0197a943-2325-7829-b835-b6c71a293065"
_DRAFT: dict[str, Any] = {"name": "Goods", **dict.fromkeys(ACCOUNT_OF_ZONE.values(), _ID)}


class ProductGroupDraft(Model):
    """A new product group. The accounts but the last need a VAT code that is for sales."""

    model_config = ConfigDict(json_schema_extra={"examples": [_DRAFT]})

    number: Text | None = Field(None, description="Unique in the profile; default the next")
    name: Text
    description: Description | None = None
    domestic_account_id: UUID = Field(description="Account of sales in the own country")
    eu_account_id: UUID = Field(description="Account of sales to the EU")
    abroad_account_id: UUID = Field(description="Account of sales outside the EU")
    domestic_without_vat_account_id: UUID = Field(description="Account of sales in the own country without VAT")


class ProductGroupChange(Model):
    """What changes on a product group: only the fields given. What is posted stays where it is."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": _ID, "name": "Goods"}]})
    never_empty: ClassVar[frozenset[str]] = frozenset({"number", "name", *ACCOUNT_OF_ZONE.values()})

    id: UUID = Field(description="Product group")
    number: Text | None = None
    name: Text | None = None
    description: Description | None = None
    domestic_account_id: UUID | None = None
    eu_account_id: UUID | None = None
    abroad_account_id: UUID | None = None
    domestic_without_vat_account_id: UUID | None = None


class ProductGroupQuery(PageQuery):
    """Which product groups."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"search": "goods"}]})
    sorts: ClassVar[tuple[str, ...]] = ("number", "name", "created_at", "updated_at")
    default_sort: ClassVar[str] = "number"

    search: Search | None = Field(None, description="What the number or the name begins with")


class ProductGroup(Resource):
    """A product group."""

    concise: ClassVar[tuple[str, ...]] = (
        "id", "number", "name", "domestic_account_number", "eu_account_number", "abroad_account_number",
        "domestic_without_vat_account_number", "is_default", "product_count",
    )  # fmt: skip

    number: str
    name: str
    description: str | None
    domestic_account_id: UUID
    domestic_account_number: str
    eu_account_id: UUID
    eu_account_number: str
    abroad_account_id: UUID
    abroad_account_number: str
    domestic_without_vat_account_id: UUID
    domestic_without_vat_account_number: str
    is_default: bool = Field(description="Products for which no group is named stand in it")
    by_vat_code: bool = Field(description="Sales are booked where their VAT code says, until an account is chosen here")
    product_count: int

    def account_of(self, zone: VatZone) -> UUID:
        """The account of a VAT zone."""
        found: Any = getattr(self, ACCOUNT_OF_ZONE[zone])
        return UUID(str(found))
