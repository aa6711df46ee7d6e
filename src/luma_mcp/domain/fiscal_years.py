"""Fiscal years as they are shown, opened, closed and reopened."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from dateutil.relativedelta import relativedelta
from pydantic import ConfigDict, Field

from luma_mcp.domain.model import CalendarDate, Day, Model, Resource, Text
from luma_mcp.domain.paging import PageQuery
from luma_mcp.errors import Invalid

MOST_MONTHS = 23


class YearStatus(StrEnum):
    """A closed year takes no entries."""

    OPEN = "open"
    CLOSED = "closed"


class FiscalYearDraft(Model):
    """A new fiscal year of at most 23 months."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"start_date": "2027-01-01", "end_date": "2027-12-31"}]})

    start_date: CalendarDate
    end_date: CalendarDate
    name: Text | None = Field(None, description="Default: 2027, or 2026/27")
    lock_date: CalendarDate | None = Field(None, description="Entries up to this day are refused")


class FiscalYearChange(Model):
    """What changes on a fiscal year: only the fields given. `status` closes and reopens it."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"id": "0197a943-2325-7829-b835-b6c71a293065", "status": "closed"}]}
    )
    never_empty: ClassVar[frozenset[str]] = frozenset({"end_date", "name", "start_date", "status"})

    id: UUID = Field(description="Fiscal year")
    name: Text | None = None
    start_date: CalendarDate | None = Field(None, description="While its entries allow")
    end_date: CalendarDate | None = Field(None, description="While its entries allow")
    lock_date: CalendarDate | None = Field(None, description="Entries up to this day are refused; null opens them")
    status: YearStatus | None = Field(None, description="'closed' or 'open'")
    closing_entry: bool = Field(
        default=False, description="On closing, carry the result to retained earnings by an entry"
    )


class FiscalYearQuery(PageQuery):
    """Which fiscal years."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"status": "open"}]})
    sorts: ClassVar[tuple[str, ...]] = ("start_date", "name", "created_at")
    default_sort: ClassVar[str] = "-start_date"

    status: YearStatus | None = None


class FiscalYear(Resource):
    """A fiscal year; `entry_count` is how many numbers its entries took."""

    concise: ClassVar[tuple[str, ...]] = (
        "id", "name", "start_date", "end_date", "status", "lock_date", "entry_count", "allowed_actions",
    )  # fmt: skip

    name: str
    start_date: Day
    end_date: Day
    status: YearStatus
    lock_date: Day | None
    closed_at: datetime | None
    entry_count: int
    allowed_actions: tuple[str, ...] = ("update_fiscal_year",)


def check_year(first: date, last: date, lock: date | None) -> None:
    """Refuse a year that ends before it starts, is longer than 23 months, or is locked on a day outside itself.

    Raises:
        Invalid: names the date that does not fit.
    """
    if last < first:
        raise Invalid.field("end_date", "is before the start date")
    if last >= first + relativedelta(months=MOST_MONTHS):
        raise Invalid.field("end_date", f"makes the year longer than {MOST_MONTHS} months")
    if lock is not None and not first <= lock <= last:
        raise Invalid.field("lock_date", f"is a day of the fiscal year, {first} to {last}")
