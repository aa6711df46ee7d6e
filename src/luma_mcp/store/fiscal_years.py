"""Fiscal years in the books; each counts its vouchers."""

from datetime import date
from uuid import UUID

from sqlalchemy import Index, func, select

from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.schema import check, day, moment, one_of, profile_table, text, unique_index, whole

fiscal_year = profile_table(
    "fiscal_year",
    text("name"),
    day("start_date"),
    day("end_date"),
    text("status"),
    day("lock_date", null=True),
    moment("closed_at", null=True),
    whole("last_n"),
    Index("ix_fiscal_year_dates", "profile_id", "start_date", "end_date"),
    unique_index("uq_fiscal_year_name", "profile_id", "name"),
    one_of("status", "open", "closed"),
    check("dates", "start_date <= end_date"),
    check("lock_date", "lock_date IS NULL OR lock_date BETWEEN start_date AND end_date"),
    check("closed_at", "(status = 'closed') = (closed_at IS NOT NULL)"),
    check("last_n", "last_n >= 0"),
)


async def add_year(books: WritableBooks, name: str, first: date, last: date) -> UUID:
    """Write a new, open fiscal year."""
    stamp = books.stamp()
    await books.add(
        fiscal_year,
        **stamp,
        name=name,
        start_date=first,
        end_date=last,
        status="open",
        lock_date=None,
        closed_at=None,
        last_n=0,
    )
    return stamp["id"]  # type: ignore[no-any-return]


async def neighbours(books: Books, day: date) -> tuple[date | None, date | None]:
    """The end of the fiscal year before a day and the start of the one after it."""
    before = select(func.max(fiscal_year.c.end_date)).where(books.own(fiscal_year), fiscal_year.c.end_date < day)
    after = select(func.min(fiscal_year.c.start_date)).where(books.own(fiscal_year), fiscal_year.c.start_date > day)
    return await books.fetch_value(before), await books.fetch_value(after)


async def start_of_year(books: Books, day: date) -> date | None:
    """The first day of the fiscal year that holds a day, if there is one."""
    holds = (fiscal_year.c.start_date <= day) & (fiscal_year.c.end_date >= day)
    first: date | None = await books.fetch_value(select(fiscal_year.c.start_date).where(books.own(fiscal_year), holds))
    return first
