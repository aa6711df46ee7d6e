"""Members: the people of an account, what they may do, and which profiles they were granted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, PrimaryKeyConstraint, Row, Select, select
from sqlalchemy import text as text_of
from sqlalchemy.ext.asyncio import AsyncConnection

from luma_mcp.store.accounts import account
from luma_mcp.store.books import AccountBooks, WritableAccountBooks
from luma_mcp.store.schema import column, moment, one_of, reference, table, text
from luma_mcp.store.types import Id

member = table(
    "member",
    reference("account_id"),
    column("id", Id()),
    text("email"),
    text("name"),
    text("role"),
    text("password_hash", null=True),
    moment("created_at"),
    moment("removed_at", null=True),
    PrimaryKeyConstraint("account_id", "id"),
    ForeignKeyConstraint(["account_id"], ["account.id"]),
    Index("ix_member_email", "email"),
    one_of("role", "owner", "member", "read_only"),
)
Index(
    "uq_member_of_account",
    member.c.account_id,
    member.c.email,
    unique=True,
    sqlite_where=text_of("removed_at IS NULL"),
    postgresql_where=text_of("removed_at IS NULL"),
)

member_profile = table(
    "member_profile",
    reference("account_id"),
    reference("member_id"),
    reference("profile_id"),
    PrimaryKeyConstraint("account_id", "member_id", "profile_id"),
    ForeignKeyConstraint(["account_id", "member_id"], ["member.account_id", "member.id"]),
    ForeignKeyConstraint(["profile_id"], ["profile.id"]),
)


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member as stored, with the account's name, plan and fixed day."""

    account_id: UUID
    id: UUID
    email: str
    name: str
    role: str
    password_hash: str | None
    created_at: datetime
    removed_at: datetime | None
    account_name: str
    plan: str
    today: Any


async def members_with_email(connection: AsyncConnection, email: str, limit: int) -> list[MemberRow]:
    """The members with this e-mail address who have set a password, one in each account at most, oldest first."""
    query = _live().where(member.c.email == email, member.c.password_hash.is_not(None))
    rows = await connection.execute(query.order_by(member.c.created_at, member.c.id).limit(limit))
    return [_member(row) for row in rows]


async def live_members(connection: AsyncConnection, email: str, limit: int) -> list[MemberRow]:
    """Everybody with this e-mail address, whether a password is set or not, oldest first."""
    query = _live().where(member.c.email == email).order_by(member.c.created_at, member.c.id)
    return [_member(row) for row in await connection.execute(query.limit(limit))]


async def owner_of(connection: AsyncConnection, account_id: UUID) -> MemberRow | None:
    """The owner of an account, whether a password is set or not."""
    query = _live().where(member.c.account_id == account_id, member.c.role == "owner")
    row = (await connection.execute(query.order_by(member.c.created_at, member.c.id).limit(1))).first()
    return _member(row) if row else None


async def is_member(connection: AsyncConnection, account_id: UUID, email: str) -> bool:
    """Whether an account has a member with this e-mail address."""
    mine = (member.c.account_id == account_id) & (member.c.email == email) & member.c.removed_at.is_(None)
    return (await connection.execute(select(member.c.id).where(mine).limit(1))).first() is not None


async def member_of(connection: AsyncConnection, account_id: UUID, member_id: UUID) -> MemberRow | None:
    """One member who was not removed."""
    query = _live().where(member.c.account_id == account_id, member.c.id == member_id)
    row = (await connection.execute(query)).first()
    return _member(row) if row else None


async def granted_profiles(connection: AsyncConnection, account_id: UUID, member_id: UUID) -> frozenset[UUID]:
    """The profiles that a member was granted; an owner reaches all without."""
    query = select(member_profile.c.profile_id).where(
        member_profile.c.account_id == account_id, member_profile.c.member_id == member_id
    )
    return frozenset((await connection.execute(query)).scalars())


