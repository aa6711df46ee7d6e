"""What proving documents needs to read: the rows beneath them, numbers of a series, files."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from sqlalchemy import Table, select

from luma_mcp.store.books import Books
from luma_mcp.store.counters import counter
from luma_mcp.store.expenses import expense
from luma_mcp.store.files import stored_file
from luma_mcp.store.income import income
from luma_mcp.store.invoices import invoice
from luma_mcp.store.offer_table import offer

BATCH = 200

_DOCUMENTS = {"invoice": invoice, "offer": offer}


async def document_ids(books: Books, kind: str) -> AsyncIterator[UUID]:
    """The ids of all invoices or offers, oldest first, read in batches."""
    async for row in _batches(books, _DOCUMENTS[kind]):
        yield row["id"]


async def series_numbers(books: Books, kind: str) -> tuple[int, set[int]]:
    """The last number that a series gave, and the numbers that documents bear."""
    table = _DOCUMENTS[kind]
    last = await books.fetch_value(select(counter.c.last_n).where(books.own(counter), counter.c.series == kind))
    borne = await books.fetch_all(select(table.c.series_n).where(books.own(table), table.c.series_n.is_not(None)))
    return int(last or 0), {row["series_n"] for row in borne}


async def gross_rows(books: Books, kind: str) -> AsyncIterator[dict[str, Any]]:
    """Expenses or income: gross, tax and rate of each."""
    async for row in _batches(books, {"expense": expense, "income": income}[kind]):
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


async def _batches(books: Books, table: Table) -> AsyncIterator[dict[str, Any]]:
    last: UUID | None = None
    while True:
        query = select(table).where(books.own(table)).order_by(table.c.id).limit(BATCH)
        rows = await books.fetch_all(query if last is None else query.where(table.c.id > last))
        for row in rows:
            yield dict(row)
        if len(rows) < BATCH:
            return
        last = rows[-1]["id"]
