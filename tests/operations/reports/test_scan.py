"""Reports from the balances of months say what a scan of all lines says, for random entries and random ranges."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from luma_mcp.domain.periods import fiscal_year_of
from luma_mcp.store.database import set_context
from luma_mcp.store.journal import journal_entry, journal_line
from luma_mcp.store.ledger_accounts import ledger_account
from tests.operations.reports.asking import amounts, report, rows, settings, sums
from tests.world import World

FIRST, LAST = date(2024, 11, 1), date(2026, 3, 31)
ACCOUNTS = ("1020", "1300", "1520", "2400", "2800", "3400", "4200", "6570")
COLUMNS = ("opening", "debit", "credit", "closing")
RANGES = 12


@dataclass(frozen=True)
class Scanned:
    """A line as the journal has it, debit above zero, in centimes."""

    account: str
    of_result: bool
    day: date
    amount: int
    is_closing: bool
    code: str | None
    role: str | None
    tax_date: date | None


async def scan(world: World) -> list[Scanned]:
    """Every line of the journal."""
    joined = journal_line.join(
        ledger_account,
        (ledger_account.c.profile_id == journal_line.c.profile_id) & (ledger_account.c.id == journal_line.c.account_id),
    ).join(
        journal_entry,
        (journal_entry.c.profile_id == journal_line.c.profile_id) & (journal_entry.c.id == journal_line.c.entry_id),
    )
    names = ("date", "amount_minor", "vat_code", "vat_role", "tax_date")
    columns = [ledger_account.c.number, ledger_account.c["class"], journal_entry.c.kind]
    query = select(*columns, *(journal_line.c[name] for name in names)).select_from(joined)
    async with world.parts.database.reading() as connection:
        await set_context(connection, account_id=world.owner.account_id, profile_id=world.swiss)
        found = (await connection.execute(query.where(journal_line.c.profile_id == world.swiss))).all()
    return [
        Scanned(number, kind in ("revenue", "expense"), day, amount, entry == "closing", code, role, tax_day)
        for number, kind, entry, day, amount, code, role, tax_day in found
    ]


def day_between(random: Random, first: date, last: date) -> date:
    """A day, every third time the first or last of a month, where spans are cut."""
    day = first + timedelta(days=random.randint(0, (last - first).days))
    return day.replace(day=1) - timedelta(days=random.randint(0, 1)) if random.random() < 1 / 3 and day > first else day


def range_within(random: Random) -> tuple[date, date]:
    """A range of any length, or of a few days."""
    first, last = sorted(day_between(random, FIRST, LAST) for _ in range(2))
    return (first, last) if random.random() < 1 / 2 else (first, first + timedelta(days=random.randint(0, 20)))


async def fill(world: World, random: Random, count: int) -> None:
    """Entries by hand, a third with VAT, and the close of the first years."""
    for _ in range(count):
        amount = f"{random.randint(1, 99_999) / Decimal(100):.2f}"
        one, other = random.sample(ACCOUNTS, 2)
        taxed: dict[str, Any] = {"vat_code": random.choice(("U81", "I81", "M26"))} if random.random() < 1 / 3 else {}
        lines = [{"account": one, "debit": amount, **taxed}, {"account": other, "credit": amount}]
        day = max(FIRST, day_between(random, FIRST, LAST))
        await world.run("create_journal_entry", date=day, description="Random", lines=lines)
    years = sorted((await world.run("list_fiscal_years")).data, key=lambda year: year.start_date)
    for year in years[: random.randint(0, len(years) - 1)]:
        await world.run("update_fiscal_year", id=year.id, status="closed", closing_entry=True)


def by_account(lines: Iterable[Scanned], amount: Callable[[Scanned], int] = lambda line: line.amount) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for line in lines:
        found[line.account] += amount(line)
    return {account: total for account, total in found.items() if total}


def minor(named: dict[str, str]) -> dict[str, int]:
    return {name: int(Decimal(amount) * 100) for name, amount in named.items() if Decimal(amount)}


async def same_result(world: World, lines: list[Scanned], first: date, last: date) -> None:
    """Profit and loss."""
    told = await report(world, "profit_loss", first=first, last=last)
    within = [line for line in lines if line.of_result and first <= line.day <= last and not line.is_closing]
    expected = by_account(within, lambda line: -line.amount if line.account.startswith("3") else line.amount)
    assert minor(amounts(told)) == expected
    assert minor(sums(told, "result")).get("result", 0) == -sum(line.amount for line in within)


async def same_trial(world: World, lines: list[Scanned], first: date, last: date, year: date) -> None:
    """Trial balance; `year` is when the fiscal year of the first day starts."""
    told = await report(world, "trial_balance", first=first, last=last)
    columns = {name: minor({row[0]: row[1] for row in rows(told, "account", name)}) for name in COLUMNS}
    within = [line for line in lines if first <= line.day <= last]
    before = [line for line in lines if line.day < first and (not line.of_result or line.day >= year)]
    earlier = sum(line.amount for line in lines if line.of_result and line.day < year)
    opening = by_account(before) | ({"None": earlier} if earlier else {})
    assert columns["opening"] == opening
    assert columns["debit"] == by_account(within, lambda line: max(line.amount, 0))
    assert columns["credit"] == by_account(within, lambda line: max(-line.amount, 0))
    assert columns["closing"] == by_account([*before, *within]) | ({"None": earlier} if earlier else {})


async def same_sheet(world: World, lines: list[Scanned], day: date, year: date) -> None:
    """Balance sheet; the closing entry of the day's own fiscal year is left out."""
    told = await report(world, "balance_sheet", as_of=day)
    counted = [line for line in lines if line.day <= day and not (line.is_closing and line.day >= year)]
    found = minor(sums(told))
    assert found.get("assets", 0) == sum(line.amount for line in counted if line.account.startswith("1"))
    assert found.get("liabilities", 0) == -sum(line.amount for line in counted if "2" <= line.account < "28")
    of_result = [line for line in counted if line.of_result]
    assert found.get("result_of_the_year", 0) == -sum(line.amount for line in of_result if line.day >= year)
    assert found.get("result_of_earlier_years", 0) == -sum(line.amount for line in of_result if line.day < year)


async def same_vat(world: World, lines: list[Scanned], first: date, last: date) -> None:
    """The VAT return."""
    told = await report(world, "vat", first=first, last=last)
    within = [line for line in lines if line.tax_date is not None and first <= line.tax_date <= last]
    found = minor(amounts(told, "box"))

    def total(role: str, *codes: str) -> int:
        return sum(line.amount for line in within if line.role == role and line.code in codes)

    assert found.get("303", 0) == found.get("200", 0) == -total("base", "U81")
    assert found.get("303_tax", 0) == -total("tax", "U81")
    assert (found.get("400", 0), found.get("405", 0)) == (total("tax", "M26"), total("tax", "I81"))
    assert minor(sums(told)).get("due", 0) == -total("tax", "U81", "M26", "I81")


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_every_figure_is_what_a_scan_of_the_lines_makes(world: World, seed: int) -> None:
    random = Random(seed)  # noqa: S311  nothing secret, and it has to repeat
    start = random.choice(("01-01", "07-01"))
    await settings(world, fiscal_year_start=start)
    await fill(world, random, 60)
    lines = await scan(world)
    for _ in range(RANGES):
        first, last = range_within(random)
        year = fiscal_year_of(first, start)[0]
        await same_result(world, lines, first, last)
        await same_trial(world, lines, first, last, year)
        await same_sheet(world, lines, first, year)
        await same_vat(world, lines, first, last)
