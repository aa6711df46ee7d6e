"""Payments: partial, whole, too much, undone."""

from typing import Any

import pytest

from luma_mcp.errors import Invalid, NotFound, StatusNotAllowed
from luma_mcp.ledger_errors import ItemsSettled
from tests.digest import count
from tests.world import World


def state(invoice: Any) -> tuple[str, str, str, str]:
    return invoice.status, str(invoice.paid), str(invoice.open), str(invoice.overpaid)


async def test_a_payment_without_an_amount_pays_all_that_is_open(world: World) -> None:
    account = await world.run("create_bank_account", name="Bank")
    invoice = await world.sent_invoice()
    paid = await world.run("record_payment", id=invoice.id, note="by bank")
    assert state(paid) == ("paid", "324.30", "0.00", "0.00")
    (payment,) = paid.payments
    assert (str(payment.date), payment.bank_account_id, payment.note) == ("2026-03-31", account.id, "by bank")


async def test_an_over_payment_is_kept_and_covers_what_is_undone(world: World) -> None:
    invoice = await world.sent_invoice()
    first = await world.run("record_payment", id=invoice.id, amount="300")
    assert state(first) == ("partially_paid", "300.00", "24.30", "0.00")
    second = await world.run("record_payment", id=invoice.id, amount="100")
    assert state(second) == ("paid", "324.30", "0.00", "75.70")
    undone = await world.run("delete_payment", id=invoice.id, payment_id=first.payments[0].id)
    assert state(undone) == ("partially_paid", "100.00", "224.30", "0.00")
    assert (await world.run("verify_books")).broken == ()


async def test_an_undone_payment_stays_on_record_and_is_undone_once(world: World) -> None:
    invoice = await world.sent_invoice()
    payment = (await world.run("record_payment", id=invoice.id)).payments[0]
    undone = await world.run("delete_payment", id=invoice.id, payment_id=payment.id)
    assert (state(undone), undone.payments) == (("sent", "0.00", "324.30", "0.00"), ())
    assert (await count(world, "payment"), await count(world, "item_allocation")) == (1, 2)
    with pytest.raises(NotFound):
        await world.run("delete_payment", id=invoice.id, payment_id=payment.id)
    assert (await world.run("cancel_invoice", id=invoice.id)).status == "cancelled"


async def test_a_draft_takes_no_payment(world: World) -> None:
    with pytest.raises(StatusNotAllowed, match="draft") as caught:
        await world.run("record_payment", id=(await world.invoice()).id)
    assert "send_invoice" in caught.value.way_out


async def test_a_paid_invoice_takes_more_only_when_an_amount_is_given(world: World) -> None:
    invoice = await world.sent_invoice()
    await world.run("record_payment", id=invoice.id)
    with pytest.raises(StatusNotAllowed, match="paid already"):
        await world.run("record_payment", id=invoice.id)
    assert state(await world.run("record_payment", id=invoice.id, amount="1"))[3] == "1.00"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"amount": "0"}, "amount"),
        ({"amount": "-1"}, "amount"),
        ({"amount": "0.001"}, "amount"),
        ({"amount": "10000000000000.01"}, "amount"),
        ({"date": "2026-04-01"}, "date"),
        ({"bank_account_id": "0197a943-2325-7829-b835-b6c71a293065"}, "bank_account_id"),
    ],
    ids=["zero", "negative", "decimals", "too large", "future", "unknown account"],
)
async def test_a_payment_that_cannot_be_is_refused(world: World, wrong: dict[str, Any], field: str) -> None:
    invoice = await world.sent_invoice()
    with pytest.raises(Invalid) as caught:
        await world.run("record_payment", id=invoice.id, **wrong)
    assert caught.value.problems[0].field == field
    assert await count(world, "payment") == 0


async def test_what_is_received_stays_within_the_largest_amount(world: World) -> None:
    invoice = await world.sent_invoice()
    await world.run("record_payment", id=invoice.id, amount="10000000000000")
    with pytest.raises(Invalid, match="largest"):
        await world.run("record_payment", id=invoice.id, amount="0.01")


async def test_a_payment_goes_to_an_account_of_its_currency(world: World) -> None:
    francs = await world.run("create_bank_account", name="CHF")
    euros = await world.run("create_bank_account", name="EUR", currency="EUR")
    invoice = await world.sent_invoice(currency="EUR")
    with pytest.raises(Invalid, match="CHF"):
        await world.run("record_payment", id=invoice.id, bank_account_id=francs.id)
    paid = await world.run("record_payment", id=invoice.id)
    assert paid.payments[0].bank_account_id == euros.id
    assert str((await world.run("get_bank_account", id=euros.id)).balance) == "324.30"


async def overpaid(world: World) -> tuple[Any, Any, Any]:
    """An invoice paid on 2 March with 100 too much, another one of the same client, and what was kept."""
    first = await world.sent_invoice(issue_date="2026-03-01")
    second = await world.sent_invoice(client_id=first.client_id)
    await world.run("record_payment", id=first.id, amount="424.30", date="2026-03-02")
    return first, second, (await world.run("list_open_items", kind="prepayment")).data[0]


async def test_a_payment_is_undone_with_all_that_its_over_payment_paid(world: World) -> None:
    first, second, kept = await overpaid(world)
    owed = next(row for row in (await world.run("list_open_items")).data if row.number == second.number)
    await world.run("allocate_open_items", id=owed.id, counter_item_id=kept.id)
    assert state(await world.run("get_invoice", id=second.id)) == ("partially_paid", "100.00", "224.30", "0.00")
    payment = (await world.run("get_invoice", id=first.id)).payments[0].id
    undone = await world.run("delete_payment", id=first.id, payment_id=payment)
    assert state(undone) == ("sent", "0.00", "324.30", "0.00")
    assert state(await world.run("get_invoice", id=second.id)) == ("sent", "0.00", "324.30", "0.00")


async def test_a_payment_is_not_undone_while_what_was_too_much_is_paid_back(world: World) -> None:
    first, _, kept = await overpaid(world)
    refunded = await world.run("settle_open_item", id=kept.id)
    payment = (await world.run("get_invoice", id=first.id)).payments[0].id
    with pytest.raises(ItemsSettled, match="was paid back"):
        await world.run("delete_payment", id=first.id, payment_id=payment)
    await world.run("undo_allocation", id=kept.id, allocation_id=refunded.settlements[0].id)
    undone = await world.run("delete_payment", id=first.id, payment_id=payment)
    assert state(undone) == ("sent", "0.00", "324.30", "0.00")
