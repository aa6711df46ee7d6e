"""Write-offs: bad debts, cash discounts and small differences, with the VAT in proportion; undone as a whole."""

from typing import Any

import pytest

from luma_mcp.errors import Invalid, StatusNotAllowed
from luma_mcp.ledger_errors import PeriodLocked
from tests.books import balances
from tests.world import World

MIXED = [
    {"description": "Consulting", "quantity": 1, "price": "100"},
    {"description": "Book", "quantity": 1, "price": "50", "tax_rate": "2.6"},
]
"""159.40 with VAT: 108.10 and 51.30."""


async def test_a_bad_debt_takes_revenue_and_vat_back_in_proportion(world: World) -> None:
    invoice = await world.sent_invoice(lines=MIXED)
    after = await world.run("write_off_invoice", id=invoice.id, reason="bad_debt")
    assert (after.status, str(after.written_off), str(after.open)) == ("paid", "159.40", "0.00")
    assert await balances(world) == {"3400": -15000, "3805": 15000}
    with pytest.raises(StatusNotAllowed, match="Nothing is owed"):
        await world.run("write_off_invoice", id=invoice.id, reason="bad_debt")


async def test_a_cash_discount_and_a_small_difference_go_to_their_own_accounts(world: World) -> None:
    invoice = await world.sent_invoice(lines=MIXED)
    await world.run("record_payment", id=invoice.id, amount="156.20")
    first = await world.run("write_off_invoice", id=invoice.id, reason="cash_discount", amount="3.19")
    assert (str(first.written_off), str(first.open)) == ("3.19", "0.01")
    last = await world.run("write_off_invoice", id=invoice.id, reason="small_difference")
    assert (last.status, str(last.written_off)) == ("paid", "3.20")
    books = await balances(world)
    assert (books["1020"], books["3400"], "1100" in books) == (15620, -15000, False)
    assert (books["3800"], books["3802"], books["2200"]) == (300, 1, -921)


async def test_parts_written_off_sum_to_the_whole_to_the_cent(world: World) -> None:
    invoice = await world.sent_invoice(lines=MIXED)
    for amount in ("0.05", "33.33", "77.77", None):
        given: dict[str, Any] = {"amount": amount} if amount else {}
        await world.run("write_off_invoice", id=invoice.id, reason="bad_debt", **given)
    assert await balances(world) == {"3400": -15000, "3805": 15000}


async def test_what_was_credited_bears_no_vat_again(world: World) -> None:
    invoice = await world.sent_invoice(lines=MIXED)
    await world.run("create_credit_note", invoice_id=invoice.id, lines=[{"position": 1}])
    await world.run("write_off_invoice", id=invoice.id, reason="bad_debt")
    assert await balances(world) == {"3400": -5000, "3805": 5000}


async def test_what_was_credited_is_not_given_up_though_its_payment_was_undone(world: World) -> None:
    invoice = await world.sent_invoice(lines=MIXED)
    paid = await world.run("record_payment", id=invoice.id)
    await world.run("create_credit_note", invoice_id=invoice.id)
    note = (await world.run("list_open_items", client_id=invoice.client_id)).data[0]
    await world.run("settle_open_item", id=note.id)
    again = await world.run("delete_payment", id=invoice.id, payment_id=paid.payments[0].id)
    assert str(again.open) == "159.40"
    part: dict[str, Any] = {"amount": "1"}
    for given in ({}, part):
        with pytest.raises(StatusNotAllowed, match="was credited"):
            await world.run("write_off_invoice", id=invoice.id, reason="bad_debt", **given)


async def test_only_what_was_not_credited_is_given_up_of_what_is_open_again(world: World) -> None:
    invoice = await world.sent_invoice(lines=MIXED)
    paid = await world.run("record_payment", id=invoice.id)
    await world.run("create_credit_note", invoice_id=invoice.id, lines=[{"position": 1}])
    note = (await world.run("list_open_items", client_id=invoice.client_id)).data[0]
    await world.run("settle_open_item", id=note.id)
    await world.run("delete_payment", id=invoice.id, payment_id=paid.payments[0].id)
    with pytest.raises(Invalid, match=r"was not credited: 51\.30 CHF"):
        await world.run("write_off_invoice", id=invoice.id, reason="bad_debt", amount="51.31")
    after = await world.run("write_off_invoice", id=invoice.id, reason="bad_debt")
    assert (str(after.written_off), str(after.open)) == ("51.30", "108.10")


async def test_a_write_off_is_taken_back_whole(world: World) -> None:
    invoice = await world.sent_invoice(lines=MIXED)
    before = await balances(world)
    await world.run("write_off_invoice", id=invoice.id, reason="bad_debt", amount="59.40", note="Insolvent")
    item = (await world.run("list_open_items", client_id=invoice.client_id)).data[0]
    shown = await world.run("get_open_item", id=item.id)
    assert [(one.kind, str(one.amount)) for one in shown.settlements] == [("write_off", "59.40")]
    undone = await world.run("undo_allocation", id=item.id, allocation_id=shown.settlements[0].id)
    assert (str(undone.open), undone.settlements) == ("159.40", ())
    after = await world.run("get_invoice", id=invoice.id)
    assert (after.status, str(after.written_off), str(after.open)) == ("sent", "0.00", "159.40")
    assert await balances(world) == before


async def test_a_write_off_in_another_currency_clears_the_item_in_both(world: World) -> None:
    invoice = await world.sent_invoice(lines=MIXED, currency="EUR", issue_date="2026-01-15")
    await world.run("record_payment", id=invoice.id, amount="100", date="2026-02-16")
    await world.run("write_off_invoice", id=invoice.id, reason="bad_debt")
    books = await balances(world)
    assert "1100" not in books
    assert books["3805"] > 0
    assert sum(books.values()) == 0


async def test_what_cannot_be_written_off_is_refused(world: World) -> None:
    draft = await world.invoice()
    with pytest.raises(StatusNotAllowed, match="Nothing is owed"):
        await world.run("write_off_invoice", id=draft.id, reason="bad_debt")
    invoice = await world.sent_invoice(issue_date="2026-02-01")
    with pytest.raises(Invalid, match=r"more than is open: 324\.30 CHF"):
        await world.run("write_off_invoice", id=invoice.id, reason="bad_debt", amount="324.31")
    for day in ("2026-01-31", "2026-04-01"):
        with pytest.raises(Invalid, match="between"):
            await world.run("write_off_invoice", id=invoice.id, reason="bad_debt", date=day)
    await world.run("set_lock", area="all", locked_through="2026-02-28")
    with pytest.raises(PeriodLocked):
        await world.run("write_off_invoice", id=invoice.id, reason="bad_debt", date="2026-02-15")


async def test_what_is_written_off_never_counts_on_a_cash_basis(world: World) -> None:
    invoice = await world.sent_invoice(lines=MIXED)
    await world.run("record_payment", id=invoice.id, amount="79.70")
    await world.run("write_off_invoice", id=invoice.id, reason="bad_debt")
    given: dict[str, Any] = {"from": "2026-01-01", "to": "2026-03-31"}
    cash = await world.run("get_report", type="profit_loss", basis="cash", **given)
    accrual = await world.run("get_report", type="profit_loss", basis="accrual", **given)
    assert [(row.account, str(row.amount)) for row in cash.data if row.account] == [("3400", "75.00")]
    assert [(row.account, str(row.amount)) for row in accrual.data if row.account] == [
        ("3400", "150.00"),
        ("3805", "-75.00"),
    ]
