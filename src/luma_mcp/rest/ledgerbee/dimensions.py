"""Dimensions: the rows."""

from typing import Any
from uuid import UUID

from pydantic import ConfigDict, Field
from typing_extensions import override

from luma_mcp.domain.dimensions import DimensionName, DimensionValue, SortOrder
from luma_mcp.domain.model import Text
from luma_mcp.operations import dimensions
from luma_mcp.rest.binding import Binding, Listed
from luma_mcp.rest.ledgerbee.parties import EveryOne
from luma_mcp.rest.wire import Given, Shown


class DimensionBody(Given):
    """A dimension: its name and whether an entry bears at most one of its values."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Afdeling", "isUnique": True}]})

    name: DimensionName
    is_unique: bool = Field(description="true: at most one value an entry; false: any number")


class CreateDimensionValue(Given):
    """A new value of a dimension."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "Salg", "parentId": "0197a943-2325-7829-b835-b6c71a293065"}]}
    )

    name: Text
    parent_id: UUID | None = Field(None, description="The value that it is a part of")
    sort_order: SortOrder | None = None


class UpdateDimensionValue(Given):
    """What changes on a value: only the fields given."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Salg, udland"}]})

    name: Text | None = None
    parent_id: UUID | None = Field(None, description="null makes it a root")
    sort_order: SortOrder | None = None


class DimensionValueResponse(Shown):
    """A value of a dimension with the values below it; a root has no parent."""

    id: UUID
    name: str
    parent_id: UUID | None
    sort_order: int
    children: "tuple[DimensionValueResponse, ...]"

    @classmethod
    @override
    def spoken(cls, made: Any) -> dict[str, Any]:
        """A value by itself."""
        return {"children": ()}


class DimensionResponse(Shown):
    """A dimension with the tree of its values."""

    id: UUID
    name: str
    is_unique: bool
    values: tuple[DimensionValueResponse, ...]

    @classmethod
    @override
    def spoken(cls, made: Any) -> dict[str, Any]:
        """The dimension, its values one inside the other."""
        return {"values": _tree(made.values, None)}


def _tree(values: tuple[DimensionValue, ...], parent_id: UUID | None) -> tuple[DimensionValueResponse, ...]:
    return tuple(
        DimensionValueResponse.from_domain(value).model_copy(update={"children": _tree(values, value.id)})
        for value in values
        if value.parent_id == parent_id
    )


_READ: dict[str, Any] = {"group": "Dimensions", "scope": "dimensions-read", "shown": DimensionResponse}
_WRITE: dict[str, Any] = {"group": "Dimensions", "scope": "dimensions-write"}
_ONE, _VALUES = "/api/v1/dimensions/{id}", "/api/v1/dimensions/{id}/values"
_VALUE: dict[str, Any] = _WRITE | {"words": {"valueId": "value_id"}}
_MISSING = ("DIMENSION_NOT_FOUND", "DIMENSION_MANAGED_BY_PROJECT")
_NAME = "DIMENSION_NAME_ALREADY_EXISTS"
_OF_VALUE = (*_MISSING, "DIMENSION_VALUE_NOT_FOUND", "DIMENSION_VALUE_NAME_ALREADY_EXISTS")

BINDINGS = (
    Binding("GET", "/api/v1/dimensions", dimensions.list_dimensions, given=EveryOne, listed=Listed.ARRAY, **_READ),
    Binding(
        "POST",
        "/api/v1/dimensions",
        dimensions.create_dimension,
        201,
        given=DimensionBody,
        shown=DimensionResponse,
        codes=(_NAME,),
        **_WRITE,
    ),
    Binding("GET", _ONE, dimensions.get_dimension, given=EveryOne, codes=("DIMENSION_NOT_FOUND",), **_READ),
    Binding(
        "PUT",
        _ONE,
        dimensions.update_dimension,
        given=DimensionBody,
        shown=DimensionResponse,
        codes=(*_MISSING, _NAME, "DIMENSION_NOT_UNIQUE"),
        **_WRITE,
    ),
    Binding("DELETE", _ONE, dimensions.delete_dimension, 204, codes=(*_MISSING, "DIMENSION_IN_USE"), **_WRITE),
    Binding(
        "POST",
        _VALUES,
        dimensions.create_dimension_value,
        201,
        given=CreateDimensionValue,
        shown=DimensionValueResponse,
        codes=_OF_VALUE,
        **_WRITE,
    ),
    Binding(
        "PUT",
        f"{_VALUES}/{{valueId}}",
        dimensions.update_dimension_value,
        given=UpdateDimensionValue,
        shown=DimensionValueResponse,
        codes=_OF_VALUE,
        **_VALUE,
    ),
    Binding(
        "DELETE",
        f"{_VALUES}/{{valueId}}",
        dimensions.delete_dimension_value,
        204,
        codes=(*_OF_VALUE, "DIMENSION_VALUE_IN_USE"),
        **_VALUE,
    ),
)
