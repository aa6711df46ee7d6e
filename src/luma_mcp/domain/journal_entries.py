"""Journal entries as they are written by hand and shown: lines of debit and credit that come to the same."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, ClassVar, Self
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, JsonValue, model_validator

from luma_mcp.domain.attachments import Attachments
from luma_mcp.domain.journal_types import ControlLeg, JournalType
from luma_mcp.domain.ledger import Area, Source
from luma_mcp.domain.model import CalendarDate, Day, Model, Ref, Resource, Text
from luma_mcp.domain.money import Amount, Currency
from luma_mcp.domain.paging import DatedQuery
from luma_mcp.domain.vat_codes import VatRole

_ID = "0197a943-2325-7829-b835-b6c71a293065"
_LINES: list[JsonValue] = [{"account": "6570", "debit": "120.00"}, {"account": "1020", "credit": "120.00"}]

MOST_LINES = 500


def _as_text(given: object) -> object:
    return str(given) if isinstance(given, UUID) else given


AccountSpoken = Annotated[Text, BeforeValidator(_as_text)]
"""An account by its number or its id."""

VatCodeSpoken = Annotated[Text, BeforeValidator(_as_text)]
"""A VAT code or its id."""

NotNegative = Annotated[Amount, Field(ge=0)]

MOST_TAGS = 50


def _each_once(given: tuple[UUID, ...]) -> tuple[UUID, ...]:
    return tuple(sorted(set(given)))


TagIds = Annotated[tuple[UUID, ...], Field(max_length=MOST_TAGS), AfterValidator(_each_once)]
"""Values of dimensions by their ids, each once."""

EDITABLE = frozenset({Source.MANUAL, Source.OPENING_BALANCE})
"""What is changed and deleted as an entry; all others change with their document."""


class EntryStatus(StrEnum):
    """Reversed: another entry takes it back."""

    POSTED = "posted"
    REVERSED = "reversed"


class EntryLineDraft(Model):
    """A line: an account and debit or credit. With `vat_code` its VAT is posted on a line of its own.

    The amount holds that VAT (gross codes), or is without it (net codes, reverse charge and acquisition).
    """

    account: AccountSpoken = Field(description="Account: number, name or id")
    debit: NotNegative | None = Field(None, description="Above zero; either debit or credit")
    credit: NotNegative | None = Field(None, description="Above zero; either debit or credit")
    description: Text | None = None
    vat_code: VatCodeSpoken | None = Field(
        None, description="VAT code (list_vat_codes): the amount includes VAT; with reverse charge it is net"
    )
    client_id: UUID | None = Field(None, description="Client; needed on receivables and advance payments")
    vendor_id: UUID | None = Field(None, description="Vendor; needed on payables")
    tag_ids: TagIds = Field((), description="Dimension values of this line, beside the entry's")

    @model_validator(mode="after")
    def _one_side(self) -> Self:
        if bool(self.debit) == bool(self.credit):
            raise ValueError("needs debit or credit, one of them, above zero")
        return self

    @property
    def amount(self) -> Decimal:
        """Debit above zero, credit below."""
        return (self.debit or Decimal(0)) - (self.credit or Decimal(0))

    @property
    def side(self) -> str:
        """The field that says the amount."""
        return "debit" if self.debit else "credit"


EntryLines = Annotated[tuple[EntryLineDraft, ...], Field(min_length=2, max_length=MOST_LINES)]
SomeLines = Annotated[tuple[EntryLineDraft, ...], Field(min_length=1, max_length=MOST_LINES)]
"""Lines that the ledger may add one to."""


class TypedFields(Model):
    """What an entry or a draft of one says beside its lines."""

    type: JournalType = Field(JournalType.JOURNAL_ENTRY, description="What it records; default a general entry")
    category_id: UUID | None = Field(None, description="Journal category; default the default one")
    original_amount: Amount | None = Field(
        None,
        description="Above zero an invoice or a payment, below a credit note or a refund; the control leg needs it",
    )
    client_id: UUID | None = Field(None, description="Whom a client_invoice or client_payment is about")
    vendor_id: UUID | None = Field(None, description="Whom a vendor_invoice or vendor_payment is about")
    control_leg: ControlLeg = Field(
        ControlLeg.GIVEN,
        description="added: the line on receivables or payables comes from type, original_amount and the party's group",
    )
    attachments: Attachments = Field((), description="Up to ten files")


class JournalEntryDraft(TypedFields):
    """A new journal entry; it is posted at once, so its lines balance and its date is open."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"date": "2026-03-31", "description": "Hosting", "lines": _LINES}]}
    )

    date: CalendarDate
    description: Text
    lines: SomeLines
    reference: Text | None = None
    currency: Currency | None = Field(None, description="Default the profile's")
    external_id: Text | None = Field(None, description="Id in another system, unique in the profile")
    external_id_shared: bool = Field(default=False, description="Other entries may bear the same external id")
    tag_ids: TagIds = Field((), description="Dimension values (list_dimensions): departments, projects …")


