"""Products: in a group, with prices; a catalog item is one with a flat one-time price."""

from decimal import Decimal
from typing import Any

import pytest

from luma_mcp.errors import CatalogItemInUse, Invalid, NotFound, NumberTaken, RecordInUse, UnknownReference
from tests.world import World


async def price(world: World, product_id: Any, **given: Any) -> Any:
    fields = {"billing_period_type": "one_time", "pricing_model": "flat_rate", "unit_amount": "150"} | given
    if fields["pricing_model"] != "flat_rate":
        del fields["unit_amount"]
    return await world.run("create_product_price", product_id=product_id, **fields)


async def test_a_product_is_made_in_the_group_of_the_profile(world: World) -> None:
    made = await world.run("create_product", name="Hosting", metadata={"sku": "H-1", "seats": 5, "free": False})
    assert (made.number, made.group_number, made.prices, made.default_price_id) == ("A-001", "1", (), None)
    assert made.metadata == {"sku": "H-1", "seats": 5, "free": False}
    assert await world.run("get_product", id=made.id) == made
    (listed,) = (await world.run("list_products")).data
    assert "prices" not in type(listed).model_fields
    assert (listed.id, listed.group_name) == (made.id, "Produkte und Dienstleistungen")
    assert (await world.run("resolve_product", text="hosting")).id == made.id


async def test_only_the_fields_given_change(world: World) -> None:
    made = await world.run("create_product", name="Hosting", unit="month", metadata={"a": "b"}, tax_rate="2.6")
    changed = await world.run("update_product", id=made.id, name="Hosting plus", unit=None)
    assert (changed.name, changed.unit, changed.metadata, changed.tax_rate) == (
        "Hosting plus", None, {"a": "b"}, Decimal("2.6"),
    )  # fmt: skip
    assert (await world.run("update_product", id=made.id, metadata=None, archived=True)).metadata == {}
    assert [row.id for row in (await world.run("list_products", archived=True)).data] == [made.id]
    with pytest.raises(Invalid, match="group_id: cannot be empty"):
        await world.run("update_product", id=made.id, group_id=None)
    with pytest.raises(UnknownReference) as caught:
        await world.run("update_product", id=made.id, group_id=made.id)
    assert caught.value.subject == "product group"


async def test_numbers_are_shared_with_the_catalog(world: World) -> None:
    await world.run("create_catalog_item", name="Consulting", price=150)
    made = await world.run("create_product", name="Hosting")
    assert made.number == "A-002"
    with pytest.raises(NumberTaken) as caught:
        await world.run("create_product", name="Other", number="A-001")
    assert caught.value.subject == "product"
    with pytest.raises(NumberTaken):
        await world.run("update_product", id=made.id, number="A-001")


async def test_a_catalog_item_is_a_product_with_its_default_price(world: World) -> None:
    item = await world.run("create_catalog_item", name="Consulting", price="150.50", unit="h")
    product = await world.run("get_product", id=item.id)
    (only,) = product.prices
    assert (only.billing_period_type, only.pricing_model, str(only.unit_amount)) == ("one_time", "flat_rate", "150.50")
    assert (only.id, only.is_default, only.is_locked) == (product.default_price_id, True, False)
    changed = await world.run("update_catalog_item", id=item.id, price=160)
    assert [str(one.unit_amount) for one in (await world.run("get_product", id=item.id)).prices] == ["160"]
    assert changed.price == 160


async def test_a_used_price_is_replaced_and_archived(world: World) -> None:
    item = await world.run("create_catalog_item", name="Consulting", price=150)
    await world.invoice(lines=[{"catalog_item_id": item.id, "quantity": 1}])
    await world.run("update_catalog_item", id=item.id, price="150.00")
    assert len((await world.run("get_product", id=item.id)).prices) == 1
    assert (await world.run("update_catalog_item", id=item.id, price=160, currency="EUR")).currency == "EUR"
    new, old = (await world.run("get_product", id=item.id)).prices
    assert (new.unit_amount, new.currency, new.status, new.is_locked) == (160, "EUR", "active", False)
    assert (old.unit_amount, old.currency, old.status, old.is_locked) == (150, "CHF", "archived", True)
    assert new.available_currencies == ("EUR",)
    assert (await world.run("get_catalog_item", id=item.id)).price == 160


async def test_a_product_without_a_simple_price_is_no_catalog_item_but_stands_on_lines(world: World) -> None:
    made = await world.run("create_product", name="Hosting", description="A server", unit="month")
    await price(world, made.id, billing_period_type="recurring", billing_interval="month")
    assert (await world.run("list_catalog_items")).meta.total == 0
    for operation in ("get_catalog_item", "delete_catalog_item"):
        with pytest.raises(NotFound, match="No catalog item"):
            await world.run(operation, id=made.id)
    with pytest.raises(Invalid, match="no one-time flat price"):
        await world.invoice(lines=[{"catalog_item_id": made.id, "quantity": 1}])
    invoice = await world.invoice(lines=[{"catalog_item_id": made.id, "quantity": 1, "price": 20}])
    assert (invoice.lines[0].description, invoice.lines[0].unit, invoice.net) == ("A server", "month", 20)


async def test_a_product_on_a_document_is_archived_and_not_deleted(world: World) -> None:
    made, spare = [await world.run("create_product", name=name) for name in ("Hosting", "Spare")]
    await price(world, made.id)
    await world.invoice(lines=[{"catalog_item_id": made.id, "quantity": 1}])
    with pytest.raises(RecordInUse) as caught:
        await world.run("delete_product", id=made.id)
    assert (caught.value.code, caught.value.subject) == ("in_use", "product")
    with pytest.raises(CatalogItemInUse):
        await world.run("delete_catalog_item", id=made.id)
    await price(world, spare.id)
    await world.run("delete_product", id=spare.id)
    with pytest.raises(NotFound, match="No product"):
        await world.run("get_product", id=spare.id)
