"""Open items: listed either way, set against one another, paid where no document pays, and all of it undone."""

from typing import Any

import pytest

from luma_mcp.domain.paging import decode_cursor
from luma_mcp.errors import ClientInUse, Invalid, NotFound, StatusNotAllowed, VendorInUse
from luma_mcp.ledger_errors import PeriodLocked
from tests.books import balances
from tests.world import World


async def opened(world: World) -> tuple[Any, Any]:
    """Books that begin on 1 January with 200 owed by a client and 80 to a vendor."""
    client, vendor = await world.client("Alt AG"), await world.run("create_vendor", name="Lieferant")
    lines = [
        {"account": "1020", "debit": "1000"},
        {"account": "1100", "debit": "200", "client_id": client.id, "number": "ALT-7", "due_date": "2026-01-20"},
        {"account": "2000", "credit": "80", "vendor_id": vendor.id, "number": "R-99", "due_date": "2026-01-31"},
    ]
    await world.run("record_opening_balances", date="2026-01-01", lines=lines)
    items = {item.number: item for item in (await world.run("list_open_items")).data}
    return items["ALT-7"], items["R-99"]


async def test_open_items_are_listed_either_way_with_totals(world: World) -> None:
    owed, owing = await opened(world)
    invoice = await world.sent_invoice(client_id=owed.client_id)
    page = await world.run("list_open_items")
    assert [(row.number, row.kind, row.party, str(row.open)) for row in page.data] == [
        ("ALT-7", "receivable", "Alt AG", "200.00"),
        ("R-99", "payable", "Lieferant", "-80.00"),
        (invoice.number, "receivable", "Alt AG", "324.30"),
    ]
    assert (page.meta.total, str(page.totals["CHF"].open)) == (3, "444.30")
    assert (await world.run("list_open_items", kind="payable")).meta.total == 1
    assert (await world.run("list_open_items", search="alt alt-7")).meta.total == 1
    assert [row.allowed_actions for row in page.data] == [
        ("settle_open_item", "allocate_open_items"),
        ("settle_open_item",),
        ("record_payment", "allocate_open_items", "write_off_invoice"),
    ]
    assert owing.vendor_id is not None


async def test_opening_items_are_paid_and_undone(world: World) -> None:
    owed, owing = await opened(world)
    before = await balances(world)
    half = await world.run("settle_open_item", id=owed.id, amount="150", date="2026-02-01")
    assert str(half.open) == "50.00"
    whole = await world.run("settle_open_item", id=owed.id)
    paid = await world.run("settle_open_item", id=owing.id, note="by bank")
    assert (str(whole.open), str(paid.open), paid.settlements[0].kind) == ("0.00", "0.00", "payment")
    books = await balances(world)
    assert (books["1020"], "1100" in books, "2000" in books) == (112000, False, False)
    assert (await world.run("list_open_items", settled=True)).meta.total == 2
    for item in (whole, paid):
        for done in item.settlements:
            await world.run("undo_allocation", id=item.id, allocation_id=done.id)
    assert await balances(world) == before


async def test_a_bank_account_knows_what_was_paid_for_items(world: World) -> None:
    owed, owing = await opened(world)
    bank = await world.run("create_bank_account", name="Bank")
    await world.run("settle_open_item", id=owed.id)
    paid = await world.run("settle_open_item", id=owing.id)
    assert str((await world.run("get_bank_account", id=bank.id)).balance) == "1120.00"
    await world.run("undo_allocation", id=owing.id, allocation_id=paid.settlements[0].id)
    assert str((await world.run("get_bank_account", id=bank.id)).balance) == "1200.00"


async def test_an_over_payment_is_set_against_another_invoice(world: World) -> None:
    first = await world.sent_invoice()
    await world.run("record_payment", id=first.id, amount="424.30")
    second = await world.sent_invoice(client_id=first.client_id)
    kept = (await world.run("list_open_items", kind="prepayment")).data[0]
    owed = next(row for row in (await world.run("list_open_items")).data if row.number == second.number)
    assert (str(kept.open), kept.number) == ("-100.00", first.number)
    item = await world.run("allocate_open_items", id=owed.id, counter_item_id=kept.id, amount="60")
    assert [(one.kind, str(one.amount)) for one in item.settlements] == [("transfer", "60.00")]
    after = await world.run("get_invoice", id=second.id)
    assert (after.status, str(after.paid), str(after.open)) == ("partially_paid", "60.00", "264.30")
    books = await balances(world)
    assert (books["1100"], books["2030"], books["1020"]) == (26430, -4000, 42430)
    undone = await world.run("undo_allocation", id=kept.id, allocation_id=(await settled(world, kept)).id)
    assert str(undone.open) == "-100.00"
    assert (await world.run("get_invoice", id=second.id)).status == "sent"
    refunded = await world.run("settle_open_item", id=kept.id)
    assert str(refunded.open) == "0.00"
    assert (await balances(world))["1020"] == 32430


async def settled(world: World, item: Any) -> Any:
    return (await world.run("get_open_item", id=item.id)).settlements[0]


