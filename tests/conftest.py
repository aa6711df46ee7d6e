"""What all tests share."""

import os
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.postgres import PostgresMissingError, PostgresServer, running_postgres

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


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly what was left out."""
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if NO_POSTGRES in str(report.longrepr)]
    if skipped:
        terminalreporter.section("POSTGRESQL IS MISSING", red=True, bold=True)
        terminalreporter.line(f"{len(skipped)} tests skipped. {NO_POSTGRES}. Install one and run again.", red=True)
