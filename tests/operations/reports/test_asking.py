"""What may be asked: periods by name, dates, parameters by type; and what empty books, CSV and currencies answer."""

from typing import Any

import pytest

from luma_mcp.errors import BadReport
from tests.operations.entries import entry, line
from tests.operations.reports.asking import expense, report, rows, settings, sums
from tests.world import World

KINDS = (
    "profit_loss", "balance_sheet", "trial_balance", "vat", "aged_receivables", "aged_payables", "cash_flow",
)  # fmt: skip
PERIODS = {
    "this_month": ("2026-03-01", "2026-03-31"),
    "last_month": ("2026-02-01", "2026-02-28"),
    "this_quarter": ("2026-01-01", "2026-03-31"),
    "last_quarter": ("2025-10-01", "2025-12-31"),
    "this_half_year": ("2026-01-01", "2026-06-30"),
    "last_half_year": ("2025-07-01", "2025-12-31"),
    "this_year": ("2026-01-01", "2026-12-31"),
    "last_year": ("2025-01-01", "2025-12-31"),
    "this_fiscal_year": ("2025-07-01", "2026-06-30"),
    "last_fiscal_year": ("2024-07-01", "2025-06-30"),
}


async def test_periods_by_name_are_seen_from_today(sqlite_world: World) -> None:
    await settings(sqlite_world, fiscal_year_start="07-01")
    for name, (first, last) in PERIODS.items():
        told = await report(sqlite_world, "cash_flow", period=name)
        assert (name, str(told.from_), str(told.to)) == (name, first, last)
        sheet = await report(sqlite_world, "balance_sheet", period=name)
        assert (name, str(sheet.as_of)) == (name, last)


async def test_without_a_period_it_is_the_fiscal_year_to_today(sqlite_world: World) -> None:
    for kind in ("profit_loss", "trial_balance", "vat", "cash_flow"):
        told = await report(sqlite_world, kind)
        assert (str(told.from_), str(told.to)) == ("2026-01-01", "2026-03-31")
        told = await report(sqlite_world, kind, last="2025-05-31")
        assert (str(told.from_), str(told.to)) == ("2025-01-01", "2025-05-31")
        told = await report(sqlite_world, kind, first="2025-05-31")
        assert (str(told.from_), str(told.to)) == ("2025-05-31", "2026-03-31")
    sqlite_world.clock.move(days=1)
    assert str((await report(sqlite_world, "balance_sheet")).as_of) == "2026-04-01"


async def test_a_fiscal_year_that_was_made_longer_counts_as_it_is(world: World) -> None:
    await world.run("create_fiscal_year", start_date="2024-10-01", end_date="2025-12-31")
    await entry(world, line("1020", "30"), line("3400", "-30"), date="2024-11-30")
    told = await report(world, "profit_loss", period="last_fiscal_year")
    assert (str(told.from_), str(told.to), sums(told)["result"]) == ("2024-10-01", "2025-12-31", "30.00")
    assert sums(await report(world, "balance_sheet", as_of="2025-01-31"))["result_of_the_year"] == "30.00"


@pytest.mark.parametrize(
    ("kind", "given", "problem"),
    [
        ("balance_sheet", {"basis": "cash"}, "basis: is not taken by balance_sheet; it takes as_of, period, compare"),
        ("profit_loss", {"as_of": "2026-01-01"}, "as_of: is not taken by profit_loss; it takes from, to, period"),
        ("aged_receivables", {"first": "2026-01-01"}, "from: is not taken by aged_receivables"),
        ("trial_balance", {"compare": "previous"}, "compare: is not taken by trial_balance"),
        ("vat", {"account": "2200"}, "account: is not taken by vat"),
        ("profit_loss", {"period": "this_year", "last": "2026-01-01"}, "period: stands instead of dates"),
        ("profit_loss", {"first": "2026-02-01", "last": "2026-01-31"}, "to: is before from"),
        ("profit_loss", {"first": "2026-04-01"}, "from: lies after today: give to as well"),
        ("vat", {"drill": "account:1100"}, "drill: is not a drill of vat; take it from a row: box:303 or due"),
        ("vat", {"drill": "box:999"}, "drill: is not a drill of vat"),
        ("cash_flow", {"drill": "line:horoscope"}, "take it from a row: line:receivables or account:1100"),
        ("aged_payables", {"drill": "client:none"}, "take it from a row: vendor:ID"),
        ("aged_receivables", {"drill": "client:7"}, "take it from a row: client:ID"),
    ],
)
async def test_what_a_type_does_not_take_is_refused_with_what_it_takes(
    sqlite_world: World, kind: str, given: dict[str, Any], problem: str
) -> None:
    with pytest.raises(BadReport) as caught:
        await report(sqlite_world, kind, **given)
    assert problem in caught.value.message
    assert caught.value.way_out == "Use list_reports: it says what each type of report takes."


