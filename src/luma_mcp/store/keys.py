"""API keys as they are kept: an HMAC of the secret, its last four characters, and what the key may do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, PrimaryKeyConstraint, RowMapping, Select, Table, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from luma_mcp.store.accounts import account
from luma_mcp.store.books import AccountBooks, WritableAccountBooks
from luma_mcp.store.schema import column, frozen, moment, one_of, reference, table, text
from luma_mcp.store.types import Id

api_key: Table = table(
    "api_key",
    reference("account_id"),
    column("id", Id()),
    text("public_id"),
    text("mac"),
    text("last_four"),
    text("label"),
    text("mode"),
    reference("profile_id", null=True),
    frozen("scopes", null=True),
    frozen("tiers"),
    frozen("ip_list"),
    moment("expires_at", null=True),
    moment("created_at"),
    moment("last_used_at", null=True),
    moment("revoked_at", null=True),
    PrimaryKeyConstraint("account_id", "id"),
    ForeignKeyConstraint(["account_id"], ["account.id"]),
    ForeignKeyConstraint(["profile_id"], ["profile.id"]),
    Index("uq_api_key_public_id", "public_id", unique=True),
    one_of("mode", "read_write", "read_only"),
)


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key as stored, with the account's plan and its fixed day."""

    account_id: UUID
    id: UUID
    public_id: str
    mac: str
    last_four: str
    label: str
    mode: str
    profile_id: UUID | None
    scopes: Sequence[str] | None
    tiers: Sequence[dict[str, Any]]
    ip_list: Sequence[str]
    expires_at: datetime | None
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None
    plan: str
    today: Any


async def find_key(connection: AsyncConnection, public_id: str) -> KeyRow | None:
    """The key with this public id, live or not."""
    query = (
        select(api_key, account.c.plan, account.c.today)
        .join(account, account.c.id == api_key.c.account_id)
        .where(api_key.c.public_id == public_id)
    )
    row = (await connection.execute(query)).mappings().first()
    return _key(row) if row else None


async def list_keys(books: AccountBooks, limit: int) -> list[KeyRow]:
    """The keys of the account, newest first, revoked ones too."""
    newest = (api_key.c.created_at.desc(), api_key.c.id.desc())
    return [_key(row) for row in await books.fetch_all(_kept(books).order_by(*newest).limit(limit))]


async def read_key(books: AccountBooks, key_id: UUID) -> KeyRow:
    """One key of the account, which is known to exist."""
    (row,) = await books.fetch_all(_kept(books).where(api_key.c.id == key_id))
    return _key(row)


async def count_live_keys(books: AccountBooks) -> int:
    """How many keys of the account still work."""
    live = or_(api_key.c.expires_at.is_(None), api_key.c.expires_at > books.now)
    query = select(func.count()).where(api_key.c.account_id == books.account_id, api_key.c.revoked_at.is_(None), live)
    return int(await books.fetch_value(query))


async def add_key(books: WritableAccountBooks, row: dict[str, Any]) -> None:
    """Write a new key."""
    await books.add(api_key, account_id=books.account_id, created_at=books.now, **row)


async def revoke_key(books: WritableAccountBooks, key_id: UUID) -> bool:
    """Revoke a key for good; False when there is no such live key."""
    own = (api_key.c.account_id == books.account_id) & (api_key.c.id == key_id) & api_key.c.revoked_at.is_(None)
    return bool(await books.write(api_key.update().where(own).values(revoked_at=books.now)))


async def find_live_key(books: AccountBooks, key_id: UUID) -> KeyRow | None:
    """One key of the account that still works."""
    live = or_(api_key.c.expires_at.is_(None), api_key.c.expires_at > books.now)
    row = await books.fetch_one(_kept(books).where(api_key.c.id == key_id, api_key.c.revoked_at.is_(None), live))
    return _key(row) if row else None


async def end_key_at(books: WritableAccountBooks, key_id: UUID, at: datetime) -> None:
    """Let a key work until then and no longer."""
    own = (api_key.c.account_id == books.account_id) & (api_key.c.id == key_id)
    await books.write(api_key.update().where(own).values(expires_at=at))


async def mark_used(connection: AsyncConnection, used: dict[str, datetime]) -> None:
    """Note when keys were last used, by public id."""
    for public_id, at in sorted(used.items()):
        await connection.execute(api_key.update().where(api_key.c.public_id == public_id).values(last_used_at=at))


def _kept(books: AccountBooks) -> Select[Any]:
    query = select(api_key, account.c.plan, account.c.today).join(account, account.c.id == api_key.c.account_id)
    return query.where(api_key.c.account_id == books.account_id)


def _key(row: RowMapping) -> KeyRow:
    return KeyRow(**row)
