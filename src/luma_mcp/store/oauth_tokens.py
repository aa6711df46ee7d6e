"""Authorization codes and tokens; of each secret only an HMAC is kept. All end with their grant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, PrimaryKeyConstraint, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from luma_mcp.store.grants import GrantRow, kept_grants, oauth_grant
from luma_mcp.store.schema import moment, one_of, reference, table, text

oauth_code: Table = table(
    "oauth_code",
    text("public_id"),
    text("mac"),
    reference("account_id"),
    reference("grant_id"),
    text("redirect_uri", null=True),
    text("challenge"),
    moment("expires_at"),
    moment("used_at", null=True),
    PrimaryKeyConstraint("public_id"),
    ForeignKeyConstraint(["account_id", "grant_id"], ["oauth_grant.account_id", "oauth_grant.id"]),
)

oauth_token: Table = table(
    "oauth_token",
    text("public_id"),
    text("mac"),
    text("kind"),
    reference("account_id"),
    reference("grant_id"),
    moment("created_at"),
    moment("expires_at"),
    moment("used_at", null=True),
    PrimaryKeyConstraint("public_id"),
    ForeignKeyConstraint(["account_id", "grant_id"], ["oauth_grant.account_id", "oauth_grant.id"]),
    Index("ix_oauth_token_grant", "account_id", "grant_id"),
    one_of("kind", "access", "refresh"),
)


@dataclass(frozen=True, slots=True)
class CodeRow:
    """An authorization code as stored."""

    public_id: str
    mac: str
    account_id: UUID
    grant_id: UUID
    redirect_uri: str | None
    challenge: str
    expires_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token as stored; a refresh token that was used is kept, so that a second use is noticed."""

    public_id: str
    mac: str
    kind: str
    account_id: UUID
    grant_id: UUID
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None


async def add_code(connection: AsyncConnection, row: CodeRow) -> None:
    """Write a new code."""
    await connection.execute(oauth_code.insert().values(**{name: getattr(row, name) for name in CodeRow.__slots__}))


async def find_code(connection: AsyncConnection, public_id: str) -> CodeRow | None:
    """The code with this public id, used or not."""
    row = (await connection.execute(select(oauth_code).where(oauth_code.c.public_id == public_id))).mappings().first()
    return CodeRow(**row) if row else None


async def use_code(connection: AsyncConnection, public_id: str, now: datetime) -> bool:
    """Use a code up; False when it was used before."""
    unused = (oauth_code.c.public_id == public_id) & oauth_code.c.used_at.is_(None)
    return bool((await connection.execute(oauth_code.update().where(unused).values(used_at=now))).rowcount)


async def add_tokens(connection: AsyncConnection, rows: Sequence[TokenRow]) -> None:
    """Write new tokens."""
    values = [{name: getattr(row, name) for name in TokenRow.__slots__} for row in rows]
    await connection.execute(oauth_token.insert(), values)


async def find_token(connection: AsyncConnection, public_id: str, kind: str) -> tuple[TokenRow, GrantRow] | None:
    """The token of this kind with this public id, and its grant; in one statement, for it comes with every request."""
    names = TokenRow.__slots__
    grants = kept_grants()
    of_grant = (oauth_token.c.account_id == oauth_grant.c.account_id) & (oauth_token.c.grant_id == oauth_grant.c.id)
    query: Any = grants.add_columns(*(oauth_token.c[name].label(f"token_{name}") for name in names))
    query = query.join(oauth_token, of_grant).where(oauth_token.c.public_id == public_id, oauth_token.c.kind == kind)
    row = (await connection.execute(query)).mappings().first()
    if row is None:
        return None
    token = TokenRow(**{name: row[f"token_{name}"] for name in names})
    return token, GrantRow(**{name: row[name] for name in GrantRow.__slots__})


async def use_refresh_token(connection: AsyncConnection, public_id: str, now: datetime) -> bool:
    """Use a refresh token up; False when it was used before."""
    unused = (oauth_token.c.public_id == public_id) & oauth_token.c.used_at.is_(None)
    return bool((await connection.execute(oauth_token.update().where(unused).values(used_at=now))).rowcount)


async def end_token(connection: AsyncConnection, public_id: str) -> None:
    """Delete one token."""
    await connection.execute(oauth_token.delete().where(oauth_token.c.public_id == public_id))


async def forget_old_tokens(connection: AsyncConnection, now: datetime, codes_before: datetime) -> int:
    """Delete tokens that have run out, and old codes."""
    tokens = await connection.execute(oauth_token.delete().where(oauth_token.c.expires_at <= now))
    codes = await connection.execute(oauth_code.delete().where(oauth_code.c.expires_at <= codes_before))
    return int(tokens.rowcount) + int(codes.rowcount)
