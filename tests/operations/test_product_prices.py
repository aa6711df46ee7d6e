"""Prices of products: terms that hold together, one default, a lifecycle, and a lock once they are used."""

from typing import Any

import pytest

from luma_mcp.errors import (
    DefaultPrice,
    Invalid,
    LicenceRequired,
    NotFound,
    PriceLocked,
    StatusNotAllowed,
    UnknownReference,
)
from tests.world import World

MONTHLY = {"billing_period_type": "recurring", "billing_interval": "month"}
STEPS: list[dict[str, Any]] = [{"up_to": 10, "unit_amount": "5"}, {"unit_amount": "4", "flat_amount": "1.50"}]


async def product(world: World, name: str = "Hosting") -> Any:
    return (await world.run("create_product", name=name)).id


async def price(world: World, product_id: Any, **given: Any) -> Any:
    fields: dict[str, Any] = {"billing_period_type": "one_time", "pricing_model": "flat_rate"}
    fields |= {} if "tiers" in given or "pricing_model" in given else {"unit_amount": "150"}
    return await world.run("create_product_price", product_id=product_id, **fields | given)


async def test_the_first_price_is_the_default(world: World) -> None:
    where = await product(world)
    first, second = await price(world, where), await price(world, where, currency="EUR", **MONTHLY)
    assert (first.is_default, first.status, first.currency, first.base_currency) == (True, "active", "CHF", "CHF")
    assert (first.billing_interval, first.billing_interval_count, first.tiers) == (None, None, ())
    assert (second.is_default, second.billing_interval, second.billing_interval_count) == (False, "month", 1)
    assert second.available_currencies == ("CHF", "EUR")
    assert await world.run("get_product_price", id=second.id) == second
    assert [one.id for one in (await world.run("get_product", id=where)).prices] == [first.id, second.id]


