"""Balance sheet: what stands on a day, with results that no closing entry carried."""

import pytest

from luma_mcp.domain.reports.query import ReportQuery
from luma_mcp.errors import ReportBroken
from luma_mcp.operations.registry import BY_NAME
from tests.operations.entries import entry, line
from tests.operations.reports.asking import expense, previous, report, rows, settings, sums
from tests.store.tampering import tampering
from tests.world import World


async def three_years(world: World) -> None:
    """Capital of 1000 in 2024, results of 300 in 2024, 200 in 2025 and −50 in 2026."""
    await entry(world, line("1020", "1000"), line("2800", "-1000"), date="2024-02-01")
    await entry(world, line("1020", "300"), line("3400", "-300"), date="2024-12-31")
    await entry(world, line("1020", "200"), line("3400", "-200"), date="2025-01-01")
    await entry(world, line("6570", "50"), line("1020", "-50"), date="2026-03-31")


async def test_assets_are_liabilities_and_equity(world: World) -> None:
    await world.sent_invoice(issue_date="2026-01-20")
    await expense(world, "108.10", tax_rate="8.1")
    told = await report(world, "balance_sheet")
    assert (told.from_, told.to, str(told.as_of)) == (None, None, "2026-03-31")
    assert rows(told, "section", "account", "amount") == [
        ("asset", "1100", "324.30"),
        ("asset", "1171", "8.10"),
        ("liability", "2000", "108.10"),
        ("liability", "2200", "24.30"),
        ("equity", "None", "200.00"),
    ]
    assert sums(told, "assets", "liabilities", "equity") == {
        "assets": "332.40", "liabilities": "132.40", "equity": "200.00",
    }  # fmt: skip


async def test_results_of_earlier_years_are_equity_before_any_close(world: World) -> None:
    await three_years(world)
    told = await report(world, "balance_sheet", compare="previous")
    assert rows(told, "account", "name", "amount", "previous") == [
        ("1020", "Bank", "1450.00", "1500.00"),
        ("2800", "Grund-, Gesellschafter- oder Eigenkapital", "1000.00", "1000.00"),
        ("None", "Result of earlier years, not closed", "500.00", "300.00"),
        ("None", "Result of the year", "-50.00", "200.00"),
    ]
    assert (sums(told)["equity"], previous(told)["equity"]) == ("1450.00", "1500.00")
    assert str(told.previous.to) == "2025-12-31"
    day_before = await report(world, "balance_sheet", as_of="2026-03-30", compare="previous_year")
    assert sums(day_before)["result_of_the_year"] == "0.00"
    assert previous(day_before)["result_of_the_year"] == "200.00"
    assert previous(day_before)["result_of_earlier_years"] == "300.00"


async def test_a_close_moves_the_result_and_changes_no_total(world: World) -> None:
    await three_years(world)
    open_sheet = await report(world, "balance_sheet")
    for year in reversed((await world.run("list_fiscal_years")).data[1:]):
        await world.run("update_fiscal_year", id=year.id, status="closed", closing_entry=True)
    told = await report(world, "balance_sheet")
    assert sums(told, "assets", "liabilities", "equity") == sums(open_sheet, "assets", "liabilities", "equity")
    assert ("equity", "2970", "500.00") in rows(told, "section", "account", "amount")
    assert sums(told)["result_of_earlier_years"] == "0.00"
    at_close = await report(world, "balance_sheet", as_of="2025-12-31")
    assert sums(at_close)["result_of_the_year"] == "200.00"
    assert at_close.notes == (
        "The closing entry of the year itself is left out: its result is shown as result of the year.",
    )
    assert ("equity", "2970", "300.00") in rows(at_close, "section", "account", "amount")


async def test_a_row_leads_to_the_lines_of_the_fiscal_year(world: World) -> None:
    await three_years(world)
    told = await report(world, "balance_sheet", drill="account:1020")
    assert rows(told, "date", "debit", "credit", "balance") == [("2026-03-31", "0.00", "50.00", "1450.00")]
    assert sums(told) == {"opening": "1500.00", "debit": "0.00", "credit": "50.00", "closing": "1450.00"}


async def test_a_fiscal_year_that_starts_in_july_holds_its_own_result(world: World) -> None:
    await settings(world, fiscal_year_start="07-01")
    for day, amount in (("2025-06-30", "100"), ("2025-07-01", "30"), ("2026-03-31", "7")):
        await entry(world, line("1020", amount), line("3400", f"-{amount}"), date=day)
    told = await report(world, "balance_sheet")
    assert (sums(told)["result_of_earlier_years"], sums(told)["result_of_the_year"]) == ("100.00", "37.00")
    result = await report(world, "profit_loss")
    assert (str(result.from_), str(result.to), sums(result)["result"]) == ("2025-07-01", "2026-03-31", "37.00")
    last = await report(world, "profit_loss", period="last_fiscal_year")
    assert (str(last.from_), str(last.to), sums(last)["result"]) == ("2024-07-01", "2025-06-30", "100.00")
    trial = await report(world, "trial_balance", first="2025-07-01", last="2025-07-31")
    assert rows(trial, "account", "opening", "closing") == [
        ("1020", "100.00", "130.00"),
        ("3400", "0.00", "-30.00"),
        ("None", "-100.00", "-100.00"),
    ]


FORGED = "UPDATE period_balance SET debit_minor = debit_minor + 1 WHERE credit_minor = 0 AND book = 'normal'"
IDENTITIES = {
    "balance_sheet": "Assets = liabilities",
    "trial_balance": "Debit = credit",
    "cash_flow": "change of cash",
    "profit_loss": "movement of the balance sheet",
    "general_ledger": "closing balance",
}


async def test_books_that_contradict_themselves_are_an_error_and_no_answer(world: World) -> None:
    await entry(world, line("1020", "1000"), line("2800", "-1000"))
    async with tampering(world) as tamper, tamper([FORGED]) as books:
        for kind, identity in IDENTITIES.items():
            asked = ReportQuery.model_validate({"type": kind, "account": "1020" if kind == "general_ledger" else None})
            with pytest.raises(ReportBroken, match=identity) as caught:
                await BY_NAME["get_report"].run(books, asked)
            assert "luma-mcp verify" in caught.value.way_out
