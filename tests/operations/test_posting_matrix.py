"""What each event does in the ledger, account by account, cent by cent, in both countries and in other currencies."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from luma_mcp.domain.ecb import Quote
from luma_mcp.errors import RateMissing
from luma_mcp.operations.registry import BY_NAME
from luma_mcp.store.exchange_rates import import_quotes
from tests.books import balances
from tests.world import World

LINES = [{"description": "Work", "quantity": 1, "price": "100"}]
EURO = {date(2026, 9, 1): "0.95", date(2026, 9, 15): "0.93", date(2026, 9, 22): "0.97"}


@pytest.fixture
async def september(world: World) -> World:
    """A world in late September, with three days of which we know what a euro was worth."""
    world.clock.now = datetime(2026, 9, 30, 10, tzinfo=UTC)
    quotes = [Quote("CHF", day, Decimal(rate)) for day, rate in EURO.items()]
    async with world.parts.database.writing() as connection:
        await import_quotes(connection, quotes)
    return world


async def test_an_invoice_earns_by_rate_and_owes_its_vat(world: World) -> None:
    lines = [*LINES, {"description": "Book", "quantity": 3, "price": "9.95", "tax_rate": "2.6"}]
    lines.append({"description": "Abroad", "quantity": 1, "price": 40, "tax_rate": 0, "tax_category": "export"})
    await world.sent_invoice(lines=lines)
    assert await balances(world) == {"1100": 17873, "2200": -888, "3400": -12985, "3410": -4000}


async def test_a_cancelled_invoice_leaves_nothing(world: World) -> None:
    invoice = await world.sent_invoice()
    await world.run("cancel_invoice", id=invoice.id)
    assert await balances(world) == {}


async def test_vat_before_2024_is_that_of_its_time(world: World) -> None:
    invoice = await world.sent_invoice(lines=LINES, issue_date="2024-01-15", supply_date="2023-12-20")
    assert str(invoice.tax[0].tax_rate) == "7.7"
    assert await balances(world) == {"1100": 10770, "2200": -770, "3400": -10000}


async def test_an_over_payment_is_owed_to_the_client(world: World) -> None:
    invoice = await world.sent_invoice(lines=LINES)
    await world.run("record_payment", id=invoice.id, amount="120")
    assert await balances(world) == {"1020": 12000, "2030": -1190, "2200": -810, "3400": -10000}


async def test_an_exchange_loss_and_a_gain_are_realised_and_the_item_ends_at_zero(september: World) -> None:
    world = september
    invoice = await world.sent_invoice(lines=LINES, currency="EUR", issue_date="2026-09-01")
    assert await balances(world) == {"1100": 10270, "2200": -770, "3400": -9500}
    await world.run("record_payment", id=invoice.id, amount="54.05", date="2026-09-15")
    assert await balances(world) == {"1020": 5027, "1100": 5135, "2200": -770, "3400": -9500, "6949": 108}
    await world.run("record_payment", id=invoice.id, date="2026-09-22")
    assert await balances(world) == {"1020": 10270, "2200": -770, "3400": -9500, "6949": 108, "6999": -108}


async def test_thirds_of_an_invoice_in_euros_clear_it_exactly(september: World) -> None:
    world = september
    invoice = await world.sent_invoice(lines=LINES, currency="EUR", issue_date="2026-09-01")
    for amount in ("36.03", "36.03", "36.04"):
        await world.run("record_payment", id=invoice.id, amount=amount, date="2026-09-01")
    books = await balances(world)
    assert "1100" not in books
    assert abs(books["1020"] - 10270) <= 1


async def test_a_rate_that_is_missing_is_named_and_nothing_is_posted(september: World) -> None:
    draft = await september.invoice(currency="USD", issue_date="2026-09-15")
    with pytest.raises(RateMissing) as caught:
        await september.run("send_invoice", id=draft.id)
    assert "USD" in caught.value.message
    assert "rates import" in caught.value.way_out
    assert (await september.run("get_invoice", id=draft.id)).status == "draft"
    assert await balances(september) == {}


async def bought(world: World, amount: str = "108.10", **given: Any) -> Any:
    fields = {"date": "2026-03-02", "amount": amount, "category": "software_it", "tax_rate": "8.1"} | given
    return await world.run("create_expense", **fields)


async def test_an_expense_is_owed_and_then_paid(world: World) -> None:
    made = await bought(world)
    assert await balances(world) == {"1171": 810, "2000": -10810, "6570": 10000}
    await world.run("update_expense", id=made.id, status="paid")
    assert await balances(world) == {"1020": -10810, "1171": 810, "6570": 10000}
    await world.run("update_expense", id=made.id, status="unpaid")
    assert await balances(world) == {"1171": 810, "2000": -10810, "6570": 10000}
    await world.run("delete_expense", id=made.id)
    assert await balances(world) == {}


async def test_in_simple_bookkeeping_an_expense_is_paid_as_it_is_confirmed_in_one_entry(world: World) -> None:
    given = {"id": world.swiss, "bookkeeping_mode": "simple"}
    await world.parts.executor.run(world.owner, BY_NAME["update_profile"], given)
    made = await bought(world)
    assert (made.status, str(made.paid_on)) == ("paid", "2026-03-02")
    assert await balances(world) == {"1020": -10810, "1171": 810, "6570": 10000}
    assert (await world.run("list_journal_entries")).meta.total == 1


async def test_a_draft_posts_nothing(world: World) -> None:
    await bought(world, status="draft")
    await world.invoice()
    assert await balances(world) == {}
    assert (await world.run("list_journal_entries")).meta.total == 0


async def test_acquisition_tax_is_owed_and_deducted(world: World) -> None:
    await bought(world, amount="200", tax_rate=None, vat_code="BI81")
    assert await balances(world) == {"1171": 1620, "2000": -20000, "2203": -1620, "6570": 20000}


async def test_services_from_the_eu_are_owed_and_deducted_in_denmark(world: World) -> None:
    danish = await world.at(world.danish)
    given = {"date": "2026-03-02", "amount": "1000", "category": "software_it", "vat_code": "K260"}
    await world.run("create_expense", caller=danish, **given)
    assert await balances(world, world.danish) == {"2310": 100000, "7440": -100000, "7720": -25000, "7740": 25000}


async def test_danish_sales_bear_25_percent(world: World) -> None:
    danish = await world.at(world.danish)
    client = await world.run("create_client", caller=danish, name="Kunde")
    await world.run("create_invoice", caller=danish, client_id=client.id, lines=LINES, status="sent")
    assert await balances(world, world.danish) == {"1010": -10000, "6190": 12500, "7680": -2500}


async def test_who_is_not_registered_deducts_no_vat(world: World) -> None:
    await world.parts.executor.run(world.owner, BY_NAME["update_profile"], {"id": world.swiss, "vat_registered": False})
    await bought(world)
    assert await balances(world) == {"2000": -10810, "6570": 10810}


async def test_income_is_on_the_bank_at_once(world: World) -> None:
    bank = await world.run("create_bank_account", name="Bank")
    given: dict[str, Any] = {"date": "2026-03-02", "amount": "54.05", "category": "cash_sales"}
    given |= {"description": "Kiosk", "bank_account_id": bank.id}
    await world.run("create_income", tax_rate="8.1", **given)
    await world.run("create_income", **given | {"category": "interest", "amount": "1.20"})
    assert await balances(world) == {"1020": 5525, "2200": -405, "3200": -5000, "6950": -120}


async def test_a_bank_account_begins_with_what_is_on_it(world: World) -> None:
    await world.run("create_bank_account", name="Bank", opening_balance="250.50")
    assert await balances(world) == {"1020": 25050, "9100": -25050}
