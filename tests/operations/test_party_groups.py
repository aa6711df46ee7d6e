"""Groups of clients and vendors: what a company starts with, and on which account what they owe is kept."""

from typing import Any

import pytest

from luma_mcp.errors import AccountInUse, Invalid, NotFound, NumberTaken, RecordInUse, UnknownReference
from tests.proof import prove
from tests.world import World

NOBODY = "0197a943-2325-7829-b835-b6c71a293065"
LINES = [{"description": "Work", "quantity": 1, "price": 100, "tax_rate": 0}]


async def named(world: World, party: str = "client", **query: Any) -> list[tuple[int, str, Any]]:
    found = await world.run(f"list_{party}_groups", **query)
    return [(one.number, one.name, one.default_for) for one in found.data]


async def balance(world: World, number: str) -> Any:
    found = await world.run("list_accounts", search=number)
    return next(str(one.balance) for one in found.data if one.number == number)


async def test_a_company_starts_with_the_groups_that_its_country_needs(world: World) -> None:
    assert await named(world) == [(1, "Inländische Kunden", "domestic"), (2, "Ausländische Kunden", "abroad")]
    danish = await world.at(world.danish)
    assert await named(world, "vendor", caller=danish) == [
        (1, "Indenlandske leverandører", "domestic"),
        (2, "EU-leverandører", "eu"),
        (3, "Udenlandske leverandører", "abroad"),
    ]
    assert (await world.run("list_vendor_groups", search="eu-lev", caller=danish)).meta.total == 1
    usual = (await world.run("list_accounts", type="receivable")).data[0]
    group = (await world.run("list_client_groups")).data[0]
    assert (group.account_id, group.account_number) == (usual.id, usual.number)


async def test_a_new_party_joins_the_group_of_where_it_sits(world: World) -> None:
    danish = await world.at(world.danish)
    placed: list[tuple[str, str | None, int]] = [
        ("DK", None, 1),
        ("DE", None, 2),
        ("CH", None, 3),
        ("DK", "domestic_without_vat", 1),
    ]
    for country, zone, group in placed:
        made = await world.run("create_client", caller=danish, name="A", country=country, vat_zone=zone)
        assert (country, made.client_group_number) == (country, group)
    for seat, number in ((None, 1), ("SE", 2), ("US", 3)):
        made = await world.run("create_vendor", caller=danish, name="A", country=seat)
        assert (seat, made.vendor_group_number) == (seat, number)
    assert (await world.client(country="DE", vat_zone="eu")).client_group_number == 2


async def test_a_group_takes_the_place_of_another_as_default(world: World) -> None:
    made = await world.run("create_client_group", name="Alle", default_for="domestic")
    assert (made.number, (await world.client()).client_group_id) == (3, made.id)
    assert await named(world) == [(1, "Inländische Kunden", None), (2, "Ausländische Kunden", "abroad"),
                                  (3, "Alle", "domestic")]  # fmt: skip
    await world.run("update_client_group", id=made.id, default_for=None)
    assert (await world.client()).client_group_number == 1


async def test_a_number_is_one_groups_and_an_account_must_be_of_its_kind(world: World) -> None:
    made = await world.run("create_client_group", name="A", number=7, metadata={"tier": 2, "rate": "x", "vip": True})
    assert (made.number, made.metadata) == (7, {"tier": 2, "rate": "x", "vip": True})
    with pytest.raises(NumberTaken) as caught:
        await world.run("create_client_group", name="B", number=7)
    assert caught.value.subject == "client group"
    with pytest.raises(UnknownReference, match="no account"):
        await world.run("create_client_group", name="B", account_id=NOBODY)
    payable = (await world.run("list_accounts", type="payable")).data[0]
    with pytest.raises(Invalid, match="not an account of the type receivable"):
        await world.run("update_client_group", id=made.id, account_id=payable.id)
    kept = await world.run("create_vendor_group", name="C", account_id=payable.id)
    assert kept.account_number == payable.number
    changed = await world.run("update_vendor_group", id=kept.id, name="D", account_id=None, metadata=None)
    assert (changed.name, changed.account_number, changed.metadata) == ("D", payable.number, {})


