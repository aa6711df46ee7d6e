"""Idempotency: a key stands for one business event; its answer is kept in the transaction of the effect."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, PrimaryKeyConstraint, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from luma_mcp.errors import Busy, IdempotencyInFlight
from luma_mcp.store.books import WritableBooks
from luma_mcp.store.refusals import refusal_of
from luma_mcp.store.schema import moment, reference, table, text

KEPT = timedelta(days=30)

idempotency = table(
    "idempotency",
    reference("profile_id"),
    text("caller"),
    text("key"),
    text("fingerprint"),
    text("answer", null=True),
    moment("created_at"),
    PrimaryKeyConstraint("profile_id", "caller", "key"),
    ForeignKeyConstraint(["profile_id"], ["profile.id"]),
    Index("ix_idempotency_created", "profile_id", "created_at"),
)


@dataclass(frozen=True, slots=True)
class Claim:
    """What was found under a key: nothing (it is ours now), or the first request and its answer."""

    is_new: bool
    fingerprint: str
    answer: str | None


async def claim(books: WritableBooks, key: str, fingerprint: str) -> Claim:
    """Claim a key inside the write's transaction; a key older than 30 days is free again."""
    insert = postgresql_insert if books.is_postgresql else sqlite_insert
    statement: Any = insert(idempotency).values(
        profile_id=books.profile_id,
        caller=books.scene.caller_id,
        key=key,
        fingerprint=fingerprint,
        created_at=books.now,
    )
    fresh = {"fingerprint": fingerprint, "answer": None, "created_at": books.now}
    statement = statement.on_conflict_do_update(
        index_elements=["profile_id", "caller", "key"],
        set_=fresh,
        where=idempotency.c.created_at < books.now - KEPT,
    )
    try:
        written = await books.write(statement)
    except DBAPIError as problem:
        if isinstance(refusal_of(problem), Busy):  # another request holds the key and has not ended
            raise IdempotencyInFlight from problem
        raise
    if written:
        return Claim(is_new=True, fingerprint=fingerprint, answer=None)
    row = await books.fetch_one(select(idempotency).where(_this(books, key)))
    if row is None:
        raise LookupError("a claimed idempotency key is gone")
    return Claim(is_new=False, fingerprint=row["fingerprint"], answer=row["answer"])


async def keep_answer(books: WritableBooks, key: str, answer: str) -> None:
    """Keep the answer under the key."""
    await books.write(idempotency.update().where(_this(books, key)).values(answer=answer))


async def forget_old(connection: AsyncConnection, profile_id: UUID, now: datetime) -> int:
    """Delete a profile's keys that are older than 30 days; answers how many."""
    old = (idempotency.c.profile_id == profile_id) & (idempotency.c.created_at < now - KEPT)
    return int((await connection.execute(idempotency.delete().where(old))).rowcount)


def _this(books: WritableBooks, key: str) -> Any:
    return books.own(idempotency) & (idempotency.c.caller == books.scene.caller_id) & (idempotency.c.key == key)
