"""The rows of reports. Amounts are in the books' currency unless a row names another; `drill` asks for what is beneath.

A field name means an amount everywhere or a text everywhere.
"""

from decimal import Decimal

from luma_mcp.domain.model import Day, Model


class AmountRow(Model):
    """An account or a line of a profit and loss account, a balance sheet or a cash flow, under its heading."""

    section: str
    account: str | None
    name: str
    amount: Decimal
    previous: Decimal | None
    drill: str | None


class BalanceRow(Model):
    """An account's opening balance, turnover and closing balance, debit above zero."""

    account: str | None
    name: str
    opening: Decimal
    debit: Decimal
    credit: Decimal
    closing: Decimal
    drill: str | None


class LedgerRow(Model):
    """A line of an account with the balance after it; `number` is the document's, `entry` the journal's."""

    date: Day
    entry: str
    source: str
    number: str | None
    party: str | None
    description: str
    debit: Decimal
    credit: Decimal
    balance: Decimal


class BoxRow(Model):
    """A box of the VAT return."""

    box: str
    label: str
    amount: Decimal
    previous: Decimal | None
    drill: str | None


class VatRow(Model):
    """The net and tax of a document under a VAT code, and what they add to the box, or to what is due.

    `description` is null where number and party say it all.
    """

    date: Day
    entry: str
    source: str
    number: str | None
    party: str | None
    description: str | None
    vat_code: str
    net: Decimal
    tax: Decimal
    amount: Decimal


class AgeRow(Model):
    """What is open of one client or vendor in one currency (`in_currency`), by days overdue; credits apart."""

    party: str
    currency: str
    in_currency: Decimal
    not_due: Decimal
    days_1_30: Decimal
    days_31_60: Decimal
    days_61_90: Decimal
    over_90: Decimal
    credits: Decimal
    open: Decimal
    drill: str | None


class ItemRow(Model):
    """One open item of a client or vendor."""

    date: Day
    number: str | None
    source: str
    due_date: Day
    days_overdue: int
    currency: str
    in_currency: Decimal
    open: Decimal


class DimensionRow(Model):
    """Revenue, expense and result of what bears a value of a dimension, or none."""

    name: str
    revenue: Decimal
    expense: Decimal
    result: Decimal
    drill: str | None


class StatementRow(Model):
    """An item of a client or its settlement, and what was open after it, in its currency; `base` in the books'."""

    date: Day
    kind: str
    number: str | None
    due_date: Day | None
    currency: str
    amount: Decimal
    open: Decimal
    base: Decimal


ReportRow = AmountRow | BalanceRow | LedgerRow | BoxRow | VatRow | AgeRow | ItemRow | DimensionRow | StatementRow


class ReportKind(Model):
    """A type of report: what it shows and what it takes."""

    type: str
    title: str
    shows: str
    parameters: tuple[str, ...]
