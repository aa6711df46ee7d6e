"""Plausible examples for documents, made from schemas and the names of fields."""

from collections.abc import Mapping
from typing import Any

from pydantic.alias_generators import to_snake

_BY_NAME: Mapping[str, object] = {
    "abroad_account_number": "1030",
    "account": "1010",
    "account_name": "Salg af varer og ydelser",
    "account_number": "1010",
    "account_to_book_name": "Salgsmoms",
    "address": "Havnegade 1",
    "allowed_actions": "update",
    "attention": "Anna Jensen",
    "available_currencies": "DKK",
    "bank_name": "Havnebanken",
    "base": 300,
    "base_currency": "DKK",
    "bic": "HAVNDKKK",
    "billing_email": "faktura@eksempel.example",
    "category": "software_it",
    "city": "Aarhus",
    "client_group_name": "Indenlandske kunder",
    "color": "#1f6f8b",
    "contact_first_name": "Anna",
    "contact_last_name": "Jensen",
    "contact_person": "Anna Jensen",
    "contact_person_first_name": "Anna",
    "contact_person_last_name": "Jensen",
    "content": "JVBERi0xLjc=",
    "contra_account_to_book_name": "Moms af varekøb i udlandet",
    "country": "DK",
    "country_code": "DK",
    "currency": "DKK",
    "customer_group_name": "Indenlandske kunder",
    "customer_number": "1001",
    "days": 30,
    "description": "Consulting",
    "domestic_account_number": "1010",
    "domestic_without_vat_account_number": "1010",
    "ean": "5790000000012",
    "email": "post@eksempel.example",
    "entry_number": "2026-0007",
    "eu_account_number": "1020",
    "external_id": "erp-17",
    "external_reference": "erp-17",
    "external_system_id": "erp-17",
    "file_name": "receipt.pdf",
    "fiscal_year_start": "01-01",
    "gross": 375,
    "iban": "DK5000400440116243",
    "internal_note": "Rabat er aftalt",
    "invoice_prefix": "IV-",
    "ip_whitelist": "192.0.2.0/24",
    "label": "Eksempel ApS",
    "language": "da",
    "legal_name": "Eksempel Holding ApS",
    "limit": 25,
    "mime_type": "application/pdf",
    "name": "Eksempel ApS",
    "net": 300,
    "nickname": "Årlig",
    "note": "Tak for ordren",
    "notes": "Ringer helst",
    "number": "IV-010",
    "offer_prefix": "OF-",
    "open": 375,
    "paid": 0,
    "payment_info": "Netto 30 dage",
    "payment_reference": "RF18539007547034",
    "phone": "+45 70 00 00 00",
    "postal_code": "8000",
    "preferred_currency": "EUR",
    "preferred_language": "da",
    "price": 150,
    "product_group_name": "Ydelser",
    "product_group_number": "10",
    "quantity": 2,
    "reference": "F-4711",
    "scopes": "customers-read",
    "status": "active",
    "street": "Havnegade 1",
    "tax": 75,
    "tax_rate": 25,
    "tax_total": 75,
    "time_zone": "Europe/Copenhagen",
    "title": "Vedligeholdelse",
    "unit": "h",
    "vat_code": "S25",
    "vat_number": "DK12345678",
    "vendor_group_name": "Indenlandske leverandører",
    "vendor_name": "Kontorhuset ApS",
    "vendor_number": "2001",
    "website": "https://eksempel.example",
}
_BY_FORMAT = {
    "uuid": "0197a943-2325-7829-b835-b6c71a293065",
    "date": "2026-03-31",
    "date-time": "2026-03-31T10:00:00Z",
    "decimal": "300.00",
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
        return _object(schema, schemas, name, within)
    return _scalar(schema, name)


def _object(schema: Mapping[str, Any], schemas: Mapping[str, Any], name: str, within: frozenset[str]) -> dict[str, Any]:
    if name == "metadata":
        return {"crm": "4711"}
    if isinstance(schema.get("additionalProperties"), dict):
        return {"DKK": sample(schema["additionalProperties"], schemas, "", within)}
    return {name: sample(part, schemas, name, within) for name, part in schema.get("properties", {}).items()}


def _scalar(schema: Mapping[str, Any], name: str) -> object:
    kind = schema.get("type", "string")
    by_format = None if kind == "number" else _BY_FORMAT.get(schema.get("format", ""))
    choices = schema.get("enum") or [schema.get("const") or by_format]
    if choices[0] is not None:
        return choices[0]
    known = _BY_NAME.get(to_snake(name))
    fits = known is not None and kind != "boolean" and isinstance(known, str) == (kind == "string")
    return known if fits else _BY_TYPE[kind]
