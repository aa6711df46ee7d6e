"""Profiles as a migration sees them: one after the other, each with its rows in sight (row-level security)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from luma_mcp.store.types import Id

_CONTEXT = sa.text("SELECT set_config('app.account_id', :account, true), set_config('app.profile_id', :profile, true)")


def each_profile(connection: sa.Connection) -> Iterator[tuple[UUID, str, str]]:
    """Id, country and language of every profile, while the connection sees that profile's rows."""
    account = sa.table("account", sa.column("id", Id()))
    profile = sa.table(
        "profile", sa.column("id", Id()), sa.column("account_id", Id()), sa.column("country"), sa.column("language")
    )
    for (account_id,) in connection.execute(sa.select(account.c.id)).all():
        _enter(connection, account_id, None)
        own = sa.select(profile).where(profile.c.account_id == account_id).order_by(profile.c.id)
        for row in connection.execute(own).all():
            _enter(connection, account_id, row.id)
            yield row.id, row.country, row.language
    _enter(connection, None, None)


def now() -> datetime:
    """The moment of the migration."""
    return datetime.now(UTC)


def _enter(connection: sa.Connection, account_id: UUID | None, profile_id: UUID | None) -> None:
    if connection.dialect.name == "postgresql":
        given: dict[str, Any] = {"account": str(account_id or ""), "profile": str(profile_id or "")}
        connection.execute(_CONTEXT, given)
