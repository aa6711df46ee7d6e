"""Files, kept once under the SHA-256 of their content, apart from the records that name them."""

from typing import Any

from sqlalchemy import ForeignKeyConstraint, PrimaryKeyConstraint, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.schema import check, column, moment, reference, table, text, whole
from luma_mcp.store.types import Bytes

stored_file = table(
    "stored_file",
    reference("profile_id"),
    text("sha256"),
    text("type"),
    whole("size"),
    column("content", Bytes()),
    moment("created_at"),
    PrimaryKeyConstraint("profile_id", "sha256"),
    ForeignKeyConstraint(["profile_id"], ["profile.id"]),
    check("sha256", "length(sha256) = 64"),
)


async def keep_file(books: WritableBooks, *, sha256: str, media_type: str, content: bytes) -> None:
    """Keep a file; the same content is kept once."""
    insert = postgresql_insert if books.is_postgresql else sqlite_insert
    statement: Any = insert(stored_file).values(
        profile_id=books.profile_id,
        sha256=sha256,
        type=media_type,
        size=len(content),
        content=content,
        created_at=books.now,
    )
    await books.write(statement.on_conflict_do_nothing())


async def read_file(books: Books, sha256: str) -> bytes | None:
    """The content of a file."""
    found = await books.fetch_value(
        select(stored_file.c.content).where(books.own(stored_file), stored_file.c.sha256 == sha256)
    )
    return None if found is None else bytes(found)
