"""The lines of one account, page by page; no page reads more than itself and the month before its cursor."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, and_, func, literal, or_, select

from luma_mcp.domain.reports.spans import Span
from luma_mcp.store.books import Books
from luma_mcp.store.journal import cash_line, journal_entry, journal_line
from luma_mcp.store.reports.documents import with_documents

Key = tuple[date, int, int]
"""Date, sequence and place of a line."""

ORDER = ("date", "seq", "n")


@dataclass(frozen=True, slots=True)
class Account:
    """Whose lines: those of the ledger, with or without closing entries, or those that count on a cash basis."""

    id: UUID
    with_closing: bool = True
    is_cash: bool = False


async def lines_page(
    books: Books, account: Account, span: Span, after_key: Key | None, limit: int
) -> Sequence[RowMapping]:
    """Lines of an account in a span after a key, oldest first."""
    lines = _lines(account)
    wanted = [*_own(books, lines, account), lines.c.date.between(span.first, span.last)]
    if after_key is not None:
        wanted.append(_after(lines, account, after_key))
    page = select(*_columns(lines, account)).where(*wanted)
    page = page.order_by(*(page.selected_columns[name] for name in ORDER)).limit(limit)
    return await books.fetch_all(with_documents(page.subquery("page"), ORDER))


async def sum_until(books: Books, account: Account, first: date, key: Key) -> int:
    """What the lines from a day to a key, itself included, sum to; both are in one month."""
    lines = _lines(account)
    within = lines.c.date.between(first, key[0])
    wanted = [*_own(books, lines, account), within, ~_after(lines, account, key)]
    return int(await books.fetch_value(select(func.coalesce(func.sum(lines.c.amount_minor), 0)).where(*wanted)))


def _lines(account: Account) -> Any:
    return cash_line if account.is_cash else journal_line


def _columns(lines: Any, account: Account) -> list[Any]:
    names = ("profile_id", "entry_id", "date", "seq", "amount_minor")
    if account.is_cash:
        return [*(lines.c[name] for name in names), literal(0).label("n"), literal(None).label("description")]
    return [lines.c[name] for name in (*names, "n", "description")]


def _own(books: Books, lines: Any, account: Account) -> list[Any]:
    own = [books.own(lines), lines.c.account_id == account.id]
    if account.with_closing or account.is_cash:
        return own
    closing = select(journal_entry.c.id).where(
        journal_entry.c.profile_id == lines.c.profile_id,
        journal_entry.c.id == lines.c.entry_id,
        journal_entry.c.kind == "closing",
    )
    return [*own, ~closing.exists()]


def _after(lines: Any, account: Account, key: Key) -> Any:
    day, seq, n = key
    later = lines.c.seq > seq if account.is_cash else or_(lines.c.seq > seq, and_(lines.c.seq == seq, lines.c.n > n))
    return and_(lines.c.date >= day, or_(lines.c.date > day, later))
