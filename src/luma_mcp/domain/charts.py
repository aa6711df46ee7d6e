"""Charts of accounts: what a new profile of a country starts with, and which account each posting role means."""

import json
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any


class AccountClass(StrEnum):
    """Where an account stands in the balance sheet or in the profit and loss account."""

    ASSET = "asset"
    LIABILITY = "liability"
    EQUITY = "equity"
    REVENUE = "revenue"
    EXPENSE = "expense"


class AccountType(StrEnum):
    """What an account is for. A prepayment is what customers paid in advance, so we owe it."""

    BANK = "bank"
    CASH = "cash"
    RECEIVABLE = "receivable"
    PAYABLE = "payable"
    PREPAYMENT = "prepayment"
    INPUT_VAT = "input_vat"
    OUTPUT_VAT = "output_vat"
    VAT_PAYABLE = "vat_payable"
    CURRENT_ASSET = "current_asset"
    FIXED_ASSET = "fixed_asset"
    CURRENT_LIABILITY = "current_liability"
    LONG_TERM_LIABILITY = "long_term_liability"
    EQUITY = "equity"
    RETAINED_EARNINGS = "retained_earnings"
    REVENUE = "revenue"
    COST_OF_SALES = "cost_of_sales"
    OPERATING_EXPENSE = "operating_expense"
    DEPRECIATION = "depreciation"
    FINANCIAL_INCOME = "financial_income"
    FINANCIAL_EXPENSE = "financial_expense"
    OTHER_INCOME = "other_income"
    OTHER_EXPENSE = "other_expense"
    TAX_EXPENSE = "tax_expense"


CONTROL_TYPES = frozenset({AccountType.RECEIVABLE, AccountType.PAYABLE, AccountType.PREPAYMENT})
"""Accounts whose balance is the sum of open items: every line of theirs names a party."""

CLASS_OF = {
    AccountType.BANK: AccountClass.ASSET,
    AccountType.CASH: AccountClass.ASSET,
    AccountType.RECEIVABLE: AccountClass.ASSET,
    AccountType.PAYABLE: AccountClass.LIABILITY,
    AccountType.PREPAYMENT: AccountClass.LIABILITY,
    AccountType.INPUT_VAT: AccountClass.ASSET,
    AccountType.OUTPUT_VAT: AccountClass.LIABILITY,
    AccountType.VAT_PAYABLE: AccountClass.LIABILITY,
    AccountType.CURRENT_ASSET: AccountClass.ASSET,
    AccountType.FIXED_ASSET: AccountClass.ASSET,
    AccountType.CURRENT_LIABILITY: AccountClass.LIABILITY,
    AccountType.LONG_TERM_LIABILITY: AccountClass.LIABILITY,
    AccountType.EQUITY: AccountClass.EQUITY,
    AccountType.RETAINED_EARNINGS: AccountClass.EQUITY,
    AccountType.REVENUE: AccountClass.REVENUE,
    AccountType.COST_OF_SALES: AccountClass.EXPENSE,
    AccountType.OPERATING_EXPENSE: AccountClass.EXPENSE,
    AccountType.DEPRECIATION: AccountClass.EXPENSE,
    AccountType.FINANCIAL_INCOME: AccountClass.REVENUE,
    AccountType.FINANCIAL_EXPENSE: AccountClass.EXPENSE,
    AccountType.OTHER_INCOME: AccountClass.REVENUE,
    AccountType.OTHER_EXPENSE: AccountClass.EXPENSE,
    AccountType.TAX_EXPENSE: AccountClass.EXPENSE,
}
"""The class of a type, unless a chart says otherwise: Denmark shows its input VAT among the liabilities, as a minus."""


@dataclass(frozen=True, slots=True)
class AccountSeed:
    """An account that a new profile starts with; `vat_code` is what its lines bear when nothing else is said.

    `public_number` is its number in the public standard chart; the Danish chart's own numbers are those of it.
    """

    number: str
    names: dict[str, str]
    account_class: AccountClass
    type: AccountType
    vat_code: str | None
    public_number: int


@dataclass(frozen=True)
class Chart:
    """The chart of one country: its accounts by number, and the account number of each posting role."""

    accounts: tuple[AccountSeed, ...]
    roles: dict[str, str]


@cache
def chart_of(country: str) -> Chart:
    """The chart of a country; countries without one of their own get the general chart."""
    pack = read_pack("charts", country)
    return Chart(tuple(_account(row) for row in pack["accounts"]), pack["roles"])


def read_pack(kind: str, country: str) -> dict[str, Any]:
    """Read the packaged file of a country in a folder of packs, or the general one."""
    folder = files("luma_mcp.domain") / "packs" / kind
    own = folder / f"{country.lower()}.json"
    name = own if own.is_file() else folder / "general.json"
    pack: dict[str, Any] = json.loads(name.read_text(encoding="utf-8"))
    return pack


def _account(row: dict[str, Any]) -> AccountSeed:
    kind = AccountType(row["type"])
    own_class = AccountClass(row.get("class", CLASS_OF[kind]))
    public = row.get("public_number", int(row["number"]))
    return AccountSeed(row["number"], row["names"], own_class, kind, row.get("vat_code"), public)
