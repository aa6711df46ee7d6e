"""A report: its rows, its sums, and what must be known to read it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pydantic import Field

from luma_mcp.domain.model import Model
from luma_mcp.domain.money import Currency
from luma_mcp.domain.reports.query import Basis, DateRange, ReportType
from luma_mcp.domain.reports.rows import AmountRow, ReportKind, ReportRow
from luma_mcp.errors import ReportBroken

TITLES: dict[ReportType, tuple[str, str]] = {
    ReportType.PROFIT_LOSS: (
        "Profit and loss",
        "Revenue, expense and result of a period by account, on accrual or cash basis. Closing entries are left out.",
    ),
    ReportType.BALANCE_SHEET: (
        "Balance sheet",
        "Assets, liabilities and equity on a date, with the result of the year and of earlier years not yet closed.",
    ),
    ReportType.TRIAL_BALANCE: (
        "Trial balance",
        "Opening balance, debit, credit and closing balance of every account in a period.",
    ),
    ReportType.GENERAL_LEDGER: (
        "General ledger",
        "The lines of one account in a period with the running balance.",
    ),
    ReportType.VAT: (
        "VAT return",
        "The boxes of the country's VAT return for a period and what is due; drill shows the documents of a box.",
    ),
    ReportType.AGED_RECEIVABLES: (
        "Aged receivables",
        "What clients owe on a date, by days overdue; credits and advance payments apart.",
    ),
    ReportType.AGED_PAYABLES: (
        "Aged payables",
        "What is owed to vendors on a date, by days overdue; credits apart.",
    ),
    ReportType.CASH_FLOW: (
        "Cash flow",
        "Where cash came from and went in a period: operating, investing, financing (indirect method).",
    ),
    ReportType.CUSTOMER_STATEMENT: (
        "Customer statement",
        "Documents and payments of one client in a period with the open amount after each, by currency.",
    ),
    ReportType.DIMENSIONS: (
        "Result by dimension",
        "Revenue, expense and result of a period by the values of one dimension (department, project), and without.",
    ),
}


class Figure(Model):
    """A sum of a report."""

    name: str
    amount: Decimal
    previous: Decimal | None = None
    currency: Currency


class ReportMeta(Model):
    """How to go on."""

    total: int | None = Field(description="Rows in all; null where counting them would mean reading them")
    limit: int
    next_cursor: str | None = None


class ReportTypes(Model):
    """The types of reports."""

    data: tuple[ReportKind, ...]
    meta: ReportMeta


class Report(Model):
    """A report; sums are over everything, also where rows are cut. With format=csv the rows are in csv, not in data."""

    type: ReportType
    title: str
    from_: date | None = Field(alias="from")
    to: date | None
    as_of: date | None
    currency: Currency
    basis: Basis | None
    previous: DateRange | None
    data: tuple[ReportRow, ...]
    meta: ReportMeta
    summary: tuple[Figure, ...]
    notes: tuple[str, ...]
    csv: str | None


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum in minor units; in the books' currency where it names none."""

    name: str
    amount: int
    previous: int | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What a report says, before it is paged and dressed."""

    rows: tuple[ReportRow, ...]
    row: type[Model] = AmountRow
    sums: tuple[Sum, ...] = ()
    notes: tuple[str, ...] = ()
    is_page: bool = False
    """Whether the rows are one page already, and where the next begins."""
    next_cursor: str | None = None


def must_equal(identity: str, left: int, right: int) -> None:
    """Hold a report to an identity, in minor units.

    Raises:
        ReportBroken: names the identity and both sums.
    """
    if left != right:
        raise ReportBroken.identity(identity, f"{left} (minor units)", right)
