"""Customers: the rows."""

from typing import Any, ClassVar
from uuid import UUID

from pydantic import ConfigDict, Field
from typing_extensions import override

from luma_mcp.domain.clients import BillingRelationship, ClientType, VatZone
from luma_mcp.domain.metadata import Metadata, Pairs
from luma_mcp.domain.model import Country, Language, Notes, Text
from luma_mcp.domain.money import Currency
from luma_mcp.domain.parties import Days, Ean, Email, PartyNumber
from luma_mcp.operations import clients, party_contacts, party_groups
from luma_mcp.rest.binding import Binding, Listed
from luma_mcp.rest.ledgerbee.parties import (
    ContactResponse,
    Contacts,
    DepartmentResponse,
    Departments,
    EveryOne,
    GroupShown,
    MetadataShown,
)
from luma_mcp.rest.wire import Given, Shown, Timestamp

_WORDS = {
    "customer_number": "number",
    "customer_type": "type",
    "customer_group_id": "client_group_id",
    "customer_group_number": "client_group_number",
    "customer_group_name": "client_group_name",
    "parent_customer_id": "parent_client_id",
    "external_system_id": "external_id",
    "payment_terms": "payment_deadline_days",
    "currency": "preferred_currency",
    "address": "street",
    "country_code": "country",
}


class CustomerListQuery(Given):
    """Which customers."""

    words: ClassVar = _WORDS

    customer_number: PartyNumber | None = Field(None, description="Exactly this number")
    external_system_id: Text | None = Field(None, description="Exactly this id")
    metadata: Pairs | None = Field(None, description="metadata[key]=value, up to 10 pairs; all must be so")


class CustomerFields(Given):
    """What may be said of a customer."""

    words: ClassVar = _WORDS

    billing_relationship: BillingRelationship | None = Field(None, description="Default self")
    parent_customer_id: UUID | None = Field(None, description="Required where the parent pays")
    include_child_details_pdf: bool | None = None
    email: Email | None = None
    phone: Text | None = None
    address: Text | None = None
    city: Text | None = None
    postal_code: Text | None = None
    vat_number: Text | None = None
    ean: Ean | None = None
    website: Text | None = None
    external_system_id: Text | None = Field(None, description="Unique in the company")
    payment_terms: Days | None = Field(None, description="Days until invoices are due")
    currency: Currency | None = None
    language: Language | None = None
    is_active: bool | None = None
    contacts: Contacts | None = Field(None, description="Replaced whole; exactly one is the default")
    departments: Departments | None = Field(None, description="Replaced whole")
    metadata: Metadata | None = Field(None, description="Up to 50 keys; replaced whole")
    notes: Notes | None = None

    @override
    def to_domain(self) -> dict[str, Any]:
        """The client's fields; who is not active is archived."""
        fields = super().to_domain()
        if "is_active" in fields:
            active = fields.pop("is_active")
            fields["archived"] = None if active is None else not active
        return fields

    @classmethod
    @override
    def property_of(cls, field: str) -> str:
        """What a field of the core is called here: who is archived is not active."""
        return "isActive" if field == "archived" else super().property_of(field)


class CreateCustomer(CustomerFields):
    """A new customer."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "customerType": "business",
                    "customerNumber": "10001",
                    "name": "Nordhavn Consulting ApS",
                    "countryCode": "DK",
                    "vatZone": "domestic",
                    "customerGroupId": "0197a943-2325-7829-b835-b6c71a293065",
                    "email": "faktura@nordhavn.example",
                    "contacts": [{"name": "Mette Holm", "email": "mette@nordhavn.example", "isDefault": True}],
                    "metadata": {"crm": "4711"},
                }
            ]
        }
    )

    customer_type: ClientType
    customer_number: PartyNumber
    name: Text
    country_code: Country
    vat_zone: VatZone
    customer_group_id: UUID


class UpdateCustomer(CustomerFields):
    """What changes on a customer: only the fields given."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"email": "ny@nordhavn.example", "paymentTerms": 14}]})

    customer_type: ClientType | None = None
    customer_number: PartyNumber | None = None
    name: Text | None = None
    country_code: Country | None = None
    vat_zone: VatZone | None = None
    customer_group_id: UUID | None = None


