"""The fingerprint: an SQLite file whose guards are not this program's is refused when it is opened."""

import sqlite3
from contextlib import closing
from importlib.resources import files
from pathlib import Path

import pytest

from luma_mcp.errors import Unavailable
from luma_mcp.store.database import Database
from luma_mcp.store.fingerprint import RULES
from luma_mcp.store.guards import FIX, RESTORE
from luma_mcp.store.migrate import migrate, restore_guards
from luma_mcp.store.revision import HEAD
from luma_mcp.store.rules import declared_rules
from tests.world import World, copy_of

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


async def refusal_of(file: Path, fix: str = FIX) -> Unavailable:
    database = Database(f"sqlite+aiosqlite:///{file}")
    with pytest.raises(Unavailable) as caught:
        await database.check()
    await database.close()
    assert caught.value.way_out == fix
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


def test_the_rules_that_are_looked_for_are_those_of_the_tables() -> None:
    packaged = files("luma_mcp.store") / "migrations" / "guards" / RULES
    assert packaged.read_text(encoding="utf-8") == declared_rules(), "run 'make docs'"


async def test_a_file_without_a_unique_index_is_refused(file: Path) -> None:
    behind_our_back(file, "DROP INDEX uq_journal_entry_reverses")
    assert "index uq_journal_entry_reverses is missing" in (await refusal_of(file, RESTORE)).message


async def test_a_file_whose_index_lets_more_in_is_refused(file: Path) -> None:
    wider = "CREATE UNIQUE INDEX uq_journal_entry_seq ON journal_entry (profile_id, seq, id)"
    behind_our_back(file, f"DROP INDEX uq_journal_entry_seq; {wider}")
    assert "index uq_journal_entry_seq was changed" in (await refusal_of(file, RESTORE)).message


FORGOTTEN = {
    "CHECK (amount_minor <> 0 OR amount_tc_minor <> 0)": "CHECK (true)",
    "REFERENCES ledger_account (profile_id, id)": "REFERENCES client (profile_id, id)",
    "PRIMARY KEY (profile_id, entry_id, n)": "PRIMARY KEY (profile_id, entry_id, n, seq)",
}


@pytest.mark.parametrize("rule", sorted(FORGOTTEN))
async def test_a_file_whose_table_forgot_a_rule_is_refused(file: Path, rule: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        (sql,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'journal_line'").fetchone()
        assert rule in sql
        connection.execute("PRAGMA writable_schema = ON")
        weaker = sql.replace(rule, FORGOTTEN[rule])
        connection.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'journal_line'", [weaker])
        connection.commit()
    assert "table journal_line was changed" in (await refusal_of(file, RESTORE)).message


@pytest.mark.parametrize("pragma", ["foreign_keys", "recursive_triggers"])
async def test_both_connections_have_the_pragmas(sqlite_world: World, pragma: str) -> None:
    async with sqlite_world.parts.database.writing() as writer, sqlite_world.parts.database.reading() as reader:
        for connection in (writer, reader):
            assert (await connection.exec_driver_sql(f"PRAGMA {pragma}")).scalar_one() == 1


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
