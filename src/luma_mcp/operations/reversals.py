"""Reversing posted entries, one or several at once, all or none; and what is attached to them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID

from luma_mcp.domain.attachments import AttachmentQuery, JournalAttachment
from luma_mcp.domain.journal_entries import (
    EDITABLE,
    JournalEntries,
    JournalEntry,
    Reversal,
    ReversalOfSeveral,
    area_of,
)
from luma_mcp.domain.paging import Page
from luma_mcp.errors import Invalid, NotFound, Refusal
from luma_mcp.ledger_errors import EntryManaged, EntryReversed
from luma_mcp.operation import reads, writes
from luma_mcp.operations.hand_posting import shown, taken_back
from luma_mcp.operations.taking_back import day_to_undo
from luma_mcp.store import journal_entries as store
from luma_mcp.store.attachments import attachments_of
from luma_mcp.store.books import Books, WritableBooks


@writes("journal-entries", destructive=True)
async def reverse_journal_entry(books: WritableBooks, wanted: Reversal) -> JournalEntry:
    """Reverse a posted entry by its exact opposite, once; answers the reversal, and both name each other.

    It is dated as the entry where that day is open, else today, unless a date is given.

    Raises:
        EntryManaged: it belongs to a document.
        EntryReversed: it was reversed before, or is a reversal itself.
        ItemsSettled: what it opened is settled.
        PeriodLocked: the date is locked.
    """
    return await _reversed(books, wanted.id, wanted.date, wanted.description, exact=wanted.exact)


@writes("journal-entries", destructive=True)
async def reverse_journal_entries(books: WritableBooks, wanted: ReversalOfSeveral) -> JournalEntries:
    """Reverse 1 to 100 posted entries, all or none; answers the reversals in the order asked for.

    Raises:
        EntryManaged: one belongs to a document.
        EntryReversed: one was reversed before, or is a reversal itself.
        ItemsSettled: what one opened is settled.
        PeriodLocked: a date is locked.
    """
    made = [
        await _reversed(books, entry_id, wanted.date, wanted.description, exact=wanted.exact)
        for entry_id in wanted.entry_ids
    ]
    return JournalEntries(id=made[0].id, total_created=len(made), entries=tuple(made))


@reads("journal-entries")
async def list_journal_attachments(books: Books, query: AttachmentQuery) -> Page[JournalAttachment]:
    """List the files attached to a journal entry, with their content where it is asked for."""
    found = await store.find_entry(books, query.id, include_reversed=True, exact=query.exact)
    if found is None:
        raise NotFound.of("journal entry", query.id)
    return await attachments_of(books, found.id, query)


async def _reversed(
    books: WritableBooks, entry_id: UUID, on: date | None, description: str | None, *, exact: bool
) -> JournalEntry:
    await store.hold_entry(books, entry_id)
    before = await store.find_entry(books, entry_id, include_reversed=True, exact=exact)
    if before is None:
        raise NotFound.of("journal entry", entry_id)
    with _named(before):
        return await _taken_back(books, before, on, description)


@contextmanager
def _named(entry: JournalEntry) -> Iterator[None]:
    """Let a refusal say which entry it is about: it may be one of a hundred."""
    try:
        yield
    except Refusal as refusal:
        if entry.number not in refusal.message:
            refusal.say_of(entry.number)
        raise


async def _taken_back(
    books: WritableBooks, before: JournalEntry, on: date | None, description: str | None
) -> JournalEntry:
    if before.source not in EDITABLE:
        which = before.source.replace("_", " ")
        raise EntryManaged(fix=f"It comes from the {which} {before.source_id}: cancel or credit that instead.")
    if before.reversed_by is not None:
        raise EntryReversed(f"{before.number} was reversed before.")
    if before.reverses is not None:
        raise EntryReversed(f"{before.number} is a reversal and stays.", fix="Post the entry again.")
    if on is not None and on < before.date:
        raise Invalid.field("date", f"{before.number} is dated {before.date}, and is not reversed before that")
    day = on or max(before.date, await day_to_undo(books, before.date, area_of(before.type)))
    return await shown(books, await taken_back(books, before, day, description))
