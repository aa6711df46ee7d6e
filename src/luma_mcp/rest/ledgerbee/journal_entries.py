"""Journal entries, v1 and v2: the rows."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import ConfigDict, Field
from typing_extensions import override

from luma_mcp.domain.journal_entries import MOST_ENTRIES
from luma_mcp.domain.journal_types import ControlLeg
from luma_mcp.domain.model import CalendarDate, Text
from luma_mcp.operations import entry_batches, journal_entries, reversals
from luma_mcp.rest.binding import Binding, Listed
from luma_mcp.rest.ledgerbee.journal_words import (
    EntryBody,
    EntryFilter,
    EntryShown,
    EntryType,
    JournalGiven,
    JournalLineResponse,
    Lines,
)
from luma_mcp.rest.ledgerbee.parties import EveryOne
from luma_mcp.rest.wire import Given, Shown, Timestamp

_ID = "0197a943-2325-7829-b835-b6c71a293065"
_EXAMPLE: dict[str, Any] = {
    "entryType": "JOURNAL_ENTRY",
    "date": "2026-03-31",
    "description": "Afskrivning",
    "reference": "AFS-3",
    "lines": [{"accountId": _ID, "debit": "120.00"}, {"accountId": _ID, "credit": "120.00"}],
}
_LOCKED: dict[str, Any] = {
    "entryType": "CUSTOMER_INVOICE",
    "date": "2026-03-31",
    "originalAmount": "125.00",
    "customerId": _ID,
    "reference": "F-4711",
    "lines": [{"accountId": _ID, "credit": "125.00"}],
}


class CreateJournalEntryV1(EntryBody):
    """A new entry with every line, those on receivables and payables too."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})
    control_leg: ClassVar[ControlLeg] = ControlLeg.GIVEN

    lines: Lines

    @override
    def to_domain(self) -> dict[str, Any]:
        """The entry in the core's words; what is null is left away."""
        fields = {name: value for name, value in super().to_domain().items() if value is not None}
        called = self.entry_type.core.described(self.description, self.reference)
        return fields | {"description": called, "control_leg": self.control_leg, "external_id_shared": True}


class CreateJournalEntry(CreateJournalEntryV1):
    """A new entry. Of the four locked types the counter-side lines alone: the receivable or payable is added."""

    model_config = ConfigDict(json_schema_extra={"examples": [_LOCKED]})
    control_leg: ClassVar[ControlLeg] = ControlLeg.ADDED


class CreateJournalEntryBatchV1(JournalGiven):
    """1 to 100 new entries with every line, posted together or not at all."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"entries": [_EXAMPLE]}]})

    entries: Annotated[tuple[CreateJournalEntryV1, ...], Field(min_length=1, max_length=MOST_ENTRIES)]


class CreateJournalEntryBatch(JournalGiven):
    """1 to 100 new entries, posted together or not at all."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"entries": [_LOCKED]}]})

    entries: Annotated[tuple[CreateJournalEntry, ...], Field(min_length=1, max_length=MOST_ENTRIES)]


class UpdateJournalEntry(JournalGiven):
    """What may be corrected on a posted entry; null clears it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reference": "F-4711", "externalSystemId": "erp-17"}]})

    reference: Text | None = None
    external_system_id: Text | None = None


class ReverseJournalEntry(Given):
    """How an entry is reversed."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"description": "Bogført to gange"}]})

    date: CalendarDate | None = Field(None, description="Default the entry's where it is open, else today")
    description: Text | None = None


