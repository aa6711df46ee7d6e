"""What the ledger refuses, whoever writes into it: each list of attacks runs against one ledger, none comes through."""

import re
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Text, literal_column, text

from luma_mcp.store.chart import accounts_by_role
from luma_mcp.store.fiscal_years import add_year
from luma_mcp.store.journal import journal_line
from tests.store.ledger import (
    KEPT,
    MARCH,
    Forgery,
    Row,
    allocate,
    answer,
    billed,
    changed,
    forge,
    line,
    next_entry,
    outcomes,
    sold,
    write_forged,
    writing,
    wrong_with,
)
from tests.store.raw import ask, attack
from tests.world import World

NO_DAYS = ["2025-19-39", "2025-02-30", "", "x"]


FORGERIES: dict[str, tuple[Forgery, str]] = {
    "unbalanced": (line(amount_minor=101), "ledger_unbalanced"),
    "empty": (lambda _, lines: lines.clear(), "ledger_unbalanced"),
    "one line": (lambda _, lines: lines.pop(), "ledger_unbalanced"),
    "one line and its count": (lambda entry, lines: (lines.pop(), entry.update(line_count=1)), "(?i)check"),
    "one line of no base amount": (
        lambda _, lines: (lines.pop(), lines[0].update(amount_minor=0)),
        "ledger_unbalanced",
    ),
    "too many counted": (changed(line_count=3), "ledger_unbalanced"),
    "another date": (line(date=MARCH + timedelta(1)), "ledger_unbalanced"),
    "another place of a line": (line(seq=7), "ledger_unbalanced"),
    "another chain": (changed(prev_hash="0" * 64), "ledger_chain"),
    "a gap in the chain": (
        lambda entry, lines: [row.update(seq=9) for row in [entry, *lines]],
        "ledger_chain",
    ),
    "a gap in the numbers": (changed(n=9), "ledger_year"),
    "another year's date": (
        lambda entry, lines: [row.update(date=date(2027, 1, 1)) for row in [entry, *lines]],
        "ledger_year",
    ),
    "nothing moved": (line(amount_minor=0, amount_tc_minor=0), "(?i)check"),
    "no amount": (line(amount_minor=None), "(?i)not.null"),
    "no amount in its currency": (line(amount_tc_minor=None), "(?i)not.null"),
    "a code without its date": (line(vat_code="U81", vat_role="tax"), "(?i)check"),
}


async def test_no_entry_is_posted_that_is_not_whole(world: World) -> None:
    await sold(world)
    for name, (change, reason) in FORGERIES.items():
        assert re.search(reason, said := await answer(forge(world, change))), (name, said)
    assert await ask(world, "SELECT count(*) FROM journal_entry") == 1
    assert await answer(forge(world)) == "let through"


async def test_lines_without_an_entry_do_not_stay(world: World) -> None:
    await sold(world)
    said = await answer(forge(world, lambda entry, _: entry.clear()))
    assert re.search(r"(?i)foreign key|ledger_unbalanced", said)
    assert await ask(world, "SELECT count(*) FROM journal_line") == 2


@pytest.mark.parametrize("amount", [0.5, "x"])
async def test_an_amount_is_a_whole_number(world: World, amount: object) -> None:
    await sold(world)
    columns = [column.name for column in journal_line.columns]
    copied = ", ".join({"n": "n + 2", "amount_minor": ":amount"}.get(name, name) for name in columns)
    statement = f"INSERT INTO journal_line ({', '.join(columns)}) SELECT {copied} FROM journal_line"  # noqa: S608
    assert await answer(attack(world, statement, amount=amount)) != "let through"
    assert await ask(world, "SELECT count(*) FROM journal_line") == 2


LINE_COLUMNS = ", ".join(column.name for column in journal_line.columns)
ONE_MORE = LINE_COLUMNS.replace("entry_id, n,", "entry_id, n + 2,")
COPIED = "INSERT INTO journal_line SELECT {} FROM journal_line"
POSTED_LINES = {
    COPIED.format(ONE_MORE): "ledger_posted",
    COPIED.format(LINE_COLUMNS): "ledger_posted",
    COPIED.format(LINE_COLUMNS)
    + " WHERE true ON CONFLICT (profile_id, entry_id, n) DO UPDATE SET amount_minor = 7": KEPT,
    "UPDATE journal_line SET amount_minor = 2 * amount_minor": KEPT,
    "UPDATE journal_line SET description = 'x'": KEPT,
    "UPDATE journal_line SET entry_id = profile_id": KEPT,
    "UPDATE journal_line SET tax_date = NULL": KEPT,
    "DELETE FROM journal_line": KEPT,
}


