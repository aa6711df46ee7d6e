"""A file that somebody opens with a tool of their own, whose pragmas are SQLite's: the guards hold there too."""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date

import pytest
from sqlalchemy import make_url

from tests.digest import digest
from tests.store.ledger import MARCH, allocate, bill, sold, writing
from tests.world import World

LAX, STRICT = (), ("foreign_keys", "recursive_triggers")


@contextmanager
def tool(world: World, pragmas: Sequence[str] = LAX) -> Iterator[sqlite3.Connection]:
    """Another program's connection to the file; it commits every statement."""
    path = make_url(world.parts.settings.database_url).database
    assert path
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma} = ON")
        yield connection


def said(connection: sqlite3.Connection, statement: str) -> str:
    """What SQLite answers to a statement: a refusal, or how many rows it changed."""
    try:
        return f"{connection.execute(statement).rowcount} rows"
    except sqlite3.DatabaseError as problem:
        return str(problem)


async def full_books(world: World) -> None:
    """Two rows in every table that is guarded."""
    for n in range(2):
        invoice = await world.sent_invoice(lines=LINES)
        await world.run("record_payment", id=invoice.id, amount="100")
        await world.run("create_credit_note", invoice_id=invoice.id)
        await world.run("delete_invoice", id=(await world.invoice()).id)
        await world.run("set_lock", area=("all", "sales")[n], locked_through="2025-06-30")
        await world.run("grant_lock_exception", area="all", reason="late", until="2026-04-30T00:00:00Z")
        async with writing(world) as books:
            item, credit = await bill(books), await bill(books, -500)
        await allocate(world, item, 10, credit)
        await sold(world, 100, (MARCH, date(2025, 12, 1))[n], external_id=f"E-{n}")
        await world.run("settle_open_item", id=item, amount="0.50")


LINES = [{"description": rate, "quantity": 1, "price": "100", "tax_rate": rate} for rate in ("8.1", "2.6")]
KEPT = (
    "journal_entry", "journal_line", "ledger_head", "period_balance", "vat_balance", "cash_line", "open_item",
    "item_allocation", "fiscal_year", "period_lock", "lock_exception", "ledger_account", "vat_code", "credit_note",
    "credit_note_line", "credit_note_tax", "item_payment", "payment", "counter", "void_number", "audit",
    "account_audit", "invoice", "invoice_line", "invoice_tax",
)  # fmt: skip


REPLACED = "REPLACE INTO {0} SELECT * FROM {0}"
MOVED = "UPDATE OR REPLACE {0} SET rowid = (SELECT max(rowid) FROM {0}) WHERE rowid = (SELECT min(rowid) FROM {0})"
DELETED = "DELETE FROM {0}"
OF_THE_UNUSED = ("ledger_account", "vat_code")
"""Where a row that nobody uses may go, by whatever statement."""


@pytest.mark.parametrize("pragmas", [LAX, STRICT, STRICT[:1], STRICT[1:]])
async def test_nothing_is_replaced_or_deleted_whatever_the_pragmas(sqlite_world: World, pragmas: Sequence[str]) -> None:
    await full_books(sqlite_world)
    before, through = await digest(sqlite_world), []
    with tool(sqlite_world, pragmas) as connection:
        for table in KEPT:
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] > 1, table  # noqa: S608
            for attack in (REPLACED, DELETED) if table in OF_THE_UNUSED else (REPLACED, MOVED, DELETED):
                answer = said(connection, attack.format(table))
                through += [(attack, table, answer)] if answer.endswith("rows") else []
    assert through == []
    assert await digest(sqlite_world) == before


UNIQUE = {
    "UPDATE OR REPLACE ledger_account SET number = '1020' WHERE number = '1029'": "connection|ledger_account",
    "UPDATE OR REPLACE fiscal_year SET name = '2026' WHERE name = '2025'": "connection|ledger_year",
    "UPDATE OR REPLACE invoice SET number = 'IV-001' WHERE stage = 'draft'": "connection|invoice_locked",
}


@pytest.mark.parametrize("pragmas", [LAX, STRICT, STRICT[:1]])
async def test_a_row_does_not_take_the_name_of_another_one(sqlite_world: World, pragmas: Sequence[str]) -> None:
    await full_books(sqlite_world)
    await sqlite_world.run("create_account", number="1029", name="Bank 2", type="bank")
    await sqlite_world.invoice()
    before = await digest(sqlite_world)
    with tool(sqlite_world, pragmas) as connection:
        for statement, reason in UNIQUE.items():
            assert re.search(reason, said(connection, statement)), statement
    assert await digest(sqlite_world) == before


OF_LINE = "seq, account_id, date, amount_minor, currency, amount_tc_minor" + 8 * ", NULL"
OF_ITEM = (
    "kind, account_id, 'x', vendor_id, source, source_id, number, currency, 0, 0, 0, 0, date, due_date, NULL, 'x', "
    "created_at, updated_at"
)
OF_ALLOCATION = "counter_item_id, entry_id, kind, payment_id, date, 1, 1, NULL, created_at"
ORPHANS = (
    f"INSERT INTO journal_line SELECT profile_id, 'x', n, {OF_LINE} FROM journal_line",  # noqa: S608
    f"INSERT INTO journal_line SELECT profile_id, 'x', 2, {OF_LINE} FROM journal_line LIMIT 1",  # noqa: S608
    f"INSERT INTO open_item SELECT profile_id, 'x', {OF_ITEM} FROM open_item LIMIT 1",  # noqa: S608
    f"INSERT INTO item_allocation SELECT profile_id, 'x', 'x', {OF_ALLOCATION} FROM item_allocation LIMIT 1",  # noqa: S608
    "INSERT INTO period_lock VALUES ('x', 'hard', '2020-01-01', '2020-01-01T00:00:00.000000Z')",
    "DELETE FROM client",
    "DELETE FROM vendor",
    "DELETE FROM bank_account",
    "DELETE FROM profile",
)


@pytest.mark.parametrize("pragmas", [LAX, STRICT[1:]])
async def test_nothing_refers_to_what_is_not_there(sqlite_world: World, pragmas: Sequence[str]) -> None:
    await full_books(sqlite_world)
    await sqlite_world.run("create_vendor", name="Lieferant")
    await sqlite_world.run("create_bank_account", name="Till")
    before = await digest(sqlite_world)
    with tool(sqlite_world, pragmas) as connection:
        for statement in ORPHANS:
            assert re.search("connection|numbered from 1", said(connection, statement)), statement
    assert await digest(sqlite_world) == before
