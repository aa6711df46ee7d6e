"""Draft entries: journal entries that are written step by step, unbalanced until they are booked."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, ClassVar, Self
from uuid import UUID

from pydantic import ConfigDict, Field, JsonValue, model_validator

from luma_mcp.domain.attachments import Attachments
from luma_mcp.domain.journal_entries import (
    MOST_ENTRIES,
    MOST_LINES,
    AccountSpoken,
    NotNegative,
    TagIds,
    TypedFields,
    VatCodeSpoken,
)
from luma_mcp.domain.journal_types import ControlLeg, JournalType
from luma_mcp.domain.model import CalendarDate, Day, Model, Ref, Resource, Text
from luma_mcp.domain.money import Amount, Currency
from luma_mcp.domain.paging import DatedQuery

_ID = "0197a943-2325-7829-b835-b6c71a293065"
_LINES: list[JsonValue] = [{"account": "6570", "debit": "120.00"}]


class Origin(StrEnum):
    """Where a draft was made: over LedgerBee's public API, or elsewhere."""

    API = "api"
    APP = "app"


class DraftLineDraft(Model):
    """A line of a draft; what is not known yet is left away. What it names must be there."""

    account: AccountSpoken | None = Field(None, description="Account: number, name or id")
    debit: NotNegative | None = Field(None, description="Above zero; not beside credit")
    credit: NotNegative | None = Field(None, description="Above zero; not beside debit")
    description: Text | None = None
    vat_code: VatCodeSpoken | None = Field(None, description="VAT code (list_vat_codes)")
    client_id: UUID | None = Field(None, description="Client")
    vendor_id: UUID | None = Field(None, description="Vendor")
    tag_ids: TagIds = Field((), description="Dimension values of this line")

    @model_validator(mode="after")
    def _one_side(self) -> Self:
        if self.debit and self.credit:
            raise ValueError("takes debit or credit, not both")
        return self

    @property
    def amount(self) -> Decimal | None:
        """Debit above zero, credit below; None where neither is said."""
        if not self.debit and not self.credit:
            return None
        return (self.debit or Decimal(0)) - (self.credit or Decimal(0))


DraftLines = Annotated[tuple[DraftLineDraft, ...], Field(max_length=MOST_LINES)]


class DraftEntryDraft(TypedFields):
    """A new draft of a journal entry; nothing is posted until it is booked."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"date": "2026-03-31", "description": "Hosting", "lines": _LINES}]}
    )

    date: CalendarDate
    description: Text | None = None
    lines: DraftLines = ()
    reference: Text | None = None
    currency: Currency | None = Field(None, description="Default the profile's")
    external_id: Text | None = Field(None, description="Id in another system; several may bear the same")
    tag_ids: TagIds = Field((), description="Dimension values (list_dimensions)")
    origin: Origin = Field(Origin.APP, description="Where it is made")


class DraftEntryDrafts(Model):
    """Several new drafts, kept together or not at all."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"entries": [{"date": "2026-03-31", "lines": _LINES}]}]})

    entries: Annotated[tuple[DraftEntryDraft, ...], Field(min_length=1, max_length=MOST_ENTRIES)]


class DraftEntryChange(Model):
    """What changes on a draft: only the fields given; lines, tags and attachments are replaced whole."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": _ID, "reference": "R-4711", "lines": _LINES}]})
    never_empty: ClassVar[frozenset[str]] = frozenset({"attachments", "currency", "date", "lines", "tag_ids", "type"})

    id: UUID = Field(description="Draft entry")
    date: CalendarDate | None = None
    description: Text | None = None
    lines: DraftLines | None = None
    reference: Text | None = None
    currency: Currency | None = None
    external_id: Text | None = None
    type: JournalType | None = None
    category_id: UUID | None = Field(None, description="Journal category")
    original_amount: Amount | None = None
    client_id: UUID | None = Field(None, description="Client")
    vendor_id: UUID | None = Field(None, description="Vendor")
    tag_ids: TagIds | None = None
    attachments: Attachments | None = None


class DraftEntryQuery(DatedQuery):
    """Which drafts. `from` and `to` bound the date; search looks at description and reference."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"limit": 10}]})
    sorts: ClassVar[tuple[str, ...]] = ("date", "created_at")
    default_sort: ClassVar[str] = "-date"

    account: AccountSpoken | None = Field(None, description="Account of any line: number, name or id")
    client_id: UUID | None = Field(None, description="Client of the draft or of a line")
    vendor_id: UUID | None = Field(None, description="Vendor of the draft or of a line")
    type: JournalType | None = None
    amount_from: NotNegative | None = Field(None, description="Least original amount, else larger side")
    amount_to: NotNegative | None = Field(None, description="Largest original amount, else larger side")
    external_id: Text | None = None
    origin: Origin | None = None


class DraftEntryRef(Ref):
    """Which draft."""

    origin: Origin | None = Field(None, description="Only if it was made there")


class DraftLine(Model):
    """A line of a draft."""

    position: int
    account: str | None = Field(description="Number of the account")
    account_id: UUID | None
    debit: Decimal | None
    credit: Decimal | None
    description: str | None
    vat_code: str | None
    vat_code_id: UUID | None
    client_id: UUID | None
    vendor_id: UUID | None
    tag_ids: tuple[UUID, ...] = Field(description="Dimension values of the line")


class DraftEntry(Resource):
    """A draft of a journal entry. Where its control leg is added, that line is not among its lines yet."""

    concise: ClassVar[tuple[str, ...]] = (
        "id", "date", "type", "description", "reference", "currency", "original_amount", "client_id", "vendor_id",
        "lines",
    )  # fmt: skip

    type: JournalType
    category_id: UUID | None
    date: Day
    description: str | None
    reference: str | None
    external_id: str | None
    currency: Currency
    original_amount: Decimal | None
    client_id: UUID | None
    vendor_id: UUID | None
    control_leg: ControlLeg
    origin: Origin
    tag_ids: tuple[UUID, ...]
    lines: tuple[DraftLine, ...]
    attachments: int = Field(description="How many files are attached")


class DraftEntries(Model):
    """Several drafts, in the order in which they were asked for."""

    id: UUID = Field(description="Id of the first draft")
    total_created: int
    entries: tuple[DraftEntry, ...]
