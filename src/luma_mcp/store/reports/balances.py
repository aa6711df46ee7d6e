"""What moved on accounts in spans of days: whole months from their balances, parts of months from their lines."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, func, literal, select, union_all

from luma_mcp.domain.reports.spans import NOTHING, Cut, Span, Turnover, month_of
from luma_mcp.store.books import Books
from luma_mcp.store.journal import cash_line, journal_entry, journal_line, period_balance

Turnovers = Mapping[UUID, Sequence[Turnover]]
"""By account, one turnover a span."""

Days = Sequence[tuple[date, date]]
"""Stretches of days whose lines are read, first and last day each."""


async def turnovers(
    books: Books, spans: Sequence[Span], *, cash: bool = False, accounts: Collection[UUID] | None = None
) -> Turnovers:
    """What moved on each account in each span: one statement, and one or two more where a span cuts a month.

    `cash`: what counts on a cash basis. `accounts`: only these.
    """
    cuts = [span.cut(books.today) for span in spans]
    days = days_of(cuts)
    rows = await books.fetch_all(_months(books, cuts, _books(cash=cash), accounts))
    found: dict[UUID, list[Turnover]] = {}
    for row in rows:
        sums = found.setdefault(row["account_id"], [NOTHING] * len(spans))
        for index in range(len(spans)):
            moved = int(row[f"debit_{index}"]), int(row[f"credit_{index}"])
            sums[index] += Turnover(0, 0, *moved) if row["book"] == "closing" else Turnover(*moved)
    touched = {row["account_id"] for row in rows if row["touched"]}
    if touched:
        lines = await _of_days(books, days, touched, cash=cash)
        closed = {row["account_id"] for row in rows if row["touched"] and row["book"] == "closing"}
        closing = await _closing_of(books, days, closed) if closed else {}
        _add_parts(found, cuts, days, (lines, closing))
    return found


def days_of(cuts: Sequence[Cut]) -> Days:
    """The days whose lines are read, each once."""
    return list(dict.fromkeys(part.days for cut in cuts for part in cut.parts))


def in_months(period: Any, cut: Cut) -> Any:
    """The condition that a balance is one of the whole months."""
    return period.between(cut.first_month, cut.last_month)


def touches(period: Any, cuts: Sequence[Cut]) -> Any:
    """Above zero where anything moved in a month that is cut."""
    months = {month_of(part.last) for cut in cuts for part in cut.parts}
    return (func.sum(case((period.in_(months), 1), else_=0)) if months else literal(0)).label("touched")


def newest(cuts: Sequence[Cut]) -> str:
    """The newest month that is asked for."""
    return max([cut.last_month for cut in cuts] + [month_of(part.last) for cut in cuts for part in cut.parts])


def _books(*, cash: bool) -> tuple[str, ...]:
    return ("cash",) if cash else ("normal", "closing")


def _months(books: Books, cuts: Sequence[Cut], kept: Sequence[str], accounts: Collection[UUID] | None) -> Any:
    """Balances of whole months by account and book, and whether anything moved in a month that is cut."""
    month = period_balance.c.period
    columns: list[Any] = [period_balance.c.account_id, period_balance.c.book]
    for index, cut in enumerate(cuts):
        for side in ("debit", "credit"):
            amount = period_balance.c[f"{side}_minor"]
            columns.append(func.sum(case((in_months(month, cut), amount), else_=0)).label(f"{side}_{index}"))
    columns.append(touches(month, cuts))
    wanted = [books.own(period_balance), period_balance.c.book.in_(kept), month <= newest(cuts)]
    if accounts is not None:
        wanted.append(period_balance.c.account_id.in_(accounts))
    return select(*columns).where(*wanted).group_by(period_balance.c.account_id, period_balance.c.book)


Parts = Mapping[tuple[UUID, int], tuple[int, int]]


async def _of_days(books: Books, days: Days, accounts: Collection[UUID], *, cash: bool) -> Parts:
    """Debit and credit of the lines of each stretch of days, read from an index that holds the amounts."""
    lines = cash_line if cash else journal_line
    queries = [
        _sums(lines, index).where(books.own(lines), lines.c.account_id.in_(accounts), lines.c.date.between(first, last))
        for index, (first, last) in enumerate(days)
    ]
    return _read(await books.fetch_all(union_all(*(query.group_by(lines.c.account_id) for query in queries))))


async def _closing_of(books: Books, days: Days, accounts: Collection[UUID]) -> Parts:
    """The same of closing entries alone."""
    same = and_(journal_line.c.profile_id == journal_entry.c.profile_id, journal_line.c.entry_id == journal_entry.c.id)
    queries = [
        _sums(journal_line, index)
        .select_from(journal_entry.join(journal_line, same))
        .where(
            books.own(journal_entry),
            journal_entry.c.kind == "closing",
            journal_entry.c.date.between(first, last),
            journal_line.c.account_id.in_(accounts),
        )
        .group_by(journal_line.c.account_id)
        for index, (first, last) in enumerate(days)
    ]
    return _read(await books.fetch_all(union_all(*queries)))


def _sums(lines: Any, index: int) -> Any:
    amount = lines.c.amount_minor
    debit = func.sum(case((amount > 0, amount), else_=0)).label("debit")
    credit = func.sum(case((amount < 0, -amount), else_=0)).label("credit")
    return select(lines.c.account_id.label("account_id"), literal(index).label("part"), debit, credit)


def _read(rows: Any) -> Parts:
    return {(row["account_id"], int(row["part"])): (int(row["debit"]), int(row["credit"])) for row in rows}


def _add_parts(found: dict[UUID, list[Turnover]], cuts: Sequence[Cut], days: Days, sums: tuple[Parts, Parts]) -> None:
    lines, closing = sums
    for (account, stretch), (debit, credit) in lines.items():
        closed = closing.get((account, stretch), (0, 0))
        moved = Turnover(debit - closed[0], credit - closed[1], *closed)
        for index, cut in enumerate(cuts):
            for part in cut.parts:
                if part.days == days[stretch]:
                    found[account][index] += moved.times(part.sign)
