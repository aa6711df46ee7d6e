"""What the laws share: databases to hold on, of either kind."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.laws.stage import Made, make_stage
from tests.lending import filled_postgres, filled_sqlite, lent_copy, to_copy
from tests.postgres import PostgresServer
from tests.world import copy_of


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def on_database(request: pytest.FixtureRequest) -> str:
    """The kind of database: a law holds on both unless it says that it does not depend on it."""
    return str(request.param)


@pytest.fixture(scope="session")
def sqlite_stage(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Made]:
    """A SQLite file to copy with the stage in it: making one takes seconds."""
    return filled_sqlite(sqlite_template, tmp_path_factory.mktemp("stage"), make_stage)


@pytest.fixture(scope="session")
def postgres_stage(postgres_server: PostgresServer, postgres_template: str) -> tuple[str, Made]:
    """A PostgreSQL database to copy with the stage in it."""
    return filled_postgres(postgres_server, postgres_template, "luma_stage", make_stage)


@contextmanager
def lent_stage(kind: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[tuple[str, Made]]:
    """The address of a copy of the stage on this kind of database, and what is on it."""
    source, made = to_copy(kind, "stage", request)
    with lent_copy(source, request, folder) as url:
        yield url, made


@pytest.fixture(scope="module")
def shared_stage(
    on_database: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Made]]:
    """One stage for all laws of a module that change nothing, which is what they say."""
    with lent_stage(on_database, request, tmp_path_factory.mktemp("laws")) as lent:
        yield lent


@pytest.fixture(scope="module")
def law_database(
    on_database: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """An empty, migrated database for all laws of a module."""
    source = to_copy(on_database, "template", request)
    with lent_copy(source, request, tmp_path_factory.mktemp("laws")) as url:
        yield url


@pytest.fixture(scope="module")
def law_source(
    on_database: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path | str, str]]:
    """An empty, migrated database for a module to fill, close and copy: what to copy, and its address meanwhile."""
    if on_database == "sqlite":
        folder = tmp_path_factory.mktemp("source")
        url = copy_of(request.getfixturevalue("sqlite_template"), folder)
        yield folder / "luma.db", url
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.fresh_database(request.getfixturevalue("postgres_template")) as database:
        yield database.name, database.app_url


@pytest.fixture(scope="module")
def worn_stage(
    on_database: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Made]]:
    """One stage that every law of a module may change."""
    with lent_stage(on_database, request, tmp_path_factory.mktemp("laws")) as lent:
        yield lent


@pytest.fixture(params=["sqlite", "postgresql"])
def own_stage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, Made]]:
    """A stage for one law alone, on each of the two databases."""
    with lent_stage(request.param, request, tmp_path) as lent:
        yield lent
