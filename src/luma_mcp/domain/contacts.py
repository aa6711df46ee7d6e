"""Contacts and departments: the persons behind a client or vendor, and the parts of it that are billed apart."""

from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict, Field

from luma_mcp.domain.model import Country, Model, Resource, Text
from luma_mcp.domain.paging import PageQuery
from luma_mcp.domain.parties import Ean, Email
from luma_mcp.errors import DefaultContactRequired, Invalid, SeveralDefaultContacts


class ContactDraft(Model):
    """A person to talk to; with an id it is one who is there already and stays."""

    id: UUID | None = None
    name: Text
    email: Email | None = None
    phone: Text | None = None
    role: Text | None = Field(None, description="e.g. Bookkeeping")
    is_default: bool = Field(default=False, description="Exactly one is; a single one is by itself")


class DepartmentDraft(Model):
    """A part that is billed apart; with an id it is one that is there already and stays."""

    id: UUID | None = None
    name: Text
    is_default: bool = Field(default=False, description="At most one is")
    is_active: bool = True
    ean: Ean | None = None
    email: Email | None = None
    street: Text | None = None
    postal_code: Text | None = None
    city: Text | None = None
    country: Country | None = None
    contact_id: UUID | None = Field(None, description="One of the contacts that are there already")


class PartsQuery(PageQuery):
    """The contacts or departments of which client or vendor."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": "0197a943-2325-7829-b835-b6c71a293065"}]})
    sorts: ClassVar[tuple[str, ...]] = ("position", "name", "created_at", "updated_at")
    default_sort: ClassVar[str] = "position"

    id: UUID = Field(description="Whose")


class Contact(Resource):
    """A person to talk to."""

    name: str
    email: str | None
    phone: str | None
    role: str | None
    is_default: bool


class Department(Resource):
    """A part of a client or vendor that is billed apart."""

    name: str
    is_default: bool
    is_active: bool
    ean: str | None
    email: str | None
    street: str | None
    postal_code: str | None
    city: str | None
    country: str | None
    contact_id: UUID | None


def with_default(contacts: Sequence[ContactDraft]) -> tuple[ContactDraft, ...]:
    """Contacts of whom exactly one is the default, if there are any.

    Raises:
        DefaultContactRequired: several, and none of them is.
        SeveralDefaultContacts: more than one is.
    """
    if len(contacts) == 1:
        return (contacts[0].model_copy(update={"is_default": True}),)
    defaults = sum(contact.is_default for contact in contacts)
    if contacts and not defaults:
        raise DefaultContactRequired
    if defaults > 1:
        raise SeveralDefaultContacts
    return tuple(contacts)


def check_departments(departments: Sequence[DepartmentDraft]) -> None:
    """Refuse departments of which more than one is the default."""
    if sum(department.is_default for department in departments) > 1:
        raise Invalid.field("departments", "at most one is the default")
