"""Product groups, products and their prices, row by row."""

from typing import Any

from tests.rest.ledgerbee.client import Bee
from tests.rest.ledgerbee.requests import UNIQUE, Make, makes
from tests.rest.ledgerbee.rows.table import exercises

UNIQUE["create_product_group"] = ("number",)

NOBODY = "0197a943-2325-7829-b835-b6c71a293065"
ONCE = {"billingPeriodType": "ONE_TIME", "pricingModel": "FLAT_RATE", "unitAmount": "150.00"}
MONTHLY = {"billingPeriodType": "RECURRING", "pricingModel": "FLAT_RATE", "unitAmount": 49, "billingInterval": "month"}
STEPS = [{"upTo": 10, "unitAmount": "5"}, {"unitAmount": "4.50", "flatAmount": "1"}]
ACCOUNTS = {
    "domesticAccountId": "1010",
    "euAccountId": "1050",
    "abroadAccountId": "1100",
    "domesticWithoutVatAccountId": "1205",
}


@makes
async def catalogue(make: Make) -> dict[str, object]:
    """A group, a product in it, and prices of it; one more of each to be deleted."""
    known = (await make("list_product_groups")).data[0]
    zones = {f"{name}_account_id": getattr(known, f"{name}_account_id") for name in ("domestic", "eu", "abroad")}
    zones |= {"domestic_without_vat_account_id": known.domestic_without_vat_account_id}
    group, spare_group = [await make("create_product_group", name="Varer", **zones) for _ in range(2)]
    product, spare = [await make("create_product", name="Hosting", group_id=group.id) for _ in range(2)]
    terms = {"product_id": product.id, "billing_period_type": "one_time", "pricing_model": "flat_rate"}
    first, second = [await make("create_product_price", unit_amount=amount, **terms) for amount in (150, 160)]
    named = {f"{row}_product_price.id": second.id for row in ("delete", "archive", "disable")}
    accounts = {key: getattr(group, core) for key, core in zip(ACCOUNTS, zones, strict=True)}
    return named | accounts | {
        "product-groups": group.id, "productGroupId": group.id, "delete_product_group.id": spare_group.id,
        "products": product.id, "productId": product.id, "delete_product.id": spare.id, "product-prices": first.id,
    }  # fmt: skip


async def accounts(bee: Bee, **other: str) -> dict[str, str]:
    """The ids of accounts by their numbers: one a zone."""
    chart = {str(row["accountNumber"]): row["id"] for row in await bee.ask("GET", "/v1/accounts")}
    return {zone: chart[number] for zone, number in (ACCOUNTS | other).items()}


async def group(bee: Bee, number: str = "10", name: str = "Varer", **other: str) -> Any:
    """A product group."""
    return await bee.ask(
        "POST", "/v1/product-groups", 201, {"number": number, "name": name, **await accounts(bee, **other)}
    )


async def product(bee: Bee, name: str = "Hosting", **given: Any) -> Any:
    """A product in the group of the company."""
    first = (await bee.ask("GET", "/v1/product-groups?search=1&limit=1"))["data"][0]
    return await bee.ask("POST", "/v1/products", 201, {"name": name, "productGroupId": first["id"], **given})


async def price(bee: Bee, product_id: str, **given: Any) -> Any:
    """A price of a product: 150.00 once unless said otherwise."""
    return await bee.ask("POST", "/v1/product-prices", 201, {"productId": product_id, **(given or ONCE)})


async def use(bee: Bee, product_id: str) -> None:
    """Put a product on an invoice."""
    client = await bee.run("create_client", name="Kunde")
    lines = [{"catalog_item_id": product_id, "quantity": 1, "price": 1}]
    await bee.run("create_invoice", client_id=client.id, lines=lines)


