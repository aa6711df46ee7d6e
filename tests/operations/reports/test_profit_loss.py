"""Profit and loss: accrual by posting, cash by settlement, beside earlier periods, down to the lines."""

from typing import Any

from tests.operations.entries import entry, line
from tests.operations.reports.asking import adds, amounts, expense, previous, report, rows, settings, sums
from tests.world import World


async def both(world: World, **given: Any) -> tuple[dict[str, str], dict[str, str]]:
    """Amounts by account, accrual and cash."""
    accrual = await report(world, "profit_loss", basis="accrual", **given)
    cash = await report(world, "profit_loss", basis="cash", **given)
    return amounts(accrual), amounts(cash)


async def test_revenue_less_expense_is_the_result(world: World) -> None:
    await world.sent_invoice(issue_date="2026-01-20")
    await expense(world, "108.10", tax_rate="8.1")
    await entry(world, line("4200", "50"), line("1020", "-50"))
    await entry(world, line("1020", "7.35"), line("6950", "-7.35"))
    told = await report(world, "profit_loss")
    assert (str(told.from_), str(told.to), told.currency, told.basis) == ("2026-01-01", "2026-03-31", "CHF", "accrual")
    assert rows(told, "section", "account", "amount", "drill") == [
        ("revenue", "3400", "300.00", "account:3400"),
        ("cost_of_sales", "4200", "50.00", "account:4200"),
        ("operating_expense", "6570", "100.00", "account:6570"),
        ("financial_income", "6950", "7.35", "account:6950"),
    ]
    assert sums(told) == {"revenue": "307.35", "expense": "150.00", "gross_profit": "250.00", "result": "157.35"}


async def test_on_a_cash_basis_a_part_payment_counts_in_proportion(world: World) -> None:
    invoice = await world.sent_invoice(issue_date="2026-01-20")
    assert await both(world) == ({"3400": "300.00"}, {})
    await world.run("record_payment", id=invoice.id, amount="100", date="2026-02-10")
    assert await both(world) == ({"3400": "300.00"}, {"3400": "92.51"})
    await world.run("record_payment", id=invoice.id, date="2026-03-10")
    assert await both(world, first="2026-03-01", last="2026-03-31") == ({}, {"3400": "207.49"})
    assert await both(world) == ({"3400": "300.00"}, {"3400": "300.00"})


async def test_an_over_payment_and_its_refund_are_no_revenue(world: World) -> None:
    invoice = await world.sent_invoice(issue_date="2026-01-20")
    await world.run("record_payment", id=invoice.id, amount="400", date="2026-02-10")
    assert await both(world) == ({"3400": "300.00"}, {"3400": "300.00"})
    items = (await world.run("list_open_items", client_id=invoice.client_id)).data
    await world.run("settle_open_item", id=items[0].id, date="2026-02-20")
    assert await both(world) == ({"3400": "300.00"}, {"3400": "300.00"})


async def test_a_credit_takes_revenue_back_and_its_refund_counts_on_a_cash_basis(world: World) -> None:
    invoice = await world.sent_invoice(issue_date="2026-01-20")
    await world.run("record_payment", id=invoice.id, date="2026-02-10")
    note = await world.run("create_credit_note", invoice_id=invoice.id)
    assert await both(world) == ({}, {"3400": "300.00"})
    items = (await world.run("list_open_items", client_id=note.client_id)).data
    await world.run("settle_open_item", id=items[0].id)
    assert await both(world) == ({}, {})


async def test_a_credit_set_against_what_is_owed_leaves_nothing_on_either_basis(world: World) -> None:
    invoice = await world.sent_invoice(issue_date="2026-01-20")
    await world.run("create_credit_note", invoice_id=invoice.id)
    assert await both(world) == ({}, {})


async def test_an_expense_counts_when_it_is_paid(world: World) -> None:
    made = await expense(world, "108.10", tax_rate="8.1")
    assert await both(world) == ({"6570": "100.00"}, {})
    await world.run("update_expense", id=made.id, status="paid", paid_on="2026-02-02")
    assert await both(world, first="2026-02-01", last="2026-02-28") == ({}, {"6570": "100.00"})