async def any_owner(connection: AsyncConnection) -> bool:
    """Whether somebody can sign in as an owner of any account."""
    query = select(member.c.id).where(
        member.c.role == "owner", member.c.password_hash.is_not(None), member.c.removed_at.is_(None)
    )
    return (await connection.execute(query.limit(1))).first() is not None


async def set_password(connection: AsyncConnection, account_id: UUID, member_id: UUID, name: str, hashed: str) -> None:
    """Keep a member's name and the hash of a password."""
    mine = (member.c.account_id == account_id) & (member.c.id == member_id)
    await connection.execute(member.update().where(mine).values(name=name, password_hash=hashed))


async def add_owner(connection: AsyncConnection, account_id: UUID, member_id: UUID, email: str, now: datetime) -> None:
    """Write an account's owner, who has no password yet."""
    row = {"email": email, "name": email, "role": "owner", "password_hash": None}
    await connection.execute(
        member.insert().values(account_id=account_id, id=member_id, created_at=now, removed_at=None, **row)
    )


async def list_members(books: AccountBooks, limit: int) -> list[MemberRow]:
    """The members of the account, oldest first."""
    query = _live().where(member.c.account_id == books.account_id).order_by(member.c.created_at, member.c.id)
    return [MemberRow(**row) for row in await books.fetch_all(query.limit(limit))]


async def find_member(books: AccountBooks, member_id: UUID) -> MemberRow | None:
    """One member of the account."""
    row = await books.fetch_one(_live().where(member.c.account_id == books.account_id, member.c.id == member_id))
    return MemberRow(**row) if row else None


async def email_taken(books: AccountBooks, email: str) -> bool:
    """Whether a member of the account has this e-mail address."""
    mine = (member.c.account_id == books.account_id) & (member.c.email == email) & member.c.removed_at.is_(None)
    return await books.fetch_one(select(member.c.id).where(mine)) is not None


async def grants_of(books: AccountBooks, members: Iterable[UUID]) -> dict[UUID, tuple[UUID, ...]]:
    """The profiles that members were granted."""
    query = select(member_profile).where(
        member_profile.c.account_id == books.account_id, member_profile.c.member_id.in_(sorted(members))
    )
    found: dict[UUID, tuple[UUID, ...]] = {}
    for row in await books.fetch_all(query.order_by(member_profile.c.profile_id)):
        found[row["member_id"]] = (*found.get(row["member_id"], ()), row["profile_id"])
    return found


async def add_member(books: WritableAccountBooks, row: dict[str, Any]) -> None:
    """Write a new member, who has no password yet."""
    fixed = {"account_id": books.account_id, "created_at": books.now, "password_hash": None, "removed_at": None}
    await books.add(member, **fixed, **row)


async def change_member(books: WritableAccountBooks, member_id: UUID, **changes: Any) -> None:
    """Write what changed of a member."""
    await books.write(member.update().where(_this(books, member_id)).values(**changes))


async def grant_profiles(books: WritableAccountBooks, member_id: UUID, profiles: Sequence[UUID]) -> None:
    """Let a member reach these profiles and no other."""
    mine = (member_profile.c.account_id == books.account_id) & (member_profile.c.member_id == member_id)
    await books.write(member_profile.delete().where(mine))
    rows = [
        {"account_id": books.account_id, "member_id": member_id, "profile_id": profile_id}
        for profile_id in sorted(set(profiles))
    ]
    await books.write_rows(member_profile, rows)


def _this(books: AccountBooks, member_id: UUID) -> Any:
    return (member.c.account_id == books.account_id) & (member.c.id == member_id)


def _live() -> Select[Any]:
    query = select(member, account.c.name.label("account_name"), account.c.plan, account.c.today)
    return query.join(account, account.c.id == member.c.account_id).where(member.c.removed_at.is_(None))


def _member(row: Row[Any]) -> MemberRow:
    return MemberRow(**row._mapping)  # noqa: SLF001  SQLAlchemy's public name for a row as a mapping
