"""Trial balance and general ledger: opening, turnover, closing; line by line with a running balance, page by page."""

from decimal import Decimal
from typing import Any

import pytest

from luma_mcp.errors import BadCursor, BadReport
from tests.operations.entries import entry, line
from tests.operations.reports.asking import adds, expense, pages, report, rows, sums
from tests.world import World


async def test_every_column_of_a_trial_balance_sums_to_what_it_must(world: World) -> None:
    await entry(world, line("1020", "80"), line("3400", "-80"), date="2025-12-30")
    await world.sent_invoice(issue_date="2026-01-20")
    await expense(world, "108.10", tax_rate="8.1", date="2026-02-10")
    told = await report(world, "trial_balance", first="2026-02-01", last="2026-02-28")
    assert rows(told, "account", "opening", "debit", "credit", "closing") == [
        ("1020", "80.00", "0.00", "0.00", "80.00"),
        ("1100", "324.30", "0.00", "0.00", "324.30"),
        ("1171", "0.00", "8.10", "0.00", "8.10"),
        ("2000", "0.00", "0.00", "108.10", "-108.10"),
        ("2200", "-24.30", "0.00", "0.00", "-24.30"),
        ("3400", "-300.00", "0.00", "0.00", "-300.00"),
        ("6570", "0.00", "100.00", "0.00", "100.00"),
        ("None", "-80.00", "0.00", "0.00", "-80.00"),
    ]
    assert sums(told) == {"opening": "0.00", "debit": "108.10", "credit": "108.10", "closing": "0.00"}
    assert told.data[-1].name == "Result of earlier unclosed years"
    below = await report(world, "trial_balance", first="2026-02-01", last="2026-02-28", drill="account:6570")
    assert rows(below, "number", "description", "debit") == [("E-001", "software_it", "100.00")]


async def test_an_account_begins_with_its_balance_and_revenue_with_the_year(world: World) -> None:
    await entry(world, line("1020", "80"), line("3400", "-80"), date="2025-12-30")
    await entry(world, line("1020", "10"), line("3400", "-10"), date="2026-01-31")
    await entry(world, line("1020", "5"), line("3400", "-5"), date="2026-02-01", description="Cash sale")
    bank = await report(world, "general_ledger", account="1020", first="2026-02-01")
    assert rows(bank, "date", "entry", "source", "description", "debit", "balance") == [
        ("2026-02-01", "2026-0002", "manual", "Cash sale", "5.00", "95.00")
    ]
    assert sums(bank) == {"opening": "90.00", "debit": "5.00", "credit": "0.00", "closing": "95.00"}
    assert bank.notes == ("1020 Bank",)
    sales = await report(world, "general_ledger", account="3400", first="2026-02-01")
    assert sums(sales) == {"opening": "-10.00", "debit": "0.00", "credit": "5.00", "closing": "-15.00"}


async def test_pages_of_an_account_go_on_from_the_balance_before(world: World) -> None:
    for day in ("2026-01-10", "2026-01-10", "2026-01-11", "2026-02-03", "2026-02-04", "2026-03-31"):
        await entry(world, line("1020", "10"), line("1020", "-3"), line("3400", "-7"), date=day)
    whole = await report(world, "general_ledger", account="1020", limit=200)
    balances = [row.balance for row in whole.data]
    assert (len(balances), balances[-1]) == (12, Decimal("42.00"))
    for limit in (1, 5, 7):
        found = await pages(world, "general_ledger", limit, account="1020")
        assert [row.balance for page in found for row in page.data] == balances
        assert {sums(page)["closing"] for page in found} == {"42.00"}


async def test_a_cursor_belongs_to_its_account_and_range(world: World) -> None:
    for _ in range(2):
        await entry(world, line("1020", "10"), line("3400", "-10"))
    page = await report(world, "general_ledger", account="1020", limit=1)
    others: list[dict[str, Any]] = [{"account": "3400"}, {"account": "1020", "first": "2026-02-01"}]
    for other in others:
        with pytest.raises(BadCursor):
            await report(world, "general_ledger", limit=1, cursor=page.meta.next_cursor, **other)


async def test_a_line_names_document_and_party(world: World) -> None:
    vendor = await world.run("create_vendor", name="Hosting AG")
    await expense(world, "108.10", tax_rate="8.1", vendor_id=vendor.id, status="paid", paid_on="2026-02-02")
    invoice = await world.sent_invoice(issue_date="2026-02-03")
    await world.run("record_payment", id=invoice.id, date="2026-02-05")
    await world.run("create_credit_note", invoice_id=invoice.id)
    told = await report(world, "general_ledger", account="1020")
    assert rows(told, "source", "number", "party", "debit", "credit", "balance") == [
        ("expense_payment", "E-001", "Hosting AG", "0.00", "108.10", "-108.10"),
        ("payment", "IV-001", "Muster AG", "324.30", "0.00", "216.20"),
    ]
    told = await report(world, "general_ledger", account="3400")
    assert rows(told, "source", "number", "party", "balance") == [
        ("invoice", "IV-001", "Muster AG", "-300.00"),
        ("credit_note", "CN-001", "Muster AG", "0.00"),
    ]
    assert adds(told, "debit") == adds(told, "credit") == 300


async def test_an_account_is_needed_and_must_be_there(world: World) -> None:
    with pytest.raises(BadReport, match="account: is needed for general_ledger: a number such as 1100, or an id"):
        await report(world, "general_ledger")
    with pytest.raises(BadReport, match="there is no account 9999 in this profile; trial_balance lists them"):
        await report(world, "general_ledger", account="9999")
    with pytest.raises(BadReport, match=r"is not a drill of trial_balance; take it from a row: account:3400"):
        await report(world, "trial_balance", drill="box:200")
