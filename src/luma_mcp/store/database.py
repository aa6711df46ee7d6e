"""The database: two engines (reading, writing), transactions, and the pragmas that SQLite must run with.

This is the one seam that knows how statements reach the database. On SQLite statements run where they are awaited
(a point read costs microseconds, a hop to another thread costs more than the read), while BEGIN IMMEDIATE and COMMIT,
which wait for a lock or for the disk, run in the connection's own thread. One connection writes, a few read.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import aiosqlite
from sqlalchemy import event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool
from typing_extensions import override

from luma_mcp.errors import Busy, Unavailable
from luma_mcp.store.revision import HEAD, KNOWN, check_revision, stored_revision

BUSY_TIMEOUT_MS = 5000
READERS = 4
POSTGRESQL_POOL = 8

_PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1}
_WAITING = ("BEGIN IMMEDIATE", "COMMIT")


class Database:
    """An open database. Use `reading()` and `writing()`; nothing else gives a connection."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._reader, self._writer = _sqlite(self.url) if self.is_sqlite else _postgresql(self.url)
        self._write_lock = asyncio.Lock() if self.is_sqlite else None

    @property
    def engines(self) -> tuple[AsyncEngine, AsyncEngine]:
        """The reading and the writing engine, to listen to."""
        return self._reader, self._writer

    async def check(self) -> None:
        """Refuse a database of another revision, or one that SQLite opened without its pragmas."""
        try:
            async with self._reader.connect() as connection:
                await check_revision(connection)
        except (OSError, OperationalError) as problem:
            raise Unavailable(f"The database cannot be opened: {_reason(problem)}") from problem

    async def is_behind(self) -> bool:
        """Whether the schema is older than this program, or not there yet; a newer one is not ours to touch."""
        async with self._reader.connect() as connection:
            revision = await stored_revision(connection)
        return revision != HEAD and (revision is None or revision in KNOWN)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A read-only transaction: one consistent view."""
        async with self._reader.connect() as connection:
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """One write transaction: commits at the end, leaves nothing when anything fails."""
        try:
            if self._write_lock is None:
                async with self._writer.begin() as connection:
                    yield connection
            else:
                async with self._write_lock, self._writer.begin() as connection:
                    yield connection
        except DBAPIError as problem:
            if _is_busy(problem):
                raise Busy from problem
            raise

    async def close(self) -> None:
        """Close every connection."""
        await self._reader.dispose()
        await self._writer.dispose()


async def set_context(connection: AsyncConnection, *, account_id: Any = None, profile_id: Any = None) -> None:
    """Tell PostgreSQL's row-level security whose rows this transaction may see; without it, none."""
    if connection.dialect.name != "postgresql":
        return
    await connection.execute(
        text("SELECT set_config('app.account_id', :account, true), set_config('app.profile_id', :profile, true)"),
        {"account": str(account_id or ""), "profile": str(profile_id or "")},
    )


class _Connection(aiosqlite.Connection):
    """Runs statements where they are awaited; only what waits for a lock or the disk goes to the thread."""

    @override
    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if not self._running or self._connection is None:
            raise ValueError("Connection closed")
        waits = fn == self._connection.commit or (args and isinstance(args[0], str) and args[0].startswith(_WAITING))
        if waits:
            return await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]
        return fn(*args, **kwargs)


async def _open(path: str, *, read_only: bool) -> aiosqlite.Connection:
    connector = partial(sqlite3.connect, path, isolation_level=None, check_same_thread=False, cached_statements=256)
    connection = _Connection(connector, iter_chunk_size=64)
    await connection
    cursor = await connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    await cursor.close()
    for pragma, wanted in _PRAGMAS.items():
        await (await connection.execute(f"PRAGMA {pragma}={wanted}")).close()
        cursor = await connection.execute(f"PRAGMA {pragma}")
        row = await cursor.fetchone()
        await cursor.close()
        if row is None or row[0] != wanted:
            await connection.close()
            raise Unavailable(f"SQLite did not take PRAGMA {pragma}={wanted}.")
    if read_only:
        await (await connection.execute("PRAGMA query_only=1")).close()
    return connection


def _sqlite(url: URL) -> tuple[AsyncEngine, AsyncEngine]:
    path = url.database or ":memory:"
    if not Path(path).parent.is_dir():
        raise Unavailable(f"The folder of {path} does not exist.")
    reader = create_async_engine(
        url,
        async_creator=partial(_open, path, read_only=True),
        poolclass=AsyncAdaptedQueuePool,
        pool_size=READERS,
        max_overflow=0,
    )
    writer = create_async_engine(
        url,
        async_creator=partial(_open, path, read_only=False),
        poolclass=AsyncAdaptedQueuePool,
        pool_size=1,
        max_overflow=0,
    )
    event.listen(reader.sync_engine, "begin", partial(_begin, "BEGIN"))
    event.listen(writer.sync_engine, "begin", partial(_begin, "BEGIN IMMEDIATE"))
    return reader, writer


def _begin(statement: str, connection: Any) -> None:
    connection.exec_driver_sql(statement)


def _postgresql(url: URL) -> tuple[AsyncEngine, AsyncEngine]:
    options = {"pool_size": POSTGRESQL_POOL, "max_overflow": 0, "pool_pre_ping": False}
    reader = create_async_engine(
        url, connect_args={"server_settings": {"default_transaction_read_only": "on"}}, **options
    )
    writer = create_async_engine(url, **options)
    return reader, writer


def _is_busy(problem: DBAPIError) -> bool:
    reason = str(problem.orig)
    state = getattr(problem.orig, "sqlstate", None)
    return "database is locked" in reason or state in {"40001", "40P01", "55P03"}


def _reason(problem: Exception) -> str:
    return str(getattr(problem, "orig", problem)).splitlines()[0][:200]
