"""The fingerprint: an SQLite file whose guards are not this program's is refused when it is opened."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from luma_mcp.errors import Unavailable
from luma_mcp.store.database import Database
from luma_mcp.store.guards import FIX
from luma_mcp.store.migrate import migrate, restore_guards
from luma_mcp.store.revision import HEAD
from tests.world import copy_of

ADDED = "CREATE TRIGGER helpful AFTER INSERT ON client BEGIN UPDATE client SET name = 'mine'; END"


@pytest.fixture
def file(sqlite_template: Path, tmp_path: Path) -> Path:
    copy_of(sqlite_template, tmp_path)
    return tmp_path / "luma.db"


def behind_our_back(file: Path, script: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(script)


def weakened(file: Path, name: str, old: str, new: str) -> str:
    """The statements that put a trigger in place of itself with some of its words changed."""
    with closing(sqlite3.connect(file)) as connection:
        (sql,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", [name]).fetchone()
    assert old in sql
    return f"DROP TRIGGER {name}; {sql.replace(old, new)};"


async def refusal_of(file: Path) -> Unavailable:
    database = Database(f"sqlite+aiosqlite:///{file}")
    with pytest.raises(Unavailable) as caught:
        await database.check()
    await database.close()
    assert caught.value.way_out == FIX
    return caught.value


async def test_a_file_without_a_trigger_is_refused(file: Path) -> None:
    behind_our_back(file, "DROP TRIGGER journal_line_update")
    assert "trigger journal_line_update is missing" in (await refusal_of(file)).message


async def test_a_file_with_a_weaker_trigger_is_refused(file: Path) -> None:
    behind_our_back(file, weakened(file, "journal_line_delete", "BEFORE DELETE ON", "BEFORE UPDATE ON"))
    assert "trigger journal_line_delete was changed" in (await refusal_of(file)).message


async def test_a_file_with_a_trigger_of_somebody_else_is_refused(file: Path) -> None:
    behind_our_back(file, ADDED)
    assert "trigger helpful is none of its own" in (await refusal_of(file)).message


async def test_a_file_with_a_table_that_takes_anything_is_refused(file: Path) -> None:
    behind_our_back(file, "CREATE TABLE notes (words)")
    assert "table notes is not STRICT" in (await refusal_of(file)).message


async def test_the_guards_are_put_back_and_what_was_wrong_is_told(file: Path) -> None:
    behind_our_back(file, f"DROP TRIGGER journal_line_update; {ADDED}")
    url = f"sqlite+aiosqlite:///{file}"
    assert await restore_guards(url) == ["trigger helpful is none of its own", "trigger journal_line_update is missing"]
    assert await restore_guards(url) == []
    database = Database(url)
    await database.check()
    await database.close()


async def test_a_migration_leaves_no_trigger_of_an_older_program(file: Path) -> None:
    behind_our_back(file, ADDED)
    url = f"sqlite+aiosqlite:///{file}"
    assert await migrate(url) == HEAD
    database = Database(url)
    await database.check()
    await database.close()


async def test_the_guards_of_a_newer_file_are_left_alone(file: Path) -> None:
    behind_our_back(file, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Unavailable, match="newer than this program"):
        await restore_guards(f"sqlite+aiosqlite:///{file}")
