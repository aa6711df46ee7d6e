"""The lines of one account: the general ledger, and what is beneath a row of other reports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from luma_mcp.domain.reports.general_ledger import ledger_rows
from luma_mcp.domain.reports.ground import ReportAccount, moved_on
from luma_mcp.domain.reports.query import PAGE_OF_LINES, Basis, ReportType, bad_drill
from luma_mcp.domain.reports.report import Sum, Told, must_equal
from luma_mcp.domain.reports.rows import LedgerRow
from luma_mcp.domain.reports.spans import Span, Turnover, day_before
from luma_mcp.errors import BadReport
from luma_mcp.operations.reports.asked import Asked
from luma_mcp.store.books import Books
from luma_mcp.store.reports.balances import turnovers
from luma_mcp.store.reports.ground import find_account
from luma_mcp.store.reports.lines import Account, Key, lines_page, sum_until


async def general_ledger(books: Books, asked: Asked) -> Told:
    """The lines of the account that is asked for.

    Raises:
        BadReport: no account, or one that is not there.
    """
    word = asked.query.account
    if word is None:
        raise BadReport.field("account", "is needed for general_ledger: a number such as 1100, or an id")
    account = await find_account(books, word)
    if account is None:
        raise BadReport.field("account", f"there is no account {word} in this profile; trial_balance lists them")
    return await account_lines(books, asked, account)


async def beneath_account(books: Books, asked: Asked, *, forms: Sequence[str] = ("account:3400",)) -> Told:
    """The lines of the account that a row's handle names.

    Raises:
        BadReport: it names none.
    """
    kind, number = asked.query.handle
    account = await find_account(books, number) if kind == "account" else None
    if account is None:
        raise bad_drill(asked.query, *forms)
    return await account_lines(books, asked, account)


async def account_lines(books: Books, asked: Asked, account: ReportAccount) -> Told:
    """A page of lines with the balance before, what moved, and the balance after.

    Raises:
        ReportBroken: the last line does not end on the balance.
    """
    whose = _whose(asked, account)
    key = cast("Key | None", asked.key(date, int, int))
    begin = _Begin(asked, account, whose, key)
    moved = await turnovers(books, begin.spans, cash=whose.is_cash, accounts=[account.id])
    found = moved_on(moved, account, len(begin.spans))
    opening, in_range = sum(turnover.whole for turnover in found[2:]), found[0]
    debit, credit = _sides(in_range, whose)
    start = opening + _of(found[1], whose)
    if key is not None:
        start += await sum_until(books, whose, max(asked.ground.first, key[0].replace(day=1)), key)
    limit = asked.query.most_rows(PAGE_OF_LINES)
    lines = await lines_page(books, whose, asked.ground.span, key, limit + 1)
    rows, balance = ledger_rows(asked.ground, cast("Sequence[Mapping[str, Any]]", lines[:limit]), start)
    closing = opening + debit - credit
    more = len(lines) > limit
    if not more:
        must_equal("Balance after the last line = closing balance", balance, closing)
    last = lines[limit - 1] if more else None
    sums = (Sum("opening", opening), Sum("debit", debit), Sum("credit", credit), Sum("closing", closing))
    cursor = asked.cursor(last["date"], last["seq"], last["n"]) if last else None
    return Told(rows, LedgerRow, sums, (f"{account.number} {account.name}",), is_page=True, next_cursor=cursor)


@dataclass(frozen=True, slots=True)
class _Begin:
    """Where a page begins: the range, what of it lies in months before the cursor's, and what lies before it."""

    asked: Asked
    account: ReportAccount
    whose: Account
    key: Key | None

    @property
    def spans(self) -> list[Span]:
        """The range, the months of it before the page, and what the opening balance is made of."""
        ground = self.asked.ground
        month = self.key[0].replace(day=1) if self.key else ground.first
        return [ground.span, Span(ground.first, day_before(month)), *self._opening()]

    def _opening(self) -> list[Span]:
        """A balance goes on from year to year; revenue and expense begin with the year, or with the period."""
        ground = self.asked.ground
        if self.asked.query.type is ReportType.PROFIT_LOSS:
            return []
        in_year = ground.before_in_year(ground.first)
        return [in_year] if self.account.of_result else [in_year, ground.before_year(ground.first)]


def _whose(asked: Asked, account: ReportAccount) -> Account:
    """Which lines make up a row of this report."""
    with_closing = asked.query.type in (ReportType.GENERAL_LEDGER, ReportType.TRIAL_BALANCE)
    return Account(account.id, with_closing, is_cash=asked.basis is Basis.CASH)


def _of(turnover: Turnover, whose: Account) -> int:
    return turnover.whole if whose.with_closing else turnover.net


def _sides(turnover: Turnover, whose: Account) -> tuple[int, int]:
    if not whose.with_closing:
        return turnover.debit, turnover.credit
    return turnover.debit + turnover.closing_debit, turnover.credit + turnover.closing_credit
