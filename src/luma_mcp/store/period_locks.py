"""Locks of periods, and who may pass a soft one until when."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, PrimaryKeyConstraint, RowMapping, select

from luma_mcp.domain.locks import LockException
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.listing import plain
from luma_mcp.store.schema import day, moment, one_of, profile_table, reference, table, text

AREAS = ("all", "sales", "purchases", "vat", "hard")

period_lock = table(
    "period_lock",
    reference("profile_id"),
    text("area"),
    day("locked_through", null=True),
    moment("updated_at"),
    PrimaryKeyConstraint("profile_id", "area"),
    ForeignKeyConstraint(["profile_id"], ["profile.id"]),
    one_of("area", *AREAS),
)
"""Everything up to `locked_through` is closed to this area; `hard` closes all and only moves forward."""

lock_exception = profile_table(
    "lock_exception",
    text("area"),
    text("caller", null=True),
    text("reason"),
    moment("until"),
    moment("revoked_at", null=True),
    one_of("area", "all", "sales", "purchases", "vat"),
)
"""`caller` NULL: anybody who may write."""

MOST_EXCEPTIONS = 200


async def locks_of(books: Books) -> Mapping[str, date | None]:
    """Up to which day each area is closed; an area that nobody locked is not there."""
    query = select(period_lock.c.area, period_lock.c.locked_through).where(books.own(period_lock))
    return {row["area"]: row["locked_through"] for row in await books.fetch_all(query)}


async def set_lock(books: WritableBooks, area: str, locked_through: date | None, *, is_new: bool) -> None:
    """Write up to which day an area is closed."""
    fields = {"locked_through": locked_through, "updated_at": books.now}
    if is_new:
        await books.add(period_lock, profile_id=books.profile_id, area=area, **fields)
        return
    own = books.own(period_lock) & (period_lock.c.area == area)
    await books.write(period_lock.update().where(own).values(**fields))


async def exceptions_in_force(books: Books) -> Sequence[LockException]:
    """The exceptions that hold at this moment, the one that ends first before the others."""
    live = lock_exception.c.revoked_at.is_(None) & (lock_exception.c.until > books.now)
    query = select(lock_exception).where(books.own(lock_exception), live)
    rows = await books.fetch_all(query.order_by(lock_exception.c.until, lock_exception.c.id).limit(MOST_EXCEPTIONS))
    return [_exception(row) for row in rows]


async def find_exception(books: Books, exception_id: UUID) -> LockException | None:
    """One exception, in force or not."""
    row = await books.fetch_one(select(lock_exception).where(books.this(lock_exception, exception_id)))
    return _exception(row) if row else None


async def add_exception(books: WritableBooks, made: LockException) -> None:
    """Write a new exception."""
    await books.add(lock_exception, profile_id=books.profile_id, **made.model_dump())


async def revoke_exception(books: WritableBooks, exception_id: UUID) -> None:
    """End an exception now."""
    this = books.this(lock_exception, exception_id)
    await books.write(lock_exception.update().where(this).values(revoked_at=books.now, updated_at=books.now))


def _exception(row: RowMapping) -> LockException:
    return LockException.model_validate(plain(row))
