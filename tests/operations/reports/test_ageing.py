"""Aged receivables and payables: what was open on a day, by days overdue, held to the control accounts."""

from typing import Any

import pytest

from luma_mcp.domain.reports.query import ReportQuery
from luma_mcp.errors import ReportBroken
from luma_mcp.operations.registry import BY_NAME
from tests.operations.reports.asking import expense, report, rows, sums
from tests.store.tampering import tampering
from tests.world import World

BUCKETS = ("not_due", "days_1_30", "days_31_60", "days_61_90", "over_90", "credits", "open")


async def owed(world: World, client: Any, due_date: str, price: str, **given: Any) -> Any:
    lines = [{"description": "Work", "quantity": 1, "price": price, "tax_rate": "0"}]
    return await world.sent_invoice(
        client_id=client.id, issue_date="2025-12-01", due_date=due_date, lines=lines, **given
    )


async def test_days_overdue_choose_the_bucket(world: World) -> None:
    client = await world.client("Alpha AG")
    days = (
        "2026-03-31",
        "2026-03-30",
        "2026-03-01",
        "2026-02-28",
        "2026-01-30",
        "2026-01-29",
        "2025-12-31",
        "2025-12-30",
    )
    for count, day in enumerate(days):
        await owed(world, client, day, str(2**count))
    told = await report(world, "aged_receivables")
    assert (str(told.as_of), told.from_) == ("2026-03-31", None)
    assert rows(told, "party", "currency", *BUCKETS) == [
        ("Alpha AG", "CHF", "1.00", "6.00", "24.00", "96.00", "128.00", "0.00", "255.00")
    ]
    assert sums(told)["open"] == "255.00"
    below = await report(world, "aged_receivables", drill=told.data[0].drill)
    assert rows(below, "number", "due_date", "days_overdue", "open")[:2] == [
        ("IV-008", "2025-12-30", "91", "128.00"),
        ("IV-007", "2025-12-31", "90", "64.00"),
    ]
    assert sums(below) == {"open": "255.00"}


async def test_what_was_paid_later_was_open_then(world: World) -> None:
    client = await world.client("Alpha AG")
    invoice = await owed(world, client, "2025-12-31", "100")
    await world.run("record_payment", id=invoice.id, amount="30", date="2026-01-10")
    await world.run("record_payment", id=invoice.id, date="2026-02-10")
    opened = {
        day: sums(await report(world, "aged_receivables", as_of=day))["open"]
        for day in ("2025-11-30", "2025-12-01", "2026-01-09", "2026-01-10", "2026-02-09", "2026-02-10")
    }
    assert list(opened.values()) == ["0.00", "100.00", "100.00", "70.00", "70.00", "0.00"]
    then = await report(world, "aged_receivables", period="last_month")
    assert (str(then.as_of), then.data) == ("2026-02-28", ())
    below = await report(world, "aged_receivables", as_of="2026-01-10", drill=f"client:{client.id}")
    assert rows(below, "number", "days_overdue", "open") == [("IV-001", "10", "70.00")]


async def test_credits_and_advance_payments_stand_apart(world: World) -> None:
    alpha, beta = await world.client("Alpha AG"), await world.client("Beta GmbH")
    paid = await owed(world, alpha, "2026-01-31", "100")
    await world.run("record_payment", id=paid.id, amount="140", date="2026-02-01")
    await owed(world, alpha, "2026-03-15", "60", number="X-1")
    credited = await owed(world, beta, "2026-01-31", "25")
    await world.run("record_payment", id=credited.id, date="2026-02-01")
    await world.run("create_credit_note", invoice_id=credited.id)
    told = await report(world, "aged_receivables")
    assert rows(told, "party", "days_1_30", "credits", "open") == [
        ("Alpha AG", "60.00", "-40.00", "20.00"),
        ("Beta GmbH", "0.00", "-25.00", "-25.00"),
    ]
    assert sums(told, "days_1_30", "credits", "open") == {"days_1_30": "60.00", "credits": "-65.00", "open": "-5.00"}


async def test_only_one_client_can_be_asked_for(world: World) -> None:
    alpha, beta = await world.client("Alpha AG"), await world.client("Beta GmbH")
    for client in (alpha, beta):
        await owed(world, client, "2026-03-15", "60")
    told = await report(world, "aged_receivables", client_id=beta.id)
    assert (rows(told, "party", "open"), sums(told)["open"]) == ([("Beta GmbH", "60.00")], "60.00")


async def test_what_is_owed_to_vendors_ages_too(world: World) -> None:
    vendor = await world.run("create_vendor", name="Hosting AG")
    await expense(world, "108.10", tax_rate="8.1", vendor_id=vendor.id, due_date="2026-02-14")
    paid = await expense(world, "20", date="2026-01-20", due_date="2026-01-31")
    await world.run("update_expense", id=paid.id, status="paid", paid_on="2026-03-01")
    told = await report(world, "aged_payables")
    assert rows(told, "party", *BUCKETS) == [("Hosting AG", "0.00", "0.00", "108.10", "0.00", "0.00", "0.00", "108.10")]
    then = await report(world, "aged_payables", as_of="2026-02-28")
    assert rows(then, "party", "days_1_30", "open", "drill") == [
        ("Hosting AG", "108.10", "108.10", f"vendor:{vendor.id}"),
        ("Without vendor", "20.00", "20.00", "vendor:none"),
    ]
    below = await report(world, "aged_payables", as_of="2026-02-28", drill="vendor:none")
    assert rows(below, "number", "source", "days_overdue", "open") == [("E-002", "expense", "28", "20.00")]
    alone = await report(world, "aged_payables", vendor_id=vendor.id)
    assert sums(alone)["open"] == "108.10"


async def test_a_foreign_currency_shows_what_it_is_and_what_it_was_worth(world: World) -> None:
    client = await world.client("Alpha AG")
    invoice = await owed(world, client, "2026-01-15", "1000", currency="EUR")
    await owed(world, client, "2026-01-15", "50")
    told = await report(world, "aged_receivables")
    assert rows(told, "currency", "in_currency", "days_61_90") == [
        ("CHF", "50.00", "50.00"),
        ("EUR", "1000.00", "954.20"),
    ]
    await world.run("record_payment", id=invoice.id, amount="400", date="2026-02-02")
    told = await report(world, "aged_receivables")
    assert rows(told, "currency", "in_currency", "days_61_90")[1] == ("EUR", "600.00", "572.52")
    await world.run("record_payment", id=invoice.id, date="2026-02-03")
    assert rows(await report(world, "aged_receivables"), "currency", "open") == [("CHF", "50.00")]


async def test_items_that_are_not_the_control_account_are_an_error(world: World) -> None:
    await owed(world, await world.client(), "2026-01-15", "100")
    await expense(world, "20")
    forged = ["UPDATE open_item SET open_minor = open_minor + 1, open_tc_minor = open_tc_minor + 1"]
    async with tampering(world) as tamper, tamper(forged) as books:
        for kind in ("aged_receivables", "aged_payables"):
            with pytest.raises(ReportBroken, match="Open items = control accounts"):
                await BY_NAME["get_report"].run(books, ReportQuery.model_validate({"type": kind}))
