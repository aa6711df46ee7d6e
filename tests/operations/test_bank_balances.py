"""Bank accounts and the ledger: journal entries on the account of a bank move its balance, where it is its own."""

from typing import Any

import pytest

from luma_mcp.errors import WriteOnce
from tests.books import balances
from tests.world import World


async def bank(world: World, name: str = "Bank", **given: Any) -> Any:
    return await world.run("create_bank_account", name=name, **given)


async def fee(world: World, account: str = "1020", amount: str = "5.50", **given: Any) -> Any:
    lines = [{"account": "6940", "debit": amount}, {"account": account, "credit": amount}]
    return await world.run("create_journal_entry", date="2026-03-31", description="Fee", lines=lines, **given)


async def balances_of(world: World) -> list[str]:
    return [str(row.balance) for row in (await world.run("list_bank_accounts")).data]


async def test_an_entry_on_its_ledger_account_moves_the_balance(world: World) -> None:
    await bank(world, opening_balance="100")
    await world.run("record_payment", id=(await world.sent_invoice()).id)
    entry = await fee(world)
    assert await balances_of(world) == ["418.80"]
    assert (await balances(world))["1020"] == 41880
    lines = [{"account": "6940", "debit": "6"}, {"account": "1020", "credit": "6"}]
    await world.run("update_journal_entry", id=entry.id, lines=lines)
    assert await balances_of(world) == ["418.30"]
    await world.run("delete_journal_entry", id=entry.id)
    assert await balances_of(world) == ["424.30"]


async def test_banks_on_ledger_accounts_of_their_own_both_follow_a_transfer(world: World) -> None:
    await bank(world, "A", account_number="1020")
    await bank(world, "B", account_number="1021")
    lines = [{"account": "1021", "debit": "300"}, {"account": "1020", "credit": "300"}]
    await world.run("create_journal_entry", date="2026-03-31", description="Transfer", lines=lines)
    assert await balances_of(world) == ["-300.00", "300.00"]


async def test_an_entry_on_a_shared_ledger_account_moves_none_of_them(world: World) -> None:
    first, _ = await bank(world, "A"), await bank(world, "B", account_number="1020")
    await fee(world)
    assert await balances_of(world) == ["0.00", "0.00"]
    await world.run("update_bank_account", id=first.id, account_number="1021")
    assert await balances_of(world) == ["0.00", "-5.50"]


async def test_currencies_on_one_ledger_account_are_kept_apart(world: World) -> None:
    await bank(world, "A")
    await bank(world, "E", currency="EUR")
    await fee(world)
    await fee(world, amount="10", currency="EUR")
    assert await balances_of(world) == ["-5.50", "-10.00"]


async def test_opening_balances_count_once_however_they_are_given(world: World) -> None:
    await world.run("record_opening_balances", date="2026-01-01", lines=[{"account": "1020", "debit": "1000"}])
    with pytest.raises(WriteOnce, match=r"1020 .* has it from 2026-0001"):
        await bank(world, opening_balance="1000")
    await bank(world)
    assert await balances_of(world) == ["1000.00"]
    await bank(world, "Post", account_number="1021", opening_balance="50")
    with pytest.raises(WriteOnce, match=r"lines\.0\.account: 1021 .* was recorded by 2026-0002"):
        await world.run("record_opening_balances", date="2026-01-01", lines=[{"account": "1021", "debit": "50"}])
    assert (await balances(world)) == {"1020": 100000, "1021": 5000, "9100": -105000}
