"""What entries say beside their lines: type, category, amount and party; written with the entry."""

from uuid import UUID

from sqlalchemy import select

from luma_mcp.domain.journal_types import EntryFacts, JournalType
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.journal_tables import entry_fact


async def write_facts(books: WritableBooks, entry_id: UUID, facts: EntryFacts | None) -> None:
    """Write what an entry says; the entry itself comes after it."""
    if facts is None:
        return
    await books.add(
        entry_fact,
        profile_id=books.profile_id,
        entry_id=entry_id,
        type=str(facts.type),
        category_id=facts.category_id,
        original_tc_minor=facts.original,
        client_id=facts.client_id,
        vendor_id=facts.vendor_id,
        control_added=facts.control_added,
    )


async def facts_of(books: Books, entry_id: UUID) -> EntryFacts | None:
    """What an entry says; entries of documents say nothing beside them."""
    own = books.own(entry_fact) & (entry_fact.c.entry_id == entry_id)
    row = await books.fetch_one(select(entry_fact).where(own))
    if row is None:
        return None
    return EntryFacts(
        type=JournalType(row["type"]),
        category_id=row["category_id"],
        original=row["original_tc_minor"],
        client_id=row["client_id"],
        vendor_id=row["vendor_id"],
        control_added=row["control_added"],
    )