class CustomerResponse(Shown):
    """A customer."""

    words: ClassVar = _WORDS

    id: UUID
    customer_number: str
    customer_type: ClientType
    name: str
    vat_zone: VatZone
    customer_group_id: UUID
    customer_group_number: int
    customer_group_name: str
    is_active: bool
    billing_relationship: BillingRelationship
    parent_customer_id: UUID | None
    include_child_details_pdf: bool
    email: str | None
    phone: str | None
    address: str | None
    city: str | None
    postal_code: str | None
    country_code: str
    vat_number: str | None
    website: str | None
    external_system_id: str | None
    metadata: MetadataShown
    payment_terms: int | None
    currency: str | None
    language: str
    ean: str | None
    notes: str | None
    created_at: Timestamp
    updated_at: Timestamp

    @classmethod
    @override
    def spoken(cls, made: Any) -> dict[str, Any]:
        """The client in these words; who is archived is not active."""
        return {"is_active": not made.archived}


class CustomerGroupResponse(GroupShown):
    """A group of customers: their discount in percent, and the account that holds what they owe."""

    discount: str | None = Field(description="Percent, as a decimal string")

    @classmethod
    @override
    def spoken(cls, made: Any) -> dict[str, Any]:
        """The discount as a decimal string."""
        percent = made.discount_percent
        return super().spoken(made) | {"discount": None if percent is None else format(percent, "f")}


_GROUP = "Customers"
_READ: dict[str, Any] = {"group": _GROUP, "scope": "customers-read"}
_WRITE: dict[str, Any] = {"group": _GROUP, "scope": "customers-write"}
_NOT_FOUND = "CUSTOMER_NOT_FOUND"
_CODES = (
    "CUSTOMER_NUMBER_ALREADY_EXISTS",
    "CUSTOMER_EXTERNAL_ID_ALREADY_EXISTS",
    "CUSTOMER_GROUP_NOT_FOUND",
    _NOT_FOUND,
    "CONTACT_NOT_FOUND",
    "DEPARTMENT_NOT_FOUND",
    "CONTACT_DEFAULT_REQUIRED",
    "CONTACT_MULTIPLE_DEFAULTS",
)

BINDINGS = (
    Binding(
        "GET",
        "/api/v1/customers",
        clients.list_clients,
        row="list_customers",
        given=CustomerListQuery,
        shown=CustomerResponse,
        listed=Listed.ARRAY,
        fixed={"sort": "number"},
        **_READ,
    ),
    Binding(
        "POST",
        "/api/v1/customers",
        clients.create_client,
        201,
        row="create_customer",
        given=CreateCustomer,
        shown=CustomerResponse,
        codes=_CODES,
        **_WRITE,
    ),
    Binding(
        "GET",
        "/api/v1/customers/{id}",
        clients.get_client,
        row="get_customer",
        given=EveryOne,
        shown=CustomerResponse,
        codes=(_NOT_FOUND,),
        **_READ,
    ),
    Binding(
        "PATCH",
        "/api/v1/customers/{id}",
        clients.update_client,
        row="update_customer",
        given=UpdateCustomer,
        shown=CustomerResponse,
        codes=_CODES,
        **_WRITE,
    ),
    Binding(
        "GET",
        "/api/v1/customers/{id}/contacts",
        party_contacts.list_client_contacts,
        row="list_customer_contacts",
        given=EveryOne,
        shown=ContactResponse,
        listed=Listed.ARRAY,
        codes=(_NOT_FOUND,),
        **_READ,
    ),
    Binding(
        "GET",
        "/api/v1/customers/{id}/departments",
        party_contacts.list_client_departments,
        row="list_customer_departments",
        given=EveryOne,
        shown=DepartmentResponse,
        listed=Listed.ARRAY,
        codes=(_NOT_FOUND,),
        **_READ,
    ),
    Binding(
        "GET",
        "/api/v1/customer-groups",
        party_groups.list_client_groups,
        row="list_customer_groups",
        given=EveryOne,
        shown=CustomerGroupResponse,
        listed=Listed.ARRAY,
        **_READ,
    ),
)