@exercises("create_product_group")
async def create_product_group(bee: Bee) -> None:
    """Accounts at home, in the EU and abroad bear a VAT code for sales; the one without VAT need not."""
    made = await group(bee)
    assert (made["number"], made["domesticAccountNumber"], made["euAccountNumber"]) == ("10", 1010, 1050)
    assert (made["abroadAccountNumber"], made["domesticWithoutVatAccountNumber"]) == (1100, 1205)
    assert (made["productCount"], made["description"]) == (0, None)
    body = {"number": "10", "name": "Ydelser", **await accounts(bee)}
    path = "/v1/product-groups"
    assert await bee.refusal("POST", path, 400, body) == "PRODUCT_GROUP_NUMBER_ALREADY_EXISTS"
    odd = body | {"number": "11", "euAccountId": (await accounts(bee, euAccountId="1610"))["euAccountId"]}
    assert await bee.refusal("POST", path, 400, odd) == "ACCOUNT_VAT_CODE_INVALID_FOR_SALES"
    assert await bee.refusal("POST", path, 404, odd | {"euAccountId": NOBODY}) == "LEDGER_NOT_FOUND"
    failing = await bee.invalid("POST", path, {"name": "Ydelser", "colour": "red"})
    assert failing["number"] == failing["domesticAccountId"] == {"isDefined"}
    assert failing["colour"] == {"whitelistValidation"}


@exercises("list_product_groups")
async def list_product_groups(bee: Bee) -> None:
    """Pages, a search for beginnings, and an order."""
    for number, name in (("10", "Varer"), ("20", "Abonnementer")):
        await group(bee, number, name)
    first = await bee.ask("GET", "/v1/product-groups?sortBy=number&sortOrder=desc&limit=2")
    assert [row["number"] for row in first["data"]] == ["20", "10"]
    assert {key: first[key] for key in ("total", "page", "limit", "totalPages")} == {
        "total": 3, "page": 1, "limit": 2, "totalPages": 2,
    }  # fmt: skip
    second = await bee.ask("GET", "/v1/product-groups?sortBy=number&sortOrder=desc&limit=2&page=2")
    assert [(row["number"], row["name"]) for row in second["data"]] == [("1", "Varer og ydelser")]
    assert [row["number"] for row in (await bee.ask("GET", "/v1/product-groups?search=abo"))["data"]] == ["20"]
    assert await bee.invalid("GET", "/v1/product-groups?sortBy=colour") == {"sortBy": {"isEnum"}}


@exercises("get_product_group")
async def get_product_group(bee: Bee) -> None:
    """As it was made."""
    made = await group(bee)
    assert await bee.ask("GET", f"/v1/product-groups/{made['id']}") == made
    assert await bee.refusal("GET", f"/v1/product-groups/{NOBODY}", 404) == "PRODUCT_GROUP_NOT_FOUND"


@exercises("update_product_group")
async def update_product_group(bee: Bee) -> None:
    """Only what is given."""
    made = await group(bee)
    path = f"/v1/product-groups/{made['id']}"
    changed = await bee.ask("PATCH", path, 200, {"name": "Ydelser", "description": "Timer"})
    assert (changed["name"], changed["description"], changed["number"]) == ("Ydelser", "Timer", "10")
    assert await bee.refusal("PATCH", path, 400, {"number": "1"}) == "PRODUCT_GROUP_NUMBER_ALREADY_EXISTS"


@exercises("delete_product_group")
async def delete_product_group(bee: Bee) -> None:
    """Not while a product stands in it."""
    made = await group(bee)
    body = {"name": "Hosting", "productGroupId": made["id"]}
    one = await bee.ask("POST", "/v1/products", 201, body)
    path = f"/v1/product-groups/{made['id']}"
    assert await bee.refusal("DELETE", path, 400) == "PRODUCT_GROUP_IN_USE"
    await bee.ask("DELETE", f"/v1/products/{one['id']}", 204)
    await bee.ask("DELETE", path, 204)
    assert await bee.refusal("GET", path, 404) == "PRODUCT_GROUP_NOT_FOUND"


@exercises("create_product")
async def create_product(bee: Bee) -> None:
    """In a group that is there, with a number that is free."""
    made = await product(bee, unit="måned", metadata={"sku": "H-1", "seats": 5, "free": False})
    assert (made["number"], made["unit"], made["isActive"], made["prices"]) == ("A-001", "måned", True, [])
    assert (made["productGroupNumber"], made["productGroupName"]) == ("1", "Varer og ydelser")
    assert made["metadata"] == {"sku": "H-1", "seats": 5, "free": False}
    body = {"name": "Andet", "number": "A-001", "productGroupId": made["productGroupId"]}
    assert await bee.refusal("POST", "/v1/products", 400, body) == "PRODUCT_NUMBER_ALREADY_EXISTS"
    lost = {"name": "Andet", "productGroupId": NOBODY}
    assert await bee.refusal("POST", "/v1/products", 404, lost) == "PRODUCT_GROUP_NOT_FOUND"
    assert await bee.invalid("POST", "/v1/products", {"name": "Andet"}) == {"productGroupId": {"isDefined"}}


