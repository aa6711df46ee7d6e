"""The throw-away PostgreSQL of the tests keeps its promises."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import create_async_engine

from tests.postgres import PostgresServer

CRASHING = """
from tests.postgres import running_postgres

with running_postgres() as server:
    print(server.folder, flush=True)
    input()
"""


async def test_a_fresh_database_is_a_copy_of_its_template(postgres_server: PostgresServer) -> None:
    with postgres_server.fresh_database() as template:
        await run(template.owner_url, "create table sheep (name text)", "insert into sheep values ('Dolly')")
        with postgres_server.fresh_database(template.name) as copy:
            assert await run(copy.owner_url, "select name from sheep") == "Dolly"


async def test_the_application_role_owns_nothing(postgres_server: PostgresServer) -> None:
    with postgres_server.fresh_database() as database:
        with pytest.raises(ProgrammingError, match="permission denied"):
            await run(database.app_url, "create table sheep (name text)")
        question = "select rolsuper or rolbypassrls from pg_roles where rolname = current_user"
        assert await run(database.app_url, question) is False


@pytest.mark.usefixtures("postgres_server")
def test_the_server_ends_when_its_test_process_is_killed() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", CRASHING], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    with process:
        folder = Path(process.stdout.readline().strip())
        assert folder.is_dir()
        os.kill(process.pid, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while folder.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not folder.exists()


async def run(url: str, *statements: str) -> object:
    """Run statements in one transaction and return the first value of the last one."""
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            *_, last = [await connection.execute(text(statement)) for statement in statements]
            return last.scalar() if last.returns_rows else None
    finally:
        await engine.dispose()
