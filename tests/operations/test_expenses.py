"""Expenses: gross, with their VAT, their vendor and their receipt."""

from typing import Any

import pytest

from luma_mcp.errors import ExternalIdTaken, Invalid, NotFound, StatusNotAllowed
from tests.digest import count
from tests.world import World

PDF, PNG = b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n"


async def expense(world: World, amount: str = "129.70", **given: Any) -> Any:
    fields = {"date": "2026-03-02", "amount": amount, "category": "software_it"} | given
    return await world.run("create_expense", **fields)


async def test_the_vat_is_taken_out_of_the_gross_amount(world: World) -> None:
    made = await expense(world, tax_rate="8.1")
    assert (made.number, made.status, made.currency) == ("E-001", "unpaid", "CHF")
    assert (str(made.amount), str(made.tax), str(made.net)) == ("129.70", "9.72", "119.98")
    assert await world.run("get_expense", id=made.id) == made


async def test_a_draft_is_confirmed_and_paid(world: World) -> None:
    account = await world.run("create_bank_account", name="Bank", opening_balance="200")
    made = await expense(world, status="draft")
    assert (await world.run("update_expense", id=made.id, status="unpaid")).status == "unpaid"
    with pytest.raises(StatusNotAllowed):
        await world.run("update_expense", id=made.id, status="draft")
    paid = await world.run("update_expense", id=made.id, status="paid")
    assert (paid.status, str(paid.paid_on), paid.bank_account_id) == ("paid", "2026-03-31", account.id)
    assert str((await world.run("get_bank_account", id=account.id)).balance) == "70.30"


async def test_a_day_of_payment_pays(world: World) -> None:
    assert (await expense(world, paid_on="2026-03-05")).status == "paid"
    unpaid = await expense(world)
    assert (await world.run("update_expense", id=unpaid.id, paid_on="2026-03-06")).status == "paid"
    with pytest.raises(Invalid, match="future"):
        await expense(world, paid_on="2026-04-01")
    with pytest.raises(Invalid, match="draft"):
        await expense(world, paid_on="2026-03-05", status="draft")


async def test_in_simple_bookkeeping_a_confirmed_expense_is_paid(world: World) -> None:
    await world.run("update_profile", caller=world.owner, id=world.swiss, bookkeeping_mode="simple")
    assert (str((await expense(world)).paid_on), (await expense(world, status="unpaid")).status) == (
        "2026-03-02",
        "paid",
    )
    with pytest.raises(Invalid) as caught:
        await expense(world, date="2026-04-02")
    assert caught.value.problems[0].field == "date"


async def test_a_change_computes_the_vat_again(world: World) -> None:
    made = await expense(world)
    changed = await world.run("update_expense", id=made.id, amount="108.10", tax_rate="8.1", category="Travel")
    assert (str(changed.tax), str(changed.net), changed.category) == ("8.10", "100.00", "travel")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"amount": "0"}, "amount"),
        ({"amount": "1.005"}, "amount"),
        ({"category": "yachts"}, "category"),
        ({"vendor_id": "0197a943-2325-7829-b835-b6c71a293065"}, "vendor_id"),
        ({"tax_rate": "100.01"}, "tax_rate"),
    ],
    ids=["zero", "decimals", "category", "vendor", "rate"],
)
async def test_an_expense_that_cannot_be_is_refused(world: World, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        await expense(world, **wrong)
    assert caught.value.problems[0].field == field


async def test_an_unknown_category_is_answered_by_those_that_exist(world: World) -> None:
    with pytest.raises(Invalid) as caught:
        await expense(world, category="yachts")
    assert "travel" in caught.value.candidates


async def test_an_external_id_is_recorded_once(world: World) -> None:
    made = await expense(world, external_id="bank-1")
    with pytest.raises(ExternalIdTaken):
        await expense(world, external_id="bank-1")
    assert (await world.run("update_expense", id=made.id, external_id="bank-1")).external_id == "bank-1"
    assert (await world.run("list_expenses", external_id="bank-1")).meta.total == 1


async def test_expenses_are_filtered_sorted_and_summed(world: World) -> None:
    vendor = await world.run("create_vendor", name="Zürcher Verkehrsbetriebe")
    await expense(world, "10.00", category="travel", vendor_id=vendor.id, date="2026-01-05")
    await expense(world, "30.00", category="travel", date="2026-02-05", paid_on="2026-02-05")
    await expense(world, "20.00", description="Monitor")
    page = await world.run("list_expenses", category="travel", sort="-amount")
    assert [str(row.amount) for row in page.data] == ["30.00", "10.00"]
    totals = page.totals["CHF"]
    assert (str(totals.gross), str(totals.paid), str(totals.open)) == ("40.00", "30.00", "10.00")
    assert (await world.run("list_expenses", search="VERKEHR zürch")).meta.total == 1
    february: dict[str, Any] = {"from": "2026-02-01", "to": "2026-02-28"}
    assert (await world.run("list_expenses", **february)).meta.total == 1
    assert (await world.run("list_expenses", sort="-vendor")).data[0].vendor_name == vendor.name


async def test_a_receipt_is_attached_replaced_and_fetched(world: World) -> None:
    made = await expense(world)
    with pytest.raises(NotFound, match="no receipt"):
        await world.run("get_receipt", id=made.id)
    await world.run("attach_receipt", id=made.id, file_name="first.png", content=PNG)
    attached = await world.run("attach_receipt", id=made.id, file_name="second.pdf", content=PDF)
    assert (attached.receipt.type, attached.receipt.size) == ("application/pdf", 9)
    file = await world.run("get_receipt", id=made.id)
    assert (file.content, file.file_name, file.sha256) == (PDF, "second.pdf", attached.receipt.sha256)
    with pytest.raises(Invalid, match="JPG, PNG or PDF"):
        await world.run("attach_receipt", id=made.id, file_name="evil.pdf", content=b"MZ\x90")


async def test_the_same_file_is_kept_once(world: World) -> None:
    for _ in range(2):
        await world.run("attach_receipt", id=(await expense(world)).id, file_name="a.pdf", content=PDF)
    assert await count(world, "stored_file") == 1


async def test_a_deleted_expense_is_gone(world: World) -> None:
    made = await expense(world)
    await world.run("delete_expense", id=made.id)
    with pytest.raises(NotFound):
        await world.run("get_expense", id=made.id)
    assert (await expense(world)).number == "E-002"