@exercises("list_products")
async def list_products(bee: Bee) -> None:
    """Without prices."""
    made, other = await product(bee), await product(bee, "Arbejde", isActive=False)
    await price(bee, made["id"])
    listed = await bee.ask("GET", "/v1/products")
    assert [(row["name"], row["isActive"]) for row in listed["data"]] == [("Arbejde", False), ("Hosting", True)]
    assert "prices" not in listed["data"][0]
    found = await bee.ask("GET", f"/v1/products?isActive=true&productGroupId={made['productGroupId']}")
    assert [row["id"] for row in found["data"]] == [made["id"]]
    assert [row["id"] for row in (await bee.ask("GET", "/v1/products?search=arb"))["data"]] == [other["id"]]


@exercises("get_product")
async def get_product(bee: Bee) -> None:
    """With its prices, the default one first."""
    made = await product(bee)
    first, second = await price(bee, made["id"]), await price(bee, made["id"], **MONTHLY)
    shown = await bee.ask("GET", f"/v1/products/{made['id']}")
    assert [(one["id"], one["isDefault"]) for one in shown["prices"]] == [(first["id"], True), (second["id"], False)]
    assert shown["defaultPriceId"] == first["id"]
    assert await bee.refusal("GET", f"/v1/products/{NOBODY}", 404) == "PRODUCT_NOT_FOUND"


@exercises("update_product")
async def update_product(bee: Bee) -> None:
    """Only what is given, a group that is there among it."""
    made, other = await product(bee, metadata={"a": 1}), await group(bee)
    path = f"/v1/products/{made['id']}"
    changed = await bee.ask("PATCH", path, 200, {"productGroupId": other["id"], "isActive": False})
    assert (changed["productGroupName"], changed["isActive"], changed["metadata"]) == ("Varer", False, {"a": 1})
    assert await bee.refusal("PATCH", path, 404, {"productGroupId": NOBODY}) == "PRODUCT_GROUP_NOT_FOUND"


@exercises("delete_product")
async def delete_product(bee: Bee) -> None:
    """Not while it stands on a document."""
    made, spare = await product(bee), await product(bee, "Andet")
    await use(bee, made["id"])
    assert await bee.refusal("DELETE", f"/v1/products/{made['id']}", 400) == "PRODUCT_IN_USE"
    await bee.ask("DELETE", f"/v1/products/{spare['id']}", 204)
    assert await bee.refusal("DELETE", f"/v1/products/{spare['id']}", 404) == "PRODUCT_NOT_FOUND"


@exercises("create_product_price")
async def create_product_price(bee: Bee) -> None:
    """Terms that go together; licences and meters that are there."""
    made = await product(bee)
    once = await price(bee, made["id"])
    assert {key: once[key] for key in ("unitAmount", "currency", "baseCurrency", "billingInterval", "tiers")} == {
        "unitAmount": "150.00", "currency": "DKK", "baseCurrency": "DKK", "billingInterval": None, "tiers": [],
    }  # fmt: skip
    assert (once["status"], once["isDefault"], once["isLocked"], once["meterId"]) == ("ACTIVE", True, False, None)
    assert once["vatRatesByZone"] == {"domestic": "25", "eu": "0", "abroad": "0", "domestic_without_vat": "0"}
    tiered = await price(bee, made["id"], billingPeriodType="ONE_TIME", pricingModel="GRADUATED", tiers=STEPS)
    assert tiered["tiers"] == [
        {"upTo": "10", "unitAmount": "5", "flatAmount": None},
        {"upTo": None, "unitAmount": "4.50", "flatAmount": "1"},
    ]
    path, body = "/v1/product-prices", {"productId": made["id"], **ONCE}
    assert await bee.invalid("POST", path, body | {"unitAmount": None}) == {"unitAmount": {"isDefined"}}
    assert await bee.invalid("POST", path, body | {"pricingModel": "VOLUME"}) == {
        "unitAmount": {"isValid"}, "tiers": {"isDefined"},
    }  # fmt: skip
    assert await bee.refusal("POST", path, 404, body | {"productId": NOBODY}) == "PRODUCT_NOT_FOUND"
    usage = body | MONTHLY | {"billingPeriodType": "USAGE", "meterId": NOBODY}
    assert await bee.refusal("POST", path, 404, usage) == "METER_NOT_FOUND"
    await bee.world.run("update_licences", caller=bee.world.owner, id=bee.company, withdraw=["MeteredProducts"])
    assert await bee.refusal("POST", path, 403, usage) == "LICENSE.REQUIRED"


