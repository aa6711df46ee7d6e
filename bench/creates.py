"""create_invoice through the executor against raw sqlite3 writing the same rows just as durably."""

import itertools
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import anyio
from anyio.from_thread import start_blocking_portal

from bench.bare import Rows, insert, opened, rowids, rows_since
from bench.books import copy_of, open_books
from bench.measure import Ratio, in_turns
from luma_mcp.operations.invoices import create_invoice

CREATES = 64
_TABLES = ("invoice", "invoice_line", "invoice_tax", "idempotency", "audit", "outbox")


def measure(path: Path) -> Sequence[Ratio]:
    """Measure 1 and 16 callers, each against the same baseline in the same run."""
    ours_file, bare_file = copy_of(path, "ours.db"), copy_of(path, "bare.db")
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(open_books(ours_file)) as (parts, caller):
        client_id = _some_client(ours_file)
        keys = (f"bench-{n}" for n in itertools.count())
        draft = {
            "client_id": client_id,
            "lines": [
                {"description": "Consulting", "quantity": 2, "price": "150"},
                {"description": "Travel", "quantity": 1, "price": "48.50"},
            ],
        }

        async def create(times: int) -> None:
            for _ in range(times):
                await parts.executor.run(caller, create_invoice, draft, idempotency_key=next(keys))

        async def create_by(callers: int) -> None:
            async with anyio.create_task_group() as tasks:
                for _ in range(callers):
                    tasks.start_soon(create, CREATES // callers)

        def ours(callers: int) -> int:
            portal.call(create_by, callers)
            return CREATES

        before = rowids(ours_file, _TABLES)
        portal.call(create, 1)
        bare = Bare(bare_file, rows_since(ours_file, before))
        return [
            in_turns("create_invoice, 1 caller", lambda: ours(1), bare.write),
            in_turns("create_invoice, 16 callers", lambda: ours(16), bare.write),
        ]


class Bare:
    """Writes the rows of one invoice again and again, with fresh ids and numbers, a transaction each."""

    def __init__(self, path: Path, rows: Rows) -> None:
        self._connection = opened(path)
        self._rows = rows
        self._numbers = itertools.count(100_000)

    def write(self) -> int:
        """Write as many invoices as our side does."""
        for _ in range(CREATES):
            self._write_one()
        return CREATES

    def _write_one(self) -> None:
        n, ids = next(self._numbers), {}
        fresh = {"number": f"B-{n}", "series_n": n, "key": f"bare-{n}", "payment_reference": f"RF{n}"}
        execute = self._connection.execute
        execute("BEGIN IMMEDIATE")
        execute("UPDATE counter SET last_n = last_n + 1 WHERE series = 'invoice'")
        for table, rows in self._rows.items():
            for row in rows:
                if "id" in row:
                    ids[row["id"]] = str(uuid4())
                changed = {name: fresh.get(name, ids.get(value, value)) for name, value in row.items()}
                insert(self._connection, table, changed)
        execute("COMMIT")


def _some_client(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return str(connection.execute("SELECT id FROM client WHERE country = 'CH'").fetchone()[0])