async def test_the_lines_of_a_posted_entry_stay(world: World) -> None:
    await sold(world)
    assert await outcomes(world, POSTED_LINES) == []
    assert await wrong_with(world) == []


async def test_no_line_is_moved_into_a_posted_entry(world: World) -> None:
    posted = await sold(world)

    async def move() -> None:
        async with writing(world) as books:
            _, lines = await next_entry(books)
            await write_forged(books, {}, lines)
            own = journal_line.c.entry_id == lines[0]["entry_id"]
            await books.write(journal_line.update().where(own).values(entry_id=posted.entry_id, n=9))

    assert re.search(KEPT, await answer(move()))


FIXED = {
    "id": "profile_id",
    "seq": "9",
    "fiscal_year_id": "id",
    "n": "9",
    "number": "'x'",
    "date": "updated_at",
    "kind": "'closing'",
    "area": "'sales'",
    "source": "'invoice'",
    "source_id": "id",
    "voucher_id": "profile_id",
    "version": "2",
    "reverses": "id",
    "currency": "'EUR'",
    "rate": "'2'",
    "rate_date": "date",
    "line_count": "3",
    "created_by": "'x'",
    "created_at": "'2020-01-01T00:00:00.000000Z'",
    "hash_version": "2",
    "prev_hash": "'x'",
    "hash": "'x'",
    "profile_id": "id",
}


async def test_a_posted_entry_is_not_changed(world: World) -> None:
    await sold(world)
    attacks = {f"UPDATE journal_entry SET {name} = {value}": "ledger_posted" for name, value in FIXED.items()}  # noqa: S608
    attacks |= {"DELETE FROM journal_entry": KEPT}
    assert await outcomes(world, attacks) == []


async def test_the_words_of_an_entry_may_be_mended(world: World) -> None:
    await sold(world)
    mended = "UPDATE journal_entry SET description = 'Mended', reference = 'R-1', external_id = 'E-1'"
    assert await attack(world, mended) == 1
    assert await wrong_with(world) == []


async def test_nothing_is_replaced_on_sqlite(sqlite_world: World) -> None:
    world = sqlite_world
    item, credit = await billed(world), await billed(world, -100)
    await sold(world)
    await allocate(world, item, 10, credit)
    await attack(world, "INSERT INTO period_lock SELECT profile_id, 'hard', '2020-01-01', updated_at FROM fiscal_year")
    replaced = ["journal_entry", "journal_line", "ledger_head", "period_balance", "cash_line", "open_item"]
    for table in [*replaced, "item_allocation", "period_lock", "fiscal_year", "ledger_account"]:
        said = await answer(attack(world, f"REPLACE INTO {table} SELECT * FROM {table}"))  # noqa: S608
        assert said != "let through", table
    assert await wrong_with(world) == []


async def test_an_entry_does_not_take_another_ones_place(sqlite_world: World) -> None:
    for _ in range(2):
        await sold(sqlite_world)
    said = await answer(attack(sqlite_world, "UPDATE OR REPLACE journal_entry SET n = 1"))
    assert "ledger_posted" in said
    assert await ask(sqlite_world, "SELECT count(*) FROM journal_entry") == 2


@pytest.mark.parametrize("way", ["OR IGNORE", "OR REPLACE", "OR FAIL"])
async def test_however_an_entry_is_inserted_its_balances_move(sqlite_world: World, way: str) -> None:
    await sold(sqlite_world)
    async with writing(sqlite_world) as books:
        entry, lines = await next_entry(books)
        await write_forged(books, {}, lines)
        names = ", ".join(entry)
        statement = f"INSERT {way} INTO journal_entry ({names}) VALUES ({', '.join(f':{name}' for name in entry)})"  # noqa: S608
        plain = {name: None if value is None else str(value) for name, value in entry.items()}
        plain |= {"date": entry["date"].isoformat(), "created_at": "2026-03-31T10:00:00.000000Z"}
        await books._connection.execute(text(statement), plain)  # noqa: SLF001  a statement that Core does not make
    sqlite_world.broken.append(statement)
    assert [wrong for wrong in await wrong_with(sqlite_world) if wrong.startswith("account")] == []


