"""Bank accounts: one default, an opening balance written once, a balance that is computed."""

from typing import Any

import pytest

from luma_mcp.errors import BankAccountInUse, Invalid, NotFound, WriteOnce
from tests.world import World


async def test_the_first_account_is_the_default_until_another_is(world: World) -> None:
    first = await world.run("create_bank_account", name="Postfinance", iban="CH9300762011623852957")
    second = await world.run("create_bank_account", name="Cash")
    assert (first.is_default, second.is_default) == (True, False)
    await world.run("update_bank_account", id=second.id, is_default=True)
    assert [row.name for row in (await world.run("list_bank_accounts")).data if row.is_default] == ["Cash"]


async def test_the_balance_counts_what_came_in_and_went_out(world: World) -> None:
    account = await world.run("create_bank_account", name="Bank", opening_balance="1000")
    await world.run("record_payment", id=(await world.sent_invoice()).id, amount="324.30")
    income: dict[str, Any] = {
        "date": "2026-03-31",
        "amount": "12.40",
        "description": "Interest",
        "category": "interest",
    }
    await world.run("create_income", bank_account_id=account.id, **income)
    await world.run("create_expense", date="2026-03-02", amount="100", category="travel", paid_on="2026-03-03")
    await world.run("create_expense", date="2026-03-02", amount="500", category="travel")
    assert str((await world.run("get_bank_account", id=account.id)).balance) == "1236.70"


async def test_the_opening_balance_is_written_once(world: World) -> None:
    account = await world.run("create_bank_account", name="Bank")
    assert str((await world.run("update_bank_account", id=account.id, opening_balance="-5.50")).balance) == "-5.50"
    assert (await world.run("update_bank_account", id=account.id, opening_balance="-5.50")).name == "Bank"
    with pytest.raises(WriteOnce):
        await world.run("update_bank_account", id=account.id, opening_balance="0")


async def test_the_currency_is_fixed_once_something_is_booked(world: World) -> None:
    account = await world.run("create_bank_account", name="Bank")
    assert (await world.run("update_bank_account", id=account.id, currency="EUR")).currency == "EUR"
    assert (await world.run("update_bank_account", id=account.id, currency="CHF")).currency == "CHF"
    await world.run("record_payment", id=(await world.sent_invoice()).id)
    with pytest.raises(BankAccountInUse):
        await world.run("update_bank_account", id=account.id, currency="EUR")
    with pytest.raises(BankAccountInUse):
        await world.run("delete_bank_account", id=account.id)


async def test_an_unused_account_is_deleted(world: World) -> None:
    account = await world.run("create_bank_account", name="Bank")
    await world.run("delete_bank_account", id=account.id)
    with pytest.raises(NotFound):
        await world.run("get_bank_account", id=account.id)


@pytest.mark.parametrize(
    "wrong", [{"iban": "CH9300762011623852958"}, {"qr_iban": "CH9300762011623852957"}, {"opening_balance": "0.001"}]
)
async def test_details_that_cannot_be_are_refused(sqlite_world: World, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid, match=next(iter(wrong))):
        await sqlite_world.run("create_bank_account", **({"name": "Bank"} | wrong))
