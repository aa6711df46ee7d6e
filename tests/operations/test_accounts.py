"""The chart of accounts: listed with balances, extended, and kept as it is where entries or postings need it."""

from typing import Any

import pytest

from luma_mcp.errors import AccountInUse, Invalid, NotFound, NumberTaken
from tests.operations.entries import entry, line
from tests.world import World


async def made(world: World, **given: Any) -> Any:
    fields = {"number": "6571", "name": "AI services", "type": "operating_expense"}
    return await world.run("create_account", **fields | given)


async def named(world: World, number: str) -> Any:
    return next(row for row in (await world.run("list_accounts", search=number)).data if row.number == number)


async def test_accounts_are_listed_with_balances_on_their_usual_side(world: World) -> None:
    await entry(world, line("1020", "108.10"), line("3400", "-108.10", vat_code="U81"))
    await entry(world, line("6570", "20"), line("1020", "-20"), date="2025-12-31")
    found = {number: await named(world, number) for number in ("1020", "2200", "3400", "6570")}
    assert {number: str(row.balance) for number, row in found.items()} == {
        "1020": "88.10",
        "2200": "8.10",
        "3400": "100.00",
        "6570": "0.00",
    }
    assert (found["1020"].class_, found["2200"].type, found["3400"].vat_code) == ("asset", "output_vat", "U81")


async def test_accounts_are_found_by_class_type_and_words_of_any_language(world: World) -> None:
    equity: dict[str, Any] = {"class": "equity"}
    assert {row.class_ for row in (await world.run("list_accounts", **equity)).data} == {"equity"}
    assert [row.number for row in (await world.run("list_accounts", type="receivable")).data] == ["1100"]
    for words in ("Informatikaufwand", "charges informatiques", "software and it"):
        assert "6570" in [row.number for row in (await world.run("list_accounts", search=words)).data]
    first = await world.run("list_accounts", limit=2)
    assert [row.number for row in first.data] == ["1000", "1020"]
    rest = await world.run("list_accounts", limit=2, cursor=first.meta.next_cursor)
    assert [row.number for row in rest.data] == ["1021", "1030"]


async def test_an_account_is_added_with_the_class_of_its_type(world: World) -> None:
    account = await made(world, vat_code="I81", names=[{"language": "de", "name": "KI-Dienste"}])
    assert (account.class_, account.vat_code, str(account.balance), account.archived) == (
        "expense",
        "I81",
        "0.00",
        False,
    )
    assert (await world.run("list_accounts", search="ki-dienste")).data == (account,)
    with pytest.raises(NumberTaken):
        await made(world, name="Again")
    with pytest.raises(Invalid, match="vat_code"):
        await made(world, number="6572", vat_code="NONE")
    with pytest.raises(Invalid, match="class"):
        await made(world, number="6572", **{"class": "asset"})


async def test_an_unused_account_is_changed_in_all_its_fields(world: World) -> None:
    account = await made(world)
    changed = await world.run("update_account", id=account.id, number="7571", type="other_income", vat_code="U81")
    assert (changed.number, changed.class_, changed.name, changed.vat_code) == ("7571", "revenue", "AI services", "U81")
    with pytest.raises(NumberTaken):
        await world.run("update_account", id=account.id, number="1020")
    with pytest.raises(Invalid, match="name: cannot be empty"):
        await world.run("update_account", id=account.id, name=None)


async def test_an_account_with_entries_keeps_number_class_and_type(world: World) -> None:
    account = await made(world)
    await entry(world, line("6571", "20"), line("1020", "-20"))
    changes: list[dict[str, Any]] = [{"number": "6572"}, {"type": "other_expense"}, {"type": "other_income"}]
    for given in changes:
        with pytest.raises(AccountInUse) as caught:
            await world.run("update_account", id=account.id, **given)
        assert caught.value.code == "account_in_use"
    renamed = await world.run("update_account", id=account.id, name="Models", archived=True)
    assert (renamed.name, renamed.archived, str((await named(world, "6571")).balance)) == ("Models", True, "20.00")


async def test_accounts_that_documents_are_posted_on_keep_class_and_type(world: World) -> None:
    bank = await named(world, "1020")
    for given in ({"archived": True}, {"type": "current_asset"}):
        with pytest.raises(AccountInUse, match="bank"):
            await world.run("update_account", id=bank.id, **given)
    assert (await world.run("update_account", id=bank.id, name="Hausbank")).name == "Hausbank"


async def test_charts_are_apart(world: World) -> None:
    account = await made(world)
    danish = await world.at(world.danish)
    assert (await world.run("list_accounts", caller=danish, search="6571")).data == ()
    with pytest.raises(NotFound):
        await world.run("update_account", caller=danish, id=account.id, name="Mine")
