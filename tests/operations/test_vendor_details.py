"""Vendors whole: numbers, the account their bills go to, and what is owed to them as the books begin."""

from datetime import date
from typing import Any

import pytest

from luma_mcp.errors import Invalid, NumberTaken, UnknownReference, WriteOnce
from tests.proof import prove
from tests.world import World

NOBODY = "0197a943-2325-7829-b835-b6c71a293065"


async def test_a_number_is_given_or_the_next_that_is_free(world: World) -> None:
    await world.run("create_vendor", name="A", number="V-002")
    assert [(await world.run("create_vendor", name="B")).number for _ in range(2)] == ["V-001", "V-003"]
    with pytest.raises(NumberTaken) as caught:
        await world.run("create_vendor", name="C", number=" V-002 ")
    assert caught.value.subject == "vendor"
    rows = (await world.run("list_vendors", sort="number")).data
    assert [row.number for row in rows] == ["V-001", "V-002", "V-003"]
    assert [row.name for row in (await world.run("list_vendors", number="V-002")).data] == ["A"]
    assert [row.name for row in (await world.run("list_vendors", search="v-002")).data] == ["A"]
    assert (await world.run("resolve_vendor", text="v-002")).id == rows[1].id


async def test_the_number_of_a_vendor_that_is_gone_may_be_given_again(world: World) -> None:
    bought: dict[str, Any] = {"date": "2026-03-02", "amount": "50", "category": "telecom"}
    made = await world.run("create_vendor", name="A", number="77")
    expense = await world.run("create_expense", vendor_id=made.id, **bought)
    await world.run("delete_expense", id=expense.id)
    await world.run("delete_vendor", id=made.id)
    assert (await world.run("create_vendor", name="B", number="77")).number == "77"


async def test_what_is_owed_as_the_books_begin_is_an_opening_entry(world: World) -> None:
    made = await world.run("create_vendor", name="Kontor AG", opening_balance="1250.50", payment_deadline_days=10)
    assert str(made.opening_balance) == "1250.50"
    (item,) = (await world.run("list_open_items", kind="payable")).data
    assert (str(item.open), item.date, item.due_date) == ("-1250.50", date(2026, 1, 1), date(2026, 1, 11))
    assert item.vendor_id == made.id
    entry = (await world.run("list_journal_entries", search="Kontor AG")).data[0]
    whole = await world.run("get_journal_entry", id=entry.id)
    assert sorted((line.account, str(line.debit), str(line.credit)) for line in whole.lines) == [
        ("2000", "None", "1250.50"), ("9100", "1250.50", "None")
    ]  # fmt: skip
    assert whole.date == date(2026, 1, 1)
    await world.run("settle_open_item", id=item.id, date="2026-03-01")
    assert str((await world.run("get_vendor", id=made.id)).opening_balance) == "1250.50"
    await prove(world)


async def test_a_vendor_that_owes_us_begins_below_zero(world: World) -> None:
    made = await world.run("create_vendor", name="A", opening_balance=-40)
    assert str(made.opening_balance) == "-40.00"
    report = await world.run("get_report", type="aged_payables")
    assert [str(row.open) for row in report.data] == ["-40.00"]
    assert str((await world.run("create_vendor", name="B")).opening_balance) == "0.00"


async def test_what_is_shown_is_what_stands_posted(world: World) -> None:
    made = await world.run("create_vendor", name="Kontor AG", opening_balance=100)
    entry = (await world.run("list_journal_entries", search="Kontor AG")).data[0]
    lines = [{"account": "2000", "credit": 100, "vendor_id": made.id}]
    with pytest.raises(WriteOnce):
        await world.run("record_opening_balances", date="2026-01-01", lines=lines)
    await world.run("delete_journal_entry", id=entry.id)
    assert str((await world.run("get_vendor", id=made.id)).opening_balance) == "0.00"
    await world.run("record_opening_balances", date="2026-01-01", lines=[lines[0] | {"credit": 70}])
    assert str((await world.run("get_vendor", id=made.id)).opening_balance) == "70.00"
    await prove(world)


async def test_an_opening_balance_is_posted_on_the_first_open_day(world: World) -> None:
    await world.run("set_lock", area="all", locked_through="2026-02-28")
    await world.run("create_vendor", name="A", opening_balance=100)
    (item,) = (await world.run("list_open_items", kind="payable")).data
    assert item.date == date(2026, 3, 1)


async def test_an_opening_balance_has_the_decimals_of_the_currency(sqlite_world: World) -> None:
    with pytest.raises(Invalid, match="opening_balance"):
        await sqlite_world.run("create_vendor", name="A", opening_balance="1.005")
    assert (await sqlite_world.run("list_vendors")).meta.total == 0


async def test_a_default_account_is_one_of_the_chart(world: World) -> None:
    account = (await world.run("list_accounts", type="operating_expense")).data[0]
    made = await world.run("create_vendor", name="A", default_account_id=account.id)
    assert made.default_account_id == account.id
    with pytest.raises(UnknownReference, match="no account"):
        await world.run("update_vendor", id=made.id, default_account_id=NOBODY)
    with pytest.raises(UnknownReference, match="no vendor group"):
        await world.run("create_vendor", name="B", vendor_group_id=NOBODY)
    group = await world.run("create_vendor_group", name="Partner")
    changed = await world.run("update_vendor", id=made.id, default_account_id=None, vendor_group_id=group.id)
    assert (changed.default_account_id, changed.vendor_group_name) == (None, "Partner")
    assert [row.id for row in (await world.run("list_vendors", vendor_group_id=group.id)).data] == [made.id]
