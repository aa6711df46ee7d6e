"""What the database itself refuses, whoever asks."""

import pytest
from sqlalchemy.exc import DBAPIError

from luma_mcp.errors import ChangedMeanwhile, InvoiceLocked
from tests.store.raw import ask, attack
from tests.world import World

FINANCIAL = {
    "number": "'X'",
    "series_n": "99",
    "issue_date": "'2026-01-01'",
    "currency": "'EUR'",
    "discount_percent": "'5'",
    "gross_minor": "gross_minor",
    "payment_reference": "'RF00'",
}


@pytest.mark.parametrize("column", sorted(set(FINANCIAL) - {"gross_minor"}))
async def test_a_sent_invoice_is_not_changed_financially(world: World, column: str) -> None:
    await world.sent_invoice()
    with pytest.raises(InvoiceLocked):
        await attack(world, f"UPDATE invoice SET {column} = {FINANCIAL[column]}")  # noqa: S608  from the table above


async def test_the_amounts_of_a_sent_invoice_are_not_changed(world: World) -> None:
    await world.sent_invoice()
    with pytest.raises(InvoiceLocked):
        await attack(world, "UPDATE invoice SET net_minor = net_minor + 1, gross_minor = gross_minor + 1")


async def test_a_sent_invoice_is_not_deleted(world: World) -> None:
    await world.sent_invoice()
    with pytest.raises((InvoiceLocked, ChangedMeanwhile)):
        await attack(world, "DELETE FROM invoice")


async def test_a_sent_invoice_does_not_become_a_draft_again(world: World) -> None:
    await world.sent_invoice()
    with pytest.raises(ChangedMeanwhile):
        await attack(world, "UPDATE invoice SET stage = 'draft'")


@pytest.mark.parametrize("table", ["invoice_line", "invoice_tax"])
@pytest.mark.parametrize("change", ["DELETE FROM {0}", "UPDATE {0} SET tax_rate = '0'"])
async def test_the_lines_of_a_sent_invoice_stay(world: World, table: str, change: str) -> None:
    await world.sent_invoice()
    with pytest.raises(InvoiceLocked):
        await attack(world, change.format(table))


async def test_no_line_is_added_to_a_sent_invoice(world: World) -> None:
    await world.sent_invoice()
    columns = "profile_id, invoice_id, position, description, quantity, price, tax_rate, tax_category, net_minor"
    more = columns.replace("position", "position + 1")
    with pytest.raises(InvoiceLocked):
        await attack(world, f"INSERT INTO invoice_line ({columns}) SELECT {more} FROM invoice_line")  # noqa: S608


@pytest.mark.parametrize("table", ["audit", "void_number"])
@pytest.mark.parametrize("change", ["DELETE FROM {0}", "UPDATE {0} SET created_at = created_at"])
async def test_what_is_recorded_stays(world: World, table: str, change: str) -> None:
    await world.run("delete_invoice", id=(await world.invoice()).id)
    with pytest.raises((ChangedMeanwhile, DBAPIError)):
        await attack(world, change.format(table))
    assert await ask(world, f"SELECT count(*) FROM {table}") > 0  # noqa: S608


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM allocation",
        "UPDATE payment SET amount_minor = 1",
        "UPDATE allocation SET amount_minor = 1",
        "UPDATE payment SET date = '2020-01-01'",
    ],
)
async def test_a_payment_is_not_changed(world: World, change: str) -> None:
    await world.run("record_payment", id=(await world.sent_invoice()).id)
    with pytest.raises((ChangedMeanwhile, DBAPIError)):
        await attack(world, change)
    assert await ask(world, "SELECT amount_minor FROM payment") == 32430


@pytest.mark.parametrize("change", ["UPDATE counter SET last_n = last_n - 1", "DELETE FROM counter"])
async def test_a_counter_only_moves_forward(world: World, change: str) -> None:
    await world.invoice()
    with pytest.raises((ChangedMeanwhile, DBAPIError)):
        await attack(world, change)
    assert (await world.invoice()).number == "IV-002"


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE invoice SET gross_minor = gross_minor + 1",
        "UPDATE invoice SET paid_minor = 1, received_minor = 1",
        "UPDATE invoice SET stage = 'lost'",
    ],
)
async def test_a_draft_keeps_its_sums_and_its_stage_in_order(world: World, change: str) -> None:
    await world.invoice()
    with pytest.raises(DBAPIError, match=r"(?i)check"):
        await attack(world, change)
