"""Posting through the executor against raw sqlite3 with the same statements: chained, guarded, just as durable."""

import itertools
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

import anyio
from anyio.from_thread import start_blocking_portal

from bench.bare import Rows, insert, opened, rowids, rows_since
from bench.books import copy_of, open_books
from bench.measure import Ratio, in_turns
from luma_mcp.operations.journal_entries import create_journal_entry
from luma_mcp.store.posting import digest_of

POSTINGS = 64
_DAY = "2026-06-25"
_BESIDES = ("idempotency", "audit", "outbox")
_LEDGER = ("journal_entry", "journal_line", "cash_line")


def measure(path: Path) -> Sequence[Ratio]:
    """Measure 1 and 16 callers, each against the same baseline in the same run."""
    ours_file, bare_file = copy_of(path, "posting-ours.db"), copy_of(path, "posting-bare.db")
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(open_books(ours_file)) as (parts, caller):
        keys = (f"posting-{n}" for n in itertools.count())
        lines = [{"account": "6570", "debit": "12.50"}, {"account": "1020", "credit": "12.50"}]
        draft = {"date": _DAY, "description": "Server", "lines": lines}

        async def post(times: int) -> None:
            for _ in range(times):
                await parts.executor.run(caller, create_journal_entry, draft, idempotency_key=next(keys))

        async def post_by(callers: int) -> None:
            async with anyio.create_task_group() as tasks:
                for _ in range(callers):
                    tasks.start_soon(post, POSTINGS // callers)

        def ours(callers: int) -> int:
            portal.call(post_by, callers)
            return POSTINGS

        before = rowids(ours_file, (*_LEDGER, *_BESIDES))
        portal.call(post, 1)
        bare = Bare(bare_file, rows_since(ours_file, before))
        return [
            in_turns("post an entry, 1 caller", lambda: ours(1), bare.write),
            in_turns("post an entry, 16 callers", lambda: ours(16), bare.write),
        ]


class Bare:
    """Posts one entry again and again, a transaction each: numbered, chained and checked by the same triggers."""

    def __init__(self, path: Path, rows: Rows) -> None:
        self._connection = opened(path)
        self._rows = rows
        self._profile = rows["journal_entry"][0]["profile_id"]
        self._year = rows["journal_entry"][0]["fiscal_year_id"]
        self._keys = itertools.count()

    def write(self) -> int:
        """Write as many entries as our side does."""
        for _ in range(POSTINGS):
            self._connection.execute("BEGIN IMMEDIATE")
            self._post()
            self._connection.execute("COMMIT")
        return POSTINGS

    def _post(self) -> None:
        head = self._one("SELECT seq, hash, cash_seq FROM ledger_head WHERE profile_id = ?", self._profile)
        n = (
            self._one("SELECT last_n FROM fiscal_year WHERE profile_id = ? AND id = ?", self._profile, self._year)[0]
            + 1
        )
        own, seq = str(uuid4()), head["seq"] + 1
        number = f"{_DAY[:4]}-{n:04d}"
        entry = self._rows["journal_entry"][0] | {"id": own, "voucher_id": own, "seq": seq, "n": n, "number": number}
        entry |= {"prev_hash": head["hash"]}
        lines = [row | {"entry_id": own, "seq": seq} for row in self._rows["journal_line"]]
        entry["hash"] = digest_of(entry, lines)
        for line in lines:
            insert(self._connection, "journal_line", line)
        insert(self._connection, "journal_entry", entry)
        for place, row in enumerate(self._rows["cash_line"], start=1):
            insert(self._connection, "cash_line", row | {"entry_id": own, "seq": head["cash_seq"] + place})
        for table in _BESIDES:
            for row in self._rows[table]:
                fresh = {"id": str(uuid4())} if "id" in row else {"key": f"bare-{next(self._keys)}"}
                insert(self._connection, table, row | fresh)

    def _one(self, statement: str, *values: object) -> sqlite3.Row:
        row: sqlite3.Row = self._connection.execute(statement, values).fetchone()
        return row
