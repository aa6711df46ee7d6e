"""What a database holds, in one value, to see that nothing was changed."""

import hashlib
import sqlite3
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import func, make_url, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from luma_mcp.store.database import set_context
from luma_mcp.store.tables import ALL
from tests.world import World

UNSTEADY = frozenset({"rate_window", "exchange_rate"})
"""What counts requests, refused ones too; and what only the command line imports, by the thousand."""

_TABLES = [table.name for table in ALL.sorted_tables if table.name not in UNSTEADY]
_HASHED = " UNION ALL ".join(
    f"SELECT '{name}', md5(string_agg(row::text, '|' ORDER BY row::text)) FROM {name} row"  # noqa: S608  our own names
    for name in _TABLES
)


_LSN = text("SELECT pg_current_wal_insert_lsn()")
_WATCHED: WeakKeyDictionary[World, tuple[sqlite3.Connection | None, dict[object, str]]] = WeakKeyDictionary()
"""A connection that sees whether a file was written to, and the digests at each state seen."""


async def digest(world: World) -> str:
    """The digest of every row of both profiles in every table; taken anew only if something was written meanwhile."""
    watcher, known = _WATCHED.get(world) or _watch(world)
    if watcher is not None:
        state: object = watcher.execute("PRAGMA data_version").fetchone()
        if state not in known:
            known[state] = _of_file(watcher)
        return known[state]
    async with world.parts.database.reading() as connection:
        state = (await connection.execute(_LSN)).scalar_one()
        if state not in known:
            known[state] = await _of_profiles(world, connection)
    return known[state]


def _watch(world: World) -> tuple[sqlite3.Connection | None, dict[object, str]]:
    url = make_url(world.parts.settings.database_url)
    watcher = (
        sqlite3.connect(str(url.database), check_same_thread=False) if url.get_backend_name() == "sqlite" else None
    )
    _WATCHED[world] = (watcher, {})
    return _WATCHED[world]


def _of_file(watcher: sqlite3.Connection) -> str:
    """The digest of a file, whose tables hold the rows of all profiles."""
    found = hashlib.sha256()
    with watcher:
        watcher.execute("BEGIN")
        for table in _TABLES:
            rows = watcher.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608  our own names
            found.update(repr((table, sorted(map(repr, rows)))).encode())
    return found.hexdigest()


async def _of_profiles(world: World, connection: AsyncConnection) -> str:
    """The digest of what a transaction sees of each profile."""
    found = hashlib.sha256()
    for profile in (world.swiss, world.danish):
        await set_context(connection, account_id=world.owner.account_id, profile_id=profile)
        rows = (await connection.exec_driver_sql(_HASHED)).all()
        found.update(repr(sorted(map(repr, rows))).encode())
    return found.hexdigest()


async def count(world: World, table: str, profile: UUID | None = None) -> int:
    """How many rows of a table belong to a profile (the first one unless said otherwise)."""
    async with world.parts.database.reading() as connection:
        await set_context(connection, account_id=world.owner.account_id, profile_id=profile or world.swiss)
        counted = await connection.execute(select(func.count()).select_from(ALL.tables[table]))
        return int(counted.scalar_one())
