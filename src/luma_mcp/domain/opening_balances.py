"""Opening balances: what the books begin with when they do not begin from nothing."""

from decimal import Decimal
from typing import Annotated, ClassVar, Self
from uuid import UUID

from pydantic import ConfigDict, Field, JsonValue, model_validator

from luma_mcp.domain.journal_entries import MOST_LINES, EntryLineDraft, JournalEntryRow
from luma_mcp.domain.model import CalendarDate, Day, Model, Text
from luma_mcp.domain.money import Amount, Currency

_LINES: list[JsonValue] = [{"account": "1020", "debit": "12500.00"}, {"account": "2800", "credit": "10000.00"}]


class OpeningLine(EntryLineDraft):
    """What an account begins with, in the books' currency; what is owed names its party and may say due date."""

    number: Text | None = Field(None, description="Number of the invoice that is still open")
    due_date: CalendarDate | None = Field(None, description="When it is due; default by the party's deadline")
    currency: Currency | None = Field(None, description="Its own currency, where not the books'")
    amount_tc: Annotated[Amount, Field(gt=0)] | None = Field(None, alias="amount", description="In its own currency")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.currency is None) != (self.amount_tc is None):
            raise ValueError("needs currency and amount together, or neither")
        if self.vat_code is not None:
            raise ValueError("vat_code: an opening balance bears no VAT")
        return self


class OpeningBalancesDraft(Model):
    """The balances with which the books begin; what is missing goes to opening equity."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"date": "2026-01-01", "lines": _LINES}]})

    date: CalendarDate = Field(description="The day the books begin")
    lines: Annotated[tuple[OpeningLine, ...], Field(min_length=1, max_length=MOST_LINES)]


class OpeningBalances(Model):
    """What was recorded: an entry per currency and one for results, and what went to opening equity."""

    concise: ClassVar[tuple[str, ...]] = ("id", "date", "difference", "currency", "entries")

    id: UUID = Field(description="Id of the first entry")
    date: Day
    difference: Decimal = Field(description="Put on opening equity; credit below zero; zero: nothing is missing")
    currency: Currency
    entries: tuple[JournalEntryRow, ...]
