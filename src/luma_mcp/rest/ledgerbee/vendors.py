"""Vendors: the rows."""

from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from pydantic import ConfigDict, Field
from typing_extensions import override

from luma_mcp.domain.model import Country, Notes, Text
from luma_mcp.domain.money import Amount, Currency
from luma_mcp.domain.parties import Days, Email, PartyNumber
from luma_mcp.operations import party_contacts, party_groups, vendors
from luma_mcp.rest.binding import Binding, Listed
from luma_mcp.rest.ledgerbee.parties import (
    ContactResponse,
    Contacts,
    DepartmentResponse,
    Departments,
    EveryOne,
    GroupShown,
)
from luma_mcp.rest.wire import Given, Shown

_WORDS = {
    "vendor_number": "number",
    "attention": "contact_person",
    "payment_terms": "payment_deadline_days",
    "currency": "preferred_currency",
    "address": "street",
    "country_code": "country",
}


class CreateVendor(Given):
    """A new vendor."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "vendorNumber": "20001",
                    "name": "Kontorforsyning A/S",
                    "vendorGroupId": "0197a943-2325-7829-b835-b6c71a293065",
                    "currency": "DKK",
                    "countryCode": "DK",
                    "paymentTerms": 14,
                    "contacts": [{"name": "Jens Friis", "email": "jens@kontor.example"}],
                }
            ]
        }
    )
    words: ClassVar = _WORDS

    vendor_number: PartyNumber
    name: Text
    vendor_group_id: UUID
    currency: Currency | None = None
    country_code: Country | None = None
    email: Email | None = None
    phone: Text | None = None
    address: Text | None = None
    city: Text | None = None
    postal_code: Text | None = None
    vat_number: Text | None = None
    website: Text | None = None
    attention: Text | None = None
    payment_terms: Days | None = Field(None, description="Days until its bills are due")
    default_account_id: UUID | None = Field(None, description="Account that its bills usually go to")
    opening_balance: Amount | None = Field(
        None, description="In the company's currency; above zero: we owe. Posted as an opening entry"
    )
    contacts: Contacts | None = Field(None, description="Exactly one is the default")
    departments: Departments | None = None
    notes: Notes | None = None


class CreateVendorResponse(Shown):
    """The vendor that was made."""

    words: ClassVar = _WORDS

    id: UUID
    vendor_number: str


class VendorResponse(Shown):
    """A vendor."""

    words: ClassVar = _WORDS

    id: UUID
    vendor_number: str
    name: str
    vendor_group_id: UUID
    currency: str | None
    status: str = Field(description="active or inactive")
    vendor_group_name: str
    email: str | None
    phone: str | None
    address: str | None
    city: str | None
    postal_code: str | None
    country_code: str | None
    vat_number: str | None
    attention: str | None
    payment_terms: int | None
    opening_balance: Decimal
    default_account_id: UUID | None

    @classmethod
    @override
    def spoken(cls, made: Any) -> dict[str, Any]:
        """The vendor in these words; who is archived is not active."""
        return {"status": "inactive" if made.archived else "active"}


class VendorGroupResponse(GroupShown):
    """A group of vendors and the account that holds what is owed to them."""


_GROUP = "Vendors"
_READ: dict[str, Any] = {"group": _GROUP, "scope": "vendors-read"}
_WRITE: dict[str, Any] = {"group": _GROUP, "scope": "vendors-write"}
_NOT_FOUND = "VENDOR_NOT_FOUND"

BINDINGS = (
    Binding(
        "GET",
        "/api/v1/vendors",
        vendors.list_vendors,
        row="list_vendors",
        given=EveryOne,
        shown=VendorResponse,
        listed=Listed.ARRAY,
        fixed={"sort": "number"},
        **_READ,
    ),
    Binding(
        "POST",
        "/api/v1/vendors",
        vendors.create_vendor,
        201,
        row="create_vendor",
        given=CreateVendor,
        shown=CreateVendorResponse,
        codes=(
            "VENDOR_NUMBER_ALREADY_EXISTS",
            "VENDOR_GROUP_NOT_FOUND",
            "LEDGER_NOT_FOUND",
            "CONTACT_NOT_FOUND",
            "DEPARTMENT_NOT_FOUND",
            "CONTACT_DEFAULT_REQUIRED",
            "CONTACT_MULTIPLE_DEFAULTS",
            "PERIOD_LOCKED",
        ),
        **_WRITE,
    ),
    Binding(
        "GET",
        "/api/v1/vendors/{id}/contacts",
        party_contacts.list_vendor_contacts,
        row="list_vendor_contacts",
        given=EveryOne,
        shown=ContactResponse,
        listed=Listed.ARRAY,
        codes=(_NOT_FOUND,),
        **_READ,
    ),
    Binding(
        "GET",
        "/api/v1/vendors/{id}/departments",
        party_contacts.list_vendor_departments,
        row="list_vendor_departments",
        given=EveryOne,
        shown=DepartmentResponse,
        listed=Listed.ARRAY,
        codes=(_NOT_FOUND,),
        **_READ,
    ),
    Binding(
        "GET",
        "/api/v1/vendor-groups",
        party_groups.list_vendor_groups,
        row="list_vendor_groups",
        given=EveryOne,
        shown=VendorGroupResponse,
        listed=Listed.ARRAY,
        **_READ,
    ),
)
