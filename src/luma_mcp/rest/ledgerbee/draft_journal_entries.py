"""Draft journal entries, v1 and v2: the rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import ConfigDict, Field
from typing_extensions import override

from luma_mcp.domain.draft_entries import Origin
from luma_mcp.domain.journal_entries import MOST_ENTRIES, TagIds
from luma_mcp.domain.journal_types import ControlLeg
from luma_mcp.domain.model import CalendarDate, Text
from luma_mcp.domain.money import Amount, Currency
from luma_mcp.operation import AnyOperation
from luma_mcp.operations import draft_entries
from luma_mcp.rest.binding import Binding, Listed
from luma_mcp.rest.ledgerbee.journal_entries import MOST_BYTES, POSTING, REFERENCES, JournalEntryResponse
from luma_mcp.rest.ledgerbee.journal_words import (
    Attachments,
    DraftLines,
    EntryBody,
    EntryFilter,
    EntryShown,
    EntryType,
    JournalGiven,
    JournalLineResponse,
)
from luma_mcp.rest.wire import Shown, Timestamp

_ID = "0197a943-2325-7829-b835-b6c71a293065"
_EXAMPLE: dict[str, Any] = {
    "entryType": "JOURNAL_ENTRY",
    "date": "2026-03-31",
    "description": "Afskrivning",
    "lines": [{"accountId": _ID, "debit": "120.00"}],
}
_LOCKED: dict[str, Any] = {
    "entryType": "SUPPLIER_INVOICE",
    "date": "2026-03-31",
    "originalAmount": "125.00",
    "vendorId": _ID,
    "lines": [{"accountId": _ID, "debit": "100.00"}],
}


class CreateDraftJournalEntryV1(EntryBody):
    """A new draft with every line; it may be unbalanced until it is booked."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})
    control_leg: ClassVar[ControlLeg] = ControlLeg.GIVEN

    lines: DraftLines = ()

    @override
    def to_domain(self) -> dict[str, Any]:
        """The draft in the core's words; what is null is left away."""
        fields = {name: value for name, value in super().to_domain().items() if value is not None}
        return fields | {"control_leg": self.control_leg, "origin": Origin.API}


class CreateDraftJournalEntry(CreateDraftJournalEntryV1):
    """A new draft. Of the four locked types the counter-side lines alone: receivable or payable are added."""

    model_config = ConfigDict(json_schema_extra={"examples": [_LOCKED]})
    control_leg: ClassVar[ControlLeg] = ControlLeg.ADDED


class CreateDraftJournalBatchV1(JournalGiven):
    """1 to 100 new drafts with every line, kept together or not at all."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"entries": [_EXAMPLE]}]})

    entries: Annotated[tuple[CreateDraftJournalEntryV1, ...], Field(min_length=1, max_length=MOST_ENTRIES)]


class CreateDraftJournalBatch(JournalGiven):
    """1 to 100 new drafts, kept together or not at all."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"entries": [_LOCKED]}]})

    entries: Annotated[tuple[CreateDraftJournalEntry, ...], Field(min_length=1, max_length=MOST_ENTRIES)]


class WholeDraftJournalEntry(JournalGiven):
    """Nothing is said: a draft is booked or deleted as it is. What it lacks is told in the words it was written in."""


