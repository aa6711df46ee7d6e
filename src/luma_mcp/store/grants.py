"""Grants: which client may do what in which company, on whose behalf, until it is revoked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, PrimaryKeyConstraint, Select, Table, Text, cast, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from luma_mcp.store.accounts import account
from luma_mcp.store.audit import account_audit
from luma_mcp.store.books import AccountBooks, WritableAccountBooks
from luma_mcp.store.database import set_context
from luma_mcp.store.members import member, member_profile
from luma_mcp.store.oauth_clients import oauth_client
from luma_mcp.store.schema import column, flag, frozen, moment, one_of, reference, table, text
from luma_mcp.store.types import Id

oauth_grant: Table = table(
    "oauth_grant",
    reference("account_id"),
    column("id", Id()),
    text("client_id"),
    text("client_name"),
    text("redirect_host", null=True),
    reference("member_id", null=True),
    reference("profile_id"),
    text("mode"),
    flag("asked_to_write"),
    frozen("scopes", null=True),
    text("resource"),
    moment("created_at"),
    moment("connected_at", null=True),
    moment("last_used_at", null=True),
    moment("revoked_at", null=True),
    PrimaryKeyConstraint("account_id", "id"),
    ForeignKeyConstraint(["account_id"], ["account.id"]),
    ForeignKeyConstraint(["account_id", "member_id"], ["member.account_id", "member.id"]),
    ForeignKeyConstraint(["profile_id"], ["profile.id"]),
    Index("ix_oauth_grant_client", "client_id"),
    one_of("mode", "read_write", "read_only"),
)


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A grant as stored, with what its member may do today and the account's plan and fixed day.

    The resource is the path of the MCP address that it is for, empty for all of them.
    """

    account_id: UUID
    id: UUID
    client_id: str
    client_name: str
    redirect_host: str | None
    member_id: UUID | None
    profile_id: UUID
    mode: str
    asked_to_write: bool
    scopes: Sequence[str] | None
    resource: str
    created_at: datetime
    connected_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None
    member_email: str | None
    member_role: str | None
    member_removed_at: datetime | None
    member_profile_id: UUID | None
    plan: str
    today: Any

    @property
    def is_live(self) -> bool:
        """Whether it still opens anything: not revoked, and its member still has the company."""
        if self.revoked_at is not None:
            return False
        if self.member_id is None:
            return True
        return self.member_removed_at is None and (self.member_role == "owner" or self.member_profile_id is not None)

    @property
    def read_only(self) -> bool:
        """Whether it may not write, by itself or because its member may not."""
        return self.mode == "read_only" or self.member_role == "read_only"


async def find_grant(connection: AsyncConnection, account_id: UUID, grant_id: UUID) -> GrantRow | None:
    """One grant, revoked or not."""
    query = kept_grants().where(oauth_grant.c.account_id == account_id, oauth_grant.c.id == grant_id)
    row = (await connection.execute(query)).mappings().first()
    return GrantRow(**row) if row else None


async def service_grant(connection: AsyncConnection, client_id: UUID) -> GrantRow | None:
    """The one grant of a service."""
    row = (await connection.execute(kept_grants().where(oauth_grant.c.client_id == str(client_id)))).mappings().first()
    return GrantRow(**row) if row else None


async def end_grant(connection: AsyncConnection, grant: GrantRow, line_id: UUID, now: datetime, *, reason: str) -> None:
    """Revoke a grant outside an operation, as when a token was used twice, and note that in the audit trail."""
    mine = (oauth_grant.c.account_id == grant.account_id) & (oauth_grant.c.id == grant.id)
    statement = oauth_grant.update().where(mine, oauth_grant.c.revoked_at.is_(None)).values(revoked_at=now)
    if not (await connection.execute(statement)).rowcount:
        return
    await set_context(connection, account_id=grant.account_id)
    line = {"caller": f"grant:{grant.id}", "operation": "revoke_connection", "result_id": grant.id}
    digest = sha256(reason.encode()).hexdigest()
    await connection.execute(
        account_audit.insert().values(
            account_id=grant.account_id, id=line_id, input_digest=digest, created_at=now, **line
        )
    )


