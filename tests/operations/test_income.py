"""Income without an invoice: exact to the cent, in a known category, on an account that can hold it."""

from decimal import Decimal
from typing import Any

import pytest

from luma_mcp.errors import Invalid
from tests.world import World

INTEREST: dict[str, Any] = {"date": "2026-03-31", "amount": "12.40", "description": "Interest", "category": "interest"}


async def account(world: World, **given: Any) -> Any:
    return await world.run("create_bank_account", **({"name": "Bank"} | given))


async def income(world: World, **given: Any) -> Any:
    bank = given.pop("bank_account_id", None) or (await account(world)).id
    return await world.run("create_income", **(INTEREST | {"bank_account_id": bank} | given))


async def test_income_bears_no_vat_unless_told(world: World) -> None:
    made = await income(world)
    assert (made.currency, str(made.amount), str(made.net), str(made.tax)) == ("CHF", "12.40", "12.40", "0.00")
    assert (made.tax_rate, str(made.date), made.created_at) == (Decimal(0), "2026-03-31", world.clock.now)


@pytest.mark.parametrize(
    ("amount", "rate", "net", "tax"),
    [
        ("108.10", "8.1", "100.00", "8.10"),
        ("99.99", "8.1", "92.50", "7.49"),
        ("0.01", "8.1", "0.01", "0.00"),
        ("1", "100", "0.50", "0.50"),
        ("10000000000000", "0", "10000000000000.00", "0.00"),
    ],
)
async def test_vat_is_contained_in_what_was_received(
    sqlite_world: World, amount: str, rate: str, net: str, tax: str
) -> None:
    made = await income(sqlite_world, amount=amount, tax_rate=rate)
    assert (str(made.net), str(made.tax), made.net + made.tax) == (net, tax, Decimal(amount))


async def test_a_category_goes_by_its_key_or_as_people_write_it(world: World) -> None:
    assert (await income(world, category=" Cash Sales ")).category == "cash_sales"
    with pytest.raises(Invalid) as caught:
        await income(world, category="rent")
    known = ("cash_sales", "insurance_refunds", "interest", "other", "owner_contributions", "subsidies")
    assert caught.value.candidates == known
    assert [problem.field for problem in caught.value.problems] == ["category"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount", "0"),
        ("amount", "-1"),
        ("amount", "1.001"),
        ("amount", "10000000000000.01"),
        ("currency", "EUR"),
        ("tax_rate", "100.1"),
        ("date", "31.03.2026"),
        ("description", " "),
        ("bank_account_id", "0197a943-2325-7829-b835-b6c71a293065"),
        ("bank_account_id", None),
    ],
)
async def test_what_cannot_be_received_is_refused_by_field(sqlite_world: World, field: str, value: object) -> None:
    bank = await account(sqlite_world)
    given = INTEREST | {"bank_account_id": bank.id} | {field: value}
    with pytest.raises(Invalid) as caught:
        await sqlite_world.run("create_income", **given)
    assert [problem.field for problem in caught.value.problems] == [field]


async def test_income_goes_to_the_account_named_in_its_currency(world: World) -> None:
    await account(world, name="Default")
    second, euros = await account(world, name="Second"), await account(world, name="Euros", currency="EUR")
    await income(world, bank_account_id=second.id, currency="chf")
    balances = {row.name: str(row.balance) for row in (await world.run("list_bank_accounts")).data}
    assert balances == {"Default": "0.00", "Second": "12.40", "Euros": "0.00"}
    with pytest.raises(Invalid, match="Euros is in EUR, this is in CHF"):
        await income(world, bank_account_id=euros.id)


async def test_income_counts_as_revenue_and_as_paid_at_once(world: World) -> None:
    made = await income(world, amount="108.10", tax_rate="8.1")
    revenue = await world.run("get_revenue")
    (row,) = revenue.data
    assert (row.kind, row.id, row.number, row.client) == ("income", made.id, None, None)
    assert (row.description, row.category) == ("Interest", "interest")
    assert [str(amount) for amount in (row.net, row.tax, row.gross, row.paid, row.open)] == [
        "100.00",
        "8.10",
        "108.10",
        "108.10",
        "0.00",
    ]