async def test_in_simple_bookkeeping_cash_is_the_basis_and_an_expense_is_paid_at_once(world: World) -> None:
    await settings(world, bookkeeping_mode="simple")
    await world.sent_invoice(issue_date="2026-01-20")
    await expense(world, "108.10", tax_rate="8.1")
    told = await report(world, "profit_loss")
    assert (told.basis, amounts(told)) == ("cash", {"6570": "100.00"})
    assert amounts(await report(world, "profit_loss", basis="accrual")) == {"3400": "300.00", "6570": "100.00"}


async def test_a_deleted_expense_leaves_no_trace_on_either_basis(world: World) -> None:
    made = await expense(world, "108.10", tax_rate="8.1", status="paid", paid_on="2026-01-16")
    await world.run("delete_expense", id=made.id)
    assert await both(world, last="2026-12-31") == ({}, {})


async def test_whole_months_are_compared_with_the_months_before(world: World) -> None:
    await world.sent_invoice(issue_date="2025-11-20", price="100")
    await world.sent_invoice(issue_date="2025-02-20", price="45")
    await world.sent_invoice(issue_date="2026-01-20")
    told = await report(world, "profit_loss", compare="previous")
    assert (str(told.previous.from_), str(told.previous.to)) == ("2025-10-01", "2025-12-31")
    assert (sums(told)["result"], previous(told)["result"]) == ("300.00", "200.00")
    assert rows(told, "amount", "previous") == [("300.00", "200.00")]
    told = await report(world, "profit_loss", compare="previous_year")
    assert (str(told.previous.from_), str(told.previous.to)) == ("2025-01-01", "2025-03-31")
    assert previous(told)["result"] == "90.00"


async def test_other_ranges_are_compared_with_as_many_days_before(world: World) -> None:
    await world.sent_invoice(issue_date="2026-01-20")
    told = await report(world, "profit_loss", first="2026-01-21", last="2026-01-30", compare="previous")
    assert (str(told.previous.from_), str(told.previous.to)) == ("2026-01-11", "2026-01-20")
    assert (sums(told)["result"], previous(told)["result"]) == ("0.00", "300.00")
    assert rows(told, "account", "amount", "previous") == [("3400", "0.00", "300.00")]


async def test_a_row_leads_to_its_lines_on_either_basis(world: World) -> None:
    invoice = await world.sent_invoice(issue_date="2026-01-20")
    await world.run("record_payment", id=invoice.id, amount="100", date="2026-02-10")
    await world.run("record_payment", id=invoice.id, date="2026-02-11")
    named = ("date", "source", "number", "party", "credit", "balance")
    told = await report(world, "profit_loss", drill="account:3400", basis="accrual")
    assert rows(told, *named) == [("2026-01-20", "invoice", "IV-001", "Muster AG", "300.00", "-300.00")]
    assert told.notes == ("3400 Dienstleistungserlöse",)
    told = await report(world, "profit_loss", drill="account:3400", basis="cash")
    assert rows(told, *named) == [
        ("2026-02-10", "invoice", "IV-001", "Muster AG", "92.51", "-92.51"),
        ("2026-02-11", "invoice", "IV-001", "Muster AG", "207.49", "-300.00"),
    ]
    assert adds(told, "credit") == 300


async def test_the_closing_entry_of_a_year_is_no_expense_of_it(world: World) -> None:
    await world.sent_invoice(issue_date="2025-06-20")
    year = (await world.run("list_fiscal_years")).data[-1]
    await world.run("update_fiscal_year", id=year.id, status="closed", closing_entry=True)
    told = await report(world, "profit_loss", period="last_fiscal_year")
    assert (str(told.from_), str(told.to)) == ("2025-01-01", "2025-12-31")
    assert sums(told)["result"] == "300.00"
    below = await report(world, "profit_loss", period="last_fiscal_year", drill="account:3400")
    assert rows(below, "source", "balance") == [("invoice", "-300.00")]
    ledger = await report(world, "general_ledger", period="last_fiscal_year", account="3400")
    assert rows(ledger, "source", "balance") == [("invoice", "-300.00"), ("year_close", "0.00")]
