"""Databases of tests, of either kind: filled once in a process, and a copy lent to whoever asks."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest
from anyio.from_thread import start_blocking_portal

from tests.postgres import PostgresServer
from tests.world import copy_of

T = TypeVar("T")


def filled_sqlite(template: Path, folder: Path, fill: Callable[[str], Awaitable[T]]) -> tuple[Path, T]:
    """A SQLite file to copy, and what `fill` put into it."""
    with start_blocking_portal() as portal:
        made = portal.call(fill, copy_of(template, folder))
    return folder / "luma.db", made


def filled_postgres(
    server: PostgresServer, template: str, name: str, fill: Callable[[str], Awaitable[T]]
) -> tuple[str, T]:
    """The name of a PostgreSQL database to copy, and what `fill` put into it."""
    database = server.create_database(name, template)
    with start_blocking_portal() as portal:
        return database.name, portal.call(fill, database.app_url)


def to_copy(kind: str, name: str, request: pytest.FixtureRequest) -> Any:
    """What the fixture `sqlite_…` or `postgres_…` of this name says; only that one is made."""
    return request.getfixturevalue(f"{'sqlite' if kind == 'sqlite' else 'postgres'}_{name}")


@contextmanager
def lent_copy(source: Path | str, request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """The address of a copy of a SQLite file, or of a PostgreSQL database by its name."""
    if isinstance(source, Path):
        yield copy_of(source, folder)
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.fresh_database(source) as database:
        yield database.app_url
