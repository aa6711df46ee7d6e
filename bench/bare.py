"""What baselines in raw sqlite3 share: the program's pragmas, and the rows that the program wrote meanwhile."""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

Rows = dict[str, list[dict[str, Any]]]

_PRAGMAS = ("journal_mode=wal", "synchronous=full", "foreign_keys=on", "recursive_triggers=on")


def opened(path: Path) -> sqlite3.Connection:
    """Open a file as durably as the program does; transactions are the caller's."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.row_factory = sqlite3.Row
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection


def rowids(path: Path, tables: Sequence[str]) -> dict[str, int]:
    """The highest rowid of each table."""
    with closing(sqlite3.connect(path)) as connection:
        highest = "SELECT coalesce(max(rowid), 0) FROM {}"
        return {table: connection.execute(highest.format(table)).fetchone()[0] for table in tables}


def rows_since(path: Path, before: Mapping[str, int]) -> Rows:
    """The rows that came into each table after its rowid."""
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        since = "SELECT * FROM {} WHERE rowid > ? ORDER BY rowid"
        return {
            table: [dict(row) for row in connection.execute(since.format(table), (last,))]
            for table, last in before.items()
        }


def insert(connection: sqlite3.Connection, table: str, row: Mapping[str, object]) -> None:
    """Insert one row."""
    marks = ", ".join("?" * len(row))
    statement = f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})"  # noqa: S608  our own names
    connection.execute(statement, list(row.values()))
