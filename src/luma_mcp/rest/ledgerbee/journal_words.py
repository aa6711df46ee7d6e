"""What entries and drafts share in LedgerBee: types, lines, attachments, and what is said beside the lines."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import Field
from pydantic.alias_generators import to_camel
from typing_extensions import override

from luma_mcp.domain.attachments import MOST_ATTACHMENTS
from luma_mcp.domain.journal_entries import MOST_LINES, NotNegative, TagIds
from luma_mcp.domain.journal_types import JournalType
from luma_mcp.domain.model import CalendarDate, Text
from luma_mcp.domain.money import Amount, Currency
from luma_mcp.rest.wire import Given, PageGiven, Shown


class EntryType(StrEnum):
    """What an entry records."""

    JOURNAL_ENTRY = "JOURNAL_ENTRY"
    SUPPLIER_INVOICE = "SUPPLIER_INVOICE"
    SUPPLIER_PAYMENT = "SUPPLIER_PAYMENT"
    CUSTOMER_INVOICE = "CUSTOMER_INVOICE"
    CUSTOMER_PAYMENT = "CUSTOMER_PAYMENT"

    @property
    def core(self) -> JournalType:
        """The type in the core's words."""
        return JournalType(self.lower().replace("customer", "client").replace("supplier", "vendor"))

    @classmethod
    def of(cls, core: JournalType) -> "EntryType":
        """The type in LedgerBee's words."""
        return cls(core.upper().replace("CLIENT", "CUSTOMER").replace("VENDOR", "SUPPLIER"))


WORDS: Mapping[str, str] = {
    "account_id": "account",
    "customer_id": "client_id",
    "entry_type": "type",
    "external_system_id": "external_id",
    "journal_category_id": "category_id",
    "journal_type": "type",
    "max_amount": "amount_to",
    "min_amount": "amount_from",
    "from_date": "from_",
    "to_date": "to",
    "vat_code_id": "vat_code",
}
"""LedgerBee's fields that the core calls otherwise."""

_OUTSIDE = {core: name for name, core in WORDS.items() if name != "journal_type"}


class JournalGiven(Given):
    """What is sent about the journal: the core's words differ at every depth."""

    words: ClassVar = WORDS

    @override
    def to_domain(self) -> dict[str, Any]:
        """The fields in the core's words."""
        return {
            name: value.core if isinstance(value, EntryType) else value for name, value in super().to_domain().items()
        }

    @classmethod
    @override
    def property_of(cls, field: str) -> str:
        """What a field of the core is called here, e.g. entries.0.lines.1.vatCodeId."""
        return ".".join(to_camel(_OUTSIDE.get(part, part)) for part in field.split("."))


class JournalAttachmentBody(Given):
    """A file: PDF, PNG, JPEG, GIF, XML, CSV or plain text, up to 10 MB; up to ten an entry."""

    file_name: Text
    mime_type: Text = Field(description="application/pdf, image/png, image/jpeg …; the content must be of it")
    content: str = Field(description="Base64", max_length=15_000_000)


class JournalLineBody(JournalGiven):
    """A line: an account and debit or credit, one of them, above zero."""

    account_id: UUID
    debit: NotNegative | None = None
    credit: NotNegative | None = None
    vat_code_id: UUID | None = Field(None, description="Its VAT is posted on lines of its own, by the code's principle")
    description: Text | None = None
    customer_id: UUID | None = Field(None, description="Needed on receivables")
    vendor_id: UUID | None = Field(None, description="Needed on payables")
    tag_ids: TagIds = ()


class DraftJournalLineBody(JournalLineBody):
    """A line of a draft: what is not known yet is left away."""

    account_id: UUID | None = None  # type: ignore[assignment]


class JournalLineResponse(Shown):
    """A line; VAT stands on lines of its own."""

    words: ClassVar = {"customer_id": "client_id"}

    account_id: UUID | None
    debit: Decimal | None
    credit: Decimal | None
    vat_code_id: UUID | None
    description: str | None
    customer_id: UUID | None
    vendor_id: UUID | None
    tag_ids: tuple[UUID, ...]


Attachments = Annotated[tuple[JournalAttachmentBody, ...], Field(max_length=MOST_ATTACHMENTS)]
Lines = Annotated[tuple[JournalLineBody, ...], Field(min_length=1, max_length=MOST_LINES)]
DraftLines = Annotated[tuple[DraftJournalLineBody, ...], Field(max_length=MOST_LINES)]


class EntryBody(JournalGiven):
    """What a new entry or draft says beside its lines."""

    entry_type: EntryType
    date: CalendarDate = Field(description="Posting date")
    original_amount: Amount | None = Field(
        None, description="Above zero an invoice or a payment, below a credit note or a refund"
    )
    customer_id: UUID | None = Field(None, description="For CUSTOMER_INVOICE and CUSTOMER_PAYMENT")
    vendor_id: UUID | None = Field(None, description="For SUPPLIER_INVOICE and SUPPLIER_PAYMENT")
    description: Text | None = Field(None, description="Default the reference, else the type")
    reference: Text | None = Field(None, description="Invoice number or another reference")
    currency: Currency | None = Field(None, description="Default the company's")
    tag_ids: TagIds = Field((), description="Values of dimensions")
    journal_category_id: UUID | None = Field(None, description="Default the default category")
    attachments: Attachments = ()
    external_system_id: Text | None = Field(None, description="Need not be unique")


_MEASURED = "an entry's debits in the company's currency; a draft's originalAmount, else its larger side, in its own"


class EntryFilter(PageGiven):
    """Which entries or drafts."""

    words: ClassVar = WORDS

    from_date: CalendarDate | None = Field(None, description="First posting date")
    to_date: CalendarDate | None = Field(None, description="Last posting date")
    account_id: UUID | None = Field(None, description="Account of any line")
    customer_id: UUID | None = None
    vendor_id: UUID | None = None
    journal_type: EntryType | None = None
    min_amount: NotNegative | None = Field(None, description=f"Least amount, inclusive: {_MEASURED}")
    max_amount: NotNegative | None = Field(None, description=f"Largest amount, inclusive: {_MEASURED}")
    external_system_id: Text | None = Field(None, description="Exactly this one; several may bear it")
    search: Text | None = Field(None, description="Words of description or reference")

    @override
    def to_domain(self) -> dict[str, Any]:
        """The fields in the core's words."""
        fields = super().to_domain()
        return fields | ({"type": self.journal_type.core} if self.journal_type else {})


class EntryShown(Shown):
    """What entries and drafts are answered with."""

    words: ClassVar = {
        "customer_id": "client_id",
        "external_system_id": "external_id",
        "journal_category_id": "category_id",
    }

    @classmethod
    @override
    def spoken(cls, made: Any) -> dict[str, Any]:
        """An entry or a draft in these words."""
        return {"entry_type": EntryType.of(made.type)}
