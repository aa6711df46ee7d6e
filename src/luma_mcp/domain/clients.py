"""Clients: whom the company sells to."""

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict, Field

from luma_mcp.domain.contacts import ContactDraft, DepartmentDraft
from luma_mcp.domain.metadata import Metadata, Pairs
from luma_mcp.domain.model import Country, Language, Model, Notes, Resource, Text
from luma_mcp.domain.money import Currency
from luma_mcp.domain.paging import PageQuery
from luma_mcp.domain.parties import Days, Ean, Email, PartyNumber


class ClientType(StrEnum):
    """Whether the client is a company or a person."""

    BUSINESS = "business"
    PRIVATE = "private"


class VatZone(StrEnum):
    """Where a party stands for VAT."""

    DOMESTIC = "domestic"
    EU = "eu"
    ABROAD = "abroad"
    DOMESTIC_WITHOUT_VAT = "domestic_without_vat"


class BillingRelationship(StrEnum):
    """Who is billed for what a client is sold: itself, or its parent."""

    SELF = "self"
    PARENT_PAYS = "parent_pays"


class ClientFields(Model):
    """What may be said of a client besides its name."""

    number: PartyNumber | None = Field(None, description="Unique in the profile; default the next: C-001 …")
    type: ClientType | None = None
    contact_person: Text | None = None
    email: Email | None = None
    phone: Text | None = None
    website: Text | None = None
    street: Text | None = None
    postal_code: Text | None = None
    city: Text | None = None
    country: Country | None = Field(None, description="ISO 3166-1 code; default the profile's")
    vat_number: Text | None = None
    vat_zone: VatZone | None = Field(None, description="Default by country")
    language: Language | None = None
    preferred_currency: Currency | None = Field(None, description="A hint for new invoices, never applied by itself")
    payment_deadline_days: Days | None = Field(None, description="Overrides the profile's deadline")
    external_id: Text | None = Field(None, description="Id in another system, unique in the profile")
    ean: Ean | None = Field(None, description="Location number (GLN) that electronic invoices go to: 13 digits")
    client_group_id: UUID | None = Field(None, description="Group whose account it is kept on; default by VAT zone")
    billing_relationship: BillingRelationship | None = Field(None, description="Default self")
    parent_client_id: UUID | None = Field(None, description="Client that it belongs to, which has none itself")
    include_child_details_pdf: bool | None = Field(None, description="Of a parent: add details of each child")
    contacts: tuple[ContactDraft, ...] | None = Field(None, max_length=50, description="Its persons; replaced whole")
    departments: tuple[DepartmentDraft, ...] | None = Field(
        None, max_length=200, description="Its departments; replaced whole"
    )
    metadata: Metadata | None = Field(None, description="What you keep with it: up to 50 keys; replaced whole")
    notes: Notes | None = None
    archived: bool | None = None


class ClientDraft(ClientFields):
    """A new client."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Muster AG", "city": "Bern", "country": "CH"}]})

    name: Text


class ClientChange(ClientFields):
    """What changes on a client: only the fields given. Documents already written keep what they say."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"id": "0197a943-2325-7829-b835-b6c71a293065", "email": "info@muster.ch"}]}
    )
    never_empty: ClassVar[frozenset[str]] = frozenset(
        {
            "archived",
            "billing_relationship",
            "client_group_id",
            "country",
            "include_child_details_pdf",
            "language",
            "name",
            "number",
            "type",
            "vat_zone",
        }
    )

    id: UUID = Field(description="Client")
    name: Text | None = None


class ClientQuery(PageQuery):
    """Which clients."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"search": "muster"}]})
    sorts: ClassVar[tuple[str, ...]] = ("name", "number", "created_at", "updated_at")
    default_sort: ClassVar[str] = "name"

    number: PartyNumber | None = Field(None, description="Exactly this number")
    type: ClientType | None = None
    country: Country | None = None
    external_id: Text | None = None
    client_group_id: UUID | None = None
    metadata: Pairs | None = Field(None, description="Exactly these values, as text; all of them")
    archived: bool | None = Field(None, description="Default: both")


class Client(Resource):
    """A client."""

    concise: ClassVar[tuple[str, ...]] = (
        "id", "number", "name", "contact_person", "email", "city", "country", "preferred_currency", "archived",
    )  # fmt: skip

    number: str
    name: str
    type: ClientType
    contact_person: str | None
    email: str | None
    phone: str | None
    website: str | None
    street: str | None
    postal_code: str | None
    city: str | None
    country: str
    vat_number: str | None
    vat_zone: VatZone
    language: str
    preferred_currency: Currency | None
    payment_deadline_days: int | None
    external_id: str | None
    ean: str | None
    client_group_id: UUID
    client_group_number: int
    client_group_name: str
    billing_relationship: BillingRelationship
    parent_client_id: UUID | None
    include_child_details_pdf: bool
    metadata: Metadata
    notes: str | None
    archived: bool
