"""What may be asked of a report: its type, its period, and the parameters that each type takes."""

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, StringConstraints

from luma_mcp.domain.model import CalendarDate, Model, printable
from luma_mcp.domain.paging import Cursor, Limit
from luma_mcp.domain.periods import PeriodName
from luma_mcp.errors import BadReport


class ReportType(StrEnum):
    """The reports that there are."""

    PROFIT_LOSS = "profit_loss"
    BALANCE_SHEET = "balance_sheet"
    TRIAL_BALANCE = "trial_balance"
    GENERAL_LEDGER = "general_ledger"
    VAT = "vat"
    AGED_RECEIVABLES = "aged_receivables"
    AGED_PAYABLES = "aged_payables"
    CASH_FLOW = "cash_flow"
    CUSTOMER_STATEMENT = "customer_statement"
    DIMENSIONS = "dimensions"


class Basis(StrEnum):
    """When revenue and expense count: as they are invoiced (accrual) or as they are settled (cash)."""

    ACCRUAL = "accrual"
    CASH = "cash"


class Comparison(StrEnum):
    """What a report is set beside: the period of the same length just before, or the same days a year earlier."""

    PREVIOUS = "previous"
    PREVIOUS_YEAR = "previous_year"


class ReportFormat(StrEnum):
    """How the rows are written."""

    JSON = "json"
    CSV = "csv"


def _as_text(given: object) -> object:
    return str(given) if isinstance(given, UUID) else given


AccountWord = Annotated[
    str,
    BeforeValidator(_as_text),
    StringConstraints(strip_whitespace=True, min_length=1, max_length=60),
    AfterValidator(printable),
]
"""An account by its number or its id."""
Handle = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80), AfterValidator(printable)
]

_RANGE = ("from", "to", "period")
_SPOT = ("as_of", "period")
ALWAYS = ("format", "limit", "cursor")

TAKES: dict[ReportType, tuple[str, ...]] = {
    ReportType.PROFIT_LOSS: (*_RANGE, "compare", "basis", "drill", "dimension_value_id"),
    ReportType.BALANCE_SHEET: (*_SPOT, "compare", "drill"),
    ReportType.TRIAL_BALANCE: (*_RANGE, "drill"),
    ReportType.GENERAL_LEDGER: (*_RANGE, "account"),
    ReportType.VAT: (*_RANGE, "compare", "drill"),
    ReportType.AGED_RECEIVABLES: (*_SPOT, "client_id", "drill"),
    ReportType.AGED_PAYABLES: (*_SPOT, "vendor_id", "drill"),
    ReportType.CASH_FLOW: (*_RANGE, "compare", "drill"),
    ReportType.CUSTOMER_STATEMENT: (*_RANGE, "client_id"),
    ReportType.DIMENSIONS: (*_RANGE, "dimension_id", "drill"),
}
"""The parameters of each type, beside those that all take."""

PAGE_OF_ROWS = 200
PAGE_OF_LINES = 50
CSV_ROWS = 10_000
"""How many rows an answer has when no limit is given: of balances, of lines, and in a CSV file."""


class ReportQuery(Model):
    """Which report. Default period: this fiscal year to today; as_of: today."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"type": "profit_loss", "compare": "previous_year"}]})

    type: ReportType = Field(description="Which report")
    from_: CalendarDate | None = Field(None, alias="from", description="First date (YYYY-MM-DD)")
    to: CalendarDate | None = Field(None, description="Last date (YYYY-MM-DD)")
    as_of: CalendarDate | None = Field(None, description="Date of a balance sheet or an ageing (YYYY-MM-DD)")
    period: PeriodName | None = Field(None, description="Instead of dates")
    compare: Comparison | None = Field(None, description="Adds the period before, or the same days a year earlier")
    basis: Basis | None = Field(None, description="profit_loss: accrual or cash; default as the books are kept")
    account: AccountWord | None = Field(None, description="general_ledger: number or id of the account")
    client_id: UUID | None = Field(None, description="customer_statement and aged_receivables: client")
    vendor_id: UUID | None = Field(None, description="aged_payables: vendor")
    dimension_id: UUID | None = Field(None, description="dimensions: whose values are the rows")
    dimension_value_id: UUID | None = Field(None, description="profit_loss: only what bears it or a value below it")
    drill: Handle | None = Field(None, description="The drill of a row of an earlier answer: what lies beneath it")
    format: ReportFormat = Field(ReportFormat.JSON, description="csv: the rows as a CSV file")
    limit: Limit | None = Field(None, description="Rows on a page, 1 to 200")
    cursor: Cursor | None = Field(None, description="next_cursor of the page before")

    @property
    def given(self) -> dict[str, object]:
        """The parameters that were given, by their names outside."""
        names = {info.alias or name: name for name, info in type(self).model_fields.items()}
        return {outside: value for outside, name in names.items() if (value := getattr(self, name)) is not None}

    def check(self) -> None:
        """Refuse what this type does not take, and periods that contradict themselves.

        Raises:
            BadReport: names the parameter, and what the type takes.
        """
        takes = TAKES[self.type]
        for name in self.given:
            if name not in ("type", *takes, *ALWAYS):
                raise BadReport.field(name, f"is not taken by {self.type}; it takes {', '.join(takes)}")
        if self.period and (self.from_ or self.to or self.as_of):
            raise BadReport.field("period", "stands instead of dates: give one or the other")
        if self.from_ and self.to and self.from_ > self.to:
            raise BadReport.field("to", "is before from")
        if self.dimension_value_id and (self.drill or self.basis is Basis.CASH):
            other = "drill" if self.drill else "basis"
            raise BadReport.field(other, "is not taken together with dimension_value_id")

    def most_rows(self, usual: int) -> int:
        """How many rows the answer has at most."""
        return self.limit or (CSV_ROWS if self.format is ReportFormat.CSV else usual)

    @property
    def handle(self) -> tuple[str, str]:
        """The two halves of a drill: what kind of thing, and which one."""
        kind, _, which = (self.drill or "").partition(":")
        return kind, which


def bad_drill(query: ReportQuery, *forms: str) -> BadReport:
    """The refusal of a handle that this type never gave."""
    return BadReport.field("drill", f"is not a drill of {query.type}; take it from a row: {' or '.join(forms)}")


class ReportTypeQuery(Model):
    """Which types of reports: all that there are."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}]})

    limit: Limit = 25


class DateRange(Model):
    """From when to when; without a first date from the beginning of the books."""

    from_: date | None = Field(None, alias="from")
    to: date
