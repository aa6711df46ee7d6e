"""JSON Schemas as assistants need them: flat, small, without anyOf, oneOf or $ref; made from the operations' models."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from luma_mcp.domain.paging import PageQuery
from luma_mcp.operation import AnyOperation
from luma_mcp.tools.references import reference_of
from luma_mcp.tools.tool import Tool

Schema = dict[str, Any]

NUMBERS = frozenset({"quantity", "tax_rate", "discount_percent", "default_tax_rate"})
"""Decimals that are plain numbers; all others are money, which travels as a decimal string."""

RARE = frozenset({"tax_category", "discount_amount", "supply_date"})
"""Fields of a line that only the full schema shows."""

WORDS = {
    "limit": "Rows, 1 to 200; default 25",
    "cursor": "next_cursor of the page before",
    "search": "Words that must all occur",
    "updated_since": "Changed at or after this time (UTC)",
    "from": "First date",
    "to": "Last date",
    "currency": "ISO code, e.g. CHF",
    "description": "What it is for",
    "price": "Unit price, e.g. '150.00'",
    "unit": "h, piece, km …",
    "tax_rate": "VAT %; default the profile's",
    "discount_percent": "",
    "lines": "1 to 500 lines; a line needs quantity, and description and price or catalog_item_id",
    "notes": "Shown to the client",
    "language": "ISO 639-1 code, e.g. de",
    "country": "ISO 3166-1 code, e.g. CH",
    "archived": "Default: both",
    "status": "",
    "sender": "Default: the profile's company and bank details",
    "number": "Default: the next of the series",
    "category": "Category, e.g. office_supplies, travel, software_it",
    "tax_category": "Only to choose among the reasons for 0 %",
    "prices_include_tax": "Prices are gross; default false",
}
"""What an argument means, where its model says less well; empty: its name says it."""

PROFILE: Schema = {"type": "string", "description": "Company: name or id"}
IDEMPOTENCY_KEY: Schema = {"type": "string", "description": "Same value for a retry of the same business event"}

_SCALARS: dict[type, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    UUID: {"type": "string"},
    Decimal: {"type": "string"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
    bytes: {"type": "string", "contentEncoding": "base64"},
}


@cache
def input_schema(tool: Tool, *, full: bool = False) -> Schema:
    """The arguments of a tool; `full` shows those that are not listed too."""
    shown = None if full or not tool.shown else tool.shown
    schema = _arguments(tool.operation.input, tool, "" if full else "listed", shown)
    if tool.operation.writes:
        schema["properties"]["idempotency_key"] = IDEMPOTENCY_KEY
    return schema


@cache
def output_schema(tool: Tool) -> Schema:
    """The shape of a tool's structured content: nothing is required of it, since a refusal has to fit it too.

    Clients of the TypeScript SDK 1.x hold refusals against it, and show what does not fit as a fault of the server.
    """
    return _answer(tool.operation.output, concise=tool.is_concise, depth=0)


def with_profile(schema: Schema) -> Schema:
    """The same arguments and the profile that is meant, for who reaches several."""
    return schema | {"properties": schema["properties"] | {"profile": PROFILE}}


def shown_fields(model: type[BaseModel], *, concise: bool) -> Mapping[str, FieldInfo]:
    """The fields of a model by the name they have outside, cut to those that matter in a concise answer."""
    chosen: tuple[str, ...] = getattr(model, "concise", ()) if concise else ()
    fields = model.model_fields
    return {fields[name].alias or name: fields[name] for name in chosen or fields}


def bare(annotation: object) -> tuple[Any, bool]:
    """A type without its constraints, and whether it may be empty."""
    if get_origin(annotation) is Annotated:
        return bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        kinds = [kind for kind in get_args(annotation) if kind is not NoneType]
        if len(kinds) < len(get_args(annotation)):
            return (bare(kinds[0])[0] if len(kinds) == 1 else object), True
        return object, False
    return annotation, False


def _arguments(model: type[BaseModel], tool: Tool, mode: str, shown: tuple[str, ...] | None) -> Schema:
    fields = {info.alias or name: info for name, info in model.model_fields.items()}
    properties, required = {}, []
    for outside in shown or fields:
        info = fields[outside]
        if mode == "listed" and shown is None and _rare(model, outside):
            continue
        kind = _argument(outside, bare(info.annotation)[0], tool, mode)
        words = _words(tool, outside, info)
        properties[outside] = kind | ({"description": words} if words else {})
        if info.is_required():
            required.append(outside)
    schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return schema | ({"required": required} if required else {})


def _rare(model: type[BaseModel], name: str) -> bool:
    return model.__name__ == "LineDraft" and name in RARE


def _argument(name: str, kind: object, tool: Tool, mode: str) -> Schema:
    if kind is Decimal and name in NUMBERS:
        return {"type": "number"}

    def of_model(model: type[BaseModel]) -> Schema:
        return _arguments(model, tool, mode, None)

    return _shape(kind, of_model)


def _words(tool: Tool, name: str, info: FieldInfo) -> str:
    if name in tool.words:
        return tool.words[name]
    reference = reference_of(tool.operation, name)
    if reference is not None:
        return reference.words
    if name == "sort":
        return _sorts(tool.operation)
    return WORDS.get(name, info.description or "")


def _sorts(operation: AnyOperation) -> str:
    query = operation.input
    sorts: tuple[str, ...] = getattr(query, "sorts", PageQuery.sorts)
    return f"{', '.join(sorts)}; '-' in front: descending"


def _answer(model: type[BaseModel], *, concise: bool, depth: int) -> Schema:
    def of_model(inner: type[BaseModel]) -> Schema:
        return _answer(inner, concise=concise, depth=depth + 1) if concise or depth == 0 else {"type": "object"}

    fields = shown_fields(model, concise=concise)
    properties = {}
    for name, info in fields.items():
        kind, empty = bare(info.annotation)
        shape = _without_choices(_shape(kind, of_model))
        properties[name] = shape | ({"type": [shape["type"], "null"]} if empty else {})
    required = [name for name in ("data", "meta", "id") if name in fields and depth]
    return {"type": "object", "properties": properties} | ({"required": required} if required else {})


def _without_choices(shape: Schema) -> Schema:
    return {key: value for key, value in shape.items() if key not in {"enum", "format", "contentEncoding"}}


def _shape(kind: object, of_model: Callable[[type[BaseModel]], Schema]) -> Schema:
    inner = get_args(kind)
    match get_origin(kind):
        case None:
            return _plain_shape(kind, of_model)
        case origin if origin is Literal:
            return {"type": "string", "enum": list(inner)}
        case origin if origin is tuple:
            return {"type": "array", "items": _shape(bare(inner[0])[0], of_model)}
        case _:
            value = bare(inner[1])[0]
            return {"type": "object", "additionalProperties": {} if value is object else _shape(value, of_model)}


def _plain_shape(kind: object, of_model: Callable[[type[BaseModel]], Schema]) -> Schema:
    if not isinstance(kind, type):
        return {"type": "object"}
    if issubclass(kind, StrEnum):
        return {"type": "string", "enum": [choice.value for choice in kind]}
    if issubclass(kind, BaseModel):
        return of_model(kind)
    return dict(_SCALARS.get(kind, {"type": "object"}))
