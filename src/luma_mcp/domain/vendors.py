"""Vendors: from whom the company buys."""

from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict, Field

from luma_mcp.domain.bank_accounts import Iban
from luma_mcp.domain.clients import Email
from luma_mcp.domain.model import Country, Model, Notes, Resource, Text
from luma_mcp.domain.paging import PageQuery


class VendorFields(Model):
    """What may be said of a vendor besides its name."""

    contact_person: Text | None = None
    email: Email | None = None
    phone: Text | None = None
    website: Text | None = None
    street: Text | None = None
    postal_code: Text | None = None
    city: Text | None = None
    country: Country | None = None
    vat_number: Text | None = Field(None, description="e.g. CHE-123.456.789 MWST")
    iban: Iban | None = None
    notes: Notes | None = None
    archived: bool | None = None


class VendorDraft(VendorFields):
    """A new vendor."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Swisscom", "city": "Bern", "country": "CH"}]})

    name: Text


class VendorChange(VendorFields):
    """What changes on a vendor: only the fields given; linked expenses show it at once."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"id": "0197a943-2325-7829-b835-b6c71a293065", "phone": "+41 31 000 00 00"}]}
    )

    id: UUID = Field(description="Vendor")
    name: Text | None = None


class VendorQuery(PageQuery):
    """Which vendors."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"search": "telecom"}]})
    sorts: ClassVar[tuple[str, ...]] = ("name", "created_at", "updated_at")
    default_sort: ClassVar[str] = "name"

    country: Country | None = None
    archived: bool | None = Field(None, description="Default: both")


class Vendor(Resource):
    """A vendor, with the number of expenses linked to it."""

    concise: ClassVar[tuple[str, ...]] = ("id", "name", "contact_person", "email", "city", "country", "expense_count")

    name: str
    contact_person: str | None
    email: str | None
    phone: str | None
    website: str | None
    street: str | None
    postal_code: str | None
    city: str | None
    country: str | None
    vat_number: str | None
    iban: str | None
    notes: str | None
    archived: bool
    expense_count: int
