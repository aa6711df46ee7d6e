"""Products: the rows."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from pydantic import ConfigDict, Field
from typing_extensions import override

from luma_mcp.domain.metadata import Metadata
from luma_mcp.domain.model import Description, Text
from luma_mcp.domain.paging import Search
from luma_mcp.operations import products
from luma_mcp.rest.binding import Binding, Listed
from luma_mcp.rest.ledgerbee.parties import EveryOne
from luma_mcp.rest.ledgerbee.product_prices import ProductPriceResponse
from luma_mcp.rest.ledgerbee.sorting import NamedPageGiven
from luma_mcp.rest.wire import Given, Shown, Timestamp

_ID = "0197a943-2325-7829-b835-b6c71a293065"


def _with_archived(fields: dict[str, Any]) -> dict[str, Any]:
    """What is active is not archived."""
    active = fields.pop("is_active", None)
    return fields if active is None else fields | {"archived": not active}


class ProductListQuery(NamedPageGiven):
    """Which products, in which order."""

    words: ClassVar[Mapping[str, str]] = {"product_group_id": "group_id"}

    search: Search | None = Field(None, description="Words of number, name or description; all must occur")
    number: Text | None = Field(None, description="Exactly this number")
    product_group_id: UUID | None = None
    is_active: bool | None = None

    @override
    def to_domain(self) -> dict[str, Any]:
        """The query in the core's words."""
        return _with_archived(super().to_domain())


class ProductCreate(Given):
    """A new product in a group; its prices are made after it."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "Hosting", "productGroupId": _ID, "unit": "måned"}]}
    )
    words: ClassVar[Mapping[str, str]] = {"product_group_id": "group_id"}

    number: Text | None = Field(None, description="Unique in the company; default the next")
    name: Text
    description: Description | None = Field(None, description="Text for document lines; default the name")
    product_group_id: UUID
    unit: Text | None = None
    metadata: Metadata | None = None
    is_active: bool | None = Field(None, description="Default true")

    @override
    def to_domain(self) -> dict[str, Any]:
        """The product in the core's words."""
        return _with_archived(super().to_domain())


class ProductUpdate(Given):
    """What changes on a product: only the fields given; metadata is replaced whole."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Hosting, stor"}]})
    words: ClassVar[Mapping[str, str]] = {"product_group_id": "group_id"}

    number: Text | None = None
    name: Text | None = None
    description: Description | None = None
    product_group_id: UUID | None = None
    unit: Text | None = None
    metadata: Metadata | None = None
    is_active: bool | None = None

    @override
    def to_domain(self) -> dict[str, Any]:
        """The change in the core's words."""
        return _with_archived(super().to_domain())


class ProductListItem(Shown):
    """A product, without its prices."""

    words: ClassVar[Mapping[str, str]] = {
        "product_group_id": "group_id",
        "product_group_number": "group_number",
        "product_group_name": "group_name",
        "is_active": "archived",
    }

    id: UUID
    number: str
    name: str
    description: str | None
    unit: str | None
    product_group_id: UUID
    product_group_number: str
    product_group_name: str
    is_active: bool
    default_price_id: UUID | None
    metadata: Mapping[str, Any]
    created_at: Timestamp
    updated_at: Timestamp

    @classmethod
    @override
    def spoken(cls, made: Any) -> dict[str, Any]:
        """What is not archived is active."""
        return {"is_active": not made.archived}


class ProductResponse(ProductListItem):
    """A product with its prices, the default one first."""

    prices: tuple[ProductPriceResponse, ...]


_ALL, _ONE = "/api/v1/products", "/api/v1/products/{id}"
_READ: dict[str, Any] = {"group": "Products", "scope": "products-read"}
_WRITE: dict[str, Any] = {"group": "Products", "scope": "products-write"}
_MISSING = "PRODUCT_NOT_FOUND"
_GIVEN = ("PRODUCT_NUMBER_ALREADY_EXISTS", "PRODUCT_GROUP_NOT_FOUND")

BINDINGS = (
    Binding(
        "GET",
        _ALL,
        products.list_products,
        given=ProductListQuery,
        shown=ProductListItem,
        listed=Listed.PAGE,
        **_READ,
    ),
    Binding(
        "POST",
        _ALL,
        products.create_product,
        201,
        given=ProductCreate,
        shown=ProductResponse,
        codes=_GIVEN,
        **_WRITE,
    ),
    Binding("GET", _ONE, products.get_product, given=EveryOne, shown=ProductResponse, codes=(_MISSING,), **_READ),
    Binding("DELETE", _ONE, products.delete_product, 204, codes=(_MISSING, "PRODUCT_IN_USE"), **_WRITE),
    Binding(
        "PATCH",
        _ONE,
        products.update_product,
        given=ProductUpdate,
        shown=ProductResponse,
        codes=(_MISSING, *_GIVEN),
        **_WRITE,
    ),
)