BALANCES = {
    "UPDATE period_balance SET debit_minor = debit_minor + 1": "ledger_balance",
    "UPDATE period_balance SET last_seq = last_seq + 1": "ledger_balance",
    "UPDATE period_balance SET period = '2026-04'": "ledger_balance",
    "UPDATE period_balance SET book = 'closing'": "ledger_balance",
    "DELETE FROM period_balance": "ledger_balance|permission denied",
    "INSERT INTO period_balance SELECT profile_id, book, account_id, '2026-04', 1, 0, last_seq FROM period_balance": (
        "ledger_balance"
    ),
    "INSERT INTO period_balance SELECT profile_id, 'closing', account_id, period, debit_minor, credit_minor, last_seq "
    "FROM period_balance WHERE book = 'normal'": "ledger_balance",
    "INSERT INTO period_balance SELECT * FROM period_balance WHERE true "
    "ON CONFLICT (profile_id, book, account_id, period) DO UPDATE SET debit_minor = 7": "ledger_balance",
    "UPDATE vat_balance SET amount_minor = 0": "ledger_balance",
    "DELETE FROM vat_balance": "ledger_balance|permission denied",
    "INSERT INTO vat_balance SELECT profile_id, vat_code, 'tax', period, 1, last_seq FROM vat_balance": (
        "ledger_balance"
    ),
    "UPDATE ledger_head SET seq = seq + 1": "ledger_chain",
    "UPDATE ledger_head SET hash = 'x'": "ledger_chain",
    "UPDATE ledger_head SET cash_seq = cash_seq + 1": "ledger_chain",
    "UPDATE ledger_head SET currency = 'EUR' WHERE seq > 0": "ledger_chain",
    "DELETE FROM ledger_head": "ledger_chain|permission denied",
    "INSERT INTO ledger_head SELECT profile_id, currency, 5, hash, 5 FROM ledger_head": "ledger_chain",
    "UPDATE fiscal_year SET last_n = last_n + 1": "ledger_year",
    "UPDATE fiscal_year SET last_n = 0": "ledger_year",
    "DELETE FROM fiscal_year": "ledger_year|permission denied",
}


async def test_only_a_posting_moves_what_is_counted(world: World) -> None:
    await sold(world, vat_code="U81", vat_role="base", tax_date=MARCH)
    assert await outcomes(world, BALANCES) == []
    assert await ask(world, "SELECT amount_minor FROM vat_balance") == -100
    assert await wrong_with(world) == []


CASH = (
    "INSERT INTO cash_line SELECT e.profile_id, h.cash_seq + 1, e.id, NULL, b.account_id, e.date, {amount} "
    "FROM journal_entry e JOIN ledger_head h ON h.profile_id = e.profile_id "
    "JOIN period_balance b ON b.profile_id = e.profile_id WHERE e.seq = {seq} AND b.{account}"
)
OF_REVENUE, OF_ASSET = "credit_minor > 0 AND b.book = 'normal'", "debit_minor > 0 AND b.book = 'normal'"
CASH_ATTACKS = {
    CASH.format(amount=-1, seq=2, account=OF_REVENUE): "ledger_cash",
    CASH.format(amount=-1, seq=1, account=OF_REVENUE): "ledger_cash",
    CASH.format(amount=100, seq=2, account=OF_ASSET): "ledger_cash",
    "UPDATE cash_line SET amount_minor = 0": KEPT,
    "UPDATE cash_line SET date = '2026-01-01'": KEPT,
    "DELETE FROM cash_line": KEPT,
}


async def test_what_was_settled_is_counted_once(world: World) -> None:
    for _ in range(2):
        await sold(world)
    assert await outcomes(world, CASH_ATTACKS) == []
    await billed(world)
    assert "ledger_cash" in await answer(attack(world, CASH.format(amount=-101, seq=3, account=OF_REVENUE)))


def dated(day: object) -> Forgery:
    def change(entry: Row, lines: list[Row]) -> None:
        for row in (entry, *lines):
            row["date"] = day

    return change


