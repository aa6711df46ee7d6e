"""Recurring invoices: a client, fixed lines and a schedule that makes one draft a due date."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import ConfigDict, Field, JsonValue

from luma_mcp.domain.documents import Line, Lines, Party
from luma_mcp.domain.model import CalendarDate, Model, Notes, Resource, Text, not_before
from luma_mcp.domain.money import Currency
from luma_mcp.domain.paging import PageQuery
from luma_mcp.domain.schedules import Interval

_LINES: list[JsonValue] = [{"description": "Hosting", "quantity": 1, "price": 49}]
_CLIENT = "0197a943-2325-7829-b835-b6c71a293065"

Days = Annotated[int, Field(ge=0, le=365)]


class RecurringStatus(StrEnum):
    """Whether a recurring invoice makes drafts."""

    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


class RecurringInvoiceDraft(Model):
    """A new recurring invoice: client, lines, interval and the date of the first invoice."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"client_id": _CLIENT, "lines": _LINES, "interval": "monthly", "start_date": "2026-01-31"},
            ]
        }
    )

    client_id: UUID = Field(description="Client")
    lines: Lines
    interval: Interval
    start_date: CalendarDate = Field(description="First invoice; its day is the anchor (31 Jan → 28 Feb → 31 Mar)")
    end_date: Annotated[CalendarDate | None, not_before("start_date")] = Field(
        None, description="No invoice after this date; default: endless"
    )
    currency: Currency | None = None
    prices_include_tax: bool = False
    payment_deadline_days: Days | None = None
    notes: Notes | None = None
    title: Text | None = None


class RecurringInvoiceChange(Model):
    """What changes on a recurring invoice: only the fields given; later invoices follow it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": _CLIENT, "end_date": "2027-12-31"}]})
    never_empty: ClassVar[frozenset[str]] = frozenset(
        {"client_id", "currency", "interval", "lines", "prices_include_tax", "start_date", "status"}
    )

    id: UUID = Field(description="Recurring invoice")
    client_id: UUID | None = Field(None, description="Client")
    lines: Lines | None = None
    interval: Interval | None = None
    start_date: CalendarDate | None = Field(None, description="Only before the first invoice was made")
    end_date: CalendarDate | None = None
    currency: Currency | None = None
    prices_include_tax: bool | None = None
    payment_deadline_days: Days | None = None
    notes: Notes | None = None
    title: Text | None = None
    status: RecurringStatus | None = Field(None, description="'active', 'paused' or 'ended'")


class RecurringInvoiceQuery(PageQuery):
    """Which recurring invoices."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"status": "active"}]})
    sorts: ClassVar[tuple[str, ...]] = ("next_run_date", "start_date", "created_at", "updated_at")
    default_sort: ClassVar[str] = "-created_at"

    status: RecurringStatus | None = None
    client_id: UUID | None = Field(None, description="Client")


class RecurringInvoiceRow(Resource):
    """A recurring invoice as a list shows it; net, tax_total and gross are of one invoice."""

    concise: ClassVar[tuple[str, ...]] = (
        "id", "title", "status", "client", "interval", "start_date", "end_date", "next_run_date", "currency", "net",
        "gross", "invoices_created", "last_invoice_id", "allowed_actions",
    )  # fmt: skip

    title: str | None
    status: RecurringStatus
    client_id: UUID
    client: Party
    interval: Interval
    start_date: date
    end_date: date | None
    next_run_date: date | None
    last_invoice_id: UUID | None
    invoices_created: int
    currency: Currency
    prices_include_tax: bool
    payment_deadline_days: int | None
    notes: str | None
    net: Decimal
    tax_total: Decimal
    gross: Decimal
    allowed_actions: tuple[str, ...]


class RecurringInvoice(RecurringInvoiceRow):
    """A recurring invoice, whole."""

    lines: tuple[Line, ...]


class DueRuns(Model):
    """How many due recurring invoices to list."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"limit": 100}]})

    limit: Annotated[int, Field(ge=1, le=1000)] = 100


class RunsDue(Model):
    """The recurring invoices that are due."""

    ids: tuple[UUID, ...]


class RunMade(Model):
    """What a run of a recurring invoice made; `more` when another date is due."""

    id: UUID
    invoice_id: UUID | None
    more: bool


def recurring_actions(status: RecurringStatus) -> tuple[str, ...]:
    """What may be done next, as operation names."""
    if status is RecurringStatus.ACTIVE:
        return ("pause_recurring_invoice", "update_recurring_invoice", "delete_recurring_invoice")
    if status is RecurringStatus.PAUSED:
        return ("resume_recurring_invoice", "update_recurring_invoice", "delete_recurring_invoice")
    return ("delete_recurring_invoice",)
