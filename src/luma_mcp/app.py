"""Puts the parts together: settings in, an open database, executor and interfaces out. The only file that knows all."""

import os
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from luma_mcp.access import Access
from luma_mcp.domain.ids import uuid7
from luma_mcp.executor import Executor
from luma_mcp.limits import Limits
from luma_mcp.settings import BadSetting, Settings
from luma_mcp.store.database import Database


def system_clock() -> datetime:
    """This moment, UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Parts:
    """Everything that an interface needs to run operations."""

    settings: Settings
    database: Database
    limits: Limits
    access: Access
    executor: Executor
    clock: Callable[[], datetime]


@asynccontextmanager
async def open_parts(settings: Settings, clock: Callable[[], datetime] = system_clock) -> AsyncIterator[Parts]:
    """Open the database that the settings name and everything on top of it; close it at the end.

    Embedded books are brought to the newest schema first (after a copy); an older PostgreSQL is refused.
    """
    if settings.is_embedded:
        await prepare_embedded(settings)
    database = Database(settings.database_url)
    try:
        await database.check()
        yield assemble(settings, database, clock)
    finally:
        await database.close()


def assemble(settings: Settings, database: Database, clock: Callable[[], datetime]) -> Parts:
    """Put access, limits and executor on an open database."""
    limits = Limits(database, clock, reads=settings.reads_per_minute, writes=settings.writes_per_minute)
    access = Access(database, secret_of(settings), limits, clock)
    executor = Executor(database, limits, clock=clock, new_id=uuid7, today=settings.today)
    return Parts(settings, database, limits, access, executor, clock)


def secret_of(settings: Settings) -> str:
    """The secret that keys are peppered with: LUMA_SECRET, else one kept beside the embedded file."""
    if settings.secret is not None:
        return settings.secret
    if not settings.is_embedded:
        raise BadSetting("LUMA_SECRET", "is needed with PostgreSQL: at least 32 random characters, the same everywhere")
    path = settings.embedded_path.with_suffix(f"{settings.embedded_path.suffix}.secret")
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii").strip()


async def prepare_embedded(settings: Settings) -> None:
    """Make an embedded file, or bring it to the newest schema (after a copy beside it)."""
    path = settings.embedded_path
    path.parent.mkdir(parents=True, exist_ok=True)
    existed = path.is_file() and path.stat().st_size > 0
    database = Database(settings.database_url)
    try:
        behind = await database.is_behind()
    finally:
        await database.close()
    if behind:
        from luma_mcp.store.migrate import keep_copy, migrate  # noqa: PLC0415  Alembic is slow to import

        if existed:
            keep_copy(settings.database_url)
        await migrate(settings.database_url)
