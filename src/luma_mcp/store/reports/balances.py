"""What moved on accounts in spans of days: whole months from their balances, parts of months from their lines."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, func, literal, select, union_all

from luma_mcp.domain.reports.spans import NOTHING, Span, Turnover, month_of
from luma_mcp.store.books import Books
from luma_mcp.store.journal import cash_line, journal_entry, journal_line, period_balance

Turnovers = Mapping[UUID, Sequence[Turnover]]
"""By account, one turnover a span."""


async def turnovers(
    books: Books, spans: Sequence[Span], *, cash: bool = False, accounts: Collection[UUID] | None = None
) -> Turnovers:
    """What moved on each account in each span: one statement, and one or two more where a span cuts a month.

    `cash`: what counts on a cash basis. `accounts`: only these.
    """
    parts = list(dict.fromkeys(part for span in spans for part in span.parts))
    rows = await books.fetch_all(_months(books, spans, parts, _books(cash=cash), accounts))
    found: dict[UUID, list[Turnover]] = {}
    for row in rows:
        sums = found.setdefault(row["account_id"], [NOTHING] * len(spans))
        for index in range(len(spans)):
            moved = int(row[f"debit_{index}"]), int(row[f"credit_{index}"])
            sums[index] += Turnover(0, 0, *moved) if row["book"] == "closing" else Turnover(*moved)
    touched = {row["account_id"] for row in rows if row["touched"]}
    if touched:
        lines = await _of_parts(books, parts, touched, cash=cash)
        closed = {row["account_id"] for row in rows if row["touched"] and row["book"] == "closing"}
        closing = await _closing_of(books, parts, closed) if closed else {}
        _add_parts(found, spans, parts, (lines, closing))
    return found


def _books(*, cash: bool) -> tuple[str, ...]:
    return ("cash",) if cash else ("normal", "closing")


def _months(
    books: Books,
    spans: Sequence[Span],
    parts: Sequence[Span],
    kept: Sequence[str],
    accounts: Collection[UUID] | None,
) -> Any:
    """Balances of whole months by account and book, and whether anything moved in a month that is cut."""
    month = period_balance.c.period
    columns: list[Any] = [period_balance.c.account_id, period_balance.c.book]
    for index, span in enumerate(spans):
        within = month.between(*span.months)
        for side in ("debit", "credit"):
            amount = period_balance.c[f"{side}_minor"]
            columns.append(func.sum(case((within, amount), else_=0)).label(f"{side}_{index}"))
    cut = {month_of(part.last) for part in parts}
    columns.append(
        func.sum(case((month.in_(cut), 1), else_=0)).label("touched") if cut else literal(0).label("touched")
    )
    wanted = [books.own(period_balance), period_balance.c.book.in_(kept), month <= max(month_of(s.last) for s in spans)]
    if accounts is not None:
        wanted.append(period_balance.c.account_id.in_(accounts))
    return select(*columns).where(*wanted).group_by(period_balance.c.account_id, period_balance.c.book)


Parts = Mapping[tuple[UUID, int], tuple[int, int]]


async def _of_parts(books: Books, parts: Sequence[Span], accounts: Collection[UUID], *, cash: bool) -> Parts:
    """Debit and credit of the lines of each part, read from an index that holds the amounts."""
    lines = cash_line if cash else journal_line
    queries = [
        _sums(lines, index).where(
            books.own(lines), lines.c.account_id.in_(accounts), lines.c.date.between(part.first, part.last)
        )
        for index, part in enumerate(parts)
    ]
    return _read(await books.fetch_all(union_all(*(query.group_by(lines.c.account_id) for query in queries))))


async def _closing_of(books: Books, parts: Sequence[Span], accounts: Collection[UUID]) -> Parts:
    """The same of closing entries alone."""
    same = and_(journal_line.c.profile_id == journal_entry.c.profile_id, journal_line.c.entry_id == journal_entry.c.id)
    queries = [
        _sums(journal_line, index)
        .select_from(journal_entry.join(journal_line, same))
        .where(
            books.own(journal_entry),
            journal_entry.c.kind == "closing",
            journal_entry.c.date.between(part.first, part.last),
            journal_line.c.account_id.in_(accounts),
        )
        .group_by(journal_line.c.account_id)
        for index, part in enumerate(parts)
    ]
    return _read(await books.fetch_all(union_all(*queries)))


def _sums(lines: Any, index: int) -> Any:
    amount = lines.c.amount_minor
    debit = func.sum(case((amount > 0, amount), else_=0)).label("debit")
    credit = func.sum(case((amount < 0, -amount), else_=0)).label("credit")
    return select(lines.c.account_id.label("account_id"), literal(index).label("part"), debit, credit)


def _read(rows: Any) -> Parts:
    return {(row["account_id"], int(row["part"])): (int(row["debit"]), int(row["credit"])) for row in rows}


def _add_parts(
    found: dict[UUID, list[Turnover]], spans: Sequence[Span], parts: Sequence[Span], sums: tuple[Parts, Parts]
) -> None:
    lines, closing = sums
    for (account, part), (debit, credit) in lines.items():
        closed = closing.get((account, part), (0, 0))
        moved = Turnover(debit - closed[0], credit - closed[1], *closed)
        for index, span in enumerate(spans):
            if parts[part] in span.parts:
                found[account][index] += moved
