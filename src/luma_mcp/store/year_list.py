"""Fiscal years at work: listed, found, written, and what keeps them in order."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import RowMapping, and_, func, select

from luma_mcp.domain.fiscal_years import FiscalYear, FiscalYearQuery, YearStatus
from luma_mcp.domain.paging import Page
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.fiscal_years import fiscal_year
from luma_mcp.store.journal import hold_ledger, journal_line
from luma_mcp.store.ledger_accounts import ledger_account
from luma_mcp.store.listing import Listing, list_rows, matching, plain, words_match

_LISTING = Listing(
    columns=[fiscal_year],
    source=fiscal_year,
    id=fiscal_year.c.id,
    sorts={
        "start_date": fiscal_year.c.start_date,
        "name": func.lower(fiscal_year.c.name),
        "created_at": fiscal_year.c.created_at,
    },
)


async def list_years(books: Books, query: FiscalYearQuery) -> Page[FiscalYear]:
    """A page of fiscal years."""
    unsearched = query.model_copy(update={"search": None})
    conditions = matching(books, fiscal_year, unsearched, "status")
    if query.search:
        conditions.append(words_match(func.lower(fiscal_year.c.name), query.search))
    listed = await list_rows(books, _LISTING, query, conditions)
    return Page[FiscalYear](data=tuple(_year(row) for row in listed.rows), meta=listed.meta)


async def find_year(books: Books, year_id: UUID) -> FiscalYear | None:
    """One fiscal year."""
    row = await books.fetch_one(select(fiscal_year).where(books.this(fiscal_year, year_id)))
    return _year(row) if row else None


async def hold_year(books: WritableBooks, year_id: UUID) -> None:
    """Keep other writes from posting, and from changing a fiscal year, until this one is done."""
    await hold_ledger(books)
    await books.hold_record(fiscal_year, year_id)


async def save_year(books: WritableBooks, year: FiscalYear) -> None:
    """Write a changed fiscal year."""
    row = year.model_dump(exclude={"id", "created_at", "entry_count", "allowed_actions"})
    await books.write(fiscal_year.update().where(books.this(fiscal_year, year.id)).values(**row))


async def free_name(books: Books, name: str) -> str:
    """The name, or with a number behind it where another fiscal year has it already."""
    taken = await books.fetch_all(select(fiscal_year.c.name).where(books.own(fiscal_year)))
    names = {row["name"] for row in taken}
    tries = (name, *(f"{name}-{n}" for n in range(2, len(names) + 3)))
    return next(one for one in tries if one not in names)


async def name_taken(books: Books, name: str, but: UUID | None = None) -> bool:
    """Whether another fiscal year bears this name."""
    same = fiscal_year.c.name == name
    return await books.exists(fiscal_year, same if but is None else same & (fiscal_year.c.id != but))


async def overlapping(books: Books, first: date, last: date, but: UUID | None = None) -> str | None:
    """The name of another fiscal year that shares a day with these dates."""
    shared = books.own(fiscal_year) & (fiscal_year.c.start_date <= last) & (fiscal_year.c.end_date >= first)
    if but is not None:
        shared &= fiscal_year.c.id != but
    name: str | None = await books.fetch_value(select(fiscal_year.c.name).where(shared).limit(1))
    return name


async def closed_through(books: Books) -> date | None:
    """The end of the last closed fiscal year."""
    closed = books.own(fiscal_year) & (fiscal_year.c.status == YearStatus.CLOSED)
    day: date | None = await books.fetch_value(select(func.max(fiscal_year.c.end_date)).where(closed))
    return day


async def open_before(books: Books, day: date) -> str | None:
    """The name of the first open fiscal year that ends before a day."""
    early = books.own(fiscal_year) & (fiscal_year.c.status == YearStatus.OPEN) & (fiscal_year.c.end_date < day)
    query = select(fiscal_year.c.name).where(early).order_by(fiscal_year.c.start_date).limit(1)
    name: str | None = await books.fetch_value(query)
    return name


async def result_lines(books: Books, first: date, last: date) -> Sequence[tuple[UUID, int]]:
    """What each account of revenue and expense moved between two days, in minor units, debit above zero."""
    account = and_(
        ledger_account.c.profile_id == journal_line.c.profile_id, ledger_account.c.id == journal_line.c.account_id
    )
    moved = func.sum(journal_line.c.amount_minor).label("moved")
    query = (
        select(ledger_account.c.id, moved)
        .select_from(journal_line.join(ledger_account, account))
        .where(books.own(journal_line), ledger_account.c["class"].in_(("revenue", "expense")))
        .where(journal_line.c.date.between(first, last))
        .group_by(ledger_account.c.id, ledger_account.c.number)
        .having(func.sum(journal_line.c.amount_minor) != 0)
        .order_by(ledger_account.c.number)
    )
    return [(row["id"], int(row["moved"])) for row in await books.fetch_all(query)]


def _year(row: RowMapping) -> FiscalYear:
    fields = plain(row)
    return FiscalYear.model_validate(fields | {"entry_count": fields.pop("last_n")})
