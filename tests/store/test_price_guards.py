"""What the database itself refuses of prices."""

from typing import Any

import pytest

from luma_mcp.errors import Busy, PriceLocked
from tests.store.raw import ask, attack
from tests.world import World


@pytest.mark.parametrize(
    "change", ["unit_amount = '1'", "currency = 'EUR'", "tiers = '[[null,\"1\",null]]'", "is_locked = NOT is_locked"]
)
async def test_a_used_price_keeps_its_terms(world: World, change: str) -> None:
    item = await world.run("create_catalog_item", name="Consulting", price=150)
    await world.invoice(lines=[{"catalog_item_id": item.id, "quantity": 1}])
    with pytest.raises(PriceLocked):
        await attack(world, f"UPDATE product_price SET {change}")  # noqa: S608  from the table above
    await attack(world, "UPDATE product_price SET nickname = 'old'")
    assert await ask(world, "SELECT nickname FROM product_price") == "old"


async def test_a_product_has_one_default_price(world: World) -> None:
    item = await world.run("create_catalog_item", name="Consulting", price=150)
    terms: dict[str, Any] = {"billing_period_type": "one_time", "pricing_model": "flat_rate", "unit_amount": 1}
    await world.run("create_product_price", product_id=item.id, **terms)
    with pytest.raises(Busy):
        await attack(world, "UPDATE product_price SET is_default = NOT is_default WHERE NOT is_default")
