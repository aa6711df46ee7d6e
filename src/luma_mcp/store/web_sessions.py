"""Sessions of people who signed in; of the secret in the cookie only an HMAC is kept."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, PrimaryKeyConstraint, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from luma_mcp.store.books import WritableAccountBooks
from luma_mcp.store.schema import moment, reference, table, text

web_session = table(
    "web_session",
    text("public_id"),
    text("mac"),
    reference("account_id"),
    reference("member_id"),
    moment("created_at"),
    moment("last_seen_at"),
    moment("expires_at"),
    PrimaryKeyConstraint("public_id"),
    ForeignKeyConstraint(["account_id", "member_id"], ["member.account_id", "member.id"]),
    Index("ix_web_session_member", "account_id", "member_id"),
)


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session as stored."""

    public_id: str
    mac: str
    account_id: UUID
    member_id: UUID
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime


async def add_session(connection: AsyncConnection, row: SessionRow) -> None:
    """Write a new session."""
    values = {name: getattr(row, name) for name in SessionRow.__slots__}
    await connection.execute(web_session.insert().values(**values))


async def find_session(connection: AsyncConnection, public_id: str) -> SessionRow | None:
    """The session with this public id, ended or not."""
    query = select(web_session).where(web_session.c.public_id == public_id)
    row = (await connection.execute(query)).mappings().first()
    return SessionRow(**row) if row else None


async def mark_seen(connection: AsyncConnection, public_id: str, now: datetime) -> None:
    """Note that a session is in use."""
    await connection.execute(web_session.update().where(web_session.c.public_id == public_id).values(last_seen_at=now))


async def end_session(connection: AsyncConnection, public_id: str) -> None:
    """End a session."""
    await connection.execute(web_session.delete().where(web_session.c.public_id == public_id))


async def end_sessions_of(connection: AsyncConnection, account_id: UUID, member_id: UUID) -> None:
    """End every session of a member, as when the password changed."""
    mine = (web_session.c.account_id == account_id) & (web_session.c.member_id == member_id)
    await connection.execute(web_session.delete().where(mine))


async def end_sessions(books: WritableAccountBooks, member_id: UUID) -> None:
    """End every session of a member of this account."""
    mine = (web_session.c.account_id == books.account_id) & (web_session.c.member_id == member_id)
    await books.write(web_session.delete().where(mine))


async def forget_old_sessions(connection: AsyncConnection, now: datetime, idle_since: datetime) -> int:
    """Delete sessions that have ended by themselves."""
    old = or_(web_session.c.expires_at <= now, web_session.c.last_seen_at <= idle_since)
    return int((await connection.execute(web_session.delete().where(old))).rowcount)