@exercises("get_product_price")
async def get_product_price(bee: Bee) -> None:
    """As it was made."""
    made = await price(bee, (await product(bee))["id"], **MONTHLY)
    assert (made["billingInterval"], made["billingIntervalCount"], made["unitAmount"]) == ("month", 1, "49")
    assert await bee.ask("GET", f"/v1/product-prices/{made['id']}") == made
    assert await bee.refusal("GET", f"/v1/product-prices/{NOBODY}", 404) == "PRODUCT_PRICE_NOT_FOUND"


@exercises("update_product_price")
async def update_product_price(bee: Bee) -> None:
    """Until it is used; then only its nickname."""
    made = await product(bee)
    path = f"/v1/product-prices/{(await price(bee, made['id']))['id']}"
    assert (await bee.ask("PATCH", path, 200, {"unitAmount": 160}))["unitAmount"] == "160"
    await use(bee, made["id"])
    assert await bee.refusal("PATCH", path, 400, {"unitAmount": 170}) == "PRICE_LOCKED"
    changed = await bee.ask("PATCH", path, 200, {"nickname": "Gammel"})
    assert (changed["nickname"], changed["unitAmount"], changed["isLocked"]) == ("Gammel", "160", True)


@exercises("delete_product_price")
async def delete_product_price(bee: Bee) -> None:
    """Neither the default while there are others nor what was used."""
    made = await product(bee)
    first, second = await price(bee, made["id"]), await price(bee, made["id"], **MONTHLY)
    path = f"/v1/product-prices/{first['id']}"
    assert await bee.refusal("DELETE", path, 400) == "PRICE_IS_DEFAULT"
    await bee.ask("DELETE", f"/v1/product-prices/{second['id']}", 204)
    await use(bee, made["id"])
    assert await bee.refusal("DELETE", path, 400) == "PRICE_LOCKED"


async def two_prices(bee: Bee) -> tuple[str, str]:
    """The paths of a default price and of another one of the same product."""
    made = await product(bee)
    first, second = await price(bee, made["id"]), await price(bee, made["id"], **MONTHLY)
    return f"/v1/product-prices/{first['id']}", f"/v1/product-prices/{second['id']}"


@exercises("disable_product_price")
async def disable_product_price(bee: Bee) -> None:
    """Not the default one."""
    default, other = await two_prices(bee)
    assert (await bee.ask("POST", f"{other}/disable"))["status"] == "DISABLED"
    assert await bee.refusal("POST", f"{default}/disable", 400) == "PRICE_IS_DEFAULT"


@exercises("archive_product_price")
async def archive_product_price(bee: Bee) -> None:
    """Not the default one."""
    default, other = await two_prices(bee)
    assert (await bee.ask("POST", f"{other}/archive"))["status"] == "ARCHIVED"
    assert await bee.refusal("POST", f"{default}/archive", 400) == "PRICE_IS_DEFAULT"


@exercises("activate_product_price")
async def activate_product_price(bee: Bee) -> None:
    """An archived price is sold again."""
    _, other = await two_prices(bee)
    await bee.ask("POST", f"{other}/archive")
    assert (await bee.ask("POST", f"{other}/activate"))["status"] == "ACTIVE"


@exercises("set_default_product_price")
async def set_default_product_price(bee: Bee) -> None:
    """One default a product, and an active one."""
    default, other = await two_prices(bee)
    await bee.ask("POST", f"{other}/disable")
    assert await bee.refusal("POST", f"{other}/set-default", 400) == "STATUS_NOT_ALLOWED"
    await bee.ask("POST", f"{other}/activate")
    assert (await bee.ask("POST", f"{other}/set-default"))["isDefault"]
    assert not (await bee.ask("GET", default))["isDefault"]
