"""Journal entries as they are listed and shown, each with what takes it back and its other versions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, and_, case, func, or_, select

from luma_mcp.domain.journal_entries import (
    TYPE_OF,
    EntryStatus,
    JournalEntry,
    JournalEntryQuery,
    JournalEntryRow,
    entry_actions,
)
from luma_mcp.domain.ledger import Source
from luma_mcp.domain.money import to_major
from luma_mcp.domain.paging import Page
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.clients import client
from luma_mcp.store.entry_filters import accounts_meant, within
from luma_mcp.store.entry_line_list import lines_of
from luma_mcp.store.journal import cash_line, journal_entry, journal_line, ledger_head
from luma_mcp.store.journal_tables import entry_fact
from luma_mcp.store.listing import Listing, between, list_rows, words_match
from luma_mcp.store.tags import tags_of_entries
from luma_mcp.store.vendor_table import vendor

_BACK, _OTHER = journal_entry.alias("back"), journal_entry.alias("other")

_TAKEN_BACK = and_(_BACK.c.profile_id == journal_entry.c.profile_id, _BACK.c.reverses == journal_entry.c.id)
_LINES = and_(journal_line.c.profile_id == journal_entry.c.profile_id, journal_line.c.entry_id == journal_entry.c.id)
_HIDDEN = or_(journal_entry.c.reverses.is_not(None), select(_BACK.c.id).where(_TAKEN_BACK).exists())
"""Reversed, or a reversal."""


def _version(step: int, label: str) -> Any:
    same = and_(_OTHER.c.profile_id == journal_entry.c.profile_id, _OTHER.c.voucher_id == journal_entry.c.voucher_id)
    beside = _OTHER.c.version == journal_entry.c.version + step
    return select(_OTHER.c.id).where(same, beside).scalar_subquery().label(label)


def _debits(amount: Any) -> Any:
    return select(func.sum(amount)).where(_LINES, amount > 0).correlate(journal_entry).scalar_subquery()


def _party(name: str) -> Any:
    """Whom an entry is about; one of a document is about whom its line on receivables or payables names."""
    named = journal_line.c[name]
    of_line = select(named).where(_LINES, named.is_not(None)).order_by(journal_line.c.n).limit(1)
    of_document = journal_entry.c.source.in_([str(source) for source in TYPE_OF])
    said = case((of_document, of_line.correlate(journal_entry).scalar_subquery()), else_=entry_fact.c[name])
    return said.label(name)


_TYPE = func.coalesce(
    entry_fact.c.type,
    case(*((journal_entry.c.source == one, str(of)) for one, of in TYPE_OF.items()), else_="journal_entry"),
)
_BASE = select(ledger_head.c.currency).where(ledger_head.c.profile_id == journal_entry.c.profile_id).scalar_subquery()
_COLUMNS = [
    journal_entry,
    select(_BACK.c.id).where(_TAKEN_BACK).scalar_subquery().label("reversed_by"),
    _version(-1, "corrects"),
    _version(1, "corrected_by"),
    _debits(journal_line.c.amount_tc_minor).label("debits_minor"),
    _TYPE.label("type"),
    _BASE.label("base"),
    entry_fact.c.category_id,
    entry_fact.c.original_tc_minor,
    _party("client_id"),
    _party("vendor_id"),
]
_SOURCE = journal_entry.outerjoin(
    entry_fact,
    and_(entry_fact.c.profile_id == journal_entry.c.profile_id, entry_fact.c.entry_id == journal_entry.c.id),
)
_SHOWN = (
    "number", "date", "description", "reference", "source", "source_id", "currency", "version",
    "reverses", "reversed_by", "corrects", "corrected_by", "external_id", "hash", "created_at", "updated_at", "type",
    "category_id", "client_id", "vendor_id",
)  # fmt: skip
FOUND_BY = (
    journal_entry.c.description
    + " "
    + func.coalesce(journal_entry.c.reference, "")
    + " "
    + journal_entry.c.number
    + " "
    + func.coalesce(journal_entry.c.external_id, "")
)
"""What an entry is found by."""

_LISTING = Listing(
    columns=_COLUMNS,
    source=_SOURCE,
    id=journal_entry.c.id,
    sorts={
        "date": journal_entry.c.date,
        "number": journal_entry.c.number,
        "created_at": journal_entry.c.created_at,
    },
)


@dataclass(frozen=True, slots=True)
class Parties:
    """The clients and vendors that lines name, as far as they are there; clients with their deadline in days."""

    deadlines: Mapping[UUID, int | None]
    vendors: frozenset[UUID]


async def list_entries(books: Books, query: JournalEntryQuery) -> Page[JournalEntryRow]:
    """A page of journal entries."""
    amounts = within(query, _debits(journal_line.c.amount_minor), _BASE)
    conditions = [*_own(books, query), *_of_lines(books, query), *amounts]
    listed = await list_rows(books, _LISTING, query, conditions)
    ids = {row["id"]: row["currency"] for row in listed.rows}
    tags = await tags_of_entries(books, ids)
    lines = await lines_of(books, ids) if query.include_lines else {}
    data = tuple(
        JournalEntryRow(**_fields(row), tag_ids=tags.get(row["id"], ()), lines=lines.get(row["id"]))
        for row in listed.rows
    )
    return Page[JournalEntryRow](data=data, meta=listed.meta)


async def find_entry(
    books: Books, wanted: UUID, *, include_reversed: bool = False, exact: bool = False
) -> JournalEntry | None:
    """An entry by its id, in its newest version, or by the id of one version (which an exact one must be).

    One that was reversed, and what reverses, only if asked for.
    """
    meant = journal_entry.c.id == wanted
    if not exact:
        meant = or_(journal_entry.c.voucher_id == wanted, meant)
    query = select(*_COLUMNS).select_from(_SOURCE).where(books.own(journal_entry), meant)
    if not include_reversed:
        query = query.where(~_HIDDEN)
    first = case((journal_entry.c.voucher_id == wanted, 0), else_=1)
    row = await books.fetch_one(query.order_by(first, journal_entry.c.version.desc()).limit(1))
    if row is None:
        return None
    tags = (await tags_of_entries(books, [row["id"]])).get(row["id"], ())
    lines = await lines_of(books, {row["id"]: row["currency"]})
    return JournalEntry(**_fields(row), tag_ids=tags, lines=lines[row["id"]])


async def hold_entry(books: WritableBooks, wanted: UUID) -> None:
    """Keep other writes from changing the versions of an entry until this one is done."""
    meant = or_(journal_entry.c.voucher_id == wanted, journal_entry.c.id == wanted)
    await books.hold(journal_entry, books.own(journal_entry) & meant)


async def mend_entry(books: WritableBooks, entry_id: UUID, **fields: Any) -> None:
    """Write what may be mended of a posted entry: description, reference, external id."""
    this = books.this(journal_entry, entry_id)
    await books.write(journal_entry.update().where(this).values(**fields, updated_at=books.now))


async def external_id_taken(books: Books, external_id: str, but: UUID | None = None) -> bool:
    """Whether another entry bears this external id."""
    same = journal_entry.c.external_id == external_id
    return await books.exists(journal_entry, same if but is None else same & (journal_entry.c.id != but))


async def parties_of(books: Books, clients: Iterable[UUID], vendors: Iterable[UUID]) -> Parties:
    """The clients and vendors with these ids."""
    wanted, sellers = set(clients), set(vendors)
    deadlines, found = {}, frozenset[UUID]()
    if wanted:
        query = select(client.c.id, client.c.payment_deadline_days).where(books.own(client), client.c.id.in_(wanted))
        deadlines = {row["id"]: row["payment_deadline_days"] for row in await books.fetch_all(query)}
    if sellers:
        live = books.own(vendor) & vendor.c.id.in_(sellers) & vendor.c.deleted_at.is_(None)
        found = frozenset(row["id"] for row in await books.fetch_all(select(vendor.c.id).where(live)))
    return Parties(deadlines, found)


async def counted_at_once(books: Books, entry_id: UUID) -> Mapping[UUID, int]:
    """What of an entry's revenue and expense counted on a cash basis without an allocation, by account."""
    own = books.own(cash_line) & (cash_line.c.entry_id == entry_id) & cash_line.c.allocation_id.is_(None)
    amount = func.sum(cash_line.c.amount_minor).label("amount")
    rows = await books.fetch_all(select(cash_line.c.account_id, amount).where(own).group_by(cash_line.c.account_id))
    return {row["account_id"]: int(row["amount"]) for row in rows}


