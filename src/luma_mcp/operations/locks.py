"""Locks of periods: show and set them, grant exceptions and end them."""

from datetime import date

from luma_mcp.domain.locks import (
    ExceptionDraft,
    ExceptionRef,
    Lock,
    LockArea,
    LockChange,
    LockException,
    Locks,
    LocksQuery,
)
from luma_mcp.errors import Invalid, NotFound
from luma_mcp.ledger_errors import HardLock
from luma_mcp.operation import reads, writes
from luma_mcp.store import period_locks as store
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.journal import hold_ledger
from luma_mcp.store.year_list import closed_through


@reads("locks")
async def list_locks(books: Books, _: LocksQuery) -> Locks:
    """Show up to which day each area is locked, what is closed by fiscal years, and the exceptions in force."""
    locked = await store.locks_of(books)
    return Locks(
        id=books.profile_id,
        locks=tuple(Lock(area=area, locked_through=locked.get(area)) for area in LockArea),
        closed_through=await closed_through(books),
        exceptions=tuple(await store.exceptions_in_force(books)),
    )


@writes("locks", destructive=True)
async def set_lock(books: WritableBooks, change: LockChange) -> Locks:
    """Close everything dated up to a day: all, sales, purchases or VAT alone; hard closes all and is never taken back.

    Raises:
        HardLock: a hard lock is to be moved back or away.
    """
    await hold_ledger(books)
    locked = await store.locks_of(books)
    if change.area is LockArea.HARD:
        _check_hard(locked.get(LockArea.HARD), change.locked_through, books.today)
    await store.set_lock(books, change.area, change.locked_through, is_new=change.area not in locked)
    return await list_locks(books, LocksQuery())


@writes("locks")
async def grant_lock_exception(books: WritableBooks, draft: ExceptionDraft) -> LockException:
    """Let everybody, or one caller, pass a soft lock until a time; no exception passes a hard lock or a closed year."""
    if draft.until <= books.now:
        raise Invalid.field("until", "lies in the past")
    stamp = {key: value for key, value in books.stamp().items() if key != "profile_id"}
    made = LockException(**draft.model_dump(), **stamp, revoked_at=None)
    await store.add_exception(books, made)
    return made


@writes("locks", destructive=True)
async def revoke_lock_exception(books: WritableBooks, wanted: ExceptionRef) -> LockException:
    """End an exception now; one that has ended stays as it is."""
    found = await store.find_exception(books, wanted.id)
    if found is None:
        raise NotFound(f"No lock exception {wanted.id} in this profile.", fix="Use list_locks to find it.")
    if found.revoked_at is None:
        await store.revoke_exception(books, wanted.id)
        found = found.model_copy(update={"revoked_at": books.now, "updated_at": books.now})
    return found


def _check_hard(now: date | None, wanted: date | None, today: date) -> None:
    if now is not None and (wanted is None or wanted < now):
        raise HardLock(f"The hard lock stands at {now} and only moves forward.")
    if wanted is not None and wanted >= today:
        raise Invalid.field("locked_through", f"a hard lock is for good and lies before today, {today}")
