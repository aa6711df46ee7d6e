"""What proving documents needs to read: the rows beneath them, numbers of a series, files."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Table, bindparam, select

from luma_mcp.store.books import OWN, Books, own_rows
from luma_mcp.store.counters import last_taken
from luma_mcp.store.credit_notes import credit_note, credit_note_line, credit_note_tax
from luma_mcp.store.expenses import expense
from luma_mcp.store.files import stored_file
from luma_mcp.store.income import income
from luma_mcp.store.invoices import invoice, invoice_line, invoice_tax
from luma_mcp.store.offer_table import offer, offer_line, offer_tax

BATCH = 200

_DOCUMENTS = {"invoice": invoice, "offer": offer, "credit_note": credit_note}
_LINES = {"invoice": invoice_line, "offer": offer_line, "credit_note": credit_note_line}
_TAXES = {"invoice": invoice_tax, "offer": offer_tax, "credit_note": credit_note_tax}


@dataclass(frozen=True, slots=True)
class Stored:
    """A document as it is kept: head, lines in order, VAT rows."""

    head: Mapping[str, Any]
    lines: Sequence[Mapping[str, Any]]
    taxes: Sequence[Mapping[str, Any]]


async def stored_documents(books: Books, kind: str) -> AsyncIterator[Stored]:
    """All documents of a kind, oldest first: three statements a batch."""
    async for heads in _batches(books, _DOCUMENTS[kind]):
        lines = await _parts(books, _LINES[kind], kind, heads, "position")
        taxes = await _parts(books, _TAXES[kind], kind, heads, "tax_category")
        for head in heads:
            yield Stored(head, lines.get(head["id"], ()), taxes.get(head["id"], ()))


async def _parts(
    books: Books, table: Table, kind: str, heads: Sequence[Mapping[str, Any]], order: str
) -> Mapping[UUID, Sequence[Mapping[str, Any]]]:
    """The lines or VAT rows of a batch of documents, whose ids lie side by side."""
    given = {OWN: books.profile_id, "first": heads[0]["id"], "last": heads[-1]["id"]}
    parts: dict[UUID, list[Mapping[str, Any]]] = {}
    for row in await books.fetch_all(_parts_between(table, f"{kind}_id", order), given):
        parts.setdefault(row[f"{kind}_id"], []).append(dict(row))
    return parts


@cache
def _parts_between(table: Table, parent: str, order: str) -> Select[Any]:
    first, last = (bindparam(name, type_=table.c[parent].type) for name in ("first", "last"))
    own = own_rows(table) & table.c[parent].between(first, last)
    return select(table).where(own).order_by(table.c[parent], table.c[order])


async def series_numbers(books: Books, kind: str) -> tuple[int, set[int]]:
    """The last number that a series gave, and the numbers that documents bear."""
    borne = await books.fetch_rows(_borne(_DOCUMENTS[kind]), {OWN: books.profile_id})
    return await last_taken(books, kind), {row[0] for row in borne}


@cache
def _borne(table: Table) -> Select[Any]:
    return select(table.c.series_n).where(own_rows(table), table.c.series_n.is_not(None))


async def gross_rows(books: Books, kind: str) -> AsyncIterator[Mapping[str, Any]]:
    """Expenses or income: gross, tax and rate of each."""
    async for rows in _batches(books, {"expense": expense, "income": income}[kind]):
        for row in rows:
            yield row


async def files(books: Books) -> AsyncIterator[dict[str, Any]]:
    """Stored files with their content, one at a time."""
    digests = await books.fetch_all(select(stored_file.c.sha256).where(books.own(stored_file)))
    for row in digests:
        found = await books.fetch_one(
            select(stored_file).where(books.own(stored_file), stored_file.c.sha256 == row["sha256"])
        )
        if found is not None:
            yield dict(found)


async def _batches(books: Books, table: Table) -> AsyncIterator[Sequence[Mapping[str, Any]]]:
    last: UUID | None = None
    while True:
        given = {OWN: books.profile_id} if last is None else {OWN: books.profile_id, "last": last}
        rows = [dict(row) for row in await books.fetch_all(_batch(table, begins=last is None), given)]
        if rows:
            yield rows
        if len(rows) < BATCH:
            return
        last = rows[-1]["id"]


@cache
def _batch(table: Table, *, begins: bool) -> Select[Any]:
    query = select(table).where(own_rows(table)).order_by(table.c.id).limit(BATCH)
    return query if begins else query.where(table.c.id > bindparam("last", type_=table.c.id.type))