def _own(books: Books, query: JournalEntryQuery) -> list[ColumnElement[bool]]:
    conditions = [books.own(journal_entry), *between(journal_entry.c.date, query.from_, query.to)]
    taken_back = select(_BACK.c.id).where(_TAKEN_BACK).exists()
    if query.status:
        conditions.append(taken_back if query.status is EntryStatus.REVERSED else ~taken_back)
    if not query.include_reversed and query.status is not EntryStatus.REVERSED:
        conditions.append(~_HIDDEN)
    if query.source:
        conditions.append(journal_entry.c.source == query.source)
    if query.type:
        conditions.append(_TYPE == query.type)  # noqa: SIM300
    if query.external_id:
        conditions.append(journal_entry.c.external_id == query.external_id)
    if query.updated_since:
        conditions.append(journal_entry.c.updated_at >= query.updated_since)
    if query.search:  # SQLite's lower() knows ASCII alone, so words are looked for as they were typed too
        typed = and_(*(FOUND_BY.contains(word, autoescape=True) for word in query.search.split()))
        conditions.append(or_(words_match(func.lower(FOUND_BY), query.search), typed))
    return conditions


def _of_lines(books: Books, query: JournalEntryQuery) -> list[ColumnElement[bool]]:
    """Entries with a line on this account, and of this party: by themselves or by a line."""
    conditions: list[ColumnElement[bool]] = []
    if query.account:
        conditions.append(_has_line(journal_line.c.account_id.in_(accounts_meant(books, query.account))))
    for name, party in (("client_id", query.client_id), ("vendor_id", query.vendor_id)):
        if party is not None:
            conditions.append(or_(entry_fact.c[name] == party, _has_line(journal_line.c[name] == party)))
    return conditions


def _has_line(one: ColumnElement[bool]) -> ColumnElement[bool]:
    return select(journal_line.c.n).where(_LINES, one).correlate(journal_entry).exists()


def _fields(row: RowMapping) -> dict[str, Any]:
    visible = row["reverses"] is None and row["reversed_by"] is None
    original, foreign = row["original_tc_minor"], row["currency"] != row["base"]
    return {name: row[name] for name in _SHOWN} | {
        "rate": row["rate"] if foreign else None,
        "rate_date": row["rate_date"] if foreign else None,
        "id": row["voucher_id"],
        "entry_id": row["id"],
        "status": EntryStatus.REVERSED if row["reversed_by"] else EntryStatus.POSTED,
        "amount": to_major(int(row["debits_minor"] or 0), row["currency"]),
        "original_amount": None if original is None else to_major(original, row["currency"]),
        "allowed_actions": entry_actions(Source(row["source"]), visible=visible),
    }