async def test_a_credit_of_one_invoice_settles_another(world: World) -> None:
    paid = await world.sent_invoice()
    await world.run("record_payment", id=paid.id)
    note = await world.run("create_credit_note", invoice_id=paid.id)
    other = await world.sent_invoice(client_id=paid.client_id)
    owed = next(row for row in (await world.run("list_open_items")).data if row.number == other.number)
    item = await world.run("allocate_open_items", id=note.open_item_id, counter_item_id=owed.id)
    assert str(item.open) == "0.00"
    after = await world.run("get_invoice", id=other.id)
    assert (after.status, str(after.open), str(after.credited)) == ("paid", "0.00", "0.00")
    assert await balances(world) == {"1020": 32430, "2200": -2430, "3400": -30000}


async def test_what_does_not_go_together_is_refused(world: World) -> None:
    owed, owing = await opened(world)
    invoice = await world.sent_invoice()
    await world.run("record_payment", id=invoice.id, amount="400")
    kept = (await world.run("list_open_items", kind="prepayment")).data[0]
    bill = await world.sent_invoice(client_id=invoice.client_id, currency="EUR")
    euro = next(row for row in (await world.run("list_open_items")).data if row.number == bill.number)

    async def refused(one: Any, other: Any, **given: Any) -> str:
        with pytest.raises(Invalid) as caught:
            await world.run("allocate_open_items", id=one.id, counter_item_id=other.id, **given)
        return caught.value.problems[0].problem

    assert "different clients" in await refused(owed, kept)
    assert "one of the two must be owed" in await refused(owed, owed)
    assert "one of the two must be owed" in await refused(owing, kept)
    assert "EUR, the other in CHF" in await refused(euro, kept)
    with pytest.raises(NotFound):
        await world.run("allocate_open_items", id=invoice.id, counter_item_id=kept.id)
    with pytest.raises(Invalid, match="no such open item"):
        await world.run("allocate_open_items", id=kept.id, counter_item_id=invoice.id)
    with pytest.raises(Invalid, match="more than is open"):
        await world.run("settle_open_item", id=owed.id, amount="200.01")
    with pytest.raises(Invalid, match="lies between"):
        await world.run("settle_open_item", id=owed.id, date="2026-04-01")
    with pytest.raises(StatusNotAllowed) as caught:
        await world.run("settle_open_item", id=euro.id)
    assert "record_payment" in caught.value.way_out


async def test_a_payment_of_an_invoice_is_not_undone_here(world: World) -> None:
    invoice = await world.sent_invoice()
    paid = await world.run("record_payment", id=invoice.id, amount="10")
    item = (await world.run("list_open_items")).data[0]
    done = await settled(world, item)
    with pytest.raises(StatusNotAllowed) as caught:
        await world.run("undo_allocation", id=item.id, allocation_id=done.id)
    assert "delete_payment" in caught.value.way_out
    with pytest.raises(NotFound, match="no settlement"):
        await world.run("undo_allocation", id=item.id, allocation_id=paid.id)


async def test_a_locked_period_takes_no_set_off_even_where_nothing_is_booked(world: World) -> None:
    paid = await world.sent_invoice(issue_date="2026-01-10")
    await world.run("record_payment", id=paid.id, date="2026-01-11")
    note = await world.run("create_credit_note", invoice_id=paid.id, issue_date="2026-01-12")
    other = await world.sent_invoice(client_id=paid.client_id, issue_date="2026-01-12")
    owed = next(row for row in (await world.run("list_open_items")).data if row.number == other.number)
    await world.run("set_lock", area="sales", locked_through="2026-01-31")
    with pytest.raises(PeriodLocked):
        await world.run("allocate_open_items", id=owed.id, counter_item_id=note.open_item_id, date="2026-01-20")
    done = await world.run("allocate_open_items", id=owed.id, counter_item_id=note.open_item_id)
    assert str(done.settlements[0].date) == "2026-03-31"


async def test_an_item_in_another_currency_ends_at_zero_in_both(world: World) -> None:
    client = await world.client("Euro GmbH")
    line = {"account": "1100", "debit": "95", "client_id": client.id, "currency": "EUR", "amount": "100"}
    await world.run("record_opening_balances", date="2026-01-01", lines=[line])
    item = (await world.run("list_open_items")).data[0]
    assert (str(item.open), str(item.open_base)) == ("100.00", "95.00")
    for amount in ("33.33", "33.33", None):
        given: dict[str, Any] = {"amount": amount} if amount else {}
        item = await world.run("settle_open_item", id=item.id, **given)
    assert (str(item.open), str(item.open_base)) == ("0.00", "0.00")
    books = await balances(world)
    assert "1100" not in books
    assert sum(books.values()) == 0


async def test_who_stands_in_the_ledger_is_not_deleted(world: World) -> None:
    owed, owing = await opened(world)
    with pytest.raises(ClientInUse):
        await world.run("delete_client", id=owed.client_id)
    with pytest.raises(VendorInUse):
        await world.run("delete_vendor", id=owing.vendor_id)
    await world.run("settle_open_item", id=owing.id)
    assert (await world.run("delete_vendor", id=owing.vendor_id)).deleted
    with pytest.raises(NotFound):
        await world.run("get_vendor", id=owing.vendor_id)


async def test_a_page_goes_on_where_the_one_before_ended_whoever_answers(world: World) -> None:
    await opened(world)
    first = await world.run("list_open_items", limit=1)
    assert decode_cursor(first.meta.next_cursor, "open_item due_date", 2)[0] == "2026-01-20"
    rest = await world.run("list_open_items", limit=1, cursor=first.meta.next_cursor)
    assert [row.number for row in (*first.data, *rest.data)] == ["ALT-7", "R-99"]
