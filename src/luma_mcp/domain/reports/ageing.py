"""Ageing: what is open on a date by days overdue, held to the control accounts."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from luma_mcp.domain.charts import AccountType
from luma_mcp.domain.ledger import ItemKind
from luma_mcp.domain.model import Day
from luma_mcp.domain.money import to_major
from luma_mcp.domain.reports.ground import Ground
from luma_mcp.domain.reports.query import ReportType
from luma_mcp.domain.reports.report import Sum, Told, must_equal
from luma_mcp.domain.reports.rows import AgeRow, ItemRow

BUCKETS = ("not_due", "days_1_30", "days_31_60", "days_61_90", "over_90", "credits")
LIMITS = (0, 30, 60, 90)
"""Up to how many days overdue the first four buckets go."""


@dataclass(frozen=True, slots=True)
class Side:
    """Clients or vendors: their items and control accounts; `sign` makes what is usually open a positive amount."""

    party: str
    kinds: tuple[ItemKind, ...]
    accounts: frozenset[AccountType]
    sign: int


SIDES = {
    ReportType.AGED_RECEIVABLES: Side(
        "client",
        (ItemKind.RECEIVABLE, ItemKind.PREPAYMENT),
        frozenset({AccountType.RECEIVABLE, AccountType.PREPAYMENT}),
        1,
    ),
    ReportType.AGED_PAYABLES: Side("vendor", (ItemKind.PAYABLE,), frozenset({AccountType.PAYABLE}), -1),
}


@dataclass(frozen=True, slots=True)
class Aged:
    """What is open of one client or vendor in one currency, in the books' currency by bucket."""

    party_id: UUID | None
    name: str | None
    currency: str
    in_currency: int
    buckets: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An item as it was open on a date, in the sign of its side."""

    date: Day
    number: str | None
    source: str
    due_date: Day
    currency: str
    in_currency: int
    amount: int


def ageing(ground: Ground, side: Side, found: Sequence[Aged], control: int | None) -> Told:
    """Make a row for each client or vendor and currency; `control` is what the accounts say, None where it is a part.

    Raises:
        ReportBroken: the items are not the control accounts.
    """
    totals = [sum(one.buckets[index] for one in found) for index in range(len(BUCKETS))]
    if control is not None:
        must_equal("Open items = control accounts", sum(totals), side.sign * control)
    rows = tuple(_row(ground, side, one) for one in found)
    sums = [Sum(name, total) for name, total in zip(BUCKETS, totals, strict=True)]
    return Told(rows, AgeRow, (*sums, Sum("open", sum(totals))))


def items(ground: Ground, found: Sequence[OpenItem]) -> Told:
    """Make a row for each open item of one client or vendor."""
    rows = tuple(
        ItemRow(
            date=item.date,
            number=item.number,
            source=item.source,
            due_date=item.due_date,
            days_overdue=max(0, (ground.last - item.due_date).days),
            currency=item.currency,
            in_currency=to_major(item.in_currency, item.currency),
            open=ground.money(item.amount),
        )
        for item in found
    )
    return Told(rows, ItemRow, (Sum("open", sum(item.amount for item in found)),))


def _row(ground: Ground, side: Side, one: Aged) -> AgeRow:
    buckets = {name: ground.money(amount) for name, amount in zip(BUCKETS, one.buckets, strict=True)}
    return AgeRow(
        party=one.name or f"Without {side.party}",
        currency=one.currency,
        in_currency=to_major(one.in_currency, one.currency),
        **buckets,
        open=ground.money(sum(one.buckets)),
        drill=f"{side.party}:{one.party_id or 'none'}",
    )
