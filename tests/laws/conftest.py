"""What the laws share: databases to hold on, of either kind."""

from collections.abc import Iterator

import pytest

from tests.postgres import PostgresServer
from tests.world import copy_of


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def on_database(request: pytest.FixtureRequest) -> str:
    """The kind of database: a law holds on both unless it says that it does not depend on it."""
    return str(request.param)


@pytest.fixture(scope="module")
def law_database(
    on_database: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """One database for all laws of a module that change nothing, which is what they say."""
    yield from _fresh(on_database, request, tmp_path_factory)


@pytest.fixture(scope="module")
def worn_database(
    on_database: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """One database that every law of a module may change."""
    yield from _fresh(on_database, request, tmp_path_factory)


def _fresh(kind: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if kind == "sqlite":
        yield copy_of(request.getfixturevalue("sqlite_template"), tmp_path_factory.mktemp("laws"))
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.fresh_database(request.getfixturevalue("postgres_template")) as database:
        yield database.app_url
