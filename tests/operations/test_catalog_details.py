"""The catalog in detail: exact prices, numbers that move on, lists, and the documents that keep an item."""

from decimal import Decimal
from typing import Any

import pytest

from luma_mcp.errors import CatalogItemInUse, Invalid, NotFound, NumberTaken
from tests.world import World


async def item(world: World, name: str = "Consulting", **given: Any) -> Any:
    return await world.run("create_catalog_item", **({"name": name, "price": "150"} | given))


async def found(world: World, **query: Any) -> list[str]:
    return [row.name for row in (await world.run("list_catalog_items", **query)).data]


async def test_an_item_needs_a_name_and_a_price_and_takes_the_rest(world: World) -> None:
    made = await item(world)
    assert (made.number, made.currency, made.price) == ("A-001", "CHF", Decimal(150))
    assert (made.tax_rate, made.unit, made.archived) == (None, None, False)
    assert (await item(world, currency="eur")).currency == "EUR"
    dane = await world.run("create_catalog_item", caller=await world.at(world.danish), name="Arbejde", price=1)
    assert (dane.number, dane.currency) == ("A-001", "DKK")
    assert await world.run("get_catalog_item", id=made.id) == made


@pytest.mark.parametrize("price", ["0", "0.000000000001", "150.50", "999999999999.999999999999"])
async def test_a_price_is_kept_digit_by_digit(world: World, price: str) -> None:
    made = await item(world, price=price)
    assert format((await world.run("get_catalog_item", id=made.id)).price, "f") == price


@pytest.mark.parametrize("price", ["-1", "0.0000000000001", "1000000000000001", "NaN", "a lot", 1.5, True, None])
async def test_what_is_no_price_is_refused(sqlite_world: World, price: object) -> None:
    with pytest.raises(Invalid) as caught:
        await item(sqlite_world, price=price)
    assert [problem.field for problem in caught.value.problems] == ["price"]


async def test_the_series_steps_over_a_number_that_an_item_moved_to(world: World) -> None:
    made, other = await item(world), await item(world, number="B")
    assert (await world.run("update_catalog_item", id=made.id, number="A-002")).number == "A-002"
    assert (await item(world)).number == "A-003"
    with pytest.raises(NumberTaken):
        await world.run("update_catalog_item", id=other.id, number="A-002")
    assert (await world.run("update_catalog_item", id=other.id, number="B", price=1)).price == Decimal(1)


async def test_only_the_fields_given_change(world: World) -> None:
    made = await item(world, unit="h", tax_rate="8.1", category="Work")
    changed = await world.run("update_catalog_item", id=made.id, price="160.00", unit=None)
    assert (str(changed.price), changed.unit, changed.category) == ("160.00", None, "Work")
    assert changed.tax_rate == Decimal("8.1")
    assert await world.run("get_catalog_item", id=made.id) == changed
    with pytest.raises(Invalid, match="price: cannot be empty"):
        await world.run("update_catalog_item", id=made.id, price=None)


async def test_items_are_found_by_number_name_description_and_category(world: World) -> None:
    await item(world, "Büro 50%", description="Two hours", category="Räume")
    await item(world, "Buro 50", number="X_1")
    for words in ("BÜRO", "a-001", "hours two", "räume", "50%"):
        assert await found(world, search=words) == ["Büro 50%"]
    assert await found(world, search="_") == ["Buro 50"]
    assert await found(world, category="Räume") == ["Büro 50%"]
    assert await found(world, sort="-number") == ["Buro 50", "Büro 50%"]


async def test_archived_items_are_listed_apart_and_pages_stay_right(world: World) -> None:
    for name in ("B", "C", "D"):
        await item(world, name, archived=name == "C")
    assert await found(world, archived=False) == ["B", "D"]
    assert await found(world, archived=True) == ["C"]
    first = await world.run("list_catalog_items", limit=1)
    await item(world, "A")
    rest = await world.run("list_catalog_items", cursor=first.meta.next_cursor)
    assert ([row.name for row in rest.data], rest.meta.total) == (["C", "D"], 4)


@pytest.mark.parametrize(
    ("operation", "more"),
    [
        ("create_offer", {}),
        ("create_recurring_invoice", {"interval": "monthly", "start_date": "2026-05-01"}),
    ],
    ids=["offer", "recurring invoice"],
)
async def test_an_item_on_a_document_is_archived_and_not_deleted(
    world: World, operation: str, more: dict[str, Any]
) -> None:
    made = await item(world)
    lines = [{"catalog_item_id": made.id, "quantity": 1}]
    await world.run(operation, client_id=(await world.client()).id, lines=lines, **more)
    with pytest.raises(CatalogItemInUse) as caught:
        await world.run("delete_catalog_item", id=made.id)
    assert caught.value.code == "catalog_item_in_use"
    assert (await world.run("update_catalog_item", id=made.id, archived=True)).archived


async def test_an_unused_item_is_deleted_and_its_number_not_given_again(world: World) -> None:
    made = await item(world)
    assert (await world.run("delete_catalog_item", id=made.id)).deleted
    with pytest.raises(NotFound, match="No catalog item"):
        await world.run("get_catalog_item", id=made.id)
    assert (await item(world)).number == "A-002"
