"""Product groups: the rows."""

from typing import Any
from uuid import UUID

from pydantic import ConfigDict, Field
from typing_extensions import override

from luma_mcp.domain.model import Description, Text
from luma_mcp.domain.paging import Search
from luma_mcp.domain.product_groups import ACCOUNT_OF_ZONE
from luma_mcp.operations import product_groups
from luma_mcp.rest.binding import Binding, Listed
from luma_mcp.rest.ledgerbee.parties import EveryOne, number_of
from luma_mcp.rest.ledgerbee.sorting import NamedPageGiven
from luma_mcp.rest.wire import Given, Shown, Timestamp

_ID = "0197a943-2325-7829-b835-b6c71a293065"
_ZONES = ("domestic", "eu", "abroad", "domesticWithoutVat")
_EXAMPLE: dict[str, Any] = {"number": "10", "name": "Varer", **{f"{zone}AccountId": _ID for zone in _ZONES}}


class ProductGroupListQuery(NamedPageGiven):
    """Which product groups, in which order."""

    search: Search | None = Field(None, description="What the number or the name begins with")


class ProductGroupCreate(Given):
    """A new product group. The first three accounts need a VAT code that is valid for sales."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    number: Text = Field(description="Unique in the company")
    name: Text
    description: Description | None = None
    domestic_account_id: UUID = Field(description="Account of domestic sales")
    eu_account_id: UUID = Field(description="Account of sales to the EU (rubric B)")
    abroad_account_id: UUID = Field(description="Account of sales outside the EU (rubric C)")
    domestic_without_vat_account_id: UUID = Field(description="Account of domestic sales without VAT")


class ProductGroupUpdate(Given):
    """What changes on a product group: only the fields given."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Varer og tilbehør"}]})

    number: Text | None = None
    name: Text | None = None
    description: Description | None = None
    domestic_account_id: UUID | None = None
    eu_account_id: UUID | None = None
    abroad_account_id: UUID | None = None
    domestic_without_vat_account_id: UUID | None = None


_NUMBERS = tuple(f"{account.removesuffix('_id')}_number" for account in ACCOUNT_OF_ZONE.values())


class ProductGroupResponse(Shown):
    """A product group with the account of each VAT zone."""

    id: UUID
    number: str
    name: str
    description: str | None
    domestic_account_id: UUID
    domestic_account_number: int | None
    eu_account_id: UUID
    eu_account_number: int | None
    abroad_account_id: UUID
    abroad_account_number: int | None
    domestic_without_vat_account_id: UUID
    domestic_without_vat_account_number: int | None
    product_count: int = Field(description="Products in the group")
    created_at: Timestamp
    updated_at: Timestamp

    @classmethod
    @override
    def spoken(cls, made: Any) -> dict[str, Any]:
        """The accounts' numbers as numbers."""
        return {name: number_of(getattr(made, name)) for name in _NUMBERS}


_ALL, _ONE = "/api/v1/product-groups", "/api/v1/product-groups/{id}"
_READ: dict[str, Any] = {"group": "Product Groups", "scope": "products-read", "shown": ProductGroupResponse}
_WRITE: dict[str, Any] = {"group": "Product Groups", "scope": "products-write"}
_MISSING = "PRODUCT_GROUP_NOT_FOUND"
_ACCOUNTS = ("PRODUCT_GROUP_NUMBER_ALREADY_EXISTS", "LEDGER_NOT_FOUND", "ACCOUNT_VAT_CODE_INVALID_FOR_SALES")

BINDINGS = (
    Binding("GET", _ALL, product_groups.list_product_groups, given=ProductGroupListQuery, listed=Listed.PAGE, **_READ),
    Binding(
        "POST",
        _ALL,
        product_groups.create_product_group,
        201,
        given=ProductGroupCreate,
        shown=ProductGroupResponse,
        codes=_ACCOUNTS,
        **_WRITE,
    ),
    Binding("GET", _ONE, product_groups.get_product_group, given=EveryOne, codes=(_MISSING,), **_READ),
    Binding(
        "DELETE",
        _ONE,
        product_groups.delete_product_group,
        204,
        codes=(_MISSING, "PRODUCT_GROUP_IN_USE"),
        **_WRITE,
    ),
    Binding(
        "PATCH",
        _ONE,
        product_groups.update_product_group,
        given=ProductGroupUpdate,
        shown=ProductGroupResponse,
        codes=(_MISSING, *_ACCOUNTS),
        **_WRITE,
    ),
)
