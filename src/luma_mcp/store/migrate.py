"""Migrations: bring a database to the newest schema, then put the guards (triggers, row-level security) in place."""

import shutil
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from luma_mcp.store import guards
from luma_mcp.store.database import Database
from luma_mcp.store.revision import HEAD, check_revision

_MIGRATION_LOCK = 5_862_114
"""The advisory lock that lets one process migrate a PostgreSQL at a time."""


async def migrate(url: str, *, application_role: str | None = None) -> str:
    """Bring a database to the newest schema; answers its revision.

    On PostgreSQL `url` is the owner's; `application_role` is granted what it needs and nothing more.
    """
    if make_url(url).get_backend_name() == "sqlite":
        await _migrate_sqlite(url)
    else:
        await _migrate_postgresql(url, application_role)
    return HEAD


def keep_copy(url: str) -> Path | None:
    """Copy an embedded file beside itself before it is migrated; None when there is no file yet."""
    path = Path(make_url(url).database or "")
    if not path.is_file() or path.stat().st_size == 0:
        return None
    copy = path.with_suffix(f"{path.suffix}.before-{HEAD}")
    shutil.copy2(path, copy)
    return copy


async def restore_guards(url: str) -> list[str]:
    """Put the triggers of an embedded file of this revision back; answers what was wrong with them."""
    database = Database(url)
    try:
        async with database.writing() as connection:
            await check_revision(connection)
            wrong = await guards.strange_triggers(connection)
            if wrong:
                await _guard_sqlite(connection)
    finally:
        await database.close()
    return wrong


async def _migrate_sqlite(url: str) -> None:
    database = Database(url)
    try:
        async with database.writing() as connection:
            await connection.run_sync(_upgrade)
            await _guard_sqlite(connection)
    finally:
        await database.close()


async def _migrate_postgresql(url: str, application_role: str | None) -> None:
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK})
            await connection.run_sync(_upgrade)
            for statement in _of(guards.POSTGRESQL):
                await connection.exec_driver_sql(statement)
            if application_role:
                for statement in guards.statements("postgresql_grants.sql"):
                    role = '"' + application_role.replace('"', '""') + '"'
                    await connection.exec_driver_sql(statement.replace("APPLICATION_ROLE", role))
    finally:
        await engine.dispose()


def alembic_config(connection: Any = None) -> Config:
    """Alembic's configuration, made here instead of in an ini file."""
    config = Config()
    config.set_main_option("script_location", str(files("luma_mcp.store") / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection) -> None:
    command.upgrade(alembic_config(connection), "head")


async def _guard_sqlite(connection: AsyncConnection) -> None:
    await guards.drop_triggers(connection)
    for statement in _of(guards.SQLITE):
        await connection.exec_driver_sql(statement)


def _of(scripts: Sequence[str]) -> list[str]:
    return [statement for script in scripts for statement in guards.statements(script)]
