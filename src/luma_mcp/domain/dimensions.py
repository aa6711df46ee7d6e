"""Dimensions: what entries and lines are told apart by, such as departments, each with a tree of values."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints

from luma_mcp.domain.model import Model, Ref, Resource, Text, printable
from luma_mcp.domain.paging import PageQuery

DEEPEST = 10
MOST_VALUES = 2000
_ID = "0197a943-2325-7829-b835-b6c71a293065"

DimensionName = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=2, max_length=100), AfterValidator(printable)
]
SortOrder = Annotated[int, Field(ge=0, le=1_000_000, description="Where it stands beside others; default at the end")]


class DimensionDraft(Model):
    """A new dimension."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Department", "is_unique": True}]})

    name: DimensionName
    is_unique: bool = Field(description="true: an entry bears at most one value of it; false: any number")


class DimensionChange(Model):
    """What changes on a dimension: only the fields given."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": _ID, "name": "Cost centre"}]})
    never_empty: ClassVar[frozenset[str]] = frozenset({"is_unique", "name"})

    id: UUID = Field(description="Dimension")
    name: DimensionName | None = None
    is_unique: bool | None = None


class DimensionQuery(PageQuery):
    """Which dimensions."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"search": "department"}]})
    sorts: ClassVar[tuple[str, ...]] = ("name", "created_at", "updated_at")
    default_sort: ClassVar[str] = "name"


class DimensionValueDraft(Model):
    """A new value of a dimension."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": _ID, "name": "Sales"}]})

    id: UUID = Field(description="Dimension")
    name: Text
    parent_id: UUID | None = Field(None, description="The value that it is a part of; default none")
    sort_order: SortOrder | None = None


class DimensionValueChange(Model):
    """What changes on a value: only the fields given; an empty parent makes it a root."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": _ID, "value_id": _ID, "name": "Sales abroad"}]})
    never_empty: ClassVar[frozenset[str]] = frozenset({"name", "sort_order"})

    id: UUID = Field(description="Dimension")
    value_id: UUID = Field(description="Its value")
    name: Text | None = None
    parent_id: UUID | None = None
    sort_order: SortOrder | None = None


class DimensionValueRef(Ref):
    """Which value of which dimension."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": _ID, "value_id": _ID}]})

    id: UUID = Field(description="Dimension")
    value_id: UUID = Field(description="Its value")


class DimensionValue(Resource):
    """A value of a dimension; entries and lines bear it by its id (`tag_ids`)."""

    name: str
    dimension_id: UUID
    parent_id: UUID | None
    sort_order: int


class Dimension(Resource):
    """A dimension with its values, each after the value that it is a part of."""

    concise: ClassVar[tuple[str, ...]] = ("id", "name", "is_unique", "values")

    name: str
    is_unique: bool
    values: tuple[DimensionValue, ...]


def depth_of(value: DimensionValue | None, by_id: dict[UUID, DimensionValue]) -> int:
    """How many values stand above one, itself counted; a circle is deeper than anything."""
    depth = 0
    while value is not None and depth <= DEEPEST:
        depth += 1
        value = by_id.get(value.parent_id) if value.parent_id else None
    return depth