class JournalEntryChange(Model):
    """What changes on a manual entry. Text is mended in place; all else makes a new version."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": _ID, "reference": "R-4711", "lines": _LINES}]})
    never_empty: ClassVar[frozenset[str]] = frozenset({"currency", "date", "description", "lines", "tag_ids"})

    id: UUID = Field(description="Journal entry")
    date: CalendarDate | None = None
    description: Text | None = None
    lines: EntryLines | None = None
    reference: Text | None = None
    currency: Currency | None = None
    external_id: Text | None = None
    external_id_shared: bool = Field(default=False, description="Other entries may bear the same external id")
    tag_ids: TagIds | None = Field(None, description="Dimension values, instead of those before")
    text_only: bool = Field(
        default=False,
        description="Mends reference and external_id alone: of entries of documents and reversed ones",
    )
    exact: bool = Field(default=False, description="`id` is the entry_id of one version")


class JournalEntryQuery(DatedQuery):
    """Which journal entries. `from` and `to` bound the date; reversed ones and reversals only when asked for."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"source": "manual", "limit": 10}]})
    sorts: ClassVar[tuple[str, ...]] = ("date", "number", "created_at")
    default_sort: ClassVar[str] = "-date"

    account: AccountSpoken | None = Field(None, description="Account: number, name or id")
    client_id: UUID | None = Field(None, description="Client")
    vendor_id: UUID | None = Field(None, description="Vendor")
    source: Source | None = None
    status: EntryStatus | None = None
    amount_from: NotNegative | None = Field(None, description="Least total of its debits, in the books' currency")
    amount_to: NotNegative | None = Field(None, description="Largest total of its debits, in the books' currency")
    external_id: Text | None = None
    type: JournalType | None = None
    include_reversed: bool = Field(default=False, description="Show reversed entries and reversals too")
    include_lines: bool = Field(default=False, description="Show each with its lines")


