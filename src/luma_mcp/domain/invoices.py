"""Invoices: their words, the life they lead, and what each status allows."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, ClassVar, Self
from uuid import UUID

from pydantic import ConfigDict, Field, JsonValue, model_validator

from luma_mcp.domain.documents import (
    NEVER_EMPTY,
    DocumentHead,
    Line,
    Lines,
    Party,
    Sender,
    Tax,
    check_discounts,
    check_document,
)
from luma_mcp.domain.model import CalendarDate, Day, Language, Model, Notes, Resource
from luma_mcp.domain.money import Amount, Currency
from luma_mcp.domain.paging import DatedQuery

_LINES: list[JsonValue] = [{"description": "Consulting", "quantity": 2, "price": 150}]
_CLIENT = "0197a943-2325-7829-b835-b6c71a293065"


class InvoiceStatus(StrEnum):
    """What an invoice is today; partially_paid, paid and overdue are derived."""

    DRAFT = "draft"
    SENT = "sent"
    PARTIALLY_PAID = "partially_paid"
    PAID = "paid"
    OVERDUE = "overdue"
    CANCELLED = "cancelled"


class Stage(StrEnum):
    """What the books keep of an invoice's life; the rest of its status is derived from payments and today."""

    DRAFT = "draft"
    SENT = "sent"
    CANCELLED = "cancelled"


class InvoiceDraft(DocumentHead):
    """A new invoice. Least: client_id and lines of description, quantity, price; anything given wins over defaults."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"client_id": _CLIENT, "lines": _LINES}]})

    client_id: UUID = Field(description="Client")
    lines: Lines
    due_date: CalendarDate | None = Field(None, description="Default: issue date + payment deadline")
    prices_include_tax: bool = Field(default=False, description="Prices are gross")
    language: Language | None = None
    status: Annotated[InvoiceStatus | None, Field(description="'draft' (default) or 'sent'")] = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        check_document(self)
        if self.status not in (None, InvoiceStatus.DRAFT, InvoiceStatus.SENT):
            raise ValueError("status: a new invoice is 'draft' or 'sent'")
        return self


class InvoiceChange(DocumentHead):
    """What changes on an invoice: only the fields given; `lines` replace all lines. `status` moves it on."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": _CLIENT, "notes": "Thank you", "lines": _LINES}]})
    never_empty: ClassVar[frozenset[str]] = NEVER_EMPTY | {"due_date"}

    id: UUID = Field(description="Invoice")
    client_id: UUID | None = Field(None, description="Client")
    lines: Lines | None = None
    due_date: CalendarDate | None = None
    prices_include_tax: bool | None = None
    language: Language | None = None
    status: InvoiceStatus | None = Field(None, description="'sent', 'paid' or 'cancelled' to move it on")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        check_discounts(self)
        return self


class InvoiceQuery(DatedQuery):
    """Which invoices. `from` and `to` bound the issue date."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"status": "overdue", "limit": 10}]})
    sorts: ClassVar[tuple[str, ...]] = ("issue_date", "due_date", "number", "gross", "created_at", "updated_at")
    default_sort: ClassVar[str] = "-issue_date"

    status: InvoiceStatus | None = None
    client_id: UUID | None = Field(None, description="Client")
    currency: Currency | None = None
    offer_id: UUID | None = None
    recurring_invoice_id: UUID | None = None
    due_from: CalendarDate | None = None
    due_to: CalendarDate | None = None


class PaymentDraft(Model):
    """A payment received for an invoice, in the invoice's currency; more than is open is kept as over-payment."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": _CLIENT, "amount": "150.00"}]})

    id: UUID = Field(description="Invoice")
    amount: Annotated[Amount, Field(gt=0)] | None = Field(None, description="Default: all that is open")
    date: CalendarDate | None = Field(None, description="Default: today")
    bank_account_id: UUID | None = Field(None, description="Bank account; default the default account")
    note: Notes | None = None


class PaymentRef(Model):
    """Which payment of which invoice."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": _CLIENT, "payment_id": _CLIENT}]})

    id: UUID = Field(description="Invoice")
    payment_id: UUID = Field(description="Id of the payment (payments[].id)")


class Payment(Model):
    """A payment as it is shown on its invoice."""

    id: UUID
    date: Day
    amount: Decimal
    bank_account_id: UUID | None
    note: str | None


class InvoiceRow(Resource):
    """An invoice as a list shows it: every scalar field."""

    concise: ClassVar[tuple[str, ...]] = (
        "id", "number", "status", "client", "issue_date", "due_date", "currency", "net", "tax_total", "gross",
        "paid", "credited", "written_off", "open", "overpaid", "overdue_days", "allowed_actions",
    )  # fmt: skip

    number: str | None
    status: InvoiceStatus
    client_id: UUID
    client: Party
    issue_date: date
    due_date: date
    supply_date: date | None
    supply_from: date | None
    supply_to: date | None
    currency: Currency
    prices_include_tax: bool
    discount_percent: Decimal | None
    discount_amount: Decimal | None
    net: Decimal
    tax_total: Decimal
    gross: Decimal
    paid: Decimal
    credited: Decimal = Field(description="Its credit notes; what of them it did not need is kept for the client")
    written_off: Decimal = Field(description="Given up: bad debt, cash discount, small difference")
    open: Decimal
    overpaid: Decimal = Field(description="Received beyond what was owed and still kept for the client")
    reference_type: str
    payment_reference: str | None
    notes: str | None
    internal_note: str | None
    language: str
    offer_id: UUID | None
    recurring_invoice_id: UUID | None
    sent_at: datetime | None
    overdue_days: int
    allowed_actions: tuple[str, ...]


class Invoice(InvoiceRow):
    """An invoice, whole."""

    sender: Sender
    payment_info: str | None
    lines: tuple[Line, ...]
    tax: tuple[Tax, ...]
    payments: tuple[Payment, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """What of an invoice is settled, in minor units: paid, credited, written off.

    Beside it what is paid together with what its payments brought in beyond it and is still kept for the client, and
    what its credit notes sum to, whether or not they settle this invoice.
    """

    gross: int
    paid: int = 0
    credited: int = 0
    written_off: int = 0
    received: int = 0
    credit_notes: int = 0

    @property
    def open(self) -> int:
        """What is still owed."""
        return self.gross - self.paid - self.credited - self.written_off


def invoice_status(stage: Stage, settled: Settled, *, due: date, today: date) -> InvoiceStatus:
    """Derive what an invoice is today. Overdue says more than partially_paid: something is open after its day."""
    if stage is Stage.DRAFT:
        return InvoiceStatus.DRAFT
    if stage is Stage.CANCELLED:
        return InvoiceStatus.CANCELLED
    if settled.open <= 0:
        return InvoiceStatus.PAID
    if due < today:
        return InvoiceStatus.OVERDUE
    return InvoiceStatus.PARTIALLY_PAID if settled.paid else InvoiceStatus.SENT


def invoice_actions(stage: Stage, settled: Settled) -> tuple[str, ...]:
    """What may be done next, as operation names, the most likely first."""
    if stage is Stage.DRAFT:
        return ("send_invoice", "update_invoice", "delete_invoice", "cancel_invoice")
    if stage is Stage.CANCELLED:
        return ()
    untouched = not (settled.received or settled.credited or settled.written_off or settled.credit_notes)
    possible = {
        "record_payment": settled.open > 0,
        "delete_payment": settled.received > 0,
        "cancel_invoice": untouched,
        "create_credit_note": settled.credit_notes < settled.gross and not settled.written_off,
        "write_off_invoice": settled.open > 0,
    }
    return tuple(name for name, allowed in possible.items() if allowed)
