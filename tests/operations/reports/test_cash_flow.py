"""Cash flow by the indirect method: from the result to what cash moved by."""

from tests.operations.entries import entry, line
from tests.operations.reports.asking import amounts, expense, previous, report, rows, sums
from tests.world import World


async def test_the_result_and_what_other_accounts_took_is_what_cash_moved_by(world: World) -> None:
    await entry(world, line("1020", "5000"), line("2800", "-5000"), date="2025-12-31")
    invoice = await world.sent_invoice(issue_date="2026-01-20")
    await world.run("record_payment", id=invoice.id, amount="350", date="2026-02-01")
    await expense(world, "108.10", tax_rate="8.1")
    await entry(world, line("1520", "1200"), line("1020", "-1200"))
    await entry(world, line("6800", "100"), line("1529", "-100"))
    await entry(world, line("1000", "2000"), line("2400", "-2000"))
    await entry(world, line("2850", "70"), line("1020", "-70"))
    await entry(world, line("1300", "60"), line("1020", "-60"))
    told = await report(world, "cash_flow")
    assert rows(told, "section", "name", "amount") == [
        ("operating", "Result of the period", "100.00"),
        ("operating", "Depreciation", "100.00"),
        ("operating", "Change in payables", "108.10"),
        ("operating", "Change in advance payments from clients", "25.70"),
        ("operating", "Change in VAT", "16.20"),
        ("operating", "Change in other current assets", "-60.00"),
        ("investing", "Fixed assets bought and sold", "-1200.00"),
        ("financing", "Change in long-term liabilities", "2000.00"),
        ("financing", "Change in equity", "-70.00"),
    ]
    assert sums(told) == {
        "operating": "290.00",
        "investing": "-1200.00",
        "financing": "1930.00",
        "opening_cash": "5000.00",
        "closing_cash": "6020.00",
    }


async def test_a_line_leads_to_its_accounts_and_an_account_to_its_lines(world: World) -> None:
    await expense(world, "108.10", tax_rate="8.1")
    told = await report(world, "cash_flow", drill="line:vat")
    assert rows(told, "account", "amount", "drill") == [("1171", "-8.10", "account:1171")]
    lines = await report(world, "cash_flow", drill="account:1171")
    assert rows(lines, "number", "debit") == [("E-001", "8.10")]


async def test_an_earlier_period_stands_beside(world: World) -> None:
    await entry(world, line("1020", "40"), line("3400", "-40"), date="2025-12-31")
    await entry(world, line("1020", "30"), line("3400", "-30"), date="2026-01-01")
    told = await report(world, "cash_flow", compare="previous")
    assert rows(told, "amount", "previous") == [("30.00", "40.00")]
    assert (sums(told)["opening_cash"], previous(told)["opening_cash"]) == ("40.00", "0.00")
    assert previous(told)["closing_cash"] == "40.00"


async def test_closing_a_year_moves_no_cash(world: World) -> None:
    await entry(world, line("1020", "40"), line("3400", "-40"), date="2025-06-30")
    year = (await world.run("list_fiscal_years")).data[-1]
    await world.run("update_fiscal_year", id=year.id, status="closed", closing_entry=True)
    told = await report(world, "cash_flow", period="last_year")
    assert amounts(told, "name") == {"Result of the period": "40.00"}
    assert sums(told, "closing_cash") == {"closing_cash": "40.00"}
