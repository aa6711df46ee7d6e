"""What the accounts were said to begin with: lines of opening entries that stand."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, select

from luma_mcp.domain.ledger import EntryKind, Source
from luma_mcp.domain.model import Day
from luma_mcp.store.books import Books
from luma_mcp.store.journal import journal_entry, journal_line
from luma_mcp.store.open_items import open_item

_SOURCES = (Source.OPENING_BALANCE, Source.BANK_ACCOUNT)
_BACK = journal_entry.alias("back")


@dataclass(frozen=True, slots=True)
class Opened:
    """A line of an opening entry; `item_number` is that of the open item, `amount_tc` is in minor units."""

    entry: str
    source: Source
    date: Day
    account_id: UUID
    currency: str
    amount_tc: int
    client_id: UUID | None
    vendor_id: UUID | None
    item_number: str | None


async def opened_on(books: Books, accounts: Collection[UUID]) -> Sequence[Opened]:
    """The lines of opening entries on these accounts, but for entries that were reversed, and reversals."""
    line, entry = journal_line.c, journal_entry.c
    of_entry = and_(entry.profile_id == line.profile_id, entry.id == line.entry_id)
    of_item = and_(open_item.c.profile_id == line.profile_id, open_item.c.id == line.open_item_id)
    reversed_ = select(_BACK.c.id).where(_BACK.c.profile_id == entry.profile_id, _BACK.c.reverses == entry.id).exists()
    query = (
        select(
            entry.number.label("entry"),
            entry.source,
            entry.date,
            line.account_id,
            line.currency,
            line.amount_tc_minor.label("amount_tc"),
            line.client_id,
            line.vendor_id,
            open_item.c.number.label("item_number"),
        )
        .select_from(journal_line.join(journal_entry, of_entry).outerjoin(open_item, of_item))
        .where(books.own(journal_line), line.account_id.in_(set(accounts)))
        .where(entry.source.in_(_SOURCES), entry.kind == EntryKind.OPENING, entry.reverses.is_(None), ~reversed_)
        .order_by(entry.seq, line.n)
    )
    return [Opened(**dict(row) | {"source": Source(row["source"])}) for row in await books.fetch_all(query)]
