"""What proving the chain needs to read: entries in order, each with its lines, and where the chain stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, and_, bindparam, case, func, select

from luma_mcp.domain.ledger import GENESIS, Record
from luma_mcp.store.books import OWN, Books, own_rows
from luma_mcp.store.fiscal_years import fiscal_year
from luma_mcp.store.journal import cash_line, journal_entry, journal_line, ledger_head
from luma_mcp.store.posting import ENTRY_FACTS, LINE_FACTS
from luma_mcp.store.proofs.raw import raw

AMOUNT = LINE_FACTS.index("amount_minor")
_HEAD = ("seq", "n", "number", "date", "line_count", "hash_version", "prev_hash", "hash")


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as the chain holds it; `lines` are what the digest covers, `stamps` the lines' own seq and date."""

    seq: int
    n: int
    number: str
    date: Any
    line_count: int
    hash_version: int
    hash: str
    record: Record
    stamps: Sequence[tuple[Any, ...]]
    lines: Sequence[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Head:
    """Where the books say that the chain stands, and how many lines count on a cash basis."""

    seq: int
    hash: str
    cash_seq: int
    cash_lines: int
    last_cash_seq: int


@dataclass(frozen=True, slots=True)
class Year:
    """A fiscal year: the last voucher number that it gave, and what its entries bear."""

    name: str
    last_n: int
    entries: int
    highest_n: int
    outside: int
    """How many of its entries are dated outside it."""


async def links_after(books: Books, seq: int, most: int) -> list[Link]:
    """The next entries of the chain with their lines, at most so many numbers on."""
    heads_asked, lines_asked = _links()
    stretch = {OWN: books.profile_id, "after": seq, "through": seq + most}
    heads = await books.fetch_rows(heads_asked, stretch)
    rows = await books.fetch_rows(lines_asked, stretch)
    lines: dict[int, list[tuple[Any, ...]]] = {}
    for row in rows:
        lines.setdefault(row[0], []).append(row[1:])
    return [_link(head, lines.get(head[0], [])) for head in heads]


@cache
def _links() -> tuple[Select[Any], Select[Any]]:
    """The questions for a stretch of entries, and for their lines."""
    after, through = (bindparam(name, type_=journal_entry.c.seq.type) for name in ("after", "through"))
    stretch = and_(own_rows(journal_entry), journal_entry.c.seq > after, journal_entry.c.seq <= through)
    names = (*_HEAD, *ENTRY_FACTS)
    heads = select(*[raw(journal_entry.c[name]) for name in names]).where(stretch).order_by(journal_entry.c.seq)
    of_entry = and_(
        journal_line.c.profile_id == journal_entry.c.profile_id, journal_line.c.entry_id == journal_entry.c.id
    )
    columns = [raw(journal_entry.c.seq), raw(journal_line.c.seq), raw(journal_line.c.date)]
    columns += [raw(journal_line.c[name]) for name in LINE_FACTS]
    lines = select(*columns).select_from(journal_entry.join(journal_line, of_entry)).where(stretch)
    return heads, lines.order_by(journal_entry.c.seq, journal_line.c.n)


def _link(head: Sequence[Any], lines: list[tuple[Any, ...]]) -> Link:
    seq, n, number, day, line_count, version, prev_hash, digest = head[:8]
    return Link(
        seq=seq,
        n=n,
        number=number,
        date=day,
        line_count=line_count,
        hash_version=version,
        hash=digest,
        record=Record(prev_hash, tuple(head[8:])),
        stamps=[line[:2] for line in lines],
        lines=[line[2:] for line in lines],
    )


async def hash_at(books: Books, seq: int) -> str:
    """The hash of an entry, or what the first one follows."""
    query = select(journal_entry.c.hash).where(books.own(journal_entry), journal_entry.c.seq == seq)
    return str(await books.fetch_value(query) or GENESIS)


async def head_of(books: Books) -> Head | None:
    """Where the chain stands; None where there is no ledger."""
    row = await books.fetch_one(_head(), {OWN: books.profile_id})
    return Head(**row) if row else None


@cache
def _head() -> Select[Any]:
    counts = [
        _of(func.count(), cash_line, "cash_lines"),
        _of(func.coalesce(func.max(cash_line.c.seq), 0), cash_line, "last_cash_seq"),
    ]
    columns = [ledger_head.c.seq, ledger_head.c.hash, ledger_head.c.cash_seq, *counts]
    return select(*columns).where(own_rows(ledger_head))


async def lines_without_entry(books: Books, most: int) -> list[str]:
    """The entries that lines name and that are not there."""
    return sorted(str(row[0]) for row in await books.fetch_rows(_alone(), {OWN: books.profile_id, "most": most}))


@cache
def _alone() -> Select[Any]:
    gone = ~(
        select(journal_entry.c.id)
        .where(journal_entry.c.profile_id == journal_line.c.profile_id, journal_entry.c.id == journal_line.c.entry_id)
        .exists()
    )
    most = bindparam("most", type_=Integer())
    return select(journal_line.c.entry_id).distinct().where(own_rows(journal_line), gone).limit(most)


async def years_of(books: Books) -> list[Year]:
    """The fiscal years, oldest first, with what their entries bear."""
    rows = await books.fetch_rows(_years(), {OWN: books.profile_id})
    return [Year(row[0], row[1], int(row[2]), int(row[3]), int(row[4])) for row in rows]


@cache
def _years() -> Select[Any]:
    outside = func.sum(case((_outside(), 1), else_=0))
    here = and_(
        journal_entry.c.profile_id == fiscal_year.c.profile_id, journal_entry.c.fiscal_year_id == fiscal_year.c.id
    )
    counted = [func.count(journal_entry.c.id), func.coalesce(func.max(journal_entry.c.n), 0), func.coalesce(outside, 0)]
    years = [fiscal_year.c.name, fiscal_year.c.last_n, fiscal_year.c.start_date]
    query = select(*years[:2], *counted).select_from(fiscal_year.outerjoin(journal_entry, here))
    query = query.where(own_rows(fiscal_year)).group_by(fiscal_year.c.id, *years)
    return query.order_by(fiscal_year.c.start_date)


async def entries_outside(books: Books, year: str, most: int) -> list[str]:
    """The numbers of a year's entries that are dated outside it."""
    query = select(journal_entry.c.number).where(_in_year(books, year), _outside())
    return [row[0] for row in await books.fetch_rows(query.order_by(journal_entry.c.seq).limit(most))]


async def first_missing_n(books: Books, year: str) -> int:
    """The lowest voucher number of a year that no entry bears."""
    earlier = journal_entry.alias("earlier")
    follows = (
        select(earlier.c.id)
        .where(
            earlier.c.profile_id == journal_entry.c.profile_id,
            earlier.c.fiscal_year_id == journal_entry.c.fiscal_year_id,
            earlier.c.n == journal_entry.c.n + 1,
        )
        .exists()
    )
    first = select(func.min(journal_entry.c.n)).where(_in_year(books, year))
    if await books.fetch_value(first) != 1:
        return 1
    gap = select(func.min(journal_entry.c.n + 1)).where(_in_year(books, year), ~follows)
    return int(await books.fetch_value(gap))


def _in_year(books: Books, name: str) -> Any:
    return and_(
        books.own(journal_entry),
        fiscal_year.c.profile_id == journal_entry.c.profile_id,
        fiscal_year.c.id == journal_entry.c.fiscal_year_id,
        fiscal_year.c.name == name,
    )


def _outside() -> Any:
    return ~journal_entry.c.date.between(fiscal_year.c.start_date, fiscal_year.c.end_date)


def _of(what: Any, table: Any, name: str) -> Any:
    return select(what).select_from(table).where(own_rows(table)).scalar_subquery().label(name)
