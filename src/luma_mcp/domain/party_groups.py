"""Groups of clients and of vendors: on which account it is kept what they owe, or what is owed to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import ConfigDict, Field

from luma_mcp.domain.countries import EU
from luma_mcp.domain.metadata import Metadata
from luma_mcp.domain.model import Model, Resource, Text
from luma_mcp.domain.money import Percent
from luma_mcp.domain.paging import PageQuery

_ID = "0197a943-2325-7829-b835-b6c71a293065"

GroupNumber = Annotated[int, Field(ge=1, le=999_999_999)]


class Region(StrEnum):
    """Where a party sits, seen from the company: what chooses its group when nobody says."""

    DOMESTIC = "domestic"
    EU = "eu"
    ABROAD = "abroad"


class GroupFields(Model):
    """What may be said of a group besides its name."""

    number: GroupNumber | None = Field(None, description="Default: the next one")
    default_for: Region | None = Field(
        None, description="New parties from there join it when nobody says; the group before it stands back"
    )
    metadata: Metadata | None = Field(None, description="What you keep with it: up to 50 keys; replaced whole")


class ClientGroupFields(GroupFields):
    """What may be said of a group of clients besides its name."""

    discount_percent: Percent | None = Field(None, description="What its clients get off, 0 to 100")
    account_id: UUID | None = Field(None, description="Account of receivables; default the usual one")


class ClientGroupDraft(ClientGroupFields):
    """A new group of clients."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Resellers", "discount_percent": 10}]})

    name: Text


class ClientGroupChange(ClientGroupFields):
    """What changes on a group of clients: only the fields given. What is open stays on its account."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": _ID, "name": "Wholesale"}]})
    never_empty: ClassVar[frozenset[str]] = frozenset({"name", "number"})

    id: UUID = Field(description="Client group")
    name: Text | None = None


class VendorGroupFields(GroupFields):
    """What may be said of a group of vendors besides its name."""

    account_id: UUID | None = Field(None, description="Account of payables; default the usual one")


class VendorGroupDraft(VendorGroupFields):
    """A new group of vendors."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Subcontractors"}]})

    name: Text


class VendorGroupChange(VendorGroupFields):
    """What changes on a group of vendors: only the fields given. What is open stays on its account."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": _ID, "name": "Subcontractors"}]})
    never_empty: ClassVar[frozenset[str]] = frozenset({"name", "number"})

    id: UUID = Field(description="Vendor group")
    name: Text | None = None


class GroupQuery(PageQuery):
    """Which groups."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"search": "domestic"}]})
    sorts: ClassVar[tuple[str, ...]] = ("number", "name", "created_at", "updated_at")
    default_sort: ClassVar[str] = "number"


class Group(Resource):
    """A group and the account that it is kept on."""

    number: int
    name: str
    account_id: UUID | None
    account_number: str | None
    account_name: str | None
    default_for: Region | None
    metadata: Metadata


class ClientGroup(Group):
    """A group of clients, with what they get off and the account of what they owe."""

    concise: ClassVar[tuple[str, ...]] = ("id", "number", "name", "discount_percent", "account_number", "default_for")

    discount_percent: Decimal | None


class VendorGroup(Group):
    """A group of vendors, with the account of what is owed to them."""

    concise: ClassVar[tuple[str, ...]] = ("id", "number", "name", "account_number", "default_for")


@dataclass(frozen=True, slots=True)
class GroupSeed:
    """A group that a new company starts with."""

    number: int
    name: str
    default_for: Region


def client_groups(country: str, language: str) -> Sequence[GroupSeed]:
    """The groups of clients that a company of a country starts with."""
    return _seeds(_CLIENT_GROUPS, country, language)


def vendor_groups(country: str, language: str) -> Sequence[GroupSeed]:
    """The groups of vendors that a company of a country starts with."""
    return _seeds(_VENDOR_GROUPS, country, language)


def fallbacks(region: Region) -> Sequence[Region]:
    """Whose group is joined, the first that there is: a company outside the EU has none for it."""
    return tuple(dict.fromkeys((region, *((Region.ABROAD,) if region is Region.EU else ()), Region.DOMESTIC)))


_Names = dict[str, tuple[str, str, str]]

_CLIENT_GROUPS: _Names = {
    "en": ("Domestic customers", "EU customers", "Foreign customers"),
    "da": ("Indenlandske kunder", "EU-kunder", "Udenlandske kunder"),
    "de": ("Inländische Kunden", "EU-Kunden", "Ausländische Kunden"),
    "fr": ("Clients nationaux", "Clients de l'UE", "Clients étrangers"),
    "it": ("Clienti nazionali", "Clienti dell'UE", "Clienti esteri"),
}

_VENDOR_GROUPS: _Names = {
    "en": ("Domestic suppliers", "EU suppliers", "Foreign suppliers"),
    "da": ("Indenlandske leverandører", "EU-leverandører", "Udenlandske leverandører"),
    "de": ("Inländische Lieferanten", "EU-Lieferanten", "Ausländische Lieferanten"),
    "fr": ("Fournisseurs nationaux", "Fournisseurs de l'UE", "Fournisseurs étrangers"),
    "it": ("Fornitori nazionali", "Fornitori dell'UE", "Fornitori esteri"),
}


def _seeds(names: _Names, country: str, language: str) -> Sequence[GroupSeed]:
    """Domestic, of the EU where the company is in it, and abroad; numbered from 1."""
    spoken = zip(Region, names.get(language, names["en"]), strict=True)
    wanted = [(region, name) for region, name in spoken if region is not Region.EU or country in EU]
    return [GroupSeed(number, name, region) for number, (region, name) in enumerate(wanted, start=1)]
