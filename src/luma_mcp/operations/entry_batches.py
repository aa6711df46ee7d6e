"""Several entries at once, all or none: posted, or kept as drafts."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from luma_mcp.domain.journal_entries import JournalEntries, JournalEntryDrafts
from luma_mcp.errors import Refusal
from luma_mcp.operation import writes
from luma_mcp.operations.hand_posting import post_by_hand
from luma_mcp.store.books import WritableBooks


@writes("journal-entries")
async def create_journal_entries(books: WritableBooks, batch: JournalEntryDrafts) -> JournalEntries:
    """Post 1 to 100 journal entries, all or none; answers them in the order given.

    Raises:
        Refusal: whatever create_journal_entry refuses, with the position of the entry; nothing was posted.
    """
    made = []
    for n, draft in enumerate(batch.entries):
        with in_batch(n):
            made.append(await post_by_hand(books, draft))
    return JournalEntries(id=made[0].id, total_created=len(made), entries=tuple(made))


@contextmanager
def in_batch(position: int) -> Iterator[None]:
    """Let a refusal say which of several entries it is about."""
    try:
        yield
    except Refusal as refusal:
        refusal.problems = tuple(replace(one, field=f"entries.{position}.{one.field}") for one in refusal.problems)
        refusal.say_of(f"entries.{position}")
        raise
