"""The database: two engines (reading, writing), transactions, and the pragmas that SQLite must run with.

This is the one seam that knows how statements reach the database. On SQLite statements run where they are awaited
(a point read costs microseconds, a hop to another thread costs more than the read), while BEGIN IMMEDIATE and COMMIT,
which wait for a lock or for the disk, run in the connection's own thread. One connection writes, a few read.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any

import aiosqlite
import anyio
from sqlalchemy import event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool
from sqlalchemy.util import LRUCache
from typing_extensions import override

from luma_mcp.errors import Unavailable
from luma_mcp.store.guards import check_guards
from luma_mcp.store.refusals import first_line, in_our_words
from luma_mcp.store.revision import HEAD, KNOWN, check_revision, stored_revision

BUSY_TIMEOUT_MS = 5000
READERS = 4
POSTGRESQL_POOL = 8

_PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1}
_WAITING = ("BEGIN IMMEDIATE", "COMMIT")
_STATEMENTS = 2000


class _Compiled(LRUCache[Any, Any]):
    """Compiled statements, whichever engine of this process runs them: its dialects of one name are set up alike."""

    @override
    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        return super().get((key[0].name, *key[1:]), default)

    @override
    def __setitem__(self, key: tuple[Any, ...], value: Any) -> None:
        super().__setitem__((key[0].name, *key[1:]), value)


_COMPILED = _Compiled(_STATEMENTS)


class Database:
    """An open database. Use `reading()` and `writing()`; nothing else gives a connection."""

    def __init__(self, url: str, *, busy_timeout_ms: int = BUSY_TIMEOUT_MS) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._reader, self._writer = (_sqlite if self.is_sqlite else _postgresql)(self.url, busy_timeout_ms)
        for engine in self.engines:
            engine.sync_engine.update_execution_options(compiled_cache=_COMPILED)
        self._write_lock = asyncio.Lock() if self.is_sqlite else None

    @property
    def engines(self) -> tuple[AsyncEngine, AsyncEngine]:
        """The reading and the writing engine, to listen to."""
        return self._reader, self._writer

    async def check(self) -> None:
        """Refuse a database of another revision, and an SQLite file without its pragmas or its guards."""
        async with self.reading() as connection:
            await check_revision(connection)
            if self.is_sqlite:
                await check_guards(connection)

    async def is_behind(self) -> bool:
        """Whether the schema is older than this program, or not there yet; a newer one is not ours to touch."""
        async with self.reading() as connection:
            revision = await stored_revision(connection)
        return revision != HEAD and (revision is None or revision in KNOWN)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A read-only transaction: one consistent view."""
        with in_our_words():
            async with _connected(self._reader) as connection:
                yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """One write transaction: commits at the end, leaves nothing when anything fails."""
        with in_our_words():
            async with self._write_lock or nullcontext(), _connected(self._writer) as connection, connection.begin():
                yield connection

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
        return await self._in_thread(partial(fn, *args, **kwargs)) if waits else fn(*args, **kwargs)

    async def _in_thread(self, work: Callable[[], Any]) -> Any:
        """Run work in the connection's thread, to its end: two threads on one connection would crash the process.

        A caller that is cancelled meanwhile hears of it once the work is done.
        """
        done = asyncio.get_running_loop().create_future()
        self._tx.put_nowait((done, work))
        given_up: asyncio.CancelledError | None = None
        with anyio.CancelScope(shield=True):
            while not done.done():
                try:
                    await asyncio.wait([done])
                except asyncio.CancelledError as cancelled:
                    given_up = cancelled
        if given_up is not None:
            done.exception()
            raise given_up
        return done.result()


async def _open(path: str, busy_timeout_ms: int, *, read_only: bool) -> aiosqlite.Connection:
    connector = partial(sqlite3.connect, path, isolation_level=None, check_same_thread=False, cached_statements=256)
    connection = _Connection(connector, iter_chunk_size=64)
    await connection
    try:
        await _prepare(connection, busy_timeout_ms, read_only=read_only)
    except BaseException:
        await connection.close()  # else its thread would keep the process alive
        raise
    return connection


async def _prepare(connection: aiosqlite.Connection, busy_timeout_ms: int, *, read_only: bool) -> None:
    await _pragma(connection, f"busy_timeout={busy_timeout_ms}")
    for pragma, wanted in _PRAGMAS.items():
        await _pragma(connection, f"{pragma}={wanted}")
        if await _pragma(connection, pragma) != wanted:
            raise Unavailable(f"SQLite did not take PRAGMA {pragma}={wanted}.")
    if read_only:
        await _pragma(connection, "query_only=1")


async def _pragma(connection: aiosqlite.Connection, pragma: str) -> object:
    async with connection.execute(f"PRAGMA {pragma}") as cursor:
        row = await cursor.fetchone()
    return row[0] if row else None


def _sqlite(url: URL, busy_timeout_ms: int) -> tuple[AsyncEngine, AsyncEngine]:
    path = url.database or ":memory:"
    if not Path(path).parent.is_dir():
        raise Unavailable(f"The folder of {path} does not exist.")
    reader = create_async_engine(
        url,
        async_creator=partial(_open, path, busy_timeout_ms, read_only=True),
        hide_parameters=True,
        poolclass=AsyncAdaptedQueuePool,
        pool_size=READERS,
        max_overflow=0,
    )
    writer = create_async_engine(
        url,
        async_creator=partial(_open, path, busy_timeout_ms, read_only=False),
        hide_parameters=True,
        poolclass=AsyncAdaptedQueuePool,
        pool_size=1,
        max_overflow=0,
    )
    event.listen(reader.sync_engine, "begin", partial(_begin, "BEGIN"))
    event.listen(writer.sync_engine, "begin", partial(_begin, "BEGIN IMMEDIATE"))
    return reader, writer


def _begin(statement: str, connection: Any) -> None:
    connection.exec_driver_sql(statement)


def _postgresql(url: URL, busy_timeout_ms: int) -> tuple[AsyncEngine, AsyncEngine]:
    """A read is one snapshot and cannot write; a write waits for a lock as long as on SQLite."""
    options = {"pool_size": POSTGRESQL_POOL, "max_overflow": 0, "hide_parameters": True}
    reading, writing = {"default_transaction_read_only": "on"}, {"lock_timeout": str(busy_timeout_ms)}
    reader = create_async_engine(
        url, connect_args={"server_settings": reading}, isolation_level="REPEATABLE READ", **options
    )
    writer = create_async_engine(url, connect_args={"server_settings": writing}, **options)
    return reader, writer


@asynccontextmanager
async def _connected(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    async with AsyncExitStack() as stack:
        try:
            connection = await stack.enter_async_context(engine.connect())
        except OSError as problem:
            reason = first_line(problem)
            raise Unavailable(f"The database cannot be reached: {reason}", fix="Check that it runs.") from problem
        yield connection
