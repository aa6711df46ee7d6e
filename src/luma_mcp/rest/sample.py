"""Plausible examples for documents, made from schemas and the names of fields."""

from collections.abc import Mapping
from typing import Any

_BY_NAME: Mapping[str, object] = {
    "base": 300,
    "category": "software_it",
    "city": "Aarhus",
    "contact_person": "Anna Jensen",
    "country": "DK",
    "currency": "DKK",
    "days": 30,
    "description": "Consulting",
    "email": "post@eksempel.example",
    "file_name": "receipt.pdf",
    "fiscal_year_start": "01-01",
    "gross": 375,
    "iban": "DK5000400440116243",
    "invoice_prefix": "IV-",
    "label": "Eksempel ApS",
    "language": "da",
    "limit": 25,
    "name": "Eksempel ApS",
    "net": 300,
    "number": "IV-010",
    "offer_prefix": "OF-",
    "open": 375,
    "paid": 0,
    "phone": "+45 70 00 00 00",
    "postal_code": "8000",
    "price": 150,
    "quantity": 2,
    "street": "Havnegade 1",
    "tax": 75,
    "tax_rate": 25,
    "tax_total": 75,
    "time_zone": "Europe/Copenhagen",
    "unit": "h",
    "vat_number": "DK12345678",
}
_BY_FORMAT = {
    "uuid": "0197a943-2325-7829-b835-b6c71a293065",
    "date": "2026-03-31",
    "date-time": "2026-03-31T10:00:00Z",
}
_BY_TYPE: Mapping[str, object] = {"string": "…", "number": 0, "integer": 1, "boolean": False, "null": None}


def sample(
    schema: Mapping[str, Any], schemas: Mapping[str, Any], name: str = "", within: frozenset[str] = frozenset()
) -> Any:  # noqa: ANN401  any JSON
    """Make an example that fits a schema; `name` is the field that it is for, `within` what stands around it.

    A list of what already stands around it is empty: a tree of one leaf.
    """
    if "$ref" in schema:
        model = schema["$ref"].rpartition("/")[2]
        return sample(schemas[model], schemas, name, within | {model})
    if "anyOf" in schema:
        return sample(schema["anyOf"][0], schemas, name, within)
    if schema.get("type") == "array":
        items = schema.get("items", {})
        leaf = items.get("$ref", "").rpartition("/")[2] in within
        return [] if leaf else [sample(items, schemas, name, within)]
    if schema.get("type") == "object":
        return _object(schema, schemas, within)
    return _scalar(schema, name)


def _object(schema: Mapping[str, Any], schemas: Mapping[str, Any], within: frozenset[str]) -> dict[str, Any]:
    if isinstance(schema.get("additionalProperties"), dict):
        return {"DKK": sample(schema["additionalProperties"], schemas, "", within)}
    return {name: sample(part, schemas, name, within) for name, part in schema.get("properties", {}).items()}


def _scalar(schema: Mapping[str, Any], name: str) -> object:
    choices = schema.get("enum") or [schema.get("const") or _BY_FORMAT.get(schema.get("format", ""))]
    if choices[0] is not None:
        return choices[0]
    kind = schema.get("type", "string")
    known = _BY_NAME.get(name)
    fits = known is not None and kind != "boolean" and isinstance(known, str) == (kind == "string")
    return known if fits else _BY_TYPE[kind]
