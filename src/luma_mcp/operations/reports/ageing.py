"""Aged receivables and payables, and the open items beneath a row."""

from uuid import UUID

from luma_mcp.domain.reports.ageing import SIDES, Side, ageing, items
from luma_mcp.domain.reports.query import bad_drill
from luma_mcp.domain.reports.report import Told
from luma_mcp.domain.reports.spans import Span
from luma_mcp.operations.reports.asked import Asked
from luma_mcp.store.books import Books
from luma_mcp.store.reports import items as store
from luma_mcp.store.reports.balances import turnovers
from luma_mcp.store.reports.ground import accounts_of


async def aged(books: Books, asked: Asked) -> Told:
    """What is open on a date by client or vendor, or the items of one.

    Raises:
        ReportBroken: the items are not the control accounts.
    """
    side, day = SIDES[asked.query.type], asked.ground.last
    if asked.query.drill:
        found_items = await store.open_items_of(books, side, day, _party(asked, side))
        return items(asked.ground, found_items)
    party_id = asked.query.client_id or asked.query.vendor_id
    found = await store.aged(books, side, day, party_id)
    control = None if party_id else await _control(books, side, asked)
    return ageing(asked.ground, side, found, control)


async def _control(books: Books, side: Side, asked: Asked) -> int:
    """What the control accounts say, debit above zero."""
    accounts = [account.id for account in await accounts_of(books) if account.type in side.accounts]
    moved = await turnovers(books, [Span(None, asked.ground.last)], accounts=accounts)
    return sum(turnover[0].whole for turnover in moved.values())


def _party(asked: Asked, side: Side) -> UUID | None:
    kind, which = asked.query.handle
    if kind == side.party and which == "none":
        return None
    try:
        if kind == side.party:
            return UUID(which)
    except ValueError:
        pass
    raise bad_drill(asked.query, f"{side.party}:ID")
