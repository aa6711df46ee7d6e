"""Revenue of a period: issued invoices less credit notes, and income; as rows or groups, beside the period before."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar, Literal, Self
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator

from luma_mcp.domain.model import CalendarDate, Day, Model, Text
from luma_mcp.domain.money import Currency
from luma_mcp.domain.paging import Cursor, Limit, Meta, Search, Sums
from luma_mcp.domain.periods import PeriodName


class RevenueKind(StrEnum):
    """Where a row of revenue comes from."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    INCOME = "income"


class GroupBy(StrEnum):
    """How revenue is grouped."""

    MONTH = "month"
    QUARTER = "quarter"
    CLIENT = "client"
    CATEGORY = "category"
    CURRENCY = "currency"


class RevenueQuery(Model):
    """Which revenue. Default period: this fiscal year to today; cancelled invoices and drafts are not in it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"group_by": "month", "compare": "previous"}]})
    sorts: ClassVar[tuple[str, ...]] = ("date", "gross")
    default_sort: ClassVar[str] = "-date"

    from_: CalendarDate | None = Field(None, alias="from", description="First date (YYYY-MM-DD)")
    to: CalendarDate | None = Field(None, description="Last date (YYYY-MM-DD)")
    period: PeriodName | None = Field(None, description="Instead of from and to")
    group_by: GroupBy | None = None
    compare: Literal["previous"] | None = Field(None, description="Adds the period before, of the same length")
    client_id: UUID | None = Field(None, description="Client")
    category: Text | None = None
    currency: Currency | None = None
    kind: RevenueKind | None = None
    search: Search | None = None
    limit: Limit = 25
    cursor: Cursor | None = None
    sort: str | None = Field(None, max_length=40, description="date or gross, '-' in front for descending")

    @model_validator(mode="after")
    def _one_period(self) -> Self:
        if self.period is not None and (self.from_ or self.to):
            raise ValueError("give period, or from and to, not both")
        return self


class RevenueRow(Model):
    """One issued invoice, one credit note (below zero) or one income."""

    date: Day
    kind: RevenueKind
    id: UUID
    number: str | None
    client_id: UUID | None
    client: str | None
    category: str | None
    description: str | None
    currency: Currency
    net: Decimal
    tax: Decimal
    gross: Decimal
    paid: Decimal
    open: Decimal


class RevenueGroup(Model):
    """The revenue of one month, quarter, client, category or currency; amounts are never summed across currencies."""

    key: str
    label: str
    count: int
    currency: Currency
    net: Decimal
    tax: Decimal
    gross: Decimal
    paid: Decimal
    open: Decimal


class PreviousPeriod(Model):
    """The totals of the period before."""

    from_: date = Field(alias="from")
    to: date
    totals: dict[Currency, Sums]


class Revenue(Model):
    """Revenue of a period: rows in `data`, or groups where group_by is given; totals over everything that matches."""

    from_: date = Field(alias="from")
    to: date
    data: tuple[RevenueRow | RevenueGroup, ...]
    meta: Meta
    totals: dict[Currency, Sums]
    previous: PreviousPeriod | None