async def mark_connected(connection: AsyncConnection, account_id: UUID, grant_id: UUID, now: datetime) -> None:
    """Note that a client has its first tokens."""
    mine = (oauth_grant.c.account_id == account_id) & (oauth_grant.c.id == grant_id)
    unset = oauth_grant.c.connected_at.is_(None)
    await connection.execute(oauth_grant.update().where(mine, unset).values(connected_at=now))


async def mark_grants_used(connection: AsyncConnection, used: dict[tuple[UUID, UUID], datetime]) -> None:
    """Note when grants were last used, by account and id."""
    for (account_id, grant_id), at in sorted(used.items()):
        mine = (oauth_grant.c.account_id == account_id) & (oauth_grant.c.id == grant_id)
        await connection.execute(oauth_grant.update().where(mine).values(last_used_at=at))


async def list_grants(books: AccountBooks, limit: int) -> list[GrantRow]:
    """The live grants of the account that were connected, newest first."""
    query = kept_grants().where(
        oauth_grant.c.account_id == books.account_id,
        oauth_grant.c.connected_at.is_not(None),
        oauth_grant.c.revoked_at.is_(None),
    )
    newest = (oauth_grant.c.created_at.desc(), oauth_grant.c.id.desc())
    return [GrantRow(**row) for row in await books.fetch_all(query.order_by(*newest).limit(limit))]


async def read_grant(books: AccountBooks, grant_id: UUID) -> GrantRow | None:
    """One grant of the account."""
    row = await books.fetch_one(kept_grants().where(_this(books, grant_id)))
    return GrantRow(**row) if row else None


async def add_grant(books: WritableAccountBooks, row: dict[str, Any]) -> None:
    """Write a new grant."""
    fixed = {"account_id": books.account_id, "created_at": books.now, "last_used_at": None, "revoked_at": None}
    await books.add(oauth_grant, **fixed, **row)


async def revoke_grant(books: WritableAccountBooks, grant_id: UUID) -> bool:
    """Revoke a grant for good; False when there is no such live one."""
    live = oauth_grant.c.revoked_at.is_(None)
    return bool(
        await books.write(oauth_grant.update().where(_this(books, grant_id), live).values(revoked_at=books.now))
    )


async def revoke_grants_of_client(books: WritableAccountBooks, client_id: UUID) -> None:
    """Revoke what a service was granted."""
    mine = (oauth_grant.c.account_id == books.account_id) & (oauth_grant.c.client_id == str(client_id))
    await books.write(oauth_grant.update().where(mine, oauth_grant.c.revoked_at.is_(None)).values(revoked_at=books.now))


async def revoke_grants_of_member(books: WritableAccountBooks, member_id: UUID) -> None:
    """Revoke what a member granted."""
    mine = (oauth_grant.c.account_id == books.account_id) & (oauth_grant.c.member_id == member_id)
    await books.write(oauth_grant.update().where(mine, oauth_grant.c.revoked_at.is_(None)).values(revoked_at=books.now))


def connected_clients() -> Select[Any]:
    """The grants of a client that registered itself, for a query over clients."""
    own_id = func.lower(cast(oauth_client.c.id, Text))
    return select(oauth_grant.c.id).where(oauth_grant.c.client_id == own_id)


def kept_grants() -> Select[Any]:
    """Grants with what their members may do today."""
    of_member = (member.c.account_id == oauth_grant.c.account_id) & (member.c.id == oauth_grant.c.member_id)
    granted = (
        (member_profile.c.account_id == oauth_grant.c.account_id)
        & (member_profile.c.member_id == oauth_grant.c.member_id)
        & (member_profile.c.profile_id == oauth_grant.c.profile_id)
    )
    query = select(
        oauth_grant,
        member.c.email.label("member_email"),
        member.c.role.label("member_role"),
        member.c.removed_at.label("member_removed_at"),
        member_profile.c.profile_id.label("member_profile_id"),
        account.c.plan,
        account.c.today,
    )
    query = query.join(account, account.c.id == oauth_grant.c.account_id)
    return query.outerjoin(member, of_member).outerjoin(member_profile, granted)


def _this(books: AccountBooks, grant_id: UUID) -> Any:
    return (oauth_grant.c.account_id == books.account_id) & (oauth_grant.c.id == grant_id)
