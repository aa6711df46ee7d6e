"""Fiscal years: list, open, change, close in order, reopen in order."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from luma_mcp.domain.fiscal_years import (
    FiscalYear,
    FiscalYearChange,
    FiscalYearDraft,
    FiscalYearQuery,
    YearStatus,
    check_year,
)
from luma_mcp.domain.ledger import EntryKind, Leg, Source, Voucher
from luma_mcp.domain.paging import Page
from luma_mcp.errors import Invalid, NotFound, StatusNotAllowed
from luma_mcp.ledger_errors import HardLock, PeriodLocked, YearGap, YearOrder, YearOverlap
from luma_mcp.operation import reads, writes
from luma_mcp.operations.changes import changed_fields
from luma_mcp.operations.posting import post, reverse, year_name
from luma_mcp.store import year_list as store
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.chart import accounts_by_role, base_currency
from luma_mcp.store.fiscal_years import add_year, neighbours
from luma_mcp.store.period_locks import locks_of
from luma_mcp.store.posting import live_entries


@reads("fiscal-years")
async def list_fiscal_years(books: Books, query: FiscalYearQuery) -> Page[FiscalYear]:
    """List fiscal years, the latest first, with status and lock date; search looks at the name."""
    return await store.list_years(books, query)


@writes("fiscal-years")
async def create_fiscal_year(books: WritableBooks, draft: FiscalYearDraft) -> FiscalYear:
    """Open a fiscal year of at most 23 months; one that is missing is made by the first entry in it.

    Raises:
        YearOverlap: another year holds one of its days.
        YearGap: it adjoins no other year.
        PeriodLocked: it lies before a closed year.
    """
    check_year(draft.start_date, draft.end_date, draft.lock_date)
    await _check_place(books, draft.start_date, draft.end_date)
    await _check_adjoining(books, draft.start_date, draft.end_date)
    if draft.name and await store.name_taken(books, draft.name):
        raise Invalid.field("name", f"another fiscal year is called {draft.name}")
    name = draft.name or await store.free_name(books, year_name(draft.start_date, draft.end_date))
    made = await _year(books, await add_year(books, name, draft.start_date, draft.end_date))
    if draft.lock_date is None:
        return made
    locked = made.model_copy(update={"lock_date": draft.lock_date})
    await store.save_year(books, locked)
    return locked


@writes("fiscal-years", destructive=True)
async def update_fiscal_year(books: WritableBooks, change: FiscalYearChange) -> FiscalYear:
    """Change, lock, close or reopen a fiscal year: closed the earliest first, reopened the latest first.

    A closed year takes no entries. With `closing_entry` its result is carried to retained earnings by an entry on its
    last day; reports show the same without one. Reopening takes that entry back.

    Raises:
        YearOrder: an earlier year is open, or a later one closed.
        StatusNotAllowed: the year is not over.
        HardLock: a hard lock holds the year that is to be reopened.
        YearOverlap: its entries, or another year, lie in the way of its new dates.
        YearGap: its new dates leave days between it and the year beside it.
    """
    await store.hold_year(books, change.id)
    before = await _year(books, change.id)
    fields = changed_fields(change)
    closing = fields.pop("closing_entry", False)
    status = fields.pop("status", before.status)
    changed = before.model_copy(update=fields | {"updated_at": books.now})
    await _check_change(books, before, changed, fields)
    if change.model_fields_set == {"id"}:
        return before
    await store.save_year(books, changed)
    if status == before.status:
        return changed
    return await (
        _closed(books, changed, closing=closing) if status is YearStatus.CLOSED else _reopened(books, changed)
    )


async def _year(books: Books, year_id: UUID) -> FiscalYear:
    found = await store.find_year(books, year_id)
    if found is None:
        raise NotFound.of("fiscal year", year_id)
    return found


async def _check_change(books: Books, before: FiscalYear, changed: FiscalYear, fields: dict[str, Any]) -> None:
    check_year(changed.start_date, changed.end_date, changed.lock_date)
    if fields.get("name") and await store.name_taken(books, changed.name, but=before.id):
        raise Invalid.field("name", f"another fiscal year is called {changed.name}")
    if (changed.start_date, changed.end_date) == (before.start_date, before.end_date):
        return
    if before.status is YearStatus.CLOSED:
        raise PeriodLocked(f"The fiscal year {before.name} is closed; its dates stay.")
    await _check_place(books, changed.start_date, changed.end_date, but=before)
    await _check_beside(books, before, changed)


async def _check_place(books: Books, first: date, last: date, but: FiscalYear | None = None) -> None:
    """Refuse a year that shares a day with another, or lies before a closed one."""
    other = await store.overlapping(books, first, last, but=but.id if but else None)
    if other is not None:
        raise YearOverlap(f"{first} to {last} shares days with the fiscal year {other}.")
    closed = await store.closed_through(books)
    if closed is not None and first <= closed:
        raise PeriodLocked.until(first, closed + timedelta(days=1))


async def _check_adjoining(books: Books, first: date, last: date) -> None:
    """Refuse a new year that is neither the first one nor beside another; a year between two may fill a part."""
    before, after = (await neighbours(books, first))[0], (await neighbours(books, last))[1]
    if (before, after) == (None, None) or before == first - timedelta(days=1) or after == last + timedelta(days=1):
        return
    beside = f"the year before it ends on {before}" if before else f"the year after it starts on {after}"
    raise YearGap(f"{first} to {last} leaves a gap: {beside}.")


async def _check_beside(books: Books, before: FiscalYear, changed: FiscalYear) -> None:
    """Refuse dates that leave days between a year and the one that was beside it."""
    earlier, _ = await neighbours(books, before.start_date)
    _, later = await neighbours(books, before.end_date)
    if changed.start_date > before.start_date and earlier == before.start_date - timedelta(days=1):
        raise YearGap(f"The year before {before.name} ends on {earlier}; {changed.start_date} leaves a gap.")
    if changed.end_date < before.end_date and later == before.end_date + timedelta(days=1):
        raise YearGap(f"The year after {before.name} starts on {later}; {changed.end_date} leaves a gap.")


async def _closed(books: WritableBooks, year: FiscalYear, *, closing: bool) -> FiscalYear:
    earlier = await store.open_before(books, year.start_date)
    if earlier is not None:
        raise YearOrder(f"The fiscal year {earlier} is open; close it before {year.name}.")
    if year.end_date >= books.today:
        raise StatusNotAllowed(
            f"The fiscal year {year.name} runs until {year.end_date}.",
            fix=f"Close it from {year.end_date + timedelta(days=1)} on; lock_date closes a part of it at once.",
        )
    if closing:
        await _carry_result(books, year)
    closed = (await _year(books, year.id)).model_copy(
        update={"status": YearStatus.CLOSED, "closed_at": books.now, "updated_at": books.now}
    )
    await store.save_year(books, closed)
    return closed


async def _reopened(books: WritableBooks, year: FiscalYear) -> FiscalYear:
    last = await store.closed_through(books)
    if last is not None and last > year.end_date:
        raise YearOrder(f"A later fiscal year is closed, through {last}; reopen that one before {year.name}.")
    hard = (await locks_of(books)).get("hard")
    if hard is not None and hard >= year.start_date:
        raise HardLock(f"A hard lock through {hard} holds the fiscal year {year.name}; it stays closed.")
    opened = year.model_copy(update={"status": YearStatus.OPEN, "closed_at": None})
    await store.save_year(books, opened)
    for entry in await live_entries(books, [Source.YEAR_CLOSE], year.id):
        await reverse(books, entry.id)
    return await _year(books, year.id)


async def _carry_result(books: WritableBooks, year: FiscalYear) -> None:
    """Bring every account of revenue and expense to zero against retained earnings, on the last day."""
    moved = await store.result_lines(books, year.start_date, year.end_date)
    legs = [Leg(account_id=account, amount=-amount, amount_tc=-amount, of_result=True) for account, amount in moved]
    result = sum(amount for _, amount in moved)
    equity = (await accounts_by_role(books, "retained_earnings"))["retained_earnings"]
    legs.append(Leg(account_id=equity.id, amount=result, amount_tc=result))
    voucher = Voucher(
        date=year.end_date,
        description=f"Closing of the fiscal year {year.name}"[:200],
        source=Source.YEAR_CLOSE,
        source_id=year.id,
        kind=EntryKind.CLOSING,
        legs=tuple(legs),
        currency=await base_currency(books),
    )
    await post(books, voucher)
