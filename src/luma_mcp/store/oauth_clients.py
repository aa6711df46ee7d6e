"""OAuth clients that registered themselves, and services that an owner made for one company."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, PrimaryKeyConstraint, Table, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from luma_mcp.store.books import AccountBooks, WritableAccountBooks
from luma_mcp.store.schema import column, frozen, moment, one_of, reference, table, text
from luma_mcp.store.types import Id

oauth_client: Table = table(
    "oauth_client",
    column("id", Id()),
    text("kind"),
    text("name"),
    text("auth_method"),
    text("secret_mac", null=True),
    text("last_four", null=True),
    frozen("redirect_uris"),
    reference("account_id", null=True),
    reference("profile_id", null=True),
    frozen("scopes", null=True),
    moment("created_at"),
    moment("revoked_at", null=True),
    PrimaryKeyConstraint("id"),
    ForeignKeyConstraint(["account_id"], ["account.id"]),
    ForeignKeyConstraint(["profile_id"], ["profile.id"]),
    one_of("kind", "registered", "service"),
    one_of("auth_method", "none", "client_secret_post", "client_secret_basic"),
)


@dataclass(frozen=True, slots=True)
class OAuthClientRow:
    """A client as stored; a service has an account, a profile and scopes, one that registered itself has not."""

    id: UUID
    kind: str
    name: str
    auth_method: str
    secret_mac: str | None
    last_four: str | None
    redirect_uris: Sequence[str]
    account_id: UUID | None
    profile_id: UUID | None
    scopes: Sequence[str] | None
    created_at: datetime
    revoked_at: datetime | None


async def find_oauth_client(connection: AsyncConnection, client_id: UUID) -> OAuthClientRow | None:
    """The client with this id, unless it was revoked."""
    query = select(oauth_client).where(oauth_client.c.id == client_id, oauth_client.c.revoked_at.is_(None))
    row = (await connection.execute(query)).mappings().first()
    return OAuthClientRow(**row) if row else None


async def add_registered_client(connection: AsyncConnection, row: dict[str, Any]) -> None:
    """Write a client that registered itself."""
    fixed = {"kind": "registered", "account_id": None, "profile_id": None, "scopes": None, "revoked_at": None}
    await connection.execute(oauth_client.insert().values(**fixed, **row))


async def forget_unused_clients(connection: AsyncConnection, before: datetime, in_use: Any) -> int:
    """Delete clients that registered themselves before a moment and were never connected; `in_use` says which were."""
    unused = (oauth_client.c.kind == "registered") & (oauth_client.c.created_at < before) & ~exists(in_use)
    return int((await connection.execute(oauth_client.delete().where(unused))).rowcount)


async def list_services(books: AccountBooks, limit: int) -> list[OAuthClientRow]:
    """The services of the account, newest first, revoked ones too."""
    query = select(oauth_client).where(oauth_client.c.account_id == books.account_id)
    newest = (oauth_client.c.created_at.desc(), oauth_client.c.id.desc())
    return [OAuthClientRow(**row) for row in await books.fetch_all(query.order_by(*newest).limit(limit))]


async def read_service(books: AccountBooks, client_id: UUID) -> OAuthClientRow:
    """One service of the account, which is known to exist."""
    mine = (oauth_client.c.account_id == books.account_id) & (oauth_client.c.id == client_id)
    (row,) = await books.fetch_all(select(oauth_client).where(mine))
    return OAuthClientRow(**row)


async def add_service(books: WritableAccountBooks, row: dict[str, Any]) -> None:
    """Write a new service."""
    fixed = {"kind": "service", "redirect_uris": [], "account_id": books.account_id, "revoked_at": None}
    await books.add(oauth_client, created_at=books.now, **fixed, **row)


async def revoke_service(books: WritableAccountBooks, client_id: UUID) -> bool:
    """Revoke a service for good; False when there is no such live one."""
    mine = (oauth_client.c.account_id == books.account_id) & (oauth_client.c.id == client_id)
    live = oauth_client.c.revoked_at.is_(None)
    return bool(await books.write(oauth_client.update().where(mine, live).values(revoked_at=books.now)))
