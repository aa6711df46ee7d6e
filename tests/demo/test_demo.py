"""The demo: as large as promised, the same every time, right by its own verification."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from luma_mcp import administration
from luma_mcp.app import Parts, assemble, open_parts
from luma_mcp.demo import books
from luma_mcp.demo.calendar import morning
from luma_mcp.errors import ProfileForbidden, ReadOnlyKey
from luma_mcp.operations.registry import BY_NAME
from luma_mcp.settings import Settings
from luma_mcp.store.database import Database, set_context
from luma_mcp.store.tables import ALL
from tests.demo.conftest import DemoFile, on_the_command_line
from tests.postgres import PostgresDatabase
from tests.world import SECRET, START, copy_of

LAST_DAY = date(2026, 6, 30)


def counted(path: Path, table: str) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608  our own names


def content(path: Path) -> dict[str, Any]:
    """Everything in the books but keys, whose secrets are random, and the account's own audit of making them."""
    with closing(sqlite3.connect(path)) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        kept = [name for name in names if name not in {"api_key", "account_audit"} and not name.startswith("sqlite_")]
        return {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in kept}  # noqa: S608


@pytest.mark.parametrize(
    ("table", "least", "most"),
    [
        ("profile", 2, 2),
        ("invoice", 295, 305),
        ("expense", 150, 150),
        ("offer", 40, 40),
        ("recurring_invoice", 12, 12),
        ("client", 25, 25),
        ("vendor", 15, 15),
        ("product", 40, 40),
    ],
)
def test_it_has_as_much_as_promised(demo: DemoFile, table: str, least: int, most: int) -> None:
    assert least <= counted(demo.path, table) <= most


async def test_its_books_prove_right(demo: DemoFile) -> None:
    async with open_parts(demo.settings) as parts:
        proofs = await administration.verify(parts)
    assert [proof.broken for _, proof in proofs] == [(), ()]


async def test_today_is_its_last_day_and_nothing_is_due(demo: DemoFile) -> None:
    async with open_parts(demo.settings) as parts:
        caller = await parts.access.choose_profile(await parts.access.owner(), str(demo.printed["profiles"][0]["id"]))
        assert (await parts.executor.run(caller, BY_NAME["whoami"], {})).result.today == LAST_DAY
    with closing(sqlite3.connect(demo.path)) as connection:
        due = "SELECT count(*) FROM invoice WHERE due_date = ?"
        assert connection.execute(due, (LAST_DAY.isoformat(),)).fetchone() == (0,)
        runs = "SELECT count(*) FROM recurring_invoice WHERE status = 'active' AND next_run_date <= ?"
        assert connection.execute(runs, (LAST_DAY.isoformat(),)).fetchone() == (0,)


def test_every_state_can_be_seen(demo: DemoFile) -> None:
    with closing(sqlite3.connect(demo.path)) as connection:
        stages = {row[0] for row in connection.execute("SELECT DISTINCT stage FROM invoice")}
        offers = {row[0] for row in connection.execute("SELECT DISTINCT status FROM offer")}
        expenses = {row[0] for row in connection.execute("SELECT DISTINCT status FROM expense")}
        overdue = connection.execute(
            "SELECT count(*) FROM invoice WHERE stage = 'sent' AND paid_minor < gross_minor AND due_date < ?",
            (LAST_DAY.isoformat(),),
        ).fetchone()[0]
    assert stages == {"draft", "sent", "cancelled"}
    assert {"draft", "sent", "accepted", "declined", "converted"} <= offers
    assert expenses == {"draft", "unpaid", "paid"}
    assert overdue > 3


async def test_its_keys_reach_what_they_are_for(demo: DemoFile) -> None:
    swiss, danish = (profile["id"] for profile in demo.printed["profiles"])
    async with open_parts(demo.settings) as parts:
        callers = {name: await parts.access.caller_of(key, "127.0.0.1") for name, key in demo.printed["keys"].items()}
        assert callers["owner"].profile_ids is None
        assert not callers["owner"].read_only
        with pytest.raises(ReadOnlyKey):
            callers["read_only"].check(BY_NAME["create_invoice"])
        assert (await parts.access.choose_profile(callers["scoped"], None)).profile is not None
        with pytest.raises(ProfileForbidden):
            await parts.access.choose_profile(callers["scoped"], danish)
        with pytest.raises(ProfileForbidden):
            await parts.access.choose_profile(callers["ledgerbee"], swiss)
        assert callers["ledgerbee"].may(BY_NAME["create_invoice"])


def test_books_that_are_in_use_are_left_alone(demo: DemoFile) -> None:
    before = content(demo.path)
    refused = on_the_command_line(demo.path)
    assert (refused.exit_code, "empty database" in refused.stderr) == (1, True)
    assert content(demo.path) == before


def test_it_prints_ids_and_keys(demo: DemoFile) -> None:
    assert set(demo.printed) == {"account", "profiles", "keys"}
    assert [set(profile) for profile in demo.printed["profiles"]] == [{"id", "name"}] * 2
    assert set(demo.printed["keys"]) == {"owner", "read_only", "scoped", "ledgerbee"}


async def test_it_is_the_same_every_time_and_on_postgresql_too(
    demo: DemoFile,
    sqlite_template: Path,
    tmp_path: Path,
    postgres_database: PostgresDatabase,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its first months are made anew on both; with a year it would take as long as all other tests of the demo."""
    monkeypatch.setattr(books, "LAST_MOMENT", morning(date(2025, 3, 31)))
    first, made = await lived_through(copy_of(sqlite_template, tmp_path))
    second, _ = await lived_through(postgres_database.app_url)
    assert first == second
    assert [profile["name"] for profile in made.profiles] == ["Aareblick Studio GmbH", "Havnefront Teknik ApS"]
    assert set(made.keys.values()).isdisjoint(demo.printed["keys"].values())
    async with open_parts(demo.settings) as parts:
        whole = await rows_of(parts.database, made)
    for table in ("journal_entry", "journal_line", "audit"):
        assert set(first[table]) < set(whole[table]), f"what stays is the same in {table}"
    assert len(first["journal_line"]) > 250


async def lived_through(url: str) -> tuple[dict[str, list[str]], administration.Demo]:
    """Make the demo in an empty database: its rows, and what making it said."""
    async with opened(Settings(database_url=url, secret=SECRET)) as parts:
        made = await administration.make_demo(parts)
        assert all(not proof.broken for _, proof in await administration.verify(parts))
        return await rows_of(parts.database, made), made


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Parts]:
    """The program over an empty database."""
    database = Database(settings.database_url)
    try:
        yield assemble(settings, database, lambda: START)
    finally:
        await database.close()


def in_order(value: object) -> object:
    """A value as it compares: PostgreSQL keeps an object's names in an order of its own."""
    return sorted(value.items()) if isinstance(value, dict) else value


async def rows_of(database: Database, made: administration.Demo) -> dict[str, list[str]]:
    """Every row of both profiles, but keys, whose secrets are random, and the account's own audit of making them."""
    found: dict[str, list[str]] = {}
    async with database.reading() as connection:
        for table in ALL.sorted_tables:
            rows = set()
            for profile in made.profiles:
                await set_context(connection, account_id=made.account, profile_id=UUID(profile["id"]))
                rows |= {repr([in_order(value) for value in row]) for row in await connection.execute(select(table))}
            found[table.name] = sorted(rows)
    return {name: rows for name, rows in found.items() if name not in {"api_key", "account_audit"}}