class UpdateDraftJournalEntry(JournalGiven):
    """What changes on a draft: only the fields given; lines, tags and attachments are replaced whole."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"description": "Afskrivning, marts"}]})

    entry_type: EntryType | None = None
    date: CalendarDate | None = None
    original_amount: Amount | None = None
    customer_id: UUID | None = None
    vendor_id: UUID | None = None
    description: Text | None = None
    reference: Text | None = None
    currency: Currency | None = None
    tag_ids: TagIds | None = None
    journal_category_id: UUID | None = None
    attachments: Attachments | None = None
    external_system_id: Text | None = None
    lines: DraftLines | None = None


class DraftJournalEntryListQuery(EntryFilter):
    """Which drafts."""


class DraftJournalEntryResponse(EntryShown):
    """A draft with its lines; a receivable or payable that is added comes when it is booked."""

    id: UUID
    entry_type: EntryType
    date: date
    description: str | None
    reference: str | None
    external_system_id: str | None
    currency: str
    original_amount: Decimal | None
    customer_id: UUID | None
    vendor_id: UUID | None
    journal_category_id: UUID | None
    tag_ids: tuple[UUID, ...]
    lines: tuple[JournalLineResponse, ...]
    created_at: Timestamp
    updated_at: Timestamp


class DraftJournalBatchResponse(Shown):
    """The drafts of a batch, in the order of the request."""

    words: ClassVar = {"data": "entries"}

    total_created: int
    data: tuple[DraftJournalEntryResponse, ...]


_MISSING = "DRAFT_JOURNAL_ENTRY_NOT_FOUND"
_CONTROL = "CONTROL_ACCOUNT_LINE_NOT_ALLOWED"
_BOOKED = (_MISSING, _CONTROL, *REFERENCES, *POSTING)


@dataclass(frozen=True)
class _Version:
    """One of the two versions, which have six rows in common."""

    name: str
    one: type[CreateDraftJournalEntryV1]
    batch: type[CreateDraftJournalBatchV1 | CreateDraftJournalBatch]
    codes: tuple[str, ...]
    group: str
    origin: Mapping[str, Origin]
    successor: str = ""

    def row(self, method: str, below: str, operation: AnyOperation, status: int, name: str, **more: Any) -> Binding:
        """A row of this version."""
        kind = "read" if method == "GET" else "write"
        said: dict[str, Any] = {"group": self.group, "scope": f"journal-entries-{kind}", "row": f"{name}_{self.name}"}
        successor = f"/api/{self.successor}/{below}" if self.successor else ""
        return Binding(method, f"/api/{self.name}/{below}", operation, status, successor=successor, **said, **more)


_DRAFTS, _BATCHES = "draft-journal-entries", "draft-journal-batches"
_V1 = _Version(
    "v1",
    CreateDraftJournalEntryV1,
    CreateDraftJournalBatchV1,
    REFERENCES,
    "Draft Journal Entries",
    {"origin": Origin.API},
    successor="v2",
)
_V2 = _Version(
    "v2",
    CreateDraftJournalEntry,
    CreateDraftJournalBatch,
    (*REFERENCES, _CONTROL),
    "Draft Journal Entries (v2)",
    {},
)


def _creating(version: _Version) -> tuple[Binding, ...]:
    """The rows that make drafts: a batch, and one."""
    said: dict[str, Any] = {"most_body_bytes": MOST_BYTES, "codes": version.codes}
    create, create_many = draft_entries.create_draft_entry, draft_entries.create_draft_entries
    many: dict[str, Any] = {"given": version.batch, "shown": DraftJournalBatchResponse}
    one: dict[str, Any] = {"given": version.one, "shown": DraftJournalEntryResponse}
    return (
        version.row("POST", _BATCHES, create_many, 201, "create_draft_journal_batch", **many, **said),
        version.row("POST", _DRAFTS, create, 201, "create_draft_journal_entry", **one, **said),
    )


def _kept(version: _Version) -> tuple[Binding, ...]:
    """The rows about drafts that are there."""
    one, name = f"{_DRAFTS}/{{id}}", "draft_journal_entry"
    shown: dict[str, Any] = {"shown": DraftJournalEntryResponse, "codes": (_MISSING,)}
    whole: dict[str, Any] = {"given": WholeDraftJournalEntry, "fixed": version.origin}
    return (
        version.row(
            "GET",
            _DRAFTS,
            draft_entries.list_draft_entries,
            200,
            "list_draft_journal_entries",
            given=DraftJournalEntryListQuery,
            shown=DraftJournalEntryResponse,
            listed=Listed.PAGE,
            fixed=version.origin,
        ),
        version.row("GET", one, draft_entries.get_draft_entry, 200, f"get_{name}", **whole, **shown),
        version.row("DELETE", one, draft_entries.delete_draft_entry, 204, f"delete_{name}", **whole, codes=(_MISSING,)),
        version.row(
            "POST",
            f"{one}/book",
            draft_entries.book_draft_entry,
            200,
            f"book_{name}",
            **whole,
            shown=JournalEntryResponse,
            codes=_BOOKED,
        ),
    )


BINDINGS = (
    *_creating(_V1),
    *_kept(_V1),
    *_creating(_V2),
    *_kept(_V2),
    Binding(
        "PATCH",
        "/api/v2/draft-journal-entries/{id}",
        draft_entries.update_draft_entry,
        row="update_draft_journal_entry_v2",
        group="Draft Journal Entries (v2)",
        scope="journal-entries-write",
        given=UpdateDraftJournalEntry,
        shown=DraftJournalEntryResponse,
        most_body_bytes=MOST_BYTES,
        codes=(_MISSING, _CONTROL, *REFERENCES),
    ),
)
