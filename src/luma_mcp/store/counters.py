"""Numbers: one counter row per series, taken in the transaction that needs it; nothing is used twice or lost."""

from functools import cache
from typing import Any

from sqlalchemy import ForeignKeyConstraint, PrimaryKeyConstraint, Select, Text, bindparam, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from luma_mcp.store.books import OWN, Books, WritableBooks, own_rows
from luma_mcp.store.schema import check, moment, reference, table, text, whole

counter = table(
    "counter",
    reference("profile_id"),
    text("series"),
    whole("last_n"),
    PrimaryKeyConstraint("profile_id", "series"),
    ForeignKeyConstraint(["profile_id"], ["profile.id"]),
    check("last_n", "last_n >= 0"),
)

void_number = table(
    "void_number",
    reference("profile_id"),
    text("series"),
    whole("first_n"),
    whole("last_n"),
    text("number", null=True),
    text("reason"),
    moment("created_at"),
    PrimaryKeyConstraint("profile_id", "series", "first_n"),
    ForeignKeyConstraint(["profile_id"], ["profile.id"]),
    check("range", "first_n <= last_n"),
)


async def take_next(books: WritableBooks, series: str) -> int:
    """The next number of a series; a rollback gives it back."""
    insert = postgresql_insert if books.is_postgresql else sqlite_insert
    statement: Any = insert(counter).values(profile_id=books.profile_id, series=series, last_n=1)
    statement = statement.on_conflict_do_update(
        index_elements=["profile_id", "series"], set_={"last_n": counter.c.last_n + 1}
    ).returning(counter.c.last_n)
    row = await books.write_returning(statement)
    return int(row["last_n"]) if row else 0


async def last_taken(books: Books, series: str) -> int:
    """The last number of a series that was taken; 0 when none was."""
    return int(await books.fetch_value(_last_taken(), {OWN: books.profile_id, "series": series}) or 0)


@cache
def _last_taken() -> Select[Any]:
    return select(counter.c.last_n).where(own_rows(counter), counter.c.series == bindparam("series", type_=Text()))


async def move_past(books: WritableBooks, series: str, n: int) -> bool:
    """Take number n when it lies ahead; the numbers skipped are recorded void. False when it lies behind."""
    first = await take_next(books, series)
    if n < first:
        return False
    if n > first:
        own = books.own(counter) & (counter.c.series == series)
        await books.write(counter.update().where(own).values(last_n=n))
        await record_void(books, series, first, n - 1, reason="skipped by a given number")
    return True


async def record_void(
    books: WritableBooks, series: str, first: int, last: int, *, reason: str, number: str | None = None
) -> None:
    """Record numbers that no document bears."""
    row = {"series": series, "first_n": first, "last_n": last, "number": number, "reason": reason}
    await books.add(void_number, profile_id=books.profile_id, created_at=books.now, **row)


async def void_ranges(books: Books, series: str) -> list[tuple[int, int]]:
    """The recorded void ranges of a series, in order."""
    rows = await books.fetch_rows(_void_ranges(), {OWN: books.profile_id, "series": series})
    return [(row[0], row[1]) for row in rows]


@cache
def _void_ranges() -> Select[Any]:
    own = own_rows(void_number) & (void_number.c.series == bindparam("series", type_=Text()))
    return select(void_number.c.first_n, void_number.c.last_n).where(own).order_by(void_number.c.first_n)
