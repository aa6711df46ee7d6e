"""Taking an entry back with everything that it opened and settled."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from luma_mcp.domain.ledger import AllocationKind, Area, Posted, Source
from luma_mcp.domain.open_items import Allocated, Item, NewAllocation
from luma_mcp.ledger_errors import ItemsSettled, PeriodLocked
from luma_mcp.operations.posting import open_ground, reverse
from luma_mcp.store.books import WritableBooks
from luma_mcp.store.posting import live_entries
from luma_mcp.store.settlements import (
    allocate,
    allocations_booked_by,
    allocations_of,
    find_item,
    items_opened_by,
)


async def take_back(books: WritableBooks, entry_id: UUID, on: date, *, description: str | None = None) -> Posted | None:
    """Reverse an entry: what it settled is open again, what it opened is closed.

    Raises:
        ItemsSettled: what it opened is settled in part or whole.
        PeriodLocked: the day is not open.
    """
    opened = await items_opened_by(books, entry_id)
    if any(item.open_tc != item.original_tc or item.open != item.original for item in opened):
        raise ItemsSettled
    settled = await allocations_booked_by(books, entry_id)
    posted = await reverse(books, entry_id, on=on, description=description)
    back = posted.entry_id if posted else None
    await undo_allocations(books, settled, on, back)
    for item in opened:
        await close_item(books, item, on, back)
    return posted


async def take_back_document(
    books: WritableBooks, sources: Sequence[Source], source_id: UUID, *, on: date | None = None
) -> None:
    """Reverse every live entry of a document, the newest first, each on its own date unless a day is given."""
    for entry in await live_entries(books, sources, source_id):
        await take_back(books, entry.id, on or entry.date)


async def undo_allocations(
    books: WritableBooks, allocations: Sequence[Allocated], on: date, entry_id: UUID | None
) -> None:
    """Take allocations back, each by a row that is its opposite."""
    for done in allocations:
        item = await find_item(books, done.item_id)
        if item is None:
            raise LookupError("an allocation of an item that is not there")
        opposite = NewAllocation(
            done.kind,
            on,
            amount_tc=-done.amount_tc,
            amount=-done.amount,
            entry_id=entry_id,
            counter_item_id=done.counter_item_id,
            payment_id=done.payment_id,
            reverses=done.id,
        )
        await allocate(books, item, opposite)


async def close_item(books: WritableBooks, item: Item, on: date, entry_id: UUID | None) -> None:
    """Close an item whose entry is taken back."""
    all_of_it = NewAllocation(AllocationKind.REVERSAL, on, amount_tc=item.open_tc, amount=item.open, entry_id=entry_id)
    await allocate(books, item, all_of_it)


async def undo_transfer(books: WritableBooks, done: Allocated, on: date) -> None:
    """Take back what set one item against another: both sides, and the entry that booked it, if one did.

    Raises:
        ItemsSettled: it was paid out and has to be undone as a refund.
    """
    if done.entry_id is not None:
        await take_back(books, done.entry_id, on)
        return
    other = await allocations_of(books, done.counter_item_id) if done.counter_item_id else []
    twin = [one for one in other if one.counter_item_id == done.item_id and one.amount_tc == -done.amount_tc]
    await undo_allocations(books, [done, *twin[:1]], on, None)


async def day_to_undo(books: WritableBooks, day: date, area: Area) -> date:
    """The day on which something is undone: its own where that is open, else today."""
    try:
        await open_ground(books, day, area)
    except PeriodLocked:
        return books.today
    return day
