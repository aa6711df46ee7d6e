"""Wire models: a dialect's own words for what the core takes and answers, where they differ from the core's.

A row of a dialect's table names them; fields are declared once, and `words` says which field of the core each one is.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from types import UnionType
from typing import Annotated, Any, ClassVar, Self, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, ValidationInfo, WithJsonSchema, field_validator
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError
from typing_extensions import override

from luma_mcp.domain.paging import page_cursor
from luma_mcp.rest.pairs import objects_in


def milliseconds(moment: datetime) -> str:
    """A moment as ISO 8601 in UTC with milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


Timestamp = Annotated[
    datetime,
    PlainSerializer(milliseconds, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""A moment in an answer: ISO 8601 in UTC with milliseconds."""


IN_JSON = object()
"""The context of a validation that reads JSON, which has types of its own."""


class Wire(BaseModel):
    """A closed, frozen object in camelCase. `words` maps its fields (snake_case) to the core's where they differ."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=to_camel, validate_by_name=True, validate_by_alias=True
    )
    words: ClassVar[Mapping[str, str]] = {}


class Given(Wire):
    """What is sent: the body of a write or the query of a read. The path's parameters are not in it."""

    @field_validator("*", mode="before")
    @classmethod
    def _of_its_type(cls, given: object, of: ValidationInfo) -> object:
        """In JSON a text is no number, and neither is true or false; in a query all is text."""
        kind = cls.exact_types().get(of.field_name or "") if of.context is IN_JSON else None
        if kind is bool and given is not None and not isinstance(given, bool):
            raise PydanticCustomError("bool_type", "must be true or false")
        if kind is int and isinstance(given, str | bool):
            raise PydanticCustomError("int_type", "must be a whole number")
        return given

    @classmethod
    @cache
    def exact_types(cls) -> dict[str, type]:
        """The fields that are true or false, or a whole number."""
        kinds = {name: _parts_of(field.annotation) for name, field in cls.model_fields.items()}
        return {name: kind for name, parts in kinds.items() for kind in (bool, int) if kind in parts}

    def to_domain(self) -> dict[str, Any]:
        """The fields of the operation's input that were given, in the core's words."""
        return {self.words.get(name, name): _to_domain(getattr(self, name)) for name in self.model_fields_set}

    @classmethod
    def property_of(cls, field: str) -> str:
        """What a field of the core is called here: dotted, with positions, e.g. lines.0.vatCodeId."""
        first, dot, rest = field.partition(".")
        if first in objects_in(cls):
            return field  # its keys are the caller's own
        back = {core: name for name, core in cls.words.items()}
        return to_camel(back.get(first, first)) + dot + ".".join(to_camel(part) for part in rest.split("."))


class Shown(Wire):
    """What is answered."""

    @classmethod
    @cache
    def core_names(cls) -> tuple[tuple[str, str], ...]:
        """Each field with what the core calls it; asked for every row of every page, so found out once."""
        return tuple((name, cls.words.get(name, name)) for name in cls.model_fields)

    @classmethod
    @cache
    def parts(cls) -> tuple[tuple[str, "type[Shown]"], ...]:
        """The fields that hold several of such objects, each with their class."""
        fields = {name: field.annotation for name, field in cls.model_fields.items()}
        inside = {name: get_args(held)[0] for name, held in fields.items() if get_origin(held) is tuple}
        return tuple((name, of) for name, of in inside.items() if isinstance(of, type) and issubclass(of, Shown))

    @classmethod
    def spoken(cls, made: Any) -> dict[str, Any]:  # noqa: ANN401, ARG003  any model of the core
        """The fields that take more than another name."""
        return {}

    @classmethod
    def from_domain(cls, made: Any) -> Self:  # noqa: ANN401  any model of the core
        """The model of the core in these words, with all that it holds."""
        spoken = cls.spoken(made)
        fields = {name: getattr(made, core) for name, core in cls.core_names() if name not in spoken}
        for name, part in cls.parts():
            if name in fields:
                fields[name] = tuple(part.from_domain(one) for one in fields[name] or ())
        return cls.model_validate(fields | spoken)


class PageGiven(Given):
    """The query of a list in numbered pages."""

    page: int = Field(1, ge=1, le=1_000_000, description="Page, from 1")
    limit: int = Field(25, ge=1, le=100, description="Rows on a page, 1 to 100")

    @override
    def to_domain(self) -> dict[str, Any]:
        """The fields of the core's list, whose cursor stands for the page."""
        fields = super().to_domain()
        fields.pop("page", None)
        return fields | {"limit": self.limit, "cursor": page_cursor(self.page, self.limit)}


def _parts_of(annotation: object) -> set[object]:
    """A type and, where it may be absent or has constraints, what it is made of."""
    if get_origin(annotation) in (Annotated, Union, UnionType):
        return set().union(*(_parts_of(part) for part in get_args(annotation)))
    return {annotation} if isinstance(annotation, type) else set()


def _to_domain(value: object) -> object:
    if isinstance(value, Given):
        return value.to_domain()
    if isinstance(value, tuple):
        return tuple(_to_domain(part) for part in value)
    return value