async def test_tiers_are_kept_digit_by_digit(world: World) -> None:
    made = await price(world, await product(world), pricing_model="graduated", tiers=STEPS)
    kept = [(str(one.up_to), str(one.unit_amount), str(one.flat_amount)) for one in made.tiers]
    assert kept == [("10", "5", "None"), ("None", "4", "1.50")]
    assert made.unit_amount is None


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"unit_amount": None}, "unit_amount"),
        ({"tiers": STEPS, "unit_amount": 1}, "tiers"),
        ({"pricing_model": "volume"}, "tiers"),
        ({"pricing_model": "volume", "tiers": STEPS, "unit_amount": 1}, "unit_amount"),
        ({"pricing_model": "package", "tiers": STEPS}, "tiers"),
        ({"pricing_model": "package", "tiers": [{"flat_amount": 1}]}, "tiers.0.up_to"),
        ({"pricing_model": "package", "tiers": [{"up_to": 5}]}, "tiers.0.flat_amount"),
        ({"pricing_model": "package", "tiers": [STEPS[0] | {"flat_amount": 1}]}, "tiers.0.unit_amount"),
        ({"pricing_model": "volume", "tiers": [{"up_to": 5, "unit_amount": 1}]}, "tiers.0.up_to"),
        ({"pricing_model": "graduated", "tiers": [{"unit_amount": 1}, {"unit_amount": 1}]}, "tiers.0.up_to"),
        ({"pricing_model": "graduated", "tiers": [STEPS[0], STEPS[0], STEPS[1]]}, "tiers.1.up_to"),
        ({"pricing_model": "graduated", "tiers": [STEPS[0], {}]}, "tiers.1"),
        ({"billing_interval": "month"}, "billing_interval"),
        ({"billing_interval_count": 2}, "billing_interval_count"),
        ({"billing_period_type": "recurring"}, "billing_interval"),
        ({"billing_period_type": "usage", "billing_interval": "month"}, "meter_id"),
        ({"meter_id": "0197a943-2325-7829-b835-b6c71a293065"}, "meter_id"),
    ],
)  # fmt: skip
async def test_terms_that_do_not_go_together_are_refused(
    sqlite_world: World, given: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        await price(sqlite_world, await product(sqlite_world), **given)
    assert field in [problem.field for problem in caught.value.problems]


async def test_a_product_or_meter_that_is_not_there_is_named(world: World) -> None:
    nowhere = "0197a943-2325-7829-b835-b6c71a293065"
    with pytest.raises(UnknownReference) as caught:
        await price(world, nowhere)
    assert caught.value.subject == "product"
    usage = {"billing_period_type": "usage", "billing_interval": "month", "meter_id": nowhere}
    with pytest.raises(UnknownReference, match="no meter") as unknown:
        await price(world, await product(world), **usage)
    assert unknown.value.subject == "meter"


async def test_recurring_prices_need_a_licence_and_usage_two(world: World) -> None:
    where = await product(world)
    usage = MONTHLY | {"billing_period_type": "usage"}
    for licence, refused in (("MeteredProducts", usage), ("Subscription", MONTHLY)):
        await world.run("update_licences", caller=world.owner, id=world.swiss, withdraw=[licence])
        with pytest.raises(LicenceRequired) as caught:
            await price(world, where, **refused)
        assert caught.value.licence == licence
    assert (await price(world, where)).is_default


async def test_only_the_fields_given_change(world: World) -> None:
    made = await price(world, await product(world), **MONTHLY)
    changed = await world.run("update_product_price", id=made.id, nickname="Monthly", billing_interval_count=3)
    assert (changed.nickname, changed.billing_interval_count, changed.unit_amount) == ("Monthly", 3, 150)
    tiered = await world.run("update_product_price", id=made.id, pricing_model="volume", tiers=STEPS)
    assert (tiered.unit_amount, len(tiered.tiers)) == (None, 2)
    once = await world.run(
        "update_product_price", id=made.id, pricing_model="flat_rate", unit_amount="9", billing_period_type="one_time"
    )
    assert (once.unit_amount, once.tiers, once.billing_interval, once.billing_interval_count) == (9, (), None, None)
    with pytest.raises(Invalid, match="currency: cannot be empty"):
        await world.run("update_product_price", id=made.id, currency=None)


async def test_a_price_that_a_document_used_keeps_its_terms(world: World) -> None:
    where = await product(world)
    made = await price(world, where)
    await world.invoice(lines=[{"catalog_item_id": where, "quantity": 1}])
    assert (await world.run("get_product_price", id=made.id)).is_locked
    for change in ({"unit_amount": 160}, {"currency": "EUR"}, MONTHLY, {"pricing_model": "volume", "tiers": STEPS}):
        with pytest.raises(PriceLocked, match="was used"):
            await world.run("update_product_price", id=made.id, **change)
    named = await world.run("update_product_price", id=made.id, nickname="Old", unit_amount="150.0")
    assert (named.nickname, str(named.unit_amount)) == ("Old", "150")
    with pytest.raises(PriceLocked):
        await world.run("delete_product_price", id=made.id)


async def test_the_default_price_stays_until_another_takes_its_place(world: World) -> None:
    where = await product(world)
    first, second = await price(world, where), await price(world, where, currency="EUR")
    for operation in ("archive_product_price", "disable_product_price", "delete_product_price"):
        with pytest.raises(DefaultPrice) as caught:
            await world.run(operation, id=first.id)
        assert caught.value.code == "price_is_default"
    assert (await world.run("set_default_product_price", id=second.id)).is_default
    assert (await world.run("get_product", id=where)).default_price_id == second.id
    assert (await world.run("archive_product_price", id=first.id)).status == "archived"
    with pytest.raises(StatusNotAllowed, match="archived"):
        await world.run("set_default_product_price", id=first.id)
    await world.run("delete_product_price", id=first.id)
    with pytest.raises(NotFound, match="No product price"):
        await world.run("get_product_price", id=first.id)
    await world.run("delete_product_price", id=second.id)
    assert (await world.run("get_product", id=where)).prices == ()


async def test_a_price_is_disabled_archived_and_active_again(world: World) -> None:
    where = await product(world)
    await price(world, where)
    made = await price(world, where, currency="EUR")
    steps = [("disable", "disabled"), ("archive", "archived"), ("activate", "active"), ("activate", "active")]
    for step, status in steps:
        assert (await world.run(f"{step}_product_price", id=made.id)).status == status
    assert (await world.run("activate_product_price", id=made.id)).available_currencies == ("CHF", "EUR")
    assert (await world.run("disable_product_price", id=made.id)).available_currencies == ("CHF",)


async def test_a_price_shows_the_rates_of_its_groups_accounts(world: World) -> None:
    swiss = (await price(world, await product(world))).vat_rates_by_zone
    assert [str(rate) for rate in swiss.model_dump().values()] == ["8.1", "0", "0", "0"]
    at = await world.at(world.danish)
    made = await world.run("create_catalog_item", caller=at, name="Arbejde", price=1)
    (danish,) = (await world.run("get_product", caller=at, id=made.id)).prices
    assert [str(rate) for rate in danish.vat_rates_by_zone.model_dump().values()] == ["25", "0", "0", "0"]
    await world.run("update_catalog_item", caller=at, id=made.id, tax_rate=0)
    (free,) = (await world.run("get_product", caller=at, id=made.id)).prices
    assert free.vat_rates_by_zone.domestic == 0