async def test_list_reports_names_every_type_and_what_it_takes(sqlite_world: World) -> None:
    listed = await sqlite_world.run("list_reports")
    assert {kind.type for kind in listed.data} == {*KINDS, "general_ledger", "customer_statement", "dimensions"}
    taken = {kind.type: kind.parameters for kind in listed.data}
    assert taken["aged_payables"] == ("as_of", "period", "vendor_id", "drill", "format", "limit", "cursor")
    for kind in listed.data:
        dates = {"from", "to", "period"} if "from" in kind.parameters else {"as_of", "period"}
        assert dates <= set(kind.parameters)


async def test_empty_books_answer_nothing_and_no_error(world: World) -> None:
    for kind in KINDS:
        told = await report(world, kind, period="this_year")
        assert {figure.amount for figure in told.summary} == {0}
        assert {row.amount for row in told.data if kind == "vat"} <= {0}
        assert kind == "vat" or told.data == ()
    ledger = await report(world, "general_ledger", account="1020")
    assert (ledger.data, sums(ledger)["closing"]) == ((), "0.00")


async def test_csv_is_exact(world: World) -> None:
    await world.sent_invoice(issue_date="2026-01-20")
    vendor = await world.run("create_vendor", name='=Hosting "AG", Bern')
    await expense(world, "108.10", tax_rate="8.1", vendor_id=vendor.id)
    told = await report(world, "profit_loss", format="csv", compare="previous")
    assert (told.data, sums(told)["result"]) == ((), "200.00")
    assert told.csv == (
        "section,account,name,amount,previous\r\n"
        "revenue,3400,Dienstleistungserlöse,300.00,0.00\r\n"
        "operating_expense,6570,Informatikaufwand,100.00,0.00\r\n"
    )
    told = await report(world, "general_ledger", account="2000", format="csv")
    assert told.csv == (
        "date,entry,source,number,party,description,debit,credit,balance\r\n"
        '2026-01-15,2026-0002,expense,E-001,"\'=Hosting ""AG"", Bern",'
        '"E-001 =Hosting ""AG"", Bern",0.00,108.10,-108.10\r\n'
    )
    assert (await report(world, "vat", format="csv", period="this_quarter")).csv.splitlines()[4:6] == [
        '303,"Umsatz, Normalsatz 8.1 %",300.00,',
        '303_tax,"Steuer, Normalsatz 8.1 %",24.30,',
    ]
    assert (await report(world, "vat", format="csv", period="last_quarter", drill="due")).csv == (
        "date,entry,source,number,party,description,vat_code,net,tax,amount\r\n"
    )


async def test_rows_of_balances_are_cut_into_pages_and_sums_are_not(world: World) -> None:
    accounts = ("6500", "6510", "6513", "6530", "6570")
    await entry(world, *(line(account, "10") for account in accounts), line("1020", "-50"))
    first = await report(world, "profit_loss", limit=3)
    second = await report(world, "profit_loss", limit=3, cursor=first.meta.next_cursor)
    assert [account for (account,) in rows(first, "account") + rows(second, "account")] == list(accounts)
    assert (first.meta.total, second.meta.next_cursor, sums(second)["expense"]) == (5, None, "50.00")


async def test_reports_speak_in_the_currency_that_the_ledger_began_with(world: World) -> None:
    await world.sent_invoice(issue_date="2026-01-20")
    await settings(world, currency="EUR")
    await world.sent_invoice(issue_date="2026-01-15", price="100")
    for kind in KINDS:
        assert (await report(world, kind)).currency == "CHF"
    told = await report(world, "profit_loss")
    assert rows(told, "account", "amount") == [("3400", "491.98")]
    receivables = await report(world, "aged_receivables")
    assert rows(receivables, "currency", "in_currency", "open") == [
        ("CHF", "324.30", "324.30"),
        ("EUR", "216.20", "207.53"),
    ]


async def test_foreign_invoices_and_their_exchange_differences_are_in_the_books_currency(world: World) -> None:
    invoice = await world.sent_invoice(issue_date="2026-01-15", currency="EUR")
    await world.run("record_payment", id=invoice.id, date="2026-02-16")
    told = await report(world, "profit_loss")
    assert rows(told, "section", "account", "amount") == [
        ("revenue", "3400", "287.97"),
        ("financial_expense", "6949", "1.30"),
    ]
    assert sums(await report(world, "vat"))["due"] == "23.33"
    assert sums(await report(world, "cash_flow"))["closing_cash"] == "310.00"
    sheet = sums(await report(world, "balance_sheet"), "assets", "liabilities", "equity")
    assert sheet == {"assets": "310.00", "liabilities": "23.33", "equity": "286.67"}
