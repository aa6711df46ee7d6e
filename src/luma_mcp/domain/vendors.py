"""Vendors: from whom the company buys."""

from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict, Field

from luma_mcp.domain.bank_accounts import Iban
from luma_mcp.domain.contacts import ContactDraft, DepartmentDraft
from luma_mcp.domain.model import Country, Model, Notes, Resource, Text
from luma_mcp.domain.money import Amount, Currency
from luma_mcp.domain.paging import PageQuery
from luma_mcp.domain.parties import Days, Email, PartyNumber


class VendorFields(Model):
    """What may be said of a vendor besides its name."""

    number: PartyNumber | None = Field(None, description="Unique in the profile; default the next: V-001 …")
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
    preferred_currency: Currency | None = Field(None, description="A hint for new expenses, never applied by itself")
    payment_deadline_days: Days | None = Field(None, description="Days until its bills are due; default 30")
    vendor_group_id: UUID | None = Field(None, description="Group whose account it is kept on; default by country")
    default_account_id: UUID | None = Field(None, description="Account that its bills usually go to; a hint")
    contacts: tuple[ContactDraft, ...] | None = Field(None, max_length=50, description="Its persons; replaced whole")
    departments: tuple[DepartmentDraft, ...] | None = Field(
        None, max_length=200, description="Its departments; replaced whole"
    )
    notes: Notes | None = None
    archived: bool | None = None


class VendorDraft(VendorFields):
    """A new vendor."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Swisscom", "city": "Bern", "country": "CH"}]})

    name: Text
    opening_balance: Amount | None = Field(
        None, description="What is owed to it when the books begin, in their currency; below zero what it owes us"
    )


class VendorChange(VendorFields):
    """What changes on a vendor: only the fields given; linked expenses show it at once."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"id": "0197a943-2325-7829-b835-b6c71a293065", "phone": "+41 31 000 00 00"}]}
    )
    never_empty: ClassVar[frozenset[str]] = frozenset({"archived", "name", "number", "vendor_group_id"})

    id: UUID = Field(description="Vendor")
    name: Text | None = None


class VendorQuery(PageQuery):
    """Which vendors."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"search": "telecom"}]})
    sorts: ClassVar[tuple[str, ...]] = ("name", "number", "created_at", "updated_at")
    default_sort: ClassVar[str] = "name"

    number: PartyNumber | None = Field(None, description="Exactly this number")
    country: Country | None = None
    vendor_group_id: UUID | None = None
    archived: bool | None = Field(None, description="Default: both")


class Vendor(Resource):
    """A vendor, with the number of expenses linked to it."""

    concise: ClassVar[tuple[str, ...]] = ("id", "name", "contact_person", "email", "city", "country", "expense_count")

    number: str
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
    preferred_currency: Currency | None
    payment_deadline_days: int | None
    vendor_group_id: UUID
    vendor_group_number: int
    vendor_group_name: str
    default_account_id: UUID | None
    opening_balance: Decimal = Field(description="In the currency of the books; above zero we owe")
    notes: str | None
    archived: bool
    expense_count: int
