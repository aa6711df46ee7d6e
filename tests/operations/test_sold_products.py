"""Where sales of products are booked: on the account of the group for the client's VAT zone."""

from decimal import Decimal
from typing import Any

import pytest

from tests.world import World


async def legs(world: World, source: str, caller: Any = None) -> list[tuple[str, str, str]]:
    """Account, amount (credit below zero) and VAT code of every line of the newest entry of a source."""
    found = (await world.run("list_journal_entries", caller=caller, source=source, sort="-created_at", limit=1)).data[0]
    entry = await world.run("get_journal_entry", caller=caller, id=found.id)
    return sorted(
        (line.account, str((line.debit or 0) - (line.credit or 0)), line.vat_code or "") for line in entry.lines
    )


async def goods(world: World, caller: Any = None, **numbers: str) -> Any:
    """A product in a group of its own; accounts by zone and number, those left away as in the first group."""
    chart = {row.number: row.id for row in (await world.run("list_accounts", caller=caller, limit=200)).data}
    first = (await world.run("list_product_groups", caller=caller, search="1")).data[0].model_dump()
    zones = {name: value for name, value in first.items() if name.endswith("_account_id")}
    zones |= {f"{zone}_account_id": chart[number] for zone, number in numbers.items()}
    group = await world.run("create_product_group", caller=caller, name="Goods", **zones)
    item = await world.run("create_catalog_item", caller=caller, name="Laptop", price=100)
    await world.run("update_product", caller=caller, id=item.id, group_id=group.id)
    return item.id


async def test_a_group_names_the_account_and_lines_without_products_stay(world: World) -> None:
    laptop = await goods(world, domestic="3200")
    lines = [{"catalog_item_id": laptop, "quantity": 2}, {"description": "Work", "quantity": 1, "price": 100}]
    invoice = await world.sent_invoice(lines=lines)
    assert await legs(world, "invoice") == [
        ("1100", "324.30", ""), ("2200", "-16.20", "U81"), ("2200", "-8.10", "U81"), ("3200", "-200.00", "U81"),
        ("3400", "-100.00", "U81"),
    ]  # fmt: skip
    await world.run("create_credit_note", invoice_id=invoice.id, lines=[{"position": 1, "quantity": 1}])
    assert await legs(world, "credit_note") == [
        ("1100", "-108.10", ""), ("2200", "8.10", "U81"), ("3200", "100.00", "U81"),
    ]  # fmt: skip


async def test_a_discount_of_the_document_goes_to_the_accounts_in_proportion(world: World) -> None:
    laptop = await goods(world, domestic="3200")
    lines = [{"catalog_item_id": laptop, "quantity": 1}, {"description": "Work", "quantity": 1, "price": 50}]
    await world.sent_invoice(lines=lines, discount_amount="0.01")
    booked = [row for row in await legs(world, "invoice") if row[0].startswith("3")]
    assert booked == [("3200", "-99.99", "U81"), ("3400", "-50.00", "U81")]


async def test_the_zone_of_the_client_chooses_account_and_code(world: World) -> None:
    dane = await world.at(world.danish)
    laptop = await goods(world, dane, eu="1050", abroad="1100")
    for country, category, account, code in (("DE", "reverse_charge", "1050", "S21"), ("US", "export", "1100", "S41")):
        client = await world.run("create_client", caller=dane, name=country, country=country)
        line = {"catalog_item_id": laptop, "quantity": 1, "tax_rate": 0, "tax_category": category}
        await world.run("create_invoice", caller=dane, client_id=client.id, lines=[line], status="sent")
        assert (account, "-100.00", code) in await legs(world, "invoice", dane)


async def test_the_first_group_follows_vat_codes_until_an_account_is_chosen(world: World) -> None:
    item = await world.run("create_catalog_item", name="Work", price=100)
    line = {"catalog_item_id": item.id, "quantity": 1, "tax_rate": 0, "tax_category": "exempt"}
    await world.sent_invoice(lines=[line])
    assert ("3420", "-100.00", "EXE") in await legs(world, "invoice")
    first = (await world.run("list_product_groups")).data[0]
    chart = {row.number: row.id for row in (await world.run("list_accounts", limit=200)).data}
    changed = await world.run("update_product_group", id=first.id, domestic_account_id=chart["3200"])
    assert not changed.by_vat_code
    await world.sent_invoice(lines=[line])
    assert ("3200", "-100.00", "EXE") in await legs(world, "invoice")


@pytest.mark.parametrize("gross", [False, True])
async def test_what_is_written_off_takes_its_vat_back(world: World, *, gross: bool) -> None:
    laptop = await goods(world, domestic="3200")
    lines = [{"catalog_item_id": laptop, "quantity": 3}, {"description": "Work", "quantity": 1, "price": "33.33"}]
    invoice = await world.sent_invoice(lines=lines, prices_include_tax=gross)
    await world.run("write_off_invoice", id=invoice.id, reason="bad_debt")
    booked = [*await legs(world, "invoice"), *await legs(world, "write_off")]
    assert sum(Decimal(amount) for account, amount, _ in booked if account in {"1100", "2200"}) == 0
    assert sum(Decimal(amount) for account, amount, _ in booked if account == "2200") == 0
    assert (await world.run("get_invoice", id=invoice.id)).open == 0
