"""The guards: triggers that refuse what the books do not allow; and whether an SQLite file still has them all.

Their scripts are applied after every migration. A script that changes needs a migration of its own (it may be empty):
a file of this revision whose triggers are other ones is refused.
"""

import re
from functools import cache
from importlib.resources import files

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from luma_mcp.errors import Unavailable
from luma_mcp.store.fingerprint import lost_rules

SQLITE = ("sqlite.sql", "sqlite_ledger.sql", "sqlite_connection.sql")
POSTGRESQL = ("postgresql.sql", "postgresql_ledger.sql")

FIX = "Restore a backup, or run luma-mcp migrate after finding out who changed the file."
RESTORE = "Restore a backup: a rule that is gone may have let in what it forbids."

_TRIGGER = re.compile(r"CREATE TRIGGER (\w+)")
_TRIGGERS = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
_TABLES = text("SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
_DECLARED = text(
    "SELECT type || ' ' || name AS name, sql FROM sqlite_master WHERE type <> 'trigger' AND sql IS NOT NULL"
)
_OF_OTHERS = frozenset({"alembic_version", "sqlite_schema", "sqlite_sequence", "sqlite_stat1", "sqlite_stat4"})
"""Tables that SQLite and Alembic make."""


async def check_guards(connection: AsyncConnection) -> None:
    """Refuse an SQLite file whose triggers are not those of this program, or whose tables do not keep their rules."""
    wrong = [*await strange_triggers(connection), *await _lax_tables(connection)]
    lost = await _lost_rules(connection)
    if wrong or lost:
        fix = FIX if wrong else RESTORE
        raise Unavailable(f"Somebody changed the database past this program: {[*wrong, *lost][0]}.", fix=fix)


async def strange_triggers(connection: AsyncConnection) -> list[str]:
    """What is wrong with the triggers of an SQLite file, in the order of their names."""
    wanted = triggers()
    found = {row.name: _bare(row.sql) for row in (await connection.execute(_TRIGGERS)).all()}
    if found == wanted:
        return []
    return [
        f"trigger {name} {_difference(wanted.get(name), found.get(name))}"
        for name in sorted(wanted.keys() | found.keys())
        if wanted.get(name) != found.get(name)
    ]


async def drop_triggers(connection: AsyncConnection) -> None:
    """Take every trigger out of an SQLite file, those that are not ours too."""
    for row in (await connection.execute(_TRIGGERS)).all():
        name = row.name.replace('"', '""')
        await connection.exec_driver_sql(f'DROP TRIGGER "{name}"')


@cache
def triggers() -> dict[str, str]:
    """The triggers of the packaged scripts for SQLite, by name."""
    made = [statement for script in SQLITE for statement in statements(script)]
    return {match[1]: _bare(statement) for statement in made if (match := _TRIGGER.match(statement))}


def statements(script: str) -> list[str]:
    """The statements of a packaged script."""
    content = (files("luma_mcp.store") / "migrations" / "guards" / script).read_text(encoding="utf-8")
    parts = (part.strip() for part in content.split("--;;"))
    return [part for part in parts if part]


async def _lax_tables(connection: AsyncConnection) -> list[str]:
    tables = (await connection.execute(_TABLES)).all()
    lax = sorted(row.name for row in tables if not row.strict and row.name not in _OF_OTHERS)
    return [f"table {name} is not STRICT" for name in lax]


async def _lost_rules(connection: AsyncConnection) -> list[str]:
    declared = (await connection.execute(_DECLARED)).all()
    return list(lost_rules({row.name: row.sql for row in declared if row.sql}))


def _difference(wanted: str | None, found: str | None) -> str:
    if found is None:
        return "is missing"
    return "was changed" if wanted else "is none of its own"


def _bare(sql: str) -> str:
    return sql.strip().rstrip(";").rstrip()
