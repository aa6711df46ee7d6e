"""What leaves the books is added up by other programs, and comes to what the books say themselves."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from luma_mcp import administration
from luma_mcp.domain.charts import AccountClass
from luma_mcp.domain.export.beancount import Beancount, account_name
from luma_mcp.domain.export.csv_file import COLUMNS
from luma_mcp.domain.export.hledger import Hledger
from luma_mcp.domain.export.journal import ExportedAccount, ExportedEntry, ExportedLine, ExportFormat, JournalStretch
from luma_mcp.domain.verification import Verification
from luma_mcp.errors import ProfileRequired
from tests.export.beancount import by_beancount, loaded, names
from tests.export.hledger import by_hledger
from tests.export.random_books import HOSTILE, RandomBooks, make_books
from tests.export.recomputing import EVER, exported, recomputed, rows_of, written
from tests.store.raw import attack
from tests.world import World, copy_of, open_world

BOOKS, BLOCKS = 100, 4


@asynccontextmanager
async def random_books(template: Path, folder: Path, seeds: range) -> AsyncIterator[list[RandomBooks]]:
    async with open_world(copy_of(template, folder)) as world:
        yield [await make_books(world, seed) for seed in seeds]


@pytest.mark.parametrize("block", range(BLOCKS))
async def test_a_hundred_books_come_to_the_same_in_other_programs(
    sqlite_template: Path, tmp_path: Path, block: int
) -> None:
    seeds = range(block, BOOKS, BLOCKS)
    async with random_books(sqlite_template, tmp_path, seeds) as made:
        proved: Verification = await made[block].run("verify_books")
        assert proved.broken == ()
        for books in made:
            await recomputed(books.world.parts, books.caller, tmp_path)
    assert len(made) == BOOKS // BLOCKS


async def test_a_foreign_amount_stands_beside_the_amount_in_the_books(sqlite_world: World) -> None:
    await sqlite_world.sent_invoice(currency="EUR", issue_date="2026-03-02", lines=[one_line("100")])
    text = await exported(sqlite_world.parts, str(sqlite_world.swiss), ExportFormat.CSV)
    assert text.splitlines()[0] == ",".join(COLUMNS)
    owed, *_ = rows_of(text)
    assert (owed["account"], owed["currency"], owed["foreign_currency"]) == ("1100", "CHF", "EUR")
    assert (owed["foreign_amount"], owed["source"], owed["number"]) == ("108.10", "invoice", "2026-0001")
    beancount = await exported(sqlite_world.parts, str(sqlite_world.swiss), ExportFormat.BEANCOUNT)
    assert f"  Assets:1100  {owed['amount']} CHF\n    foreign: 108.10 EUR\n" in beancount
    hledger = await exported(sqlite_world.parts, str(sqlite_world.swiss), ExportFormat.HLEDGER)
    assert f"    Assets:1100  {owed['amount']} CHF  ; foreign:108.10 EUR\n" in hledger


def one_line(price: str, description: str = "Consulting") -> dict[str, str]:
    return {"description": description, "quantity": "1", "price": price}


async def test_a_stretch_begins_where_the_last_one_ended(world: World) -> None:
    for _ in range(3):
        await world.sent_invoice()
    whole: JournalStretch = await world.run("export_journal")
    assert ([entry.seq for entry in whole.entries], whole.next_seq, whole.last_seq) == ([1, 2, 3], None, 3)
    rest: JournalStretch = await world.run("export_journal", after_seq=1, last_seq=2)
    assert ([entry.number for entry in rest.entries], rest.accounts) == (["2026-0002"], ())
    assert all(sum(line.amount for line in entry.lines) == 0 for entry in whole.entries)


async def test_no_text_leaves_its_place(sqlite_world: World, tmp_path: Path) -> None:
    world, parts = sqlite_world, sqlite_world.parts
    for text in HOSTILE:
        await world.run("create_account", number=f"65.{HOSTILE.index(text)}-a", name=text, type="operating_expense")
        sides = ({"account": f"65.{HOSTILE.index(text)}-a", "debit": "1"}, {"account": "1020", "credit": "1"})
        lines = [side | {"description": text} for side in sides]
        await world.run("create_journal_entry", date="2026-03-02", description=text, reference=text, lines=lines)
    await attack(
        world, "UPDATE journal_entry SET description = :text WHERE seq = 1", text="a\n2026-01-01 open Assets:X"
    )
    await attack(world, "UPDATE ledger_account SET name = :text WHERE number = '1000'", text='"\n; x\u2028y\r\n')
    profile = str(world.swiss)
    beancount = await written(parts, profile, ExportFormat.BEANCOUNT, tmp_path)
    shown = names(loaded(beancount))
    assert [shown[f"Expenses:65-2E{n}-2Da"] for n in range(len(HOSTILE))] == [
        " ".join(text.split()) for text in HOSTILE
    ]
    assert shown["Assets:1000"] == '" ; x y'
    assert by_beancount(beancount, *EVER)["Assets:1020"] == -len(HOSTILE)
    text = await exported(parts, profile, ExportFormat.CSV)
    assert [row["description"] for row in rows_of(text)][2:4] == [HOSTILE[1]] * 2
    assert "\n=" not in text
    assert ",=" not in text
    hledger = await written(parts, profile, ExportFormat.HLEDGER, tmp_path)
    assert by_hledger(hledger, date(2026, 3, 2), date(2026, 3, 2))["Assets:1020"] == -len(HOSTILE)


def entry_of(number: str, description: str = "x", **more: Any) -> ExportedEntry:
    account = ExportedAccount(number="1020", name="Bank", class_=AccountClass.ASSET)
    line: dict[str, Any] = {"account": account, "vat_code": None, "tax_date": None, "description": None}
    sides = tuple(
        ExportedLine(**line, amount=amount, amount_tc=amount) for amount in (Decimal("1.00"), Decimal("-1.00"))
    )
    facts = {"seq": 1, "date": date(2026, 3, 2), "reference": None, "source": "manual", "kind": "normal", "hash": "0"}
    given: dict[str, Any] = facts | {"currency": "CHF", "lines": sides} | more
    return ExportedEntry(number=number, description=description, **given)


def test_an_entry_is_written_as_each_program_reads_it() -> None:
    entry = entry_of("2026-0001", 'A "quoted" sale; paid', reference="R:1, [x]")
    assert Beancount().entry(entry, "CHF").splitlines() == [
        "",
        '2026-03-02 * "A \\"quoted\\" sale; paid"',
        '  number: "2026-0001"',
        '  source: "manual"',
        '  kind: "normal"',
        '  hash: "0"',
        '  reference: "R:1, [x]"',
        "  Assets:1020  1.00 CHF",
        "  Assets:1020  -1.00 CHF",
    ]
    assert Hledger().entry(entry, "CHF").splitlines() == [
        "",
        '2026-03-02 * (2026-0001) A "quoted" sale, paid',
        "    ; source:manual",
        "    ; kind:normal",
        "    ; hash:0",
        "    ; reference:R.1; (x)",
        "    Assets:1020  1.00 CHF",
        "    Assets:1020  -1.00 CHF",
    ]


def test_a_year_of_any_name_does_not_end_the_code_of_an_entry() -> None:
    assert "* (x[y];[-0001) x" in Hledger().entry(entry_of("x(y);(-0001"), "CHF").replace(",", ";")


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("1020", "1020"),
        ("6570.1", "6570-2E1"),
        ("6570-1", "6570-2D1"),
        ("a1", "X-a1"),
        ("X-a1", "X-2Da1"),
        ("A1", "A1"),
    ],
)
def test_no_two_numbers_become_one_account_of_beancount(number: str, name: str) -> None:
    account = ExportedAccount(number=number, name="x", class_=AccountClass.REVENUE)
    assert account_name(account) == f"Income:{name}"


async def test_books_without_entries_are_exported_too(sqlite_world: World, tmp_path: Path) -> None:
    for wanted, read in ((ExportFormat.BEANCOUNT, by_beancount), (ExportFormat.HLEDGER, by_hledger)):
        assert read(await written(sqlite_world.parts, str(sqlite_world.swiss), wanted, tmp_path), *EVER) == {}


async def test_a_company_must_be_named_where_there_are_several(sqlite_world: World) -> None:
    with pytest.raises(ProfileRequired):
        [text async for text in administration.export(sqlite_world.parts, None, None, ExportFormat.CSV)]
