"""What a report costs: so many statements however many lines there are, each of them by an index."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from luma_mcp.store.database import set_context
from tests.operations.entries import entry, line
from tests.operations.reports.asking import expense, report
from tests.world import World

MOST_STATEMENTS = 10
"""Two of them find the caller's profile; the return with a comparison is the dearest."""

RANGE: dict[str, Any] = {"first": "2026-01-10", "last": "2026-03-20"}
SPOT: dict[str, Any] = {"as_of": "2026-03-20"}

BALANCES = ("period_balance", "vat_balance")
GROWING = (
    "journal_entry", "journal_line", "cash_line", "open_item", "item_allocation", "invoice", "expense", "credit_note",
    "client", "vendor",
)  # fmt: skip
"""Tables whose rows grow with the business; those of balances grow with months and accounts alone."""

WHOLE_TABLE = re.compile(rf"(SCAN|Seq Scan on) ({'|'.join((*GROWING, *BALANCES))})\b")
WHOLE_PROFILE = re.compile(rf"SEARCH ({'|'.join(GROWING)})(_\d+)? USING .*\(profile_id=\?\)$")

Heard = list[tuple[str, Any]]


def asked(client: Any) -> Sequence[tuple[str, dict[str, Any]]]:
    """Every report, and what is beneath its rows."""
    return (
        ("profit_loss", RANGE | {"compare": "previous_year"}),
        ("profit_loss", RANGE | {"basis": "cash"}),
        ("profit_loss", RANGE | {"basis": "cash", "drill": "account:3400"}),
        ("balance_sheet", SPOT | {"compare": "previous"}),
        ("trial_balance", RANGE),
        ("trial_balance", RANGE | {"drill": "account:1100"}),
        ("general_ledger", RANGE | {"account": "1020"}),
        ("vat", RANGE | {"compare": "previous"}),
        ("vat", RANGE | {"drill": "due"}),
        ("vat", RANGE | {"drill": "box:303"}),
        ("aged_receivables", SPOT),
        ("aged_receivables", SPOT | {"drill": f"client:{client.id}"}),
        ("aged_payables", SPOT),
        ("cash_flow", RANGE),
        ("customer_statement", RANGE | {"client_id": client.id}),
    )


async def business(world: World, client: Any, times: int) -> None:
    """Sales, payments, purchases and entries by hand."""
    for _ in range(times):
        invoice = await world.sent_invoice(client_id=client.id, issue_date="2026-01-15")
        await world.run("record_payment", id=invoice.id, amount="100", date="2026-03-05")
        await expense(world, "108.10", tax_rate="8.1", date="2026-03-12")
        await entry(world, line("1020", "9"), line("6500", "-9"), date="2025-12-31")


@contextmanager
def hearing(world: World) -> Iterator[Heard]:
    """The statements that are run inside, with their values, but for those of the transaction."""
    found: Heard = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if statement.startswith(("SELECT", "WITH")) and "set_config" not in statement:
            found.append((statement, values))

    engines = [engine.sync_engine for engine in world.parts.database.engines]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)


async def plans(world: World, statements: Heard) -> list[str]:
    """How the database would find the rows, line by line; PostgreSQL scans small tables, unless it is told not to."""
    async with world.parts.database.reading() as connection:
        await set_context(connection, account_id=world.owner.account_id, profile_id=world.swiss)
        explain = "EXPLAIN QUERY PLAN"
        if connection.dialect.name == "postgresql":
            await connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            explain = "EXPLAIN"
        found = [await connection.exec_driver_sql(f"{explain} {sql}", values) for sql, values in statements]
        return [str(row[-1]) for plan in found for row in plan.all()]


async def test_the_statements_of_a_report_do_not_grow_with_the_lines(world: World) -> None:
    client = await world.client()
    counts: list[list[tuple[str, int]]] = []
    for times in (1, 3):
        await business(world, client, times)
        counts.append([])
        for kind, given in asked(client):
            with hearing(world) as found:
                await report(world, kind, **given)
            counts[-1].append((kind, len(found)))
    assert counts[0] == counts[1]
    assert all(4 < count <= MOST_STATEMENTS for _, count in counts[0])


async def test_every_statement_of_a_report_goes_by_an_index(world: World) -> None:
    client = await world.client()
    await business(world, client, 1)
    for kind, given in asked(client):
        with hearing(world) as found:
            await report(world, kind, **given)
        lines = await plans(world, found)
        assert [one for one in lines if WHOLE_TABLE.search(one) or WHOLE_PROFILE.search(one)] == [], (kind, given)
        assert any("journal_line" in one or "cash_line" in one or "open_item" in one for one in lines)