class JournalEntryRef(Ref):
    """Which journal entry; a deleted one is shown only when asked for."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": _ID}]})

    include_reversed: bool = Field(default=False, description="Show it though it was reversed")
    exact: bool = Field(default=False, description="`id` is the entry_id of one version")


class EntryLine(Model):
    """A line as it was posted. `vat_role` tells the net (base) from VAT lines (tax, reverse)."""

    position: int
    account: str = Field(description="Number of the account")
    account_id: UUID
    account_name: str
    debit: Decimal | None
    credit: Decimal | None
    base_amount: Decimal = Field(description="In the currency of the books, debit above zero")
    description: str | None
    vat_code: str | None
    vat_code_id: UUID | None
    vat_role: VatRole | None
    tax_date: Day | None
    client_id: UUID | None
    vendor_id: UUID | None
    tag_ids: tuple[UUID, ...] = Field((), description="Dimension values of the line, beside the entry's")


class JournalEntryRow(Resource):
    """A journal entry in a list. `id` stays over its versions, `entry_id` is this version's."""

    concise: ClassVar[tuple[str, ...]] = (
        "id", "number", "date", "source", "status", "description", "reference", "currency", "amount",
        "allowed_actions",
    )  # fmt: skip

    number: str
    date: Day
    description: str
    reference: str | None
    source: Source
    source_id: UUID | None = Field(description="The document that it comes from")
    status: EntryStatus
    currency: Currency
    amount: Decimal = Field(description="Total of the debits")
    rate: Decimal | None = Field(description="Exchange rate into the currency of the books; null in that currency")
    rate_date: Day | None
    entry_id: UUID
    version: int
    reverses: UUID | None = Field(description="entry_id of the entry that this takes back")
    reversed_by: UUID | None = Field(description="entry_id of the entry that takes this back")
    corrects: UUID | None = Field(description="entry_id of the version before")
    corrected_by: UUID | None = Field(description="entry_id of the version after")
    external_id: str | None
    type: JournalType
    category_id: UUID | None = Field(description="Journal category; entries of documents have none")
    original_amount: Decimal | None = Field(description="What the entry is over, below zero a credit note or a refund")
    client_id: UUID | None = Field(description="The client that it is about")
    vendor_id: UUID | None = Field(description="The vendor that it is about")
    tag_ids: tuple[UUID, ...] = Field((), description="Dimension values")
    hash: str
    allowed_actions: tuple[str, ...]
    lines: tuple[EntryLine, ...] | None = Field(None, description="Where they were asked for")


class JournalEntry(JournalEntryRow):
    """A journal entry with its lines."""

    concise: ClassVar[tuple[str, ...]] = (*JournalEntryRow.concise[:-1], "lines", "allowed_actions")

    lines: tuple[EntryLine, ...] = Field()


def entry_actions(source: Source, *, visible: bool) -> tuple[str, ...]:
    """What may be done next, as operation names."""
    if not visible or source not in EDITABLE:
        return ()
    return ("update_journal_entry", "delete_journal_entry")


TYPE_OF: Mapping[Source, JournalType] = {
    Source.INVOICE: JournalType.CLIENT_INVOICE,
    Source.CREDIT_NOTE: JournalType.CLIENT_INVOICE,
    Source.PAYMENT: JournalType.CLIENT_PAYMENT,
    Source.EXPENSE: JournalType.VENDOR_INVOICE,
    Source.EXPENSE_PAYMENT: JournalType.VENDOR_PAYMENT,
}
"""The type of an entry that a document made; all others are general entries."""


def area_of(kind: JournalType) -> Area:
    """Which soft lock an entry by hand of this type obeys, as documents of its kind do (accounting I4)."""
    if not kind.is_locked:
        return Area.GENERAL
    return Area.SALES if kind.of_client else Area.PURCHASES


MOST_ENTRIES = 100
"""So many entries are posted or reversed at once."""

_EXAMPLE: dict[str, JsonValue] = {"date": "2026-03-31", "description": "Hosting", "lines": _LINES}


class JournalEntryDrafts(Model):
    """Several new journal entries, posted together or not at all."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"entries": [_EXAMPLE]}]})

    entries: Annotated[tuple[JournalEntryDraft, ...], Field(min_length=1, max_length=MOST_ENTRIES)]


class JournalEntries(Model):
    """Several journal entries, in the order in which they were asked for."""

    id: UUID = Field(description="Id of the first entry")
    total_created: int
    entries: tuple[JournalEntry, ...]


class ReversalFields(Model):
    """How entries are reversed."""

    date: CalendarDate | None = Field(None, description="Default: that of the entry where it is open, else today")
    description: Text | None = Field(None, description="Default: Reversal of … and its number")
    exact: bool = Field(default=False, description="Ids are the entry_id of one version")


class Reversal(ReversalFields):
    """Which posted entry to reverse, and when."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": _ID, "description": "Posted twice"}]})

    id: UUID = Field(description="Journal entry")


class ReversalOfSeveral(ReversalFields):
    """Which posted entries to reverse together, and when."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"entry_ids": [_ID]}]})

    entry_ids: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=MOST_ENTRIES)]
