"""The journal, to leave the books: read in stretches, so that the largest one is never in memory at once."""

from luma_mcp.domain.export.journal import ExportQuery, JournalStretch
from luma_mcp.operation import reads
from luma_mcp.store import export as store
from luma_mcp.store.books import Books
from luma_mcp.store.chart import base_currency
from luma_mcp.store.profiles import this_profile

STRETCH = 1_000
"""Entries of one answer."""


@reads("journal-entries", internal=True)
async def export_journal(books: Books, query: ExportQuery) -> JournalStretch:
    """Read a stretch of the journal with its chart, to be written for another program."""
    newest = await store.last_seq(books)
    last = newest if query.last_seq is None else min(query.last_seq, newest)
    stop = min(last, query.after_seq + STRETCH)
    currency, accounts = await base_currency(books), await store.accounts_by_id(books)
    return JournalStretch(
        company=(await this_profile(books)).name,
        currency=currency,
        first_day=await store.first_day(books) or books.today,
        accounts=() if query.after_seq else tuple(accounts.values()),
        entries=tuple(await store.entries_between(books, query.after_seq, stop, currency, accounts)),
        last_seq=last,
        next_seq=stop if stop < last else None,
    )
