"""What proving open items needs to read: those that differ from their allocations or from their entry."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, and_, bindparam, func, or_, select

from luma_mcp.store.books import OWN, Books, own_rows
from luma_mcp.store.journal import journal_entry, journal_line
from luma_mcp.store.open_items import item_allocation, open_item
from luma_mcp.store.proofs.raw import raw

_MOST = bindparam("most", type_=Integer())


@dataclass(frozen=True, slots=True)
class Settled:
    """An item that does not add up: what is said, and what its allocations make. Amounts are minor units."""

    id: Any
    kind: str
    number: str | None
    original_tc: int
    original: int
    open_tc: int
    open: int
    closed_on: Any
    settled_tc: int
    settled: int
    last: Any


@dataclass(frozen=True, slots=True)
class Opened:
    """An item that is not what its entry posted to it."""

    id: Any
    kind: str
    number: str | None
    original_tc: int
    original: int
    posted_tc: int
    posted: int


@dataclass(frozen=True, slots=True)
class Undone:
    """An allocation that takes another one back without being its opposite."""

    id: Any
    item_id: Any


async def count_items(books: Books) -> int:
    """How many items there are, settled ones too."""
    return int(await books.fetch_value(_counted(), {OWN: books.profile_id}))


@cache
def _counted() -> Select[Any]:
    return select(func.count()).select_from(open_item).where(own_rows(open_item))


async def unsettled_items(books: Books, most: int) -> list[Settled]:
    """Items whose open amounts, or the day on which they were closed, are not what their allocations make of them."""
    return [Settled(*row) for row in await books.fetch_rows(_unsettled(), {OWN: books.profile_id, "most": most})]


@cache
def _unsettled() -> Select[Any]:
    sums = (
        select(
            item_allocation.c.profile_id,
            item_allocation.c.item_id,
            func.sum(item_allocation.c.amount_tc_minor).label("tc"),
            func.sum(item_allocation.c.amount_minor).label("base"),
            func.max(item_allocation.c.date).label("last"),
        )
        .where(own_rows(item_allocation))
        .group_by(item_allocation.c.profile_id, item_allocation.c.item_id)
        .subquery("settled")
    )
    settled_tc, settled = func.coalesce(sums.c.tc, 0), func.coalesce(sums.c.base, 0)
    item = open_item.c
    is_open = or_(item.open_tc_minor != 0, item.open_minor != 0)
    wrong = or_(
        item.open_tc_minor != item.original_tc_minor - settled_tc,
        item.open_minor != item.original_minor - settled,
        and_(is_open, item.closed_on.is_not(None)),
        and_(~is_open, item.closed_on.is_distinct_from(sums.c.last)),
        _beyond(item.open_tc_minor, item.original_tc_minor),
        and_(item.original_tc_minor != 0, item.open_tc_minor == 0, item.open_minor != 0),
    )
    columns = [item.original_tc_minor, item.original_minor, item.open_tc_minor, item.open_minor, raw(item.closed_on)]
    return (
        select(item.id, item.kind, item.number, *columns, settled_tc, settled, raw(sums.c.last))
        .select_from(open_item.outerjoin(sums, sums.c.item_id == item.id))
        .where(own_rows(open_item), wrong)
        .order_by(item.date, item.id)
        .limit(_MOST)
    )


async def misposted_items(books: Books, most: int) -> list[Opened]:
    """Items whose original amounts are not what their entry posted to them, on their account and their day."""
    return [Opened(*row) for row in await books.fetch_rows(_misposted(), {OWN: books.profile_id, "most": most})]


@cache
def _misposted() -> Select[Any]:
    item, line = open_item.c, journal_line.c
    posted_tc, posted = func.coalesce(func.sum(line.amount_tc_minor), 0), func.coalesce(func.sum(line.amount_minor), 0)
    of_item = and_(
        line.profile_id == item.profile_id,
        line.open_item_id == item.id,
        line.entry_id == item.entry_id,
        line.account_id == item.account_id,
        line.date == item.date,
        line.currency == item.currency,
    )
    columns = [item.id, item.kind, item.number, item.original_tc_minor, item.original_minor]
    return (
        select(*columns, posted_tc, posted)
        .select_from(open_item.outerjoin(journal_line, of_item))
        .where(own_rows(open_item))
        .group_by(*columns, item.date)
        .having(or_(posted_tc != item.original_tc_minor, posted != item.original_minor))
        .order_by(item.date, item.id)
        .limit(_MOST)
    )


async def lopsided_reversals(books: Books, most: int) -> list[Undone]:
    """Allocations that take another one back and are not its exact opposite."""
    return [Undone(*row) for row in await books.fetch_rows(_lopsided(), {OWN: books.profile_id, "most": most})]


@cache
def _lopsided() -> Select[Any]:
    back, done = item_allocation.alias("back"), item_allocation.alias("done")
    taken_back = and_(done.c.profile_id == back.c.profile_id, done.c.id == back.c.reverses)
    wrong = or_(
        done.c.item_id != back.c.item_id,
        done.c.amount_tc_minor != -back.c.amount_tc_minor,
        done.c.amount_minor != -back.c.amount_minor,
    )
    query = select(back.c.id, back.c.item_id).select_from(back.join(done, taken_back)).where(own_rows(back), wrong)
    return query.order_by(back.c.id).limit(_MOST)


async def strayed_lines(books: Books, most: int) -> list[tuple[str, int]]:
    """Entry number and line of what is posted to an item of another account."""
    rows = await books.fetch_rows(_strayed(), {OWN: books.profile_id, "most": most})
    return [(row[0], row[1]) for row in rows]


@cache
def _strayed() -> Select[Any]:
    line, item = journal_line.c, open_item.c
    of_item = and_(item.profile_id == line.profile_id, item.id == line.open_item_id)
    of_entry = and_(journal_entry.c.profile_id == line.profile_id, journal_entry.c.id == line.entry_id)
    query = (
        select(journal_entry.c.number, line.n)
        .select_from(journal_line.join(open_item, of_item).join(journal_entry, of_entry))
        .where(own_rows(journal_line), line.account_id != item.account_id)
    )
    return query.order_by(journal_entry.c.seq, line.n).limit(_MOST)


def _beyond(left: Any, original: Any) -> Any:
    """What is open bears another sign than the item, or is more than it."""
    return or_(and_(original > 0, or_(left < 0, left > original)), and_(original < 0, or_(left > 0, left < original)))
