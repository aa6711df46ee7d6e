"""The journal as it leaves the books: accounts and entries, read in stretches, and what a format makes of them."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from pydantic import ConfigDict, Field

from luma_mcp.domain.charts import AccountClass
from luma_mcp.domain.model import Day, Model
from luma_mcp.domain.money import Currency

MOST_SEQ = 10**15


class ExportFormat(StrEnum):
    """Programs that read what leaves the books."""

    BEANCOUNT = "beancount"
    HLEDGER = "hledger"
    CSV = "csv"


class ExportQuery(Model):
    """Which stretch of the journal: the first, or the one after a place, as far as the first one said."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}]})

    after_seq: int = Field(0, ge=0, le=MOST_SEQ, description="Entries after this place")
    last_seq: int | None = Field(None, ge=0, le=MOST_SEQ, description="Not beyond this place; default: all")


class ExportedAccount(Model):
    """An account of the chart."""

    number: str
    name: str
    class_: AccountClass = Field(alias="class")


class ExportedLine(Model):
    """A line of an entry, debit above zero: in the currency of the books and in that of the entry."""

    account: ExportedAccount
    amount: Decimal
    amount_tc: Decimal
    vat_code: str | None
    tax_date: date | None
    description: str | None


class ExportedEntry(Model):
    """An entry with its lines."""

    seq: int
    number: str
    date: Day
    description: str
    reference: str | None
    source: str
    kind: str
    currency: Currency
    hash: str
    lines: tuple[ExportedLine, ...]


class JournalStretch(Model):
    """A stretch of the journal, in the order of posting; the first one (after place 0) has the chart too."""

    company: str
    currency: Currency
    first_day: date = Field(description="Date of the earliest entry, or today")
    accounts: tuple[ExportedAccount, ...]
    entries: tuple[ExportedEntry, ...]
    last_seq: int
    next_seq: int | None = Field(None, description="Where the next stretch begins, if there is one")


class Writer(Protocol):
    """A format: what a file begins with, and an entry."""

    def head(self, first: JournalStretch) -> str:
        """What comes before all entries."""

    def entry(self, entry: ExportedEntry, currency: str) -> str:
        """An entry of books in this currency."""


def one_line(text: str) -> str:
    """Text from outside on one line: every run of spaces, line breaks and control characters is one space."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
