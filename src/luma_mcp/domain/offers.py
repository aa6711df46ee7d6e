"""Offers: an invoice that is not one yet, with a validity date and an answer."""

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
from luma_mcp.domain.model import CalendarDate, Language, Model, Resource
from luma_mcp.domain.money import Currency
from luma_mcp.domain.paging import DatedQuery

VALIDITY_DAYS = 30

_LINES: list[JsonValue] = [{"description": "Website", "quantity": 1, "price": 4800}]
_CLIENT = "0197a943-2325-7829-b835-b6c71a293065"


class OfferStatus(StrEnum):
    """What an offer is today; expired is derived."""

    DRAFT = "draft"
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    CONVERTED = "converted"


class OfferDraft(DocumentHead):
    """A new offer. Least: client_id and lines of description, quantity, price; anything given wins over defaults."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"client_id": _CLIENT, "lines": _LINES}]})

    client_id: UUID = Field(description="Client")
    lines: Lines
    valid_until: CalendarDate | None = Field(None, description="Default: issue date + 30 days")
    prices_include_tax: bool = Field(default=False, description="Prices are gross")
    language: Language | None = None
    status: Annotated[OfferStatus | None, Field(description="'draft' (default) or 'sent'")] = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        check_document(self)
        if self.status not in (None, OfferStatus.DRAFT, OfferStatus.SENT):
            raise ValueError("status: a new offer is 'draft' or 'sent'")
        return self


class OfferChange(DocumentHead):
    """What changes on an offer: only the fields given; `lines` replace all lines. `status` records the answer."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": _CLIENT, "status": "accepted"}]})
    never_empty: ClassVar[frozenset[str]] = NEVER_EMPTY | {"valid_until"}

    id: UUID = Field(description="Offer")
    client_id: UUID | None = Field(None, description="Client")
    lines: Lines | None = None
    valid_until: CalendarDate | None = None
    prices_include_tax: bool | None = None
    language: Language | None = None
    status: OfferStatus | None = Field(None, description="'sent', 'accepted' or 'declined' to move it on")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        check_discounts(self)
        return self


class OfferQuery(DatedQuery):
    """Which offers. `from` and `to` bound the issue date."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"status": "accepted"}]})
    sorts: ClassVar[tuple[str, ...]] = ("issue_date", "valid_until", "number", "gross", "created_at", "updated_at")
    default_sort: ClassVar[str] = "-issue_date"

    status: OfferStatus | None = None
    client_id: UUID | None = Field(None, description="Client")
    currency: Currency | None = None


class OfferConversion(Model):
    """Which offer becomes an invoice."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": _CLIENT}]})

    id: UUID = Field(description="Offer")


class OfferRow(Resource):
    """An offer as a list shows it: every scalar field."""

    concise: ClassVar[tuple[str, ...]] = (
        "id", "number", "status", "client", "issue_date", "valid_until", "currency", "net", "tax_total", "gross",
        "converted_invoice_id", "allowed_actions",
    )  # fmt: skip

    number: str | None
    status: OfferStatus
    client_id: UUID
    client: Party
    issue_date: date
    valid_until: date
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
    notes: str | None
    internal_note: str | None
    language: str
    converted_invoice_id: UUID | None
    sent_at: datetime | None
    allowed_actions: tuple[str, ...]


class Offer(OfferRow):
    """An offer, whole."""

    sender: Sender
    payment_info: str | None
    lines: tuple[Line, ...]
    tax: tuple[Tax, ...]


_NEXT = {
    OfferStatus.DRAFT: (OfferStatus.SENT,),
    OfferStatus.SENT: (OfferStatus.ACCEPTED, OfferStatus.DECLINED),
    OfferStatus.ACCEPTED: (OfferStatus.DECLINED,),
    OfferStatus.DECLINED: (OfferStatus.ACCEPTED,),
    OfferStatus.CONVERTED: (),
}


def may_become(stored: OfferStatus, wanted: OfferStatus) -> bool:
    """Whether an offer can take this step; an expired offer may still be accepted, for the company decides that."""
    return wanted in _NEXT[stored]


def offer_status(stored: OfferStatus, *, valid_until: date, today: date) -> OfferStatus:
    """Derive what an offer is today: one that nobody answered in time has expired."""
    return OfferStatus.EXPIRED if stored is OfferStatus.SENT and valid_until < today else stored


def offer_actions(stored: OfferStatus) -> tuple[str, ...]:
    """What may be done next, as operation names, the most likely first."""
    if stored is OfferStatus.DRAFT:
        return ("update_offer", "delete_offer")
    if stored is OfferStatus.ACCEPTED:
        return ("convert_offer", "update_offer")
    return () if stored is OfferStatus.CONVERTED else ("update_offer",)