async def test_a_group_is_deleted_when_nobody_is_in_it_and_another_is_left(world: World) -> None:
    for party, delete in (("client", "delete_client_group"), ("vendor", "delete_vendor_group")):
        groups = (await world.run(f"list_{party}_groups")).data
        member = await world.run(f"create_{party}", name="A")
        with pytest.raises(RecordInUse, match="is in"):
            await world.run(delete, id=groups[0].id)
        await world.run(f"update_{party}", **{"id": member.id, f"{party}_group_id": groups[1].id})
        await world.run(delete, id=groups[0].id)
        await world.run(f"delete_{party}", id=member.id)
        with pytest.raises(RecordInUse, match="last"):
            await world.run(delete, id=groups[1].id)
        with pytest.raises(NotFound, match=f"No {party} group"):
            await world.run(delete, id=groups[0].id)


async def test_invoices_are_kept_on_the_account_of_the_clients_group(world: World) -> None:
    account = await world.run("create_account", number="1110", name="Debitoren Konzern", type="receivable")
    group = await world.run("create_client_group", name="Konzern", account_id=account.id)
    client = await world.client("Tochter AG", client_group_id=group.id)
    sent = await world.run("create_invoice", client_id=client.id, lines=LINES, status="sent")
    other = await world.invoice(lines=LINES, status="sent")
    assert (await balance(world, "1110"), await balance(world, "1100")) == ("100.00", "100.00")
    await world.run("update_client", id=client.id, client_group_id=(await world.run("list_client_groups")).data[0].id)
    await world.run("record_payment", id=sent.id, amount="60")
    assert await balance(world, "1110") == "40.00"
    again = await world.run("create_invoice", client_id=client.id, lines=LINES, status="sent")
    assert (await balance(world, "1110"), await balance(world, "1100")) == ("40.00", "200.00")
    note = await world.run("create_credit_note", invoice_id=sent.id)
    assert await balance(world, "1110") == "-60.00"
    owed = (await world.run("list_open_items", search=again.number)).data[0]
    await world.run("allocate_open_items", id=note.open_item_id, counter_item_id=owed.id)
    assert (await balance(world, "1110"), await balance(world, "1100")) == ("0.00", "140.00")
    report = await world.run("get_report", type="aged_receivables")
    assert sorted(str(row.open) for row in report.data) == ["100.00", "40.00"]
    assert other.number
    await prove(world)


async def test_bills_are_kept_on_the_account_of_the_vendors_group(world: World) -> None:
    account = await world.run("create_account", number="2010", name="Kreditoren Konzern", type="payable")
    group = await world.run("create_vendor_group", name="Konzern", account_id=account.id)
    vendor = await world.run("create_vendor", name="Mutter AG", vendor_group_id=group.id, payment_deadline_days=10)
    bill: dict[str, Any] = {
        "date": "2026-03-02",
        "amount": "50",
        "category": "telecom",
        "status": "unpaid",
        "tax_rate": 0,
    }
    made = await world.run("create_expense", vendor_id=vendor.id, **bill)
    assert (await balance(world, "2010"), await balance(world, "2000")) == ("50.00", "0.00")
    item = (await world.run("list_open_items", kind="payable")).data[0]
    assert str(item.due_date) == "2026-03-12"
    await world.run("update_expense", id=made.id, status="paid", paid_on="2026-03-20")
    assert await balance(world, "2010") == "0.00"
    await prove(world)


async def test_an_account_that_a_group_is_kept_on_keeps_its_type(world: World) -> None:
    account = await world.run("create_account", number="1110", name="Debitoren Konzern", type="receivable")
    group = await world.run("create_client_group", name="Konzern", account_id=account.id)
    changes: list[dict[str, Any]] = [{"type": "current_asset"}, {"archived": True}]
    for change in changes:
        with pytest.raises(AccountInUse, match="Konzern"):
            await world.run("update_account", id=account.id, **change)
    await world.run("update_client_group", id=group.id, account_id=None)
    assert (await world.run("update_account", id=account.id, archived=True)).archived
    with pytest.raises(Invalid, match="archived"):
        await world.run("update_client_group", id=group.id, account_id=account.id)


async def test_a_group_is_meant_by_its_number_or_name(world: World) -> None:
    group = await world.run("create_client_group", name="Händler", number=12)
    for text in ("händler", "12", str(group.id)):
        assert (await world.run("resolve_client_group", text=text)).label == "12 · Händler"
    assert (await world.run("resolve_vendor_group", text="1")).label == "1 · Inländische Lieferanten"
