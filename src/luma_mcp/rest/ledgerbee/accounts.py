"""Accounts, as LedgerBee lists them."""

from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from pydantic import Field
from typing_extensions import override

from luma_mcp.domain.chart import ChartRow, digits_of
from luma_mcp.operations import accounts
from luma_mcp.rest.binding import Binding, Listed
from luma_mcp.rest.wire import Given, Shown


class LedgerType(StrEnum):
    """What a row of the chart is; only accounts of the first two types can be booked on."""

    BALANCE_SHEET = "BALANCE_SHEET"
    PROFIT_AND_LOSS = "PROFIT_AND_LOSS"
    HEADING = "HEADING"
    HEADING_BREAK = "HEADING_BREAK"
    TOTAL_FROM = "TOTAL_FROM"
    TOTAL_INTERVALS = "TOTAL_INTERVALS"


class AccountClassification(StrEnum):
    """Where an account stands in the balance sheet or in the profit and loss account."""

    ASSET = "ASSET"
    LIABILITY = "LIABILITY"
    EQUITY = "EQUITY"
    REVENUE = "REVENUE"
    EXPENSE = "EXPENSE"


class ControlAccountType(StrEnum):
    """Lines on a receivables account need a customerId, lines on a payables account a vendorId."""

    ACCOUNTS_RECEIVABLE = "ACCOUNTS_RECEIVABLE"
    ACCOUNTS_PAYABLE = "ACCOUNTS_PAYABLE"


class AccountListQuery(Given):
    """Nothing can be asked: the chart is given whole."""


class AccountResponse(Shown):
    """A row of the chart of accounts."""

    words: ClassVar = {"public_account_id": "public_number"}

    id: UUID
    name: str
    account_number: int
    public_account_id: int = Field(description="Number in the Danish public standard chart that the account maps to")
    ledger_type: LedgerType
    account_classification: AccountClassification | None = Field(description="null for headings and totals")
    control_account_type: ControlAccountType | None = Field(description="null for accounts that need no party")

    @classmethod
    @override
    def spoken(cls, made: Any) -> dict[str, Any]:
        """Numbers as numbers, kinds in upper case."""
        row: ChartRow = made
        kind, control = row.account_class, row.control
        return {
            "account_number": digits_of(row.number),
            "ledger_type": LedgerType(row.type.upper()),
            "account_classification": None if kind is None else AccountClassification(kind.upper()),
            "control_account_type": None if control is None else ControlAccountType(control.upper()),
        }


BINDINGS = (
    Binding(
        "GET",
        "/api/v1/accounts",
        accounts.list_chart,
        row="list_accounts",
        group="Accounts",
        scope="accounts-read",
        given=AccountListQuery,
        shown=AccountResponse,
        listed=Listed.ARRAY,
        fixed={"archived": False},
    ),
)
