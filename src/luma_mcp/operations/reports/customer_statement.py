"""A statement of one client's account."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast
from uuid import UUID

from luma_mcp.domain.reports.customer_statement import statement_rows, statement_sums
from luma_mcp.domain.reports.query import PAGE_OF_LINES
from luma_mcp.domain.reports.report import Told
from luma_mcp.domain.reports.rows import StatementRow
from luma_mcp.errors import BadReport, NotFound
from luma_mcp.operations.reports.asked import Asked
from luma_mcp.store.books import Books
from luma_mcp.store.reports import items as store


async def customer_statement(books: Books, asked: Asked) -> Told:
    """Documents and settlements of a client in a range, with opening and closing amount by currency.

    Raises:
        BadReport: no client is named.
        NotFound: there is no such client.
        ReportBroken: what happened does not lead to what is open.
    """
    client_id, span = asked.query.client_id, asked.ground.span
    if client_id is None:
        raise BadReport.field("client_id", "is needed for customer_statement")
    if not await store.client_exists(books, client_id):
        raise NotFound.of("client", client_id)
    sums = await store.statement_sums(books, client_id, span)
    open_now = await store.open_by_currency(books, client_id, span.last)
    key = cast("store.StatementKey | None", asked.key(str, date, int, UUID))
    limit = asked.query.most_rows(PAGE_OF_LINES)
    found = await store.statement_page(books, client_id, span, key, limit + 1)
    events = cast("Sequence[Mapping[str, Any]]", found[:limit])
    last = events[-1] if len(found) > limit else None
    cursor = asked.cursor(last["currency"], last["date"], last["rank"], last["id"]) if last else None
    told = statement_sums(cast("Sequence[Mapping[str, Any]]", sums), open_now)
    return Told(statement_rows(asked.ground, events), StatementRow, told, is_page=True, next_cursor=cursor)
