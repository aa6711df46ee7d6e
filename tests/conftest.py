"""What all tests share."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import hypothesis
import pytest
from anyio.from_thread import start_blocking_portal

from luma_mcp.settings import Settings
from luma_mcp.store.migrate import migrate
from tests.clients.chromium import NO_CHROMIUM
from tests.deploy.nginx import NO_NGINX
from tests.deploy.systemd import NO_SYSTEMD
from tests.export.hledger import NO_HLEDGER
from tests.lending import filled_postgres, filled_sqlite, lent_copy, to_copy
from tests.old_books import OldBooks
from tests.postgres import APP, PostgresDatabase, PostgresMissingError, PostgresServer, running_postgres
from tests.proof import prove
from tests.world import SECRET, START, Companies, World, copy_of, make_world, opened_again, with_rates

hypothesis.settings.register_profile("luma", deadline=None, database=None)
hypothesis.settings.load_profile("luma")

NO_POSTGRES = "No PostgreSQL could be started, so half of what the store promises was NOT tested"


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Run async tests on asyncio, the loop that the server runs on."""
    return "asyncio"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """Start this process's PostgreSQL when the first test asks for it."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(running_postgres())
        except PostgresMissingError as missing:
            give_up = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
            give_up(f"{NO_POSTGRES}: {missing}")
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy: empty but for exchange rates."""
    path = tmp_path_factory.mktemp("template") / "luma.db"
    with start_blocking_portal() as portal:
        portal.call(migrate, f"sqlite+aiosqlite:///{path}")
        portal.call(with_rates, f"sqlite+aiosqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer) -> str:
    """A migrated PostgreSQL database to copy: empty but for exchange rates."""

    def fill(url: str) -> None:
        with start_blocking_portal() as portal:
            portal.call(partial(migrate, url, application_role=APP))
            portal.call(with_rates, url)

    return postgres_server.create_template("luma_template", fill)


@pytest.fixture
def postgres_database(postgres_server: PostgresServer, postgres_template: str) -> Iterator[PostgresDatabase]:
    """An empty PostgreSQL of its own for one test."""
    with postgres_server.fresh_database(postgres_template) as database:
        yield database


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OldBooks]:
    """A database without a schema, on each of the two."""
    if request.param == "sqlite":
        yield OldBooks(Settings(f"sqlite+aiosqlite:///{tmp_path / 'old.db'}", secret=SECRET, today=START.date()))
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.fresh_database() as made:
        yield OldBooks(Settings(made.app_url, made.owner_url, secret=SECRET, today=START.date()))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty, migrated database: the test runs once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        return copy_of(request.getfixturevalue("sqlite_template"), tmp_path)
    database: PostgresDatabase = request.getfixturevalue("postgres_database")
    return database.app_url


@pytest.fixture(scope="session")
def sqlite_companies(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Companies]:
    """A SQLite file to copy with a world in it: making its companies anew for each test takes longer."""
    return filled_sqlite(sqlite_template, tmp_path_factory.mktemp("world"), make_world)


@pytest.fixture(scope="session")
def postgres_companies(postgres_server: PostgresServer, postgres_template: str) -> tuple[str, Companies]:
    """A PostgreSQL database to copy with a world in it."""
    return filled_postgres(postgres_server, postgres_template, "luma_world", make_world)


@pytest.fixture(params=["sqlite", "postgresql"])
def companies(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, Companies]]:
    """The address of a world of one's own that is not open, on each of the two databases."""
    source, made = to_copy(request.param, "companies", request)
    with lent_copy(source, request, tmp_path) as url:
        yield url, made


@pytest.fixture
async def world(companies: tuple[str, Companies]) -> AsyncIterator[World]:
    """A world on each of the two databases."""
    async with opened_again(*companies) as made:
        yield made
        await prove(made)


@pytest.fixture
async def sqlite_world(sqlite_companies: tuple[Path, Companies], tmp_path: Path) -> AsyncIterator[World]:
    """A world on SQLite alone, for what does not depend on the database."""
    file, companies = sqlite_companies
    async with opened_again(copy_of(file, tmp_path), companies) as made:
        yield made
        await prove(made)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly what was left out."""
    programs = {"POSTGRESQL": NO_POSTGRES, "HLEDGER": NO_HLEDGER, "NGINX": NO_NGINX, "SYSTEMD": NO_SYSTEMD}
    programs["CHROMIUM"] = NO_CHROMIUM
    for program, words in programs.items():
        skipped = [report for report in terminalreporter.stats.get("skipped", []) if words in str(report.longrepr)]
        if skipped:
            terminalreporter.section(f"{program} IS MISSING", red=True, bold=True)
            terminalreporter.line(f"{len(skipped)} tests skipped. {words}. Install it and run again.", red=True)
