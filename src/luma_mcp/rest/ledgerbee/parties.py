"""Words that customers and vendors share in LedgerBee: contacts, departments, metadata, account numbers."""

from decimal import Decimal
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import Field, PlainSerializer, WithJsonSchema
from typing_extensions import override

from luma_mcp.domain.metadata import Metadata
from luma_mcp.domain.model import Country, Text
from luma_mcp.domain.parties import Ean, Email
from luma_mcp.rest.wire import Given, Shown, Timestamp


def _plain(metadata: dict[str, Any]) -> dict[str, Any]:
    return {key: format(value, "f") if isinstance(value, Decimal) else value for key, value in metadata.items()}


MetadataShown = Annotated[
    Metadata,
    PlainSerializer(_plain, when_used="json"),
    WithJsonSchema({"type": "object", "additionalProperties": {}, "description": "What was kept with it"}),
]
"""Metadata in an answer: a number with decimals is written as a decimal string, as all are."""


def number_of(account_number: str | None) -> int | None:
    """An account's number as a number; None where it holds other signs than digits."""
    return int(account_number) if account_number and account_number.isdecimal() else None


class ContactGiven(Given):
    """A person to talk to; with an id it is one who is there already and stays."""

    words: ClassVar = {"title": "role"}

    id: UUID | None = None
    name: Text
    email: Email | None = None
    phone: Text | None = None
    title: Text | None = None
    is_default: bool = Field(default=False, description="Exactly one contact is; a single one is by itself")


class DepartmentGiven(Given):
    """A part that is billed apart; with an id it is one that is there already and stays."""

    words: ClassVar = {"address": "street", "country_code": "country"}

    id: UUID | None = None
    name: Text
    is_default: bool = False
    is_active: bool = True
    ean: Ean | None = None
    email: Email | None = None
    address: Text | None = None
    city: Text | None = None
    postal_code: Text | None = None
    country_code: Country | None = None
    contact_id: UUID | None = Field(None, description="One of the contacts that are there already")


Contacts = Annotated[tuple[ContactGiven, ...], Field(max_length=50)]
Departments = Annotated[tuple[DepartmentGiven, ...], Field(max_length=200)]


class ContactResponse(Shown):
    """A person to talk to."""

    words: ClassVar = {"title": "role"}

    id: UUID
    name: str
    email: str | None
    phone: str | None
    title: str | None
    is_default: bool
    created_at: Timestamp
    updated_at: Timestamp


class DepartmentResponse(Shown):
    """A part of a customer or vendor with an address and an EAN of its own."""

    words: ClassVar = {"address": "street", "country_code": "country"}

    id: UUID
    name: str
    is_default: bool
    is_active: bool
    ean: str | None
    address: str | None
    city: str | None
    postal_code: str | None
    country_code: str | None
    email: str | None
    contact_id: UUID | None
    created_at: Timestamp
    updated_at: Timestamp


class EveryOne(Given):
    """A list that takes no filter."""


class GroupShown(Shown):
    """A group, as both kinds show it."""

    id: UUID
    number: int
    name: str
    account_id: UUID | None
    account_number: int | None
    account_name: str | None
    metadata: MetadataShown

    @classmethod
    @override
    def spoken(cls, made: Any) -> dict[str, Any]:
        """The group, its account's number as a number."""
        return {"account_number": number_of(made.account_number)}
