"""What proving balances needs to read: what is stored, and the same summed from the lines, one statement each."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import and_, case, func, select

from luma_mcp.domain.charts import CONTROL_TYPES
from luma_mcp.store.books import Books
from luma_mcp.store.journal import cash_line, journal_entry, journal_line, period_balance, vat_balance
from luma_mcp.store.ledger_accounts import ledger_account
from luma_mcp.store.open_items import open_item
from luma_mcp.store.proofs.raw import month_of, raw

Moved = tuple[int, int]
"""Debit and credit in minor units."""
Sums = dict[tuple[str, ...], Moved]


async def account_numbers(books: Books) -> dict[str, str]:
    """The number of each account, by its id."""
    rows = await books.fetch_rows(
        select(raw(ledger_account.c.id), ledger_account.c.number).where(books.own(ledger_account))
    )
    return {str(row[0]): row[1] for row in rows}


async def stored_balances(books: Books, book: str) -> Sums:
    """Debit and credit per account and month as they are kept."""
    columns = [raw(period_balance.c[name]) for name in ("account_id", "period", "debit_minor", "credit_minor")]
    return _sums(
        await books.fetch_rows(select(*columns).where(books.own(period_balance), period_balance.c.book == book))
    )


async def summed_lines(books: Books) -> Sums:
    """Debit and credit per account and month of all lines; the index over accounts holds all that is needed."""
    return await _summed(books, journal_line, books.own(journal_line))


async def summed_closing_lines(books: Books) -> Sums:
    """Debit and credit per account and month of the lines of closing entries."""
    closing = select(journal_entry.c.id).where(books.own(journal_entry), journal_entry.c.kind == "closing")
    return await _summed(books, journal_line, books.own(journal_line) & journal_line.c.entry_id.in_(closing))


async def summed_cash_lines(books: Books) -> Sums:
    """Debit and credit per account and month of what counts on a cash basis."""
    return await _summed(books, cash_line, books.own(cash_line))


async def stored_vat(books: Books) -> Mapping[tuple[str, ...], int]:
    """What was posted per VAT code, role and month, as it is kept."""
    columns = [vat_balance.c[name] for name in ("vat_code", "vat_role", "period", "amount_minor")]
    rows = await books.fetch_rows(select(*columns).where(books.own(vat_balance)))
    return {(row[0], row[1], row[2]): int(row[3]) for row in rows}


async def summed_vat(books: Books) -> Mapping[tuple[str, ...], int]:
    """What was posted per VAT code, role and month of the tax date, from the lines."""
    keys = [journal_line.c.vat_code, journal_line.c.vat_role, month_of(books, journal_line.c.tax_date).label("period")]
    query = select(*keys, func.sum(journal_line.c.amount_minor)).group_by(*keys)
    rows = await books.fetch_rows(query.where(books.own(journal_line), journal_line.c.vat_code.is_not(None)))
    return {(row[0], row[1], row[2]): int(row[3]) for row in rows}


async def control_accounts(books: Books) -> list[tuple[str, int, int]]:
    """Number, balance from lines and sum of open items of each account whose balance is open items."""
    lines, items = _sum_of(journal_line, "amount_minor"), _sum_of(open_item, "open_minor")
    query = select(ledger_account.c.number, lines, items).where(
        books.own(ledger_account), ledger_account.c.type.in_(sorted(CONTROL_TYPES))
    )
    rows = await books.fetch_rows(query.order_by(ledger_account.c.number))
    return [(row[0], int(row[1]), int(row[2])) for row in rows]


async def _summed(books: Books, table: Any, condition: Any) -> Sums:
    amount = table.c.amount_minor
    keys = [table.c.account_id, month_of(books, table.c.date).label("period")]
    debit, credit = func.sum(case((amount > 0, amount), else_=0)), func.sum(case((amount < 0, -amount), else_=0))
    query = select(raw(keys[0]), keys[1], debit, credit).where(condition).group_by(*keys)
    return _sums(await books.fetch_rows(query))


def _sums(rows: Any) -> Sums:
    return {(str(row[0]), row[1]): (int(row[2]), int(row[3])) for row in rows}


def _sum_of(table: Any, column: str) -> Any:
    return (
        select(func.coalesce(func.sum(table.c[column]), 0))
        .where(and_(table.c.profile_id == ledger_account.c.profile_id, table.c.account_id == ledger_account.c.id))
        .scalar_subquery()
    )
