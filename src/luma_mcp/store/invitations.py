"""Invitations: links that let somebody choose a password once. Of the secret in one only an HMAC is kept."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, PrimaryKeyConstraint, select
from sqlalchemy.ext.asyncio import AsyncConnection

from luma_mcp.store.books import AccountBooks, WritableAccountBooks
from luma_mcp.store.schema import moment, reference, table, text

invitation = table(
    "invitation",
    text("public_id"),
    text("mac"),
    reference("account_id", null=True),
    reference("member_id", null=True),
    moment("created_at"),
    moment("expires_at"),
    moment("used_at", null=True),
    PrimaryKeyConstraint("public_id"),
    ForeignKeyConstraint(["account_id", "member_id"], ["member.account_id", "member.id"]),
)


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation as stored; without a member it is for the first owner of books that have none."""

    public_id: str
    mac: str
    account_id: UUID | None
    member_id: UUID | None
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None


async def find_invitation(connection: AsyncConnection, public_id: str) -> InvitationRow | None:
    """The invitation with this public id, used or not."""
    row = (await connection.execute(select(invitation).where(invitation.c.public_id == public_id))).mappings().first()
    return InvitationRow(**row) if row else None


async def use_invitation(connection: AsyncConnection, public_id: str, now: datetime) -> bool:
    """Use an invitation up; False when somebody has, or when it is too old."""
    live = invitation.c.used_at.is_(None) & (invitation.c.expires_at > now)
    statement = invitation.update().where(invitation.c.public_id == public_id, live).values(used_at=now)
    return bool((await connection.execute(statement)).rowcount)


async def add_first_invitation(
    connection: AsyncConnection, public_id: str, mac: str, *, now: datetime, expires_at: datetime
) -> None:
    """Write the invitation of the first owner; an earlier one ends."""
    unused = invitation.c.member_id.is_(None) & invitation.c.used_at.is_(None)
    await connection.execute(invitation.delete().where(unused))
    row = {"public_id": public_id, "mac": mac, "created_at": now, "expires_at": expires_at}
    await connection.execute(invitation.insert().values(account_id=None, member_id=None, used_at=None, **row))


async def add_reset(
    connection: AsyncConnection,
    account_id: UUID,
    member_id: UUID,
    public_id: str,
    mac: str,
    *,
    now: datetime,
    expires_at: datetime,
) -> None:
    """Write a link with which a member chooses another password; an earlier unused one ends."""
    mine = (invitation.c.account_id == account_id) & (invitation.c.member_id == member_id)
    await connection.execute(invitation.delete().where(mine, invitation.c.used_at.is_(None)))
    row = {"public_id": public_id, "mac": mac, "created_at": now, "expires_at": expires_at, "used_at": None}
    await connection.execute(invitation.insert().values(account_id=account_id, member_id=member_id, **row))


async def add_invitation(
    books: WritableAccountBooks, member_id: UUID, public_id: str, mac: str, expires_at: datetime
) -> None:
    """Write a member's invitation; an earlier one ends."""
    await end_invitations(books, member_id)
    row = {"public_id": public_id, "mac": mac, "created_at": books.now, "expires_at": expires_at, "used_at": None}
    await books.add(invitation, account_id=books.account_id, member_id=member_id, **row)


async def end_invitations(books: WritableAccountBooks, member_id: UUID) -> None:
    """End the unused invitations of a member."""
    mine = (invitation.c.account_id == books.account_id) & (invitation.c.member_id == member_id)
    await books.write(invitation.delete().where(mine, invitation.c.used_at.is_(None)))


async def invited_until(books: AccountBooks, member_id: UUID) -> datetime | None:
    """Until when a member can still use an invitation."""
    mine = (invitation.c.account_id == books.account_id) & (invitation.c.member_id == member_id)
    query = select(invitation.c.expires_at).where(mine, invitation.c.used_at.is_(None))
    row = await books.fetch_one(query.order_by(invitation.c.expires_at.desc()).limit(1))
    return row["expires_at"] if row else None
