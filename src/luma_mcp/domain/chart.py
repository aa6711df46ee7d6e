"""The whole chart as it is read from top to bottom: accounts between headings and totals, by public number."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict, Field

from luma_mcp.domain.charts import AccountClass, AccountType, chart_of, read_pack
from luma_mcp.domain.model import Model
from luma_mcp.domain.paging import MAX_LIMIT, Cursor, Limit

_DIGITS = re.compile(r"\d{1,15}")


class RowType(StrEnum):
    """What a row of the chart is. Only the first two are accounts, so nothing else can be booked on.

    A heading_break begins a new part. A total_from adds what stands between it and the row that it names; a
    total_intervals what stands in the intervals that it names, both ends included.
    """

    BALANCE_SHEET = "balance_sheet"
    PROFIT_AND_LOSS = "profit_and_loss"
    HEADING = "heading"
    HEADING_BREAK = "heading_break"
    TOTAL_FROM = "total_from"
    TOTAL_INTERVALS = "total_intervals"


class ControlType(StrEnum):
    """Whose account it is where every line names a party."""

    ACCOUNTS_RECEIVABLE = "accounts_receivable"
    ACCOUNTS_PAYABLE = "accounts_payable"


@dataclass(frozen=True, slots=True)
class HeadingSeed:
    """A heading or total that a new profile starts with."""

    number: int
    names: dict[str, str]
    type: RowType
    total_from: int | None
    intervals: tuple[tuple[int, int], ...]


class Interval(Model):
    """From one number to another, both included."""

    first: int
    last: int


class ChartQuery(Model):
    """How much of the chart."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"archived": False}]})

    archived: bool | None = Field(None, description="Default: both")
    limit: Limit = MAX_LIMIT
    cursor: Cursor | None = Field(None, description="next_cursor of the page before")


class ChartRow(Model):
    """An account, heading or total.

    `public_number` is its number in the public standard chart where the country has one (Denmark), otherwise its own.
    """

    concise: ClassVar[tuple[str, ...]] = ("number", "name", "type", "account_class", "public_number")

    id: UUID
    number: str
    public_number: int
    name: str
    type: RowType
    account_class: AccountClass | None
    control: ControlType | None
    total_from: int | None
    intervals: tuple[Interval, ...]


@cache
def headings_of(country: str) -> tuple[HeadingSeed, ...]:
    """The headings and totals of a country's chart."""
    return tuple(
        HeadingSeed(
            row["number"],
            row["names"],
            RowType(row["type"]),
            row.get("total_from"),
            tuple((first, last) for first, last in row.get("intervals", ())),
        )
        for row in read_pack("headings", country)["headings"]
    )


@cache
def has_public_chart(country: str) -> bool:
    """Whether the accounts of a country are mapped to a public standard chart (Denmark: bogføringsloven § 15)."""
    return country == "DK"


def public_number(country: str, number: str, kind: AccountType) -> int | None:
    """The number in the public standard chart of an account that does not say it: of the one that it stands after.

    Among those of its type, or of any type where there is none; None where the country has no public chart.
    """
    if not has_public_chart(country):
        return None
    own = digits_of(number)
    seeds = chart_of(country).accounts
    same = [seed for seed in seeds if seed.type == kind] or list(seeds)
    nearest = min(same, key=lambda seed: (int(seed.number) > own, abs(int(seed.number) - own)))
    return nearest.public_number


def digits_of(number: str) -> int:
    """An account's number as a whole number: its first digits; 0 where it has none."""
    found = _DIGITS.search(number)
    return int(found[0]) if found else 0
