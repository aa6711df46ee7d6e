"""Open items as they are listed and shown, with the names of their parties and what settled them."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, and_, func, select

from luma_mcp.domain.ledger import AllocationKind, ItemKind, Source
from luma_mcp.domain.money import to_major
from luma_mcp.domain.open_items import (
    OpenItem,
    OpenItemPage,
    OpenItemQuery,
    OpenItemRow,
    OpenItemSums,
    Settlement,
    item_actions,
)
from luma_mcp.store.books import Books
from luma_mcp.store.chart import base_currency
from luma_mcp.store.clients import client
from luma_mcp.store.journal import journal_entry
from luma_mcp.store.listing import Listing, between, folded, list_rows
from luma_mcp.store.open_items import open_item
from luma_mcp.store.settlements import allocations_of
from luma_mcp.store.vendor_table import vendor

_CLIENT = and_(client.c.profile_id == open_item.c.profile_id, client.c.id == open_item.c.client_id)
_VENDOR = and_(vendor.c.profile_id == open_item.c.profile_id, vendor.c.id == open_item.c.vendor_id)
_SOURCE = open_item.outerjoin(client, _CLIENT).outerjoin(vendor, _VENDOR)
_PARTY = func.coalesce(client.c.name, vendor.c.name).label("party")
_LISTING = Listing(
    columns=[open_item, _PARTY],
    source=_SOURCE,
    id=open_item.c.id,
    sorts={"date": open_item.c.date, "due_date": open_item.c.due_date, "created_at": open_item.c.created_at},
    currency=open_item.c.currency,
    sums={"gross": open_item.c.original_tc_minor, "open": open_item.c.open_tc_minor},
)


async def list_open_items(books: Books, query: OpenItemQuery) -> OpenItemPage:
    """A page of open items with totals over all that match. Items taken back are left out."""
    conditions = _matching(books, query)
    conditions += between(open_item.c.date, query.from_, query.to)
    conditions.append(open_item.c.closed_on.is_not(None) if query.settled else open_item.c.closed_on.is_(None))
    listed = await list_rows(books, _LISTING, query, conditions)
    base = await base_currency(books)
    rows = tuple(OpenItemRow(**_fields(row, base)) for row in listed.rows)
    totals = {name: OpenItemSums(original=sums.gross, open=sums.open) for name, sums in listed.totals.items()}
    return OpenItemPage(data=rows, meta=listed.meta, totals=totals)


async def find_open_item(books: Books, item_id: UUID) -> OpenItem | None:
    """One open item with what settled it, oldest first."""
    query = select(open_item, _PARTY).select_from(_SOURCE).where(books.this(open_item, item_id))
    row = await books.fetch_one(query)
    if row is None:
        return None
    settlements = tuple(
        Settlement(
            id=done.id,
            kind=done.kind,
            date=done.date,
            amount=to_major(done.amount_tc, row["currency"]),
            counter_item_id=done.counter_item_id,
        )
        for done in reversed(await allocations_of(books, item_id))
        if done.kind is not AllocationKind.REVERSAL
    )
    return OpenItem(**_fields(row, await base_currency(books)), settlements=settlements)


def _matching(books: Books, query: OpenItemQuery) -> list[ColumnElement[bool]]:
    taken_back = (
        select(journal_entry.c.id)
        .where(journal_entry.c.profile_id == open_item.c.profile_id, journal_entry.c.reverses == open_item.c.entry_id)
        .exists()
    )
    conditions: list[ColumnElement[bool]] = [books.own(open_item), ~taken_back]
    if query.search:
        words = func.lower(
            func.coalesce(open_item.c.number, "") + " " + func.coalesce(client.c.name, vendor.c.name, "")
        )
        conditions += [words.contains(word, autoescape=True) for word in folded(query.search).split()]
    if query.updated_since:
        conditions.append(open_item.c.updated_at >= query.updated_since)
    for name in ("kind", "client_id", "vendor_id", "currency"):
        wanted = getattr(query, name)
        if wanted is not None:
            conditions.append(open_item.c[name] == wanted)
    return conditions


def _fields(row: RowMapping, base: str) -> dict[str, Any]:
    names = (
        "id", "source_id", "number", "client_id", "vendor_id", "party", "date", "due_date", "currency", "closed_on",
        "created_at", "updated_at",
    )  # fmt: skip
    kind, source, currency = ItemKind(row["kind"]), Source(row["source"]), row["currency"]
    return {name: row[name] for name in names} | {
        "kind": kind,
        "source": source,
        "original": to_major(row["original_tc_minor"], currency),
        "open": to_major(row["open_tc_minor"], currency),
        "open_base": to_major(row["open_minor"], base),
        "allowed_actions": item_actions(kind, source, row["open_tc_minor"]),
    }