async def test_dates_are_days_that_there_are(sqlite_world: World) -> None:
    await sold(sqlite_world)
    for day in (literal_column(f"'{no_day}'", Text()) for no_day in NO_DAYS):
        for change in (
            dated(day),
            changed(date=day),
            changed(rate_date=day),
            line(date=day),
            line(vat_code="U81", vat_role="tax", tax_date=day),
        ):
            said = await answer(forge(sqlite_world, change))
            assert re.search("ledger_date|ledger_unbalanced", said), (day, said)


DATES = {
    "UPDATE fiscal_year SET start_date = '{}'": "ledger_date|(?i:check)",
    "UPDATE fiscal_year SET end_date = '{}'": "ledger_date|(?i:check)",
    "UPDATE fiscal_year SET lock_date = '{}'": "ledger_date|(?i:check)",
    "INSERT INTO fiscal_year (profile_id, id, name, start_date, end_date, status, last_n, created_at, updated_at) "
    "SELECT profile_id, 'x', 'x', '{}', '2027-01-01', status, 0, created_at, updated_at FROM fiscal_year": "no such",
    "INSERT INTO fiscal_year (profile_id, id, name, start_date, end_date, status, last_n, created_at, updated_at, "
    "lock_date) SELECT profile_id, 'x', 'x', '2020-01-01', '2025-12-31', status, 0, created_at, updated_at, '{}' "
    "FROM fiscal_year": "no such",
    "UPDATE period_lock SET locked_through = '{}'": "no such",
    "INSERT INTO period_lock SELECT profile_id, 'hard', '{}', updated_at FROM period_lock": "no such",
    "UPDATE vat_code SET valid_from = '{}'": "no such",
    "UPDATE vat_code SET valid_to = '{}'": "no such",
    "UPDATE open_item SET due_date = '{}'": "open_item",
    "UPDATE open_item SET closed_on = '{}'": "open_item",
    "INSERT INTO item_allocation SELECT profile_id, 'x', id, NULL, NULL, 'payment', NULL, '{}', 1, 1, NULL, created_at "
    "FROM open_item": "no such",
    "INSERT INTO cash_line SELECT profile_id, 9, entry_id, NULL, account_id, '{}', 1 FROM open_item": "no such",
    "INSERT INTO lock_exception SELECT profile_id, 'x', 'all', NULL, '', '{}', NULL, created_at, created_at "
    "FROM fiscal_year": "moment that there is",
}


async def test_no_date_column_takes_what_is_no_day(sqlite_world: World) -> None:
    await billed(sqlite_world)
    await attack(sqlite_world, "INSERT INTO period_lock SELECT profile_id, 'all', NULL, updated_at FROM fiscal_year")
    attacks = {statement.format(day): reason for statement, reason in DATES.items() for day in NO_DAYS}
    assert await outcomes(sqlite_world, attacks) == []


async def danish(world: World) -> dict[str, Any]:
    """Records of the other profile."""
    client = await world.run("create_client", caller=await world.at(world.danish), name="Fremmed A/S")
    async with writing(world, profile=world.danish) as books:
        bank = (await accounts_by_role(books, "bank"))["bank"].id
        year = await add_year(books, "2026", date(2026, 1, 1), date(2026, 12, 31))
    return {"account": bank, "client": client.id, "year": year}


async def test_an_entry_has_nothing_of_another_profile(world: World) -> None:
    foreign = await danish(world)
    await sold(world)
    code = await ask(world, "SELECT min(code) FROM vat_code WHERE code LIKE 'DK%' OR code LIKE 'S%'", world.danish)
    nowhere = UUID(int=7)
    forgeries: list[Forgery] = [
        line(account_id=foreign["account"]),
        line(client_id=foreign["client"]),
        line(vendor_id=nowhere),
        line(vat_code=f"{code}-foreign", vat_role="base", tax_date=MARCH),
        changed(fiscal_year_id=foreign["year"]),
        changed(reverses=nowhere),
    ]
    for forgery in forgeries:
        assert re.search(r"(?i)foreign key|ledger_year|ledger_reversal", await answer(forge(world, forgery)))
    assert await ask(world, "SELECT count(*) FROM journal_entry") == 1
