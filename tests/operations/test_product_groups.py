"""Product groups: an account for each VAT zone, a group to begin with, and no group lost that is used."""

from typing import Any

import pytest

from luma_mcp.errors import AccountInUse, Invalid, NotForSales, NotFound, NumberTaken, RecordInUse, UnknownReference
from tests.world import World


async def account_id(world: World, number: str, **given: Any) -> Any:
    found = await world.run("list_accounts", search=number, **given)
    return next(row.id for row in found.data if row.number == number)


async def zones(world: World, *, home: str = "3400", abroad: str = "3410", without: str = "3420") -> dict[str, Any]:
    return {
        "domestic_account_id": await account_id(world, home),
        "eu_account_id": await account_id(world, abroad),
        "abroad_account_id": await account_id(world, abroad),
        "domestic_without_vat_account_id": await account_id(world, without),
    }


async def test_a_new_company_starts_with_a_group(world: World) -> None:
    (swiss,) = (await world.run("list_product_groups")).data
    assert (swiss.number, swiss.name, swiss.is_default, swiss.product_count) == (
        "1", "Produkte und Dienstleistungen", True, 0,
    )  # fmt: skip
    assert (swiss.domestic_account_number, swiss.eu_account_number, swiss.abroad_account_number) == (
        "3400", "3410", "3410",
    )  # fmt: skip
    dane = await world.at(world.danish)
    (danish,) = (await world.run("list_product_groups", caller=dane)).data
    assert (danish.domestic_account_number, danish.eu_account_number) == ("1010", "1150")
    assert (danish.abroad_account_number, danish.domestic_without_vat_account_number) == ("1200", "1205")


async def test_a_group_is_made_changed_and_deleted(world: World) -> None:
    accounts = await zones(world)
    made = await world.run("create_product_group", name="Goods", **accounts)
    assert (made.number, made.domestic_account_number, made.by_vat_code) == ("2", "3400", False)
    assert await world.run("get_product_group", id=made.id) == made
    changed = await world.run("update_product_group", id=made.id, number="G-1", description="What is shipped")
    assert (changed.number, changed.name, changed.description) == ("G-1", "Goods", "What is shipped")
    assert (await world.run("create_product_group", name="More", number="7", **accounts)).number == "7"
    assert (await world.run("create_product_group", name="Most", **accounts)).number == "8"
    await world.run("delete_product_group", id=made.id)
    with pytest.raises(NotFound, match="No product group"):
        await world.run("get_product_group", id=made.id)


async def test_two_groups_do_not_bear_one_number(world: World) -> None:
    made = await world.run("create_product_group", name="Goods", **await zones(world))
    with pytest.raises(NumberTaken) as caught:
        await world.run("create_product_group", name="Other", number="1", **await zones(world))
    assert caught.value.subject == "product group"
    with pytest.raises(NumberTaken):
        await world.run("update_product_group", id=made.id, number="1")


async def test_an_account_with_vat_has_a_code_for_sales(world: World) -> None:
    with pytest.raises(NotForSales, match="6570") as caught:
        await world.run("create_product_group", name="Odd", **await zones(world, home="6570"))
    assert caught.value.code == "account_vat_code_invalid_for_sales"
    assert caught.value.problems[0].field == "domestic_account_id"
    with pytest.raises(NotForSales, match="bears no VAT code"):
        await world.run("create_product_group", name="Odd", **await zones(world, abroad="1020"))
    made = await world.run("create_product_group", name="Free", **await zones(world, without="6570"))
    with pytest.raises(NotForSales):
        await world.run("update_product_group", id=made.id, eu_account_id=await account_id(world, "6570"))
    with pytest.raises(Invalid, match="kept by open items"):
        await world.run("create_product_group", name="Odd", **await zones(world, without="1100"))
    with pytest.raises(UnknownReference) as unknown:
        await world.run("create_product_group", name="Odd", **(await zones(world)) | {"eu_account_id": made.id})
    assert unknown.value.subject == "account"


async def test_a_group_in_use_and_the_first_one_stay(world: World) -> None:
    made = await world.run("create_product_group", name="Goods", **await zones(world))
    product = await world.run("create_product", name="Laptop", group_id=made.id)
    assert (await world.run("get_product_group", id=made.id)).product_count == 1
    with pytest.raises(RecordInUse, match="holds 1 products") as caught:
        await world.run("delete_product_group", id=made.id)
    assert caught.value.subject == "product group"
    first = (await world.run("list_product_groups", search="1")).data[0]
    await world.run("update_product", id=product.id, group_id=first.id)
    await world.run("delete_product_group", id=made.id)
    with pytest.raises(RecordInUse, match="no group is named"):
        await world.run("delete_product_group", id=first.id)


async def test_groups_are_found_by_what_number_or_name_begins_with(world: World) -> None:
    for number, name in (("10", "Änderungen"), ("20", "Goods 1"), ("30", "Services")):
        await world.run("create_product_group", number=number, name=name, **await zones(world))

    async def found(**query: Any) -> list[str]:
        return [row.number for row in (await world.run("list_product_groups", **query)).data]

    assert await found(search="1") == ["1", "10"]
    assert await found(search="ÄND") == ["10"]
    assert await found(search="ervices") == []
    assert await found(sort="-name", limit=2) == ["10", "30"] or await found(sort="-name", limit=1) == ["30"]
    assert await found(search="%") == []


async def test_an_account_of_a_group_keeps_its_class(world: World) -> None:
    own = await world.run("create_account", number="3405", name="Laptops", type="revenue", vat_code="U81")
    await world.run("create_product_group", name="Goods", **await zones(world, home="3405"))
    with pytest.raises(AccountInUse, match="product group 2"):
        await world.run("update_account", id=own.id, archived=True)


async def test_a_group_is_meant_by_number_or_name(world: World) -> None:
    made = await world.run("create_product_group", name="Goods", **await zones(world))
    for words in ("2", "goods", str(made.id)):
        assert (await world.run("resolve_product_group", text=words)).id == made.id
