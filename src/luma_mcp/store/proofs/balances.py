"""What proving balances needs to read: what is stored, and the same summed from the lines, one statement each."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Select, Text, and_, bindparam, case, func, select

from luma_mcp.domain.charts import CONTROL_TYPES
from luma_mcp.store.books import OWN, Books, own_rows
from luma_mcp.store.journal import cash_line, journal_entry, journal_line, period_balance, vat_balance
from luma_mcp.store.ledger_accounts import ledger_account
from luma_mcp.store.open_items import open_item
from luma_mcp.store.proofs.raw import month_of, raw

Moved = tuple[int, int]
"""Debit and credit in minor units."""
Sums = dict[tuple[str, ...], Moved]


async def account_numbers(books: Books) -> dict[str, str]:
    """The number of each account, by its id."""
    return {str(row[0]): row[1] for row in await books.fetch_rows(_numbers(), {OWN: books.profile_id})}


@cache
def _numbers() -> Select[Any]:
    return select(raw(ledger_account.c.id), ledger_account.c.number).where(own_rows(ledger_account))


async def stored_balances(books: Books, book: str) -> Sums:
    """Debit and credit per account and month as they are kept."""
    return _sums(await books.fetch_rows(_stored_balances(), {OWN: books.profile_id, "book": book}))


@cache
def _stored_balances() -> Select[Any]:
    columns = [raw(period_balance.c[name]) for name in ("account_id", "period", "debit_minor", "credit_minor")]
    of_book = period_balance.c.book == bindparam("book", type_=Text())
    return select(*columns).where(own_rows(period_balance), of_book)


async def summed_lines(books: Books) -> Sums:
    """Debit and credit per account and month of all lines; the index over accounts holds all that is needed."""
    return await _summed(books, journal_line)


async def summed_closing_lines(books: Books) -> Sums:
    """Debit and credit per account and month of the lines of closing entries."""
    return await _summed(books, journal_line, closing=True)


async def summed_cash_lines(books: Books) -> Sums:
    """Debit and credit per account and month of what counts on a cash basis."""
    return await _summed(books, cash_line)


async def stored_vat(books: Books) -> Mapping[tuple[str, ...], int]:
    """What was posted per VAT code, role and month, as it is kept."""
    rows = await books.fetch_rows(_stored_vat(), {OWN: books.profile_id})
    return {(row[0], row[1], row[2]): int(row[3]) for row in rows}


@cache
def _stored_vat() -> Select[Any]:
    columns = [vat_balance.c[name] for name in ("vat_code", "vat_role", "period", "amount_minor")]
    return select(*columns).where(own_rows(vat_balance))


async def summed_vat(books: Books) -> Mapping[tuple[str, ...], int]:
    """What was posted per VAT code, role and month of the tax date, from the lines."""
    rows = await books.fetch_rows(_summed_vat(is_postgresql=books.is_postgresql), {OWN: books.profile_id})
    return {(row[0], row[1], row[2]): int(row[3]) for row in rows}


@cache
def _summed_vat(*, is_postgresql: bool) -> Select[Any]:
    month = month_of(journal_line.c.tax_date, is_postgresql=is_postgresql).label("period")
    keys = [journal_line.c.vat_code, journal_line.c.vat_role, month]
    query = select(*keys, func.sum(journal_line.c.amount_minor)).group_by(*keys)
    return query.where(own_rows(journal_line), journal_line.c.vat_code.is_not(None))


async def control_accounts(books: Books) -> list[tuple[str, int, int]]:
    """Number, balance from lines and sum of open items of each account whose balance is open items."""
    rows = await books.fetch_rows(_controlled(), {OWN: books.profile_id})
    return [(row[0], int(row[1]), int(row[2])) for row in rows]


@cache
def _controlled() -> Select[Any]:
    lines, items = _sum_of(journal_line, "amount_minor"), _sum_of(open_item, "open_minor")
    query = select(ledger_account.c.number, lines, items).where(
        own_rows(ledger_account), ledger_account.c.type.in_(sorted(CONTROL_TYPES))
    )
    return query.order_by(ledger_account.c.number)


async def _summed(books: Books, table: Any, *, closing: bool = False) -> Sums:
    query = _sums_of_lines(table, closing=closing, is_postgresql=books.is_postgresql)
    return _sums(await books.fetch_rows(query, {OWN: books.profile_id}))


@cache
def _sums_of_lines(table: Any, *, closing: bool, is_postgresql: bool) -> Select[Any]:
    amount = table.c.amount_minor
    keys = [table.c.account_id, month_of(table.c.date, is_postgresql=is_postgresql).label("period")]
    debit, credit = func.sum(case((amount > 0, amount), else_=0)), func.sum(case((amount < 0, -amount), else_=0))
    query = select(raw(keys[0]), keys[1], debit, credit).where(own_rows(table)).group_by(*keys)
    if closing:
        entries = select(journal_entry.c.id).where(own_rows(journal_entry), journal_entry.c.kind == "closing")
        query = query.where(table.c.entry_id.in_(entries))
    return query


def _sums(rows: Any) -> Sums:
    return {(str(row[0]), row[1]): (int(row[2]), int(row[3])) for row in rows}


def _sum_of(table: Any, column: str) -> Any:
    return (
        select(func.coalesce(func.sum(table.c[column]), 0))
        .where(and_(table.c.profile_id == ledger_account.c.profile_id, table.c.account_id == ledger_account.c.id))
        .scalar_subquery()
    )