class ReverseJournalEntries(ReverseJournalEntry):
    """Which entries are reversed together, and how."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"entryIds": [_ID]}]})

    entry_ids: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=MOST_ENTRIES)]


class JournalEntryListQuery(EntryFilter):
    """Which entries."""


class JournalEntryResponse(EntryShown):
    """A posted entry with its lines."""

    words: ClassVar = {
        **EntryShown.words,
        "id": "entry_id",
        "entry_number": "number",
        "exchange_rate": "rate",
        "reversed_by_id": "reversed_by",
        "reversal_of_id": "reverses",
    }

    id: UUID
    entry_number: str
    entry_type: EntryType
    date: date
    description: str
    reference: str | None
    external_system_id: str | None
    currency: str
    exchange_rate: Decimal | None = Field(description="Into the company's currency; null in that currency")
    original_amount: Decimal | None
    customer_id: UUID | None
    vendor_id: UUID | None
    journal_category_id: UUID | None
    tag_ids: tuple[UUID, ...]
    lines: tuple[JournalLineResponse, ...]
    reversed_by_id: UUID | None
    reversal_of_id: UUID | None
    created_at: Timestamp


class JournalEntryBatchResponse(Shown):
    """The entries of a batch, in the order of the request."""

    words: ClassVar = {"data": "entries"}

    total_created: int
    data: tuple[JournalEntryResponse, ...]


class JournalAttachmentResponse(Shown):
    """A file attached to an entry."""

    id: UUID
    file_name: str
    mime_type: str
    size: int = Field(description="Bytes")
    content: str = Field(description="Base64")
    created_at: Timestamp


V1, V2 = "/api/v1/journal-entries", "/api/v2/journal-entries"
MOST_BYTES = 15_000_000
_READ: dict[str, Any] = {"group": "Journal Entries", "scope": "journal-entries-read"}
_WRITE: dict[str, Any] = {"group": "Journal Entries", "scope": "journal-entries-write"}
_WRITE_V2: dict[str, Any] = _WRITE | {"group": "Journal Entries (v2)", "most_body_bytes": MOST_BYTES}
REFERENCES = (
    "LEDGER_NOT_FOUND",
    "CUSTOMER_NOT_FOUND",
    "VENDOR_NOT_FOUND",
    "VAT_CODE_NOT_FOUND",
    "DIMENSION_VALUE_NOT_FOUND",
    "JOURNAL_CATEGORY_NOT_FOUND",
    "JOURNAL_CATEGORY_TYPE_NOT_ALLOWED",
    "INVALID_ATTACHMENT_TYPE",
    "DIMENSION_UNIQUE_VIOLATION",
    "PROJECT_ARCHIVED",
)
POSTING = ("PERIOD_LOCKED", "RATE_MISSING")
_NEW = (*REFERENCES, *POSTING)
_MISSING = "JOURNAL_ENTRY_NOT_FOUND"
_REVERSAL = (
    _MISSING,
    "ENTRY_ALREADY_REVERSED",
    "JOURNAL_ENTRY_MANAGED_BY_DOCUMENT",
    "ITEMS_SETTLED",
    "PERIOD_LOCKED",
)
_ANY = {"include_reversed": True, "exact": True}

BINDINGS = (
    Binding(
        "POST",
        "/api/v1/journal-batches",
        entry_batches.create_journal_entries,
        201,
        row="create_journal_batch_v1",
        given=CreateJournalEntryBatchV1,
        shown=JournalEntryBatchResponse,
        successor=f"{V2}/batch",
        most_body_bytes=MOST_BYTES,
        codes=_NEW,
        **_WRITE,
    ),
    Binding(
        "GET",
        V1,
        journal_entries.list_journal_entries,
        given=JournalEntryListQuery,
        shown=JournalEntryResponse,
        listed=Listed.PAGE,
        fixed={"include_reversed": True, "include_lines": True},
        **_READ,
    ),
    Binding(
        "POST",
        V1,
        journal_entries.create_journal_entry,
        201,
        row="create_journal_entry_v1",
        given=CreateJournalEntryV1,
        shown=JournalEntryResponse,
        successor=V2,
        most_body_bytes=MOST_BYTES,
        codes=_NEW,
        **_WRITE,
    ),
    Binding(
        "POST",
        f"{V1}/reverse",
        reversals.reverse_journal_entries,
        given=ReverseJournalEntries,
        shown=JournalEntryBatchResponse,
        fixed={"exact": True},
        codes=_REVERSAL,
        **_WRITE,
    ),
    Binding(
        "GET",
        f"{V1}/{{id}}",
        journal_entries.get_journal_entry,
        given=EveryOne,
        shown=JournalEntryResponse,
        fixed=_ANY,
        codes=(_MISSING,),
        **_READ,
    ),
    Binding(
        "PATCH",
        f"{V1}/{{id}}",
        journal_entries.update_journal_entry,
        given=UpdateJournalEntry,
        shown=JournalEntryResponse,
        fixed={"text_only": True, "external_id_shared": True, "exact": True},
        codes=(_MISSING,),
        **_WRITE,
    ),
    Binding(
        "GET",
        f"{V1}/{{id}}/attachments",
        reversals.list_journal_attachments,
        row="list_journal_entry_attachments",
        given=EveryOne,
        shown=JournalAttachmentResponse,
        listed=Listed.ARRAY,
        fixed={"include_content": True, "exact": True},
        codes=(_MISSING,),
        **_READ,
    ),
    Binding(
        "POST",
        f"{V1}/{{id}}/reverse",
        reversals.reverse_journal_entry,
        given=ReverseJournalEntry,
        shown=JournalEntryResponse,
        fixed={"exact": True},
        codes=_REVERSAL,
        **_WRITE,
    ),
    Binding(
        "POST",
        V2,
        journal_entries.create_journal_entry,
        201,
        row="create_journal_entry_v2",
        given=CreateJournalEntry,
        shown=JournalEntryResponse,
        codes=(*_NEW, "CONTROL_ACCOUNT_LINE_NOT_ALLOWED"),
        **_WRITE_V2,
    ),
    Binding(
        "POST",
        f"{V2}/batch",
        entry_batches.create_journal_entries,
        201,
        row="create_journal_batch_v2",
        given=CreateJournalEntryBatch,
        shown=JournalEntryBatchResponse,
        codes=(*_NEW, "CONTROL_ACCOUNT_LINE_NOT_ALLOWED"),
        **_WRITE_V2,
    ),
)
