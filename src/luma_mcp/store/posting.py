"""Writing the journal: where the chain stands, and an entry with its lines, items and what counts on a cash basis."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, and_, bindparam, func, or_, select

from luma_mcp.domain.ledger import (
    HASH_VERSION,
    Area,
    EntryKind,
    Leg,
    Posted,
    Record,
    RecordLine,
    Source,
    Voucher,
    chain_hash,
)
from luma_mcp.domain.model import Day
from luma_mcp.store.books import OWN, Books, WritableBooks, own_rows
from luma_mcp.store.entry_facts import write_facts
from luma_mcp.store.fiscal_years import fiscal_year
from luma_mcp.store.journal import cash_line, hold_ledger, journal_entry, journal_line, ledger_head
from luma_mcp.store.ledger_accounts import ledger_account
from luma_mcp.store.open_items import open_item
from luma_mcp.store.period_locks import lock_exception, period_lock
from luma_mcp.store.tags import tags_of_entries, tags_of_lines, write_tags

ENTRY_FACTS = (
    "profile_id", "id", "seq", "fiscal_year_id", "n", "date", "kind", "area", "source", "source_id", "voucher_id",
    "version", "reverses", "currency", "rate", "rate_date", "created_by", "created_at",
)  # fmt: skip
LINE_FACTS = (
    "n", "account_id", "amount_minor", "currency", "amount_tc_minor", "vat_code", "vat_role", "vat_base_minor",
    "tax_date", "open_item_id", "client_id", "vendor_id",
)  # fmt: skip
"""What the digest of an entry covers, in this order."""


OF_RESULT = frozenset({"revenue", "expense"})


@dataclass(frozen=True, slots=True)
class Ground:
    """Where the next entry goes: its fiscal year and number, what it follows, and up to when dates are locked."""

    year_id: UUID | None
    """None where no fiscal year holds the date."""
    year_name: str
    last_n: int
    seq: int
    hash: str
    cash_seq: int
    currency: str
    locked_through: date | None
    vat_locked_through: date | None
    """The last day of VAT periods that were filed; what comes late goes to the next one."""


async def ground_for(books: WritableBooks, day: date, areas: Sequence[str]) -> Ground:
    """Where an entry of this date goes, locks of these areas and of all considered.

    Other postings wait until this transaction ends.
    """
    await hold_ledger(books)  # wait first and look then: a row that was waited for is read anew, those joined are not
    row = await books.fetch_one(_ground(tuple(areas)), _given(books) | {"day": day})
    if row is None:
        raise LookupError("books without a ledger")
    locks = [row["closed_through"], row["locked_through"], row["year_lock"]]
    return Ground(
        year_id=row["id"],
        year_name=row["name"] or "",
        last_n=row["last_n"] or 0,
        seq=row["seq"],
        hash=row["hash"],
        cash_seq=row["cash_seq"],
        currency=row["currency"],
        vat_locked_through=row["vat_lock"],
        locked_through=max((day for day in locks if day is not None), default=None),
    )


async def locked_day(books: Books, areas: Sequence[str]) -> date | None:
    """The last day that is locked for these areas and this caller."""
    row = await books.fetch_one(_locks(tuple(areas)), _given(books))
    found = [day for day in dict(row).values() if day is not None] if row else []
    return max(found, default=None)


def _given(books: Books) -> dict[str, Any]:
    return {OWN: books.profile_id, "caller": books.scene.caller_id, "now": books.now}


@cache
def _ground(areas: tuple[str, ...]) -> Any:
    day = bindparam("day", type_=fiscal_year.c.start_date.type)
    holds = and_(fiscal_year.c.start_date <= day, fiscal_year.c.end_date >= day)
    here = and_(fiscal_year.c.profile_id == ledger_head.c.profile_id, holds)
    columns: list[Any] = [ledger_head.c.seq, ledger_head.c.hash, ledger_head.c.cash_seq, fiscal_year.c.id]
    columns += [fiscal_year.c.name, fiscal_year.c.last_n, ledger_head.c.currency, _closed()]
    columns += [_locked("locked_through", ["all", *areas]), _locked("vat_lock", ["vat"]), _year_lock()]
    return select(*columns).select_from(ledger_head.outerjoin(fiscal_year, here)).where(own_rows(ledger_head))


@cache
def _locks(areas: tuple[str, ...]) -> Any:
    return select(_closed(), _locked("locked_through", ["all", *areas]), _year_lock())


def _closed() -> Any:
    query = select(func.max(fiscal_year.c.end_date)).where(own_rows(fiscal_year), fiscal_year.c.status == "closed")
    return query.scalar_subquery().label("closed_through")


def _locked(name: str, areas: Sequence[str]) -> Any:
    """Soft locks of these areas without an exception for this caller, and the hard one."""
    own = own_rows(period_lock) & period_lock.c.area.in_(["hard", *areas])
    barred = (period_lock.c.area == "hard") | ~_passes(period_lock.c.area)
    return select(func.max(period_lock.c.locked_through)).where(own, barred).scalar_subquery().label(name)


def _year_lock() -> Any:
    own = own_rows(fiscal_year) & fiscal_year.c.lock_date.is_not(None) & ~_passes("all")
    return select(func.max(fiscal_year.c.lock_date)).where(own).scalar_subquery().label("year_lock")


def _passes(area: Any) -> Any:
    caller = bindparam("caller", type_=lock_exception.c.caller.type)
    return (
        select(lock_exception.c.id)
        .where(
            own_rows(lock_exception),
            lock_exception.c.area == area,
            lock_exception.c.revoked_at.is_(None),
            lock_exception.c.until > bindparam("now", type_=lock_exception.c.until.type),
            or_(lock_exception.c.caller.is_(None), lock_exception.c.caller == caller),
        )
        .exists()
    )


async def write_entry(books: WritableBooks, ground: Ground, voucher: Voucher, entry_id: UUID) -> Posted:
    """Write an entry with its lines and open items; the database checks it and moves balances and head."""
    seq, n = ground.seq + 1, ground.last_n + 1
    stamp = {"created_at": books.now, "updated_at": books.now}
    entry: dict[str, Any] = stamp | {
        "profile_id": books.profile_id,
        "id": entry_id,
        "seq": seq,
        "fiscal_year_id": ground.year_id,
        "n": n,
        "number": f"{ground.year_name}-{n:04d}",
        "voucher_id": voucher.voucher_id or entry_id,
        "line_count": len(voucher.legs),
        "created_by": books.scene.caller_id,
        "hash_version": HASH_VERSION,
        "prev_hash": ground.hash,
    }
    names = ("date", "description", "reference", "external_id", "kind", "area", "source", "source_id", "version")
    entry |= {name: getattr(voucher, name) for name in (*names, "reverses", "currency", "rate", "rate_date")}
    same = {"profile_id": books.profile_id, "entry_id": entry_id, "seq": seq}
    lines = [same | {"n": n} | _line(voucher, leg) for n, leg in enumerate(voucher.legs, start=1)]
    entry["hash"] = digest_of(entry, lines)
    await books.write_rows(journal_line, lines)
    await books.write_rows(open_item, [_item(books, voucher, item, entry_id) | stamp for item in voucher.items])
    await write_tags(books, entry_id, voucher)
    await write_facts(books, entry_id, voucher.facts)
    await books.add(journal_entry, **entry)
    return Posted(entry_id, seq, entry["number"], entry["hash"])


def digest_of(entry: Mapping[str, Any] | RowMapping, lines: Sequence[Mapping[str, Any] | RowMapping]) -> str:
    """The digest that an entry and its lines (in order) must bear."""
    content = tuple(entry[name] for name in ENTRY_FACTS)
    facts: list[RecordLine] = [tuple(line[name] for name in LINE_FACTS) for line in lines]
    return chain_hash(Record(entry["prev_hash"], content), facts)


async def write_cash_lines(
    books: WritableBooks,
    entry_id: UUID,
    day: date,
    amounts: Mapping[UUID, int],
    *,
    cash_seq: int,
    allocation_id: UUID | None = None,
) -> int:
    """Let revenue and expense of an entry count on a day, account by account; answers the last number taken."""
    moved = sorted((account, amount) for account, amount in amounts.items() if amount)
    key = {"profile_id": books.profile_id, "entry_id": entry_id, "allocation_id": allocation_id, "date": day}
    rows = [
        key | {"seq": cash_seq + place, "account_id": account, "amount_minor": amount}
        for place, (account, amount) in enumerate(moved, start=1)
    ]
    await books.write_rows(cash_line, rows)
    return cash_seq + len(rows)


async def cash_seq_of(books: WritableBooks) -> int:
    """The last number of what counts on a cash basis; other writers of it wait."""
    return int(await books.fetch_value(select(ledger_head.c.cash_seq).where(books.own(ledger_head)).with_for_update()))


async def legs_of(books: Books, entry_id: UUID) -> tuple[Leg, ...]:
    """The lines of an entry, as they were posted."""
    own = books.own(journal_line) & (journal_line.c.entry_id == entry_id)
    account = and_(
        ledger_account.c.profile_id == journal_line.c.profile_id, ledger_account.c.id == journal_line.c.account_id
    )
    query = select(journal_line, ledger_account.c["class"]).select_from(journal_line.join(ledger_account, account))
    rows = await books.fetch_all(query.where(own).order_by(journal_line.c.n))
    tags = await tags_of_lines(books, [entry_id])
    names = ("account_id", "vat_code", "vat_role", "tax_date", "open_item_id", "client_id", "vendor_id", "description")
    return tuple(
        Leg(
            **{name: row[name] for name in names},
            tag_ids=tags.get((entry_id, row["n"]), ()),
            amount=row["amount_minor"],
            amount_tc=row["amount_tc_minor"],
            vat_base=row["vat_base_minor"],
            of_result=row["class"] in OF_RESULT,
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """The head of an entry, as far as it is needed to take it back."""

    id: UUID
    number: str
    date: Day
    description: str
    source: Source
    source_id: UUID | None
    kind: EntryKind
    area: Area
    currency: str
    rate: Decimal | None
    rate_date: Day | None


async def find_entry(books: Books, entry_id: UUID) -> Entry | None:
    """One entry."""
    row = await books.fetch_one(select(*_HEAD).where(books.this(journal_entry, entry_id)))
    return _entry(row) if row else None


async def tags_of_entry(books: Books, entry_id: UUID) -> tuple[UUID, ...]:
    """The values of dimensions that an entry bears."""
    return (await tags_of_entries(books, [entry_id])).get(entry_id, ())


async def live_entries(books: Books, sources: Sequence[Source], source_id: UUID) -> Sequence[Entry]:
    """The entries of a document that are neither reversed nor reversals, newest first."""
    back = journal_entry.alias("back")
    undone = (
        select(back.c.id)
        .where(back.c.profile_id == journal_entry.c.profile_id, back.c.reverses == journal_entry.c.id)
        .exists()
    )
    own = books.own(journal_entry) & (journal_entry.c.source_id == source_id) & journal_entry.c.source.in_(sources)
    query = select(*_HEAD).where(own, journal_entry.c.reverses.is_(None), ~undone)
    return [_entry(row) for row in await books.fetch_all(query.order_by(journal_entry.c.seq.desc()))]


_HEAD = [journal_entry.c[name] for name in Entry.__dataclass_fields__]


def _entry(row: RowMapping) -> Entry:
    words = {"source": Source(row["source"]), "kind": EntryKind(row["kind"]), "area": Area(row["area"])}
    return Entry(**dict(row) | words)


def _line(voucher: Voucher, leg: Leg) -> dict[str, Any]:
    names = ("account_id", "vat_code", "vat_role", "tax_date", "open_item_id", "client_id", "vendor_id", "description")
    return {name: getattr(leg, name) for name in names} | {
        "date": voucher.date,
        "amount_minor": leg.amount,
        "currency": voucher.currency,
        "amount_tc_minor": leg.amount_tc,
        "vat_base_minor": leg.vat_base,
    }


def _item(books: WritableBooks, voucher: Voucher, item: Any, entry_id: UUID) -> dict[str, Any]:
    names = ("id", "kind", "account_id", "client_id", "vendor_id", "number", "due_date")
    return {name: getattr(item, name) for name in names} | {
        "profile_id": books.profile_id,
        "source": voucher.source,
        "source_id": item.source_id or voucher.source_id,
        "currency": voucher.currency,
        "original_tc_minor": item.amount_tc,
        "original_minor": item.amount,
        "open_tc_minor": item.amount_tc,
        "open_minor": item.amount,
        "date": voucher.date,
        "closed_on": None,
        "entry_id": entry_id,
    }
