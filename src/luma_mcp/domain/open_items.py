"""Open items: what is owed to us, what we owe, what was paid in advance, and how it is settled."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import ConfigDict, Field

from luma_mcp.domain.ledger import AllocationKind, ItemKind, Source
from luma_mcp.domain.model import CalendarDate, Day, Model, Notes, Resource
from luma_mcp.domain.money import Amount, Currency
from luma_mcp.domain.paging import DatedQuery, Page

_ID = "0197a943-2325-7829-b835-b6c71a293065"


@dataclass(frozen=True, slots=True)
class Item:
    """An open item as the books keep it: minor units with the sign of the ledger, in its currency and in the base."""

    id: UUID
    kind: ItemKind
    account_id: UUID
    client_id: UUID | None
    vendor_id: UUID | None
    source: Source
    source_id: UUID | None
    number: str | None
    currency: str
    original_tc: int
    original: int
    open_tc: int
    open: int
    date: Day
    due_date: Day
    entry_id: UUID


@dataclass(frozen=True, slots=True)
class Allocated:
    """An allocation as the books keep it, in the sign of its item."""

    id: UUID
    item_id: UUID
    counter_item_id: UUID | None
    entry_id: UUID | None
    kind: AllocationKind
    payment_id: UUID | None
    date: Day
    amount_tc: int
    amount: int


@dataclass(frozen=True, slots=True)
class NewAllocation:
    """What settles a part of an item, in the item's sign."""

    kind: AllocationKind
    date: Day
    amount_tc: int
    amount: int
    entry_id: UUID | None = None
    counter_item_id: UUID | None = None
    payment_id: UUID | None = None
    reverses: UUID | None = None


class OpenItemQuery(DatedQuery):
    """Which open items. `from` and `to` bound the date; settled ones only with settled = true."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"kind": "receivable"}]})
    sorts: ClassVar[tuple[str, ...]] = ("date", "due_date", "created_at")
    default_sort: ClassVar[str] = "due_date"

    kind: ItemKind | None = Field(None, description="receivable, payable or prepayment")
    client_id: UUID | None = Field(None, description="Client")
    vendor_id: UUID | None = Field(None, description="Vendor")
    currency: Currency | None = None
    settled: bool | None = Field(None, description="Default false: only what is open")


class Settlement(Model):
    """What settled an open item."""

    id: UUID
    kind: AllocationKind
    date: Day
    amount: Decimal
    counter_item_id: UUID | None


class OpenItemRow(Resource):
    """An open item: above zero what is owed to us, below zero what we owe or was paid in advance."""

    concise: ClassVar[tuple[str, ...]] = (
        "id", "kind", "source", "number", "party", "date", "due_date", "currency", "original", "open",
        "allowed_actions",
    )  # fmt: skip

    kind: ItemKind
    source: Source
    source_id: UUID | None
    number: str | None
    client_id: UUID | None
    vendor_id: UUID | None
    party: str | None = Field(description="Name of the client or vendor")
    date: Day
    due_date: Day
    currency: Currency
    original: Decimal
    open: Decimal
    open_base: Decimal = Field(description="In the currency of the books")
    closed_on: Day | None
    allowed_actions: tuple[str, ...]


class OpenItem(OpenItemRow):
    """An open item with what settled it."""

    settlements: tuple[Settlement, ...]


class OpenItemSums(Model):
    """What items of one currency were and what is left, over all that match."""

    original: Decimal
    open: Decimal


class OpenItemPage(Page[OpenItemRow]):
    """One page of open items, with totals per currency over all that match, not only this page."""

    totals: dict[Currency, OpenItemSums]


def item_actions(kind: ItemKind, source: Source, open_minor: int) -> tuple[str, ...]:
    """What may be done with an open item, as operation names."""
    if not open_minor:
        return ()
    if source is Source.INVOICE:
        return ("record_payment", "allocate_open_items", "write_off_invoice")
    if kind is ItemKind.PAYABLE:
        return ("update_expense",) if source is Source.EXPENSE else ("settle_open_item",)
    return ("settle_open_item", "allocate_open_items")


class AllocationDraft(Model):
    """Set a credit (credit note, over-payment) against what is owed by the same client in the same currency."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": _ID, "counter_item_id": _ID, "amount": "50.00"}]})

    id: UUID = Field(description="Open item")
    counter_item_id: UUID = Field(description="Open item of the same client that it is set against")
    amount: Annotated[Amount, Field(gt=0)] | None = Field(None, description="Default: as much as both allow")
    date: CalendarDate | None = Field(None, description="Default: today")


class AllocationRef(Model):
    """Which settlement of an open item."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": _ID, "allocation_id": _ID}]})

    id: UUID = Field(description="Open item")
    allocation_id: UUID = Field(description="Id of the settlement (settlements[].id)")


class ItemPaymentDraft(Model):
    """Money that settles an open item which no invoice or expense pays: from before the books began, or a credit."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": _ID, "amount": "50.00"}]})

    id: UUID = Field(description="Open item")
    amount: Annotated[Amount, Field(gt=0)] | None = Field(None, description="Default: all that is open")
    date: CalendarDate | None = Field(None, description="Default: today")
    bank_account_id: UUID | None = Field(None, description="Bank account; default the default account")
    note: Notes | None = None
