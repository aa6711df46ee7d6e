"""Bank accounts in detail: one default, checked numbers, balances to the cent, lists."""

from typing import Any

import pytest

from luma_mcp.errors import BankAccountInUse, Invalid, NotFound, WriteOnce
from tests.world import World

BOUGHT: dict[str, Any] = {"date": "2026-03-02", "category": "travel"}
EARNED: dict[str, Any] = {"date": "2026-03-31", "category": "interest", "description": "Interest"}


async def account(world: World, name: str = "Postfinance", **given: Any) -> Any:
    return await world.run("create_bank_account", name=name, **given)


async def balance(world: World, bank_account: Any) -> str:
    return str((await world.run("get_bank_account", id=bank_account.id)).balance)


async def defaults(world: World) -> list[str]:
    return [row.name for row in (await world.run("list_bank_accounts")).data if row.is_default]


async def test_there_is_one_default_however_it_is_chosen(world: World) -> None:
    first, second = await account(world, "A"), await account(world, "B", is_default=True)
    assert await defaults(world) == ["B"]
    await world.run("update_bank_account", id=first.id, is_default=True)
    assert await defaults(world) == ["A"]
    await world.run("update_bank_account", id=first.id, is_default=False)
    assert await defaults(world) == []
    await world.run("update_bank_account", id=second.id, is_default=True)
    assert await defaults(world) == ["B"]


async def test_numbers_are_checked_and_kept_without_spaces(world: World) -> None:
    made = await account(world, iban="ch93 0076 2011 6238 5295 7", qr_iban="CH44 3199 9123 0008 8901 2", bic="pofichbe")
    assert (made.iban, made.qr_iban, made.bic) == ("CH9300762011623852957", "CH4431999123000889012", "POFICHBE")
    wrongs = {"iban": "CH9300762011623852958", "qr_iban": "CH9300762011623852957", "bic": "POFI"}
    for field, value in wrongs.items():
        with pytest.raises(Invalid) as caught:
            await account(world, **{field: value})
        assert [problem.field for problem in caught.value.problems] == [field]


async def test_a_balance_is_opening_plus_payments_plus_income_less_paid_expenses(world: World) -> None:
    bank = await account(world, opening_balance="1000")
    paid = await world.run("record_payment", id=(await world.sent_invoice()).id)
    assert await balance(world, bank) == "1324.30"
    await world.run("create_income", bank_account_id=bank.id, amount="12.40", **EARNED)
    await world.run("create_expense", amount="50.05", status="paid", **BOUGHT)
    assert await balance(world, bank) == "1286.65"
    for status in ("unpaid", "draft"):
        await world.run("create_expense", amount="20", status=status, bank_account_id=bank.id, **BOUGHT)
    assert await balance(world, bank) == "1286.65"
    await world.run("delete_payment", id=paid.id, payment_id=paid.payments[0].id)
    assert await balance(world, bank) == "962.35"
    assert [str(row.balance) for row in (await world.run("list_bank_accounts")).data] == ["962.35"]


async def test_an_overdrawn_account_is_below_zero(world: World) -> None:
    bank = await account(world, opening_balance="-100.50")
    await world.run("create_expense", amount="0.01", status="paid", **BOUGHT)
    assert await balance(world, bank) == "-100.51"


async def test_money_goes_to_the_default_account_of_its_currency(world: World) -> None:
    francs, euros = await account(world, "Francs"), await account(world, "Euros", currency="EUR")
    other = await account(world, "Savings")
    await world.run("record_payment", id=(await world.sent_invoice(currency="EUR")).id)
    assert (await balance(world, francs), await balance(world, euros)) == ("0.00", "324.30")
    await world.run("update_bank_account", id=francs.id, archived=True)
    await world.run("record_payment", id=(await world.sent_invoice()).id, amount="24.30")
    assert (await balance(world, francs), await balance(world, other)) == ("0.00", "24.30")
    with pytest.raises(Invalid, match="Euros is in EUR"):
        await world.run("record_payment", id=(await world.sent_invoice()).id, bank_account_id=euros.id)


async def test_an_opening_balance_of_zero_counts_as_written(world: World) -> None:
    bank = await account(world, opening_balance="0")
    with pytest.raises(WriteOnce) as caught:
        await world.run("update_bank_account", id=bank.id, opening_balance="5")
    assert caught.value.code == "write_once"
    with pytest.raises(Invalid, match="opening_balance: cannot be empty"):
        await world.run("update_bank_account", id=bank.id, opening_balance=None)
    opened = await account(world, "Opened", opening_balance="1")
    with pytest.raises(BankAccountInUse, match="currency"):
        await world.run("update_bank_account", id=opened.id, currency="EUR")


@pytest.mark.parametrize(("currency", "amount"), [("CHF", "1.234"), ("JPY", "1.5"), ("CHF", "10000000000000.01")])
async def test_an_opening_balance_fits_its_currency(sqlite_world: World, currency: str, amount: str) -> None:
    with pytest.raises(Invalid) as caught:
        await account(sqlite_world, currency=currency, opening_balance=amount)
    assert [problem.field for problem in caught.value.problems] == ["opening_balance"]


@pytest.mark.parametrize("used_by", ["expense", "income"])
async def test_an_account_in_use_is_archived_and_not_deleted(world: World, used_by: str) -> None:
    bank = await account(world)
    if used_by == "expense":
        await world.run("create_expense", amount="1", bank_account_id=bank.id, status="draft", **BOUGHT)
    else:
        await world.run("create_income", amount="1", bank_account_id=bank.id, **EARNED)
    with pytest.raises(BankAccountInUse) as caught:
        await world.run("delete_bank_account", id=bank.id)
    assert caught.value.code == "bank_account_in_use"
    assert (await world.run("update_bank_account", id=bank.id, archived=True)).archived


async def test_an_unused_account_is_deleted(world: World) -> None:
    bank = await account(world, opening_balance="5")
    assert (await world.run("delete_bank_account", id=bank.id)).deleted
    with pytest.raises(NotFound, match="No bank account"):
        await world.run("get_bank_account", id=bank.id)
    assert (await account(world, "Next")).is_default


async def test_accounts_are_found_by_name_bank_and_iban_and_narrowed(world: World) -> None:
    await account(world, "Züri 100%", bank_name="Bank_A", iban="CH9300762011623852957")
    await account(world, "Euro", currency="EUR", archived=True)
    for query in ({"search": "ZÜRI"}, {"search": "k_a"}, {"search": "%"}, {"search": "ch93"}, {"archived": False}):
        assert [row.name for row in (await world.run("list_bank_accounts", **query)).data] == ["Züri 100%"]
    page = await world.run("list_bank_accounts", currency="EUR", sort="-name")
    assert ([row.name for row in page.data], page.meta.total) == (["Euro"], 1)


async def test_pages_of_accounts_stay_right_while_one_is_added(world: World) -> None:
    for name in ("B", "C", "D"):
        await account(world, name)
    first = await world.run("list_bank_accounts", limit=2)
    await account(world, "A")
    rest = await world.run("list_bank_accounts", limit=2, cursor=first.meta.next_cursor)
    assert [row.name for row in (*first.data, *rest.data)] == ["B", "C", "D"]
