"""Catalog items: numbered, priced, archived where they stand on documents."""

from typing import Any

import pytest

from luma_mcp.errors import CatalogItemInUse, Invalid, NotFound, NumberTaken
from tests.world import World


async def test_a_catalog_item_needs_a_name_and_a_price(world: World) -> None:
    made = await world.run("create_catalog_item", name="API call", price="0.000149611361", unit="call")
    assert (made.number, str(made.price), made.currency, made.tax_rate) == ("A-001", "0.000149611361", "CHF", None)
    assert await world.run("get_catalog_item", id=made.id) == made
    with pytest.raises(Invalid, match="12 decimals"):
        await world.run("create_catalog_item", name="Odd", price="0.0000000000001")


async def test_numbers_are_given_or_follow(world: World) -> None:
    async def number(**given: Any) -> str:
        return str((await world.run("create_catalog_item", name="A", price=1, **given)).number)

    assert [await number(), await number(number="A-005"), await number(), await number(number="A-003")] == [
        "A-001",
        "A-005",
        "A-006",
        "A-003",
    ]
    with pytest.raises(NumberTaken):
        await number(number="A-005")


async def test_a_change_leaves_documents_as_they_are(world: World) -> None:
    item = await world.run("create_catalog_item", name="Consulting", price=150)
    invoice = await world.invoice(lines=[{"catalog_item_id": item.id, "quantity": 1}])
    changed = await world.run("update_catalog_item", id=item.id, price="160", category="Services")
    assert (str(changed.price), changed.category) == ("160", "Services")
    assert str((await world.run("get_invoice", id=invoice.id)).lines[0].price) == "150"
    assert (await world.run("list_catalog_items", category="Services")).meta.total == 1


async def test_an_item_on_a_document_is_not_deleted(world: World) -> None:
    used = await world.run("create_catalog_item", name="Used", price=1)
    unused = await world.run("create_catalog_item", name="Unused", price=1)
    await world.invoice(lines=[{"catalog_item_id": used.id, "quantity": 1}])
    with pytest.raises(CatalogItemInUse):
        await world.run("delete_catalog_item", id=used.id)
    await world.run("delete_catalog_item", id=unused.id)
    with pytest.raises(NotFound):
        await world.run("get_catalog_item", id=unused.id)
    with pytest.raises(NumberTaken):
        await world.run("update_catalog_item", id=used.id, number=(await another(world)).number)


async def another(world: World) -> Any:
    return await world.run("create_catalog_item", name="Another", price=1)
